"""Backups: a ledger's data directory and database as a folder, and back; its keys in another.

The folder of the ledger holds what no replay brings back: outbox, documents and contents, where the
contracts are, the register of erasures, and the embedded chain's journal. The folder of keys holds
the managed keys and the key database. Nothing holds a master key.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from ledger_py.accounts import Accounts
from ledger_py.backup.folder import (
    BackupDamaged,
    BackupUnknown,
    FolderTaken,
    FolderUnusable,
    Manifest,
    appearing,
    check,
    seal,
)
from ledger_py.chain.datadir import DataDir
from ledger_py.chain.journal import Journal
from ledger_py.durable import write_durably
from ledger_py.errors import AuzolanError
from ledger_py.master import MasterKeyFault, MasterKeys
from ledger_py.parts import store_of
from ledger_py.settings import Settings
from ledger_py.store.portable import copy_sqlite, dump, load
from ledger_py.store.vault import KEY_DATABASE, MASTER_KEY, REGISTER, Vault, read_register

LEDGER, KEYS = "ledger", "keys"
TABLES, JOURNAL, DEPLOYMENT = "tables.jsonl", "journal", "deployment.json"
_OTHER = (
    "Name the copy that was made after the last rotation before the backup; nothing was changed."
)

__all__ = [
    "BackupDamaged",
    "BackupUnknown",
    "FolderTaken",
    "FolderUnusable",
    "RegisterMissing",
    "Restored",
    "back_up",
    "restore",
]


class RegisterMissing(AuzolanError):
    """The register of erasures that was named is not there."""

    hint = "Name the file erasures.log of the ledger as it was last; nothing was changed."

    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no register of erasures at {path}.")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored: when the backup was made (Unix seconds), how many contents stay erased."""

    made: int
    has_keys: bool
    erased: int


def back_up(
    settings: Settings, target: Path, now: int, keys: Path | None = None
) -> tuple[Manifest, ...]:
    """Write the ledger's backup to a folder that is not there yet, while the ledger may run.

    now: Unix seconds. keys: another such folder, for the keys; without it they are not written.
    Raises FolderTaken, FolderUnusable, DatabaseNew, JournalCorrupt, and then writes neither.
    """
    if keys and keys.resolve() == target.resolve():
        raise FolderTaken(keys)
    with ExitStack() as stack:
        folder_of_keys = stack.enter_context(appearing(keys)) if keys else None
        folder = stack.enter_context(appearing(target))
        made = [_fill(settings, folder, now)]
        if folder_of_keys:
            # Keys last: whatever the other folder has then has its key.
            made.append(_fill_keys(settings, folder_of_keys, now))
    return tuple(made)


def restore(
    settings: Settings,
    source: Path,
    keys: Path | None = None,
    erasures: Path | None = None,
    master: Path | None = None,
) -> Restored:
    """Make the data directory, and fill the database, from backups that are checked first.

    erasures: the register of the ledger as it was last; what it or the backup's own register names
    stays erased, its keys too. master: a copy of the master key's file, which has to be the one
    that the keys are wrapped by. Raises FolderTaken, FolderUnusable, BackupUnknown, BackupDamaged,
    RegisterMissing, MasterKeyFault, AccountsFault, DatabaseNotEmpty, TablesUnknown, TablesDamaged,
    and then there is no data directory.
    """
    manifest = check(source, LEDGER, needed=(DEPLOYMENT, TABLES))
    kept = check(keys, KEYS).parts if keys else {}
    if erasures and not erasures.is_file():
        raise RegisterMissing(erasures)
    if master and not master.is_file():
        raise MasterKeyFault(f"There is no master key at {master}.")
    with appearing(settings.data_dir) as folder:
        _place(source, manifest, folder)
        for name in (settings.accounts_file.name, KEY_DATABASE):
            if keys and name in kept:
                shutil.copyfile(keys / name, folder / name)
                (folder / name).chmod(0o600)
        aside = settings.model_copy(update={"data_dir": folder})
        if master:
            _place_master(master, aside)
        own = [source / REGISTER] if REGISTER in manifest.parts else []
        erased = _merge(folder / REGISTER, [*own, *filter(None, [erasures])])
        with (
            closing(store_of(aside)) as store,
            (source / TABLES).open(encoding="utf-8") as file,
        ):
            load(store, file, manifest.revision, erased)
    return Restored(manifest.made, keys is not None, len(erased))


def _fill(settings: Settings, folder: Path, now: int) -> Manifest:
    # The journal first: whatever it has, the database kept before, with its texts. What the
    # database has beyond it is still in the outbox, and is sent again as the same bytes.
    if settings.profile == "embedded":
        _copy_journal(DataDir(settings.chain_dir).journal, folder / JOURNAL)
    shutil.copyfile(settings.deployment, folder / DEPLOYMENT)
    with (
        closing(store_of(settings)) as store,
        (folder / TABLES).open("w", encoding="utf-8") as file,
    ):
        revision = dump(store, file)
    _copy_if_there(settings.data_dir / REGISTER, folder / REGISTER)
    return seal(folder, LEDGER, now, revision)


def _fill_keys(settings: Settings, folder: Path, now: int) -> Manifest:
    _copy_if_there(settings.accounts_file, folder / settings.accounts_file.name)
    if (settings.data_dir / KEY_DATABASE).exists():
        copy_sqlite(settings.data_dir / KEY_DATABASE, folder / KEY_DATABASE)
    return seal(folder, KEYS, now)


def _place(source: Path, manifest: Manifest, folder: Path) -> None:
    shutil.copyfile(source / DEPLOYMENT, folder / DEPLOYMENT)
    if JOURNAL in manifest.parts:
        chain = DataDir(folder / "chain")
        chain.path.mkdir()
        _copy_journal(source / JOURNAL, chain.journal)


def _place_master(master: Path, aside: Settings) -> None:
    """Copy the master key, which has to open every key beside it."""
    write_durably(aside.data_dir / MASTER_KEY, master.read_bytes())
    keys = MasterKeys(aside.data_dir / MASTER_KEY, make=False)
    try:
        keys.newest()
        Accounts(aside.accounts_file, keys).labels()
        if (aside.data_dir / KEY_DATABASE).exists():
            with closing(Vault.in_folder(aside.data_dir)) as vault:
                vault.check_keys()
    except MasterKeyFault:
        raise MasterKeyFault(f"{master} is no master key of this backup's keys.", _OTHER) from None


def _copy_journal(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    Journal.open(target).close()  # checks every frame, and cuts one that was being written


def _copy_if_there(source: Path, target: Path) -> None:
    if source.exists():
        shutil.copyfile(source, target)


def _merge(target: Path, registers: Iterable[Path]) -> frozenset[str]:
    """Write all lines (time, commitment) of some registers; return the commitments."""
    found: dict[str, int] = {}
    for path in registers:
        found = read_register(path) | found
    if found:
        lines = [f"{time} {commitment}\n" for commitment, time in found.items()]
        target.write_text("".join(lines), encoding="ascii")
    return frozenset(found)

"""Folders that are whole or not there, and whose every part is checked before it is used."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

from ledger_py.durable import sync, write_durably
from ledger_py.errors import AuzolanError

FORMAT = 1
MANIFEST = "manifest.json"


class FolderTaken(AuzolanError):
    """There is something already where a folder is to be written."""

    hint = "Name one that does not exist yet, or an empty one; nothing was changed."

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is there already, and not empty.")


class FolderUnusable(AuzolanError):
    """A folder cannot be written or read."""

    hint = "See that the place exists, has room and is yours; nothing was changed."

    def __init__(self, path: Path, reason: object) -> None:
        super().__init__(f"{path} cannot be used ({reason}).")


class BackupUnknown(AuzolanError):
    """A folder is no backup of the kind that is asked for, or one of a later version."""

    hint = "Name the folder that `auzolan backup` wrote; nothing was changed."

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} is no such backup ({reason}).")


class BackupDamaged(AuzolanError):
    """A part of a backup is missing or not as it was written."""

    hint = "Take another copy of the backup, or an earlier one; nothing was changed."

    def __init__(self, part: Path, reason: str) -> None:
        super().__init__(f"{part} is damaged ({reason}).")
        self.part = part


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup is made of.

    kind: `ledger` or `keys`. made: Unix seconds. revision: of the database's tables, if any are in
    it. parts: SHA-256 in hex of every file, by its name.
    """

    kind: str
    made: int
    revision: str
    parts: Mapping[str, str]
    format: int = FORMAT


@contextmanager
def appearing(target: Path) -> Iterator[Path]:
    """A folder to fill, which gets its name at the end, whole and durable, or is removed.

    Raises FolderTaken, FolderUnusable. What a kill leaves is beside the target, under a name that
    begins with a dot, and is removed by the next try.
    """
    target = target.resolve()
    aside = target.with_name(f".{target.name}.unfinished")
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise FolderTaken(target)
        if aside.exists():
            shutil.rmtree(aside)
        aside.mkdir(mode=0o700)
        try:
            yield aside
            _make_durable(aside)
            aside.rename(target)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
        sync(target.parent)
    except OSError as error:
        raise FolderUnusable(target, error) from None


def seal(folder: Path, kind: str, made: int, revision: str = "") -> Manifest:
    """Write the manifest of all files in a folder."""
    names = sorted(path.name for path in folder.iterdir())
    manifest = Manifest(kind, made, revision, {name: _digest(folder / name) for name in names})
    said = json.dumps(asdict(manifest), indent=1)
    line = hashlib.sha256(said.encode()).hexdigest()
    write_durably(folder / MANIFEST, f"{said}\n{line}\n".encode())
    return manifest


def check(folder: Path, kind: str, needed: Iterable[str] = ()) -> Manifest:
    """Check every byte of a backup; raises BackupUnknown, BackupDamaged with the part's name.

    needed: the parts without which it is none.
    """
    manifest = _read(folder)
    if manifest.kind != kind:
        raise BackupUnknown(folder, f"it is one of kind {manifest.kind!r}, not {kind!r}")
    for name in needed:
        if name not in manifest.parts:
            raise BackupDamaged(folder / name, "the manifest does not name it")
    for name, digest in manifest.parts.items():
        path = folder / name
        if path.name != name or path.is_symlink():
            raise BackupDamaged(path, "it is no file of the folder")
        if not path.is_file():
            raise BackupDamaged(path, "it is missing")
        if _digest(path) != digest:
            raise BackupDamaged(path, "it is not as it was written")
    return manifest


def _read(folder: Path) -> Manifest:
    path = folder / MANIFEST
    try:
        content = path.read_bytes()
    except OSError:
        raise BackupUnknown(folder, f"it has no {MANIFEST}") from None
    said, _, line = content.removesuffix(b"\n").rpartition(b"\n")
    if hashlib.sha256(said).hexdigest().encode() != line:
        raise BackupDamaged(path, "it is not as it was written")
    try:
        fields = orjson.loads(said)
        if fields["format"] != FORMAT:
            raise BackupUnknown(folder, f"its format is {fields['format']}, not {FORMAT}")
        manifest = Manifest(**fields)
        texts = (manifest.kind, manifest.revision, *manifest.parts, *manifest.parts.values())
        if not all(isinstance(text, str) for text in texts) or type(manifest.made) is not int:
            raise ValueError
        return manifest
    except (ValueError, TypeError, KeyError, AttributeError):
        raise BackupUnknown(folder, f"its {MANIFEST} is of another form") from None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _make_durable(folder: Path) -> None:
    for path in [*folder.rglob("*"), folder]:
        path.chmod(0o700 if path.is_dir() else 0o600)
        sync(path)

"""The parts of an installation that its settings tell of: database, vault, managed keys."""

from __future__ import annotations

from ledger_py.accounts import Accounts
from ledger_py.master import MasterKeys
from ledger_py.settings import Settings, SettingsFault
from ledger_py.store import Store
from ledger_py.store.engines import is_same, url_of
from ledger_py.store.vault import MASTER_KEY, Vault


def master_of(settings: Settings) -> MasterKeys:
    """The master key; the embedded profile makes its own, a network's operator gives one."""
    path = settings.master_key_file or settings.data_dir / MASTER_KEY
    return MasterKeys(path, make=settings.profile == "embedded")


def store_of(settings: Settings) -> Store:
    """The database, with the vault for what people wrote. Raises SettingsFault."""
    if is_same(url_of(settings.database), url_of(settings.keys)):
        raise SettingsFault(
            "AUZOLAN_KEYS_URL names the database itself: a backup of it would hold the keys."
        )
    vault = Vault(settings.keys, settings.data_dir, master_of(settings))
    return Store(settings.database, vault)


def accounts_of(settings: Settings) -> Accounts:
    """The managed keys."""
    return Accounts(settings.accounts_file, master_of(settings))

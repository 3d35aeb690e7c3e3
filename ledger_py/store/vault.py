"""The vault: one key per content, in a database of its own, so that a text can be destroyed.

contents (ciphertext) | key database (a wrapped key per content) | master key (a file)

Erasing is destroying keys. No backup of the contents has them, and what was destroyed is remembered
by its commitment alone, so that nothing that comes back is kept again.
"""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    LargeBinary,
    MetaData,
    String,
    Table,
    delete,
    select,
    update,
)
from sqlalchemy.exc import ProgrammingError

from ledger_py.durable import append_durably
from ledger_py.errors import AuzolanError
from ledger_py.master import KEY_BYTES, MasterKeys, Wrapped, decrypt, encrypt
from ledger_py.store.chunking import chunks
from ledger_py.store.engines import clean, is_sqlite, open_engine, readers_of, url_of
from ledger_py.store.faults import DatabaseRefused, named
from ledger_py.store.inserting import keep_if_new
from ledger_py.store.tables.base import alike

KEY_DATABASE, MASTER_KEY, REGISTER = "keys.sqlite", "master.key", "erasures.log"
_CONTENT, _CONTENT_KEY = "content", "content key"
_AT_ONCE = 500
_LINE = re.compile(r"(\d{1,18}) (0x[0-9a-f]{64})", re.ASCII)
_metadata = MetaData()
_keys = Table(
    "content_keys",
    _metadata,
    Column("commitment", String(66), primary_key=True),
    Column("master", String(8), nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
)
_destroyed = Table(
    "destroyed_keys",
    _metadata,
    Column("commitment", String(66), primary_key=True),
    Column("time", BigInteger, nullable=False),  # Unix seconds
)
for _table in (_keys, _destroyed):
    alike(_table)


_VAULT = "auzolan_vault"


class VaultMissing(AuzolanError):
    """Contents are kept encrypted, and this store was opened without the keys."""

    hint = "Open the store with its vault: `Store(address, Vault.in_folder(folder))`."

    def __init__(self) -> None:
        super().__init__("There is no vault to keep or read contents with.")


def with_vault(engine: Engine, vault: Vault | None) -> Engine:
    """Return an engine whose connections know the vault."""
    engine.update_execution_options(**{_VAULT: vault})
    return engine


def vault_of(connection: Connection) -> Vault:
    """The vault of the store that a connection is of; raises VaultMissing."""
    vault = connection.get_execution_options().get(_VAULT)
    if vault is None:
        raise VaultMissing
    found: Vault = vault
    return found


def read_register(path: Path) -> dict[str, int]:
    """The commitments in a register of erasures, each with its first time (Unix seconds).

    A line that is none, as a kill may have cut it short, says nothing; raises OSError.
    """
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []
    found = filter(None, map(_LINE.fullmatch, lines))
    return {line[2]: int(line[1]) for line in reversed(list(found))}


class Vault:
    """Encrypts and decrypts contents; threads and processes may share its key database.

    address: of the key database, which is not that of the contents. folder: where the register of
    erasures is. master: the key that wraps the keys. Nothing is opened or made before the first
    content.
    """

    def __init__(self, address: str, folder: Path, master: MasterKeys) -> None:
        self.address, self.folder, self.master = address, folder, master
        self._engine: Engine | None = None
        self._opening = threading.Lock()

    @classmethod
    def in_folder(cls, folder: Path) -> Vault:
        """Key database, register and master key in one folder, as the embedded profile has it."""
        address = f"sqlite:///{folder / KEY_DATABASE}"
        return cls(address, folder, MasterKeys(folder / MASTER_KEY))

    def encrypt(self, contents: Mapping[str, bytes]) -> dict[str, bytes]:
        """The ciphertexts of contents by commitment, but for those that are destroyed.

        Each is under a key of its own, all of which are durable from then on.
        """
        if not contents:
            return {}
        with self._writing() as connection:
            wanted = set(contents)
            for some in chunks(contents):
                query = select(_destroyed.c.commitment).where(_destroyed.c.commitment.in_(some))
                wanted -= set(connection.execute(query).scalars())
            keys = self._held(connection, wanted)
            keys |= self._new(connection, sorted(wanted - keys.keys()))
        return {
            one: encrypt(key, contents[one], _CONTENT, one.encode()) for one, key in keys.items()
        }

    def secret(self, name: str) -> bytes:
        """A secret of this installation (32 bytes) by its name, made when it is first asked for."""
        with self._writing() as connection:
            held = self._held(connection, [name]) or self._new(connection, [name])
            return held[name]

    def decrypt(self, sealed: Mapping[str, bytes]) -> dict[str, bytes]:
        """Contents by commitment, of those whose keys are there. Raises CipherDamaged.

        Asked each time: what another process has destroyed a moment ago is not read any more.
        """
        found: dict[str, bytes] = {}
        if not sealed:
            return found
        with self._reading() as connection:
            for one, key in self._held(connection, sealed).items():
                found[one] = decrypt(key, sealed[one], _CONTENT, one.encode())
        return found

    def destroy(self, commitments: Iterable[str], time: int) -> None:
        """Destroy the keys of these contents for good; time: Unix seconds.

        The register says so first, so that a start after a kill goes on with it.
        """
        wanted = sorted(set(commitments))
        if not wanted:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        lines = "".join(f"{time} {commitment}\n" for commitment in wanted)
        append_durably(self.folder / REGISTER, lines.encode())
        self._destroy(wanted, time)

    def resume(self) -> tuple[str, ...]:
        """Destroy what the register says was to be; return all that ever was."""
        if not self._is_made():
            return ()
        times = self.register()
        with self._reading() as connection:
            done = set(connection.execute(select(_destroyed.c.commitment)).scalars())
        for time in sorted({times[one] for one in times.keys() - done}):
            self._destroy([one for one in times if times[one] == time and one not in done], time)
        return tuple(sorted(times.keys() | done))

    def register(self) -> dict[str, int]:
        """The commitments whose keys are destroyed, with the times."""
        return read_register(self.folder / REGISTER)

    def rewrap(self) -> int:
        """Wrap every key under the newest master key and forget the others; return how many.

        Killed at any point it leaves all keys readable, and goes on when called again.
        """
        newest, count = self.master.newest(), 0
        while True:
            with self._writing() as connection:
                query = select(_keys).where(_keys.c.master != newest).limit(_AT_ONCE)
                rows = connection.execute(query).all()
                if not rows:
                    self.master.end_rotation()
                    return count
                for row in rows:
                    self._rewrap(connection, row.commitment, Wrapped(row.master, row.sealed))
                count += len(rows)

    def check_keys(self) -> None:
        """Open every key; raises MasterKeyFault for one wrapped by another, CipherDamaged."""
        with self._reading() as connection:
            for row in connection.execute(select(_keys).execution_options(yield_per=_AT_ONCE)):
                about = row.commitment.encode()
                self.master.unwrap(Wrapped(row.master, row.sealed), _CONTENT_KEY, about)

    @property
    def on_server(self) -> bool:
        """Whether a server keeps the key database, whose log has what was destroyed for a while."""
        return not is_sqlite(url_of(self.address))

    def close(self) -> None:
        """Give back every connection that is not in use."""
        if self._engine:
            self._engine.dispose()

    def _held(self, connection: Connection, commitments: Iterable[str]) -> dict[str, bytes]:
        """The keys that there are, by commitment."""
        found: dict[str, bytes] = {}
        for some in chunks(commitments):
            for row in connection.execute(select(_keys).where(_keys.c.commitment.in_(some))):
                wrapped, about = Wrapped(row.master, row.sealed), row.commitment.encode()
                found[row.commitment] = self.master.unwrap(wrapped, _CONTENT_KEY, about)
        return found

    def _new(self, connection: Connection, commitments: Sequence[str]) -> dict[str, bytes]:
        """Make and keep a key for each, in a transaction that a rotation waits for.

        So its end forgets no master key in use.
        """
        keys = {commitment: secrets.token_bytes(KEY_BYTES) for commitment in commitments}
        rows = []
        for commitment, key in keys.items():
            wrapped = self.master.wrap(key, _CONTENT_KEY, commitment.encode())
            rows.append(
                {"commitment": commitment, "master": wrapped.master, "sealed": wrapped.sealed}
            )
        if rows:
            connection.execute(_keys.insert(), rows)
        return keys

    def _rewrap(self, connection: Connection, commitment: str, wrapped: Wrapped) -> None:
        about = commitment.encode()
        key = self.master.unwrap(wrapped, _CONTENT_KEY, about)
        anew = self.master.wrap(key, _CONTENT_KEY, about)
        statement = update(_keys).where(_keys.c.commitment == commitment)
        connection.execute(statement.values(master=anew.master, sealed=anew.sealed))

    def _destroy(self, commitments: Sequence[str], time: int) -> None:
        with self._writing() as connection:
            for some in chunks(commitments):
                connection.execute(delete(_keys).where(_keys.c.commitment.in_(some)))
                rows = [{"commitment": commitment, "time": time} for commitment in some]
                keep_if_new(connection, _destroyed, rows)
        engine = self._open()
        with named(engine.url):
            clean(engine, _keys.name, anew=True)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        engine = self._open()
        with named(engine.url), engine.begin() as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        engine = self._open()
        with named(engine.url), readers_of(engine).connect() as connection:
            yield connection

    def _is_made(self) -> bool:
        """Whether there is anything: what only reads the chain makes no keys."""
        url = url_of(self.address)
        register = self.folder / REGISTER
        return not is_sqlite(url) or Path(str(url.database)).exists() or register.exists()

    def _open(self) -> Engine:
        with self._opening:
            if self._engine is None:
                self._engine = self._made()
        return self._engine

    def _made(self) -> Engine:
        engine = open_engine(self.address)
        if is_sqlite(engine.url) and engine.url.database:
            path = Path(engine.url.database)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
        try:
            with named(engine.url):
                _metadata.create_all(engine)
        except ProgrammingError as error:
            raise DatabaseRefused(engine.url, error.orig) from None
        return engine

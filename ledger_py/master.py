"""The master key: what wraps every content's key and every managed key, in a file of its own.

It is in no database and in no backup. The file has a line per key, the newest first; there is more
than one only while `auzolan key rotate` is on its way.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger_py.durable import OpenToOthers, alone, read_secret, write_durably
from ledger_py.errors import AuzolanError

KEY_BYTES = 32
_NONCE_BYTES, _ID_BYTES = 12, 4


class MasterKeyFault(AuzolanError):
    """The file of the master key cannot be used; without it nothing that people wrote is read."""

    hint = "Put the file back from where you keep a copy of it; there is no other way to the texts."

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint or self.hint


class CipherDamaged(AuzolanError):
    """What was encrypted is not what was put there: damaged, or moved from another place."""

    hint = "Put back a copy of the database it came from."

    def __init__(self, purpose: str) -> None:
        super().__init__(f"A {purpose} cannot be decrypted.")


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A secret under a master key: the key's id (8 hex digits), and nonce and ciphertext."""

    master: str
    sealed: bytes


@dataclass
class MasterKeys:
    """The keys in one file, which its owner alone may read.

    make: whether a first key is made where there is no file; in a network the operator does it.
    """

    path: Path
    make: bool = True
    _keys: dict[str, bytes] = field(default_factory=dict, repr=False)
    _seen: tuple[int, int] = (0, 0)

    def wrap(self, secret: bytes, purpose: str, about: bytes) -> Wrapped:
        """Encrypt a secret under the newest key, bound to its purpose and what it is about."""
        keys = self._current()
        newest = next(iter(keys))
        return Wrapped(newest, encrypt(keys[newest], secret, purpose, about))

    def unwrap(self, wrapped: Wrapped, purpose: str, about: bytes) -> bytes:
        """The secret; raises MasterKeyFault for a key that is not here, CipherDamaged."""
        keys = self._current()
        if wrapped.master not in keys:
            raise MasterKeyFault(f"There is no master key {wrapped.master} in {self.path}.")
        return decrypt(keys[wrapped.master], wrapped.sealed, purpose, about)

    def newest(self) -> str:
        """The id of the key under which secrets are wrapped now."""
        return next(iter(self._current()))

    def begin_rotation(self) -> str:
        """Put a new key first, unless a rotation is on its way; return the newest key's id."""
        with alone(self.path):
            keys = self._read()
            if len(keys) < 2:
                keys = {**_new(), **keys}
                self._write(keys)
        return next(iter(keys))

    def end_rotation(self) -> None:
        """Forget all keys but the newest: nothing is wrapped under them any more."""
        with alone(self.path):
            keys = self._read()
            newest = next(iter(keys))
            self._write({newest: keys[newest]})

    def _current(self) -> dict[str, bytes]:
        """The keys in the file as it is now: another process may have rotated them."""
        try:
            found = self.path.stat()
            seen = (found.st_ino, found.st_mtime_ns)
        except FileNotFoundError:
            seen = (0, 0)
        if not self._keys or seen != self._seen:
            self._keys, self._seen = self._read() or self._first(), seen
        return self._keys

    def _first(self) -> dict[str, bytes]:
        if not self.make:
            raise MasterKeyFault(
                f"There is no master key at {self.path}.",
                "Make one with `auzolan key master FILE`, and keep a copy away from the database.",
            )
        with alone(self.path):
            keys = self._read()
            if not keys:
                keys = _new()
                self._write(keys)
        return keys

    def _read(self) -> dict[str, bytes]:
        try:
            lines = [line.split() for line in read_secret(self.path).decode("ascii").splitlines()]
            keys = {name: bytes.fromhex(key) for name, key in filter(None, lines)}
        except FileNotFoundError:
            return {}
        except OpenToOthers:
            raise MasterKeyFault(
                f"Others may read the master key {self.path}.", f"Run `chmod 600 {self.path}`."
            ) from None
        except OSError as error:
            raise MasterKeyFault(f"The master key {self.path} cannot be read ({error}).") from None
        except ValueError:
            # Without the cause: a traceback must not carry a key.
            raise MasterKeyFault(f"The master key {self.path} is damaged.") from None
        if not keys or any(len(key) != KEY_BYTES for key in keys.values()):
            raise MasterKeyFault(f"The master key {self.path} is damaged.")
        return keys

    def _write(self, keys: dict[str, bytes]) -> None:
        lines = [f"{name} {key.hex()}\n" for name, key in keys.items()]
        write_durably(self.path, "".join(lines).encode())


def encrypt(key: bytes, secret: bytes, purpose: str, about: bytes) -> bytes:
    """Nonce and ciphertext (AES-256-GCM, NIST SP 800-38D) of a secret, bound to what it is about.

    purpose and about are authenticated: what is moved to another place does not decrypt there.
    """
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, secret, purpose.encode() + b"\0" + about)


def decrypt(key: bytes, sealed: bytes, purpose: str, about: bytes) -> bytes:
    """The secret of `encrypt`; raises CipherDamaged."""
    nonce, ciphertext = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, purpose.encode() + b"\0" + about)
    except (InvalidTag, ValueError):
        raise CipherDamaged(purpose) from None


def _new() -> dict[str, bytes]:
    return {secrets.token_hex(_ID_BYTES): secrets.token_bytes(KEY_BYTES)}

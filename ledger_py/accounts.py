"""Managed keys: private keys that this installation keeps for members, in one file of its own.

They lie there under the master key, which is in another file (`ledger_py.master`).

They speak only for members who are marked *managed* on the chain and wherever they are shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
from coincurve import PrivateKey

from ledger_py.durable import OpenToOthers, alone, read_secret, write_durably
from ledger_py.errors import AuzolanError
from ledger_py.master import CipherDamaged, MasterKeys, Wrapped
from ledger_py.signers import LocalSigner

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

RELAYER = "relayer"
LONGEST_LABEL = 200
_ACCOUNT = "managed key"


class AccountsFault(AuzolanError):
    """The file of managed keys cannot be used."""

    hint = "Put the file back from a backup, or give another data directory."

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint or self.hint


class AccountUnknown(AuzolanError):
    """No managed key has this label."""

    def __init__(self, label: str, known: tuple[str, ...]) -> None:
        super().__init__(f"No managed key is labelled {label!r}.")
        self.hint = f"There are: {', '.join(known) or 'none'}."


class AccountExists(AuzolanError):
    """A managed key has this label already."""

    hint = "Choose another label, or use the key that is there."

    def __init__(self, label: str) -> None:
        super().__init__(f"A managed key is labelled {label!r} already.")


class RelayerKeyUnusable(AuzolanError):
    """The relayer's key is not given, or is none."""

    hint = (
        "Name a file in AUZOLAN_RELAYER_KEY_FILE that holds 32 bytes in hex, with mode 600; or give"
        " them in AUZOLAN_RELAYER_KEY."
    )

    def __init__(self, reason: str) -> None:
        super().__init__(f"The relayer's key cannot be used: {reason}.")


def account_of(key: str | None) -> LocalAccount:
    """A private key in hex as one that signs the chain's transactions; raise RelayerKeyUnusable."""
    from eth_account import Account

    if key is None:
        raise RelayerKeyUnusable("none is given")
    try:
        account: LocalAccount = Account.from_key(key)
    except ValueError:
        # What the library says of it may hold the key.
        raise RelayerKeyUnusable("it is no key") from None
    return account


class LabelInvalid(AuzolanError):
    """A label is a line that a person can read, and no longer than one."""

    hint = f"Give 1 to {LONGEST_LABEL} characters that can be printed, without blanks around them."

    def __init__(self, label: str) -> None:
        super().__init__(f"{label[:40]!a} cannot be the label of a key.")


class Accounts:
    """The managed keys in one file, `{label: wrapped key}`, which its owner alone may read.

    master: what wraps them; without one, the master key in the same folder. Everything that reads a
    key raises AccountsFault, MasterKeyFault.
    """

    def __init__(self, path: Path, master: MasterKeys | None = None) -> None:
        self.path = path
        self.master = master or MasterKeys(path.with_name("master.key"))

    def labels(self) -> tuple[str, ...]:
        """The labels, in the order in which the keys were made."""
        return tuple(self._read())

    def create(self, label: str) -> LocalSigner:
        """Make a key, durable before this returns; raise AccountExists, LabelInvalid."""
        if not 0 < len(label) <= LONGEST_LABEL or not label.isprintable() or label != label.strip():
            raise LabelInvalid(label)
        with alone(self.path):
            keys = self._read()
            if label in keys:
                raise AccountExists(label)
            keys[label] = "0x" + PrivateKey().secret.hex()
            self._write(keys)
        return self.signer(label)

    def ensure(self, label: str) -> LocalSigner:
        """The signer of this label, made when it is not there yet."""
        try:
            return self.signer(label) if label in self._read() else self.create(label)
        except AccountExists:  # somebody else was quicker
            return self.signer(label)

    def signer(self, label: str) -> LocalSigner:
        """The signer of this label; raise AccountUnknown."""
        return LocalSigner(self._key(label))

    def account(self, label: str) -> LocalAccount:
        """The same key as one that signs the chain's transactions (the relayer's, for one)."""
        # Imported here: it takes longer to import than most commands take altogether.
        from eth_account import Account

        account: LocalAccount = Account.from_key(self._key(label))
        return account

    def by_signer(self) -> dict[bytes, str]:
        """The label of every key by the signer it speaks as; read once, for who looks up many."""
        keys = reversed(self._read().items())  # so that the first label of a key is told
        return {LocalSigner(bytes.fromhex(key[2:])).signer: label for label, key in keys}

    def rewrap(self) -> None:
        """Wrap every key under the newest master key."""
        with alone(self.path):
            if keys := self._read():
                self._write(keys)

    def unlabel(self, signers: Iterable[bytes]) -> None:
        """Call the keys that speak as these by their signer: a label may be somebody's name."""
        names = self.by_signer()
        gone = {names[one]: "0x" + one.hex() for one in signers if one in names}
        if gone:
            with alone(self.path):
                keys = self._read()
                self._write({gone.get(label, label): key for label, key in keys.items()})

    def _key(self, label: str) -> bytes:
        keys = self._read()
        if label not in keys:
            raise AccountUnknown(label, tuple(keys))
        return bytes.fromhex(keys[label][2:])

    def _read(self) -> dict[str, str]:
        try:
            given = orjson.loads(read_secret(self.path))
        except FileNotFoundError:
            return {}
        except OpenToOthers:
            raise AccountsFault(
                f"Others may read the keys in {self.path}.", hint=f"Run `chmod 600 {self.path}`."
            ) from None
        except OSError as error:
            raise AccountsFault(f"The keys in {self.path} cannot be read ({error}).") from None
        except ValueError as error:
            raise AccountsFault(f"The keys in {self.path} are damaged ({error}).") from None
        if not isinstance(given, dict):
            raise AccountsFault(f"The keys in {self.path} are damaged (not a table of keys).")
        return {label: self._opened(label, found) for label, found in given.items()}

    def _opened(self, label: str, found: object) -> str:
        if _is_key(found):
            return str(found)  # of a version that did not wrap them
        match found:
            case {"master": str(master), "sealed": str(sealed)}:
                try:
                    wrapped = Wrapped(master, bytes.fromhex(sealed))
                    return "0x" + self.master.unwrap(wrapped, _ACCOUNT, b"").hex()
                except (ValueError, CipherDamaged):
                    pass
        raise AccountsFault(f"The key {label!r} in {self.path} is damaged.")

    def _write(self, keys: dict[str, str]) -> None:
        found = {}
        for label, key in keys.items():
            wrapped = self.master.wrap(bytes.fromhex(key[2:]), _ACCOUNT, b"")
            found[label] = {"master": wrapped.master, "sealed": wrapped.sealed.hex()}
        write_durably(self.path, json.dumps(found, indent=1).encode())


def _is_key(value: object) -> bool:
    if not isinstance(value, str) or len(value) != 66 or not value.startswith("0x"):
        return False
    return all(digit in "0123456789abcdef" for digit in value[2:])

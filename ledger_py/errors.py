"""One error class per rule that can be broken; its name says which, its values say where."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from reprlib import Repr

from ledger_py.explanations import EXPLANATIONS
from ledger_py.units import fixed, lasting

_REPR = Repr()
_REPR.maxlevel, _REPR.maxstring, _REPR.maxother = 2, 80, 80
_ENDS = ("closed", "closes", "deadline", "end", "ended", "latest", "until")
_STARTS = ("joined", "joinedBy", "opens", "previous", "ready", "since", "start", "time")
_TIMES = frozenset((*_ENDS, *_STARTS))
_EPOCHS, _YEAR_10000 = 2**16, 253_402_300_800
"""Some values of these names are epochs, which fit 16 bits: no time of ours lies in 1970."""
_UNITS = frozenset(("attested", "stated", "units"))
_LASTING = frozenset(("delay", "duration", "maximum", "minimum", "notice"))


class AuzolanError(Exception):
    """A rule was broken or a part is missing; `hint` says in one sentence what to do."""

    hint: str = ""


class ContractError(AuzolanError):
    """A refusal of the contracts, under its Solidity name and with its values.

    words: how some of the values are said, where the values alone do not tell.
    """

    def __init__(
        self, name: str, values: Mapping[str, object], words: Mapping[str, str] | None = None
    ) -> None:
        self.name = name
        self.values: dict[str, object] = dict(values)
        sentence, self.hint = EXPLANATIONS.get(name, (f"The contract refused with {name}.", ""))
        super().__init__(_fill(sentence, self.values | dict(words or {})))


def contract_error(
    name: str, values: Mapping[str, object], words: Mapping[str, str] | None = None
) -> ContractError:
    """Give the refusal `name` as an instance of a class of that very name, to be raised."""
    kind = _CLASSES.get(name, ContractError)
    return kind(name, values, words)


def _fill(sentence: str, values: Mapping[str, object]) -> str:
    try:
        return sentence.format_map({name: _say(name, value) for name, value in values.items()})
    except KeyError:
        # A refusal decoded without its values still has its name.
        given = ", ".join(f"{name}={_say(name, value)}" for name, value in values.items())
        return f"{sentence} ({given})" if given else sentence


def _say(name: str, value: object) -> str:
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if name in _TIMES and isinstance(value, int) and _EPOCHS <= value < _YEAR_10000:
        return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    if name in _UNITS and isinstance(value, int):
        return fixed(value)
    if name in _LASTING and isinstance(value, int):
        return lasting(value)
    return str(value)


def _short(value: object) -> str:
    """A hostile message may be of any size and depth: only the head is looked at."""
    return _REPR.repr(value)


_CLASSES: dict[str, type[ContractError]] = {
    name: type(name, (ContractError,), {"__doc__": sentence, "__module__": __name__})
    for name, (sentence, _) in EXPLANATIONS.items()
}


class FieldMissing(AuzolanError):
    """A signed message lacks a field."""

    hint = "Send every field of the act's type."

    def __init__(self, path: str) -> None:
        super().__init__(f"{path} is missing.")
        self.path = path


class FieldUnknown(AuzolanError):
    """A signed message has a field that its type does not have."""

    hint = "Leave it out."

    def __init__(self, path: str) -> None:
        super().__init__(f"{path} is no field of this act.")
        self.path = path


class FieldInvalid(AuzolanError):
    """A value does not fit its field's type or width."""

    hint = "Send whole numbers within the field's width, and bytes as 0x hex."

    def __init__(self, path: str, expected: str, given: object) -> None:
        super().__init__(f"{path} is no {expected}: {_short(given)}.")
        self.path, self.expected, self.given = path, expected, given


class ActUnknown(AuzolanError):
    """No act of the contracts has this name."""

    hint = "Use the name of one of the contracts' acts."

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is no act.")
        self.name = name


class NotCanonical(AuzolanError):
    """A document holds something that canonical JSON has no single form for."""

    hint = "Use objects, lists, text, whole numbers below 2^53, true, false and null only."

    def __init__(self, path: str, given: object) -> None:
        super().__init__(f"{path} cannot be written in canonical JSON: {_short(given)}.")
        self.path = path


class CommitmentMismatch(AuzolanError):
    """A content and its salt do not open the commitment."""

    hint = "Use the salt and the content exactly as they were committed to."

    def __init__(self, commitment: bytes) -> None:
        super().__init__(f"The content does not open the commitment 0x{commitment.hex()}.")
        self.commitment = commitment


class SaltInvalid(AuzolanError):
    """A salt is 32 random bytes."""

    hint = "Draw a new salt for each content."

    def __init__(self, length: int) -> None:
        super().__init__(f"A salt has 32 bytes, not {length}.")
        self.length = length


class KeyInvalid(AuzolanError):
    """A private key is a number of 32 bytes within the curve's order; its value is never shown."""

    hint = "Make a new key."

    def __init__(self) -> None:
        super().__init__("These bytes are no private key of secp256k1.")


class DigestInvalid(AuzolanError):
    """What is signed is a digest of 32 bytes."""

    hint = "Sign the digest of an act."

    def __init__(self, length: int) -> None:
        super().__init__(f"A digest has 32 bytes, not {length}.")
        self.length = length


class NothingCounted(AuzolanError):
    """There is no median of nothing."""

    def __init__(self) -> None:
        super().__init__("There is no value to take the median of.")


class ImportFault(AuzolanError):
    """A file to be imported breaks a rule; nothing of it was taken."""

    hint = "Correct the file at its source, then import it again."

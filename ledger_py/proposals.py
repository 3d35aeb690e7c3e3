"""What a proposal can do: the calls that only the community's own vote makes, built and read. Pure.

Times are Unix seconds, waits seconds, units hundredths; documents are keccak-256 of public ones. A
function named as its builder does what `contracts/` says of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from eth_hash.auto import keccak

from ledger_py.errors import FieldInvalid
from ledger_py.models import Activity, Call, Rules, Target
from ledger_py.structs import DEFINITIONS, Field, check, field_of

FOR_EVER = 2**48 - 1
"""A suspension until then is an expulsion; a vote lifts it."""
_WORD, _SELECTOR = 32, 4
_RULES = (
    "uint32 lateWindow,uint32 contestWindow,uint32 contestTime,uint32 recoveryWait,"
    "uint32 claimWait,uint32 notice,uint32 votingTime,uint32 delay,uint32 admissionCap,"
    "uint16 quorum,uint8 sponsors,uint8 dormantAfter,uint8 contestLimit,bool managedMayVote"
)
_STRUCTS: dict[str, type] = {"decideRules": Rules, "decideActivity": Activity}
_RECORD = {
    "decideRules": _RULES,
    "decideSteward": "uint32 member,bool appointed",
    "decideSuspension": "uint32 member,uint48 until",
    "decideRecovery": "uint32 member,bool granted",
    "decideClaim": "uint32 member,bytes signer",
    "decideGroup": "bytes32 document",
    "decideActivity": DEFINITIONS[Activity],
    "decideTerms": "uint16 activity,uint8 required,uint32 cap,uint16 until,bytes32 document",
    "decideEpochs": "uint48[] ends",
    "handOver": "",
}
_ASSEMBLY = {
    "decideIndicator": "uint8 kind,uint16[] retention,uint16 until,bytes32 document",
    "decideRevision": "uint32 indicator,uint16[] retention,bytes32 document",
    "decideSunset": "uint32 indicator,uint16 until",
    "decideVote": "uint32 indicator,uint16 from,uint32 notice,uint32 duration",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """A function that only a vote calls; a struct's fields are its values, one after the other."""

    name: str
    target: Target
    fields: tuple[Field, ...]

    @property
    def selector(self) -> bytes:
        """The first four bytes of the call's data."""
        types = ",".join(field.solidity for field in self.fields)
        types = f"({types})" if self.name in _STRUCTS else types
        return keccak(f"{self.name}({types})".encode())[:_SELECTOR]


def _decisions(target: Target, functions: dict[str, str]) -> dict[str, Decision]:
    return {
        name: Decision(name, target, tuple(map(field_of, filter(None, text.split(",")))))
        for name, text in functions.items()
    }


DECISIONS = _decisions(Target.RECORD, _RECORD) | _decisions(Target.ASSEMBLY, _ASSEMBLY)
"""Every function that a proposal can call and nobody else; a test holds it against the ABI."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A call as it is read: which function, and its values by name, a struct under its own."""

    name: str
    values: dict[str, Any]


def set_rules(rules: Rules) -> Call:
    """Set all rules; epochs listed so far keep their windows."""
    return _call("decideRules", *_values_of(rules))


def appoint(member: int) -> Call:
    """Make an active member a steward."""
    return _call("decideSteward", member, True)


def dismiss(member: int) -> Call:
    """Make a steward a steward no more."""
    return _call("decideSteward", member, False)


def suspend(member: int, until: int = FOR_EVER) -> Call:
    """Suspend a member until then, for ever unless said otherwise; 0 lifts a suspension."""
    return _call("decideSuspension", member, until)


def decide_recovery(member: int, granted: bool) -> Call:
    """Grant or refuse a recovery to which the member objected."""
    return _call("decideRecovery", member, granted)


def decide_claim(unclaimed: int, signer: bytes) -> Call:
    """Say that who claims to be an unclaimed member with this signer is that person."""
    return _call("decideClaim", unclaimed, signer)


def define_group(document: bytes) -> Call:
    """Define the next group."""
    return _call("decideGroup", document)


def define_activity(activity: Activity) -> Call:
    """Define the next activity type; after handover in force from the next epoch on or later."""
    return _call("decideActivity", *_values_of(activity))


def revise_activity(
    activity: int, *, required: int, cap: int, document: bytes, until: int = 0
) -> Call:
    """Change what an activity type requires and caps from the next epoch on, or retire it.

    cap: hundredths of a unit. until: the first epoch in which it is in force no more; 0 for none,
    also where one was set before.
    """
    return _call("decideTerms", activity, required, cap, until, document)


def list_epochs(ends: Sequence[int]) -> Call:
    """List further epochs by their ends."""
    return _call("decideEpochs", tuple(ends))


def hand_over() -> Call:
    """Hand the community over to its votes, for ever."""
    return _call("handOver")


def define_indicator(
    kind: int, document: bytes, retention: Sequence[int] = (), until: int = 0
) -> Call:
    """Define the next indicator; until: the first epoch in which it says nothing, 0 for none."""
    return _call("decideIndicator", kind, tuple(retention), until, document)


def revise_indicator(indicator: int, document: bytes, retention: Sequence[int] = ()) -> Call:
    """Define an indicator anew from the next epoch on."""
    return _call("decideRevision", indicator, tuple(retention), document)


def end_indicator(indicator: int, until: int) -> Call:
    """Say from which epoch on an indicator says nothing any more; 0: it has no end."""
    return _call("decideSunset", indicator, until)


def open_vote(indicator: int, *, notice: int, duration: int, from_: int = 0) -> Call:
    """Open a weight vote; from_: the epoch of the first version, 0 for every later one."""
    return _call("decideVote", indicator, from_, notice, duration)


def call_of(name: str, values: Mapping[str, Any]) -> Call:
    """Return the call of a decision by its name, with its values by their names in DECISIONS."""
    return _call(name, *(values[field.attribute] for field in DECISIONS[name].fields))


def read(call: Call) -> Decided | None:
    """Return what a call does, None unless it is exactly a call of a decision, to its contract."""
    decision = _by_selector().get(call.data[:_SELECTOR])
    if decision is None or decision.target != call.to:
        return None
    values = _decode(decision, call.data[_SELECTOR:])
    if values is None or not _is_call(decision, values, call.data):
        return None
    named = zip((field.attribute for field in decision.fields), values, strict=True)
    struct = _STRUCTS.get(decision.name)
    if struct is None:
        return Decided(decision.name, dict(named))
    return Decided(decision.name, {struct.__name__.lower(): struct(*values)})


@cache
def _by_selector() -> dict[bytes, Decision]:
    return {decision.selector: decision for decision in DECISIONS.values()}


def _call(name: str, *values: Any) -> Call:
    decision = DECISIONS[name]
    return Call(int(decision.target), _encode(decision, values))


def _values_of(struct: Rules | Activity) -> list[Any]:
    return [getattr(struct, name) for name in type(struct).__dataclass_fields__]


def _encode(decision: Decision, values: Sequence[Any]) -> bytes:
    """The call's data; raises FieldInvalid. At most one value is of open length, as its tail."""
    heads, tails = [decision.selector], []
    for field, value in zip(decision.fields, values, strict=True):
        for item in value if field.listed else [value]:
            check(field, item, field.name)
        if not _is_open(field):
            heads.append(_word(value))
            continue
        heads.append(_word(len(decision.fields) * _WORD))
        body = b"".join(map(_word, value)) if field.listed else value + bytes(-len(value) % _WORD)
        tails += [_word(len(value)), body]
    return b"".join(heads + tails)


def _decode(decision: Decision, data: bytes) -> list[Any] | None:
    """The values as they must lie there if the call is one of ours; None when too little does."""
    values: list[Any] = []
    for index, field in enumerate(decision.fields):
        start = len(decision.fields) if _is_open(field) else index
        word = data[start * _WORD : (start + 1) * _WORD]
        if len(word) < _WORD:
            return None
        tail = data[(start + 1) * _WORD :]
        if not _is_open(field):
            values.append(_read(field, word))
        elif int.from_bytes(word) > len(tail):
            return None
        elif field.listed:
            words = (tail[i * _WORD : (i + 1) * _WORD] for i in range(int.from_bytes(word)))
            values.append(tuple(_read(field, part) for part in words))
        else:
            values.append(tail[: int.from_bytes(word)])
    return values


def _is_call(decision: Decision, values: Sequence[Any], data: bytes) -> bool:
    """Whether this is how we say it: what says the same in other bytes may hide something."""
    try:
        return _encode(decision, values) == data
    except FieldInvalid:
        return False


def _is_open(field: Field) -> bool:
    return field.listed or field.item == "bytes"


def _word(value: bytes | int) -> bytes:
    return value if isinstance(value, bytes) else int(value).to_bytes(_WORD)


def _read(field: Field, word: bytes) -> Any:
    if field.item == "bytes32":
        return word
    number = int.from_bytes(word)
    return bool(number) if field.item == "bool" else number

"""Where the contracts keep what the events add up to, and what has to be there.

Slots and widths follow from the order of the variables in contracts/ (`tests/contracts` compares
the parts of a community's code); solc's storageLayout says the same. A test reads them on a node.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from eth_hash.auto import keccak

from ledger_py.calls import Place
from ledger_py.models import Choice, Kind, State, VoteKind
from ledger_py.tally import pack_levels, pack_shares
from ledger_py.verify.chain_says import Answers
from ledger_py.verify.recount import Recount, Work

_CLOCK, _COUNTS, _BINDINGS, _GROUPS = 3, 9, 11, 18
_CONTRIBUTIONS, _RAW, _TOTALS = 23, 24, 25
_VOTE_COUNT, _VOTES, _BALLOTS, _INDICATORS, _DIVISIONS = 3, 4, 5, 6, 9
_CANDIDATES, _APPROVALS = 14, 15
_CONTESTED_ONCE, _ENOUGH, _KEPT = 1 << 7, 1 << 253, 1 << 254
_STATE, _PLACE_BITS, _FIRST_PLACE = 0xF, 49, 8
_SEQUENCE, _FROM = 240, 240
_INDICATOR_SLOTS = 4
WORD = (1 << 256) - 1


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot and what is expected in it, of the bits of `mask`; `record` names whose it is."""

    address: str
    slot: int
    record: str
    expected: int
    mask: int = WORD


def slots(place: Place, factory: str, state: Recount, says: Answers, number: int) -> list[Slot]:
    """Return every slot whose content follows from the events.

    says: answers in the shapes of `chain_says`; number: the community's, from 1 on.
    """
    listed = Slot(factory, _item(0) + number - 1, f"community {number}", int(place.community, 16))
    made = [listed]
    made += [Slot(place.community, *one) for one in _record(state, says)]
    made += [Slot(place.assembly, *one) for one in _will(place, state, says)]
    return made


_Found = Iterator[tuple[int, str, int, int]]


def _record(state: Recount, says: Answers) -> _Found:
    yield _COUNTS, "count of members", len(says["members"]), _low(32)
    clock = len(says["epochs"]) << 96 | len(says["activities"]) << 112
    clock |= says["handed over"] << 184
    yield (
        _CLOCK,
        "counts of epochs and activity types, handover",
        clock,
        (_low(16) << 96 | _low(8) << 112 | _low(48) << 184),
    )
    yield _GROUPS, "count of groups", len(says["groups"]), WORD
    for group, document in says["groups"].items():
        yield _item(_GROUPS) + group - 1, f"group {group}", int.from_bytes(document), WORD
    for signer, member in says["signers"].items():
        if member:
            slot = _mapped(int.from_bytes(keccak(signer)), _BINDINGS)
            yield slot, f"signer 0x{signer.hex()}", member, _low(32)
    for id_, work in state.works.items():
        mask = WORD ^ _STATE if work.contested else WORD
        slot = _mapped(int.from_bytes(id_), _CONTRIBUTIONS)
        yield slot, f"contribution 0x{id_.hex()}", _contribution(state, id_, work), mask
    yield from _sums(state, says)


def _contribution(state: Recount, id_: bytes, work: Work) -> int:
    """A contribution's slot; of one that is contested the state may still be told as before."""
    word = int(work.ended or State.PROPOSED) | len(work.given) << 4
    word |= _CONTESTED_ONCE if work.contester else 0
    live = 0
    for place, given in enumerate(work.given):
        units = given.units or 0
        live += units > 0
        packed = given.member | units << 32 | (given.basis - 1) << 48
        word |= packed << _FIRST_PLACE + place * _PLACE_BITS
    required = state.terms_in(work.said.activity, work.said.epoch).required
    word |= _ENOUGH if live >= required else 0
    return word | (_KEPT if work.kept else 0)


def _sums(state: Recount, says: Answers) -> _Found:
    kinds = len(says["activities"])
    raw, totals = state.raw(), state.totals()
    for member, epoch in says["raw"]:
        for lane in range(kinds // 8 + 1):
            word = _lanes(raw.get((member, epoch), {}), lane, 8, 32)
            slot = _mapped(member << 32 | epoch << 16 | lane, _RAW)
            yield slot, f"units of member {member} in epoch {epoch}", word, WORD
    for epoch in says["totals"]:
        for lane in range(kinds // 4 + 1):
            word = _lanes(totals.get(epoch, {}), lane, 4, 64)
            yield _mapped(epoch << 16 | lane, _TOTALS), f"totals of epoch {epoch}", word, WORD


def _will(place: Place, state: Recount, says: Answers) -> _Found:
    record = int(place.community, 16) | len(says["votes"]) << 160
    yield _VOTE_COUNT, "community and count of votes", record, _low(192)
    for vote, said in says["votes"].items():
        yield _mapped(vote, _VOTES), f"vote {vote}", _vote(state, says, vote, said), WORD
    for vote, ballots in state.ballots.items():
        for member, (sequence, said) in ballots.items():
            slot = _mapped(vote << 32 | member, _BALLOTS)
            name = f"ballot of member {member} in vote {vote}"
            says_ = said.get("levels", said.get("choice", said.get("approved", 0)))
            yield slot, name, sequence << _SEQUENCE | says_, WORD
            if divides := said.get("points", 0):
                yield _mapped(vote << 32 | member, _DIVISIONS), name, divides, WORD
    yield from _indicators(state, says)
    for vote, (members, _) in says["candidates"].items():
        yield _mapped(vote, _CANDIDATES), f"candidates of vote {vote}", len(members), WORD
        counts = state.approvals(vote, len(members))
        word = sum(count << 16 * number for number, count in enumerate(counts))
        yield _mapped(vote, _APPROVALS), f"approvals in vote {vote}", word, WORD


def _vote(state: Recount, says: Answers, vote: int, said: tuple[int, ...]) -> int:
    opens, closes, joined, quorum, _, kind, closed = said
    subject = 0
    if kind == VoteKind.WEIGHTS:
        about = state.weighings[vote]
        subject = about.indicator << 32 | about.from_ << 16 | about.activities << 8 | about.groups
    elif kind == VoteKind.PROPOSAL:
        found = state.choices(vote)
        subject = found[Choice.IN_FAVOUR] << 16 | found[Choice.AGAINST]
    word = opens | closes << 48 | joined << 96 | quorum << 144
    ballots = len(state.ballots.get(vote, ()))
    return word | ballots << 176 | kind << 192 | int(closed) << 200 | subject << 208


def _indicators(state: Recount, says: Answers) -> _Found:
    yield _INDICATORS, "count of indicators", len(says["indicators"]), WORD
    for indicator in says["indicators"]:
        base = _item(_INDICATORS) + (indicator - 1) * _INDICATOR_SLOTS
        versions = state.versions.get(indicator, [])
        yield base + 2, f"versions of indicator {indicator}", len(versions), WORD
        for number, version in enumerate(versions):
            name = f"version {number + 1} of indicator {indicator}"
            levels = pack_levels(version.levels) & _low(240)
            yield _item(base + 2) + number, name, version.from_ << _FROM | levels, WORD
            if state.kinds[indicator] == Kind.SHARES:
                yield _item(base + 3) + number, name, pack_shares(version.shares), WORD


def _low(bits: int) -> int:
    return (1 << bits) - 1


def _lanes(units: dict[int, int], lane: int, per_slot: int, width: int) -> int:
    return sum(
        amount << width * (kind % per_slot)
        for kind, amount in units.items()
        if kind // per_slot == lane
    )


def _mapped(key: int, slot: int) -> int:
    return int.from_bytes(keccak(key.to_bytes(32) + slot.to_bytes(32)))


def _item(slot: int) -> int:
    """Where an array that lies in a slot has its first item."""
    return int.from_bytes(keccak(slot.to_bytes(32)))

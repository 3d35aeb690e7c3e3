"""Whether what an act says is on the chain already: then another gateway has carried it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, select

from ledger_py import models
from ledger_py.models import Act, Attestation, State
from ledger_py.store import schema
from ledger_py.typed_data import contribution_id

DONE_BEFORE = frozenset(
    (
        *("ContributionExists", "AttestationExists", "SequenceWrong", "RetractedAlready"),
        *("ContributionEnded", "ContestExists", "ContestUnknown"),
        *("ObjectedAlready", "CandidateAlready"),
    )
)
"""Refusals by which an act may have been carried out before, or another in its place."""


AnyBallot = (
    models.Ballot
    | models.SharesBallot
    | models.ProposalBallot
    | models.ElectionBallot
    | models.ObjectToProposal
)


def is_said(connection: Connection, community: str, act: Act) -> bool:
    """Whether the index holds all that an act says, in the same words."""
    asked = _ASKED.get(type(act))
    return asked is not None and asked(connection, community, act)


def _recorded(connection: Connection, community: str, act: models.Record) -> bool:
    wanted = {_hex(contribution_id(one)) for one in act.contributions}
    table = schema.contributions
    return _count(connection, table, community, table.c.id.in_(wanted)) == len(wanted)


def _attested(connection: Connection, community: str, act: models.Attest) -> bool:
    return all(_given(connection, community, act.member, item) for item in act.attestations)


def _given(connection: Connection, community: str, member: int, item: Attestation) -> bool:
    of = schema.attestations.c
    return _has(
        connection,
        schema.attestations,
        community,
        of.contribution == _hex(contribution_id(item.contribution)),
        of.member == member,
        of.units == item.units,
        of.basis == item.basis,
        of.note == _hex(item.note),
    )


def _retracted(connection: Connection, community: str, act: models.Retract) -> bool:
    wanted = {_hex(contribution_id(one)) for one in act.contributions}
    of = schema.attestations.c
    mine = (of.contribution.in_(wanted), of.member == act.member, of.retracted.is_not(None))
    return _count(connection, schema.attestations, community, *mine) == len(wanted)


def _withdrawn(connection: Connection, community: str, act: models.Withdraw) -> bool:
    wanted = {_hex(contribution_id(one)) for one in act.contributions}
    of = schema.contributions.c
    gone = (of.id.in_(wanted), of.state == State.WITHDRAWN)
    return _count(connection, schema.contributions, community, *gone) == len(wanted)


def _corrected(connection: Connection, community: str, act: models.Correct) -> bool:
    of = schema.contributions.c
    replaced, by = (_hex(contribution_id(one)) for one in (act.replaced, act.replacement))
    return _has(
        connection, schema.contributions, community, of.id == replaced, of.replaced_by == by
    )


def _contested(connection: Connection, community: str, act: models.Contest) -> bool:
    of = schema.contests.c
    mine = (of.contester == act.member, of.reason == _hex(act.reason))
    id_ = _hex(contribution_id(act.contribution))
    return _has(connection, schema.contests, community, of.contribution == id_, *mine)


def _resolved(connection: Connection, community: str, act: models.Resolve) -> bool:
    of = schema.contests.c
    mine = (of.resolver == act.member, of.struck == act.strike, of.resolution == _hex(act.reason))
    id_ = _hex(contribution_id(act.contribution))
    return _has(connection, schema.contests, community, of.contribution == id_, *mine)


def _cast(connection: Connection, community: str, ballot: models.Ballot) -> bool:
    return _ballot(connection, community, ballot, ballot.sequence, levels=ballot.levels)


def _divided(connection: Connection, community: str, ballot: models.SharesBallot) -> bool:
    says = {"levels": ballot.levels, "points": ballot.points}
    return _ballot(connection, community, ballot, ballot.sequence, **says)


def _answered(connection: Connection, community: str, ballot: models.ProposalBallot) -> bool:
    return _ballot(connection, community, ballot, ballot.sequence, choice=ballot.choice)


def _approved(connection: Connection, community: str, ballot: models.ElectionBallot) -> bool:
    of = schema.candidates.c
    query = select(of.number).where(of.community == community, of.vote == ballot.vote)
    query = query.where(of.member.in_(ballot.approved)).order_by(of.number)
    numbers = tuple(connection.execute(query).scalars())
    return _ballot(connection, community, ballot, ballot.sequence, approved=numbers)


def _objected(connection: Connection, community: str, act: models.ObjectToProposal) -> bool:
    return _ballot(connection, community, act, models.OBJECTED, choice=models.Choice.AGAINST)


def _ballot(
    connection: Connection,
    community: str,
    act: AnyBallot,
    sequence: int,
    **says: int | tuple[int, ...],
) -> bool:
    of = schema.ballots.c
    held = {
        name: json.dumps(said, separators=(",", ":")) if isinstance(said, tuple) else int(said)
        for name, said in says.items()
    }
    return _has(
        connection,
        schema.ballots,
        community,
        of.vote == act.vote,
        of.member == act.member,
        of.sequence == sequence,
        of.rationale == _hex(act.rationale),
        *(of[name] == said for name, said in held.items()),
    )


def _stood(connection: Connection, community: str, act: models.Stand) -> bool:
    of = schema.candidates.c
    mine = (of.vote == act.vote, of.member == act.member)
    return _has(connection, schema.candidates, community, *mine)


_ASKED: dict[type, Callable[[Connection, str, Any], bool]] = {
    models.Record: _recorded,
    models.Attest: _attested,
    models.Retract: _retracted,
    models.Withdraw: _withdrawn,
    models.Correct: _corrected,
    models.Contest: _contested,
    models.Resolve: _resolved,
    models.Ballot: _cast,
    models.SharesBallot: _divided,
    models.ProposalBallot: _answered,
    models.ElectionBallot: _approved,
    models.ObjectToProposal: _objected,
    models.Stand: _stood,
}


def _count(connection: Connection, table: Table, community: str, *only: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(table).where(table.c.community == community, *only)
    return int(connection.execute(query).scalar_one())


def _has(connection: Connection, table: Table, community: str, *only: ColumnElement[bool]) -> bool:
    return _count(connection, table, community, *only) > 0


def _hex(value: bytes) -> str:
    return "0x" + value.hex()

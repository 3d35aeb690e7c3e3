"""How far votes and proposals have come, as conditions on rows.

They say what `Vote.state_at` and `Proposal.state_at` say of a row that is at hand.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, or_, select

from ledger_py.models import EXECUTION_SECONDS, Choice
from ledger_py.store import schema
from ledger_py.store.rows import ProposalState

_VOTES, _PROPOSALS = schema.votes.c, schema.proposals.c
_HANDED_OVER = schema.communities.c.handed_over


def vote_is(state: str, time: int) -> ColumnElement[bool]:
    """Whether a vote is announced, open, over or closed at a time in Unix seconds."""
    waits = {
        "announced": _VOTES.opens > time,
        "open": (_VOTES.opens <= time) & (_VOTES.closes > time),
        "over": (_VOTES.opens <= time) & (_VOTES.closes <= time),
    }
    return _VOTES.closed.is_not(None) if state == "closed" else _waits(waits[state])


def proposal_is(state: ProposalState, time: int) -> ColumnElement[bool]:
    """Whether a proposal, beside its vote and its community, has come so far at a time."""
    ready, standing = _PROPOSALS.ready, _choices(Choice.IN_FAVOUR) > _choices(Choice.AGAINST)
    passed = _VOTES.closed.is_not(None) & _PROPOSALS.executed.is_(None) & ready.is_not(None)
    match state:
        case ProposalState.EXECUTED:
            return _VOTES.closed.is_not(None) & _PROPOSALS.executed.is_not(None)
        case ProposalState.FAILED:
            unready = _PROPOSALS.executed.is_(None) & ready.is_(None)
            return _VOTES.closed.is_not(None) & unready
        case ProposalState.STOPPED:
            return and_(passed, ~standing)
        case ProposalState.LAPSED:
            return and_(passed, standing, ~_lasts(time))
        case ProposalState.WAITING:
            return and_(passed, standing, _lasts(time), ready > time)
        case ProposalState.READY:
            return and_(passed, standing, _lasts(time), ready <= time)
    return vote_is(state.value, time)


def _waits(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return _VOTES.closed.is_(None) & condition


def _lasts(time: int) -> ColumnElement[bool]:
    """Whether a proposal that has passed can still be executed, by its time."""
    handed = _PROPOSALS.founding & _HANDED_OVER.is_not(None)
    return or_(
        handed & (time < _HANDED_OVER), ~handed & (_PROPOSALS.ready + EXECUTION_SECONDS > time)
    )


def _choices(choice: Choice) -> ScalarSelect[int]:
    """How many live ballots about a proposal say so."""
    cast, later = schema.ballots, schema.ballots.alias("later")
    same = (cast.c.community == _PROPOSALS.community) & (cast.c.vote == _PROPOSALS.vote)
    of_member = (later.c.community == cast.c.community) & (later.c.vote == cast.c.vote)
    last = select(func.max(later.c.sequence)).where(of_member, later.c.member == cast.c.member)
    live = same & (cast.c.sequence == last.scalar_subquery()) & (cast.c.choice == int(choice))
    return select(func.count()).select_from(cast).where(live).scalar_subquery()

"""Proposals and elections: what is put to the vote, what members say, what follows."""

from __future__ import annotations

from ledger_py.chain.codec import Event
from ledger_py.handlers.assembly import cast, listed, opened
from ledger_py.handlers.window import Window, hex_
from ledger_py.models import OBJECTED, Choice, VoteKind
from ledger_py.store import schema
from ledger_py.store.index import Row
from ledger_py.tally import unpack_approved

_NO_WEIGHTS = {"indicator": 0, "from": 0, "activities": 0, "groups": 0}


def proposal_opened(window: Window, event: Event) -> None:
    """A proposal with its calls, which are told here only."""
    values = event.values
    opened(window, event, VoteKind.PROPOSAL, _NO_WEIGHTS)
    community = window.community(event)
    handed_over = window.rows.require(schema.communities, community)["handed_over"]
    window.rows.add(
        schema.proposals,
        community=community,
        vote=values["vote"],
        proposer=values["member"],
        amends=values["amends"] or None,
        delay=values["delay"],
        founding=handed_over is None,
        document=hex_(values["document"]),
        calls=listed([(to, hex_(data)) for to, data in values["calls"]]),
        block=event.log.block,
        tx=event.log.tx,
        time=window.time(event),
    )


def proposal_ballot_cast(window: Window, event: Event) -> None:
    """A ballot about a proposal, cast or replaced."""
    cast(window, event, choice=event.values["choice"])


def proposal_closed(window: Window, event: Event) -> None:
    """The end of a proposal's vote, and from when on it can be executed, if it has passed."""
    _end(window, event)
    row = _of(window, event)
    window.rows.change(schema.proposals, row, ready=event.values["ready"] or None)


def proposal_objected(window: Window, event: Event) -> None:
    """An objection: from now on the member's ballot is against."""
    values, against = event.values, int(Choice.AGAINST)
    key = (window.community(event), values["vote"], values["member"], OBJECTED)
    # Whoever cast 65,535 ballots has no sequence left: the objection takes the last one's place.
    if last := window.rows.get(schema.ballots, *key):
        said = {"choice": against, "rationale": hex_(values["rationale"])}
        window.rows.change(schema.ballots, last, **said)
        return
    cast(window, event, sequence=OBJECTED, choice=against)


def proposal_executed(window: Window, event: Event) -> None:
    """What a proposal does is done; the events of it have come before, in the same transaction."""
    done = {"executed": window.time(event), "executed_tx": event.log.tx}
    window.rows.change(schema.proposals, _of(window, event), **done)


def election_opened(window: Window, event: Event) -> None:
    """An election."""
    opened(window, event, VoteKind.ELECTION, _NO_WEIGHTS)


def candidate_stood(window: Window, event: Event) -> None:
    """A candidate of an election."""
    place, values = (window.community(event), event.values["vote"]), event.values
    known = window.rows.listed(schema.candidates, *place)
    row = window.rows.add(
        schema.candidates,
        community=place[0],
        vote=place[1],
        number=values["number"],
        member=values["member"],
        elected=False,
        block=event.log.block,
        tx=event.log.tx,
        time=window.time(event),
    )
    known.append(row)


def election_ballot_cast(window: Window, event: Event) -> None:
    """A ballot in an election, cast or replaced."""
    cast(window, event, approved=listed(unpack_approved(event.values["approved"])))


def election_closed(window: Window, event: Event) -> None:
    """The end of an election; that they became stewards, their own events have told."""
    _end(window, event)
    place = (window.community(event), event.values["vote"])
    for row in window.rows.listed(schema.candidates, *place):
        if row["member"] in event.values["elected"]:
            window.rows.change(schema.candidates, row, elected=True)


def _end(window: Window, event: Event) -> None:
    key = (window.community(event), event.values["vote"])
    row = window.rows.require(schema.votes, *key)
    window.rows.change(schema.votes, row, closed=window.time(event))


def _of(window: Window, event: Event) -> Row:
    key = (window.community(event), event.values["vote"])
    return window.rows.require(schema.proposals, *key)

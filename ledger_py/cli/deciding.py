"""Commands around proposals and elections: answer, object, execute, stand, approve."""

from __future__ import annotations

import time
from enum import StrEnum
from typing import Annotated

import typer

from ledger_py import calls
from ledger_py.cli.desk import Desk, describe
from ledger_py.cli.options import LARGEST_ID, AsJson, By, DataDir, InCommunity
from ledger_py.cli.show import Show, minute
from ledger_py.models import Choice
from ledger_py.store.rows import Community, Vote
from ledger_py.summaries.decisions import told_call
from ledger_py.summaries.words import Names
from ledger_py.units import lasting

VoteId = Annotated[int, typer.Argument(help="The vote's id.", min=1, max=LARGEST_ID)]
Why = Annotated[str, typer.Option("--rationale", help="Why, in your own words.")]


class Answer(StrEnum):
    """What one says to a proposal."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"

    @property
    def choice(self) -> Choice:
        """As the contracts have it."""
        found = {"for": Choice.IN_FAVOUR, "against": Choice.AGAINST, "abstain": Choice.ABSTAINS}
        return found[self.value]


def answer(
    vote: VoteId,
    answer: Annotated[Answer, typer.Argument(help="What you say to it.")],
    by: By,
    rationale: Why = "",
    community: InCommunity = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Cast a ballot about a proposal, or replace the last one."""
    desk, show = Desk(data_dir), Show(as_json)
    found = desk.community(community)
    pen = desk.pen(found, by)
    sequence = desk.reads.next_sequence(found.community, vote, pen.member)
    accepted = pen.cast_proposal(vote, sequence, answer.choice, rationale)
    (state,) = desk.follow([accepted])
    tell_ballot(show, by, vote, sequence, accepted.act)
    show.answer(describe(accepted, state) | {"sequence": sequence, "choice": answer.choice})


def approve(
    vote: VoteId,
    by: By,
    member: Annotated[
        list[int] | None, typer.Argument(help="Candidates, by member; none: abstain.", min=1)
    ] = None,
    rationale: Why = "",
    community: InCommunity = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Cast a ballot in an election, or replace the last one."""
    desk, show = Desk(data_dir), Show(as_json)
    found = desk.community(community)
    pen = desk.pen(found, by)
    sequence = desk.reads.next_sequence(found.community, vote, pen.member)
    accepted = pen.cast_election(vote, sequence, member or [], rationale)
    (state,) = desk.follow([accepted])
    tell_ballot(show, by, vote, sequence, accepted.act)
    show.answer(describe(accepted, state) | {"sequence": sequence, "approved": member or []})


def object_to(
    vote: VoteId,
    by: By,
    rationale: Why = "",
    community: InCommunity = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Turn against a proposal that has passed, before it can be executed."""
    desk, show = Desk(data_dir), Show(as_json)
    found = desk.community(community)
    accepted = desk.pen(found, by).object_to_proposal(vote, rationale)
    (state,) = desk.follow([accepted])
    row = desk.reads.proposal(found.community, vote)
    show.done(f"{by} objects; {row.in_favour} are for proposal {vote}, {row.against} against.")
    show.answer(describe(accepted, state) | {"in_favour": row.in_favour, "against": row.against})


def stand(
    vote: VoteId,
    by: By,
    community: InCommunity = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Stand for steward in an election that has not opened yet."""
    desk, show = Desk(data_dir), Show(as_json)
    accepted = desk.pen(desk.community(community), by).stand(vote)
    (state,) = desk.follow([accepted])
    show.done(f"{by} stands in election {vote}.")
    show.answer(describe(accepted, state))


def execute(
    vote: VoteId, community: InCommunity = None, as_json: AsJson = False, data_dir: DataDir = None
) -> None:
    """Carry out a proposal that has passed; anyone may."""
    desk, show = Desk(data_dir), Show(as_json)
    found = desk.community(community)
    what = desk.reads.proposal(found.community, vote).calls
    accepted = desk.outbox.accept(calls.execute(desk.place(found), vote, what))
    (state,) = desk.follow([accepted])
    show.done(f"Proposal {vote} is carried out.")
    show.answer(describe(accepted, state))


def elect(community: InCommunity = None, as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """Open an election where no steward is active; anyone may."""
    desk, show = Desk(data_dir), Show(as_json)
    found = desk.community(community)
    elections = desk.reads.elections(found.community)
    last = elections[-1].vote.vote if elections else 0
    accepted = desk.outbox.accept(calls.open_election(desk.place(found), last))
    (state,) = desk.follow([accepted])
    show.done("An election is announced: members can stand until it opens.")
    show.answer(describe(accepted, state))


def show_proposal(desk: Desk, show: Show, found: Community, vote: int) -> None:
    """A proposal: what it does, how far it has come, how many are for and against."""
    row = desk.reads.proposal(found.community, vote)
    state = row.state_at(int(time.time()))
    names = _names(desk, found)
    told = [told_call(call, names) for call in row.calls]
    show.title(f"Proposal {vote} by {row.proposer.label}: {state}", frame(row.vote))
    show.say(str(row.body.get("title") or row.document))
    for number, sentence in enumerate(told, start=1):
        show.say(f"  {number}. The community {sentence}.")
    show.say(
        f"{row.in_favour} for, {row.against} against, {row.abstained} abstain. Members can object"
        f" for {lasting(row.delay)} after it."
    )
    show.answer({"proposal": row, "state": state, "calls": told})


def show_election(desk: Desk, show: Show, found: Community, vote: int) -> None:
    """An election: who stands, in the order of standing, and how many approve of each."""
    row = desk.reads.election(found.community, vote)
    state = row.vote.state_at(int(time.time()))
    show.title(f"Election {vote}: {state}", frame(row.vote))
    show.rows(
        ("#member", "who", "#approve", "elected"),
        [
            (one.member.member, one.member.label, one.approvals, "yes" if one.elected else "")
            for one in row.candidates
        ],
    )
    show.answer({"election": row, "state": state})


def frame(row: Vote) -> str:
    """When a vote is open, and how many ballots it has and needs."""
    times = f"{minute(row.opens)} to {minute(row.closes)}"
    return f"{times}; {row.ballots} ballots, quorum {row.quorum}"


def tell_ballot(show: Show, by: str, vote: int, sequence: int, act: str) -> None:
    """Say that a ballot is cast, or took the place of another."""
    replaced = "replaced" if sequence > 1 else "cast"
    show.done(f"Ballot {sequence} of {by} in vote {vote} is {replaced}.")
    show.say(f"  act {act}")


def _names(desk: Desk, found: Community) -> Names:
    """Words for the ids that a proposal's calls may name."""
    key = found.community
    members = {("member", id_): who.label for id_, who in desk.everybody(found).items()}
    groups = {("group", g.group): g.title for g in desk.reads.groups(key)}
    types = {("activity", a.activity): a.title for a in desk.reads.activities(key)}
    indicators = {("indicator", i.indicator): i.title for i in desk.reads.indicators(key)}
    known = members | groups | types | indicators
    return {id_: word for id_, word in known.items() if word}

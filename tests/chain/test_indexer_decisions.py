"""Proposals, divisions, elections, revisions, handover: each told as by the contracts."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ledger_py import figures, proposals
from ledger_py.chain.codec import decode_event
from ledger_py.handlers import HANDLERS
from ledger_py.models import Attest, Attestation, Choice, Contribution, Record
from ledger_py.proposals import appoint, dismiss, hand_over
from ledger_py.store import Store
from ledger_py.store.index import dump_index, read_checkpoint
from ledger_py.store.reads import NotFound, Reads
from ledger_py.store.rewind import rewind
from ledger_py.store.rows import ProposalState
from tests.chain.chain_answers import chain_says, index_says
from tests.chain.governing import MINUTE, Governing
from tests.chain.indexes import indexer_of, replayed
from tests.chain.wandering import Wanderer
from tests.chain.world import DAY, RULES, World, open_world, word
from tests.databases import Database

YES, NO, ABSTAINS = Choice


class Story(Governing):
    """A world that governs itself, with an index held against the views at every look."""

    def __init__(self, world: World, database: Database, folder: Path) -> None:
        super().__init__(world)
        self.database, self.folder = database, folder
        self.store = database.store(folder)
        self.indexer, self.wanderer = indexer_of(world, self.store), Wanderer(world, seed=0)
        self.reads, self.c = Reads(self.store), world.community

    def look(self) -> Reads:
        """Read on, and hold the index against the views."""
        self.indexer.catch_up()
        says = index_says(self.world, self.store, self.wanderer.keys)
        for question, answer in chain_says(self.world, self.wanderer).items():
            assert says[question] == answer, question
        return self.reads

    def state(self, vote: int) -> ProposalState:
        """A proposal's state at the time of the last block."""
        return self.look().proposal(self.c, vote).state_at(self.world.now())

    def record(self, activity: int, epoch: int, units: int, contributor: int = 3) -> None:
        """Work that two others confirm."""
        until, told = self.world.deadline(), word(f"{activity} {epoch} {units} {contributor}")
        done = Contribution(contributor, contributor, activity, epoch, units, 0, told)
        self.wanderer.contributions.append(done)
        given = (Attestation(done, units, 1),)
        others = [member for member in (4, 5, 6) if member != contributor][:2]
        self.world.carry(
            Record(contributor, until, (done,)), *[Attest(m, until, given) for m in others]
        )


@pytest.fixture
def story(database: Database, tmp_path: Path) -> Iterator[Story]:
    with open_world(tmp_path) as world:
        yield Story(world, database, tmp_path)


def test_proposal__from_announcement_to_execution__is_told_in_words(story: Story) -> None:
    call = appoint(4)
    vote = story.propose(call, notice=60, duration=120, delay=DAY)
    assert story.state(vote) == "announced"
    story.world.wait(MINUTE)
    story.answer(vote, YES, YES, NO, ABSTAINS)
    story.answer(vote, YES, YES, YES, sequence=2)
    assert story.state(vote) == "open"
    story.world.wait(2 * MINUTE)
    assert story.state(vote) == "over"
    story.close(vote, 0)
    assert story.state(vote) == "waiting"
    found = story.reads.proposal(story.c, vote)
    assert (found.in_favour, found.against, found.abstained, found.objections) == (3, 0, 1, 0)
    assert found.calls == (call,)
    assert found.ready == story.world.now() + DAY
    story.world.wait(DAY)
    assert story.state(vote) == "ready"
    story.execute(vote, call)
    assert story.state(vote) == "executed"
    assert story.reads.who(story.c, [4])[4].steward
    assert story.reads.community(story.c).stewards == 3


def test_proposal__that_too_few_want__fails(story: Story) -> None:
    for choices in ((YES, YES), (YES, NO, NO), (YES, NO, ABSTAINS)):
        vote = story.propose()
        story.answer(vote, *choices)
        story.close(vote)
        assert story.state(vote) == "failed"


def test_proposal__to_which_as_many_object__is_stopped(story: Story) -> None:
    vote = story.propose(delay=DAY)
    story.answer(vote, YES, YES, YES)
    story.close(vote)
    story.object(vote, 6)
    assert story.state(vote) == "waiting"
    story.object(vote, 3, 7)
    assert story.state(vote) == "stopped"
    found = story.reads.proposal(story.c, vote)
    assert (found.in_favour, found.against, found.objections) == (2, 3, 3)
    ballots = story.reads.live_ballots(story.c, vote)
    assert [one.member.member for one in ballots if one.objection] == [3, 6, 7]


def test_proposal__that_nobody_executes__lapses(story: Story) -> None:
    vote = story.propose()
    story.answer(vote, YES, YES, YES)
    story.close(vote)
    story.world.wait(29 * DAY)
    assert story.state(vote) == "ready"
    story.world.wait(DAY)
    assert story.state(vote) == "lapsed"


def test_proposals__that_change_others__know_each_other(story: Story) -> None:
    first = story.propose()
    drafts = [story.propose(amends=first), story.propose(amends=first)]
    counter = story.propose(amends=drafts[0])
    lineage = {p.vote.vote: (p.amends, p.amended_by) for p in story.look().proposals(story.c)}
    assert lineage == {
        first: (None, tuple(drafts)),
        drafts[0]: (first, (counter,)),
        drafts[1]: (first, ()),
        counter: (drafts[0], ()),
    }
    with pytest.raises(NotFound):
        story.reads.histograms(story.c, first)


def test_shares__divide_an_epoch__and_leave_what_nobody_did_unallocated(story: Story) -> None:
    vote = story.divide(2, (70, 30), (40, 60), (50, 50), ())
    outcome = figures.outcome(story.look(), story.c, vote)
    assert (sum(outcome.shares), outcome.divisions, outcome.divided) == (10_000, 3, True)
    version = story.reads.versions(story.c, 2)[-1]
    assert version.shares == outcome.shares
    story.record(1, 1, 200)
    story.record(1, 1, 300, contributor=4)
    story.look()
    found = figures.scores(story.reads, story.c, 2, 1)
    care, code = found.groups
    assert (care.points, care.unallocated) == (100 * version.shares[0], 0)
    assert (code.points, found.unallocated) == (0, 100 * version.shares[1])
    assert found.total == care.points
    mine = figures.member_score(story.reads, story.c, 2, 1, 3)
    assert mine.score == mine.groups[1] == 100 * version.shares[0] * 200 // 500
    gap = figures.visibility_gap(story.reads, story.c, 2)
    assert [(row.value, row.record) for row in gap.groups] == [
        (version.shares[0], 10_000),
        (version.shares[1], 0),
    ]
    assert gap.unallocated == version.shares[1]


def test_shares__with_too_few_divisions__stay_as_they_were(story: Story) -> None:
    first = story.divide(2, (70, 30), (40, 60), (50, 50))
    second = story.divide(2, (0, 100), (), (), from_=0)
    reads = story.look()
    before, after = reads.versions(story.c, 2)
    assert before.shares == after.shares
    outcome = figures.outcome(reads, story.c, second)
    assert (outcome.divided, outcome.divisions) == (False, 1)
    assert outcome.previous_shares == outcome.shares == before.shares
    assert reads.points_cast(story.c, second, 3, 1) == (0, 100)
    assert reads.points_cast(story.c, second, 4, 1) == ()
    assert [sum(one) for one in reads.points_histograms(story.c, first)] == [3, 3]


def test_election__fills_seats_where_no_steward_is_active(story: Story) -> None:
    story.without_stewards()
    assert story.look().community(story.c).stewards == 0
    vote = story.elect(3, 4)
    election = story.look().election(story.c, vote)
    assert [(one.member.member, one.approvals) for one in election.candidates] == [(3, 3), (4, 3)]
    assert [who.member for who in election.elected] == [3, 4]
    assert story.reads.community(story.c).stewards == 2
    assert story.reads.live_ballots(story.c, vote)[0].approved == (0, 1)


def test_revised_types__count_by_the_terms_of_each_epoch(story: Story) -> None:
    epoch = story.world.node.view(story.c, "Community", "epochAt", story.world.now())
    for cap in (300, 200):
        story.decide(proposals.revise_activity(1, required=1, cap=cap, document=word(f"cap {cap}")))
    story.record(1, epoch, 1_000)
    story.world.wait(91 * DAY)
    story.record(1, epoch + 1, 1_000)
    story.look()
    kind = story.reads.activities(story.c)[0]
    assert [(one.from_, one.required, one.cap) for one in kind.terms] == [
        (0, 2, 5_000),
        (epoch + 1, 1, 200),
    ]
    totals = {row.epoch: row.total for row in story.reads.totals(story.c)}
    assert totals == {epoch: 1_000, epoch + 1: 200}


def test_retired_types_and_indicators__say_nothing_from_then_on(story: Story) -> None:
    story.decide(
        proposals.revise_activity(5, required=1, cap=100, document=word("ends"), until=6),
        proposals.end_indicator(2, 5),
        proposals.revise_indicator(1, word("anew"), (1_000,)),
    )
    story.look()
    kind, indicator = story.reads.activities(story.c)[4], story.reads.indicator(story.c, 2)
    assert (kind.in_force(5), kind.in_force(6), indicator.until) == (True, False, 5)
    revised = story.reads.indicator(story.c, 1)
    assert [(one.from_, one.retention) for one in revised.revisions] == [
        (0, (5_000, 2_500)),
        (5, (1_000,)),
    ]
    story.world.wait(91 * DAY)
    story.look()


def test_rules__that_change__leave_listed_epochs_their_windows(story: Story) -> None:
    before = story.look().epochs(story.c)
    longer = replace(RULES, late_window=90 * DAY, contest_window=40 * DAY)
    end = story.world.ends() + 91 * DAY
    story.decide(proposals.set_rules(longer), proposals.list_epochs([end]))
    *listed, new = story.look().epochs(story.c)
    assert [(e.closes, e.contestable) for e in listed] == [
        (e.closes, e.contestable) for e in before
    ]
    assert (new.closes, new.contestable) == (end + 90 * DAY, end + 130 * DAY)
    assert story.reads.community(story.c).rules == longer


def test_handover__ends_the_recording_of_what_was_before_the_founding(story: Story) -> None:
    open_before = [e.epoch for e in story.look().epochs(story.c) if e.closes > story.world.now()]
    story.decide(hand_over())
    community = story.look().community(story.c)
    assert community.handed_over == story.world.now()
    past = [e for e in story.reads.epochs(story.c) if e.end < community.founded]
    assert past
    assert {e.epoch for e in past} <= {*open_before}
    assert all(e.closes <= community.handed_over for e in past)
    vote = story.propose(notice=DAY, duration=2 * DAY, delay=DAY)
    assert story.look().vote(story.c, vote).joined_by < community.founded + DAY


def test_a_steward_dismissed__is_one_no_longer(story: Story) -> None:
    story.decide(dismiss(2))
    assert not story.look().who(story.c, [2])[2].steward


def test_every_event_of_the_assembly__is_read_alike_again_and_taken_back(story: Story) -> None:
    places = (story.world.community, story.world.assembly)
    store, was = story.database.store(story.folder), {}
    step_by_step = indexer_of(story.world, store, window=1)
    step_by_step.catch_up()
    story.record(1, 3, 500)
    story.everything()
    story.proposer = 2  # member 1 has proposed as often as one may in an epoch
    story.decide(hand_over())
    while step_by_step.step():
        was[_reached(store)] = dump_index(store)
    logs = story.world.node.logs(0, story.world.node.head().number, places)
    seen = {decode_event(log).name for log in logs}
    assert {name for name in HANDLERS if _of_votes(name)} - {"BallotCast"} <= seen
    story.look()
    assert (
        dump_index(story.store)
        == dump_index(store)
        == replayed(story.world, story.database, story.folder)
    )
    for block in sorted(was, key=lambda reached: reached.block, reverse=True):
        with store.transaction() as connection:
            rewind(connection, block)
        assert dump_index(store) == was[block], block.block


def _of_votes(name: str) -> bool:
    words = ("Vote", "Proposal", "Election", "Candidate", "Indicator", "Ballot", "Version")
    return name.startswith(words) or name in ("ActivityRevised", "RulesSet", "CommunityHandedOver")


def _reached(store: Store):  # type: ignore[no-untyped-def]
    with store.reading() as connection:
        return read_checkpoint(connection)

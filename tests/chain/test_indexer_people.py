"""Signers, recoveries, claims, coming and going: each told by the index as by the contracts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from eth_utils.crypto import keccak

from ledger_py.chain.codec import decode_event, encode_call
from ledger_py.handlers import HANDLERS
from ledger_py.indexer import Indexer
from ledger_py.models import (
    NEW,
    Act,
    AddSigner,
    Admission,
    Choose,
    ClaimMembership,
    CompleteRecovery,
    ConfirmClaim,
    ContestClaim,
    Contribution,
    Correct,
    Depart,
    Invite,
    Join,
    ObjectToRecovery,
    Record,
    Recover,
    Rejoin,
    RemoveSigner,
    Sponsor,
    Suspend,
    Uninvite,
)
from ledger_py.signers import LocalSigner
from ledger_py.store import Store
from ledger_py.store.index import dump_index
from ledger_py.store.reads import Reads
from tests.chain.chain_answers import chain_says, index_says
from tests.chain.governing import Governing
from tests.chain.indexes import indexer_of, replayed
from tests.chain.wandering import Wanderer
from tests.chain.world import DAY, World, open_world, word
from tests.databases import Database

NEVER = {"VerifierNamed", "EIP712DomainChanged"}
"""Of the factory before there is a community, and of nobody."""


class Story:
    """A world with an index of it, which is held against the views after every step."""

    def __init__(self, world: World, database: Database, folder: Path) -> None:
        self.world, self.database, self.folder = world, database, folder
        self.store: Store = database.store(folder)
        self.indexer: Indexer = indexer_of(world, self.store)
        self.wanderer = Wanderer(world, seed=0)
        self.spare = [key for key in self.wanderer.keys if key not in world.signers.values()]
        self.deadlines = iter(range(world.deadline(), world.deadline() + 10_000))
        self.check()

    @property
    def reads(self) -> Reads:
        """What the index says."""
        return Reads(self.store)

    def until(self) -> int:
        """A deadline that no other act has: the same act happens only once."""
        return next(self.deadlines)

    def carry(self, *calls: bytes | Act) -> None:
        """Carry acts, which must all succeed; then the index answers as the views do."""
        data = [self.world.call(c) if not isinstance(c, bytes) else c for c in calls]
        receipt = self.world.relay(self.world.community, data)
        failed = [log for log in receipt.logs if decode_event(log).name == "ActFailed"]
        assert not failed, [decode_event(log).values for log in failed]
        self.check()

    def decide(self, function: str, *arguments: object) -> None:
        """Do what only a vote can: as the assembly itself, which does it once there are votes."""
        assembly, call = self.world.assembly, self.world.rpc.call
        call("anvil_impersonateAccount", assembly)
        data = encode_call("Community", function, *arguments)
        sent = {"from": assembly, "to": self.world.community, "data": "0x" + data.hex()}
        tx = call("eth_sendTransaction", sent | {"gasPrice": "0x0", "gas": hex(1_000_000)})
        self.world.rpc.call("evm_mine")
        receipt = self.world.node.receipt(tx)
        assert receipt is not None
        assert receipt.succeeded
        self.check()

    def wait(self, days: int) -> None:
        """Let time pass."""
        self.world.wait(days * DAY)
        self.check()

    def check(self) -> None:
        """Hold the index against the views."""
        self.indexer.catch_up()
        says = index_says(self.world, self.store, self.wanderer.keys)
        for question, answer in chain_says(self.world, self.wanderer).items():
            assert says[question] == answer, question

    def seen(self) -> set[str]:
        """The names of all events so far."""
        head, places = self.world.node.head().number, (self.world.factory, *self.places())
        return {decode_event(log).name for log in self.world.node.logs(0, head, places)}

    def places(self) -> tuple[str, str]:
        """The community's two contracts."""
        return self.world.community, self.world.assembly


@pytest.fixture
def story(database: Database, tmp_path: Path) -> Iterator[Story]:
    with open_world(tmp_path) as world:
        yield Story(world, database, tmp_path)


def add(story: Story, member: int, key: LocalSigner, managed: bool = False) -> bytes:
    """A member adds a key, which consents."""
    act = AddSigner(member, story.until(), managed, key.signer)
    consent = story.world.sign(act, key)
    return story.world.signed(act, story.world.signers[member], consent)


def recover(story: Story, subject: int, key: LocalSigner) -> list[Act]:
    """Both stewards say that a key is to speak for a member."""
    return [Recover(m, story.until(), subject, False, key.signer) for m in (1, 2)]


def test_signers__come_and_go__and_stay_their_members(story: Story) -> None:
    first, second = story.spare[:2]
    story.carry(add(story, 3, first), add(story, 3, second, managed=True))
    who = story.reads.member(story.world.community, 3)
    assert sorted(one.managed for one in who.speaking) == [False, False, True]
    assert who.who.managed
    story.carry(RemoveSigner(3, story.until(), second.signer))
    who = story.reads.member(story.world.community, 3)
    assert not who.who.managed
    assert len(who.signers) == 3
    assert len(who.speaking) == 2
    story.carry(add(story, 3, second))
    assert len(story.reads.member(story.world.community, 3).speaking) == 3


def test_recovery__confirmed_and_completed__silences_all_earlier_signers(story: Story) -> None:
    new = story.spare[0]
    story.carry(add(story, 3, story.spare[1]))
    story.carry(recover(story, 3, new)[0])
    pending = story.reads.member(story.world.community, 3).recovery
    assert pending is not None
    assert pending.ready is None
    story.carry(recover(story, 3, new)[1])
    story.wait(4)
    story.carry(story.world.signed(CompleteRecovery(3, story.until()), new))
    found = story.reads.member(story.world.community, 3)
    assert [one.signer for one in found.speaking] == ["0x" + new.signer.hex()]
    assert found.recovery is None
    story.carry(story.world.signed(Depart(3, story.until()), new))


def test_recovery__objected_to__waits_for_a_vote(story: Story) -> None:
    story.carry(*recover(story, 3, story.spare[0]))
    story.carry(ObjectToRecovery(3, story.until()))
    story.decide("decideRecovery", 3, False)
    assert story.reads.member(story.world.community, 3).recovery is None
    story.carry(*recover(story, 3, story.spare[1]), ObjectToRecovery(3, story.until()))
    story.decide("decideRecovery", 3, True)
    story.carry(story.world.signed(CompleteRecovery(3, story.until()), story.spare[1]))


def test_claim__confirmed_by_two__by_a_third_when_the_first_left__or_by_time(story: Story) -> None:
    world, (one, two, three, four) = story.world, story.spare[:4]
    claims = [(8, one), (8, two), (9, three), (10, four)]
    story.carry(*[world.signed(ClaimMembership(m, story.until(), False), k) for m, k in claims])
    story.carry(ContestClaim(5, story.until(), 9))
    assert [claim.contested for claim in story.reads.claims(world.community)] == [
        True,
        True,
        True,
        False,
    ]
    story.carry(ConfirmClaim(1, story.until(), 8, one.signer))
    # Steward 1 attests to the work of member 8 after that word, which then counts no more.
    credited = Contribution(8, 1, 1, 4, 100, 1, word("credited"))
    story.wanderer.contributions.append(credited)
    story.carry(Record(1, story.until(), (credited,)))
    story.carry(ConfirmClaim(2, story.until(), 8, one.signer))
    story.carry(*[ConfirmClaim(m, story.until(), 9, three.signer) for m in (2, 1)])
    story.wait(5)
    story.carry(encode_call("Community", "completeClaim", 10, four.signer))
    assert story.reads.member_of(world.community, three.signer) == 9
    assert story.reads.member_of(world.community, four.signer) == 10
    assert [claim.member for claim in story.reads.claims(world.community)] == [8, 8]
    story.decide("decideClaim", 8, two.signer)
    assert story.reads.member_of(world.community, two.signer) == 8


def test_members__leave_come_back_and_are_suspended__and_the_electorate_follows(
    story: Story,
) -> None:
    reads, c, world = story.reads, story.world.community, story.world
    everybody = reads.community(c).electorate
    story.carry(Depart(4, story.until()))
    assert reads.community(c).electorate == everybody - 1
    assert reads.who(c, [4])[4].departed
    in_ten_days = world.now() + 10 * DAY
    story.carry(*[Suspend(m, story.until(), 5, in_ten_days) for m in (1, 2)])
    assert reads.who(c, [5])[5].suspended_until == in_ten_days
    assert reads.community(c).electorate == everybody - 2
    story.carry(Rejoin(4, story.until()))
    story.carry(Depart(5, story.until()), Rejoin(5, story.until()))
    story.wait(11)
    assert reads.who(c, [5])[5].suspended_until is None
    assert reads.community(c).electorate == everybody - 1, "lifted by the next act only"
    done = Contribution(5, 5, 1, 4, 100, 0, word("back again"))
    story.wanderer.contributions.append(done)
    story.carry(Record(5, story.until(), (done,)))
    assert reads.community(c).electorate == everybody
    story.carry(*[Suspend(m, story.until(), 4, world.now() + 5 * DAY) for m in (1, 2)])
    story.carry(Depart(4, story.until()))
    story.wait(6)
    without = reads.community(c).electorate
    story.carry(Rejoin(4, story.until()))
    assert reads.community(c).electorate == without + 1, "the suspension is over by then"
    story.decide("decideSuspension", 3, world.now() + 400 * DAY)
    story.decide("decideSuspension", 3, 0)
    story.carry(Depart(2, story.until()))
    assert not reads.who(c, [2])[2].steward


def test_choices__of_oneself_and_for_the_unclaimed__are_kept_with_their_chooser(
    story: Story,
) -> None:
    story.carry(Choose(3, story.until(), 3, 1), Choose(1, story.until(), 8, 2))
    who = story.reads.who(story.world.community, [3, 8])
    assert (who[3].recognition, who[8].recognition) == (1, 2)
    rows = {row[1]: row for row in dump_index(story.store)["members"]}
    assert 1 in rows[8]
    assert not who[3].scored


def newcomers(story: Story, invited: LocalSigner, sponsored: LocalSigner) -> list[bytes | Act]:
    """One joins by an invitation, one by sponsors, and one invitation is taken back."""
    world, key = story.world, LocalSigner(keccak(text="one-time key"))
    invite = Invite(1, story.until(), "0x" + key.signer.hex())
    join = Join(NEW, story.until(), invite, Admission(invited.signer, False, bytes(32)))
    inviter = world.signers[1]
    more = (world.sign(join, key), inviter.signer, world.sign(invite, inviter))
    newcomer = Admission(sponsored.signer, True, word("sponsored"))
    unused = Invite(1, story.until(), "0x" + invited.signer.hex())
    return [
        world.signed(join, invited, *more),
        *[Sponsor(member, story.until(), newcomer) for member in (4, 5)],
        Uninvite(2, story.until(), unused),
    ]


def test_newcomers__by_sponsors_and_invitations__join(story: Story) -> None:
    invited, sponsored = story.spare[:2]
    story.carry(*newcomers(story, invited, sponsored))
    rows = dump_index(story.store)
    assert [(row[2], row[3]) for row in rows["invitations"]].count((1, None)) == 1
    assert [row[-3] for row in rows["sponsorships"]] == [1, 2]
    assert story.reads.member_of(story.world.community, invited.signer) == 11
    assert story.reads.member(story.world.community, 12).who.managed


def test_every_event_of_the_contracts__was_read__and_is_read_alike_again(story: Story) -> None:
    world, new = story.world, story.spare
    Governing(world).everything()
    story.carry(*newcomers(story, *new[3:5]), add(story, 3, new[2]))
    story.carry(RemoveSigner(3, story.until(), new[2].signer))
    story.carry(*recover(story, 4, new[0]), ObjectToRecovery(4, story.until()))
    story.decide("decideRecovery", 4, True)
    story.carry(world.signed(CompleteRecovery(4, story.until()), new[0]))
    story.carry(world.signed(ClaimMembership(9, story.until(), False), new[1]))
    story.carry(ContestClaim(5, story.until(), 9))
    story.carry(*[ConfirmClaim(m, story.until(), 9, new[1].signer) for m in (1, 2)])
    story.carry(Depart(5, story.until()), Rejoin(5, story.until()))
    story.carry(Choose(5, story.until(), 5, 1))
    story.carry(*[Suspend(m, story.until(), 6, world.now() + DAY) for m in (1, 2)])
    wrong, right = (Contribution(3, 3, 1, 4, units, 0, word("wrong")) for units in (300, 200))
    story.wanderer.contributions += [wrong, right]
    story.carry(Record(3, story.until(), (wrong,)), Correct(3, story.until(), wrong, right))
    story.wanderer.work(25)
    for _ in range(12):
        story.wanderer.doubt()
    story.decide("handOver")
    assert set(HANDLERS) - story.seen() <= NEVER
    assert dump_index(story.store) == replayed(world, story.database, story.folder)

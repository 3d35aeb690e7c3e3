"""The typed views ask every view of the contracts, and give back what they answer."""

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from ledger_py.calls import Place
from ledger_py.chain.client import Node
from ledger_py.chain.codec import contract, encode_call
from ledger_py.errors import ContractError
from ledger_py.models import Contribution, Kind, VoteKind
from ledger_py.typed_data import contribution_id
from ledger_py.views import Ballot, Community
from tests.chain.wandering import Wanderer
from tests.chain.world import World, open_world, signer_of

INSIDE = {"NEXT", "eip712Domain", "assemblyAddress", "communityAddress"}
"""How contracts find each other, which a `Place` says already."""


class Listening(Node):
    """The same node, remembering which functions were called."""

    def __init__(self, world: World) -> None:
        super().__init__(world.node.rpc)
        self.asked: set[bytes] = set()

    def call(self, to: str, data: bytes, **more: Any) -> bytes:
        self.asked.add(data[:4])
        return super().call(to, data, **more)


def views_of(*contracts: str) -> dict[bytes, str]:
    """Selector -> name of every view that is for everybody."""
    found = [entry for name in contracts for entry in contract(name).abi]
    views = {e["name"] for e in found if e.get("stateMutability") in ("view", "pure")} - INSIDE
    kind = "Community" if "Community" in contracts else "Assembly"
    return {encode_call(kind, name, *zeros(kind, name))[:4]: name for name in views}


def zeros(kind: str, name: str) -> Iterable[object]:
    """Arguments of the right types, for the selector alone."""
    entry = next(e for e in contract(kind).abi if e.get("name") == name)
    for given in entry["inputs"]:
        if given["type"] == "tuple":
            yield tuple(0 if c["type"] != "bytes32" else bytes(32) for c in given["components"])
        else:
            yield {"bytes": b"", "bytes32": bytes(32)}.get(given["type"], 0)


def plain(value: Any) -> Any:
    """A typed answer as the tuple that a contract gives."""
    if is_dataclass(value) and not isinstance(value, type):
        return tuple(plain(getattr(value, field.name)) for field in fields(value))
    return value


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A world in which much has happened."""
    with open_world(tmp_path_factory.mktemp("views")) as world:
        wanderer = Wanderer(world, seed=3)
        wanderer.work(10)
        wanderer.walk(40)
        yield world, wanderer


def test_views__of_people_and_record__are_those_of_the_contracts(walked: Any) -> None:
    world, wanderer = walked
    node = Listening(world)
    community = Community(node, Place(world.deployment.chain_id, world.community, world.assembly))

    def raw(function: str, *arguments: object) -> Any:
        return world.node.view(world.community, "Community", function, *arguments)

    signer = signer_of(1).signer
    members = range(1, community.member_count() + 1)
    assert community.member_of(signer) == 1
    assert community.standing(1, signer) == community.member(1)
    assert community.standing(2, signer).joined == 0
    for member in members:
        assert plain(community.member(member)) == raw("member", member)
        assert plain(community.recovery(member)) == raw("recoveryOf", member)
        assert plain(community.claim(member, signer)) == raw("claimOf", member, signer)
    counts = (community.steward_count(), community.electorate(), community.handed_over())
    assert counts == (raw("stewardCount"), raw("electorate"), raw("handedOver"))
    assert plain(community.rules()) == raw("rules")
    assert plain(community.opening()) == raw("opening")
    for activity in range(1, community.activity_count() + 1):
        assert plain(community.activity(activity)) == raw("activity", activity)
        assert plain(community.terms(activity, 1)) == raw("termsOf", activity, 1)
        assert community.groups_of_activities()[activity - 1] == raw("activity", activity)[0]
    for group in range(1, community.group_count() + 1):
        assert community.group(group) == raw("group", group)
        assert community.sensitive_activity(group) == raw("sensitiveActivity", group)
    for epoch in range(1, community.epoch_count() + 1):
        found = community.epoch(epoch)
        assert plain(found) == raw("epoch", epoch)
        assert community.epoch_at(found.start) == epoch
        assert community.epoch_state(epoch) == raw("epochState", epoch)
        assert community.total_units(epoch) == raw("totalUnits", epoch)
        assert community.raw_units(3, epoch) == raw("rawUnits", 3, epoch)
        assert community.capped_units(3, epoch) == raw("cappedUnits", 3, epoch)
    check_contributions(community, wanderer.contributions, raw)
    asked = {name for selector, name in RECORD.items() if selector not in node.asked}
    assert not asked


def check_contributions(community: Community, said: list[Contribution], raw: Any) -> None:
    """Compare contributions, their attestations and contests."""
    places = 0
    for one in said:
        id_ = contribution_id(one)
        assert community.contribution_id(one) == id_
        found = community.contribution(id_)
        assert plain(found) == raw("contribution", id_)
        assert plain(community.contest(id_)) == raw("contestOf", id_)
        for index in range(found.attesters):
            assert plain(community.attestation(id_, index)) == raw("attestation", id_, index)
        places += found.attesters
    assert places > 5


RECORD = views_of("Community", "Membership", "Upkeep", "Charter")
WILL = views_of("Assembly", "Agenda")


def test_views__of_what_was_decided__are_those_of_the_contracts(walked: Any) -> None:
    world, _ = walked
    node = Listening(world)
    community = Community(node, Place(world.deployment.chain_id, world.community, world.assembly))

    def raw(function: str, *arguments: object) -> Any:
        return world.node.view(world.assembly, "Assembly", function, *arguments)

    kinds, said = set(), set()
    for vote in range(1, community.vote_count() + 1):
        found = community.vote(vote)
        assert plain(found) == raw("vote", vote)[:7]
        kinds.add(found.kind)
        ballots = [community.ballot(vote, m) for m in range(1, community.member_count() + 1)]
        assert len([one for one in ballots if one.sequence]) == found.ballots
        said |= {found.kind for one in ballots if one != Ballot(0)}
        if found.kind == VoteKind.WEIGHTS:
            check_weighing(community, vote, ballots, raw)
        elif found.kind == VoteKind.PROPOSAL:
            proposal, in_favour, against = raw("proposal", vote)
            assert plain(community.proposal(vote)) == (*proposal, in_favour, against)
        assert answer(community.candidates, vote) == answer(raw, "candidatesOf", vote)
    assert kinds >= {VoteKind.WEIGHTS, VoteKind.PROPOSAL}
    assert said
    assert community.election() == raw("election")
    for id_ in range(1, community.indicator_count() + 1):
        check_indicator(community, id_, raw)
    missing = {name for selector, name in WILL.items() if selector not in node.asked}
    assert not missing


def check_weighing(community: Community, vote: int, ballots: list[Ballot], raw: Any) -> None:
    """Compare a weight vote; its histograms count the ballots that were read."""
    about = community.weighing(vote)
    assert plain(about) == raw("weighing", vote)
    live = [one for one in ballots if one.sequence]
    for activity in range(1, about.activities + 1):
        given = [one.levels[activity - 1] for one in live]
        counts = community.histogram(vote, activity)
        assert counts == tuple(given.count(level) for level in range(11))
    divisions = [one.points for one in live if one.points]
    assert community.division_count(vote) == len(divisions)
    for group in range(1, about.groups + 1):
        given = [points[group - 1] for points in divisions]
        counts = community.points_histogram(vote, group)
        assert counts == tuple(given.count(points) for points in range(101))


def check_indicator(community: Community, id_: int, raw: Any) -> None:
    """Compare an indicator, its versions, its definitions and what it says."""
    found = community.indicator(id_)
    assert plain(found) == raw("indicator", id_)
    groups = community.group_count() if found.kind == Kind.SHARES else 0
    for number in range(1, found.versions + 1):
        told = community.version(id_, number, activities=community.activity_count(), groups=groups)
        assert told.from_ == raw("version", id_, number)[0]
        assert sum(told.shares) == (10_000 if groups else 0)
        assert all(0 <= level <= 10 or level == 15 for level in told.levels)
    for epoch in range(1, community.epoch_count() + 1):
        assert plain(community.definition(id_, epoch)) == raw("definitionIn", id_, epoch)
        for function, view in (("totalOf", community.total),):
            assert answer(view, id_, epoch) == answer(raw, function, id_, epoch)
        assert answer(community.score, id_, 3, epoch) == answer(raw, "scoreOf", 3, id_, epoch)


def answer(view: Any, *arguments: object) -> object:
    """What a view answers, or the name of the rule by which it does not."""
    try:
        return plain(view(*arguments))
    except ContractError as error:
        return error.name


def test_views__at_a_block__answer_as_it_was(tmp_path: Path) -> None:
    with open_world(tmp_path) as world:
        place = Place(world.deployment.chain_id, world.community, world.assembly)
        before = world.node.head().number
        then, now = Community(world.node, place, before), Community(world.node, place)
        counted = then.member_count()
        Wanderer(world, seed=1).walk(3)
        assert world.node.head().number > before
        assert now.time is None
        assert then.member_count() == counted

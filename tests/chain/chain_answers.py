"""What the contracts' views answer about a community, in the shapes of `index_says`."""

from typing import Any

from ledger_py.errors import ContractError
from ledger_py.models import Contribution, VoteKind
from ledger_py.signers import LocalSigner
from ledger_py.typed_data import contribution_id
from tests.chain.wandering import Wanderer
from tests.chain.world import OPEN_EPOCHS, UNCLAIMED, World


def chain_says(world: World, wanderer: Wanderer) -> dict[str, Any]:
    """Return all answers; the wanderer knows which contributions and keys to ask about."""
    return (
        _people_say(world, wanderer.keys)
        | _record_says(world, wanderer.contributions)
        | _assembly_says(world)
    )


def _people_say(world: World, keys: list[LocalSigner]) -> dict[str, Any]:
    def view(function: str, *arguments: object) -> Any:
        return world.node.view(world.community, "Community", function, *arguments)

    members = range(1, view("memberCount") + 1)
    return {
        "members": {m: view("member", m) for m in members},
        "stewards": view("stewardCount"),
        "electorate": view("electorate"),
        "signers": {key.signer: view("memberOf", key.signer) for key in keys},
        "recoveries": {m: view("recoveryOf", m) for m in members},
        "claims": {
            (m, key.signer): view("claimOf", m, key.signer) for m in UNCLAIMED for key in keys
        },
    }


def _record_says(world: World, contributions: list[Contribution]) -> dict[str, Any]:
    def view(function: str, *arguments: object) -> Any:
        return world.node.view(world.community, "Community", function, *arguments)

    members = range(1, view("memberCount") + 1)
    epochs = range(1, view("epochCount") + 1)
    groups = range(1, view("groupCount") + 1)
    ids = {contribution_id(contribution) for contribution in contributions}
    states = {id_: view("contribution", id_) for id_ in ids}
    return {
        "rules": view("rules"),
        "handed over": view("handedOver"),
        "terms": {
            (a, e): view("termsOf", a, e)
            for a in range(1, view("activityCount") + 1)
            for e in epochs
        },
        "groups": {g: view("group", g) for g in groups},
        "sensitive": {g: view("sensitiveActivity", g) for g in groups},
        "activities": {a: view("activity", a) for a in range(1, view("activityCount") + 1)},
        "epochs": {e: view("epoch", e) for e in epochs},
        "epoch states": {e: view("epochState", e) for e in epochs},
        "contributions": {id_: state for id_, state in states.items() if state[0]},
        "attestations": {
            (id_, n): view("attestation", id_, n) for id_ in ids for n in range(states[id_][1])
        },
        "contests": {id_: view("contestOf", id_) for id_, state in states.items() if state[0]},
        "raw": {(m, e): view("rawUnits", m, e) for m in members for e in epochs},
        "capped": {(m, e): view("cappedUnits", m, e) for m in members for e in epochs},
        "totals": {e: view("totalUnits", e) for e in epochs},
    }


def _assembly_says(world: World) -> dict[str, Any]:
    def view(function: str, *arguments: object) -> Any:
        return world.node.view(world.assembly, "Assembly", function, *arguments)

    members = range(1, world.node.view(world.community, "Community", "memberCount") + 1)
    joined = {m: world.node.view(world.community, "Community", "member", m)[0] for m in members}
    votes = range(1, view("voteCount") + 1)
    indicators = {i: view("indicator", i) for i in range(1, view("indicatorCount") + 1)}
    ballots = {(v, m): view("ballot", v, m) for v in votes for m in members}
    divisions = {key: view("division", *key) for key in ballots}
    found = {v: view("vote", v) for v in votes}
    kinds = {kind: [v for v in votes if found[v][5] == kind] for kind in VoteKind}
    weighings = {v: view("weighing", v) for v in kinds[VoteKind.WEIGHTS]}
    epochs = world.node.view(world.community, "Community", "epochCount")
    return {
        "indicators": indicators,
        "versions": {
            (i, n): view("version", i, n)
            for i, found in indicators.items()
            for n in range(1, found[3] + 1)
        },
        "votes": {v: one[:7] for v, one in found.items()},
        "weighings": weighings,
        "divisions": {key: points for key, points in divisions.items() if points},
        "points": {
            (v, g): view("pointsHistogram", v, g)
            for v, about in weighings.items()
            for g in range(1, about[3] + 1)
        },
        "proposals": {v: _proposal(*view("proposal", v)) for v in kinds[VoteKind.PROPOSAL]},
        "candidates": {v: view("candidatesOf", v) for v in kinds[VoteKind.ELECTION]},
        "definitions": {
            (i, e): view("definitionIn", i, e) for i in indicators for e in range(1, epochs + 1)
        },
        "ballots": {key: ballot for key, ballot in ballots.items() if ballot[0]},
        "scores": {
            (i, e, m): _score(world, "scoreOf", m, i, e)
            for i in indicators
            for e in OPEN_EPOCHS
            for m in members
            if joined[m]
        },
        "score totals": {
            (i, e): _score(world, "totalOf", i, e) for i in indicators for e in OPEN_EPOCHS
        },
        "histograms": {
            (v, a): view("histogram", v, a)
            for v, about in weighings.items()
            for a in range(1, about[2] + 1)
        },
    }


def _proposal(proposal: tuple[Any, ...], in_favour: int, against: int) -> Any:
    """All but the hash of the calls, of which the index holds the calls themselves."""
    return proposal[1:], in_favour, against


def _score(world: World, function: str, *arguments: int) -> int | str:
    """A score, or the name of the rule by which there is none."""
    try:
        found = world.node.view(world.assembly, "Assembly", function, *arguments)
    except ContractError as error:
        return error.name
    return int(found)

"""`ledger_py` computes what the shared vectors say; the contracts' tests read the same files."""

import json
from pathlib import Path
from typing import Any

import pytest

from ledger_py import calls, markets, models, scores, tally, typed_data
from ledger_py.scores import Units
from ledger_py.signers import LocalSigner
from tests.vectors import make

FOLDER = Path(make.__file__).parent
Json = dict[str, Any]


def load(name: str, key: str) -> list[Json]:
    cases: list[Json] = json.loads((FOLDER / name).read_text(encoding="utf-8"))[key]
    return cases


def unhex(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))


def domain_of(vector: Json) -> typed_data.Domain:
    domain = vector["typedData"]["domain"]
    return typed_data.Domain.of(vector["contract"], domain["chainId"], domain["verifyingContract"])


@pytest.mark.parametrize("name", sorted(make.build()))
def test_file__is_what_its_definition_makes(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == make.text(make.build()[name])


@pytest.mark.parametrize("vector", load("typed_data.json", "acts"))
class TestAct:
    def test_message__is_read_and_written_back(self, vector: Json) -> None:
        data = vector["typedData"]
        act = typed_data.from_json(vector["function"], data["message"])
        assert typed_data.typed_data(act, domain_of(vector)) == data

    def test_hashes__are_those_of_eth_account(self, vector: Json) -> None:
        act = typed_data.from_json(vector["function"], vector["typedData"]["message"])
        domain = domain_of(vector)
        assert typed_data.domain_separator(domain) == unhex(vector["domainSeparator"])
        assert typed_data.struct_hash(act) == unhex(vector["structHash"])
        assert typed_data.digest(act, domain) == unhex(vector["digest"])

    def test_signature__is_that_of_eth_account(self, vector: Json) -> None:
        signer = LocalSigner(unhex(vector["privateKey"]))
        assert signer.signer == unhex(vector["signer"])
        assert signer.sign(unhex(vector["digest"])) == unhex(vector["signature"])

    def test_kind__names_function_contract_and_primary_type(self, vector: Json) -> None:
        act = typed_data.from_json(vector["function"], vector["typedData"]["message"])
        kind = typed_data.act_kind(act)
        assert (kind.function, kind.contract) == (vector["function"], vector["contract"])
        assert kind.primary == vector["typedData"]["primaryType"]


@pytest.mark.parametrize("vector", load("typed_data.json", "acts"))
def test_call__of_a_signed_act__gives_back_all_that_it_carries(vector: Json) -> None:
    act = typed_data.from_json(vector["function"], vector["typedData"]["message"])
    place = calls.Place(31_337, "0x" + "c0" * 20, "0x" + "a5" * 20)
    signer, signature = unhex(vector["signer"]), unhex(vector["signature"])
    more = tuple(unhex(part) for part in vector["more"])
    call = calls.signed(act, place, signer, signature, *more)
    assert calls.signed_act(call) == calls.SignedAct(act, signer, signature, more)


@pytest.mark.parametrize("vector", load("typed_data.json", "invitations"))
def test_invitation__is_read_hashed_and_signed_like_an_act(vector: Json) -> None:
    data = vector["typedData"]
    invite = typed_data.read(models.Invite, data["message"])
    domain = domain_of({"contract": "Community", **vector})
    assert typed_data.typed_data(invite, domain) == data
    assert typed_data.struct_hash(invite) == unhex(vector["structHash"])
    assert typed_data.digest(invite, domain) == unhex(vector["digest"])
    signer = LocalSigner(unhex(vector["privateKey"]))
    assert signer.signer == unhex(vector["signer"])
    assert signer.sign(unhex(vector["digest"])) == unhex(vector["signature"])


def test_acts__of_every_kind__have_a_vector() -> None:
    named = {vector["function"] for vector in load("typed_data.json", "acts")}
    assert named == {kind.function for kind in typed_data.ACTS.values()}


@pytest.mark.parametrize("vector", load("typed_data.json", "contributions"))
def test_contribution_id__is_its_struct_hash(vector: Json) -> None:
    contribution = typed_data.read(typed_data.Contribution, vector["contribution"])
    assert typed_data.contribution_id(contribution) == unhex(vector["id"])


@pytest.mark.parametrize("case", load("tally.json", "lowerMedian"))
def test_lower_median(case: Json) -> None:
    assert tally.lower_median(case["values"]) == case["median"]


@pytest.mark.parametrize("case", load("tally.json", "quorums"))
def test_quorum(case: Json) -> None:
    assert tally.quorum(case["electorate"], case["part"]) == case["quorum"]


@pytest.mark.parametrize("case", load("tally.json", "medianLevels"))
def test_median_level(case: Json) -> None:
    assert tally.median_level(case["counts"], case["quorum"]) == case["level"]


@pytest.mark.parametrize("case", load("tally.json", "votes"))
def test_vote__histograms_outcome_and_packing(case: Json) -> None:
    counts = tally.histogram(case["ballots"], case["activities"])
    assert [list(row) for row in counts] == case["histograms"]
    outcome = tally.outcome(counts, case["quorum"], case["previous"])
    assert list(outcome.levels) == case["levels"]
    assert outcome.decided is case["decided"]
    assert tally.pack_levels(outcome.levels) == int(case["packed"], 16)
    assert tally.unpack_levels(int(case["packed"], 16), case["activities"]) == outcome.levels


@pytest.mark.parametrize("case", load("markets.json", "cases"), ids=lambda case: case["name"])
def test_markets__shares_and_packing(case: Json) -> None:
    histograms = [[0] * (models.POINTS + 1) for _ in range(case["groups"])]
    for division in case["divisions"]:
        for row, points in zip(histograms, division["points"], strict=True):
            row[points] += division["times"]
    shares = markets.shares(histograms)
    assert list(shares) == case["shares"]
    assert tally.pack_shares(shares) == int(case["packed"], 16)
    assert tally.unpack_shares(int(case["packed"], 16), case["groups"]) == shares


@pytest.mark.parametrize("case", load("units.json", "cases"))
def test_units__accepted_raw_capped_and_total__after_each_act(case: Json) -> None:
    who = [contribution["contributor"] for contribution in case["contributions"]]
    attested: list[list[int]] = [[] for _ in who]
    accepted, ended = [0] * len(who), set()
    raw, total = dict.fromkeys(who, 0), 0
    for step in case["steps"]:
        index, member = step["contribution"], who[step["contribution"]]
        match step["act"]:
            case "attest":
                attested[index].append(step["units"])
            case "retract":
                attested[index][step["attester"]] = 0
            case "strike" | "withdraw":
                ended.add(index)
        standing = [units for units in attested[index] if units]
        before = accepted[index]
        accepted[index] = 0 if index in ended else tally.accepted_units(standing, case["required"])
        was = scores.capped(raw[member], case["cap"])
        raw[member] += accepted[index] - before
        capped = scores.capped(raw[member], case["cap"])
        total += capped - was
        told = {"accepted": accepted[index], "raw": raw[member], "capped": capped, "total": total}
        assert {key: step[key] for key in told} == told


def units_of(row: list[int], caps: list[int]) -> dict[int, int]:
    amounts = [scores.capped(raw, cap) for raw, cap in zip(row, caps, strict=True)]
    return dict(enumerate(amounts, start=1))


@pytest.mark.parametrize("case", load("scores.json", "cases"), ids=lambda case: case["name"])
def test_scores__totals_and_what_is_not_yet_valued(case: Json) -> None:
    versions = [scores.Version(v["from"], tuple(v["levels"])) for v in case["versions"]]
    history, everybody = histories(case)
    for expected in case["expected"]:
        epoch, retention = expected["epoch"], case["retention"]
        found = [scores.score(own, versions, retention, epoch) for own in history]
        assert found == expected["scores"]
        assert scores.score(everybody, versions, retention, epoch) == expected["total"]
        version = scores.version_in_force(versions, epoch)
        for own, listed in zip(history, expected["unvalued"], strict=True):
            assert scores.unvalued(own[epoch], version) == {
                item["activity"]: item["units"] for item in listed
            }


def histories(case: Json) -> tuple[list[dict[int, Units]], dict[int, Units]]:
    """Capped units by epoch and activity type, of each member and of everybody."""
    own: list[dict[int, Units]] = [
        {e: units_of(rows[m], case["caps"]) for e, rows in enumerate(case["raw"], start=1)}
        for m in range(len(case["raw"][0]))
    ]
    everybody: dict[int, Units]
    everybody = {e: {k: sum(units[e][k] for units in own) for k in own[0][e]} for e in own[0]}
    return own, everybody


@pytest.mark.parametrize("case", load("scores.json", "shares"), ids=lambda case: case["name"])
def test_scores__of_shares(case: Json) -> None:
    versions = [
        scores.Version(v["from"], tuple(v["levels"]), tuple(v["shares"])) for v in case["versions"]
    ]
    own, everybody = histories(case)
    sharing = scores.Sharing(case["groups"], everybody)
    for expected in case["expected"]:
        rest = (versions, case["retention"], expected["epoch"], sharing)
        assert [scores.score(units, *rest) for units in own] == expected["scores"]
        assert scores.score(everybody, *rest) == expected["total"]


@pytest.mark.parametrize("case", load("scores.json", "definitions"), ids=lambda case: case["name"])
def test_scores__of_an_indicator_defined_anew(case: Json) -> None:
    versions = [scores.Version(v["from"], tuple(v["levels"])) for v in case["versions"]]
    definitions = [scores.Definition(d["from"], tuple(d["retention"])) for d in case["definitions"]]
    own, everybody = histories(case)
    for expected in case["expected"]:
        epoch = expected["epoch"]
        rest = (versions, scores.retention_in(definitions, epoch), epoch)
        assert [scores.score(units, *rest) for units in own] == expected["scores"]
        assert scores.score(everybody, *rest) == expected["total"]

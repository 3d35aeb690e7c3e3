"""Records put right: contested, struck, taken back, withdrawn, corrected, and so shown."""

from collections.abc import Iterator
from typing import Any

import pytest
from eth_account import Account

from ledger_py import calls, commitments
from ledger_py.commitments import Content
from ledger_py.models import (
    Attest,
    Attestation,
    Contest,
    Contribution,
    Correct,
    Record,
    Resolve,
    Retract,
    Withdraw,
)
from ledger_py.offchain import OffChain
from ledger_py.store.rows import epoch_at
from ledger_py.typed_data import contribution_id
from tests.api.asking import id_of
from tests.api.stack import RULES, Gateway, open_gateway
from tests.databases import Database

WAIT = {"Prefer": "wait=20"}
_INVOLVED = (("recorder", 4), ("attester", 4), ("attester", 5))
STRANGER = Account.from_key(b"\x42" * 32)


@pytest.fixture(scope="module")
def gateway(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway of its own: what is done here stays done."""
    with open_gateway(database, tmp_path_factory.mktemp("truth")) as opened:
        opened.populate(opened.found("here", RULES))
        yield opened


def recorded(
    gateway: Gateway, name: str, contributor: int, recorder: int | None = None, **more: int
) -> Contribution:
    """A contribution of some words with evidence, recorded; another's is vouched for."""
    by = contributor if recorder is None else recorder
    made = gateway.contribution(
        name, contributor, recorder=by, basis=2 * (by != contributor), epoch=open_epoch(gateway)
    )
    link = "https://example.org/" + name.replace(" ", "-")
    body = {"kind": "contribution", "description": name, "evidence": [link]}
    content = commitments.seal(body)
    values = {f: getattr(made, f) for f in made.__dataclass_fields__}
    made = Contribution(**{**values, **more, "content": content.commitment})
    gateway.contributions[name], gateway.contents[name] = made, content
    act = Record(by, gateway.deadline(), (made,))
    gateway.settle(gateway.ledger(by).submit(act, OffChain((content,))))
    return made


def open_epoch(gateway: Gateway) -> int:
    """The epoch it is."""
    epochs = gateway.services.reads.epochs(gateway.place.community)
    found = epoch_at(epochs, gateway.clock())
    assert found is not None
    return found.epoch


def attested(gateway: Gateway, member: int, made: Contribution, note: str = "") -> None:
    """A member was there."""
    content = commitments.seal({"kind": "note", "text": note}) if note else None
    commitment = content.commitment if content else bytes(32)
    act = Attest(member, gateway.deadline(), (Attestation(made, made.units, 1, commitment),))
    offchain = OffChain((content,) if content else ())
    gateway.settle(gateway.ledger(member).submit(act, offchain))


def said(gateway: Gateway, name: str, act: Any, contents: tuple[Content, ...] = ()) -> Any:
    """Post a signed act and wait for the chain."""
    body = gateway.signed(act, contents=contents)
    if not contents:
        del body["contents"]
    answer = gateway.post(f"/acts/{name}", body, **WAIT)
    assert answer.status_code == 200, answer.text
    return answer.json()


def reason(text: str) -> Content:
    """A reason, sealed."""
    return commitments.seal({"kind": "reason", "text": text})


def hex_of(made: Contribution) -> str:
    """A contribution's id."""
    return "0x" + contribution_id(made).hex()


def page_of(gateway: Gateway, made: Contribution) -> str:
    """The page of a contribution."""
    return page(gateway, f"/contributions/{hex_of(made)}")


def page(gateway: Gateway, path: str) -> str:
    """A page of the community."""
    number = gateway.services.reads.community(gateway.place.community).number
    return " ".join(gateway.client.get(f"/communities/{number}{path}").text.split())


def json_of(gateway: Gateway, made: Contribution) -> Any:
    """A contribution as tools read it."""
    return gateway.get(f"/contributions/{hex_of(made)}").json()


class TestContest:
    """POST `/v1/communities/{c}/acts/contest`, and what is shown of it."""

    def test_anonymous(self, gateway: Gateway) -> None:
        act = Contest(5, gateway.deadline(), gateway.contributions["mentored"])
        body = gateway.signed(act)
        del body["signature"]
        with gateway.unchanged():
            refused = gateway.post("/acts/contest", body)
        assert (refused.status_code, refused.json()["error"]) == (422, "FieldInvalid")

    def test_is_shown_with_who_until_when_and_why__and_the_units_count_on(
        self, gateway: Gateway
    ) -> None:
        made = recorded(gateway, "doubted", 3, 4)
        why = reason("I was there all day, and it did not happen")
        said(gateway, "contest", Contest(5, gateway.deadline(), made, why.commitment), (why,))
        found = json_of(gateway, made)
        assert (found["state"], found["accepted_units"]) == ("contested", 100)
        contest = found["contest"]
        assert (contest["open"], contest["contester"]["member"]) == (True, 5)
        assert contest["reason"]["body"]["text"] == "I was there all day, and it did not happen"
        closes = gateway.get("/epochs").json()["items"][made.epoch - 1]["closes"]
        assert contest["lapses"] == closes + RULES.contest_time
        shown = page_of(gateway, made)
        assert "<strong>Contested</strong> by" in shown
        assert "I was there all day, and it did not happen" in shown
        assert "If nobody does, it stands." in shown
        assert "its units count" in shown
        listed = gateway.get("/contributions?state=contested").json()["items"]
        assert [one["id"] for one in listed] == [hex_of(made)]
        assert "doubted" in page(gateway, "/contributions?state=contested")
        assert "contribution is contested" in page(gateway, "")

    def test_by_the_contributor_is_refused_by_name(self, gateway: Gateway) -> None:
        made = recorded(gateway, "one's own", 3)
        refused = gateway.post(
            "/acts/contest", gateway.signed(Contest(3, gateway.deadline(), made))
        )
        assert (refused.status_code, refused.json()["error"]) == (403, "PartyMayNot")

    def test_may_be_drafted_by_id_with_a_reason_in_words(self, gateway: Gateway) -> None:
        made = recorded(gateway, "drafted about", 3)
        words = {"kind": "reason", "text": "Because"}
        draft = {"member": 4, "contribution": hex_of(made), "reason": words}
        drafted = gateway.post("/typed-data/contest", draft).json()
        assert drafted["contents"][0]["body"] == words
        assert drafted["act"]["contribution"]["contributor"] == 3
        key = gateway.keys[4]
        body = {
            "act": drafted["act"],
            "signer": "0x" + key.signer.hex(),
            "signature": "0x" + key.sign(bytes.fromhex(drafted["digest"][2:])).hex(),
            "contents": [
                {name: one[name] for name in ("salt", "body")} for one in drafted["contents"]
            ],
        }
        assert gateway.post("/acts/contest", body, **WAIT).status_code == 200
        assert json_of(gateway, made)["contest"]["reason"]["body"]["text"] == "Because"


class TestResolve:
    """POST `/v1/communities/{c}/acts/resolve`."""

    def test_anonymous(self, gateway: Gateway) -> None:
        act = Resolve(1, gateway.deadline(), True, gateway.contributions["mentored"])
        body = gateway.signed(act)
        del body["signer"]
        with gateway.unchanged():
            refused = gateway.post("/acts/resolve", body)
        assert refused.status_code == 422

    def test_strikes__and_nothing_of_it_counts_any_more(self, gateway: Gateway) -> None:
        made, why = recorded(gateway, "struck down", 3, 4), reason("Nobody saw it")
        before = gateway.services.reads.units(gateway.place.community, 3, made.epoch)[2]
        said(gateway, "contest", Contest(5, gateway.deadline(), made))
        act = Resolve(1, gateway.deadline(), True, made, why.commitment)
        said(gateway, "resolve", act, (why,))
        found = json_of(gateway, made)
        assert (found["state"], found["accepted_units"]) == ("struck", 0)
        resolution = found["contest"]["resolution"]
        assert (resolution["struck"], resolution["resolver"]["member"]) == (True, 1)
        assert resolution["reason"]["body"]["text"] == "Nobody saw it"
        units = gateway.services.reads.units(gateway.place.community, 3, made.epoch)
        assert units.get(2, 0) == before - 100
        shown = page_of(gateway, made)
        assert "<strong>Struck.</strong>" in shown
        assert "Nobody saw it" in shown
        assert "struck, so nothing of it counts" in shown

    def test_lets_it_stand(self, gateway: Gateway) -> None:
        made = recorded(gateway, "stands after all", 3, 4)
        said(gateway, "contest", Contest(5, gateway.deadline(), made))
        said(gateway, "resolve", Resolve(1, gateway.deadline(), False, made))
        assert json_of(gateway, made)["state"] == "accepted"
        assert "<strong>It stands:</strong>" in page_of(gateway, made)

    def test_after_the_lapse_comes_too_late__and_the_contribution_stands(
        self, gateway: Gateway
    ) -> None:
        made = recorded(gateway, "nobody decided", 3, 4)
        said(gateway, "contest", Contest(5, gateway.deadline(), made))
        lapses = json_of(gateway, made)["contest"]["lapses"]
        gateway.pass_time(lapses - int(gateway.clock()))
        found = json_of(gateway, made)
        assert (found["state"], found["contest"]["open"]) == ("accepted", False)
        assert "when the contest lapsed" in page_of(gateway, made)
        late = Resolve(1, gateway.deadline(), True, made)
        refused = gateway.post("/acts/resolve", gateway.signed(late))
        assert (refused.status_code, refused.json()["error"]) == (409, "ContestUnknown")


class TestRetract:
    """POST `/v1/communities/{c}/acts/retract`."""

    def test_anonymous(self, gateway: Gateway) -> None:
        act = Retract(4, gateway.deadline(), (gateway.contributions["mentored"],))
        body = gateway.signed(act)
        del body["signature"]
        with gateway.unchanged():
            assert gateway.post("/acts/retract", body).status_code == 422

    def test_takes_the_units_back_and_keeps_the_place(self, gateway: Gateway) -> None:
        made = recorded(gateway, "attested in error", 3, activity=1)
        for member in (4, 5):
            attested(gateway, member, made)
        assert json_of(gateway, made)["state"] == "accepted"
        said(gateway, "retract", Retract(4, gateway.deadline(), (made,)))
        found = json_of(gateway, made)
        assert (found["state"], found["accepted_units"]) == ("proposed", 0)
        given = {one["member"]["member"]: one["retracted"] for one in found["attestations"]}
        assert given[4]
        assert given[5] is None
        shown = page_of(gateway, made)
        assert "taken back" in shown
        assert "one more is needed" in shown
        of_4 = gateway.get("/contributions?attester=4&limit=200").json()["items"]
        assert hex_of(made) not in [one["id"] for one in of_4]


class TestWithdraw:
    """POST `/v1/communities/{c}/acts/withdraw`: display and disclosure end."""

    def test_anonymous(self, gateway: Gateway) -> None:
        act = Withdraw(3, gateway.deadline(), (gateway.contributions["mentored"],))
        body = gateway.signed(act)
        del body["signature"]
        with gateway.unchanged():
            assert gateway.post("/acts/withdraw", body).status_code == 422

    def test_no_address_serves_what_was_written__nor_a_name(self, gateway: Gateway) -> None:
        made = recorded(gateway, "The withdrawn words", 7, 4)
        attested(gateway, 5, made, "The withdrawn note")
        why = reason("The withdrawn reason")
        said(gateway, "contest", Contest(6, gateway.deadline(), made, why.commitment), (why,))
        only = gateway.contributions["organised"]
        own = recorded(gateway, "The withdrawn words, of somebody who joined", 3)
        secrets = ["withdrawn words", "withdrawn-words", "withdrawn note", "withdrawn reason"]
        secrets.append(gateway.contents["The withdrawn words"].salt.hex())
        everywhere = addresses(gateway, made)
        before = "".join(everywhere.values())
        assert all(secret in before for secret in secrets)
        assert "credited person 7" in before
        said(gateway, "withdraw", Withdraw(1, gateway.deadline(), (made, only)))
        said(gateway, "withdraw", Withdraw(3, gateway.deadline(), (own,)))
        assert json_of(gateway, own)["contributor"]["name"] is None
        refused = gateway.post(
            "/typed-data/withdraw", {"member": 3, "contributions": [hex_of(own)]}
        )
        assert (refused.status_code, refused.json()["error"]) == (409, "ContributionEnded")
        for path, text in addresses(gateway, made).items():
            assert not [secret for secret in secrets if secret in text], path
            assert "credited person 7" not in text, path
        found = json_of(gateway, made)
        assert (found["state"], found["accepted_units"]) == ("withdrawn", 0)
        assert (found["content"]["body"], found["content"]["salt"]) == (None, None)
        assert found["withdrawal"]["member"]["member"] == 1
        assert not found["withdrawal"]["counts"]
        assert found["contest"]["open"] is False
        shown = page_of(gateway, made)
        assert "A contribution that was withdrawn" in shown
        assert "is shown no more" in shown

    def test_nobody_brings_the_text_back_by_naming_its_commitment(self, gateway: Gateway) -> None:
        """Commitments are on the chain, where any gateway, or none, carries acts that name them."""
        made = recorded(gateway, "Not to be seen again", 3)
        attested(gateway, 4, made, "Nor is this")
        note = json_of(gateway, made)["attestations"][0]["note"]["commitment"]
        said(gateway, "withdraw", Withdraw(3, gateway.deadline(), (made,)))
        again = Contribution(5, 5, 2, made.epoch, 100, 0, made.content)
        attest = Attestation(again, 100, 1, bytes.fromhex(note[2:]))
        further = Contribution(5, 5, 2, made.epoch, 200, 0, made.content)
        carried(gateway, Record(5, gateway.deadline(), (again,)))
        carried(gateway, Attest(4, gateway.deadline(), (attest,)))
        carried(gateway, Correct(5, gateway.deadline(), again, further))
        for one in (made, again, further):
            assert json_of(gateway, one)["content"]["body"] is None
            assert "Not to be seen again" not in page_of(gateway, one)
        assert "Nor is this" not in gateway.get("/contributions?limit=200").text

    def test_nobody_takes_another_s_text_by_naming_its_commitment(self, gateway: Gateway) -> None:
        made = recorded(gateway, "Somebody else would have this away", 3)
        attested(gateway, 4, made, "And this")
        note = json_of(gateway, made)["attestations"][0]["note"]["commitment"]
        named = Contribution(5, 5, 2, made.epoch, 300, 0, made.content)
        attest = Attestation(named, 300, 1, bytes.fromhex(note[2:]))
        carried(gateway, Record(5, gateway.deadline(), (named,)))
        carried(gateway, Attest(4, gateway.deadline(), (attest,)))
        carried(gateway, Withdraw(5, gateway.deadline(), (named,)))
        assert json_of(gateway, named)["content"]["body"] is None
        assert json_of(gateway, made)["content"]["body"]["description"] in page_of(gateway, made)
        assert json_of(gateway, made)["attestations"][0]["note"]["body"]["text"] == "And this"
        said(gateway, "withdraw", Withdraw(3, gateway.deadline(), (made,)))
        assert json_of(gateway, made)["content"]["body"] is None

    def test_of_a_final_epoch_leaves_the_arithmetic(self, gateway: Gateway) -> None:
        made = gateway.contributions["mentored"]
        assert gateway.get("/epochs").json()["items"][0]["state"] == "final"
        scores = gateway.get("/indicators/1/scores?epoch=1").json()
        said(gateway, "withdraw", Withdraw(3, gateway.deadline(), (made,)))
        found = json_of(gateway, made)
        assert (found["state"], found["accepted_units"]) == ("withdrawn", 300)
        assert found["withdrawal"]["counts"]
        assert gateway.get("/indicators/1/scores?epoch=1").json() == scores
        assert "its units go on counting" in page_of(gateway, made)
        card = page(gateway, "/members/3?epoch=1").split('id="scores"')[1]
        assert "standing on 1 accepted contribution" in card
        assert "A contribution that was withdrawn" in card
        assert id_of(gateway, "mentored") in card


class TestCorrect:
    """POST `/v1/communities/{c}/acts/correct`."""

    def test_anonymous(self, gateway: Gateway) -> None:
        one = gateway.contributions["waiting"]
        body = gateway.signed(Correct(3, gateway.deadline(), one, one))
        del body["signature"]
        with gateway.unchanged():
            assert gateway.post("/acts/correct", body).status_code == 422

    def test_shows_which_replaces_which__and_the_same_words_again(self, gateway: Gateway) -> None:
        wrong = recorded(gateway, "with the wrong units", 3, units=300)
        content = gateway.contents["with the wrong units"]
        right = Contribution(3, 3, 2, wrong.epoch, 200, 0, wrong.content)
        said(gateway, "correct", Correct(3, gateway.deadline(), wrong, right), (content,))
        old, new = json_of(gateway, wrong), json_of(gateway, right)
        assert (old["state"], old["replaced_by"]) == ("withdrawn", hex_of(right))
        assert old["content"]["body"] is None
        assert (new["replaces"], new["content"]["body"]["description"]) == (
            hex_of(wrong),
            "with the wrong units",
        )
        assert hex_of(right) in page_of(gateway, wrong)
        assert "with the wrong units" not in page_of(gateway, wrong)
        assert hex_of(wrong) in page_of(gateway, right)

    def test_may_be_drafted_with_the_new_contribution_in_words(self, gateway: Gateway) -> None:
        wrong = recorded(gateway, "to be said better", 3)
        words = {"kind": "contribution", "description": "said better", "evidence": []}
        better = {"contributor": 3, "activity": 2, "epoch": wrong.epoch, "units": 100}
        drafted = gateway.post(
            "/typed-data/correct",
            {"member": 3, "replaced": hex_of(wrong), "replacement": {**better, "content": words}},
        ).json()
        assert drafted["act"]["replacement"]["content"] == drafted["contents"][0]["commitment"]
        assert drafted["act"]["replacement"]["recorder"] == 3


def addresses(gateway: Gateway, made: Contribution) -> dict[str, str]:
    """Everything that this gateway serves about a contribution and its people, by address."""
    id_, number = hex_of(made), gateway.services.reads.community(gateway.place.community).number
    base = gateway.path
    tools = [
        f"{base}/contributions?limit=200",
        f"{base}/contributions/{id_}",
        f"{base}/members?limit=200",
        f"{base}/members/4",
        f"{base}/members/5",
        f"{base}/claims",
        f"{base}/indicators/1/scores",
        *(f"{base}/contributions?{name}={m}&limit=200" for name, m in _INVOLVED),
        *(f"{base}/contributions?state={state}&limit=200" for state in ("withdrawn", "contested")),
    ]
    here = f"/communities/{number}"
    pages = [
        here,
        *(f"{here}/contributions{query}" for query in ("", "?state=withdrawn", "?activity=2")),
        f"{here}/contributions/{id_}",
        f"{here}/contributions/{id_}/attest",
        f"{here}/record?of={id_}",
        f"{here}/members",
        *(f"{here}/members/{m}" for m in (4, 5, 6, 7)),
    ]
    drafts = {
        f"draft of {name}": gateway.post(f"/typed-data/{name}", body).text
        for name, body in (
            ("withdraw", {"member": 1, "contributions": [id_]}),
            ("attest", {"member": 3, "attestations": [{"contribution": id_, "basis": 1}]}),
            ("choose", {"member": 1, "subject": 7, "recognition": 2}),
        )
    }
    return {path: gateway.client.get(path).text for path in (*tools, *pages)} | drafts


def carried(gateway: Gateway, act: Any) -> None:
    """Carry an act to the chain past this gateway, as anybody may."""
    key, services = gateway.keys[act.member], gateway.services
    call = calls.signed(act, gateway.place, key.signer, key.sign(gateway.place.digest(act)))
    fields = {
        "type": 2,
        "chainId": services.deployment.chain_id,
        "nonce": services.node.nonce(STRANGER.address),
        "to": bytes.fromhex(call.contract[2:]),
        "value": 0,
        "data": call.data,
        "gas": 2_000_000,
        "maxFeePerGas": 0,
        "maxPriorityFeePerGas": 0,
    }
    raw = bytes(STRANGER.sign_transaction(fields).raw_transaction)
    block = gateway.chain.produce([raw])
    (receipt,) = [services.node.receipt(tx) for tx in block.transactions]
    assert receipt is not None
    assert receipt.succeeded
    gateway.pass_time(0)

"""Pages on which members sign by their own keys: who may, what is signed, what is refused."""

from __future__ import annotations

import html
import json
import re
import secrets
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from ledger_py.invitations import Invitation
from ledger_py.ledger import Ledger
from ledger_py.signers import LocalSigner
from tests.api.stack import OPEN_EPOCH, RULES, Gateway, open_gateway
from tests.api.visitors import Visitor
from tests.databases import Database

OWN_WORK = {
    "contributor": "own",
    "description": "Swept <b>the yard</b>",
    "activity": "2",
    "epoch": str(OPEN_EPOCH),
    "units": "1",
}


@pytest.fixture(scope="module")
def gateway(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway as an organisation runs it, in the network profile: no demo accounts."""
    network = {
        "profile": "network",
        "rpc_url": "http://127.0.0.1:8545",
        "rate_writes": "9999/minute",
    }
    folder = tmp_path_factory.mktemp("own keys")
    with open_gateway(database, folder, **network) as opened:
        opened.populate(opened.found("here", RULES))
        yield opened


class Browser(Visitor):
    """A browser that looks at pages, and signs what a page asks its wallet for."""

    base = "/communities/1"

    def form(self, path: str, form: str = "", **fields: str) -> httpx.Response:
        """A form, opened at its address and sent."""
        page = self.client.get(self.base + (form or path))
        assert page.status_code == 200, page.text
        token = _between(page.text, 'name="token" value="', '"')
        data = {"token": token, "once": secrets.token_hex(8)} | fields
        return self.client.post(self.base + path, data=data)

    def signed(self, page: httpx.Response, key: LocalSigner) -> httpx.Response:
        """Sign what a page shows, and post it as its script does."""
        assert page.status_code == 200, page.text
        sheet = sheet_of(page)
        for ask in sheet["asks"]:
            assert "0x" + key.signer.hex() in ask["signers"]
            sheet["body"][ask["field"]] = "0x" + key.sign(bytes.fromhex(sheet["digest"][2:])).hex()
        headers = {"Idempotency-Key": sheet["key"], "Prefer": "wait=20"}
        return self.send("POST", sheet["path"].removeprefix("/v1"), sheet["body"], **headers)


@pytest.fixture
def browser(gateway: Gateway) -> Browser:
    """A browser that nobody has signed in at."""
    return Browser(gateway)


def sheet_of(page: httpx.Response) -> dict[str, Any]:
    """What a page gives its script."""
    found: dict[str, Any] = json.loads(html.unescape(_between(page.text, 'data-sign="', '"')))
    return found


def _between(text: str, before: str, after: str) -> str:
    return text.split(before)[1].split(after)[0]


def told(page: httpx.Response) -> str:
    """What a page says is wrong."""
    return " ".join(html.unescape(_between(page.text, 'id="fault"', "</div>")).split())


def invitation(gateway: Gateway, steward: int = 1) -> Invitation:
    """An invitation as a steward signs it."""
    pen = Ledger(gateway.place, steward, gateway.keys[steward], None, clock=gateway.clock)  # type: ignore[arg-type]
    return pen.invite()


class TestOwnKey:
    """Forms in which a member signs by a wallet of their own."""

    def test_anonymous(self, browser: Browser) -> None:
        for path in ("/record", "/invite", "/join", "/membership/depart", "/members/3/signers"):
            answer = browser.client.get(browser.base + path)
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/sign-in?next=")

    def test_signs_what_the_page_shows(self, gateway: Gateway, browser: Browser) -> None:
        browser.by_wallet(gateway.keys[3])
        page = browser.form("/record", member="3", **OWN_WORK)
        assert "member 3 records" in page.text.lower()
        answer = browser.signed(page, gateway.keys[3])
        assert answer.status_code == 200, answer.text
        followed = browser.client.get(sheet_of(page)["next"] + answer.json()["act"])
        assert followed.status_code == 303
        shown = browser.client.get(followed.headers["location"])
        assert "Swept &lt;b&gt;the yard&lt;/b&gt;" in shown.text

    def test_what_was_written_can_be_changed_before_it_is_signed(
        self, gateway: Gateway, browser: Browser
    ) -> None:
        browser.by_wallet(gateway.keys[3])
        page = browser.form("/record", member="3", **OWN_WORK | {"description": "Not <b>yet</b>"})
        kept = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))
        back = {name: html.unescape(value) for name, value in kept.items()}
        answer = browser.client.post(browser.base + "/record", data=back | {"again": "yes"})
        assert answer.status_code == 200
        assert "Not &lt;b&gt;yet&lt;/b&gt;</textarea>" in answer.text
        assert _between(answer.text, 'name="once" value="', '"') != back["once"]

    def test_the_contributor_is_told_that_they_cannot_contest(
        self, gateway: Gateway, browser: Browser
    ) -> None:
        browser.by_wallet(gateway.keys[3])
        listed = browser.send("GET", "/communities/1/contributions?limit=200").json()["items"]
        own = next(one for one in listed if one["contributor"]["member"] == 3)
        path = f"/contributions/{own['id']}/contest"
        page = browser.client.get(browser.base + path)
        assert "cannot sign this: it is their own work." in page.text

    def test_is_asked_before_the_same_is_recorded_again(
        self, gateway: Gateway, browser: Browser
    ) -> None:
        browser.by_wallet(gateway.keys[3])
        said = OWN_WORK | {"description": "Once"}
        page = browser.form("/record", member="3", **said)
        assert browser.signed(page, gateway.keys[3]).status_code == 200
        again = browser.form("/record", member="3", **said)
        assert (again.status_code, "You recorded the same on" in told(again)) == (422, True)
        assert 'name="repeated"' in again.text
        page = browser.form("/record", member="3", repeated="yes", **said)
        assert browser.signed(page, gateway.keys[3]).status_code == 200

    def test_says_an_act_once_however_often_it_is_sent(
        self, gateway: Gateway, browser: Browser
    ) -> None:
        browser.by_wallet(gateway.keys[3])
        page = browser.form("/record", member="3", **OWN_WORK | {"description": "Twice"})
        first, again = (browser.signed(page, gateway.keys[3]) for _ in range(2))
        assert first.json()["act"] == again.json()["act"]

    def test_is_refused_with_another_key(self, gateway: Gateway, browser: Browser) -> None:
        browser.by_wallet(gateway.keys[3])
        page = browser.form("/record", member="3", **OWN_WORK | {"description": "Not so"})
        sheet = sheet_of(page)
        signature = gateway.keys[4].sign(bytes.fromhex(sheet["digest"][2:]))
        body = sheet["body"] | {"signature": "0x" + signature.hex()}
        headers = {"Idempotency-Key": f'"{uuid4()}"'}
        answer = browser.send("POST", sheet["path"].removeprefix("/v1"), body, **headers)
        assert (answer.status_code, answer.json()["error"]) == (403, "SignatureInvalid")

    def test_speaks_for_no_other_member(self, gateway: Gateway, browser: Browser) -> None:
        browser.by_wallet(gateway.keys[3])
        answer = browser.form("/record", member="4", **OWN_WORK)
        assert answer.status_code == 422
        assert "MemberForeign" in answer.text
        assert browser.client.get(f"{browser.base}/members/4/signers").status_code == 403

    def test_who_is_no_member_is_told_so(self, gateway: Gateway, browser: Browser) -> None:
        browser.by_wallet(LocalSigner(secrets.token_bytes(32)))
        answer = browser.client.get(f"{browser.base}/record")
        assert answer.status_code == 403
        assert "do not speak for a member here yet" in answer.text

    def test_a_form_of_another_session_is_refused(self, gateway: Gateway, browser: Browser) -> None:
        browser.by_wallet(gateway.keys[3])
        page = browser.client.get(f"{browser.base}/record")
        token = _between(page.text, 'name="token" value="', '"')
        browser.by_wallet(gateway.keys[4])
        form = {"token": token, "once": "x", "member": "4", **OWN_WORK}
        assert browser.client.post(f"{browser.base}/record", data=form).status_code == 403

    def test_a_tools_token_opens_no_form(self, gateway: Gateway, browser: Browser) -> None:
        browser.by_wallet(gateway.keys[3])
        tool = browser.token("read", "write", "sign")
        answer = tool.client.get(f"{browser.base}/record", headers=tool.csrf)
        assert answer.status_code == 303

    @pytest.mark.parametrize(
        ("step", "status"),
        [("contest", 403), ("retract", 400), ("resolve", 403), ("withdraw", 200)],
    )
    def test_each_step_on_a_contribution_is_shown_and_posted(
        self, gateway: Gateway, browser: Browser, step: str, status: int
    ) -> None:
        browser.by_wallet(gateway.keys[3])
        listed = browser.send("GET", "/communities/1/contributions?limit=200").json()["items"]
        own = next(one for one in listed if one["contributor"]["member"] == 3)
        fields = {"member": "3", "reason": "Look at it again.", "strike": "no"}
        page = browser.form(f"/contributions/{own['id']}/{step}", **fields)
        sheet = sheet_of(page)
        assert sheet["path"].endswith(f"/acts/{step}")
        answer = browser.signed(page, gateway.keys[3])
        # Which of them a contributor may, the contracts say.
        assert answer.status_code == status, answer.text

    def test_a_step_without_its_choice_is_shown_again(
        self, gateway: Gateway, browser: Browser
    ) -> None:
        browser.by_wallet(gateway.keys[3])
        answer = browser.form("/membership/choose", member="3")
        assert answer.status_code == 422
        assert "Nothing is chosen." in told(answer)


class TestJoining:
    """`/communities/{c}/join` and `/communities/{c}/invite`."""

    def test_anonymous(self, gateway: Gateway, browser: Browser) -> None:
        answer = browser.client.post(f"{browser.base}/join", data={"token": "x"})
        assert answer.status_code == 403

    def test_by_a_wallet(self, gateway: Gateway, browser: Browser) -> None:
        key = LocalSigner(secrets.token_bytes(32))
        browser.by_wallet(key)
        link = f"https://ledger.example{browser.base}/join#{invitation(gateway).to_text()}"
        fields = {"invitation": link, "name": "Ane", "way": "wallet"}
        page = browser.form("/join", signer="0x" + key.signer.hex(), **fields)
        assert sheet_of(page)["show"] == "0x" + key.signer.hex()
        assert browser.signed(page, key).status_code == 200

    def test_managed(self, gateway: Gateway, browser: Browser) -> None:
        browser.by_wallet(LocalSigner(secrets.token_bytes(32)))
        given = json.dumps(invitation(gateway).to_json())
        answer = browser.form("/join", invitation=given, name="Beñat", way="managed")
        assert answer.status_code == 303
        (spoken,) = browser.send("GET", "/session").json()["memberships"]
        assert spoken["managed"]
        answer = browser.form("/record", member=str(spoken["member"]), **OWN_WORK)
        assert (answer.status_code, "/acts/0x" in answer.headers["location"]) == (303, True)

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"invitation": ""}, "This is no invitation."),
            ({"invitation": "https://ledger.example/#" + "A" * 20_000}, "This is no invitation."),
            ({"invitation": "[" * 5_000}, "This is no invitation."),
            ({"invitation": '{"member": "x"}'}, "This is no invitation."),
            ({"invitation": "¿"}, "This is no invitation."),
            ({"name": " "}, "name"),
            ({"name": "x" * 5_000}, "name"),
            ({"way": "telepathy"}, "With which key do you want to sign?"),
            ({"signer": ""}, "There is no key to sign with yet."),
            ({"signer": "0x" + "12" * 30}, "There is no key to sign with yet."),
        ],
        ids=lambda given: str(given)[:30],
    )
    def test_what_cannot_be_read_is_told(
        self, gateway: Gateway, browser: Browser, fields: dict[str, str], said: str
    ) -> None:
        key = LocalSigner(secrets.token_bytes(32))
        browser.by_wallet(key)
        whole = {"invitation": invitation(gateway).to_text(), "name": "Ane", "way": "wallet"}
        answer = browser.form("/join", **whole | {"signer": "0x" + key.signer.hex()} | fields)
        assert answer.status_code == 422
        assert said in told(answer)

    def test_an_invitation_is_good_once(self, gateway: Gateway, browser: Browser) -> None:
        given = invitation(gateway).to_text()
        for number in range(2):
            browser.by_wallet(LocalSigner(secrets.token_bytes(32)))
            answer = browser.form("/join", invitation=given, name="Ane", way="managed")
            assert answer.status_code == (422 if number else 303)
        assert "used before, or taken back. Ask a steward" in told(answer).replace("</p><p>", " ")

    def test_who_is_a_member_already_is_told_so(self, gateway: Gateway, browser: Browser) -> None:
        browser.by_wallet(gateway.keys[3])
        assert "You are a member already:" in browser.client.get(browser.base + "/join").text
        browser.by_wallet(LocalSigner(secrets.token_bytes(32)))
        assert "You are a member already:" not in browser.client.get(browser.base + "/join").text

    def test_a_steward_invites(self, gateway: Gateway, browser: Browser) -> None:
        browser.by_wallet(gateway.keys[1])
        page = browser.form("/invite", member="1", days="3")
        sheet, key = sheet_of(page), gateway.keys[1]
        signature = key.sign(bytes.fromhex(sheet["digest"][2:]))
        found = Invitation.from_json(sheet["invitation"] | {"signature": signature.hex()})
        assert gateway.place.digest(found.invite).hex() == sheet["digest"][2:]
        newcomer = Browser(gateway)
        newcomer.by_wallet(LocalSigner(secrets.token_bytes(32)))
        answer = newcomer.form("/join", invitation=found.to_text(), name="Ane", way="managed")
        assert answer.status_code == 303

    def test_who_is_no_steward_does_not(self, gateway: Gateway, browser: Browser) -> None:
        browser.by_wallet(gateway.keys[3])
        answer = browser.form("/invite", member="3", days="3")
        assert "is no steward" in told(answer)
        browser.by_wallet(gateway.keys[1])
        for days in ("0", "91", "x", ""):
            assert browser.form("/invite", member="1", days=days).status_code == 422


class TestSigners:
    """`/communities/{c}/members/{m}/signers`."""

    def test_anonymous(self, browser: Browser) -> None:
        answer = browser.client.get(f"{browser.base}/members/3/signers")
        assert answer.status_code == 303

    def test_a_second_signer_consents_and_the_first_is_removed(
        self, gateway: Gateway, browser: Browser
    ) -> None:
        old, new = gateway.keys[5], LocalSigner(secrets.token_bytes(32))
        browser.by_wallet(old)
        path = "/members/5/signers"
        page = browser.form(path, what="add", way="wallet", signer="0x" + new.signer.hex())
        sheet = sheet_of(page)
        assert [ask["field"] for ask in sheet["asks"]] == ["signature", "consent"]
        for ask, key in zip(sheet["asks"], (old, new), strict=True):
            assert ask["signers"] == ["0x" + key.signer.hex()]
            digest = bytes.fromhex(sheet["digest"][2:])
            sheet["body"][ask["field"]] = "0x" + key.sign(digest).hex()
        headers = {"Idempotency-Key": sheet["key"], "Prefer": "wait=20"}
        answer = browser.send("POST", sheet["path"].removeprefix("/v1"), sheet["body"], **headers)
        assert answer.status_code == 200, answer.text
        # Its only key here cannot remove itself; the new one, once shown, can remove it.
        refused = browser.form(path, what="remove", signer="0x" + old.signer.hex())
        assert "This is the key that you sign with." in told(refused)
        asked = browser.send("POST", "/statements", {"signer": "0x" + new.signer.hex()}).json()
        shown = new.sign(bytes.fromhex(asked["digest"][2:])).hex()
        signed = {"sign_in": asked["sign_in"], "signature": "0x" + shown}
        assert browser.send("POST", "/signers", signed).status_code == 201
        page = browser.form(path, what="remove", signer="0x" + old.signer.hex())
        assert browser.signed(page, new).status_code == 200

    def test_garbage_is_refused(self, gateway: Gateway, browser: Browser) -> None:
        browser.by_wallet(gateway.keys[4])
        for signer in ("", "0x", "0x12", "0x" + "zz" * 20, "4" * 5_000):
            answer = browser.form("/members/4/signers", what="add", signer=signer)
            assert answer.status_code == 422, signer
        answer = browser.client.get("/you/signers")
        assert re.search("Show that a signer is yours", answer.text)

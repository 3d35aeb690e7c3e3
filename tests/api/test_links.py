"""Links to attest: made by whose work it is, opened by one person, and over in time."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from api import problems
from api.app import create_app
from api.links import DAYS, MOST, MOST_DAYS
from ledger_py import erasure, models
from ledger_py.ledger import Attesting
from ledger_py.models import Basis, Record
from ledger_py.outbox import OffChain
from ledger_py.settings import Settings
from ledger_py.signers import LocalSigner
from ledger_py.store import schema
from tests.api.asking import ask, id_of
from tests.api.stack import DAY, RULES, Gateway, Newcomer, open_gateway
from tests.api.test_notices import error, record
from tests.api.visitors import Visitor
from tests.databases import Database

HOW_TO = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "ask-for-an-attestation.md"
BLOCK = re.compile(r"^```(?:sh|python)\n# (\S+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
STRANGER, FOREIGN = LocalSigner(b"\x74" * 32), LocalSigner(b"\x75" * 32)
GARBAGE = ("x" * 43, "A" * 20, "-" * 128)
MISSHAPEN = ("", "short", "x" * 129, "../../etc/passwd-and-more", "ñ" * 43, None, 5)


@pytest.fixture(scope="module")
def gateway(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway of its own: what is opened here stays so."""
    with open_gateway(database, tmp_path_factory.mktemp("links")) as opened:
        opened.open_elsewhere(RULES)
        opened.populate(opened.found("here", RULES))
        pen = opened.ledger(1, opened.elsewhere)
        opened.settle(pen.admit([Newcomer({"kind": "person", "name": "x"}, FOREIGN.signer)]))
        yield opened


@pytest.fixture(scope="module")
def people(gateway: Gateway) -> dict[int, Visitor]:
    """Members 1, 3, 4 and 5, signed in by their wallets."""
    return {member: signed_in(gateway, gateway.keys[member]) for member in (1, 3, 4, 5)}


def signed_in(gateway: Gateway, key: LocalSigner) -> Visitor:
    """Somebody who is signed in by a wallet."""
    found = Visitor(gateway)
    found.by_wallet(key)
    return found


def place(gateway: Gateway, id: str, link: str = "") -> str:
    """Where the links to a contribution are."""
    path = f"/communities/{gateway.place.community}/contributions/{id}/links"
    return f"{path}/{link}" if link else path


def page(gateway: Gateway, id: str, rest: str = "/link") -> str:
    """The page of what was opened."""
    number = gateway.services.reads.community(gateway.place.community).number
    return f"/communities/{number}/contributions/{id}{rest}"


def make(by: Visitor, id: str, **draft: Any) -> dict[str, Any]:
    """A new link."""
    answer = by.send("POST", place(by.gateway, id), draft)
    assert answer.status_code == 201, answer.text
    assert answer.headers["cache-control"] == "no-store"
    found: dict[str, Any] = answer.json()
    return found


def states(by: Visitor, id: str) -> list[str]:
    """What has become of a user's links."""
    answer = by.send("GET", place(by.gateway, id))
    assert answer.status_code == 200, answer.text
    return [one["state"] for one in answer.json()["items"]]


def open_(by: Visitor, made: dict[str, Any]) -> httpx.Response:
    """Open a link."""
    return by.send("POST", "/links/opening", {"secret": made["secret"]})


def attest(gateway: Gateway, member: int, name: str) -> None:
    """Let a member attest."""
    work = gateway.contributions[name]
    attesting = Attesting(work, work.units, Basis.PRESENT, f"I saw {name}")
    gateway.settle(gateway.ledger(member).attest([attesting]))


class TestLinks:
    """`/v1/communities/{c}/contributions/{id}/links`: making, listing, taking back."""

    def test_anonymous(self, gateway: Gateway) -> None:
        visitor, there = Visitor(gateway), place(gateway, id_of(gateway, "waiting"))
        with gateway.unchanged():
            assert error(visitor.send("POST", there, {})) == (401, "SignInRequired")
            assert error(visitor.send("GET", there)) == (401, "SignInRequired")
            gone = visitor.send("DELETE", f"{there}/{'0' * 64}")
            assert error(gone) == (401, "SignInRequired")

    def test_its_secret_is_told_once_and_is_in_no_table(
        self, gateway: Gateway, people: dict[int, Visitor]
    ) -> None:
        id_ = record(gateway, "told once")
        made = make(people[3], id_)
        assert made["url"] == f"{people[3].client.base_url}/link#{made['secret']}"
        assert len(made["secret"]) == 43
        assert made["expires"] - made["created"] == DAYS * DAY
        listed = people[3].send("GET", place(gateway, id_))
        assert listed.json()["items"] == [
            {key: made[key] for key in ("link", "state", "created", "expires", "opened")}
        ]
        assert made["state"] == "unopened"
        assert made["secret"] not in listed.text
        with gateway.services.store.reading() as connection:
            rows = str(connection.execute(select(schema.links)).all())
        assert made["link"] in rows
        assert made["secret"] not in rows
        assert "told once" not in rows

    def test_the_recorder_makes_one_too_and_nobody_else(
        self, gateway: Gateway, people: dict[int, Visitor]
    ) -> None:
        id_ = id_of(gateway, "organised")
        made = make(people[4], id_)
        others = (people[1], people[3], people[5])
        for other in (*others, signed_in(gateway, FOREIGN), signed_in(gateway, STRANGER)):
            with gateway.unchanged():
                answer = other.send("POST", place(gateway, id_), {})
                assert error(answer) == (403, "MemberForeign")
                assert states(other, id_) == []
                answer = other.send("DELETE", place(gateway, id_, made["link"]))
                assert error(answer) == (404, "NotFound")
        assert states(people[4], id_) == ["unopened"]

    def test_it_is_good_for_thirty_days_at_most(
        self, gateway: Gateway, people: dict[int, Visitor]
    ) -> None:
        id_ = record(gateway, "for thirty days")
        made = make(people[3], id_, days=MOST_DAYS)
        assert made["expires"] - made["created"] == MOST_DAYS * DAY
        for days in (0, -1, MOST_DAYS + 1, "7", 1.5, None):
            answer = people[3].send("POST", place(gateway, id_), {"days": days})
            assert error(answer) == (422, "FieldInvalid"), days
        answer = people[3].send("POST", place(gateway, id_), {"user": "x"})
        assert error(answer) == (422, "FieldInvalid")

    def test_there_are_so_many_and_no_more(
        self, gateway: Gateway, people: dict[int, Visitor]
    ) -> None:
        id_ = record(gateway, "so many")
        made = [make(people[3], id_) for _ in range(MOST)]
        with gateway.unchanged():
            answer = people[3].send("POST", place(gateway, id_), {})
            assert error(answer) == (409, "LinksMany")
        answer = people[3].send("DELETE", place(gateway, id_, made[0]["link"]))
        assert answer.status_code == 204
        make(people[3], id_)

    def test_where_nobody_can_attest_any_more_there_is_none(
        self, gateway: Gateway, people: dict[int, Visitor]
    ) -> None:
        closed = id_of(gateway, "mentored")
        answer = people[3].send("POST", place(gateway, closed), {})
        assert error(answer) == (409, "LinkIdle")
        id_ = record(gateway, "taken back at once")
        gateway.settle(gateway.ledger(3).withdraw([gateway.contributions["taken back at once"]]))
        assert error(people[3].send("POST", place(gateway, id_), {})) == (409, "LinkIdle")
        nowhere = people[3].send("POST", place(gateway, "0x" + "11" * 32), {})
        assert error(nowhere) == (404, "NotFound")

    def test_a_tool_does_what_its_token_is_for(
        self, gateway: Gateway, people: dict[int, Visitor]
    ) -> None:
        id_ = record(gateway, "by a tool")
        reads, writes = people[3].token("read"), people[3].token("write")
        assert error(reads.send("POST", place(gateway, id_), {})) == (403, "ScopeMissing")
        made = make(writes, id_)
        assert states(reads, id_) == ["unopened"]
        assert error(writes.send("GET", place(gateway, id_))) == (403, "ScopeMissing")
        gone = place(gateway, id_, made["link"])
        assert error(reads.send("DELETE", gone)) == (403, "ScopeMissing")
        assert writes.send("DELETE", gone).status_code == 204


class TestOpening:
    """`/v1/links/opening`: what a link shows, and to whom."""

    @pytest.mark.parametrize("secret", GARBAGE)
    def test_anonymous(self, gateway: Gateway, secret: str) -> None:
        with gateway.unchanged():
            answer = Visitor(gateway).send("POST", "/links/opening", {"secret": secret})
            assert error(answer) == (404, "LinkUnknown")
            assert secret not in answer.text
            assert "set-cookie" not in answer.headers

    @pytest.mark.parametrize("secret", MISSHAPEN, ids=range(len(MISSHAPEN)))
    def test_what_is_no_secret_is_refused(self, gateway: Gateway, secret: object) -> None:
        answer = Visitor(gateway).send("POST", "/links/opening", {"secret": secret})
        assert error(answer) == (422, "FieldInvalid")

    def test_guesses_are_limited_as_all_that_changes_something(self, gateway: Gateway) -> None:
        folder = gateway.services.settings.data_dir
        settings = Settings.read(data_dir=folder, rate_writes="2/day")
        app = create_app(replace(gateway.services, settings=settings))
        body = {"secret": "x" * 43}
        guesses = [ask(app, "POST", "/v1/links/opening", json=body) for _ in range(3)]
        assert [one.status_code for one in guesses] == [404, 404, 429]
        assert ask(app, "POST", "/link", data=body).status_code == 429

    def test_whoever_opens_it_first_has_it_and_nobody_after(
        self, gateway: Gateway, people: dict[int, Visitor]
    ) -> None:
        id_ = record(gateway, "opened once")
        made = make(people[3], id_)
        first, second = Visitor(gateway), Visitor(gateway)
        found = open_(first, made)
        assert found.status_code == 200, found.text
        assert found.json()["contribution"]["content"]["body"]["description"] == "opened once"
        assert found.json()["url"] == str(first.client.base_url.join(page(gateway, id_)))
        assert found.headers["cache-control"] == "no-store"
        cookie = found.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert made["secret"].lower() not in cookie
        assert states(people[3], id_) == ["opened"]
        with gateway.unchanged():
            assert error(open_(second, made)) == (409, "LinkOpened")
            assert error(open_(people[5], made)) == (409, "LinkOpened")
            assert open_(first, made).json() == found.json()

    def test_of_several_at_once_one_has_it(
        self, gateway: Gateway, people: dict[int, Visitor]
    ) -> None:
        id_ = record(gateway, "at once")
        made = make(people[3], id_)
        browsers = [Visitor(gateway) for _ in range(6)]
        all_ = [*browsers, people[1], people[5]]
        with ThreadPoolExecutor(len(all_)) as pool:
            statuses = list(pool.map(lambda one: open_(one, made).status_code, all_))
        assert sorted(statuses) == [200, *[409] * (len(all_) - 1)]
        again = [open_(one, made).status_code for one in all_]
        assert again == statuses

    def test_from_a_browser_it_goes_to_whoever_signs_in_there(
        self, gateway: Gateway, people: dict[int, Visitor]
    ) -> None:
        id_ = record(gateway, "at a browser")
        made = make(people[3], id_)
        browser, elsewhere = Visitor(gateway), signed_in(gateway, gateway.keys[5])
        open_(browser, made)
        assert error(open_(elsewhere, made)) == (409, "LinkOpened")
        browser.by_wallet(gateway.keys[5])
        assert browser.client.get(page(gateway, id_)).status_code == 200
        assert open_(elsewhere, made).status_code == 200
        assert browser.send("DELETE", "/session").status_code == 204
        browser.csrf = {}
        assert error(open_(browser, made)) == (409, "LinkOpened")

    def test_its_maker_and_the_contributor_look_and_leave_it_to_others(
        self, gateway: Gateway, people: dict[int, Visitor]
    ) -> None:
        id_ = record(gateway, "for others", recorder=4, basis=2)
        made = make(people[4], id_)
        for by in (people[4], people[3], signed_in(gateway, gateway.keys[4])):
            assert open_(by, made).status_code == 200
        assert states(people[4], id_) == ["unopened"]
        assert open_(people[5], made).status_code == 200

    def test_a_tool_opens_for_its_user(self, gateway: Gateway, people: dict[int, Visitor]) -> None:
        id_ = record(gateway, "opened by a tool")
        made = make(people[3], id_)
        assert error(open_(people[5].token("read"), made)) == (403, "ScopeMissing")
        assert open_(people[5].token("write"), made).status_code == 200
        assert open_(people[5], made).status_code == 200
        assert error(open_(people[1], made)) == (409, "LinkOpened")

    def test_a_page_of_another_site_opens_none(
        self, gateway: Gateway, people: dict[int, Visitor]
    ) -> None:
        id_ = record(gateway, "from elsewhere")
        made = make(people[3], id_)
        secret, foreign = {"secret": made["secret"]}, {"Origin": "https://elsewhere.example"}
        for by in (Visitor(gateway), people[5]):
            answer = by.send("POST", "/links/opening", secret, **foreign)
            assert error(answer) == (403, "RequestForged")
            assert by.client.post("/link", data=secret, headers=foreign).status_code == 403
        people[5].csrf, kept = {}, people[5].csrf
        assert error(open_(people[5], made)) == (403, "RequestForged")
        people[5].csrf = kept
        assert states(people[3], id_) == ["unopened"]

    def test_once_who_opened_it_has_attested_it_is_used(
        self, gateway: Gateway, people: dict[int, Visitor]
    ) -> None:
        id_ = record(gateway, "used up", activity=1)
        made, other = make(people[3], id_), make(people[3], id_)
        opener = signed_in(gateway, gateway.keys[5])
        assert open_(opener, made).status_code == 200
        attest(gateway, 1, "used up")
        assert sorted(states(people[3], id_)) == ["opened", "unopened"]
        assert opener.client.get(page(gateway, id_)).status_code == 200
        attest(gateway, 5, "used up")
        assert sorted(states(people[3], id_)) == ["unopened", "used"]
        answer = opener.client.get(page(gateway, id_))
        assert (answer.status_code, answer.headers["location"]) == (303, page(gateway, id_, ""))
        assert error(open_(Visitor(gateway), made)) == (409, "LinkOpened")
        assert open_(Visitor(gateway), other).status_code == 200


class TestEnd:
    """When a link is over."""

    def over(self, gateway: Gateway, made: dict[str, Any], opener: Visitor, id_: str) -> None:
        """Fail where a link still shows anything, to whoever has opened it or to others."""
        assert error(open_(Visitor(gateway), made)) == (404, "LinkUnknown")
        assert error(open_(opener, made)) == (404, "LinkUnknown")
        assert opener.client.get(page(gateway, id_)).status_code == 303

    def test_anonymous(self, gateway: Gateway) -> None:
        """Nobody sees the page of what they have not opened."""
        id_ = record(gateway, "not opened")
        answer = Visitor(gateway).client.get(page(gateway, id_))
        assert (answer.status_code, answer.headers["location"]) == (303, page(gateway, id_, ""))

    def test_taken_back(self, gateway: Gateway, people: dict[int, Visitor]) -> None:
        id_, opener = record(gateway, "taken back"), Visitor(gateway)
        made = make(people[3], id_)
        open_(opener, made)
        assert opener.client.get(page(gateway, id_)).status_code == 200
        gone = people[3].send("DELETE", place(gateway, id_, made["link"]))
        assert gone.status_code == 204
        self.over(gateway, made, opener, id_)
        assert states(people[3], id_) == []

    @pytest.mark.parametrize("end", ["withdrawn", "struck", "full"])
    def test_with_the_contribution(
        self, gateway: Gateway, people: dict[int, Visitor], end: str
    ) -> None:
        name, opener = f"was {end}", Visitor(gateway)
        id_ = record(gateway, name)
        made, work = make(people[3], id_), gateway.contributions[name]
        open_(opener, made)
        if end == "withdrawn":
            gateway.settle(gateway.ledger(3).withdraw([work]))
        elif end == "struck":
            gateway.settle(gateway.ledger(5).contest(work, "Nobody was there"))
            gateway.settle(gateway.ledger(1).resolve(work, strike=True))
        else:
            for member in (1, 2, 4, 5, 6):
                attest(gateway, member, name)
        self.over(gateway, made, opener, id_)
        assert states(people[3], id_) == ["over"]

    def test_when_its_maker_speaks_for_the_member_no_more(self, gateway: Gateway) -> None:
        id_, opener = record(gateway, "no more"), Visitor(gateway)
        maker = signed_in(gateway, gateway.keys[3])
        made = make(maker, id_)
        open_(opener, made)
        signer = "0x" + gateway.keys[3].signer.hex()
        assert maker.send("DELETE", f"/signers/{signer}").status_code == 204
        self.over(gateway, made, opener, id_)
        maker.by_wallet(gateway.keys[3])
        assert open_(opener, made).status_code == 200

    def test_when_either_user_is_forgotten(
        self, gateway: Gateway, people: dict[int, Visitor]
    ) -> None:
        id_ = record(gateway, "forgotten", recorder=4, basis=2)
        opener, key = Visitor(gateway), LocalSigner(b"\x76" * 32)
        user = opener.by_wallet(key)["user"]
        made = make(people[4], id_)
        assert open_(opener, made).status_code == 200
        assert opener.send("DELETE", "/user").status_code == 204
        assert user not in str(gateway.rows())
        assert error(open_(signed_in(gateway, key), made)) == (409, "LinkOpened")
        assert states(people[4], id_) == ["opened"]

    def test_with_what_an_erasure_took(self, gateway: Gateway) -> None:
        maker, opener = signed_in(gateway, gateway.keys[5]), Visitor(gateway)
        work = gateway.contribution("erased", 5)
        contents = OffChain((gateway.contents["erased"],))
        act = Record(5, gateway.deadline(), (work,))
        gateway.settle(gateway.ledger(5).submit(act, contents))
        id_ = id_of(gateway, "erased")
        made = make(maker, id_)
        open_(opener, made)
        assert "<p>erased</p>" in opener.client.get(page(gateway, id_)).text
        services = gateway.services
        erasure.erase(services.store, gateway.place.community, 5, int(gateway.clock()))
        self.over(gateway, made, opener, id_)
        assert made["link"] not in str(gateway.rows())

    def test_by_its_time(self, gateway: Gateway, people: dict[int, Visitor]) -> None:
        id_, opener = record(gateway, "in time"), Visitor(gateway)
        made = make(people[3], id_, days=1)
        gateway.pass_time(DAY - 1)
        assert open_(opener, made).status_code == 200
        gateway.pass_time(1)
        self.over(gateway, made, opener, id_)
        assert states(people[3], id_) == []
        make(people[3], id_)
        assert made["link"] not in str(gateway.rows())


class TestText:
    """Texts that their member shows to the community alone."""

    @pytest.fixture(autouse=True)
    def reserved(self, gateway: Gateway, people: dict[int, Visitor]) -> Iterator[None]:
        """Members 3 and 4 show their texts to the community alone."""
        there = f"/communities/{gateway.place.community}/members/{{}}/visibility"
        for audience in ("community", "everybody"):
            for member in (3, 4):
                chosen = {"audience": audience}
                answer = people[member].send("PUT", there.format(member), chosen)
                assert answer.status_code == 200
            if audience == "community":
                yield

    def test_anonymous(self, gateway: Gateway) -> None:
        id_ = record(gateway, "hidden from all")
        assert "hidden from all" not in gateway.get(f"/contributions/{id_}").text
        assert "hidden from all" not in gateway.client.get(page(gateway, id_, "")).text

    def test_is_shown_by_the_contributor_s_link_and_nothing_else_is(
        self, gateway: Gateway, people: dict[int, Visitor]
    ) -> None:
        id_, other = record(gateway, "this one"), record(gateway, "another one")
        attest(gateway, 4, "this one")
        opener = Visitor(gateway)
        found = open_(opener, make(people[3], id_)).json()["contribution"]
        assert found["content"]["body"]["description"] == "this one"
        assert (found["contributor"]["name"], found["recorder"]["name"]) == (None, None)
        (given,) = found["attestations"]
        assert (given["member"]["name"], given["note"]["body"]) == (None, None)
        shown = opener.client.get(page(gateway, id_))
        assert "<p>this one</p>" in shown.text
        assert "I saw" not in shown.text
        assert "member 3" in shown.text
        paths = (f"/contributions/{other}", f"/contributions/{id_}", "/contributions", "/members/3")
        for path in paths:
            there = f"/v1/communities/{gateway.place.community}{path}"
            answer = opener.client.get(there)
            assert answer.status_code == 200
            assert "this one" not in answer.text
            assert "another one" not in answer.text
        for rest in ("", "/attest"):
            assert "this one" not in opener.client.get(page(gateway, id_, rest)).text

    def test_is_not_the_recorder_s_to_hand_on(
        self, gateway: Gateway, people: dict[int, Visitor]
    ) -> None:
        id_, opener = record(gateway, "of another", recorder=4, basis=2), Visitor(gateway)
        made = make(people[4], id_)
        assert open_(opener, made).json()["contribution"]["content"]["body"] is None
        text = opener.client.get(page(gateway, id_)).text
        assert "for members of the community" in text
        assert "of another" not in text
        opener.by_wallet(gateway.keys[5])
        assert "<p>of another</p>" in opener.client.get(page(gateway, id_)).text

    def test_of_another_member_is_not_shown_by_naming_its_commitment(
        self, gateway: Gateway, people: dict[int, Visitor]
    ) -> None:
        record(gateway, "named by others")
        theirs = gateway.contributions["named by others"]
        copied = models.Contribution(1, 1, 2, theirs.epoch, 100, 0, theirs.content)
        gateway.contributions["copied"] = copied
        contents = OffChain((gateway.contents["named by others"],))
        act = Record(1, gateway.deadline(), (copied,))
        gateway.settle(gateway.ledger(1).submit(act, contents))
        made = make(people[1], id_of(gateway, "copied"))
        found = open_(Visitor(gateway), made).json()["contribution"]
        assert found["content"]["body"] is None

    def test_that_was_hidden_stays_so(self, gateway: Gateway, people: dict[int, Visitor]) -> None:
        id_ = record(gateway, "not fit to be shown")
        commitment = "0x" + gateway.contributions["not fit to be shown"].content.hex()
        reports = f"/communities/{gateway.place.community}/reports"
        draft = {"text": f"content {commitment}", "reason": "It names somebody"}
        report = people[4].send("POST", reports, draft)
        assert report.status_code == 201, report.text
        decided = f"{reports}/{report.json()['report']}/decision"
        assert people[1].send("POST", decided, {"hide": True}).status_code == 204
        found = open_(Visitor(gateway), make(people[3], id_))
        assert found.json()["contribution"]["content"]["body"] is None


class TestPages:
    """`/link` and what it leads to, as people see it; no script is run here."""

    def test_anonymous(self, gateway: Gateway) -> None:
        answer = Visitor(gateway).client.get("/link")
        assert answer.status_code == 200
        assert 'name="secret"' in answer.text
        answer = Visitor(gateway).client.post("/link", data={"secret": "x" * 43})
        assert answer.status_code == 404
        assert "There is no such link here" in answer.text
        assert "x" * 43 not in answer.text
        assert Visitor(gateway).client.post("/link").status_code == 404

    def test_the_secret_comes_in_a_body_and_is_in_no_address(
        self, gateway: Gateway, people: dict[int, Visitor]
    ) -> None:
        id_ = record(gateway, "by a form")
        made = make(people[3], id_)
        browser = Visitor(gateway).client
        answer = browser.post("/link", data={"secret": f" {made['url']} "})
        assert (answer.status_code, answer.headers["location"]) == (303, page(gateway, id_))
        assert made["secret"] not in str(answer.headers)
        shown = browser.get(answer.headers["location"])
        assert shown.status_code == 200
        assert shown.headers["cache-control"] == "no-store"
        assert "<p>by a form</p>" in shown.text
        assert f"/sign-in?next={page(gateway, id_)}" in shown.text
        assert page(gateway, id_) in browser.get("/link").text
        late = Visitor(gateway).client.post("/link", data={"secret": made["secret"]})
        assert late.status_code == 409
        assert "Somebody has opened this link already" in late.text

    def test_it_leads_a_member_to_the_form_and_others_to_an_invitation(
        self, gateway: Gateway, people: dict[int, Visitor]
    ) -> None:
        id_ = record(gateway, "leads on")
        for key, told in (
            (gateway.keys[5], f'href="{page(gateway, id_, "/attest")}"'),
            (FOREIGN, "for an invitation"),
            (STRANGER, "for an invitation"),
        ):
            opener = signed_in(gateway, key)
            open_(opener, make(people[3], id_))
            text = opener.client.get(page(gateway, id_)).text
            assert told in text
            assert "Sign in to attest" not in text

    def test_a_tool_is_let_into_none_whatever_its_token_is_for(
        self, gateway: Gateway, people: dict[int, Visitor]
    ) -> None:
        id_ = record(gateway, "by no tool")
        made, opened = make(people[3], id_), make(people[3], id_)
        assert open_(people[5], opened).status_code == 200
        for scope in ("read", "write", "sign"):
            tool = people[5].token(scope)
            assert page(gateway, id_) not in tool.client.get("/link", headers=tool.csrf).text
            shown = tool.client.get(page(gateway, id_), headers=tool.csrf)
            assert shown.status_code == 303
            tool.client.post("/link", data={"secret": made["secret"]}, headers=tool.csrf)
        assert states(people[3], id_) == ["opened", "opened"]
        with gateway.services.store.reading() as connection:
            query = select(schema.links.c.opener).where(schema.links.c.link == made["link"])
            assert connection.execute(query).scalar() is None

    def test_whose_work_it_is_makes_one_at_its_page_which_is_kept_for_nobody(
        self, gateway: Gateway, people: dict[int, Visitor]
    ) -> None:
        id_ = record(gateway, "at its page")
        make(people[3], id_)
        there = page(gateway, id_, "")
        mine = people[3].client.get(there).text
        assert "Hand it to somebody who was there" in mine
        assert people[3].csrf["X-CSRF-Token"] in mine
        assert "not opened yet" in mine
        for other in (Visitor(gateway), people[5], signed_in(gateway, FOREIGN)):
            text = other.client.get(there).text
            assert "Hand it to" not in text
            assert "links.js" not in text
            assert people[3].csrf["X-CSRF-Token"] not in text


class TestHowTo:
    """The how-to, run as it stands on the page."""

    def test_anonymous(self, gateway: Gateway, people: dict[int, Visitor], tmp_path: Path) -> None:
        """Who opens the link is nobody to the gateway, and needs to be nobody."""
        files = dict(BLOCK.findall(HOW_TO.read_text("utf-8")))
        id_ = record(gateway, "as the page says")
        env = {
            "PATH": os.environ["PATH"],
            "GATEWAY": str(gateway.client.base_url).rstrip("/"),
            "COMMUNITY": gateway.place.community,
            "CONTRIBUTION": id_,
            "TOKEN": people[3].token("read", "write").csrf["Authorization"].split()[1],
        }

        def run(name: str) -> subprocess.CompletedProcess[str]:
            (tmp_path / name).write_text(files[name], "utf-8")
            runner = {".py": sys.executable, ".sh": "sh"}[Path(name).suffix]
            return subprocess.run(
                [runner, name], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
            )

        assert '"unopened"' in run("ask.sh").stdout
        assert run("open.py").stdout == "as the page says\n"
        assert "LinkOpened" in run("open.py").stderr
        assert run("back.sh").returncode == 0
        assert "LinkUnknown" in run("open.py").stderr
        assert files.keys() == {"ask.sh", "open.py", "back.sh"}
        named = re.findall(r"^\| `(\w+)` \|", HOW_TO.read_text("utf-8"), re.MULTILINE)
        assert named
        assert all(problems.meaning_of(name) for name in named)

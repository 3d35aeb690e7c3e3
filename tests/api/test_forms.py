"""The demo's forms over HTTP: where they are not, what they refuse, what they show again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.pages.csrf import COOKIE
from ledger_py.ledger import Statement
from ledger_py.settings import Settings
from tests.api.asking import FAR, HERE, ask, id_of, opened
from tests.api.stack import MANAGED, OPEN_EPOCH, Gateway

OWN_WORK = {
    "contributor": "own",
    "description": "Own work",
    "activity": "2",
    "epoch": str(OPEN_EPOCH),
    "units": "1",
}


@pytest.fixture
def network(gateway: Gateway) -> FastAPI:
    """The same ledger served in the network profile."""
    folder = gateway.services.settings.data_dir
    rpc_url = "http://127.0.0.1:8545"
    settings = Settings.read(profile="network", rpc_url=rpc_url, data_dir=folder)
    return create_app(replace(gateway.services, settings=settings))


def sent(gateway: Gateway, path: str, **fields: object) -> httpx.Response:
    """A form, opened and sent with these fields."""
    token, cookies = opened(gateway.app, path)
    data: dict[str, Any] = {"token": token, "once": path} | fields
    return ask(gateway.app, "POST", path, data=data, cookies=cookies)


def cast(gateway: Gateway, vote: str, levels: dict[str, str], **fields: str) -> str:
    """Cast a ballot as the demo account; what the vote's page says of it then."""
    form = {"member": str(MANAGED), "once": str(levels) + str(fields), **levels, **fields}
    answer = sent(gateway, f"{vote}/ballot", **form)
    assert answer.status_code == 303, answer.text
    followed = gateway.client.get(answer.headers["location"], follow_redirects=True)
    return str(followed.text)


def recorded(gateway: Gateway, member: int) -> str:
    """The id of a new contribution of a member's own work."""
    body = {"kind": "contribution", "description": "Own work", "evidence": []}
    statement = Statement(member, 1, OPEN_EPOCH, 200, body)
    gateway.settle(gateway.ledger(member).record([statement]))
    return str(gateway.get("/contributions?limit=1").json()["items"][0]["id"])


class TestForms:
    """`/communities/{c}/record` and its like, as this machine's demo accounts."""

    def test_anonymous(self, gateway: Gateway, community: str) -> None:
        answer = gateway.client.get(f"{community}/record")
        assert answer.status_code == 200
        assert "managed" in answer.text

    def test_ask_who_can_sign_as_nobody_to_sign_in_first(
        self, gateway: Gateway, network: FastAPI, community: str
    ) -> None:
        here = f"{community}/record"
        for app, client in ((network, HERE), (gateway.app, FAR)):
            answer = ask(app, "GET", f"{here}?of=0x1", client)
            assert answer.status_code == 303
            to = f"/sign-in?next={quote(here, safe='')}%3Fof%3D0x1"
            assert answer.headers["location"] == to
        assert ask(gateway.app, "GET", community, FAR).status_code == 200

    def test_let_no_other_machine_sign_as_a_demo_account(
        self, gateway: Gateway, community: str
    ) -> None:
        token, cookies = opened(gateway.app, f"{community}/record")
        form = {"token": token, "once": "far", "member": str(MANAGED), **OWN_WORK}
        before = gateway.get("/contributions?limit=1").json()
        answer = ask(gateway.app, "POST", f"{community}/record", FAR, data=form, cookies=cookies)
        assert (answer.status_code, answer.headers["location"][:8]) == (303, "/sign-in")
        assert gateway.get("/contributions?limit=1").json() == before

    def test_refuse_a_token_that_is_not_the_browsers(
        self, gateway: Gateway, community: str
    ) -> None:
        path = f"{community}/record"
        token, _ = opened(gateway.app, path)
        fields = {"token": token, "member": "1"}
        for cookies in ({}, {COOKIE: "another"}):
            answer = ask(gateway.app, "POST", path, data=fields, cookies=cookies)
            assert answer.status_code == 403

    def test_refuse_a_form_sent_from_another_site(self, gateway: Gateway, community: str) -> None:
        path = f"{community}/record"
        token, cookies = opened(gateway.app, path)
        sent = {"data": {"token": token, "member": "1"}, "cookies": cookies}
        foreign = {"Origin": "https://elsewhere.example"}
        assert ask(gateway.app, "POST", path, headers=foreign, **sent).status_code == 403
        # The same form from its own page is read, and refused for what it lacks.
        own = {"Origin": "http://127.0.0.1"}
        assert ask(gateway.app, "POST", path, headers=own, **sent).status_code == 422

    def test_recognise_whom_a_contribution_credits(self, gateway: Gateway, community: str) -> None:
        path = f"{community}/record"
        assert "credited person 7" not in gateway.client.get(path).text
        credits = id_of(gateway, "organised")
        page = gateway.client.get(f"{community}/contributions/{credits}").text
        assert f'href="{path}?of={credits}"' in page
        form = gateway.client.get(f"{path}?of={credits}").text
        assert '<option value="7" selected>credited person 7 (unclaimed)</option>' in form

    def test_recognise_anybody_by_number(self, gateway: Gateway, community: str) -> None:
        path = f"{community}/record"
        token, cookies = opened(gateway.app, path)
        sent = {
            "token": token,
            "once": "by number",
            "member": str(MANAGED),
            "contributor": "own",
            "number": "8",
            "description": "Found by number",
            "activity": "2",
            "epoch": str(OPEN_EPOCH),
            "units": "1",
            "basis": "present",
        }
        answer = ask(gateway.app, "POST", path, data=sent, cookies=cookies)
        assert answer.status_code == 303
        newest = gateway.get("/contributions?limit=1").json()["items"][0]
        assert (newest["contributor"]["member"], newest["recorder"]["member"]) == (8, MANAGED)

    def test_show_an_unknown_number_as_the_ledgers_refusal(
        self, gateway: Gateway, community: str
    ) -> None:
        path = f"{community}/record"
        token, cookies = opened(gateway.app, path)
        sent = {"token": token, "member": str(MANAGED), "number": "98", "description": "Nobody's"}
        sent |= {"activity": "2", "epoch": str(OPEN_EPOCH), "units": "1", "basis": "present"}
        answer = ask(gateway.app, "POST", path, data=sent, cookies=cookies)
        assert answer.status_code == 422
        assert "MemberUnknown" in answer.text
        assert 'value="98"' in answer.text

    def test_sign_for_nobody_whose_key_is_not_here(self, gateway: Gateway, community: str) -> None:
        path = f"{community}/record"
        token, cookies = opened(gateway.app, path)
        sent = {"token": token, "member": "999", "description": "Nobody's", "activity": "2"}
        sent |= {"epoch": str(OPEN_EPOCH), "units": "1"}
        answer = ask(gateway.app, "POST", path, data=sent, cookies=cookies)
        assert answer.status_code == 422
        assert "MemberForeign" in answer.text

    def test_tell_all_faults_of_shape_at_once(self, gateway: Gateway, community: str) -> None:
        wrong = {"units": "many", "evidence": "no link", "date": "soon", "number": "8"}
        answer = sent(gateway, f"{community}/record", **wrong)
        assert answer.status_code == 422
        for told in (
            "The account to sign with is missing.",
            "The description is missing.",
            "The kind of work is missing.",
            "“many” is no number of units.",
            "“no link” is no web address.",
            "“soon” is no date.",
            "On what basis do you speak?",
        ):
            assert answer.text.count(told) == 1, told
        marked = answer.text.count('aria-invalid="true"')
        assert marked == 8

    def test_offer_to_attest_only_to_who_may(self, gateway: Gateway, community: str) -> None:
        own = f"{community}/contributions/{recorded(gateway, MANAGED)}/attest"
        form = gateway.client.get(own).text
        assert f'<option value="{MANAGED}" disabled>member 6 (it is their own work)' in form

        of_another = recorded(gateway, 3)
        attest = f"{community}/contributions/{of_another}/attest"
        assert f'<option value="{MANAGED}">member 6<' in gateway.client.get(attest).text
        said = {"member": MANAGED, "basis": "present", "units": "1"}
        assert sent(gateway, attest, **said).status_code == 303
        form = gateway.client.get(attest).text
        assert f'<option value="{MANAGED}" disabled>member 6 (has attested already)' in form

        answer = sent(gateway, attest, **{**said, "once": "again", "units": "0.5"})
        assert answer.status_code == 422
        refusal = answer.text.split('role="alert"')[1].split("</div>")[0]
        assert "Member 6 attested to this contribution before." in refusal
        assert of_another not in refusal

    def test_start_a_ballot_from_the_last_one_and_tell_what_replacing_it_moved(
        self, gateway: Gateway, community: str
    ) -> None:
        path = f"{community}/votes/2"
        levels = {"level-1": "9", "level-2": "3"}
        cast(gateway, path, levels, rationale="Because of the rain")
        assert "replaces the old one whole" in gateway.client.get(f"{path}/ballot").text
        form = gateway.client.get(f"{path}/ballot?member={MANAGED}").text
        assert form.count("<option selected>") == 2
        assert "Because of the rain" in form
        assert "Below stands that of member 6." in form

        told = cast(gateway, path, levels)
        assert "no level from where the ballot that it replaced had left it" in told

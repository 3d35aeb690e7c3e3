"""The pages and forms of decisions over HTTP: what they show, what they refuse and keep."""

from collections.abc import Iterator

import httpx
import pytest

from ledger_py import proposals
from ledger_py.models import Choice
from ledger_py.store import due
from tests.api.asking import ask, opened
from tests.api.deciding import AMENDING, DIVIDING, DOCUMENT, MINUTE, WAITING, decide, newest
from tests.api.stack import DAY, MANAGED, Gateway, open_gateway
from tests.databases import Database


@pytest.fixture(scope="module")
def gateway(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway of its own: what is decided here stays decided."""
    with open_gateway(database, tmp_path_factory.mktemp("deciding")) as opened:
        decide(opened)
        yield opened


@pytest.fixture
def community(gateway: Gateway) -> str:
    """The path of the community's pages."""
    found = gateway.services.reads.community(gateway.place.community)
    return f"/communities/{found.number}"


def sent(gateway: Gateway, path: str, form: str = "", **fields: str) -> httpx.Response:
    """A form, opened at `form` or at its own address, and sent as the demo account."""
    token, cookies = opened(gateway.app, form or path)
    data = {"token": token, "once": str(fields), "member": str(MANAGED)} | fields
    return ask(gateway.app, "POST", path, data=data, cookies=cookies)


def shown(gateway: Gateway, path: str) -> str:
    """A page on one line."""
    answer = gateway.client.get(path, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return " ".join(answer.text.split())


class TestDecisions:
    """`/communities/{c}/decisions`."""

    def test_anonymous(self, gateway: Gateway, community: str) -> None:
        page = shown(gateway, f"{community}/decisions")
        for told in ("Not handed over yet", "A third steward", "passed, waits for objections"):
            assert told in page

    def test_lead_from_a_votes_number_to_its_page(self, gateway: Gateway, community: str) -> None:
        answer = gateway.client.get(f"{community}/votes/{WAITING}")
        assert (answer.status_code, answer.headers["location"]) == (
            303,
            f"{community}/proposals/{WAITING}",
        )
        assert gateway.client.get(f"{community}/votes/99").status_code == 404


class TestProposal:
    """`/communities/{c}/proposals/{v}`."""

    def test_anonymous(self, gateway: Gateway, community: str) -> None:
        page = shown(gateway, f"{community}/proposals/{WAITING}")
        for told in ("makes member 4 a steward", "“Because”", "Changed by", '/object">Object'):
            assert told in page

    def test_that_amends_names_the_other(self, gateway: Gateway, community: str) -> None:
        page = shown(gateway, f"{community}/proposals/{AMENDING}")
        assert f"{community}/proposals/{WAITING}" in page
        assert "revises Mentoring" in page
        assert "Its document" in page

    def test_tells_why_it_could_not_be_carried_out(self, gateway: Gateway, community: str) -> None:
        steward = gateway.ledger(1)
        gateway.settle(steward.propose(DOCUMENT, [proposals.appoint(1)], delay=0, **MINUTE))
        vote = newest(gateway)
        for member in (1, 2, 3):
            gateway.settle(gateway.ledger(member).cast_proposal(vote, 1, Choice.IN_FAVOUR))
        gateway.pass_time(61)
        gateway.settle(steward.close_vote(vote))
        path = f"{community}/proposals/{vote}"
        assert "passed, to be executed" in shown(gateway, path)
        act = steward.execute(vote, [proposals.appoint(1)])
        gateway.services.outbox.wait(act.act, seconds=20)
        state = gateway.services.outbox.state(act.act)
        assert state.error is not None
        key = (gateway.place.community, "execute", vote)
        with gateway.services.store.transaction() as connection:
            due.note_refusal(connection, key, act.act, state.reason, int(gateway.clock()) + 60)
        page = shown(gateway, path)
        assert "StewardAlready" in page or "is a steward already" in page
        assert "Refused 1 time; tried again" in page
        refusal = gateway.get(f"/proposals/{vote}").json()["refusal"]
        assert (refusal["refused"], refusal["problem"]["error"]) == (1, "CallFailed")

    def test_that_is_none_is_told(self, gateway: Gateway, community: str) -> None:
        for odd in (DIVIDING, 99, "x"):
            answer = gateway.client.get(f"{community}/proposals/{odd}")
            assert answer.status_code == 404
            assert "<h1>" in answer.text


class TestDivision:
    """`/communities/{c}/votes/{v}` and the indicator, of shares."""

    def test_anonymous(self, gateway: Gateway, community: str) -> None:
        page = shown(gateway, f"{community}/votes/{DIVIDING}")
        for told in (
            "How is an epoch’s recognition divided?",
            "60 Care, 40 Code",
            "<dt>median</dt>",
        ):
            assert told in page
        assert "does not divide" in page

    def test_of_an_indicator_tells_what_goes_to_nobody(
        self, gateway: Gateway, community: str
    ) -> None:
        page = shown(gateway, f"{community}/indicators/3?epoch=1")
        assert "Indicator of shares" in page
        assert "Unallocated" in page

    @pytest.mark.parametrize(
        ("points", "told"),
        [
            ({"points-1": "60", "points-2": "30"}, "The points come to 90, not to 100."),
            ({"points-1": "101"}, "“101” is no number of points."),
            ({"points-1": "-1", "points-2": "101"}, "is no number of points."),
            ({"points-1": "²"}, "is no number of points."),
        ],
    )
    def test_form_says_what_does_not_come_to_100(
        self, gateway: Gateway, community: str, points: dict[str, str], told: str
    ) -> None:
        answer = sent(gateway, f"{community}/votes/{DIVIDING}/ballot", **points)
        assert answer.status_code == 422
        assert told in answer.text
        assert f'value="{points["points-1"]}"' in answer.text


class TestPropose:
    """`/communities/{c}/propose`."""

    def test_anonymous(self, gateway: Gateway, community: str) -> None:
        page = shown(gateway, f"{community}/propose")
        for told in ("A resolution in words", "Hand the community over"):
            assert told in page

    @pytest.mark.parametrize(
        "fields",
        [
            {"what": "words"},
            {"what": "appoint", "who": "3"},
            {"what": "terms", "activity": "1", "required": "1", "cap": "12.5"},
            {
                "what": "indicator",
                "kind": "shares",
                "indicator-title": "Care",
                "indicator-told": "All that is care",
            },
        ],
    )
    def test_leads_to_the_proposal(
        self, gateway: Gateway, community: str, fields: dict[str, str]
    ) -> None:
        what = {"title": f"By form: {fields['what']}", "why": "To see it.", "pace": "rules"}
        form = f"{community}/propose?what=words"
        answer = sent(gateway, f"{community}/propose", form, **what, **fields)
        assert answer.status_code == 303, answer.text
        page = shown(gateway, answer.headers["location"])
        assert f"By form: {fields['what']}" in page
        assert "announced" in page

    @pytest.mark.parametrize(
        ("fields", "told"),
        [
            ({"what": "coup"}, "What should the community do?"),
            ({"what": "appoint"}, "The member is missing."),
            ({"what": "terms", "activity": "1", "required": "1", "cap": "0"}, "“0” is no cap."),
            ({"what": "terms", "activity": "77", "required": "1"}, "There is no activity type 77."),
            ({"what": "indicator", "kind": "ranking"}, "Choose rates or shares."),
            ({"what": "vote", "indicator": "1"}, "How many days is missing."),
            ({"what": "words", "title": " "}, "The title is missing."),
            ({"what": "words", "why": ""}, "The why is missing."),
            ({"what": "words", "pace": "quick"}, "DelayOutOfRange"),
        ],
    )
    def test_says_what_is_wrong_and_keeps_what_was_written(
        self, gateway: Gateway, community: str, fields: dict[str, str], told: str
    ) -> None:
        given = {"title": "Kept", "why": "Kept too", "pace": "rules"} | fields
        answer = sent(gateway, f"{community}/propose", f"{community}/propose?what=words", **given)
        assert answer.status_code == 422
        assert told in answer.text

    def test_amending_begins_from_what_it_amends(self, gateway: Gateway, community: str) -> None:
        page = shown(gateway, f"{community}/propose?amends={AMENDING}")
        assert 'name="cap" inputmode="decimal" value="1"' in page


class TestAnswer:
    """`/communities/{c}/proposals/{v}/ballot` and `/object`."""

    def test_anonymous(self, gateway: Gateway, community: str) -> None:
        assert "For or against?" in shown(gateway, f"{community}/proposals/{AMENDING}/ballot")

    def test_asks_for_a_choice(self, gateway: Gateway, community: str) -> None:
        answer = sent(gateway, f"{community}/proposals/{AMENDING}/ballot", rationale="Kept")
        assert answer.status_code == 422
        assert "For or against?" in answer.text
        assert "Kept" in answer.text

    def test_before_the_opening_is_refused_in_words(self, gateway: Gateway, community: str) -> None:
        answer = sent(gateway, f"{community}/proposals/{AMENDING}/ballot", choice="for")
        assert answer.status_code == 422
        assert "VoteNotOpen" in answer.text

    def test_objection_is_shown_with_its_reason(self, gateway: Gateway, community: str) -> None:
        answer = sent(gateway, f"{community}/proposals/{WAITING}/object", rationale="I was away")
        assert answer.status_code == 303, answer.text
        page = shown(gateway, answer.headers["location"])
        assert "I was away" in page
        assert "stopped by objections" in page
        assert "It passed. 1 objection since then stopped it." in page

    def test_is_cast_once_it_is_open(self, gateway: Gateway, community: str) -> None:
        gateway.pass_time(DAY)
        answer = sent(gateway, f"{community}/proposals/{AMENDING}/ballot", choice="abstain")
        assert answer.status_code == 303, answer.text
        assert "abstains" in shown(gateway, answer.headers["location"])

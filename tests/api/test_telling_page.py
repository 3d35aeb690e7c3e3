"""What one is told of and how, on the page of what is one's own; and the worker that shows it."""

from collections.abc import Iterator

import pytest

from api.pages.telling import WHENS
from ledger_py.notices import KINDS, SECURITY
from tests.api.receivers import receiving
from tests.api.stack import RULES, Gateway, open_gateway
from tests.api.test_pushes import Browser
from tests.api.visitors import Visitor
from tests.databases import Database


@pytest.fixture(scope="module")
def gateway(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway of its own, which sends mail."""
    settings = {"smtp_url": "smtp://127.0.0.1:9", "mail_from": "Ledger <ledger@example.org>"}
    with open_gateway(database, tmp_path_factory.mktemp("telling"), **settings) as opened:
        opened.populate(opened.found("here", RULES))
        yield opened


@pytest.fixture
def visitor(gateway: Gateway) -> Visitor:
    """Member 3, signed in by their wallet."""
    found = Visitor(gateway)
    found.by_wallet(gateway.keys[3])
    return found


def box(page: str, name: str) -> str:
    """A checkbox of the form, as it is written."""
    (found,) = [one for one in page.split("<input ") if f'name="{name}"' in one]
    return found.split(">")[0]


class TestTelling:
    """The part "What you are told, and how" of `/you`."""

    def test_anonymous(self, gateway: Gateway) -> None:
        answer = Visitor(gateway).client.get("/you")
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")

    def test_every_kind_has_a_name_and_what_was_chosen(self, visitor: Visitor) -> None:
        assert set(WHENS) == set(KINDS)
        page = visitor.client.get("/you").text
        for kind in set(KINDS) - SECURITY:
            assert "checked" in box(page, f"{kind} push")
            assert "checked" not in box(page, f"{kind} mail")
        kinds = {"asked": {"mail": True, "push": False}}
        visitor.send("PUT", "/notices/settings", {"kinds": kinds})
        page = visitor.client.get("/you").text
        assert "checked" in box(page, "asked mail")
        assert "checked" not in box(page, "asked push")

    def test_safety_cannot_be_chosen_away_and_mail_needs_an_address(self, visitor: Visitor) -> None:
        page = visitor.client.get("/you").text
        for kind in SECURITY:
            for way in ("mail", "push"):
                assert "checked disabled" in box(page, f"{kind} {way}")
        assert "disabled" in box(page, "asked mail")
        assert "disabled" not in box(page, "asked push")
        assert "For mail, add an address below." in page

    def test_a_browser_is_given_the_key_and_its_place_in_the_list(self, visitor: Visitor) -> None:
        key = visitor.send("GET", "/notices/push").json()["public_key"]
        with receiving() as receiver:
            body = Browser(receiver).subscription()
            made = visitor.send("POST", "/notices/subscriptions", body).json()["subscription"]
        page = visitor.client.get("/you").text
        assert f'data-push="{key}"' in page
        assert f'data-device="{made}"' in page


class TestWorker:
    """`/static/pushed.js`: it shows what is pushed, and no page is in its scope."""

    def test_anonymous(self, gateway: Gateway) -> None:
        answer = gateway.client.get("/static/pushed.js")
        assert answer.status_code == 200
        assert answer.headers["content-type"].partition(";")[0] == "text/javascript"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert "service-worker-allowed" not in answer.headers

"""The discussion on the pages of votes, and the page of reports: who sees and can do what."""

from collections.abc import Iterator

import pytest

from api.pages import discussion as page_of
from tests.api.asking import id_of
from tests.api.stack import RULES, STRANGER, Gateway, open_gateway
from tests.api.test_discussion import hidden, member, path, said, texts
from tests.api.test_notices import propose
from tests.api.visitors import Visitor
from tests.databases import Database

SCRIPT = "<script>alert('x')</script>"


@pytest.fixture(scope="module")
def gateway(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway of its own, with a proposal: what is said here stays said."""
    with open_gateway(database, tmp_path_factory.mktemp("talk")) as opened:
        opened.populate(opened.found("here", RULES))
        propose(opened, "To talk about")
        yield opened


@pytest.fixture
def vote(gateway: Gateway) -> int:
    """The proposal's number."""
    return int(gateway.get("/proposals").json()["items"][-1]["vote"])


def shown(community: str, visitor: Visitor, rest: str) -> str:
    """A page on one line, as a visitor sees it."""
    answer = visitor.client.get(f"{community}{rest}", follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return " ".join(answer.text.split())


def stranger(gateway: Gateway) -> Visitor:
    """Somebody signed in who speaks for nobody."""
    found = Visitor(gateway)
    found.by_wallet(gateway.keys[STRANGER])
    return found


class TestTalk:
    """The part "Discussion" of the pages of votes, proposals, elections and contributions."""

    def test_anonymous(self, gateway: Gateway, community: str, vote: int) -> None:
        said(gateway, member(gateway, 3), "Hello", f"/votes/{vote}/comments")
        for rest in (f"/proposals/{vote}", "/votes/2"):
            page = shown(community, Visitor(gateway), rest)
            assert f'<a href="/sign-in?next={community}{rest}%23discussion">Sign in</a>' in page
            for personal in (
                "csrf-token",
                "<form class",
                "<textarea",
                "discussion.js",
                "Take back",
            ):
                assert personal not in page, personal
        assert "Nobody has said anything yet." in shown(community, Visitor(gateway), "/votes/2")

    def test_what_is_said_is_shown_to_all_as_text_and_as_soon_as_it_is_said(
        self, gateway: Gateway, community: str, vote: int
    ) -> None:
        about, rest = f"/votes/{vote}/comments", f"/proposals/{vote}"
        before = shown(community, Visitor(gateway), rest)
        assert "Let us wait" not in before
        asked = said(gateway, member(gateway, 3), f"Is it time? {SCRIPT}", about)
        gateway.clock.now += 1
        said(gateway, member(gateway, 4), "Let us wait", about, reply_to=asked["comment"])
        page = shown(community, Visitor(gateway), rest)
        assert "&lt;script&gt;" in page
        assert SCRIPT not in page
        assert page.index("Is it time?") < page.index("Let us wait")
        assert f'answers <a href="#comment-{asked["comment"]}">member 3</a>' in page

    def test_a_contribution_is_discussed_beside_the_links_of_its_contributor(
        self, gateway: Gateway, community: str
    ) -> None:
        rest = f"/contributions/{id_of(gateway, 'waiting')}"
        said(gateway, member(gateway, 4), "I was there too", f"{rest}/comments")
        assert "I was there too" in shown(community, Visitor(gateway), rest)
        page = shown(community, member(gateway, 3), rest)
        assert page.count('id="fault"') == 1
        assert page.count('name="csrf-token"') == 1
        assert "Hand it to somebody who was there" in page
        assert "Say something, as member 3" in page

    def test_a_member_has_a_form_and_takes_back_what_is_their_own_alone(
        self, gateway: Gateway, community: str
    ) -> None:
        three, four = member(gateway, 3), member(gateway, 4)
        mine = said(gateway, three, "Mine")
        take_back = f"comments/{mine['comment']}"
        page = shown(community, three, "/votes/2")
        assert "Say something, as member 3" in page
        assert f'content="{three.csrf["X-CSRF-Token"]}"' in page
        assert take_back in page
        other = shown(community, four, "/votes/2")
        assert take_back not in other
        assert f'data-text="comment {mine["comment"]}"' in other

    def test_somebody_who_speaks_for_no_member_has_no_form(
        self, gateway: Gateway, community: str
    ) -> None:
        page = shown(community, stranger(gateway), "/votes/2")
        assert "you speak for none of them" in page
        for personal in ("csrf-token", "<textarea"):
            assert personal not in page

    def test_of_many_the_last_ones_are_shown_and_earlier_ones_on_request(
        self, gateway: Gateway, community: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(page_of, "MOST", 2)
        three = member(gateway, 3)
        for text in ("The first of four", "The second", "The third", "The fourth"):
            gateway.clock.now += 1
            said(gateway, three, text, "/votes/1/comments")
        page = shown(community, Visitor(gateway), "/votes/1")
        assert page.index("The third") < page.index("The fourth")
        assert "The second" not in page
        earlier = page.split('href="')
        (link,) = [one.split('"')[0] for one in earlier if "?before=" in one.split('"')[0]]
        found = Visitor(gateway).client.get(link).text
        assert found.index("The first of four") < found.index("The second")
        assert "The third" not in found
        for odd, status in (("x", 404), ("0" * 32, 400)):
            answer = Visitor(gateway).client.get(f"{community}/votes/1?before={odd}")
            assert answer.status_code == status

    def test_what_is_for_the_community_is_for_nobody_else(
        self, gateway: Gateway, community: str
    ) -> None:
        five = member(gateway, 5)
        said(gateway, five, "Among ourselves")
        assert "Among ourselves" in shown(community, Visitor(gateway), "/votes/2")
        audience = {"audience": "community"}
        five.send("PUT", path(gateway, "/members/5/visibility"), audience)
        for visitor in (Visitor(gateway), stranger(gateway)):
            page = shown(community, visitor, "/votes/2")
            assert "Among ourselves" not in page
            assert "For members of the community alone" in page
        assert "Among ourselves" not in texts(gateway)
        assert "Among ourselves" in shown(community, member(gateway, 3), "/votes/2")
        assert "and nobody else here" in shown(community, five, "/votes/2")

    def test_a_hidden_comment_is_marked_and_leads_its_author_to_the_report(
        self, gateway: Gateway, community: str
    ) -> None:
        made = said(gateway, member(gateway, 4), "Something harmful")
        report = hidden(gateway, f"comment {made['comment']}")
        for visitor in (Visitor(gateway), member(gateway, 6)):
            page = shown(community, visitor, "/votes/2")
            assert "Something harmful" not in page
            assert "Hidden here by a steward" in page
            assert f"reports#report-{report}" not in page
        author = shown(community, member(gateway, 4), "/votes/2")
        assert f"/reports#report-{report}" in author
        assert "Something harmful" not in author

    def test_what_was_taken_back_says_so(self, gateway: Gateway, community: str) -> None:
        three = member(gateway, 3)
        made = said(gateway, three, "I was wrong")
        three.send("DELETE", path(gateway, f"/comments/{made['comment']}"))
        page = shown(community, three, "/votes/2")
        assert "I was wrong" not in page
        assert "Taken back by its author, or erased." in page


class TestReports:
    """`/communities/{c}/reports`."""

    def test_anonymous(self, gateway: Gateway, community: str) -> None:
        answer = Visitor(gateway).client.get(f"{community}/reports")
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/sign-in?next={community}/reports"

    def test_are_for_members_alone(self, gateway: Gateway, community: str) -> None:
        answer = stranger(gateway).client.get(f"{community}/reports")
        assert answer.status_code == 403

    def test_tell_who_is_a_party_what_they_can_do_and_others_nothing(
        self, gateway: Gateway, community: str
    ) -> None:
        made = said(gateway, member(gateway, 4), SCRIPT)
        report = hidden(gateway, f"comment {made['comment']}")
        appeal, decision = f"{report}/appeal", f"{report}/decision"
        assert appeal in shown(community, member(gateway, 4), "/reports")
        assert report not in shown(community, member(gateway, 6), "/reports")
        on = path(gateway, f"/reports/{report}")
        assert "</strong> to decide)" not in shown(community, member(gateway, 2), "/votes/2")
        answer = member(gateway, 4).send("POST", f"{on}/appeal", {"appeal": "It names nobody"})
        assert answer.status_code == 204
        assert "(<strong>1</strong> to decide)" in shown(community, member(gateway, 2), "/votes/2")
        assert "</strong> to decide)" not in shown(community, member(gateway, 1), "/votes/2")
        for number, decides in ((1, False), (2, True), (3, False)):
            page = shown(community, member(gateway, number), "/reports")
            assert (decision in page) is decides, number
            assert "It names nobody" in page
            assert "&lt;script&gt;" in page, "whoever decides reads it"
            assert SCRIPT not in page
        member(gateway, 2).send("POST", f"{on}/decision", {"hide": False})
        page = shown(community, member(gateway, 4), "/reports")
        assert "It is shown again." in page
        assert appeal not in page

"""What members say to each other at a gateway, and what becomes of texts that are reported."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from ledger_py import erasure
from ledger_py.discussion import Discussion
from ledger_py.models import Contribution, Depart, Record, Unit
from ledger_py.offchain import OffChain
from tests.api.stack import LATE, OPEN_EPOCH, RULES, UNCLAIMED, Gateway, open_gateway
from tests.api.visitors import Visitor
from tests.databases import Database

ABOUT = "/votes/2/comments"


@pytest.fixture(scope="module")
def gateway(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway of its own: what is said here stays said."""
    with open_gateway(database, tmp_path_factory.mktemp("discussion")) as opened:
        opened.populate(opened.found("here", RULES))
        yield opened


@pytest.fixture
def visitor(gateway: Gateway) -> Visitor:
    """A browser that nobody has signed in at."""
    return Visitor(gateway)


def member(gateway: Gateway, number: int) -> Visitor:
    """A member, signed in by their wallet."""
    found = Visitor(gateway)
    found.by_wallet(gateway.keys[number])
    return found


def path(gateway: Gateway, rest: str) -> str:
    """A path of the community, under /v1."""
    return f"/communities/{gateway.place.community}{rest}"


def error(answer: Any) -> tuple[int, str]:
    """The status and the name of a refusal."""
    return answer.status_code, answer.json()["error"]


def said(gateway: Gateway, by: Visitor, text: str, about: str = ABOUT, **more: Any) -> Any:
    """A comment that was taken."""
    answer = by.send("POST", path(gateway, about), {"text": text, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


def texts(gateway: Gateway, about: str = ABOUT) -> list[Any]:
    """The texts that anybody sees."""
    found = Visitor(gateway).send("GET", path(gateway, about)).json()["items"]
    return [one["text"] for one in found]


def hidden(gateway: Gateway, text: str) -> str:
    """A report of a text, by member 3, on which steward 1 has decided to hide it."""
    report = {"text": text, "reason": "It names somebody's child"}
    made = member(gateway, 3).send("POST", path(gateway, "/reports"), report)
    assert made.status_code == 201, made.text
    there = f"/reports/{made.json()['report']}/decision"
    done = member(gateway, 1).send("POST", path(gateway, there), {"hide": True})
    assert done.status_code == 204, done.text
    return str(made.json()["report"])


class TestComments:
    """`/v1/communities/{c}/votes/{v}/comments`, and those of contributions."""

    def test_anonymous(self, gateway: Gateway, visitor: Visitor) -> None:
        with gateway.unchanged():
            answer = visitor.send("POST", path(gateway, ABOUT), {"text": "Hello"})
        assert error(answer) == (401, "SignInRequired")
        assert visitor.send("GET", path(gateway, ABOUT)).status_code == 200

    def test_members_talk_and_everybody_reads_it_in_order(self, gateway: Gateway) -> None:
        three, four = member(gateway, 3), member(gateway, 4)
        first = said(gateway, three, "Should mentoring count for more?")
        gateway.clock.now += 1
        answer = said(gateway, four, "Yes", reply_to=first["comment"])
        assert (answer["member"], answer["reply_to"]) == (4, first["comment"])
        assert texts(gateway)[-2:] == ["Should mentoring count for more?", "Yes"]
        pages, following = [], f"/v1{path(gateway, ABOUT)}?limit=1"
        while following:
            found = Visitor(gateway).client.get(following).json()
            pages += [one["text"] for one in found["items"]]
            following = found["next"]
        assert pages == texts(gateway)

    def test_the_same_request_again_is_the_same_comment(self, gateway: Gateway) -> None:
        three, key = member(gateway, 3), {"Idempotency-Key": '"once"'}
        there = path(gateway, ABOUT)
        first, again = (three.send("POST", there, {"text": "Once"}, **key) for _ in range(2))
        assert first.json() == again.json()
        assert texts(gateway).count("Once") == 1
        other = three.send("POST", there, {"text": "Twice"}, **key)
        assert error(other) == (422, "CommentConflict")
        answer = three.client.post(f"/v1{there}", json={"text": "x"}, headers=three.csrf)
        assert error(answer) == (400, "IdempotencyKeyMissing")

    def test_a_key_is_another_one_in_another_community(self, gateway: Gateway) -> None:
        here, there = gateway.place.community, "0x" + "ab" * 20
        made = [
            Discussion(gateway.services.store, where, 1).say(("u", "key"), 1, "vote 9", "x", None)
            for where in (here, there, here)
        ]
        assert [one.community for one in made] == [here, there, here]
        assert made[0].comment == made[2].comment

    def test_of_several_at_once_under_one_key_one_is_kept(self, gateway: Gateway) -> None:
        by, place = member(gateway, 3), path(gateway, ABOUT)

        def say(key: str) -> tuple[int, str]:
            answer = by.send("POST", place, {"text": f"at once {key}"}, **{"Idempotency-Key": key})
            return answer.status_code, answer.json()["comment"]

        with ThreadPoolExecutor(12) as pool:
            for number in range(8):
                assert len(set(pool.map(say, [f'"at once {number}"'] * 12))) == 1
        kept = [one for one in texts(gateway) if one and one.startswith("at once")]
        assert sorted(kept) == [f'at once "at once {number}"' for number in range(8)]

    @pytest.mark.parametrize(
        ("body", "status"),
        [({"text": ""}, 422), ({"text": "a\x00b"}, 422), ({"text": "x" * 10_001}, 422), ({}, 422)],
        ids=range(4),
    )
    def test_what_is_no_text_is_refused(
        self, gateway: Gateway, body: dict[str, Any], status: int
    ) -> None:
        three = member(gateway, 3)
        with gateway.unchanged():
            answer = three.send("POST", path(gateway, ABOUT), body)
        assert answer.status_code == status

    def test_who_speaks_for_no_active_member_says_nothing(self, gateway: Gateway) -> None:
        gone, act = member(gateway, LATE), Depart(LATE, gateway.deadline())
        body = gateway.signed(act)
        del body["contents"]
        assert gateway.post("/acts/depart", body, Prefer="wait=20").status_code == 200
        answer = gone.send("POST", path(gateway, ABOUT), {"text": "Still here"})
        assert error(answer) == (403, "MemberForeign")
        tool = member(gateway, 3).token("read", "sign")
        answer = tool.send("POST", path(gateway, ABOUT), {"text": "A tool"})
        assert error(answer) == (403, "ScopeMissing")

    def test_of_nothing_there_is_nothing_to_say(self, gateway: Gateway) -> None:
        three = member(gateway, 3)
        answer = three.send("POST", path(gateway, "/votes/99/comments"), {"text": "x"})
        assert error(answer) == (404, "NotFound")
        reply = {"text": "x", "reply_to": "0" * 32}
        assert error(three.send("POST", path(gateway, ABOUT), reply)) == (404, "TextUnknown")
        assert error(three.send("GET", path(gateway, f"{ABOUT}?after=x"))) == (400, "CursorInvalid")

    def test_its_author_alone_takes_a_comment_back_and_its_text_is_gone(
        self, gateway: Gateway
    ) -> None:
        three, about = member(gateway, 3), f"/contributions/{_contribution(gateway)}/comments"
        made = said(gateway, three, "I was wrong", about)
        there = path(gateway, f"/comments/{made['comment']}")
        assert error(member(gateway, 4).send("DELETE", there)) == (403, "CommentForeign")
        assert three.send("DELETE", there).status_code == 204
        assert texts(gateway, about) == [None]
        assert error(three.send("DELETE", path(gateway, f"/comments/{'0' * 32}")))[0] == 404

    def test_an_erased_member_s_comments_lose_their_text(self, gateway: Gateway) -> None:
        said(gateway, member(gateway, 5), "My doctor says")
        services = gateway.services
        erasure.erase(services.store, gateway.place.community, 5, int(gateway.clock()))
        assert "My doctor says" not in texts(gateway)
        for file in services.settings.data_dir.rglob("*"):
            if file.is_file():
                assert b"My doctor says" not in file.read_bytes(), file


class TestReports:
    """`/v1/communities/{c}/reports`: reported, hidden, appealed."""

    def test_anonymous(self, gateway: Gateway, visitor: Visitor) -> None:
        report = {"text": "comment " + "0" * 32, "reason": "x"}
        for method, body in (("GET", None), ("POST", report)):
            answer = visitor.send(method, path(gateway, "/reports"), body)
            assert error(answer) == (401, "SignInRequired")

    def test_a_hidden_comment_is_shown_to_nobody(self, gateway: Gateway) -> None:
        made = said(gateway, member(gateway, 4), "Something harmful")
        report = hidden(gateway, f"comment {made['comment']}")
        found = Visitor(gateway).send("GET", path(gateway, ABOUT)).json()["items"]
        (shown,) = [one for one in found if one["comment"] == made["comment"]]
        assert (shown["text"], shown["hidden"]) == (None, True)
        seen = member(gateway, 2).send("GET", path(gateway, "/reports")).json()["items"]
        (one,) = [one for one in seen if one["report"] == report]
        assert (one["reason"], one["steward"], one["hidden"]) == (
            "It names somebody's child",
            1,
            True,
        )

    def test_a_description_is_hidden_everywhere_and_another_steward_brings_it_back(
        self, gateway: Gateway
    ) -> None:
        id_ = _contribution(gateway)
        there = path(gateway, f"/contributions/{id_}")
        content = gateway.get(there.removeprefix(gateway.path.removeprefix("/v1"))).json()[
            "content"
        ]
        report = hidden(gateway, f"content {content['commitment']}")
        shown = Visitor(gateway)
        assert shown.send("GET", there).json()["content"]["body"] is None
        author = member(gateway, 4)
        appeal = {"appeal": "It names nobody"}
        on = path(gateway, f"/reports/{report}")
        assert error(member(gateway, 3).send("POST", f"{on}/appeal", appeal))[0] == 409
        assert author.send("POST", f"{on}/appeal", appeal).status_code == 204
        assert error(author.send("POST", f"{on}/appeal", appeal)) == (409, "AppealRefused")
        again = member(gateway, 1).send("POST", f"{on}/decision", {"hide": True})
        assert error(again) == (403, "ReportPartial")
        other = member(gateway, 2)
        assert other.send("POST", f"{on}/decision", {"hide": False}).status_code == 204
        assert shown.send("GET", there).json()["content"]["body"]["description"] == "organised"
        answer = other.send("POST", f"{on}/decision", {"hide": True})
        assert error(answer) == (409, "ReportDecided")

    def test_stewards_elsewhere_hide_nothing_by_having_it_named_there(
        self, gateway: Gateway
    ) -> None:
        text, there = gateway.contributions["waiting"].content, gateway.found("there", RULES)
        pen = gateway.ledger(1, there)
        pen.define_group({"kind": "group", "title": "Care"})
        activity = {"kind": "activity", "title": "Mentoring"}
        pen.define_activity(activity, group=1, orientation=2, unit=Unit.SESSION)
        pen.admit([gateway.newcomer(3, "member 3")])
        named = Contribution(2, 2, 1, OPEN_EPOCH, 100, 0, text)
        act, given = (
            Record(2, gateway.deadline(), (named,)),
            OffChain((gateway.contents["waiting"],)),
        )
        gateway.settle(gateway.ledger(2, there).submit(act, given))
        reports = f"/communities/{there.community}/reports"
        said = {"text": f"content 0x{text.hex()}", "reason": "It should go"}
        made = member(gateway, 3).send("POST", reports, said).json()["report"]
        hides = member(gateway, 1).send("POST", f"{reports}/{made}/decision", {"hide": True})
        assert hides.status_code == 204
        (copied,) = gateway.get(f"/v1/communities/{there.community}/contributions").json()["items"]
        assert copied["content"]["body"] is None
        shown = gateway.get("/contributions?contributor=3").json()["items"]
        assert "waiting" in [one["content"]["body"]["description"] for one in shown]

    def test_members_see_their_own_reports_alone_and_decide_nothing(self, gateway: Gateway) -> None:
        made = said(gateway, member(gateway, 4), "Doubtful")
        report = {"text": f"comment {made['comment']}", "reason": "Look"}
        three = member(gateway, 3)
        id_ = three.send("POST", path(gateway, "/reports"), report).json()["report"]
        assert three.send("POST", path(gateway, "/reports"), report).json()["report"] == id_
        mine = three.send("GET", path(gateway, "/reports")).json()["items"]
        assert id_ in [one["report"] for one in mine]
        six = member(gateway, 6).send("GET", path(gateway, "/reports")).json()["items"]
        assert six == []
        answer = three.send("POST", path(gateway, f"/reports/{id_}/decision"), {"hide": True})
        assert error(answer) == (403, "StewardsOnly")

    def test_of_what_nobody_said_there_is_no_report(self, gateway: Gateway) -> None:
        three = member(gateway, 3)
        for text in ("comment " + "0" * 32, "content 0x" + "0" * 64):
            body = {"text": text, "reason": "x"}
            answer = three.send("POST", path(gateway, "/reports"), body)
            assert error(answer) == (404, "TextUnknown")
        body = {"text": "anything", "reason": "x"}
        assert error(three.send("POST", path(gateway, "/reports"), body)) == (422, "FieldInvalid")


class TestDrafts:
    """`/v1/drafts`: what a user has begun to write."""

    def test_anonymous(self, visitor: Visitor) -> None:
        for method, where, body in (
            ("GET", "", None),
            ("PUT", "/one", {"body": {}}),
            ("DELETE", "/one", None),
        ):
            answer = visitor.send(method, f"/drafts{where}", body)
            assert error(answer) == (401, "SignInRequired")

    def test_a_draft_is_kept_replaced_and_dropped_for_its_user_alone(
        self, gateway: Gateway
    ) -> None:
        three = member(gateway, 3)
        for text in ("half", "whole"):
            answer = three.send("PUT", "/drafts/record", {"body": {"description": text}})
            assert answer.status_code == 204, answer.text
        (kept,) = member(gateway, 3).send("GET", "/drafts").json()["items"]
        assert (kept["draft"], kept["body"]) == ("record", {"description": "whole"})
        assert member(gateway, 4).send("GET", "/drafts").json()["items"] == []
        assert three.send("DELETE", "/drafts/record").status_code == 204
        assert error(three.send("DELETE", "/drafts/record")) == (404, "NotFound")

    def test_what_is_too_large_or_badly_named_is_refused(self, gateway: Gateway) -> None:
        three = member(gateway, 3)
        large = {"body": {"text": "x" * 70_000}}
        assert error(three.send("PUT", "/drafts/large", large)) == (409, "DraftsFull")
        assert error(three.send("PUT", "/drafts/A%20b", {"body": {}})) == (422, "FieldInvalid")


def _contribution(gateway: Gateway) -> str:
    found = gateway.get("/contributions").json()["items"]
    (one,) = [one for one in found if one["contributor"]["member"] == UNCLAIMED[0]]
    return str(one["id"])

"""What people are told: of what concerns them, once, and no more when the chain takes it back."""

from collections.abc import Iterator
from typing import Any

import pytest

from ledger_py.ledger import Attesting
from ledger_py.models import Basis, Record
from ledger_py.notices import KINDS, Notices
from ledger_py.outbox import OffChain
from ledger_py.signers import LocalSigner
from ledger_py.store.index import read_checkpoint, write_checkpoint
from ledger_py.store.rewind import blocks_read, rewind
from ledger_py.store.rows import Checkpoint
from tests.api.asking import id_of
from tests.api.stack import DAY, RULES, Gateway, open_gateway
from tests.api.test_events import Listener
from tests.api.visitors import Visitor
from tests.databases import Database

NEW = LocalSigner(b"\x71" * 32)


@pytest.fixture(scope="module")
def gateway(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway of its own: who signs in here is told for good."""
    with open_gateway(database, tmp_path_factory.mktemp("notices")) as opened:
        opened.populate(opened.found("here", RULES))
        yield opened


@pytest.fixture(scope="module")
def people(gateway: Gateway) -> dict[int, Visitor]:
    """Members 1, 3, 4 and 5, signed in by their wallets."""
    found = {member: Visitor(gateway) for member in (1, 3, 4, 5)}
    for member, visitor in found.items():
        visitor.by_wallet(gateway.keys[member])
    return found


def derive(gateway: Gateway) -> None:
    """Let a worker's part read on as far as it can, as one that has just started."""
    part = Notices(gateway.services.store, clock=gateway.clock)
    while part.step():
        pass


def record(gateway: Gateway, name: str, **more: Any) -> str:
    """Record a contribution of member 3; return its id."""
    made = gateway.contribution(name, 3, **more)
    act = Record(made.recorder, gateway.deadline(), (made,))
    contents = OffChain((gateway.contents[name],))
    gateway.settle(gateway.ledger(made.recorder).submit(act, contents))
    return id_of(gateway, name)


def propose(gateway: Gateway, title: str) -> None:
    """Let member 1 propose something in words alone."""
    document = {"kind": "proposal", "title": title, "description": "For a good reason."}
    times = {"notice": DAY, "duration": 2 * DAY, "delay": DAY}
    gateway.settle(gateway.ledger(1).propose(document, **times))


def told(visitor: Visitor, query: str = "") -> dict[str, Any]:
    """A visitor's notices."""
    answer = visitor.send("GET", f"/notices{query}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def error(answer: Any) -> tuple[int, str]:
    """The status and the name of a refusal."""
    return answer.status_code, answer.json()["error"]


class TestNotices:
    """`/v1/notices`: what concerns the user."""

    def test_anonymous(self, gateway: Gateway) -> None:
        assert error(Visitor(gateway).send("GET", "/notices")) == (401, "SignInRequired")

    def test_what_was_before_somebody_came_is_not_told(
        self, gateway: Gateway, people: dict[int, Visitor]
    ) -> None:
        derive(gateway)
        assert told(people[5]) == {"items": [], "unread": 0, "next": None}

    def test_a_contribution_s_fate_is_told_to_whom_it_belongs(
        self, gateway: Gateway, people: dict[int, Visitor]
    ) -> None:
        gateway.pass_time(1)
        id_ = record(gateway, "helped at the door")
        work = gateway.contributions["helped at the door"]
        gateway.settle(gateway.ledger(4).attest([Attesting(work, 100, Basis.PRESENT, "")]))
        gateway.settle(gateway.ledger(5).contest(work, "It was another day"))
        gateway.settle(gateway.ledger(1).resolve(work, strike=False))
        derive(gateway)
        found = [one for one in told(people[3])["items"] if one["about"].get("contribution") == id_]
        assert [one["kind"] for one in found] == ["stands", "contested", "accepted"]
        assert {one["words"] for one in found} == {"helped at the door"}
        assert {one["member"] for one in found} == {3}
        assert told(people[4])["items"] == told(people[5])["items"] == []
        assert "helped" not in str(gateway.rows()["notices"])

    def test_a_struck_one_is_told_too(self, gateway: Gateway, people: dict[int, Visitor]) -> None:
        record(gateway, "was not there")
        work = gateway.contributions["was not there"]
        gateway.settle(gateway.ledger(5).contest(work, "Nobody was"))
        gateway.settle(gateway.ledger(1).resolve(work, strike=True))
        derive(gateway)
        assert [one["kind"] for one in told(people[3], "?limit=2")["items"]] == [
            "struck",
            "contested",
        ]

    def test_a_recovery_and_a_suspension_are_told_to_the_member(
        self, gateway: Gateway, people: dict[int, Visitor]
    ) -> None:
        gateway.settle(gateway.ledger(1).recover(4, NEW.signer))
        until = int(gateway.clock()) + 5 * DAY
        gateway.settle(gateway.ledger(1).suspend(4, until))
        derive(gateway)
        assert [one["kind"] for one in told(people[4])["items"]] == ["suspended", "recovery"]
        assert told(people[3])["items"][0]["kind"] != "suspended"

    def test_another_claim_of_a_membership_is_told_to_who_claimed_it(
        self, gateway: Gateway
    ) -> None:
        first, second = LocalSigner(b"\x72" * 32), LocalSigner(b"\x73" * 32)
        visitor = Visitor(gateway)
        visitor.by_wallet(first)
        for key in (first, second):
            gateway.keys[7] = key
            gateway.settle(gateway.ledger(7).claim())
        derive(gateway)
        assert [one["kind"] for one in told(visitor)["items"]] == ["claim"]

    def test_an_opened_vote_is_told_to_everybody_in_the_community(
        self, gateway: Gateway, people: dict[int, Visitor]
    ) -> None:
        stranger = Visitor(gateway)
        stranger.by_wallet(LocalSigner(b"\x74" * 32))
        propose(gateway, "More tea")
        derive(gateway)
        for member in (3, 4, 5):
            first = told(people[member])["items"][0]
            assert (first["kind"], first["words"]) == ("vote_opened", "More tea")
        assert told(stranger)["items"] == []
        assert "vote_opened" not in str(told(people[1])), "who proposes knows"

    def test_a_worker_that_starts_again_tells_nothing_twice(
        self, gateway: Gateway, people: dict[int, Visitor]
    ) -> None:
        before = told(people[3])
        with gateway.services.store.transaction() as connection:
            connection.exec_driver_sql("DELETE FROM followers")
        derive(gateway)
        assert told(people[3]) == before

    def test_the_list_has_pages_and_knows_what_was_seen_before(
        self, gateway: Gateway, people: dict[int, Visitor]
    ) -> None:
        whole, part = told(people[3]), told(people[3], "?limit=2")
        assert part["items"] == whole["items"][:2]
        rest = told(people[3], f"?after={part['next']}")
        assert part["items"] + rest["items"] == whole["items"]
        answer = people[3].send("GET", "/notices")
        again = people[3].send("GET", "/notices", **{"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")

    def test_what_the_chain_takes_back_is_told_no_more_until_it_is_there_again(
        self, gateway: Gateway, people: dict[int, Visitor]
    ) -> None:
        store = gateway.services.store
        derive(gateway)
        before = told(people[3])
        record(gateway, "in a block that goes")
        work = gateway.contributions["in a block that goes"]
        gateway.settle(gateway.ledger(4).attest([Attesting(work, 100, Basis.PRESENT, "")]))
        derive(gateway)
        told_then = told(people[3])
        assert told_then["unread"] == before["unread"] + 1
        with gateway.gate.held():
            with store.transaction() as connection:
                reached = read_checkpoint(connection)
                kept = blocks_read(connection)[-2]
                rewind(connection, kept)
                assert reached is not None
                # As on a chain that went another way, on which nothing happened.
                write_checkpoint(connection, Checkpoint(reached.block, "0x" + "77" * 32, 1))
            derive(gateway)
            assert told(people[3]) == before
            with store.transaction() as connection:
                rewind(connection, kept)
        gateway.pass_time(1)
        derive(gateway)
        again = told(people[3])
        assert [one["about"] for one in again["items"]] == [
            one["about"] for one in told_then["items"]
        ]
        assert again["unread"] == told_then["unread"]


class TestSeen:
    """`/v1/notices/seen`."""

    def test_anonymous(self, gateway: Gateway) -> None:
        answer = Visitor(gateway).send("POST", "/notices/seen", {"through": 1})
        assert error(answer) == (401, "SignInRequired")

    def test_what_was_seen_is_unread_no_more(
        self, gateway: Gateway, people: dict[int, Visitor]
    ) -> None:
        found = told(people[3])
        second = found["items"][1]["number"]
        answer = people[3].send("POST", "/notices/seen", {"through": second})
        assert answer.json() == {"unread": 1}
        seen = [one["seen"] is not None for one in told(people[3])["items"]]
        assert seen == [False] + [True] * (len(seen) - 1)
        assert told(people[4])["unread"] > 0

    @pytest.mark.parametrize("through", [-1, "x", None, 2**60])
    def test_what_is_no_number_is_refused(self, people: dict[int, Visitor], through: Any) -> None:
        answer = people[3].send("POST", "/notices/seen", {"through": through})
        assert error(answer) == (422, "FieldInvalid")


class TestSettings:
    """`/v1/notices/settings`."""

    def test_anonymous(self, gateway: Gateway) -> None:
        visitor = Visitor(gateway)
        assert error(visitor.send("GET", "/notices/settings")) == (401, "SignInRequired")
        answer = visitor.send("PUT", "/notices/settings", {"kinds": {}})
        assert error(answer) == (401, "SignInRequired")

    def test_mail_is_chosen_and_what_concerns_safety_is_always_told(
        self, people: dict[int, Visitor]
    ) -> None:
        found = people[5].send("GET", "/notices/settings").json()
        assert set(found["kinds"]) == set(KINDS)
        assert not found["mail"]
        always = {"mail": True, "push": True}
        for kind, chosen in found["kinds"].items():
            expected = always if kind in found["always"] else {"mail": False, "push": True}
            assert chosen == expected, kind
        wish = {"accepted": {"mail": True, "push": False}, "claim": {"mail": False, "push": False}}
        answer = people[5].send("PUT", "/notices/settings", {"kinds": wish}).json()
        assert answer["kinds"]["accepted"] == wish["accepted"]
        assert answer["kinds"]["claim"] == always
        assert people[5].send("GET", "/notices/settings").json() == answer

    def test_an_unknown_kind_is_refused(self, people: dict[int, Visitor]) -> None:
        wish = {"kinds": {"gossip": {"mail": True, "push": True}}}
        answer = people[5].send("PUT", "/notices/settings", wish)
        assert error(answer) == (422, "FieldInvalid")


class TestNoticeEvents:
    """`/v1/notices/events`: as they come."""

    def test_anonymous(self, gateway: Gateway) -> None:
        assert error(Visitor(gateway).send("GET", "/notices/events")) == (401, "SignInRequired")

    def test_a_notice_comes_at_once_and_the_stream_ends_with_the_session(
        self, gateway: Gateway
    ) -> None:
        visitor = Visitor(gateway)
        visitor.by_wallet(gateway.keys[3])
        newest = told(visitor)["items"][1]["number"]
        with visitor.client.stream(
            "GET", "/v1/notices/events", headers={"Last-Event-ID": str(newest)}, timeout=20
        ) as response:
            stream = Listener(response)
            name, first = stream.next()
            assert (name, first["number"]) == ("notice", told(visitor)["items"][0]["number"])
            propose(gateway, "Less tea")
            derive(gateway)
            assert stream.next()[1]["kind"] == "vote_opened"
            assert visitor.send("DELETE", "/session").status_code == 204
            gateway.pass_time(1)
            with pytest.raises(EOFError):
                stream.next()


class TestRequests:
    """`…/contributions/{id}/requests`: asking members to attest."""

    def test_anonymous(self, gateway: Gateway) -> None:
        path = f"{gateway.path.removeprefix('/v1')}/contributions/{id_of(gateway, 'waiting')}"
        answer = Visitor(gateway).send("POST", f"{path}/requests", {"members": [1]})
        assert error(answer) == (401, "SignInRequired")

    def ask(self, gateway: Gateway, visitor: Visitor, name: str, *members: int) -> Any:
        """Ask members to attest to a contribution."""
        path = f"{gateway.path.removeprefix('/v1')}/contributions/{id_of(gateway, name)}/requests"
        return visitor.send("POST", path, {"members": members})

    def test_who_is_asked_is_told_until_they_attest(
        self, gateway: Gateway, people: dict[int, Visitor]
    ) -> None:
        id_ = record(gateway, "who was there?")
        answer = self.ask(gateway, people[3], "who was there?", 4, 5)
        assert answer.status_code == 201, answer.text
        assert [one["member"] for one in answer.json()["items"]] == [4, 5]
        for member in (4, 5):
            (found,) = told(people[member], "?limit=1")["items"]
            assert (found["kind"], found["about"]["asker"], found["seen"]) == ("asked", 3, None)
            assert (found["about"]["contribution"], found["words"]) == (id_, "who was there?")
        work = gateway.contributions["who was there?"]
        gateway.settle(gateway.ledger(4).attest([Attesting(work, 100, Basis.PRESENT, "")]))
        derive(gateway)
        (mine,) = [one for one in told(people[4])["items"] if one["about"].get("asker")]
        (other,) = [one for one in told(people[5])["items"] if one["about"].get("asker")]
        assert mine["seen"] is not None
        assert other["seen"] is None

    def test_asking_again_within_days_tells_nobody_again(
        self, gateway: Gateway, people: dict[int, Visitor]
    ) -> None:
        before = told(people[5])
        assert self.ask(gateway, people[3], "who was there?", 5).status_code == 201
        assert told(people[5]) == before

    def test_only_whose_contribution_it_is_may_ask(
        self, gateway: Gateway, people: dict[int, Visitor]
    ) -> None:
        answer = self.ask(gateway, people[5], "who was there?", 1)
        assert error(answer) == (403, "MemberForeign")

    @pytest.mark.parametrize(
        ("member", "refusal"),
        [(3, (409, "RequestIdle")), (8, (409, "RequestIdle")), (77, (404, "NotFound"))],
    )
    def test_whoever_cannot_attest_is_not_asked(
        self,
        gateway: Gateway,
        people: dict[int, Visitor],
        member: int,
        refusal: tuple[int, str],
    ) -> None:
        assert error(self.ask(gateway, people[3], "who was there?", member)) == refusal

    def test_so_many_are_asked_a_day_and_no_more(
        self, gateway: Gateway, people: dict[int, Visitor], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("ledger_py.asking.A_DAY", 3)
        answer = self.ask(gateway, people[3], "who was there?", 1, 2)
        assert error(answer) == (429, "RequestsMany")
        assert self.ask(gateway, people[3], "who was there?", 1).status_code == 201

    def test_a_struck_one_needs_no_attestation(
        self, gateway: Gateway, people: dict[int, Visitor]
    ) -> None:
        answer = self.ask(gateway, people[3], "was not there", 4)
        assert error(answer) == (409, "ContributionOver")


class TestForgetting:
    def test_a_user_who_is_forgotten_leaves_no_notice(
        self, gateway: Gateway, people: dict[int, Visitor]
    ) -> None:
        user = people[5].send("GET", "/session").json()["user"]
        assert user in str(gateway.rows()["notices"])
        assert people[5].send("DELETE", "/user").status_code == 204
        rows = gateway.rows()
        assert user not in str(rows["notices"]) + str(rows["notice_settings"])


class TestLapses:
    def test_a_contest_that_lapsed_is_told_as_standing(
        self, gateway: Gateway, people: dict[int, Visitor]
    ) -> None:
        id_ = record(gateway, "in doubt for long")
        gateway.settle(gateway.ledger(5).contest(gateway.contributions["in doubt for long"], "?"))
        derive(gateway)
        (lapses,) = {
            one["about"]["lapses"]
            for one in told(people[3])["items"]
            if one["kind"] == "contested" and one["about"].get("contribution") == id_
        }
        gateway.pass_time(lapses - int(gateway.clock()) + 1)
        derive(gateway)
        derive(gateway)
        people[3].by_wallet(gateway.keys[3])  # the session is over by now
        kinds = [
            one["kind"]
            for one in told(people[3])["items"]
            if one["about"].get("contribution") == id_
        ]
        assert kinds == ["stands", "contested"]


def test_the_page_of_what_is_one_s_own_says_what_is_new(
    gateway: Gateway, people: dict[int, Visitor]
) -> None:
    propose(gateway, "To be told on a page")
    derive(gateway)
    vote = gateway.services.reads.votes(gateway.place.community)[-1].vote
    number = gateway.services.reads.community(gateway.place.community).number
    page = people[3].client.get("/you").text
    link = f'<a href="/communities/{number}/votes/{vote}">'
    assert f"{link}Something is put to the vote.</a>" in page
    assert "I have seen them" in page
    there = people[3].client.get(f"/communities/{number}/votes/{vote}", follow_redirects=True)
    assert "To be told on a page" in there.text

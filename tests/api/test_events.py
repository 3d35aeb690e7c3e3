"""Streams of what happens: whole, in order, from any place on, and not too many of them."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from api import streams
from ledger_py.models import Record
from ledger_py.outbox import OffChain
from ledger_py.store import schema
from tests.api.stack import RULES, Gateway, open_gateway
from tests.api.visitors import Visitor
from tests.databases import Database

EACH, MOST = 3, 5


@pytest.fixture(scope="module")
def gateway(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway of its own, with few streams."""
    folder, limits = tmp_path_factory.mktemp("events"), {"streams": MOST, "streams_address": EACH}
    with open_gateway(database, folder, **limits) as opened:
        opened.open_elsewhere(RULES)
        opened.populate(opened.found("here", RULES))
        yield opened


class Listener:
    """Reads a stream event by event; what has no data is remembered by its id alone."""

    def __init__(self, response: httpx.Response) -> None:
        self.response, self.id, self.comments = response, "", 0
        self._lines = response.iter_lines()

    def next(self) -> tuple[str, Any]:
        """The name and the data of the next event."""
        name, data = "message", ""
        for line in self._lines:
            field, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if line.startswith(":"):
                self.comments += 1
            elif field == "id":
                self.id = value
            elif field == "event":
                name = value
            elif field == "data":
                data += value
            elif not line and data:
                return name, json.loads(data)
        raise EOFError

    def rest(self, count: int) -> list[tuple[str, Any]]:
        """The next events."""
        return [self.next() for _ in range(count)]


@contextmanager
def listening(gateway: Gateway, query: str = "", **headers: str) -> Iterator[Listener]:
    """A stream of the community's events."""
    with gateway.client.stream(
        "GET", f"{gateway.path}/events{query}", headers=headers, timeout=20
    ) as response:
        assert response.status_code == 200, response.read()
        yield Listener(response)


def happened(gateway: Gateway) -> list[Any]:
    """All that happened in the community, from the index."""
    table = schema.happenings
    query = select(table).where(table.c.community == gateway.place.community)
    with gateway.services.store.reading() as connection:
        return list(connection.execute(query.order_by(table.c.block, table.c.log)))


def record(gateway: Gateway, name: str) -> str:
    """Record a contribution; return its id once it is on the chain."""
    made = gateway.contribution(name, 3)
    act = Record(made.recorder, gateway.deadline(), (made,))
    contents = OffChain((gateway.contents[name],))
    gateway.settle(gateway.ledger(made.recorder).submit(act, contents))
    (found,) = [one for one in happened(gateway) if one.name == "contribution_recorded"][-1:]
    return str(json.loads(found.about)["contribution"])


class TestEvents:
    """`/v1/communities/{c}/events`."""

    def test_anonymous(self, gateway: Gateway) -> None:
        with listening(gateway) as stream:
            assert stream.response.headers["content-type"].startswith("text/event-stream")
            assert stream.response.headers["cache-control"] == "no-store"
            assert "content-encoding" not in stream.response.headers
            id_ = record(gateway, "seen by anybody")
            name, told = stream.next()
        assert name == "contribution_recorded"
        assert told["about"]["contribution"] == id_
        assert told["about"]["state"] == "proposed"
        assert stream.id == told["place"]

    def test_all_of_it_in_the_chain_s_order_and_nobody_s_words(self, gateway: Gateway) -> None:
        rows = happened(gateway)
        with listening(gateway, "?after=0-0") as stream:
            found = stream.rest(len(rows))
        assert [name for name, _ in found] == [row.name for row in rows]
        assert [(told["block"], told["log"]) for _, told in found] == [
            (row.block, row.log) for row in rows
        ]
        assert {told["community"] for _, told in found} == {gateway.place.community}
        said = json.dumps(found)
        for untold in ("rationale", "note", "signer", "person", "document", "content", "levels"):
            assert f'"{untold}"' not in said

    def test_a_contribution_that_is_accepted_is_told_with_its_state(self, gateway: Gateway) -> None:
        rows = [json.loads(row.about) for row in happened(gateway)]
        states = [row["state"] for row in rows if "state" in row]
        assert "accepted" in states

    def test_resumes_after_the_last_event_that_was_seen(self, gateway: Gateway) -> None:
        rows = happened(gateway)
        with listening(gateway, "?after=0-0") as stream:
            stream.rest(7)
        with listening(gateway, **{"Last-Event-ID": stream.id}) as again:
            _, told = again.next()
        assert (told["block"], told["log"]) == (rows[7].block, rows[7].log)

    def test_whoever_saw_nothing_yet_goes_on_from_where_they_came(self, gateway: Gateway) -> None:
        with listening(gateway) as stream:
            lines = (line for line in stream.response.iter_lines() if line.startswith("id: "))
            place = next(lines).removeprefix("id: ")
        id_ = record(gateway, "while nobody listened")
        with listening(gateway, **{"Last-Event-ID": place}) as again:
            assert again.next()[1]["about"]["contribution"] == id_

    def test_a_block_that_the_chain_has_left_is_told_again(self, gateway: Gateway) -> None:
        rows = happened(gateway)
        left = f"{rows[-1].block}-{rows[-1].log}-00000000"
        with listening(gateway, **{"Last-Event-ID": left}) as stream:
            name, told = stream.next()
            assert (name, told["place"]) == ("rewound", f"{max(0, rows[-1].block - 64)}-0")
            again = [row for row in rows if (row.block, row.log) > (max(0, rows[-1].block - 64), 0)]
            found = stream.rest(len(again))
        assert [told["log"] for _, told in found] == [row.log for row in again]

    def test_a_heart_beats_while_nothing_happens(
        self, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(streams, "HEARTBEAT_SECONDS", 0.1)
        with listening(gateway) as stream:
            beats = (line for line in stream.response.iter_lines() if line.startswith(": ping"))
            assert next(beats)
            assert next(beats)

    @pytest.mark.parametrize("place", ["x", "1", "1-", "-1-1", "1-2-3", "1-2-0000000g", "9" * 30])
    def test_what_is_no_place_is_refused(self, gateway: Gateway, place: str) -> None:
        answer = gateway.get("/events", **{"Last-Event-ID": place})
        assert (answer.status_code, answer.json()["error"]) == (400, "CursorInvalid")

    def test_a_community_that_is_not_there_has_no_events(self, gateway: Gateway) -> None:
        assert gateway.get("/v1/communities/99/events").status_code == 404

    def test_an_address_has_so_many_by_however_many_tokens(self, gateway: Gateway) -> None:
        by = Visitor(gateway)
        by.by_wallet(gateway.keys[3])
        *tools, last = (by.token("read") for _ in range(EACH + 1))
        with ExitStack() as stack:
            for tool in tools:
                asked = tool.client.stream("GET", "/v1/notices/events", headers=tool.csrf)
                assert stack.enter_context(asked).status_code == 200
            answer = last.send("GET", "/notices/events")
            assert (answer.status_code, answer.json()["error"]) == (503, "StreamsFull")
        for _ in range(100):
            if not gateway.app.state.streams.open:
                break
            gateway.get("/events?after=x")

    def test_there_are_so_many_streams_and_no_more(self, gateway: Gateway) -> None:
        here = gateway.app.state.streams
        with listening(gateway), listening(gateway), listening(gateway):
            answer = gateway.get("/events")
            assert (answer.status_code, answer.json()["error"]) == (503, "StreamsFull")
            assert int(answer.headers["retry-after"]) > 0
        with listening(gateway):
            pass
        for _ in range(100):
            if not here.open:
                break
            gateway.get("/events?after=x")
        assert here.open == 0

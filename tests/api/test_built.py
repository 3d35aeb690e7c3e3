"""Answers are kept for as long as nothing is written, and for nobody else."""

import asyncio
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from api.built import MOST_BYTES, Answer, Built
from api.kept import Key
from tests.api.stack import RULES, Gateway, open_gateway
from tests.api.visitors import Visitor
from tests.databases import Database

UNTAKEN = 5.0
"""Seconds after which nobody is waited for in these tests."""


@pytest.fixture(scope="module")
def gateway(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway of its own, which nothing else writes to."""
    with open_gateway(database, tmp_path_factory.mktemp("built")) as opened:
        opened.populate(opened.found("here", RULES))
        yield opened


@pytest.fixture
def builds(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was built anew for strangers, rather than kept."""
    found: list[object] = []
    built, keep = gateway.services.built, gateway.services.built.keep

    def noted(mark: str | None, key: object, answer: object) -> None:
        if isinstance(key, Key):
            found.append(key)
        keep(mark, key, answer)  # type: ignore[arg-type]

    monkeypatch.setattr(built, "keep", noted)
    return found


def page(gateway: Gateway, rest: str = "") -> str:
    """A page of the community."""
    number = gateway.services.reads.community(gateway.place.community).number
    return f"/communities/{number}{rest}"


def test_the_same_question_is_answered_once_until_something_is_written(
    gateway: Gateway, builds: list[object]
) -> None:
    # The worker notes what it has read: that is a write too.
    with gateway.gate.held():
        first, again = gateway.get("/members/3"), gateway.get("/members/3")
        tagged = gateway.get("/members/3", **{"If-None-Match": first.headers["etag"]})
    assert first.json() == again.json()
    assert first.headers["etag"] == again.headers["etag"]
    assert len(builds) == 1
    assert tagged.status_code == 304
    gateway.get("/members/3", Accept="text/csv")
    gateway.get("/members?limit=2")
    before = len(builds)
    gateway.settle(gateway.ledger(3).choose(2))
    assert (
        gateway.get("/members/3").json()["who"]["recognition"] != first.json()["who"]["recognition"]
    )
    assert len(builds) == before + 1


def test_a_kept_answer_has_the_heads_of_its_own_request_alone(gateway: Gateway) -> None:
    kept = [gateway.get("/members/5") for _ in range(3)]
    assert len({one.headers["x-request-id"] for one in kept}) == 3
    names = [sorted(one.headers) for one in kept]
    assert names[0] == names[1] == names[2]
    plain = gateway.get("/members/5", **{"Accept-Encoding": "identity"})
    assert plain.json() == kept[0].json()
    assert "content-encoding" not in plain.headers


def test_a_stream_is_passed_on_as_it_comes(gateway: Gateway) -> None:
    with httpx.stream(
        "GET", gateway.client.base_url.join(f"{gateway.path}/events"), timeout=5
    ) as answer:
        assert answer.status_code == 200
        assert next(answer.iter_raw())


def test_what_one_member_sees_is_kept_for_no_stranger(gateway: Gateway) -> None:
    by = Visitor(gateway)
    by.by_wallet(gateway.keys[4])
    there = f"/communities/{gateway.place.community}/members/4"
    by.send("PUT", f"{there}/visibility", {"audience": "community"})
    for _ in range(2):
        assert by.send("GET", there).json()["who"]["name"] == "member 4"
        assert gateway.get("/members/4").json()["who"]["name"] is None
        assert "member 4</h1>" in by.client.get(page(gateway, "/members/4")).text
        assert gateway.client.get(page(gateway, "/members/4")).status_code == 200


def test_a_page_is_kept_unless_it_is_somebody_s_own(gateway: Gateway, builds: list[object]) -> None:
    first = gateway.client.get(page(gateway))
    again = gateway.client.get(page(gateway))
    assert first.text == again.text
    assert first.headers["content-security-policy"] == again.headers["content-security-policy"]
    assert len(builds) == 1
    forms = {gateway.client.get(page(gateway, "/record")).text for _ in range(2)}
    assert len(forms) == 2
    gateway.client.cookies.clear()
    by = Visitor(gateway)
    by.by_wallet(gateway.keys[3])
    before = len(builds)
    by.client.get(page(gateway))
    assert len(builds) == before


def test_a_page_that_a_tool_of_a_member_s_reads_is_kept_for_nobody(gateway: Gateway) -> None:
    by = Visitor(gateway)
    by.by_wallet(gateway.keys[3])
    there = f"/communities/{gateway.place.community}/members/3/visibility"
    items = gateway.get("/contributions?contributor=3").json()["items"]
    own = page(gateway, f"/contributions/{items[0]['id']}")
    said = items[0]["content"]["body"]["description"]
    assert said in gateway.client.get(own).text
    by.send("PUT", there, {"audience": "community"})
    tool = by.token("read")
    for _ in range(2):
        assert said in tool.client.get(own, headers=tool.csrf).text
        assert said not in gateway.client.get(own).text


def test_many_who_ask_at_once_wait_for_one_build(gateway: Gateway, builds: list[object]) -> None:
    def ask(_: int) -> str:
        return httpx.get(gateway.client.base_url.join(page(gateway))).text

    with ThreadPoolExecutor(16) as pool:
        found = set(pool.map(ask, range(16)))
    assert len(found) <= 2
    assert len(builds) <= 2


def raw(gateway: Gateway, *requests: str) -> bytes:
    """What is answered on one connection to requests that are there at once."""
    url = gateway.client.base_url
    with socket.create_connection((url.host, url.port or 80), UNTAKEN) as connection:
        last = requests[-1].replace("\r\n", "\r\nConnection: close\r\n", 1)
        connection.sendall("".join((*requests[:-1], last)).encode())
        return b"".join(iter(lambda: connection.recv(65_536), b""))


def asking(gateway: Gateway, path: str, more: str = "") -> str:
    """A request as it goes over the wire."""
    url = gateway.client.base_url
    return f"GET {path} HTTP/1.1\r\nHost: {url.host}:{url.port}\r\n{more}\r\n"


def test_what_is_behind_a_hash_is_kept_for_nobody_who_asks_without(gateway: Gateway) -> None:
    path = f"{gateway.path}/contributions"
    assert b'"items":[]' in raw(gateway, asking(gateway, f"{path}?#&contributor=99"))
    assert gateway.get("/contributions").json()["items"]


def test_who_asks_after_a_member_on_their_connection_reads_as_nobody(gateway: Gateway) -> None:
    by, path = Visitor(gateway), f"{gateway.path}/members/5"
    by.by_wallet(gateway.keys[5])
    by.send("PUT", f"{path.removeprefix('/v1')}/visibility", {"audience": "community"})
    cookie = f"Cookie: auzolan-session={by.client.cookies['auzolan-session']}\r\n"
    first = asking(gateway, path, cookie)
    assert raw(gateway, first, asking(gateway, path)).count(b'"name":"member 5"') == 1
    assert b'"name":"member 5"' not in raw(gateway, asking(gateway, path))


def test_who_takes_nothing_keeps_nobody_waiting(gateway: Gateway) -> None:
    path = page(gateway, "/members")

    async def told() -> int:
        begun, never, status = asyncio.Event(), asyncio.Event(), asyncio.Queue[int]()

        async def untaken(message: object) -> None:
            begun.set()
            await never.wait()

        async def taken(message: dict[str, int]) -> None:
            if "status" in message:
                await status.put(message["status"])

        first = asyncio.create_task(gateway.app(scope(path), nothing, untaken))
        await begun.wait()
        second = asyncio.create_task(gateway.app(scope(path), nothing, taken))  # type: ignore[arg-type]
        try:
            return await asyncio.wait_for(status.get(), UNTAKEN)
        finally:
            for one in (first, second):
                one.cancel()

    assert asyncio.run(told()) == 200


def scope(path: str) -> dict[str, object]:
    """A request of a stranger's, as a server hands it on."""
    told = {"type": "http", "method": "GET", "path": path, "query_string": b"", "root_path": ""}
    where = {"scheme": "http", "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1)}
    return {**told, **where, "headers": [(b"host", b"127.0.0.1")], "state": {}}


async def nothing() -> dict[str, object]:
    """No body, and nothing after it."""
    return {"type": "http.request", "body": b"", "more_body": False}


def test_long_addresses_are_kept_within_the_same_measure(gateway: Gateway) -> None:
    kept, size = Built(gateway.services.store.changes), 30_000
    mark = kept.mark()
    held = 0
    for number in range(3 * MOST_BYTES // size):
        kept.keep(mark, (f"{number}" * size)[:size], Answer(b"{}", {}))
        held = max(held, len(kept._kept))
    assert 1 < held <= MOST_BYTES // size

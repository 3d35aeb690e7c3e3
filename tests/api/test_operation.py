"""What an operator relies on: logs, figures, limits, proxies, names, other sites, slow ones."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from io import StringIO
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import uvicorn
from fastapi import Request
from prometheus_client import generate_latest

from api import guard, protocol
from api.app import create_app
from api.limits import Limits, RateExceeded
from api.services import Services
from api.serving import config
from ledger_py import logs
from ledger_py.letters import origin_of
from ledger_py.metrics import Metrics
from ledger_py.models import Record
from ledger_py.offchain import OffChain
from ledger_py.settings import Settings
from tests.api.stack import Gateway

NETWORK: dict[str, Any] = {"profile": "network", "rpc_url": "http://127.0.0.1:8545"}
SECRET, NAME, ADDRESS = "hunter2-correct-horse", "Ane Etxeberria", "203.0.113.77"
REQUEST_ID = "4f9c2b7e-6f0e-4a57-9d0b-0a9d6a6f2c11"


@pytest.fixture
def log() -> Iterator[StringIO]:
    """Everything that this process says from now on, as JSON."""
    root, said = logging.getLogger(), StringIO()
    kept, level = root.handlers[:], root.level
    logs.configure(Settings.read(log_level="debug", log_format="json"), said)
    yield said
    root.handlers[:] = kept
    root.setLevel(level)


class TestLog:
    def test_has_an_id_that_the_answer_has_too(self, gateway: Gateway, log: StringIO) -> None:
        answer = ask(gateway.app, f"{gateway.path}?q=1", headers={"X-Request-Id": REQUEST_ID})
        assert answer.headers["x-request-id"] == REQUEST_ID
        line = lines(log)[-1]
        assert line["request_id"] == REQUEST_ID
        told = (line["event"], line["method"], line["route"], line["status"])
        assert told == ("request", "GET", "/v1/communities/{c}", 200)

    @pytest.mark.parametrize("given", ["", NAME, "a" * 16 + "\t", "0" * 64, "ab", "12-"])
    def test_takes_no_id_that_could_be_something_else(self, gateway: Gateway, given: str) -> None:
        answer = ask(gateway.app, "/health/live", headers={"X-Request-Id": given})
        assert re.fullmatch("[0-9a-f]{32}", answer.headers["x-request-id"])

    def test_tells_nothing_that_a_request_brings(self, gateway: Gateway, log: StringIO) -> None:
        def fail() -> Mapping[str, bool]:
            raise ValueError(f"{SECRET} of {NAME}")

        app = create_app(replace(gateway.services, ready=fail))
        asked = [*every_request(gateway), ("GET", "/health/ready", {})]
        for method, path, more in asked:
            ask(app, path, method, **more)
        said = log.getvalue()
        for word in (SECRET, NAME, quote(NAME), NAME.split()[1], ADDRESS, "hunter2"):
            assert word not in said, [line for line in said.splitlines() if word in line][:2]
        told = [json.loads(line) for line in said.splitlines()]
        assert len([line for line in told if line["event"] == "request"]) == len(asked)
        failed = next(line for line in told if line["event"] == "A request failed")
        assert failed["exception"] == "ValueError"
        assert "tests/api/test_operation.py" in failed["raised_at"][-1]

    def test_is_for_people_unless_asked_otherwise(self, gateway: Gateway, log: StringIO) -> None:
        logs.configure(Settings.read(log_level="info"), log)
        ask(gateway.app, "/health/live")
        assert "request" in log.getvalue()
        assert not log.getvalue().lstrip().startswith("{")


class TestFigures:
    def test_count_requests_by_template(self, gateway: Gateway) -> None:
        parts = replace(gateway.services, metrics=Metrics())
        app = create_app(parts)
        for path in (gateway.path, f"{gateway.path}/members/3", f"{gateway.path}/members/4"):
            ask(app, path)
        for path in (f"/{NAME}", f"/{SECRET}", "/static/auzolan.css"):
            ask(app, path)
        ask(app, "/health/live", "BREW")
        told = generate_latest(parts.metrics.registry).decode()
        member = 'method="GET",route="/v1/communities/{c}/members/{m}",status="200"'
        assert f"auzolan_http_requests_total{{{member}}} 2.0" in told
        assert 'auzolan_http_requests_total{method="GET",route="none",status="404"} 2.0' in told
        assert 'method="other",route="/health/live",status="405"' in told
        assert "auzolan_http_request_seconds_bucket" in told
        assert SECRET not in told
        assert NAME not in told

    def test_are_not_at_the_gateway_s_own_port(self, gateway: Gateway) -> None:
        assert gateway.client.get("/metrics").status_code == 404


class TestReadiness:
    def test_tells_how_far_the_index_is_and_what_waits(self, gateway: Gateway) -> None:
        found = gateway.get("/health/ready").json()
        assert found["index"]["behind_blocks"] == 0
        assert found["index"]["behind_seconds"] == 0
        assert found["index"]["block"] > 0
        assert found["outbox"] == {"acts": 0, "oldest_seconds": 0}

    def test_tells_how_long_the_oldest_act_waits(self, gateway: Gateway) -> None:
        with gateway.gate.held():
            contribution = gateway.contribution("waits for a while", 5)
            content = gateway.contents.pop("waits for a while")
            record = Record(5, gateway.deadline(), (contribution,))
            act = gateway.ledger(5).submit(record, OffChain((content,)))
            gateway.clock.now += 7
            found = gateway.get("/health/ready").json()
        gateway.settle(act)
        assert found["outbox"] == {"acts": 1, "oldest_seconds": 7}

    def test_calls_a_late_index_a_part_that_is_down_where_it_is_asked_to(
        self, gateway: Gateway
    ) -> None:
        settings = Settings.read(data_dir=gateway.services.settings.data_dir, ready_seconds=60)
        parts = replace(gateway.services, settings=settings)
        assert ask(parts, "/health/ready").json()["parts"]["index"] is True


class TestLimits:
    def limited(self, gateway: Gateway, **given: str) -> Services:
        data_dir = gateway.services.settings.data_dir
        settings = Settings.read(data_dir=data_dir, **given)
        return replace(gateway.services, settings=settings)

    def test_of_an_address_are_told_and_kept(self, gateway: Gateway) -> None:
        app = create_app(self.limited(gateway, rate_address="2/day"))
        answers = [ask(app, "/v1/communities") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert answers[0].headers["ratelimit-policy"] == '"requests";q=2;w=86400'
        assert re.fullmatch(r'"requests";r=1;t=\d+', answers[0].headers["ratelimit"])
        refused = answers[2]
        assert refused.json()["error"] == "RateExceeded"
        assert refused.headers["content-type"] == "application/problem+json"
        assert 1 <= int(refused.headers["retry-after"]) <= 2 * 86_400
        assert refused.headers["x-content-type-options"] == "nosniff"
        assert ask(app, "/v1/communities", client="198.51.100.9").status_code == 200
        assert ask(app, "/health/live").status_code == 200

    def test_of_an_ipv6_address_are_those_of_its_network(self, gateway: Gateway) -> None:
        app = create_app(self.limited(gateway, rate_address="1/day"))
        assert ask(app, "/v1/communities", client="2001:db8::1").status_code == 200
        assert ask(app, "/v1/communities", client="2001:db8::ffff").status_code == 429
        assert ask(app, "/v1/communities", client="2001:db8:0:1::1").status_code == 200

    def test_of_a_person_are_theirs_from_wherever_they_come(self, gateway: Gateway) -> None:
        limits = Limits(Settings.read(rate_person="1/day", rate_address="5/day"))

        def take(client: str, **known: str) -> None:
            scope = {"type": "http", "method": "GET", "client": (client, 1), "state": known}
            limits.take(Request(scope))

        take("198.51.100.1", user="ane")
        take("198.51.100.1", user="jon")
        take("198.51.100.1", token="t1")
        with pytest.raises(RateExceeded):
            take("198.51.100.2", user="ane")
        take("198.51.100.1")

    def test_of_what_changes_something_are_their_own(self, gateway: Gateway) -> None:
        app = create_app(self.limited(gateway, rate_writes="1/day"))
        path = f"{gateway.path}/contributions"
        assert ask(app, path, "POST", json={}).status_code != 429
        assert ask(app, path, "POST", json={}).status_code == 429
        assert ask(app, path).status_code == 200

    def test_are_none_in_the_embedded_profile_unless_set(self, gateway: Gateway) -> None:
        assert "ratelimit" not in ask(gateway.app, "/v1/communities").headers
        network = replace(gateway.services, settings=Settings.read(**NETWORK))
        assert '"requests";q=1200' in ask(network, "/v1/communities").headers["ratelimit-policy"]

    def test_are_those_of_the_caller_behind_a_trusted_proxy(self, gateway: Gateway) -> None:
        trusted = self.limited(gateway, rate_address="1/day", trusted_proxies="10.0.0.0/8")
        app = create_app(trusted)

        def from_(client: str, forwarded: str) -> int:
            headers = {"X-Forwarded-For": forwarded}
            return ask(app, "/v1/communities", client=client, headers=headers).status_code

        assert from_("10.0.0.1", "198.51.100.1") == 200
        assert from_("10.0.0.1", "198.51.100.2") == 200
        assert from_("10.0.0.1", "198.51.100.1") == 429
        # What a caller writes themselves stands before what the proxy adds.
        assert from_("10.0.0.1", "192.0.2.66, 198.51.100.1") == 429
        assert from_("10.0.0.1", "198.51.100.1:4711, 10.9.9.9") == 429
        # Whoever is no proxy is believed nothing.
        assert from_("198.51.100.5", "198.51.100.6") == 200
        assert from_("198.51.100.5", "198.51.100.7") == 429


class TestPublicAddress:
    def public(self, gateway: Gateway, **given: Any) -> Services:
        settings = Settings.read(**NETWORK, public_url="https://ledger.example", **given)
        return replace(gateway.services, settings=settings)

    def test_is_the_only_name_but_for_probes(self, gateway: Gateway) -> None:
        parts = create_app(self.public(gateway))
        assert ask(parts, "/v1/communities", headers={"Host": "ledger.example"}).status_code == 200
        assert ask(parts, "/v1/communities", headers={"Host": "other.example"}).status_code == 421
        assert ask(parts, "/health/live", headers={"Host": "10.1.2.3:8000"}).status_code == 200

    def test_without_one_it_answers_to_no_name_that_somebody_makes_up(
        self, gateway: Gateway
    ) -> None:
        settings = Settings.read(**NETWORK, host="10.1.2.3")
        parts = create_app(replace(gateway.services, settings=settings))
        asked = {"Host": "evil.example"}
        for path in ("/v1/communities", "/sign-in"):
            assert ask(parts, path, headers=asked).status_code == 421
        for name in ("localhost:8000", "127.0.0.1", "10.1.2.3:8000"):
            assert ask(parts, "/v1/communities", headers={"Host": name}).status_code == 200

    def test_over_https_is_told_to_browsers(self, gateway: Gateway) -> None:
        answer = ask(self.public(gateway), "/v1/communities", headers={"Host": "ledger.example"})
        assert answer.headers["strict-transport-security"].startswith("max-age=")
        assert "strict-transport-security" not in ask(gateway.app, "/v1/communities").headers

    def test_is_where_links_and_the_description_lead(self, gateway: Gateway) -> None:
        parts = self.public(gateway)
        assert origin_of(parts.settings) == "https://ledger.example"
        found = ask(parts, "/v1/openapi.json", headers={"Host": "ledger.example"}).json()
        assert found["servers"] == [{"url": "https://ledger.example"}]


class TestThisMachine:
    @pytest.mark.parametrize("proxy", ["127.0.0.1", "127.8.0.1", "::1"])
    def test_is_not_where_a_stranger_is_who_comes_by_a_proxy_on_it(self, proxy: str) -> None:
        assert seen_from(proxy, f"127.0.0.1, {ADDRESS}") == ADDRESS
        assert seen_from(proxy, ADDRESS) == ADDRESS

    def test_is_told_by_nobody_else_whatever_the_environment_says(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
        assert seen_from(ADDRESS, "127.0.0.1") == ADDRESS


def seen_from(peer: str, forwarded: str) -> str:
    """Whom the server below takes for the caller."""
    seen: list[str] = []

    async def app(scope: dict[str, Any], receive: object, send: object) -> None:
        seen.append(scope["client"][0])

    server = config(app, Settings.read())
    server.load()
    head = [(b"x-forwarded-for", forwarded.encode())]
    scope = {"type": "http", "client": (peer, 1), "headers": head, "scheme": "http"}
    asyncio.run(server.loaded_app(scope, None, None))
    return seen[0]


class TestOtherSites:
    ORIGIN = "https://dashboard.example"

    def test_are_shut_out_unless_named(self, gateway: Gateway) -> None:
        answer = ask(gateway.app, "/v1/communities", headers={"Origin": self.ORIGIN})
        assert "access-control-allow-origin" not in answer.headers

    def test_that_are_named_read_the_rest_interface_and_no_page(self, gateway: Gateway) -> None:
        data_dir = gateway.services.settings.data_dir
        settings = Settings.read(data_dir=data_dir, cors_origins=self.ORIGIN)
        parts = create_app(replace(gateway.services, settings=settings))
        shared = ask(parts, "/v1/communities", headers={"Origin": self.ORIGIN})
        assert shared.headers["access-control-allow-origin"] == self.ORIGIN
        assert "access-control-allow-credentials" not in shared.headers
        other = ask(parts, "/v1/communities", headers={"Origin": "https://evil.example"})
        assert "access-control-allow-origin" not in other.headers
        page = ask(parts, "/", headers={"Origin": self.ORIGIN})
        assert "access-control-allow-origin" not in page.headers
        asked = {"Origin": self.ORIGIN, "Access-Control-Request-Method": "POST"}
        assert ask(parts, "/v1/communities", "OPTIONS", headers=asked).status_code == 200


class TestSlowOnes:
    def test_with_a_head_that_trickles_are_let_go(
        self, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.5)
        with served(gateway.services) as port, connected(port) as slow:
            slow.sendall(b"GET /health/live HTTP/1.1\r\nHost: loc")
            for _ in range(3):
                time.sleep(0.1)
                slow.sendall(b"a")
            assert httpx.get(f"http://127.0.0.1:{port}/health/live").status_code == 200
            assert slow.recv(100) == b""

    def test_with_a_body_that_trickles_are_refused(
        self, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(guard, "BODY_SECONDS", 0.5)
        with served(gateway.services) as port, connected(port) as slow:
            head = f"POST {gateway.path}/contributions HTTP/1.1\r\nHost: localhost\r\n"
            kind = 'Content-Type: application/json\r\nIdempotency-Key: "k"\r\n'
            slow.sendall(f"{head}{kind}Content-Length: 1000\r\n\r\n{{".encode())
            assert b" 408 " in slow.recv(1000)

    def test_that_ask_one_thing_after_another_are_let_be(
        self, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.3)
        with served(gateway.services) as port, httpx.Client() as client:
            for _ in range(3):
                url = f"http://127.0.0.1:{port}/health/live"
                assert client.get(url).status_code == 200
                time.sleep(0.2)


class TestEnding:
    def test_finishes_what_runs_and_takes_nothing_more(self, gateway: Gateway) -> None:
        running, go_on = threading.Event(), threading.Event()

        def slowly() -> Mapping[str, bool]:
            running.set()
            assert go_on.wait(20)
            return {"slow": True}

        parts = replace(gateway.services, ready=slowly)
        answers: list[int] = []
        with served(parts) as port:
            url = f"http://127.0.0.1:{port}/health/ready"
            asking = threading.Thread(
                target=lambda: answers.append(httpx.get(url, timeout=30).status_code)
            )
            asking.start()
            assert running.wait(20)
            ending = threading.Thread(target=lambda: (time.sleep(1), go_on.set()))
            ending.start()
        asking.join()
        ending.join()
        assert answers == [200]
        with pytest.raises(httpx.ConnectError):
            httpx.get(url)


def lines(log: StringIO) -> list[dict[str, Any]]:
    """What was said, line by line."""
    return [json.loads(line) for line in log.getvalue().splitlines()]


def ask(app: Any, path: str, method: str = "GET", **more: Any) -> httpx.Response:
    """Ask an application, or one made of these parts, without a server."""
    client = more.pop("client", ADDRESS)
    if isinstance(app, Services):
        app = create_app(app)

    async def get() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(client, 4711))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as found:
            return await found.request(method, path, **more)

    return asyncio.run(get())


def every_request(gateway: Gateway) -> list[tuple[str, str, dict[str, Any]]]:
    """A request of every kind to every route, with a secret and a name wherever one could be."""
    headers = {
        "Authorization": f"Bearer {SECRET}",
        "Cookie": f"auzolan-session={SECRET}; auzolan-forms={SECRET}",
        "Idempotency-Key": f'"{SECRET}"',
        "X-Request-Id": SECRET,
        "X-Forwarded-For": ADDRESS,
        "User-Agent": SECRET,
        "Referer": f"http://127.0.0.1/{SECRET}",
        "If-None-Match": SECRET,
        "Traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "Tracestate": f"vendor={SECRET}",
        "Baggage": f"who={SECRET}",
    }
    query = {"q": SECRET, "after": SECRET, "act": SECRET, "epoch": NAME, "name": NAME}
    body = {"act": {"description": NAME}, "name": NAME, "signature": SECRET, "contents": [SECRET]}
    app = gateway.app
    found = []
    for path, operations in app.openapi()["paths"].items():
        for method in operations:
            for c in ("1", SECRET):
                where = re.sub(r"\{c\}", c, path)
                where = re.sub(r"\{[^}]+\}", SECRET, where)
                for more in ({"json": body}, {"content": f"{{{SECRET}".encode()}):
                    given = {"headers": headers, "params": query, **more}
                    found.append((method.upper(), where, given))
    form = {"headers": headers, "data": {"description": NAME, "as": SECRET, "token": SECRET}}
    for page in ("/", "/communities/1", "/communities/1/record", f"/communities/1/{SECRET}"):
        found += [("GET", page, {"headers": headers, "params": query}), ("POST", page, form)]
    return found


@contextmanager
def served(parts: Services) -> Iterator[int]:
    """These parts behind the real server, told to end at the end of the block."""
    server = uvicorn.Server(config(create_app(parts), parts.settings))
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    """A bare connection to it."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as found:
        yield found

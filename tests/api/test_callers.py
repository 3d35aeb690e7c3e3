"""Every route by every kind of caller: what is everybody's, what a signature decides, what is one's
own.

A route that is in no table here fails the first test: whoever adds one says who may use it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from ledger_py.models import Choose
from ledger_py.signers import LocalSigner
from ledger_py.structs import to_json
from tests.api.stack import LATE, RULES, UNCLAIMED, Gateway, Newcomer, open_gateway
from tests.api.visitors import Visitor, managed_member
from tests.databases import Database

CALLERS = (
    *("anonymous", "elsewhere", "member", "steward", "managed", "suspended", "departed"),
    *("token read", "token write", "token sign"),
)
"""elsewhere: of another community. The tokens are the member's."""
SUSPENDED = 5
NO_COMMENT, NO_HASH = "0" * 32, "0x" + "0" * 64
SIGN_IN = {"sign_in": "x" * 43, "signature": "0x"}
BROWSER = {
    "endpoint": "http://127.0.0.1:9/pushed",
    "keys": {
        "p256dh": "BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tK"
        "fA-eFivOM1drMV7Oy7ZAaDe_UfU",
        "auth": "A" * 22,
    },
}
"""A subscription whose key is the curve's own point."""
USERS = "401 {0} {0} {0} {0} {0} {0}"
"""For everybody who is signed in, and nobody else."""


def of_users(status: int, read: int, write: int, sign: int) -> str:
    """A row of what is every user's own; the last three: of tokens."""
    return f"{USERS.format(status)} {read} {write} {sign}"


C = "/communities/{c}"
OWN: dict[tuple[str, str], tuple[Any, str]] = {
    ("GET", "/session"): (None, of_users(200, 200, 200, 200)),
    ("GET", "/credentials"): (None, of_users(200, 200, 403, 403)),
    ("POST", "/credentials"): (SIGN_IN, of_users(400, 403, 403, 403)),
    ("DELETE", "/credentials/{credential}"): (None, of_users(404, 403, 403, 403)),
    ("GET", "/tokens"): (None, of_users(200, 403, 403, 403)),
    ("POST", "/tokens"): ({"name": "x", "scopes": ["read"]}, of_users(201, 403, 403, 403)),
    ("DELETE", "/tokens/{token}"): (None, of_users(404, 403, 403, 403)),
    ("POST", "/statements"): ({"signer": "0x" + "77" * 20}, of_users(201, 403, 403, 403)),
    ("POST", "/signers"): (SIGN_IN, of_users(400, 403, 403, 403)),
    ("DELETE", "/signers/{signer}"): (None, of_users(404, 403, 403, 403)),
    ("PUT", f"{C}/managed-key"): (None, of_users(200, 403, 403, 200)),
    ("POST", f"{C}/signatures"): ("choose", "401 403 403 403 200 403 403 403 403 403"),
    ("GET", f"{C}/members/{{m}}/data"): (None, "401 403 200 403 403 403 403 200 403 403"),
    ("POST", f"{C}/members/{{m}}/erasure"): ({"member": 4}, of_users(403, 403, 403, 403)),
    ("GET", f"{C}/members/{{m}}/visibility"): (None, "401 403 200 403 403 403 403 200 403 403"),
    ("PUT", f"{C}/members/{{m}}/visibility"): (
        {"audience": "everybody"},
        "401 403 200 403 403 403 403 403 200 403",
    ),
    ("POST", f"{C}/votes/{{v}}/comments"): (
        {"text": "Hello"},
        "401 403 201 201 201 403 403 403 201 403",
    ),
    ("POST", f"{C}/contributions/{{id}}/comments"): (
        {"text": "Hello"},
        "401 403 201 201 201 403 403 403 201 403",
    ),
    ("DELETE", f"{C}/comments/{{comment}}"): (None, "401 403 404 404 404 403 403 403 404 403"),
    ("GET", f"{C}/reports"): (None, "401 403 200 200 200 403 403 200 403 403"),
    ("POST", f"{C}/reports"): (
        {"text": f"comment {NO_COMMENT}", "reason": "x"},
        "401 403 404 404 404 403 403 403 404 403",
    ),
    ("POST", f"{C}/reports/{{report}}/decision"): (
        {"hide": True},
        "401 403 403 404 403 403 403 403 403 403",
    ),
    ("POST", f"{C}/reports/{{report}}/appeal"): (
        {"appeal": "x"},
        "401 403 404 404 404 403 403 403 404 403",
    ),
    ("GET", "/notices"): (None, of_users(200, 200, 403, 403)),
    ("POST", "/notices/seen"): ({"through": 0}, of_users(200, 403, 200, 403)),
    ("GET", "/notices/settings"): (None, of_users(200, 200, 403, 403)),
    ("PUT", "/notices/settings"): ({"kinds": {}}, of_users(200, 403, 403, 403)),
    ("GET", "/notices/push"): (None, of_users(200, 200, 403, 403)),
    ("GET", "/notices/subscriptions"): (None, of_users(200, 200, 403, 403)),
    ("POST", "/notices/subscriptions"): (BROWSER, of_users(201, 403, 403, 403)),
    ("DELETE", "/notices/subscriptions/{s}"): (None, of_users(404, 403, 403, 403)),
    ("POST", f"{C}/contributions/{{id}}/requests"): (
        {"members": [3]},
        "401 403 403 403 403 403 403 403 403 403",
    ),
    ("GET", f"{C}/contributions/{{id}}/links"): (None, of_users(200, 200, 403, 403)),
    ("POST", f"{C}/contributions/{{id}}/links"): (
        {},
        "401 403 403 403 403 403 403 403 403 403",
    ),
    ("DELETE", f"{C}/contributions/{{id}}/links/{{link}}"): (None, of_users(404, 403, 404, 403)),
    ("POST", "/links/opening"): (
        {"secret": "x" * 43},
        "404 404 404 404 404 404 404 403 404 403",
    ),
    ("POST", f"{C}/evidence"): (None, "401 403 422 422 422 403 403 403 422 403"),
    ("DELETE", f"{C}/evidence/{{file}}"): (None, "401 403 404 404 404 403 403 403 404 403"),
    ("GET", f"{C}/webhooks"): (None, of_users(200, 200, 403, 403)),
    ("POST", f"{C}/webhooks"): (
        {"url": "http://127.0.0.1:9/told"},
        "401 403 201 201 201 403 403 403 201 403",
    ),
    ("DELETE", f"{C}/webhooks/{{w}}"): (None, of_users(404, 403, 404, 403)),
    ("POST", f"{C}/webhooks/{{w}}/replay"): ({"after": "0-0"}, of_users(404, 403, 404, 403)),
    ("GET", f"{C}/webhooks/{{w}}/deliveries"): (None, of_users(404, 404, 403, 403)),
    ("GET", "/drafts"): (None, of_users(200, 200, 403, 403)),
    ("PUT", "/drafts/{draft}"): ({"body": {}}, of_users(204, 403, 204, 403)),
    ("DELETE", "/drafts/{draft}"): (None, of_users(204, 403, 404, 403)),
}
"""What is somebody's own: the body, and the status for each of CALLERS."""
ENDS = (("DELETE", "/session"), ("DELETE", "/user"))
"""These end the caller's session; a token may not."""
LIVE = ("GET", "/notices/events")
"""What goes on for as long as its user listens."""
FREE: dict[tuple[str, str], tuple[Any, int]] = {
    ("POST", "/sign-ins"): ({"way": "passkey"}, 201),
    ("POST", "/sessions"): (SIGN_IN, 400),
    ("POST", f"{C}/contents"): (
        {"contents": [{"salt": NO_HASH, "body": {"kind": "note", "text": "x"}}]},
        200,
    ),
}
"""What nobody has to be anybody for."""
SIGNED = re.compile(
    r"/communities/\{c\}/"
    r"(acts|typed-data|contributions|attestations|elections)(/[a-z-]+)?$|"
    r"/communities/\{c\}/(votes|proposals|claims)/\{\w\}/(ballots|closing|execution|completion)$"
)
"""POSTs whose signature says who acts, or that anybody may make: whoever brings them."""
STREAMS = re.compile(r"/events$")


class Cast:
    """One of each kind of caller."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        stranger = LocalSigner(b"\x72" * 32)
        pen = gateway.ledger(1, gateway.elsewhere)
        gateway.settle(pen.admit([Newcomer({"kind": "person", "name": "x"}, stranger.signer)]))
        until = int(gateway.clock()) + 1_000_000
        gateway.settle(*(gateway.ledger(m).suspend(SUSPENDED, until) for m in (1, 2)))
        gateway.settle(gateway.ledger(LATE).depart())
        keys = {"elsewhere": stranger} | {
            name: gateway.keys[m]
            for name, m in (("member", 3), ("steward", 1), ("suspended", 5), ("departed", LATE))
        }
        self.by = {name: Visitor(gateway) for name in CALLERS}
        for name, key in keys.items():
            self.by[name].by_wallet(key)
        self.by["managed"].by_wallet(LocalSigner(b"\x73" * 32))
        self.managed = managed_member(gateway, self.by["managed"])
        for scope in ("read", "write", "sign"):
            self.by[f"token {scope}"] = self.by["member"].token(scope)

    def statuses(self, method: str, route: str, body: Any) -> list[int]:
        """What each caller is answered."""
        path = self.path(route)
        return [self.by[name].send(method, path, body).status_code for name in CALLERS]

    def path(self, route: str) -> str:
        """A route with things that there are, and of one's own things none."""
        one = self.gateway.contributions["organised"]
        there = {
            "c": self.gateway.place.community,
            "m": "3",
            "v": "2",
            "i": "1",
            "g": "1",
            "a": "1",
            "e": "1",
            "n": "1",
            "id": one_id(self.gateway),
            "hash": NO_HASH,
            "credential": "0" * 64,
            "token": "999",
            "signer": "0x" + "77" * 20,
            "comment": NO_COMMENT,
            "report": NO_COMMENT,
            "draft": "x",
            "act": NO_HASH,
            "name": "NotFound",
            "file": "0" * 64,
            "w": NO_COMMENT,
            "s": "0" * 64,
            "link": "0" * 64,
        }
        assert one.contributor == UNCLAIMED[0]
        return re.sub(r"\{(\w+)\}", lambda found: there[found[1]], route)


def one_id(gateway: Gateway) -> str:
    """The id of the contribution that credits somebody unclaimed."""
    items = gateway.get("/contributions").json()["items"]
    return str(next(i["id"] for i in items if i["contributor"]["member"] == UNCLAIMED[0]))


@pytest.fixture(scope="module")
def cast(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    """All callers, at a gateway of their own."""
    with open_gateway(database, tmp_path_factory.mktemp("callers")) as opened:
        opened.open_elsewhere(RULES)
        opened.populate(opened.found("here", RULES))
        yield Cast(opened)


def routes(cast: Cast) -> list[tuple[str, str]]:
    """Every route of /v1: method and path, as the gateway describes itself."""
    described = cast.gateway.app.openapi()["paths"]
    return [
        (method.upper(), path.removeprefix("/v1"))
        for path, operations in described.items()
        for method in operations
        if path.startswith("/v1")
    ]


def is_public(route: tuple[str, str]) -> bool:
    """Whether it reads what is everybody's."""
    return route[0] == "GET" and route not in OWN and route != LIVE


def test_every_route_says_whose_it_is(cast: Cast) -> None:
    known = routes(cast)
    assert known
    for route in known:
        named = route in OWN or route in ENDS or route in FREE or route == LIVE
        signed = route[0] == "POST" and bool(SIGNED.search(route[1]))
        assert named + signed + is_public(route) == 1, route
    assert {*OWN, *ENDS, *FREE} <= set(known)


@pytest.mark.parametrize("route", OWN, ids=" ".join)
def test_what_is_somebody_s_own_is_for_them_alone(cast: Cast, route: tuple[str, str]) -> None:
    body, row = OWN[route]
    if body == "choose":
        act = Choose(cast.managed, cast.gateway.deadline(), cast.managed, 1)
        body = {"primary_type": "Choose", "act": to_json(act)}
    found = dict(zip(CALLERS, cast.statuses(*route, body), strict=True))
    assert found == dict(zip(CALLERS, map(int, row.split()), strict=True))


def test_what_a_signature_decides_is_the_same_whoever_brings_it(cast: Cast) -> None:
    for method, path in routes(cast):
        if method == "POST" and SIGNED.search(path):
            found = cast.statuses(method, path, {})
            assert set(found) <= {400, 404, 409, 422}, path
            assert len(set(found)) == 1, path


def test_what_is_everybody_s_is_read_by_everybody_alike(cast: Cast) -> None:
    for route in routes(cast):
        if is_public(route) and not STREAMS.search(route[1]):
            found = cast.statuses(*route, None)
            assert found[0] in (200, 404), route
            assert len(set(found)) == 1, route


@pytest.mark.parametrize("route", FREE, ids=" ".join)
def test_what_nobody_has_to_be_anybody_for(cast: Cast, route: tuple[str, str]) -> None:
    body, status = FREE[route]
    assert set(cast.statuses(*route, body)) == {status}


@pytest.mark.parametrize("route", ENDS, ids=" ".join)
def test_what_ends_a_session_needs_one(cast: Cast, route: tuple[str, str]) -> None:
    for name, status in (("anonymous", 401), *((f"token {s}", 403) for s in ("read", "sign"))):
        assert cast.by[name].send(*route).status_code == status, name


def test_what_goes_on_for_its_user_begins_for_nobody_else(cast: Cast) -> None:
    for name, status in (("anonymous", 401), ("token write", 403), ("token sign", 403)):
        assert cast.by[name].send(*LIVE).status_code == status, name

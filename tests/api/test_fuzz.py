"""No body, however odd, makes the gateway fail or store anything."""

import copy
import re
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.shapes_signed import KINDS
from tests.api.stack import Gateway
from tests.api.test_refusals import attest, ballot, post_record, record
from tests.api.test_signing import drafted

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(["0x", "0x0", "0x" + "00" * 20, "0x" + "ff" * 32, "0x" + "ff" * 65])
)
JUNK = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
PATHS = (
    "/contributions",
    "/attestations",
    "/votes/2/ballots",
    "/typed-data/record",
    "/typed-data/attest",
    "/typed-data/ballot",
)
FEW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def valid(gateway: Gateway, path: str) -> dict[str, Any]:
    """A body of the route's shape that would be refused if it got so far, or stores nothing."""
    if path == "/contributions":
        return post_record(gateway, record(gateway, epoch=1))[1]
    if path == "/attestations":
        return attest(gateway, 3, "waiting")[1]
    if path == "/votes/2/ballots":
        return ballot(gateway, sequence=9)[1]
    return {
        "/typed-data/record": {"member": 4, "contributions": [drafted()]},
        "/typed-data/attest": {
            "member": 4,
            "attestations": [{"contribution": "0x" + "11" * 32, "basis": 1}],
        },
        "/typed-data/ballot": {"member": 1, "vote": 2, "levels": [1, 2, 3, 4]},
    }[path]


def spots(body: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The places in a body where a value may be put in another's stead."""
    inner = body.items() if isinstance(body, dict) else enumerate(body)
    found = []
    for key, value in inner:
        found.append((*path, key))
        if isinstance(value, dict | list):
            found += spots(value, (*path, key))
    return found


def put(body: Any, spot: tuple[Any, ...], value: Any) -> Any:
    """The body with a value put somewhere."""
    changed = copy.deepcopy(body)
    inner = changed
    for key in spot[:-1]:
        inner = inner[key]
    inner[spot[-1]] = value
    return changed


@pytest.mark.parametrize("path", PATHS)
def test_junk_is_refused(gateway: Gateway, path: str) -> None:
    @FEW
    @given(JUNK)
    def refuse(body: Any) -> None:
        assert 400 <= gateway.post(path, body).status_code < 500

    with gateway.unchanged():
        refuse()


@pytest.mark.parametrize("path", PATHS)
def test_a_body_with_one_odd_value_is_refused_or_harmless(gateway: Gateway, path: str) -> None:
    body = valid(gateway, path)

    @FEW
    @given(st.sampled_from(spots(body)), JUNK)
    def refuse(spot: tuple[Any, ...], value: Any) -> None:
        assert gateway.post(path, put(body, spot, value)).status_code < 500

    with gateway.unchanged():
        refuse()


EVERY = [f"/acts/{kind.path}" for kind in KINDS] + [f"/typed-data/{kind.path}" for kind in KINDS]
EVERY += ["/acts", "/claims/7/completion", "/votes/2/closing", "/proposals/2/execution"]
HEADERS = ("Idempotency-Key", "Prefer", "Accept", "Accept-Language", "If-None-Match", "Range")
# What a client can put into a header at all: no control characters.
VALUES = st.binary(max_size=40).map(lambda raw: re.sub(rb"[^ -~\x80-\xff]", b" ", raw).strip())
QUERIES = ("after", "limit", "since", "before", "order", "state", "epoch", "member", "signer")
LISTS = ("/contributions", "/members", "/votes", "/proposals", "/units", "/signers", "/castings")
HUGE = (
    *(b'{"act": ' + number for number in (b"1e999}", b"9" * 400 + b"}", b"-0.0}", b"1E-400}")),
    b'{"act": "' + b"\\ud800" * 10 + b'"}',
    b'{"\\u0000": 1}',
    b"[" * 900 + b"]" * 900,
    b'{"act": ' * 900 + b"1" + b"}" * 900,
    '{"act": "\N{RIGHT-TO-LEFT OVERRIDE}\N{ZERO WIDTH JOINER}\U0010ffff"}'.encode(),
    b"\xef\xbb\xbf{}",
    b'{"act": 1, "act": 2}',
)


@pytest.mark.parametrize("path", EVERY)
def test_junk_is_refused_everywhere(gateway: Gateway, path: str) -> None:
    @settings(FEW, max_examples=6)
    @given(JUNK)
    def refuse(body: Any) -> None:
        assert 400 <= gateway.post(path, body).status_code < 500

    with gateway.unchanged():
        refuse()


@pytest.mark.parametrize("body", HUGE, ids=lambda body: str(body[:24]))
@pytest.mark.parametrize("path", ["/contributions", "/acts", "/typed-data/propose"])
def test_what_is_huge_deep_or_odd_is_refused(gateway: Gateway, path: str, body: bytes) -> None:
    headers = {"Content-Type": "application/json", "Idempotency-Key": '"odd"'}
    with gateway.unchanged():
        response = gateway.client.post(gateway.path + path, content=body, headers=headers)
    assert response.status_code in (400, 422)
    assert response.headers["content-type"] == "application/problem+json"


@FEW
@given(st.sampled_from(HEADERS), VALUES)
def test_a_header_with_an_odd_value_is_refused_or_harmless(
    gateway: Gateway, name: str, value: bytes
) -> None:
    headers = {name: value}
    for path in ("/contributions", "/activities"):
        assert gateway.client.get(gateway.path + path, headers=headers).status_code < 500
    posted = gateway.client.post(gateway.path + "/contributions", json={}, headers=headers)
    assert 400 <= posted.status_code < 500


@FEW
@given(st.sampled_from(LISTS), st.dictionaries(st.sampled_from(QUERIES), SCALARS | st.text()))
def test_an_odd_query_is_refused_or_harmless(
    gateway: Gateway, path: str, query: dict[str, Any]
) -> None:
    response = gateway.client.get(gateway.path + path, params=query)
    assert response.status_code < 500
    for place in ("next", "first"):
        if place in response.links:
            assert gateway.client.get(response.links[place]["url"]).status_code < 500


@FEW
@given(st.text(max_size=30))
def test_an_odd_address_is_not_found(gateway: Gateway, text: str) -> None:
    address = f"{gateway.path}/contributions/{quote(text, safe='')}"
    assert gateway.client.get(address).status_code < 500
    assert gateway.client.get(f"/v1/communities/{quote(text, safe='')}").status_code < 500

"""No body, however odd, makes the gateway fail or store anything."""

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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

"""What a caller who has shown nothing of themselves gets, route by route.

`anonymous.txt` has a line for each operation: method, address, status, and the refusal's name.
Whoever asks has no account, and sends the description's own example, whose signature is none.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.describing import operations
from tests.api.stack import RULES, Gateway, open_gateway
from tests.databases import Database

TABLE = Path(__file__).with_name("anonymous.txt")
HERE = {
    "c": "2",
    "m": "3",
    "i": "1",
    "v": "1",
    "g": "1",
    "a": "1",
    "e": "1",
    "n": "1",
    "id": "0x" + "11" * 32,
    "hash": "0x" + "11" * 32,
    "act": "0x" + "11" * 32,
    "name": "ActNotFound",
    "comment": "a" * 32,
    "report": "a" * 32,
    "credential": "a" * 64,
    "file": "a" * 64,
    "w": "a" * 32,
    "s": "a" * 64,
    "signer": "0x" + "2e" * 20,
    "draft": "draft-1",
    "link": "a" * 64,
}
"""What stands in an address; where nothing is known of a name, what no route takes for its own."""
ENDLESS = ("/events", "/stream", "/bundle")
"""Answers that do not end, or take long: they have tests of their own."""


HARMLESS = (
    *("/typed-data/", "/v1/sign-ins", "/v1/communities/{c}/acts 207", "/contents 200"),
    "/votes/{v}/closing 202",
)
"""What says what to sign, begins a sign-in, answers for each of several things by itself, or was
done before by the very same call.
"""


def told(gateway: Gateway, method: str, path: str, operation: dict[str, Any]) -> str:
    """The line of an operation."""
    address = re.sub(r"{(\w+)}", lambda found: HERE.get(found[1], "1"), path)
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    body = {"json": content["example"]} if content else {}
    headers = {"Idempotency-Key": f'"{method} {path}"'}
    response = gateway.client.request(method.upper(), address, headers=headers, **body)
    refusal = response.json()["error"] if response.status_code >= 400 else ""
    return f"{method.upper():6} {path} {response.status_code} {refusal}".rstrip()


def asked(gateway: Gateway) -> list[tuple[str, str, dict[str, Any]]]:
    """Every operation whose answer ends."""
    every = operations(gateway.app.openapi())
    return [one for one in every if not one[1].endswith(ENDLESS)]


@pytest.fixture(scope="module")
def gateway(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway of its own: the table is of what it is at first."""
    with open_gateway(database, tmp_path_factory.mktemp("anonymous")) as opened:
        opened.open_elsewhere(RULES)
        opened.populate(opened.found("here", RULES))
        yield opened


@pytest.fixture(scope="module")
def lines(gateway: Gateway) -> list[str]:
    """The table as it is."""
    return sorted(told(gateway, *one) for one in asked(gateway))


def test_anonymous(lines: list[str]) -> None:
    known = TABLE.read_text("utf-8").splitlines()
    new, gone = sorted(set(lines) - set(known)), sorted(set(known) - set(lines))
    assert not new + gone, f"{TABLE.name} lacks {new} and has {gone} that are not so"
    assert lines == known, f"{TABLE.name} is not in order"


def test_nobody_unknown_writes_anything(lines: list[str]) -> None:
    writing = [line for line in lines if not line.startswith("GET")]
    assert len(writing) > 70
    for line in writing:
        if any(one in line for one in HARMLESS):
            continue
        status = int(line.split()[2])
        assert status >= 400, line


def test_nothing_fails_inside(lines: list[str]) -> None:
    assert not [line for line in lines if line.split()[2].startswith("5")]

"""Refusals and Python of the how-tos; their commands are run by tests/chain/test_how_tos.py."""

import re
import time
from pathlib import Path
from typing import Any

import pytest

from ledger_py.explanations import EXPLANATIONS
from ledger_py.webhooks import secret_bytes, signed

HOW_TOS = Path(__file__).resolve().parents[2] / "docs" / "how-to"


@pytest.mark.parametrize(
    "page",
    [
        "recover-a-member.md",
        "contest-a-contribution.md",
        "invite-somebody.md",
        "decide-together.md",
        "use-the-rest-api.md",
    ],
)
def test_refusals__that_a_how_to_names__are_errors_of_the_contracts(page: str) -> None:
    named = re.findall(r"^\| `(\w+)` \|", (HOW_TOS / page).read_text("utf-8"), re.MULTILINE)
    assert named
    assert set(named) <= EXPLANATIONS.keys()


def test_is_genuine__of_be_told__takes_our_messages_and_no_others() -> None:
    (code,) = re.findall(
        r"^```python\n(.+?)^```",
        (HOW_TOS / "be-told.md").read_text("utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    page: dict[str, Any] = {}
    exec(code, page)
    is_genuine, secret, body = page["is_genuine"], "whsec_" + "QUJD" * 8, b'{"type":"vote_opened"}'
    headers = signed(secret_bytes(secret), "msg_1", int(time.time()), body)
    other = headers["webhook-signature"].replace("v1,", "v1,AA")
    assert is_genuine(secret, headers, body)
    assert is_genuine(
        secret, headers | {"webhook-signature": f"{other} {headers['webhook-signature']}"}, body
    )
    assert not is_genuine("whsec_" + "QUJE" * 8, headers, body)
    assert not is_genuine(secret, headers, body + b" ")
    assert not is_genuine(secret, headers | {"webhook-id": "msg_2"}, body)
    assert not is_genuine(secret, headers | {"webhook-signature": other}, body)
    old = signed(secret_bytes(secret), "msg_1", int(time.time()) - 3_600, body)
    assert not is_genuine(secret, old, body)

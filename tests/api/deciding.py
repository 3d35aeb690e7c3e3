"""A community in the midst of deciding, and how a client says something in it."""

from __future__ import annotations

from typing import Any

import httpx
from eth_account.messages import _hash_eip191_message, encode_typed_data

from ledger_py import proposals
from ledger_py.models import NO_LEVEL, Call, Choice, Kind
from tests.api.stack import DAY, RULES, Gateway

WAIT = {"Prefer": "wait=20"}
DIVIDING, WAITING, AMENDING = 4, 5, 6
"""A closed vote of shares, a proposal that has passed, one that amends it and is announced."""
DOCUMENT = {"kind": "proposal", "title": "A third steward", "description": "Two are too few."}
MINUTE = {"notice": 0, "duration": 60}
LEVELS = (5, 5, 5, NO_LEVEL)


def decide(gateway: Gateway) -> None:
    """Bring a new gateway to where the constants above say."""
    gateway.populate(gateway.found("here", RULES))
    steward, shares = gateway.ledger(1), {"kind": "indicator", "name": "r", "title": "Recognition"}
    gateway.settle(steward.define_indicator(shares | {"description": "All"}, kind=Kind.SHARES))
    gateway.settle(steward.open_vote(3, duration=60, from_=1))
    for member, points in ((1, (60, 40)), (3, (60, 40)), (4, (100, 0)), (5, ())):
        gateway.settle(gateway.ledger(member).cast_shares(DIVIDING, 1, points, LEVELS, "So"))
    appoint = [proposals.appoint(4)]
    gateway.settle(steward.propose(DOCUMENT, appoint, delay=DAY // 2, **MINUTE))
    amended = DOCUMENT | {"title": "Another"}
    cap = proposals.revise_activity(1, required=1, cap=100, document=b"\7" * 32)
    gateway.settle(
        gateway.ledger(3).propose(
            amended, [cap], amends=WAITING, notice=DAY, duration=2 * DAY, delay=DAY
        )
    )
    said = ((1, Choice.IN_FAVOUR), (2, Choice.IN_FAVOUR), (3, Choice.ABSTAINS), (5, Choice.AGAINST))
    for member, choice in said:
        gateway.settle(gateway.ledger(member).cast_proposal(WAITING, 1, choice, "Because"))
    gateway.pass_time(61)
    gateway.settle(steward.close_vote(DIVIDING), steward.close_vote(WAITING))


def drafted(gateway: Gateway, name: str, **draft: Any) -> dict[str, Any]:
    """What a client is told to sign."""
    answer = gateway.post(f"/typed-data/{name}", draft)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def signed(gateway: Gateway, member: int, found: dict[str, Any]) -> dict[str, Any]:
    """What is posted: what a client was told to sign, signed as a wallet would."""
    wallet = _hash_eip191_message(encode_typed_data(full_message=found["typed_data"]))
    assert found["digest"] == "0x" + wallet.hex()
    key = gateway.keys[member]
    body = {"act": found["act"], "signer": "0x" + key.signer.hex()}
    body["signature"] = "0x" + key.sign(wallet).hex()
    if found["contents"]:
        body["contents"] = [{"salt": one["salt"], "body": one["body"]} for one in found["contents"]]
    if found["documents"]:
        body["documents"] = found["documents"]
    return body


def post(gateway: Gateway, name: str, member: int, **draft: Any) -> httpx.Response:
    """Draft an act, sign it and hand it in."""
    found = drafted(gateway, name, member=member, **draft)
    return gateway.post(f"/acts/{name}", signed(gateway, member, found), **WAIT)


def say(gateway: Gateway, name: str, member: int, **draft: Any) -> str:
    """Draft an act, sign it, hand it in and wait; what it says in words."""
    found = drafted(gateway, name, member=member, **draft)
    answer = gateway.post(f"/acts/{name}", signed(gateway, member, found), **WAIT)
    assert answer.status_code == 200, answer.text
    return str(found["summary"])


def newest(gateway: Gateway) -> int:
    """The vote of the last proposal."""
    return int(gateway.get("/proposals").json()["items"][-1]["vote"])


def carry_out(gateway: Gateway, *what: Call) -> None:
    """Let a steward's quick proposal pass and be executed."""
    steward = gateway.ledger(1)
    gateway.settle(steward.propose(DOCUMENT, what, delay=0, **MINUTE))
    vote = newest(gateway)
    for member in (1, 3, 4):
        gateway.settle(gateway.ledger(member).cast_proposal(vote, 1, Choice.IN_FAVOUR))
    gateway.pass_time(61)
    gateway.settle(steward.close_vote(vote), steward.execute(vote, what))

"""Taking an act in: once under its key, with an answer at once or when the chain has it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson
from fastapi import Response
from fastapi.concurrency import run_in_threadpool

from api import shapes_acts as shapes
from api.problems import MEDIA_TYPE, problem_of
from api.services import Services
from api.shapes_calls import document_of
from ledger_py import calls, commitments
from ledger_py.calls import Call
from ledger_py.idempotency import Answer, Asked
from ledger_py.models import Act
from ledger_py.offchain import OffChain
from ledger_py.outbox import AcceptedAct, ActState

MAX_WAIT = 30
_WAIT = re.compile(r"\bwait=(\d{1,4})\b", re.ASCII)
_PAUSE, _LONGEST_PAUSE = 0.02, 0.5
_PART = 8
"""Between two looks at an act goes this part of how long it has taken: many may wait at once."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A call as it came; signer b"": nobody signs it. receipt: all that was posted."""

    call: Call
    key: str
    receipt: dict[str, Any]
    signer: bytes = b""
    offchain: OffChain = field(default=OffChain())

    @property
    def asked(self) -> Asked:
        """The request by which its answer is found again."""
        said = orjson.dumps(self.receipt, option=orjson.OPT_SORT_KEYS)
        request = self.call.name.encode() + b" " + said
        return Asked(self.call.community, self.signer, self.key, request)


def posted_of(
    parts: Services,
    c: str,
    act: Act,
    signed: shapes.Signed,
    key: str,
    more: tuple[bytes, ...] = (),
) -> Posted:
    """A signed act as it came, with what it commits to."""
    community = parts.reads.locate(c)
    documents = tuple(map(document_of, getattr(signed, "documents", ())))
    offchain = OffChain(_contents(getattr(signed, "contents", ())), documents)
    signer, signature = bytes_of(signed.signer), bytes_of(signed.signature)
    call = calls.signed(act, parts.place(community), signer, signature, *more)
    return Posted(
        call, key, signed.model_dump(exclude_unset=True, exclude={"kind", "key"}), signer, offchain
    )


def _contents(given: Iterable[Any]) -> tuple[commitments.Content, ...]:
    return tuple(
        commitments.seal(one.body.model_dump(exclude_unset=True), bytes_of(one.salt))
        for one in given
    )


def bytes_of(text: str) -> bytes:
    """The bytes that hex digits after 0x name."""
    return bytes.fromhex(text[2:])


async def take(parts: Services, posted: Posted, seconds: int) -> Answer:
    """Accept an act, wait at most so long for the chain, and answer; again, the same answer.

    Raises what `Door.accept` raises: then nothing is stored.
    """
    asked = posted.asked
    if before := parts.answers.earlier(asked):
        return before
    tell = None if seconds else told
    accept = parts.door.accept
    accepted = await run_in_threadpool(accept, posted.call, posted.offchain, asked=asked, tell=tell)
    if not seconds and (answer := parts.answers.earlier(asked)):
        return answer
    state = await _wait(parts, accepted.act, seconds)
    return await run_in_threadpool(parts.answers.keep, asked, told(accepted, state, waited=True))


def told(accepted: AcceptedAct, state: ActState, waited: bool = False) -> Answer:
    """What is answered by what has become of an act."""
    if state.error is not None:
        found = problem_of(state.error)
        return Answer(found.status, found.model_dump_json(exclude_none=True))
    status = 200 if waited and state.over else 202
    return Answer(status, view(accepted, state).model_dump_json())


def respond(answer: Answer, receipt: dict[str, Any], seconds: int) -> Response:
    """An answer as it is sent, with the receipt of what was posted."""
    headers = {"Cache-Control": "no-store"}
    if seconds:
        headers["Preference-Applied"] = f"wait={seconds}"
    if answer.status >= 400:
        return Response(answer.body, answer.status, headers, MEDIA_TYPE)
    body = with_receipt(answer, receipt)
    headers["Location"] = body["url"]
    return Response(orjson.dumps(body), answer.status, headers, "application/json")


def with_receipt(answer: Answer, receipt: dict[str, Any]) -> dict[str, Any]:
    """The body of an answer, with which the member can bring the act to any other gateway.

    It is what came with the same request, so that no text of anybody's lies with the answers.
    """
    found: dict[str, Any] = orjson.loads(answer.body)
    return found | ({"receipt": receipt} if answer.status < 400 else {})


def patience(prefer: str | None) -> int:
    """For how many seconds a client would wait."""
    found = _WAIT.search(prefer or "")
    return min(int(found[1]), MAX_WAIT) if found else 0


def view(accepted: AcceptedAct, state: ActState) -> shapes.ActView:
    """An act and what has become of it."""
    return shapes.ActView(
        act=accepted.act,
        url=f"/v1/acts/{accepted.act}",
        name=accepted.call.name,
        community=accepted.call.community,
        member=accepted.call.member,
        accepted=accepted.accepted,
        status=state.status.value,
        tx=state.tx,
        block=state.block,
        time=state.time,
        problem=problem_of(state.error) if state.error else None,
    )


async def _wait(parts: Services, act: str, seconds: int) -> ActState:
    loop = asyncio.get_running_loop()
    begun = loop.time()
    while not (state := parts.outbox.state(act)).over:
        waited = loop.time() - begun
        if waited > seconds:
            break
        await asyncio.sleep(min(max(_PAUSE, waited / _PART), _LONGEST_PAUSE))
    return state

"""A proxy between our processes and a node, which does what networks and nodes do at their worst.

    with FaultyNode(node_url, seed=7) as faulty:
        Rpc(faulty.url)

What it does follows from the seed and from the order of requests. `faulty.quiet()` ends it.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from dataclasses import dataclass
from http.client import HTTPException
from random import Random
from typing import Any, Self

import orjson

from ledger_py.chain.engines import ENGINES, Refusal
from tests.faults.serving import Handler, Server, asked_of

_LONGEST_DELAY = 0.05
_READS = ("eth_getBlockByNumber", "eth_getTransactionReceipt", "eth_getTransactionCount")
_SEND = "eth_sendRawTransaction"
# What is said of a transaction as such would be true at every node; these are lies about a moment.
_OF_A_MOMENT = {
    _SEND: (Refusal.NONCE_USED, Refusal.KNOWN, Refusal.REPLACEMENT_UNDERPRICED),
    "eth_getLogs": (Refusal.TOO_MANY_RESULTS, Refusal.HISTORY_PRUNED),
}
_BUSY = ((-32603, "Internal error"), (-32005, "limit exceeded"), (-32000, "the pool is full"))


@dataclass(frozen=True, slots=True)
class Rates:
    """How many of a thousand requests meet each fault."""

    delay: int = 30
    drop_before: int = 12
    drop_after: int = 12
    cut: int = 12
    twice: int = 12
    refuse: int = 20
    refuse_after: int = 10
    truncate: int = 150
    """Of queries for logs alone, whose answer then lacks a log."""
    stale: int = 60
    """Of questions for the head, a nonce or a receipt alone, answered as a node that lags does."""


class FaultyNode:
    """The proxy; `done` counts what it did, by name."""

    def __init__(self, url: str, seed: int, rates: Rates | None = None) -> None:
        self._node, self._random, self._rates = url, Random(seed), rates or Rates()
        self._guard = threading.Lock()
        self._earlier: dict[bytes, deque[Any]] = {}
        self.done: Counter[str] = Counter()
        self._server = Server(0, type("Handler", (_Handler,), {"faulty": self}))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def quiet(self) -> None:
        """Pass on everything as it is from now on."""
        self._rates = Rates(*[0] * 9)

    def pick(self, asked: Any) -> str:
        """The fault that a request meets; empty for none."""
        rates, method = self._rates, _method(asked)
        with self._guard:
            for name in ("delay", "drop_before", "drop_after", "cut", "twice"):
                if self._hits(getattr(rates, name)):
                    return name
            if method and self._hits(rates.refuse):
                return "refuse"
            if method and self._hits(rates.refuse_after):
                return "refuse_after"
            if method == "eth_getLogs" and self._hits(rates.truncate):
                return "truncate"
            if method in _READS and self._hits(rates.stale):
                return "stale"
        return ""

    def delay(self) -> float:
        """How many seconds an answer is kept back."""
        with self._guard:
            return self._random.random() * _LONGEST_DELAY

    def note(self, fault: str) -> None:
        """Count a fault that was met."""
        with self._guard:
            self.done[fault] += 1

    def forward(self, body: bytes) -> bytes:
        """The node's own answer."""
        return asked_of(self._node, body)

    def refusal(self, asked: Any) -> bytes:
        """An error in the words of some engine."""
        with self._guard:
            kinds = _OF_A_MOMENT.get(_method(asked), ())
            words = [w for e in ENGINES.values() for w in e.wordings if w.refusal in kinds]
            said = [(w.code, w.text) for w in words] + list(_BUSY)
            code, message = self._random.choice(said)
        error = {"code": code, "message": message}
        return orjson.dumps({"jsonrpc": "2.0", "id": asked["id"], "error": error})

    def truncated(self, answer: bytes) -> bytes:
        """An answer about logs that lacks one."""
        told = orjson.loads(answer)
        if told.get("result"):
            with self._guard:
                told["result"].pop(self._random.randrange(len(told["result"])))
        return orjson.dumps(told)

    def remembered(self, asked: Any, answer: bytes, *, stale: bool) -> bytes:
        """Remember an answer of the moment; when it shall be stale, give one from before."""
        if _method(asked) not in _READS:
            return answer
        told = orjson.loads(answer)
        key = orjson.dumps([asked["method"], asked["params"]])
        with self._guard:
            before = self._earlier.setdefault(key, deque(maxlen=4))
            old = before[0] if before else None
            before.append(told.get("result"))
        if stale and "latest" in asked["params"]:
            told["result"] = told["result"] if old is None else old
        elif stale and asked["method"] != "eth_getTransactionCount":
            told["result"] = None  # the node has not got that block or transaction yet
        return orjson.dumps(told)

    def _hits(self, rate: int) -> bool:
        return self._random.randrange(1_000) < rate


class _Handler(Handler):
    """One connection to the proxy."""

    faulty: FaultyNode

    def answer(self, body: bytes) -> None:
        """Answer a request."""
        asked = orjson.loads(body)
        fault = self.faulty.pick(asked)
        if fault:
            self.faulty.note(fault)
        try:
            self._answer(asked, body, fault)
        except (OSError, HTTPException):
            self.close_connection = True  # the node is away, and so are we

    def _answer(self, asked: Any, body: bytes, fault: str) -> None:
        if fault == "delay":
            time.sleep(self.faulty.delay())
        if fault == "drop_before":
            self.close_connection = True
            return
        if fault == "refuse":
            self.say(self.faulty.refusal(asked))
            return
        answer = self.faulty.forward(body)
        if fault == "twice":
            answer = self.faulty.forward(body)
        if fault == "drop_after":
            self.close_connection = True
            return
        if fault == "refuse_after":
            answer = self.faulty.refusal(asked)
        if fault == "truncate":
            answer = self.faulty.truncated(answer)
        if isinstance(asked, dict) and fault != "refuse_after":
            answer = self.faulty.remembered(asked, answer, stale=fault == "stale")
        self.say(answer, len(answer) // 2 if fault == "cut" else None)


def _method(asked: Any) -> str:
    """The method of a single request; empty for a batch."""
    return str(asked["method"]) if isinstance(asked, dict) else ""

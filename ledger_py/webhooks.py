"""Webhooks: programs are told what happened, signed as the Standard Webhooks specification says.

happenings that are final -> one webhook's next -> POST -> noted. In order, one at a time; one of
several workers holds a webhook while it delivers. A worker that dies between sending and noting has
its message sent again, under the same id.
"""

from __future__ import annotations

import base64
import hmac
import logging
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256

import orjson

from ledger_py.notices import DEEPEST, WEBHOOK_ENDED
from ledger_py.outward import AddressForbidden, Answer, HostSilent, post
from ledger_py.store import Store, webhooks
from ledger_py.store import notices as stored
from ledger_py.store.happenings import Happening, before, following, is_left
from ledger_py.store.index import read_checkpoint
from ledger_py.store.notices import Told
from ledger_py.store.webhooks import Delivery, Webhook

WAITS = (5, 30, 300, 1_800, 7_200, 18_000, 28_800, 28_800)
"""Seconds after each refusal in a row, about a day in all; after one more it is disabled."""
JITTER = 0.2
GONE = 410
AT_ONCE, IN_A_ROW = 8, 50
HOLD_SECONDS, BUDGET_SECONDS = 120, 10
"""A held webhook is another's after so long; its holder sends nothing new after so long."""
PREFIX = "whsec_"
_log = logging.getLogger(__name__)
Post = Callable[..., Answer]


class Webhooks:
    """Delivers what is due; a part of a worker, of which there may be several.

    confirmations: how many blocks on top of one make it final. loopback: whether this machine
    itself may be told, by http too.
    """

    def __init__(
        self,
        store: Store,
        *,
        confirmations: int = 0,
        loopback: bool = False,
        send: Post = post,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store, self._confirmations, self._loopback = store, confirmations, loopback
        self._send, self._clock = send, clock
        self._threads = ThreadPoolExecutor(AT_ONCE, "webhooks")

    def step(self) -> int:
        """Deliver what is due now; return how many messages were sent."""
        with self._store.reading() as connection:
            reached = read_checkpoint(connection)
            if reached is None:
                return 0
            final = reached.block - self._confirmations
            due = webhooks.ready(connection, final, int(self._clock()), AT_ONCE)
        return sum(self._threads.map(lambda one: self._serve(one, final), due))

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown()

    def _serve(self, webhook: str, final: int) -> int:
        """Deliver to one webhook in order, until there is nothing, a refusal, or time is over."""
        now = int(self._clock())
        with self._store.transaction() as connection:
            taken = webhooks.hold(connection, webhook, now, now + HOLD_SECONDS)
        if taken is None:
            return 0
        try:
            return self._send_all(*taken, final)
        finally:
            with self._store.transaction() as connection:
                webhooks.let_go(connection, webhook, taken[1])

    def _send_all(self, held: Webhook, holder: str, final: int) -> int:
        begun, sent = time.monotonic(), 0
        if (opened := self._opened(held)) is None:
            # As after a restore of what had been erased: there is nowhere to send anything.
            with self._store.transaction() as connection:
                webhooks.disable(connection, held.webhook, int(self._clock()))
            return 0
        url, secret = opened
        while sent < IN_A_ROW and time.monotonic() - begun < BUDGET_SECONDS:
            if (happening := self._next(held, final)) is None:
                break
            made = self._deliver(url, secret, happening)
            sent += 1
            if (going := self._note(held, holder, happening, made)) is None:
                break
            held = going
        return sent

    def _next(self, held: Webhook, final: int) -> Happening | None:
        """What comes next; from earlier on where the chain has left what was called final."""
        with self._store.reading() as connection:
            at = held.place
            if is_left(connection, at):
                at = before(at, max(DEEPEST, self._confirmations))
            found = following(connection, at, 1, held.community, final)
        return found[0] if found else None

    def _deliver(self, url: str, secret: bytes, happening: Happening) -> Delivery:
        message, body, now = message_id(happening), body_of(happening), int(self._clock())
        headers = signed(secret, message, now, body) | {"Content-Type": "application/json"}
        status, fault = None, None
        try:
            status = self._send(url, body, headers, loopback=self._loopback).status
        except (AddressForbidden, HostSilent) as error:
            fault = type(error).__name__
        return Delivery(0, message, happening.block, happening.log, now, status, fault)

    def _note(
        self, held: Webhook, holder: str, happening: Happening, made: Delivery
    ) -> Webhook | None:
        """Note what became of a message; the webhook as it is then, None where it has to wait."""
        with self._store.transaction() as connection:
            if made.status is not None and 200 <= made.status < 300:
                at = happening.place
                going = replace(held, refused=0, due=0, block=at.block, log=at.log, hash=at.hash)
                names = ("refused", "due", "block", "log", "hash")
                changes = {name: getattr(going, name) for name in names}
                return going if webhooks.note(connection, held, holder, made, **changes) else None
            refused = held.refused + 1
            ends = refused > len(WAITS) or made.status == GONE
            again = {"refused": refused, "due": made.time + wait_after(refused)}
            again |= {"disabled": made.time} if ends else {}
            if webhooks.note(connection, held, holder, made, **again) and ends:
                _log.warning("The webhook %s is disabled.", held.webhook)
                told = Told(
                    kind=WEBHOOK_ENDED,
                    thing=f"webhook {held.webhook} {made.time}",
                    community=held.community,
                    about={"webhook": held.webhook},
                    time=made.time,
                )
                stored.tell(connection, told, {held.user: held.member})
        return None

    def _opened(self, held: Webhook) -> tuple[str, bytes] | None:
        """Address and secret, None where their key is destroyed."""
        plain = self._store.require_vault().decrypt({held.name: held.sealed}).get(held.name)
        if plain is None:
            return None
        said = orjson.loads(plain)
        return said["url"], secret_bytes(said["secret"])


def wait_after(refused: int) -> int:
    """How many seconds to wait after so many refusals in a row, some more or less."""
    seconds = WAITS[min(refused, len(WAITS)) - 1]
    return max(1, round(seconds * random.uniform(1 - JITTER, 1 + JITTER)))


def message_id(happening: Happening) -> str:
    """The id of a message: of one happening always the same."""
    told = f"{happening.community} {happening.block_hash} {happening.log}"
    return "msg_" + sha256(told.encode()).hexdigest()[:32]


def body_of(happening: Happening) -> bytes:
    """The message: ids, numbers and times."""
    data = {
        "place": str(happening.place),
        "name": happening.name,
        "community": happening.community,
        "block": happening.block,
        "log": happening.log,
        "tx": happening.tx,
        "time": happening.time,
        "about": happening.about,
    }
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(happening.time))
    return orjson.dumps({"type": happening.name, "timestamp": moment, "data": data})


def signed(secret: bytes, message: str, now: int, body: bytes) -> dict[str, str]:
    """The headers by which a receiver knows that a message is ours, and new."""
    said = f"{message}.{now}.".encode() + body
    signature = base64.b64encode(hmac.new(secret, said, sha256).digest()).decode()
    return {
        "webhook-id": message,
        "webhook-timestamp": str(now),
        "webhook-signature": f"v1,{signature}",
    }


def secret_bytes(secret: str) -> bytes:
    """The bytes of a secret as its owner was shown it."""
    return base64.b64decode(secret.removeprefix(PREFIX))

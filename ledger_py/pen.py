"""What every act has in common: who signs it, where it goes, and that it is said only once."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from ledger_py import calls, commitments, models
from ledger_py.calls import NOBODY, NOWHERE, Call, Place
from ledger_py.commitments import Content
from ledger_py.models import Act
from ledger_py.offchain import OffChain
from ledger_py.outbox import AcceptedAct, IdempotencyConflict
from ledger_py.signers import Signer
from ledger_py.typed_data import act_kind

VALID_SECONDS = 24 * 60 * 60
"""For so long an act may be carried when its member states no deadline."""
Body = Mapping[str, Any]
"""A document or a content as JSON: whole numbers, text, lists, objects."""


class Port(Protocol):
    """What takes signed acts; `ledger_py.outbox.Outbox` is one."""

    def accept(
        self, call: Call, offchain: OffChain | None = None, key: str | None = None
    ) -> AcceptedAct:
        """Take an act and its content durably."""

    def by_key(
        self, key: str, community: str = NOWHERE, member: int = NOBODY
    ) -> AcceptedAct | None:
        """The act that was taken under a member's idempotency key, or a founding under its."""


class Pen:
    """A signer who speaks, or is to speak, for a member; acts are signed and handed over.

    port: where signed acts go. valid_seconds: for how long an act may be carried out.
    """

    def __init__(
        self,
        place: Place,
        member: int,
        signer: Signer,
        port: Port,
        *,
        clock: Callable[[], float] = time.time,
        valid_seconds: int = VALID_SECONDS,
    ) -> None:
        self.place, self.member = place, member
        self._signer, self._port = signer, port
        self._clock, self._valid_seconds = clock, valid_seconds

    def submit(
        self,
        act: Act,
        offchain: OffChain | None = None,
        key: str | None = None,
        more: Sequence[bytes] = (),
    ) -> AcceptedAct:
        """Sign an act as it is and hand it over; `more`: what else its call carries."""
        function, signer = act_kind(act).function, self._signer.signer
        keyring = calls.keyring(function, self.place.community, act.member, signer)
        if before := earlier(self._port, function, key, *keyring):
            return before
        signature = self.place.signature(self._signer, act)
        call = calls.signed(act, self.place, signer, signature, *more)
        return self._port.accept(call, offchain or OffChain(), key)

    def _send(self, call: Call, key: str | None) -> AcceptedAct:
        """Hand over a call that nobody signs."""
        before = earlier(self._port, call.name, key, *call.keyring)
        return before or self._port.accept(call, None, key)

    def _deadline(self) -> int:
        return int(self._clock()) + self._valid_seconds


def earlier(
    port: Port, name: str, key: str | None, community: str = NOWHERE, member: int = NOBODY
) -> AcceptedAct | None:
    """What was accepted under this key, which must be the same kind of act."""
    found = port.by_key(key, community, member) if key is not None else None
    if found and key is not None and found.call.name != name:
        raise IdempotencyConflict(key, found.act)
    return found


def sealed(kind: str, text: str) -> Content | None:
    """A text in one's own words, sealed; nothing for an empty one."""
    return commitments.seal({"kind": kind, "text": text}) if text else None


def named(content: Content | None) -> bytes:
    """How an act names a content that it may do without."""
    return content.commitment if content else models.NO_COMMITMENT


def carried(*contents: Content | None) -> OffChain:
    """The contents that there are, as they go with an act."""
    return OffChain(tuple(filter(None, contents)))

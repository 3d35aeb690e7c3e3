"""The outbox: signed acts that this gateway has accepted, until the chain has them.

accept: act + off-chain content, in one transaction -> queued -> (relay) sent -> (index) included ->
finalised; or failed, under the name of the rule that it broke. What became of an act is derived
from the index each time it is asked, so a reorganisation takes it back by itself.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ledger_py import calls, commitments
from ledger_py.calls import NOBODY, NOWHERE, Call
from ledger_py.chain import codec
from ledger_py.errors import AuzolanError, ContractError
from ledger_py.idempotency import Answer, Asked, begin
from ledger_py.idempotency import IdempotencyConflict as IdempotencyConflict
from ledger_py.offchain import OffChain, require_opened
from ledger_py.store import Store, acts, keeping, outcomes, said
from ledger_py.store.acts import ActRow, Connection
from ledger_py.store.outcomes import OutcomeRow
from ledger_py.together import Together

MAX_ATTEMPTS = 4
"""An act that ran out of gas so often is failed: each attempt gave it twice as much as the last."""
_DONE_FOR_SURE = (
    *("ActRepeated", "CommunityExists", "VoteClosedAlready"),
    *("ProposalExecutedAlready", "ElectionOther"),
    *("ClaimExists", "ConfirmedAlready", "SponsoredAlready"),
)
_USED_UP = ("join", "uninvite")
"""What is repeated here is an invitation, which somebody else may have used or taken back."""
_OUT_OF_GAS = "OutOfGas"
_PAUSE_SECONDS = 0.02
_AHEAD = 200
"""Of more acts than this ahead of one only the newest are played through before it."""


class ActNotFound(AuzolanError):
    """No act of this id was accepted here."""

    hint = "Use the id that was answered when the act was accepted, at the gateway that answered."

    def __init__(self, act: str) -> None:
        super().__init__(f"No act {act} was accepted here.")
        self.act = act


class ActStatus(StrEnum):
    """Where an act is on its way."""

    QUEUED = "queued"
    SENT = "sent"
    INCLUDED = "included"
    FINALISED = "finalised"
    FAILED = "failed"
    LANDED_ELSEWHERE = "landed elsewhere"


@dataclass(frozen=True, slots=True)
class AcceptedAct:
    """An act that is durable here; `accepted` in Unix seconds."""

    act: str
    sequence: int
    call: Call
    accepted: int
    offchain: OffChain = field(default=OffChain(), compare=False)
    """What came with it; only in the answer to accepting it."""


@dataclass(frozen=True, slots=True)
class ActState:
    """What has become of an act: its transaction (once sent), block and time (once included)."""

    status: ActStatus
    error: ContractError | None = None
    tx: str | None = None
    block: int | None = None
    time: int | None = None
    reason: str = "0x"
    """The data of what the contract refused it with, in hex."""

    @property
    def done(self) -> bool:
        """Whether the chain has what the act says, as finally as this installation asks for."""
        return self.status in (ActStatus.FINALISED, ActStatus.LANDED_ELSEWHERE)

    @property
    def over(self) -> bool:
        """Whether nothing more will happen to it by itself."""
        return self.done or self.status is ActStatus.FAILED


Tell = Callable[[AcceptedAct, ActState], Answer]
"""How a request is answered by what has become of its act."""
_Coming = tuple[Call, OffChain, str | None, Asked | None, Tell | None]
"""What one caller hands in."""


class Outbox:
    """The acts accepted here; threads and processes may share the store.

    wake: called after an act was accepted, so that the relay need not be asked on time.
    finality_blocks: blocks after which an included act is called finalised.
    """

    def __init__(
        self,
        store: Store,
        *,
        clock: Callable[[], float] = time.time,
        wake: Callable[[], None] | None = None,
        finality_blocks: int = 0,
    ) -> None:
        self._store, self._clock, self._wake = store, clock, wake
        self._finality_blocks = finality_blocks
        self._together = Together(self._take)

    def accept(
        self,
        call: Call,
        offchain: OffChain | None = None,
        key: str | None = None,
        asked: Asked | None = None,
        tell: Tell | None = None,
    ) -> AcceptedAct:
        """Take an act and its content, durably, together or not at all.

        key: the member's idempotency key; the same key and act have the same answer, another act
        raises IdempotencyConflict. An act that was accepted before is not taken twice; one that
        failed is queued again. Raises what `require_opened` raises for what comes with it.

        asked: the request that brings the act under a key of its signer's; what `tell` answers to
        it is kept with the act, and without `tell` it runs until somebody keeps its answer
        (`ledger_py.idempotency`). Raises IdempotencyRunning too then.
        """
        offchain = offchain or OffChain()
        require_opened(call, offchain)
        row = self._together((call, offchain, key, asked, tell))
        if self._wake:
            self._wake()
        return _accepted(row, offchain)

    def by_key(
        self, key: str, community: str = NOWHERE, member: int = NOBODY
    ) -> AcceptedAct | None:
        """The act that was accepted under a member's idempotency key, or a founding under its."""
        with self._store.reading() as connection:
            row = acts.find_by_key(connection, community, member, key)
        return _accepted(row) if row else None

    def act(self, act: str) -> AcceptedAct:
        """An accepted act, by id; raise ActNotFound."""
        with self._store.reading() as connection:
            return _accepted(_find(connection, act))

    def state(self, act: str) -> ActState:
        """What has become of an act, by id; raise ActNotFound."""
        with self._store.reading() as connection:
            return self._state(connection, _find(connection, act))

    def waiting(self) -> int:
        """How many acts wait to be sent."""
        with self._store.reading() as connection:
            return acts.count_waiting(connection)

    def wait(
        self,
        act: str,
        until: Callable[[ActState], bool] = lambda state: state.over,
        seconds: float = math.inf,
    ) -> ActState:
        """Wait until the state of an act is as wanted, at most so long; return the state then."""
        end = time.monotonic() + seconds
        while not until(state := self.state(act)) and time.monotonic() < end:
            time.sleep(_PAUSE_SECONDS)
        return state

    def ahead(self, contract: str) -> list[bytes]:
        """The newest calls that are on their way to a contract: one that comes now may build on
        them, whether they wait or are sent and in no block yet.
        """
        with self._store.reading() as connection:
            return [bytes(row.data) for row in acts.ahead(connection, contract, _AHEAD)]

    def _take(self, coming: Sequence[_Coming]) -> list[ActRow]:
        """Take in what comes at the same time, in one transaction."""
        with self._store.transaction() as connection:
            rows = [self._take_one(connection, one) for one in coming]
            _keep(connection, [offchain for _, offchain, *_ in coming])
        return rows

    def _take_one(self, connection: Connection, coming: _Coming) -> ActRow:
        call, offchain, key, asked, tell = coming
        if key is not None and (earlier := acts.find_by_key(connection, *call.keyring, key)):
            if earlier.act != call.act:
                raise IdempotencyConflict(key, earlier.act)
            return earlier
        row = self._enter(connection, call)
        if key is not None:
            acts.add_key(connection, *call.keyring, key, call.act)
        if asked is not None:
            state = self._state(connection, row)
            told = tell(_accepted(row, offchain), state) if tell else None
            begin(connection, asked, call.act, int(self._clock()), told)
        return row

    def _enter(self, connection: Connection, call: Call) -> ActRow:
        row = acts.find(connection, call.act)
        if row is None:
            values = {
                "act": call.act,
                "name": call.name,
                "contract": call.contract,
                "community": call.community,
                "member": call.member,
                "data": call.data,
                "accepted": int(self._clock()),
            }
            acts.add(connection, values)
        elif self._state(connection, row).status is ActStatus.FAILED:
            acts.queue_again(connection, call.act)
        return _find(connection, call.act)

    def _state(self, connection: Connection, row: ActRow) -> ActState:
        if row.error is not None:
            return self._refused(connection, row, row.error)
        if row.batch is None:
            return ActState(ActStatus.QUEUED)
        found = outcomes.of_act(connection, row)
        if found is None:
            return ActState(ActStatus.SENT, tx=acts.last_transaction(connection, row.batch))
        if found.reason == "0x":
            return self._included(connection, found)
        state = self._refused(connection, row, found.reason, found)
        waits = state.error and state.error.name == _OUT_OF_GAS and row.attempts < MAX_ATTEMPTS
        return ActState(ActStatus.QUEUED) if waits else state

    def _refused(
        self, connection: Connection, row: ActRow, reason: str, found: OutcomeRow | None = None
    ) -> ActState:
        """An act that the contract refused because it is done already is no failure.

        Where it was done by a transaction of ours that it had gone back from, that is told.
        """
        if landed := outcomes.landed(connection, row):
            return self._included(connection, landed)
        error = codec.contract_error(bytes.fromhex(reason[2:]))
        elsewhere = _is_done(connection, row, error)
        status = ActStatus.LANDED_ELSEWHERE if elsewhere else ActStatus.FAILED
        named = None if elsewhere else error
        if found is None:
            return ActState(status, named, reason=reason)
        return ActState(status, named, found.tx, found.block, found.time, reason)

    def _included(self, connection: Connection, found: OutcomeRow) -> ActState:
        deep = outcomes.indexed_block(connection) - found.block >= self._finality_blocks
        status = ActStatus.FINALISED if deep else ActStatus.INCLUDED
        return ActState(status, None, found.tx, found.block, found.time)


def _find(connection: Connection, act: str) -> ActRow:
    row = acts.find(connection, act)
    if row is None:
        raise ActNotFound(act)
    return row


def _keep(connection: Connection, new: Sequence[OffChain]) -> None:
    keeping.keep_contents(connection, [one for offchain in new for one in offchain.contents])
    for document in [one for offchain in new for one in offchain.documents]:
        digest = commitments.document_hash(document)
        keeping.keep_document(connection, digest, document.decode())


def _accepted(row: ActRow, offchain: OffChain | None = None) -> AcceptedAct:
    return AcceptedAct(row.act, row.sequence, _call(row), row.accepted, offchain or OffChain())


def _call(row: ActRow) -> Call:
    return Call(row.name, row.contract, row.community, row.member, bytes(row.data))


def _is_done(connection: Connection, row: ActRow, error: ContractError) -> bool:
    if error.name in _DONE_FOR_SURE:
        return row.name not in _USED_UP
    if error.name not in said.DONE_BEFORE:
        return False
    act = calls.act_of(_call(row))
    return act is not None and said.is_said(connection, row.community, act)

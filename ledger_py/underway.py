"""What a relayer has on its way: the same bytes are sent until they are in a block that stays.

batches not done with -> in the index? in a block? can they still land? -> send again, replace for
a fee, put back, halve. What an act became of is read from the index; what is noted here are only
shortcuts, which a reorganisation undoes.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from eth_account.signers.local import LocalAccount

from ledger_py.chain import relaying, sending
from ledger_py.chain.client import Node, Receipt
from ledger_py.chain.codec import decode_error, decode_event
from ledger_py.chain.engines import Refusal
from ledger_py.chain.errors import RpcError, TransactionsRefused
from ledger_py.chain.relaying import LONGEST_RELAY
from ledger_py.chain.sending import Fees
from ledger_py.errors import ContractError
from ledger_py.outbox import MAX_ATTEMPTS
from ledger_py.store import Store, acts, outcomes, relayers
from ledger_py.store.acts import ActRow, BatchRow, Connection
from ledger_py.store.index import has_block, read_checkpoint
from ledger_py.store.outcomes import OutcomeRow

Carrier = Callable[[Sequence[bytes]], object]
_OUT_OF_GAS = "OutOfGas"
_WAITS = (Refusal.NONCE_USED, Refusal.KNOWN, Refusal.REPLACEMENT_UNDERPRICED)
"""Refusals that say nothing of the batch: what became of it is seen at the next look."""
_LOOKS = 10
"""How often a receipt is asked for before it counts as missing: one of several nodes may lag."""
_log = logging.getLogger(__name__)


class Underway:
    """The batches of one relayer, in the order of their nonces.

    account: signs replacements; None for a relayer whose process is gone: its very bytes may be
    sent by anybody, and nobody else may sign for its nonces.
    """

    def __init__(
        self,
        node: Node,
        store: Store,
        relayer: str,
        account: LocalAccount | None,
        carrier: Carrier,
        fees: Fees,
        clock: Callable[[], float],
    ) -> None:
        self._node, self._store, self._relayer, self._account = node, store, relayer, account
        self._carrier, self._fees, self._clock = carrier, fees, clock
        self.size = LONGEST_RELAY
        """How many acts go together; less after a batch has failed as a whole."""
        self.block = -1
        """The newest block in which something of ours was seen at the last look."""

    def step(self) -> bool:
        """Bring every batch further; return whether all are in a block."""
        self.block, sent, all_in = -1, 0, True
        unsettled = self._unsettled()
        for batch in unsettled:
            if self._is_in(batch):
                continue
            if sent < self._node.engine.in_flight:
                self._send(batch, last=batch is unsettled[-1])
                sent += 1
            all_in = self._is_in(batch) and all_in
        return all_in

    def begin(self, batch: BatchRow) -> None:
        """Send a batch that was fixed a moment ago; what became of it is seen at the next step."""
        self._send(batch, last=True)

    def _unsettled(self) -> list[BatchRow]:
        """The batches from the first on that is not done with for good; notes how far that is."""
        with self._store.reading() as connection:
            mark = relayers.find(connection, self._relayer)
            settled = mark.settled if mark else 0
            if mark and mark.hash and not has_block(connection, mark.block or 0, mark.hash):
                settled = 0  # the chain has left the block on which that was true
            found = acts.batches(connection, self._relayer, settled)
            done, deepest = self._done(connection, found)
        if done is not None and deepest is not None:
            with self._store.transaction() as connection:
                relayers.settle(connection, self._relayer, done, deepest)
        elif mark and settled != mark.settled:
            with self._store.transaction() as connection:
                relayers.unsettle(connection, self._relayer)
        return [batch for batch in found if batch.batch > (done or settled)]

    def _done(
        self, connection: Connection, found: list[BatchRow]
    ) -> tuple[int | None, OutcomeRow | None]:
        """The last batch up to which all is done with, and the deepest block that says so."""
        final = outcomes.indexed_block(connection) - self._node.engine.confirmations
        done, deepest = None, None
        for batch in found:
            rows = acts.of_batch(connection, batch.batch)
            told = outcomes.of_batch(connection, batch.batch, rows)
            if not all(map(_over, rows, told, [final] * len(rows))):
                break
            # One without acts left, whose nonce the next batches need, is done when they are.
            if told:
                done, deepest = batch.batch, told[-1]
        return done, deepest

    def _is_in(self, batch: BatchRow) -> bool:
        """Whether a batch is in a block, or can never be; sees to the acts that must go again."""
        with self._store.reading() as connection:
            reached = read_checkpoint(connection)
            rows = acts.of_batch(connection, batch.batch)
            told = outcomes.of_batch(connection, batch.batch, rows)
        if any(told):
            starved = [r for r, o in zip(rows, told, strict=True) if o and _is_starved(o)]
            self._again(batch, starved)
            self.block = max([self.block, *(o.block for o in told if o)])
            return True
        if receipt := self._receipt(batch):
            self.block = max(self.block, receipt.block)
            self._look_into(batch, rows, receipt)
            return True
        if reached and self._is_lost(batch, reached.hash):
            if rows:
                _log.warning("Nonce %d was used by another transaction.", batch.nonce)
                self._put_back(batch, rows)
            return True
        return False

    def _is_lost(self, batch: BatchRow, block: str) -> bool:
        """Whether the nonce is used in the chain that the index holds, which knows nothing of us.

        Only what is asked about that very block counts: a node that lags, or two of which one
        does, would otherwise let an act go twice. Some answer with what a newer block, made at that
        moment, has changed: if our transaction is in it, its receipt is there by now.
        """
        try:
            used = self._node.nonce(self._relayer, block) > batch.nonce
        except RpcError:
            return False
        return used and not any(self._receipt(batch) for _ in range(_LOOKS))

    def _receipt(self, batch: BatchRow) -> Receipt | None:
        found = (self._node.receipt(sent.tx) for sent in reversed(batch.transactions))
        return next((receipt for receipt in found if receipt), None)

    def _look_into(self, batch: BatchRow, rows: list[ActRow], receipt: Receipt) -> None:
        if receipt.succeeded:
            starved = set(_starved_positions(receipt))
            self._again(batch, [row for row in rows if row.position in starved])
        elif rows:
            self._give_back(batch, rows, self._why(batch, receipt))

    def _again(self, batch: BatchRow, starved: list[ActRow]) -> None:
        """Let acts that ran out of gas wait for another attempt, with more of it."""
        if again := [row.act for row in starved if row.attempts < MAX_ATTEMPTS]:
            with self._store.transaction() as connection:
                acts.put_back(connection, again, batch.batch, more_gas=True)
                relayers.clear_ways(connection, self._relayer)

    def _why(self, batch: BatchRow, receipt: Receipt) -> bytes:
        """Why a transaction reverted as a whole, as far as asking again tells."""
        raw = next(sent.raw for sent in batch.transactions if sent.tx == receipt.tx)
        data, gas = sending.call_of(raw)
        before = receipt.block - 1
        try:
            self._node.call(batch.contract, data, sender=self._relayer, gas=gas, block=before)
        except (ContractError, RpcError) as error:
            return relaying.error_text(str(error))
        return relaying.error_text(f"The transaction {receipt.tx} failed as a whole.")

    def _give_back(self, batch: BatchRow, rows: list[ActRow], reason: bytes) -> None:
        """A batch failed as a whole: halve it, until the poisonous act is alone and fails."""
        self.size = max(1, len(rows) // 2)
        if len(rows) > 1:
            self._put_back(batch, rows)
            return
        with self._store.transaction() as connection:
            acts.fail(connection, {rows[0].act: "0x" + reason.hex()}, batch.batch)
            relayers.clear_ways(connection, self._relayer)

    def _put_back(self, batch: BatchRow, rows: Sequence[ActRow]) -> None:
        with self._store.transaction() as connection:
            acts.put_back(connection, [row.act for row in rows], batch.batch)
            relayers.clear_ways(connection, self._relayer)

    # --- sending

    def _send(self, batch: BatchRow, *, last: bool) -> None:
        try:
            self._carrier([self._newest(batch)])
        except (RpcError, TransactionsRefused) as error:
            refusal = relaying.refusal(error, self._node.engine)
            if refusal in _WAITS or self._receipt(batch):
                return
            if refusal is Refusal.UNDERPRICED and self._replaced(batch):
                return
            once = last and self._account and len(batch.transactions) == 1
            if refusal is not Refusal.UNFIT or not once:
                raise
            self._forget(batch, relaying.error_text(str(error)))

    def _forget(self, batch: BatchRow, reason: bytes) -> None:
        """The node can never take these bytes: its acts go otherwise, and its nonce is free."""
        with self._store.reading() as connection:
            rows = acts.of_batch(connection, batch.batch)
        if rows:
            self._give_back(batch, rows, reason)
        with self._store.transaction() as connection:
            acts.forget(connection, batch.batch)

    def _newest(self, batch: BatchRow) -> bytes:
        """The bytes to send: the same as before, or replaced for a fee, durably, after long."""
        waited = self._clock() - batch.transactions[-1].created
        impatient = self._fees.ceiling > 0 and waited >= self._fees.patience
        return (self._replaced(batch) if impatient else None) or batch.transactions[-1].raw

    def _replaced(self, batch: BatchRow) -> bytes | None:
        """The batch for a higher fee, signed and durable; None where nothing more may be paid."""
        if self._account is None or self._fees.ceiling == 0:
            return None
        last = batch.transactions[-1]
        base_fee = self._node.head().base_fee
        made = sending.replacement(self._account, last.raw, self._fees, base_fee)
        if made is None:
            return None
        # Later than the one before it, since by that the newest is known.
        now = max(int(self._clock()), last.created + 1)
        with self._store.transaction() as connection:
            acts.add_transaction(connection, batch.batch, made.tx, made.raw, now)
        return made.raw


def _over(row: ActRow, outcome: OutcomeRow | None, final: int) -> bool:
    """Whether an act of a batch is done with, and so deep that no reorganisation takes it back."""
    if outcome is None or outcome.block > final:
        return False
    return row.attempts >= MAX_ATTEMPTS or not _is_starved(outcome)


def _is_starved(outcome: OutcomeRow) -> bool:
    reason = bytes.fromhex(outcome.reason[2:])
    return bool(reason) and decode_error(reason)[0] == _OUT_OF_GAS


def _starved_positions(receipt: Receipt) -> list[int]:
    """The positions of the acts that ran out of gas."""
    events = [decode_event(log) for log in receipt.logs]
    failed = [event.values for event in events if event.name == "ActFailed"]
    reasons = [(values["index"], values["reason"]) for values in failed]
    return [at for at, why in reasons if why and decode_error(why)[0] == _OUT_OF_GAS]

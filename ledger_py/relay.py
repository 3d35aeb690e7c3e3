"""The relay: carries accepted acts to the chain, each exactly once, whatever ends this process.

waiting acts -> longest run to one contract -> simulated in order as one call -> the refused ones
fail by name -> nonce and signed bytes fixed in one database transaction -> the same bytes sent
until they are in. What became of each act is read from the index, never noted here.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from itertools import takewhile

from eth_account.signers.local import LocalAccount

from ledger_py.calls import FOUND
from ledger_py.chain import relaying, sending
from ledger_py.chain.client import Node, Receipt
from ledger_py.chain.codec import decode_error, decode_event, encode_error
from ledger_py.chain.errors import RpcError, TransactionsRefused
from ledger_py.chain.relaying import LONGEST_RELAY, TRANSACTION_BYTES, Simulated
from ledger_py.chain.sending import Fees
from ledger_py.errors import ContractError
from ledger_py.outbox import MAX_ATTEMPTS
from ledger_py.store import Store, acts
from ledger_py.store.acts import ActRow, BatchRow, OutcomeRow

_OUT_OF_GAS = "OutOfGas"
_log = logging.getLogger(__name__)


class Relay:
    """One relayer: an account that nothing else sends from, one batch on its way at a time.

    account: pays for and signs the transactions. carrier: brings signed transactions into the chain
    (`EmbeddedChain.produce`, or `sending.into_pool(node)`). finality_blocks: after how many blocks
    an included batch needs no more watching.
    """

    def __init__(
        self,
        node: Node,
        store: Store,
        account: LocalAccount,
        carrier: Callable[[Sequence[bytes]], object],
        *,
        fees: Fees | None = None,
        finality_blocks: int = 0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._node, self._store, self._account, self._carrier = node, store, account, carrier
        self._fees, self._clock = fees or Fees(), clock
        self._finality_blocks = finality_blocks
        self._chain_id = node.chain_id()
        self._relayer = account.address.lower()
        # Both are only shortcuts: after a restart they are found again.
        self._settled = 0
        self._size = LONGEST_RELAY

    def step(self) -> bool:
        """Do what can be done now; return whether something was done.

        Raises what the node raises; nothing is lost by calling again.
        """
        for batch in self._unsettled():
            if not self._settle(batch):
                return False
        return self._send_next()

    # --- what is on its way

    def _unsettled(self) -> list[BatchRow]:
        with self._store.reading() as connection:
            found = acts.batches(connection, self._relayer, self._settled)
            final = acts.indexed_block(connection) - self._finality_blocks
            for batch in found:
                rows = acts.of_batch(connection, batch.batch)
                if not all(_over(row, acts.outcome(connection, row), final) for row in rows):
                    break
                self._settled = batch.batch
        return [batch for batch in found if batch.batch > self._settled]

    def _settle(self, batch: BatchRow) -> bool:
        """Bring a batch into the chain; return whether it need no longer be waited for."""
        with self._store.reading() as connection:
            rows = acts.of_batch(connection, batch.batch)
        if not rows:
            return True
        taken = self._node.nonce(self._relayer) > batch.nonce
        if receipt := self._receipt(batch):
            self._look_into(batch, rows, receipt)
            return True
        if taken:
            # The nonce went to a transaction that is not ours: none of the batch's can ever land.
            _log.warning("Nonce %d was used by another transaction.", batch.nonce)
            self._put_back(rows)
            return True
        self._send(batch, rows)
        return self._receipt(batch) is not None

    def _receipt(self, batch: BatchRow) -> Receipt | None:
        found = (self._node.receipt(sent.tx) for sent in reversed(batch.transactions))
        return next((receipt for receipt in found if receipt), None)

    def _look_into(self, batch: BatchRow, rows: list[ActRow], receipt: Receipt) -> None:
        if not receipt.succeeded:
            self._give_back(rows, self._why(batch, receipt))
            return
        exhausted = [rows[index] for index in _exhausted(receipt)]
        if again := [row for row in exhausted if row.attempts < MAX_ATTEMPTS]:
            self._put_back(again, more_gas=True)

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

    def _give_back(self, rows: list[ActRow], reason: bytes) -> None:
        """A batch failed as a whole: halve it, until the poisonous act is alone and fails."""
        self._size = max(1, len(rows) // 2)
        if len(rows) == 1:
            self._fail({rows[0].act: reason})
        else:
            self._put_back(rows)

    def _fail(self, reasons: dict[str, bytes]) -> None:
        with self._store.transaction() as connection:
            acts.fail(connection, {act: "0x" + reason.hex() for act, reason in reasons.items()})

    def _put_back(self, rows: Sequence[ActRow], *, more_gas: bool = False) -> None:
        with self._store.transaction() as connection:
            acts.put_back(connection, [row.act for row in rows], more_gas)

    def _send(self, batch: BatchRow, rows: list[ActRow]) -> None:
        raw = self._newest(batch)
        try:
            self._carrier([raw])
        except (RpcError, TransactionsRefused) as error:
            if self._receipt(batch):
                return
            fault = relaying.at_fault(error)
            if fault is None or len(batch.transactions) > 1:
                raise
            self._give_back(rows, relaying.error_text(fault))
            # The node never took it, so its nonce is free again.
            with self._store.transaction() as connection:
                acts.forget(connection, batch.batch)

    def _newest(self, batch: BatchRow) -> bytes:
        """The bytes to send: the same as before, or replaced for a fee, durably, after long."""
        raw = batch.transactions[-1].raw
        waited = self._clock() - batch.transactions[-1].created
        if self._fees.ceiling == 0 or waited < self._fees.patience:
            return raw
        replaced = sending.replacement(self._account, raw, self._fees)
        if replaced is None:
            return raw
        now = int(self._clock())
        with self._store.transaction() as connection:
            acts.add_transaction(connection, batch.batch, replaced.tx, replaced.raw, now)
        return replaced.raw

    # --- what comes next

    def _send_next(self) -> bool:
        with self._store.reading() as connection:
            waiting = acts.waiting(connection, self._size)
        if not waiting:
            return False
        together = _together(waiting)
        founding = together[0].name == FOUND
        if founding and self._can_be_founded(together[0]):
            self._fix(together[:1], together[0].data, relaying.TRANSACTION_GAS)
        elif not founding:
            self._relay(together)
        for batch in self._unsettled():
            self._settle(batch)
        return True

    def _can_be_founded(self, row: ActRow) -> bool:
        try:
            self._node.call(row.contract, row.data, sender=self._relayer, time=self._now())
        except ContractError as error:
            self._fail({row.act: encode_error(error.name, error.values)})
            return False
        return True

    def _relay(self, rows: list[ActRow]) -> None:
        try:
            simulated = relaying.simulate(
                self._node,
                rows[0].contract,
                [row.data for row in rows],
                sender=self._relayer,
                now=self._now(),
            )
        except ContractError as error:
            self._give_back(rows, relaying.error_text(str(error)))
            return
        except RpcError as error:
            fault = relaying.at_fault(error)
            if fault is None:
                raise
            self._give_back(rows, relaying.error_text(fault))
            return
        self._size = min(LONGEST_RELAY, 2 * self._size)
        self._carry_good(list(zip(rows, simulated, strict=False)))

    def _carry_good(self, simulated: list[tuple[ActRow, Simulated]]) -> None:
        """Fail the acts that were refused; fix as many of the others as fit a transaction."""
        if refused := {row.act: s.reason for row, s in simulated if s.reason}:
            self._fail(refused)
        good = [(row, s) for row, s in simulated if not s.reason]
        if not good:
            return
        limited = [(relaying.gas_limit(s.gas_used, row.attempts), row.data) for row, s in good]
        count = relaying.fitting(limited)
        data = relaying.relay_call(limited[:count])
        gas = relaying.transaction_gas(data, [limit for limit, _ in limited[:count]])
        gas = min(gas, relaying.TRANSACTION_GAS)
        self._fix([row for row, _ in good[:count]], data, gas)

    def _fix(self, rows: Sequence[ActRow], data: bytes, gas: int) -> None:
        """Make nonce and signed bytes durable before anything is sent."""
        head = self._node.head()
        on_chain = self._node.nonce(self._relayer)
        with self._store.transaction() as connection:
            last = acts.last_nonce(connection, self._relayer)
            nonce = on_chain if last is None else max(on_chain, last + 1)
            signed = sending.sign(
                self._account,
                chain_id=self._chain_id,
                nonce=nonce,
                to=rows[0].contract,
                data=data,
                gas=gas,
                fee=self._fees.first(head.base_fee),
                tip=self._fees.tip,
            )
            batch = {
                "relayer": self._relayer,
                "nonce": nonce,
                "contract": rows[0].contract,
                "created": int(self._clock()),
            }
            acts.fix(connection, batch, [row.act for row in rows], signed.tx, signed.raw)

    def _now(self) -> int:
        return max(int(self._clock()), self._node.head().time)


def _over(row: ActRow, outcome: OutcomeRow | None, final: int) -> bool:
    """Whether an act of a batch is done with, and so deep that no reorganisation takes it back."""
    if outcome is None or outcome.block > final:
        return False
    return row.attempts >= MAX_ATTEMPTS or not _is_exhausted(bytes.fromhex(outcome.reason[2:]))


def _together(waiting: Sequence[ActRow]) -> list[ActRow]:
    """The longest run of acts that go to one contract and fit one transaction's bytes."""
    contract, size = waiting[0].contract, 0
    together: list[ActRow] = []
    for row in takewhile(lambda row: row.contract == contract, waiting):
        size += len(row.data) + 128
        if together and size > TRANSACTION_BYTES:
            break
        together.append(row)
    return together


def _exhausted(receipt: Receipt) -> list[int]:
    """The positions of the acts that ran out of gas."""
    events = [decode_event(log) for log in receipt.logs]
    failed = [event.values for event in events if event.name == "ActFailed"]
    return [values["index"] for values in failed if _is_exhausted(values["reason"])]


def _is_exhausted(reason: bytes) -> bool:
    return bool(reason) and decode_error(reason)[0] == _OUT_OF_GAS

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
from ledger_py.chain.client import Header, Node
from ledger_py.chain.codec import encode_error
from ledger_py.chain.errors import ContractMissing, RpcError, TransactionsRefused
from ledger_py.chain.relaying import LONGEST_RELAY, TRANSACTION_BYTES, Simulated
from ledger_py.chain.sending import Fees
from ledger_py.errors import ContractError
from ledger_py.holding import HOLD_SECONDS, KeyInUse, is_gone, this_process
from ledger_py.store import Store, acts, relayers
from ledger_py.store.acts import ActRow, BatchRow, Connection
from ledger_py.store.index import read_checkpoint, read_places
from ledger_py.store.rows import Checkpoint
from ledger_py.underway import Carrier, Underway

_log = logging.getLogger(__name__)


class Relay:
    """One relayer: a key that one process at a time uses, one batch on its way at a time.

    Several with keys of their own may share a store. The acts of a community go by one of them
    until those on their way are final, so that they stay in order; what a relayer whose process is
    gone has left on its way is sent on by the others, in its very bytes.

    account: pays for and signs the transactions. carrier: brings signed transactions into the chain
    (`EmbeddedChain.produce`, or `sending.into_pool(node)`). holder: this process's name.
    told: called with "batch" or "failed" and how many, for who counts.
    """

    def __init__(
        self,
        node: Node,
        store: Store,
        account: LocalAccount,
        carrier: Carrier,
        *,
        fees: Fees | None = None,
        clock: Callable[[], float] = time.time,
        holder: str | None = None,
        told: Callable[[str, int], None] = lambda event, count: None,
    ) -> None:
        self._told = told
        self._node, self._store, self._account, self._carrier = node, store, account, carrier
        self._fees, self._clock = fees or Fees(), clock
        self._holder = holder or this_process()
        self._chain_id: int | None = None
        self._relayer = account.address.lower()
        self._own = self._underway(self._relayer, account)
        self._held_until = 0

    def step(self) -> bool:
        """Do what can be done now; return whether something was done.

        Raises what the node raises, and KeyInUse; nothing is lost by calling again.
        """
        self._hold()
        self._send_on()
        return self._own.step() and self._send_next()

    def close(self) -> None:
        """Let go of the key, so that the next process need not wait."""
        with self._store.transaction() as connection:
            relayers.let_go(connection, self._relayer, self._holder)
        self._held_until = 0

    def _hold(self) -> None:
        now = int(self._clock())
        if self._held_until - now > HOLD_SECONDS // 2:
            return
        until = now + HOLD_SECONDS
        with self._store.transaction() as connection:
            other = relayers.hold(
                connection, self._relayer, self._holder, now=now, until=until, is_gone=is_gone
            )
        if other:
            raise KeyInUse(self._relayer, other.holder, other.until - now)
        self._held_until = until

    def _send_on(self) -> None:
        """Send what relayers have on their way whose process is gone."""
        with self._store.reading() as connection:
            now = int(self._clock())
            left = relayers.left_behind(connection, self._relayer, now, is_gone)
        for relayer in left:
            try:
                self._underway(relayer, None).step()
            except (RpcError, TransactionsRefused) as error:
                _log.warning("What %s has left on its way cannot be sent: %s", relayer, error)

    def _underway(self, relayer: str, account: LocalAccount | None) -> Underway:
        return Underway(
            self._node, self._store, relayer, account, self._carrier, self._fees, self._clock
        )

    # --- what comes next

    def _send_next(self) -> bool:
        with self._store.reading() as connection:
            waiting = acts.waiting(connection, self._own.size, self._relayer)
            reached = read_checkpoint(connection)
        if not waiting:
            return False
        head = self._node.head()
        if head.number < self._own.block or not self._has(reached, head):
            return False  # it would refuse what builds on what it has not got (any more)
        together = _together(waiting)
        if together[0].name == FOUND:
            fixed = self._found(together[0], head)
        else:
            fixed = self._relay(together, head)
        if fixed:
            self._own.begin(fixed)
        return True

    def _found(self, row: ActRow, head: Header) -> BatchRow | None:
        sender, time_ = self._relayer, self._time(head)
        try:
            self._node.call(row.contract, row.data, sender=sender, time=time_, block=head.number)
        except ContractError as error:
            self._fail({row.act: encode_error(error.name, error.values)})
            return None
        return self._fix([row], row.data, self._node.engine.transaction_gas, head)

    def _relay(self, rows: list[ActRow], head: Header) -> BatchRow | None:
        calls = [row.data for row in rows]
        sender, contract = self._relayer, rows[0].contract
        try:
            simulated = relaying.simulate(
                self._node, contract, calls, sender=sender, now=self._time(head), head=head
            )
        except ContractError as error:
            self._refused_whole(rows, relaying.error_text(str(error)))
            return None
        except ContractMissing as error:
            if self._is_known(contract):
                raise  # the node has not got as far as the index, whatever it said of its head
            self._fail({row.act: relaying.error_text(str(error)) for row in rows})
            return None
        except RpcError as error:
            fault = relaying.at_fault(error, self._node.engine)
            if fault is None:
                raise
            self._refused_whole(rows, relaying.error_text(fault))
            return None
        self._own.size = min(LONGEST_RELAY, 2 * self._own.size)
        return self._carry_good(list(zip(rows, simulated, strict=False)), head)

    def _has(self, reached: Checkpoint | None, head: Header) -> bool:
        """Whether the node's chain is the one that the index holds: none that lags, no other."""
        if reached is None or head.number == reached.block:
            return reached is None or head.hash == reached.hash
        found = self._node.block(reached.block) if head.number > reached.block else None
        return found is not None and found.hash == reached.hash

    def _is_known(self, contract: str) -> bool:
        with self._store.reading() as connection:
            return contract in read_places(connection)

    def _refused_whole(self, rows: list[ActRow], reason: bytes) -> None:
        """What waits cannot be played through together: halve it, until the culprit is alone."""
        self._own.size = max(1, len(rows) // 2)
        if len(rows) == 1:
            self._fail({rows[0].act: reason})

    def _fail(self, reasons: dict[str, bytes]) -> None:
        with self._store.transaction() as connection:
            acts.fail(connection, {act: "0x" + reason.hex() for act, reason in reasons.items()})
        self._told("failed", len(reasons))

    def _carry_good(
        self, simulated: list[tuple[ActRow, Simulated]], head: Header
    ) -> BatchRow | None:
        """Fail the acts that were refused; fix as many of the others as fit a transaction."""
        if refused := {row.act: s.reason for row, s in simulated if s.reason}:
            self._fail(refused)
        good = [(row, s) for row, s in simulated if not s.reason]
        if not good:
            return None
        most = self._node.engine.transaction_gas
        limited = [(relaying.gas_limit(s.gas_used, row.attempts), row.data) for row, s in good]
        count = relaying.fitting(limited, most)
        data = relaying.relay_call(limited[:count])
        gas = relaying.transaction_gas(data, [limit for limit, _ in limited[:count]])
        return self._fix([row for row, _ in good[:count]], data, min(gas, most), head)

    def _fix(self, rows: Sequence[ActRow], data: bytes, gas: int, head: Header) -> BatchRow | None:
        """Make nonce and signed bytes durable before anything is sent; None if others were faster.

        The transaction in which this is written down is what keeps a key to one process, a
        community's acts to one way and an act to one batch.
        """
        on_chain = self._node.nonce(self._relayer)
        if self._chain_id is None:
            self._chain_id = self._node.chain_id()
        with self._store.transaction() as connection:
            self._require_hold(connection)
            if not self._take(connection, rows):
                return None
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
            fixed = acts.fix(connection, batch, [row.act for row in rows], signed.tx, signed.raw)
        self._told("batch", 1)
        return fixed

    def _require_hold(self, connection: Connection) -> None:
        relayers.lock(connection)
        row = relayers.find(connection, self._relayer)
        if row is None or row.holder != self._holder:
            self._held_until = 0
            holder, until = (row.holder, row.until) if row else ("of nobody", 0)
            raise KeyInUse(self._relayer, holder, until - int(self._clock()))

    def _take(self, connection: Connection, rows: Sequence[ActRow]) -> bool:
        communities = sorted({row.community for row in rows})
        free = [relayers.way_is_free(connection, one, self._relayer) for one in communities]
        if not all(free) or not acts.are_waiting(connection, [row.act for row in rows]):
            return False
        for community in communities:
            relayers.take_way(connection, community, self._relayer)
        return True

    def _time(self, head: Header) -> int:
        return max(int(self._clock()), head.time)


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

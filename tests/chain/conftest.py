"""What the tests on a real node share: the node's program, a signer, chains that are closed."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from eth_account import Account

from ledger_py.chain.embedded import CHAIN_ID, EmbeddedChain
from ledger_py.chain.node import find_anvil

GENESIS_TIME = 1_700_000_000


class Signer:
    """An account that signs transactions with nonces of its own, as a relayer does."""

    def __init__(self, key_byte: int = 0x11) -> None:
        self._account = Account.from_key(bytes([key_byte]) * 32)
        self.address: str = self._account.address
        self.nonce = 0

    def sign(
        self,
        to: str | None,
        *,
        data: str = "",
        nonce: int | None = None,
        value: int = 0,
        gas: int = 100_000,
    ) -> bytes:
        """Return a raw transaction; without a nonce, the next one."""
        fields = {
            "type": 2,
            "chainId": CHAIN_ID,
            "nonce": self.nonce if nonce is None else nonce,
            "value": value,
            "data": "0x" + data,
            "gas": gas,
            "maxFeePerGas": 0,
            "maxPriorityFeePerGas": 0,
        } | ({"to": to} if to else {})
        if nonce is None:
            self.nonce += 1
        return bytes(self._account.sign_transaction(fields).raw_transaction)

    def pay(self, count: int) -> list[bytes]:
        """Return plain payments of one wei, one after the other."""
        return [self.sign("0x" + "22" * 20, value=1) for _ in range(count)]


class Clock:
    """A clock that the test moves."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="session")
def anvil() -> Path:
    """The node's program; a missing one fails the test with what to install."""
    return find_anvil()


@pytest.fixture
def signer() -> Signer:
    return Signer()


@pytest.fixture
def clock() -> Clock:
    return Clock(GENESIS_TIME + 100)


@pytest.fixture
def open_chain(
    tmp_path: Path, anvil: Path, signer: Signer, clock: Clock
) -> Iterator[Callable[..., EmbeddedChain]]:
    """Start a chain in tmp_path/chain (or `at`); all are closed at the end."""
    chains: list[EmbeddedChain] = []

    def open_(at: Path = tmp_path / "chain", **options: object) -> EmbeddedChain:
        settings = {"funded": [signer.address], "genesis_time": GENESIS_TIME, "clock": clock}
        chain = EmbeddedChain(at, program=anvil, **(settings | options))  # type: ignore[arg-type]
        chains.append(chain)
        chain.start()
        return chain

    yield open_
    for chain in chains:
        chain.close()

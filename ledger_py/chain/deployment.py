"""Deploying the contracts: the passkeys' verifier, the two implementations, the factory.

What is deployed follows from the deployer's key alone (its first nonces), so a deployment that was
cut short goes on where it stopped, and repeating one finds what is there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import rlp
from eth_abi.abi import encode
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak

from ledger_py.chain.errors import ChainError
from ledger_py.chain.rpc import Rpc

ABI = Path(__file__).resolve().parents[1] / "abi"
Carrier = Callable[[Sequence[bytes]], object]
"""Brings signed transactions into the chain, in this order: a block of ours, or the node's pool."""


class DeploymentFault(ChainError):
    """The contracts could not be deployed, or what is there is not what should be."""

    hint = "Deploy with a key that has sent nothing yet, or use the key that deployed before."


class DeploymentMissing(ChainError):
    """No file names the factory."""

    hint = "Start the ledger with `make run` first, or name the right data directory."

    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no deployment in {path}.")


@dataclass(frozen=True)
class Deployment:
    """Where the factory is: the chain's id, its address (hex, lower case), the block it came in."""

    chain_id: int
    factory: str
    block: int

    def save(self, path: Path) -> None:
        """Write this as JSON; a half-written file never has the name."""
        aside = path.with_name(path.name + ".new")
        aside.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")
        aside.replace(path)

    @classmethod
    def load(cls, path: Path) -> Deployment:
        """Read it back; raise DeploymentMissing or DeploymentFault."""
        try:
            return cls(**json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            raise DeploymentMissing(path) from None
        except (ValueError, TypeError) as error:
            raise DeploymentFault(f"The deployment in {path} is damaged ({error}).") from None


def deploy(rpc: Rpc, account: LocalAccount, carrier: Carrier, max_fee_per_gas: int = 0) -> Deployment:
    """Deploy whatever of the contracts is not there yet; return where the factory is.

    account: a key kept for this, whose first transactions are these. max_fee_per_gas: wei.
    """
    chain_id = int(rpc.call("eth_chainId"), 16)
    sender = account.address
    raws = [
        _creation(account, chain_id, nonce, code, max_fee_per_gas)
        for nonce, code in enumerate(_codes(sender))
    ]
    done = int(rpc.call("eth_getTransactionCount", sender, "latest"), 16)
    for raw in raws[done:]:
        carrier([raw])
    receipts = [_receipt(rpc, "0x" + keccak(raw).hex()) for raw in raws]
    return Deployment(
        chain_id=chain_id,
        factory=created_address(sender, len(raws) - 1),
        block=int(receipts[-1]["blockNumber"], 16),
    )


def created_address(sender: str, nonce: int) -> str:
    """The address of the contract that a sender creates with a nonce (hex, lower case)."""
    return "0x" + keccak(rlp.encode([bytes.fromhex(sender[2:]), nonce]))[12:].hex()


def _codes(sender: str) -> list[bytes]:
    """The creation codes in their order; the factory's comes last and names the others."""
    verifiers = ["PasskeyVerifier"] if (ABI / "PasskeyVerifier.json").exists() else []
    names = [*verifiers, "Community", "Assembly"]
    address = {name: created_address(sender, nonce) for nonce, name in enumerate(names)}
    arguments = encode(
        ["address", "address", "address[]"],
        [address["Community"], address["Assembly"], [address[name] for name in verifiers]],
    )
    return [*map(_code, names), _code("CommunityFactory") + arguments]


def _code(name: str) -> bytes:
    return bytes.fromhex(json.loads((ABI / f"{name}.json").read_text())["bytecode"][2:])


def _creation(
    account: LocalAccount, chain_id: int, nonce: int, code: bytes, max_fee_per_gas: int
) -> bytes:
    # 200 gas a byte to store the code, at most 40 a byte to carry it (EIP-7623), and the rest.
    gas = 1_000_000 + 300 * len(code)
    signed = account.sign_transaction(
        {
            "type": 2,
            "chainId": chain_id,
            "nonce": nonce,
            "gas": gas,
            "maxFeePerGas": max_fee_per_gas,
            "maxPriorityFeePerGas": 0,
            "value": 0,
            "data": code,
        }
    )
    return bytes(signed.raw_transaction)


def _receipt(rpc: Rpc, tx: str) -> dict[str, Any]:
    receipt: dict[str, Any] | None = rpc.call("eth_getTransactionReceipt", tx)
    if receipt is None or receipt["status"] != "0x1":
        raise DeploymentFault(f"The transaction {tx} of the deployment did not create a contract.")
    return receipt

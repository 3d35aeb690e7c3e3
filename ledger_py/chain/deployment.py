"""Deploying the contracts: the passkeys' verifier, the implementations in their parts, the factory.

What is deployed follows from the deployer's key alone (its first nonces), so a deployment that was
cut short goes on where it stopped, and repeating one finds what is there.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
from eth_hash.auto import keccak

from ledger_py.chain.client import Node, Receipt
from ledger_py.chain.codec import creation, decode_event
from ledger_py.chain.errors import ChainError
from ledger_py.durable import write_durably

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

ORDER = (
    "PasskeyVerifier",
    "Charter",
    "Upkeep",
    "Membership",
    "Community",
    "Agenda",
    "Assembly",
)
"""What is deployed before the factory."""
GOES_ON_IN = {
    "Upkeep": "Charter",
    "Membership": "Upkeep",
    "Community": "Membership",
    "Assembly": "Agenda",
}
"""Where a part of the code of a community or an assembly goes on, which its constructor is told."""
_PATIENCE = 60  # seconds for a block of a network; a block of our own is there at once
_ADDRESS = re.compile("0x[0-9a-fA-F]{40}")
Carrier = Callable[[Sequence[bytes]], object]
"""Brings signed transactions into the chain, in this order: a block of ours, or the node's pool."""


class DeploymentFault(ChainError):
    """The contracts could not be deployed, or what is there is not what should be."""

    hint = "Deploy with a key that has sent nothing yet, or use the key that deployed before."


class DeploymentElsewhere(DeploymentFault):
    """The key has deployed other contracts than these, and no file says where."""

    hint = (
        "Put deployment.json back from a backup; or start with another data directory, or with the "
        "version of this package that deployed."
    )

    def __init__(self, sender: str) -> None:
        super().__init__(f"{sender} has sent other transactions than those that deploy this.")


class DeploymentDamaged(DeploymentFault):
    """A file is none that names the factory, or cannot be read."""

    hint = "Put deployment.json back from a backup, or fetch it again from whoever runs the ledger."

    def __init__(self, path: Path, reason: object) -> None:
        super().__init__(f"The deployment in {path} cannot be read ({reason}).")


class DeploymentMissing(ChainError):
    """No file names the factory."""

    hint = "Start the ledger with `make run` first, or name its data directory with --data-dir."

    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no deployment in {path}.")


@dataclass(frozen=True)
class Deployment:
    """Where the contracts are: the chain's id, the factory and the block it came in, and the code
    behind every community, in four parts, and assembly, in two (addresses in hex, lower case).
    """

    chain_id: int
    factory: str
    block: int
    community_code: str
    membership_code: str
    upkeep_code: str
    charter_code: str
    assembly_code: str
    agenda_code: str

    def save(self, path: Path) -> None:
        """Write this as JSON; a half-written file never has the name."""
        write_durably(path, (json.dumps(asdict(self), indent=1) + "\n").encode(), 0o644)

    @classmethod
    def load(cls, path: Path) -> Deployment:
        """Read it back; raise DeploymentMissing or DeploymentDamaged."""
        try:
            found = cls(**orjson.loads(path.read_bytes()))
            chain_id, factory, block, *parts = asdict(found).values()
            numbers = type(chain_id) is int and chain_id > 0 and type(block) is int and block >= 0
            if not numbers or not all(map(_is_address, (factory, *parts))):
                raise ValueError("a number or an address is none")
        except (FileNotFoundError, NotADirectoryError):
            raise DeploymentMissing(path) from None
        except (OSError, ValueError, TypeError) as error:
            raise DeploymentDamaged(path, error) from None
        return found


def _is_address(given: object) -> bool:
    return isinstance(given, str) and _ADDRESS.fullmatch(given) is not None


def deploy(
    node: Node, account: LocalAccount, carrier: Carrier, max_fee_per_gas: int = 0
) -> Deployment:
    """Deploy whatever of the contracts is not there yet; return where the factory is.

    account: a key kept for this, whose first transactions are these. max_fee_per_gas: wei.
    """
    chain_id = node.chain_id()
    sender = account.address
    raws = [
        _creation(account, chain_id, nonce, code, max_fee_per_gas)
        for nonce, code in enumerate(_codes(sender))
    ]
    hashes = ["0x" + keccak(raw).hex() for raw in raws]
    sent = node.nonce(sender)
    for tx in hashes[:sent]:
        # What was sent is in a block: there is nothing to wait for.
        if node.receipt(tx) is None:
            raise DeploymentElsewhere(sender)
    for raw in raws[sent:]:
        carrier([raw])
    receipts = [_receipt(node, tx) for tx in hashes]
    at = _addresses(sender)
    return Deployment(
        chain_id=chain_id,
        factory=created_address(sender, len(ORDER)),
        block=receipts[-1].block,
        community_code=at["Community"],
        membership_code=at["Membership"],
        upkeep_code=at["Upkeep"],
        charter_code=at["Charter"],
        assembly_code=at["Assembly"],
        agenda_code=at["Agenda"],
    )


def created_address(sender: str, nonce: int) -> str:
    """The contract that a sender creates with a nonce below 128 (hex, lower case)."""
    # The RLP list of an address and a number below 128, of which zero is written as empty.
    encoded = b"\xd6\x94" + bytes.fromhex(sender[2:]) + bytes([nonce or 0x80])
    return "0x" + keccak(encoded)[12:].hex()


def _addresses(sender: str) -> dict[str, str]:
    return {name: created_address(sender, nonce) for nonce, name in enumerate(ORDER)}


def _codes(sender: str) -> list[bytes]:
    """The creation codes in their order; the factory's comes last and names the others."""
    at = _addresses(sender)
    named = {name: [at[GOES_ON_IN[name]]] if name in GOES_ON_IN else [] for name in ORDER}
    codes = [creation(name, *arguments) for name, arguments in named.items()]
    factory = creation("CommunityFactory", at["Community"], at["Assembly"], [at["PasskeyVerifier"]])
    return [*codes, factory]


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


def _receipt(node: Node, tx: str) -> Receipt:
    for _ in range(_PATIENCE):
        if receipt := node.receipt(tx):
            break
        time.sleep(1)
    if receipt is None or not receipt.succeeded:
        raise DeploymentFault(f"The transaction {tx} of the deployment did not create a contract.")
    return receipt


def passkey_verifier(node: Node, deployment: Deployment) -> str:
    """The contract that checks passkeys, which the factory named when it was made (hex).

    A passkey's signer bytes are its address and the key's two coordinates (ERC-7913). Raises
    DeploymentFault where the factory named none.
    """
    for log in node.logs(deployment.block, deployment.block, [deployment.factory]):
        event = decode_event(log)
        if event.name == "VerifierNamed":
            return str(event.values["verifier"])
    raise DeploymentFault("The factory names no contract that checks passkeys.")

"""What people sign to show who they are: a text, in the wallets' own form (EIP-191, EIP-4361)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from eth_hash.auto import keccak

from ledger_py.chain.client import Node
from ledger_py.chain.errors import ChainError
from ledger_py.errors import ContractError
from ledger_py.verify.signatures import Verdict, judge

_SIGNED = b"\x19Ethereum Signed Message:\n"
_IS_VALID = keccak(b"isValidSignature(bytes32,bytes)")[:4]
"""ERC-1271: what a contract account answers with when it takes a signature."""
_GAS = 5_000_000
_ADDRESS_DIGITS = 42


@dataclass(frozen=True, slots=True)
class Asked:
    """Where and when somebody is asked to sign; times are Unix seconds."""

    host: str
    url: str
    chain: int
    nonce: str
    now: int
    expires: int

    def lines(self) -> str:
        """The lines by which a wallet tells its owner where a signature goes (EIP-4361)."""
        return (
            f"URI: {self.url}\nVersion: 1\nChain ID: {self.chain}\nNonce: {self.nonce}\n"
            f"Issued At: {_moment(self.now)}\nExpiration Time: {_moment(self.expires)}"
        )


def sign_in_text(asked: Asked, address: str) -> str:
    """What a wallet signs to sign in; address: in lower case."""
    return _of_wallet(asked, address, "Sign in. This is no act and costs nothing.")


def statement(asked: Asked, signer: str) -> str:
    """What a signer of a member signs, so that a user may speak for its members here.

    A wallet's has the form that wallets hold against the site which asks them; a passkey signs for
    the site that made it alone.
    """
    told = (
        "Whoever is signed in there is shown what concerns its members. This is no act and costs "
        "nothing."
    )
    if len(signer) == _ADDRESS_DIGITS:
        return _of_wallet(asked, signer, f"Show that this signer is yours. {told}")
    first = f"{asked.host} asks you to show that this signer is yours:\n{signer}"
    return f"{first}\n\n{told}\n\n{asked.lines()}"


def _of_wallet(asked: Asked, address: str, told: str) -> str:
    first = f"{asked.host} wants you to sign in with your Ethereum account:"
    return f"{first}\n{checksummed(address)}\n\n{told}\n\n{asked.lines()}"


def digest(text: str) -> bytes:
    """What is signed of a text (EIP-191, version 0x45)."""
    told = text.encode()
    return keccak(_SIGNED + str(len(told)).encode() + told)


def is_by(node: Node, signer: bytes, text: str, signature: bytes) -> bool:
    """Whether a signer signed a text: a key, a passkey, or what a contract account takes."""
    said = digest(text)
    if judge(signer, said, signature) is not Verdict.INVALID:
        return True
    return len(signer) == 20 and _account_takes(node, signer, said, signature)


def _account_takes(node: Node, account: bytes, digest: bytes, signature: bytes) -> bool:
    tail = len(signature).to_bytes(32) + signature + bytes(-len(signature) % 32)
    data = _IS_VALID + digest + (64).to_bytes(32) + tail
    try:
        answer = node.call("0x" + account.hex(), data, gas=_GAS)
    except (ContractError, ChainError):
        return False
    return answer == _IS_VALID + bytes(28)


def checksummed(address: str) -> str:
    """An address in mixed case, as people see it (ERC-55)."""
    digits = address[2:].lower()
    marks = keccak(digits.encode()).hex()
    pairs = zip(digits, marks, strict=False)
    return "0x" + "".join(one.upper() if int(mark, 16) >= 8 else one for one, mark in pairs)


def _moment(time: int) -> str:
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

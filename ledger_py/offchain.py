"""What comes with an act and stays off the chain, and the rule that it is all there and its own."""

from __future__ import annotations

from dataclasses import dataclass

from ledger_py import commitments, contents
from ledger_py.calls import Call, committed
from ledger_py.commitments import Content
from ledger_py.errors import AuzolanError


class ContentUnrelated(AuzolanError):
    """A content came with an act that does not commit to it."""

    hint = "Send only what the act commits to, with the salts it was sealed with."

    def __init__(self, digest: bytes) -> None:
        super().__init__(f"The act does not name 0x{digest.hex()}.")
        self.digest = digest


class ContentsIncomplete(AuzolanError):
    """An act commits to a text that did not come with it, so nobody could read what it says."""

    hint = "Send each content that the act commits to, with its salt."

    def __init__(self, commitment: bytes) -> None:
        super().__init__(f"No content given opens the commitment 0x{commitment.hex()}.")
        self.commitment = commitment


@dataclass(frozen=True, slots=True)
class OffChain:
    """What an act commits to and the chain does not carry."""

    contents: tuple[Content, ...] = ()
    documents: tuple[bytes, ...] = ()
    """Canonical bytes of public definition documents."""


def require_opened(call: Call, offchain: OffChain) -> None:
    """Refuse an act unless every content it commits to is there, within the rules, and no other.

    Raises ContentUnrelated, ContentsIncomplete, CommitmentMismatch, and the ContentFault of the
    rule (`ledger_py.contents`) that a content breaks.
    """
    kinds = committed(call)
    for content in offchain.contents:
        commitments.verify(content)
    for commitment in kinds.keys() - {content.commitment for content in offchain.contents}:
        raise ContentsIncomplete(commitment)
    for content in offchain.contents:
        if content.commitment not in kinds:
            raise ContentUnrelated(content.commitment)
        contents.check_bytes(kinds[content.commitment], content.body)
    for document in offchain.documents:
        if (digest := commitments.document_hash(document)) not in call.data:
            raise ContentUnrelated(digest)

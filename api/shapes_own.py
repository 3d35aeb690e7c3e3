"""What is a member's own, as JSON: texts to carry elsewhere, receipts, erasure."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from api.shapes_acts import Bytes32, Given
from ledger_py.carrying import Receipt as KeptReceipt
from ledger_py.carrying import Text as KeptText
from ledger_py.structs import to_json


class Sealed(Given):
    """A text with the salt that its commitment was made with."""

    salt: Bytes32
    body: dict[str, Any] = Field(description="Its kind and fields, as the act's receipt has it")


class BringContents(Given):
    """Texts that come from another gateway."""

    contents: Annotated[list[Sealed], Field(min_length=1, max_length=100)]


class BroughtContent(BaseModel):
    """What became of one."""

    commitment: str
    state: Literal["kept", "erased", "unnamed"] = Field(
        description="erased: it was erased here and stays so; unnamed: no act of the community's"
    )


class BroughtContents(BaseModel):
    """What became of each, in the order given."""

    items: list[BroughtContent]


class Text(BaseModel):
    """A text with all that opens its commitment."""

    commitment: str
    salt: str
    body: dict[str, Any]

    @classmethod
    def of(cls, found: KeptText) -> Text:
        """As it is kept."""
        return cls(commitment=found.commitment, salt=found.salt, body=found.body)


class Receipt(BaseModel):
    """An act as it was signed: any gateway, or none, can carry it."""

    act: str
    primary_type: str
    accepted: int
    message: dict[str, Any]
    signer: str
    signature: str

    @classmethod
    def of(cls, found: KeptReceipt) -> Receipt:
        """As it is kept."""
        signed = found.signed
        return cls(
            act=found.act,
            primary_type=type(signed.act).__name__,
            accepted=found.accepted,
            message=to_json(signed.act),
            signer="0x" + signed.signer.hex(),
            signature="0x" + signed.signature.hex(),
        )


class OwnData(BaseModel):
    """All that this gateway has of a member and the ledger has not, and every act it took."""

    community: str
    member: int
    texts: list[Text]
    receipts: list[Receipt]


class ErasureWish(Given):
    """The wish to have a member's name and texts erased."""

    member: int = Field(description="The member again, since there is no way back")


class ErasureDone(BaseModel):
    """What an erasure took from here."""

    texts: int = Field(description="How many texts were kept here")
    copies: str = Field(default="Copies that others have made are beyond reach.")


class Visibility(Given):
    """Who sees a member's name and texts at this gateway."""

    audience: Literal["everybody", "community"] = Field(
        description="community: users who speak for a member of it. Numbers are everybody's"
    )

"""The JSON of what is written: messages as they are signed, contents, and what became of an act."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema
from pydantic.json_schema import SkipJsonSchema

from api.problems import Problem
from ledger_py import contents
from ledger_py.models import ITEMS_PER_ACT as ITEMS

U8 = Annotated[int, Field(ge=0, lt=2**8)]
U16 = Annotated[int, Field(ge=0, lt=2**16)]
U32 = Annotated[int, Field(ge=0, lt=2**32)]
U48 = Annotated[int, Field(ge=0, lt=2**48)]
Bytes32 = Annotated[str, Field(pattern="^0x[0-9a-fA-F]{64}$")]
HexBytes = Annotated[str, Field(pattern="^0x([0-9a-fA-F]{2})*$", max_length=16_386)]
# Contents are checked by their one rulebook, ledger_py.contents; here is what it says, for readers.
Words = Annotated[
    str,
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": contents.LONGEST_TEXT}),
]
Name = Annotated[
    str,
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": contents.LONGEST_NAME}),
]
Links = Annotated[
    list[str],
    WithJsonSchema(
        {
            "type": "array",
            "maxItems": contents.MOST_LINKS,
            "items": {
                "type": "string",
                "pattern": contents.LINK,
                "maxLength": contents.LONGEST_LINK,
            },
        }
    ),
]
Date = Annotated[str, WithJsonSchema({"type": "string", "pattern": contents.DATE})]


Absent = SkipJsonSchema[None]
"""A part of a content may be left out; a null in its place is no content."""


class Given(BaseModel):
    """What clients send is taken to the letter: no unknown fields, no numbers in quotes."""

    model_config = ConfigDict(strict=True, extra="forbid")


class ContributionMessage(Given):
    """A contribution as it is signed; see `Contribution` in the contracts."""

    contributor: U32
    recorder: U32
    activity: U16
    epoch: U16
    units: U16 = Field(description="Hundredths of the activity type's unit")
    basis: U8 = Field(description="0 for one's own, otherwise 1 (present) or 2 (vouched)")
    content: Bytes32 = Field(description="Salted commitment of the content")


class AttestationMessage(Given):
    """An attestation as it is signed."""

    contribution: ContributionMessage
    units: U16
    basis: U8
    note: Bytes32


class RecordMessage(Given):
    """The EIP-712 message `Record`."""

    member: U32
    deadline: U48
    contributions: Annotated[list[ContributionMessage], Field(max_length=ITEMS)]


class AttestMessage(Given):
    """The EIP-712 message `Attest`."""

    member: U32
    deadline: U48
    attestations: Annotated[list[AttestationMessage], Field(max_length=ITEMS)]


class BallotMessage(Given):
    """The EIP-712 message `Ballot`; level 15 abstains on an activity type."""

    member: U32
    deadline: U48
    vote: U32
    sequence: U16
    levels: Annotated[list[U8], Field(max_length=60)]
    rationale: Bytes32


class Source(Given):
    """Where an imported credit comes from."""

    repository: Name | Absent = None
    file: Name
    commit: Name | Absent = None
    licence: Name | Absent = None
    format: Name | Absent = None
    sha256: Name | Absent = None


class ContributionBody(Given):
    """What was done, in words; stays off the chain."""

    kind: Literal["contribution"]
    description: Words
    evidence: Links
    date: Date | Absent = Field(default=None, description="YYYY, YYYY-MM or YYYY-MM-DD")
    date_of: Literal["work", "recording"] | Absent = None
    source: Source | Absent = None


class NoteBody(Given):
    """An attester's own words; stay off the chain."""

    kind: Literal["note"]
    text: Words


class RationaleBody(Given):
    """Why a member voted so; stays off the chain."""

    kind: Literal["rationale"]
    text: Words


class SealedContribution(Given):
    """A contribution's content with its salt."""

    salt: Bytes32
    body: ContributionBody


class SealedNote(Given):
    """A note with its salt."""

    salt: Bytes32
    body: NoteBody


class SealedRationale(Given):
    """A rationale with its salt."""

    salt: Bytes32
    body: RationaleBody


class Signed(Given):
    """A signature: ERC-7913 signer bytes (20 bytes for an account), and what they made."""

    signer: HexBytes
    signature: HexBytes


class SignedRecord(Signed):
    """A signed `Record` and the contents that it commits to."""

    act: RecordMessage
    contents: list[SealedContribution] = []


class SignedAttest(Signed):
    """A signed `Attest` and the notes that it commits to."""

    act: AttestMessage
    contents: list[SealedNote] = []


class SignedBallot(Signed):
    """A signed `Ballot` and the rationale that it commits to."""

    act: BallotMessage
    contents: list[SealedRationale] = []


class ContributionDraft(Given):
    """A contribution to be stated; the answer has its content's commitment and salt."""

    contributor: U32
    activity: U16
    epoch: U16
    units: U16
    basis: U8 = 0
    content: ContributionBody


class RecordDraft(Given):
    """What a member wants to record; without a deadline the act may be carried for a day."""

    member: U32
    deadline: U48 | None = None
    contributions: Annotated[list[ContributionDraft], Field(min_length=1, max_length=ITEMS)]


class AttestationDraft(Given):
    """An attestation by the contribution's id; without units: all that was stated."""

    contribution: Bytes32
    units: U16 | None = None
    basis: U8
    note: NoteBody | None = None


class AttestDraft(Given):
    """What a member wants to attest to."""

    member: U32
    deadline: U48 | None = None
    attestations: Annotated[list[AttestationDraft], Field(min_length=1, max_length=ITEMS)]


class BallotDraft(Given):
    """A ballot; without a sequence: the one after the member's live ballot."""

    member: U32
    deadline: U48 | None = None
    vote: U32
    sequence: U16 | None = None
    levels: Annotated[list[U8], Field(max_length=60)]
    rationale: RationaleBody | None = None


class SealedDraft(BaseModel):
    """A content sealed for an act: post `salt` and `body` with it, as they are."""

    commitment: str
    salt: str
    body: dict[str, Any]


class ToSign(BaseModel):
    """What to sign: as a wallet takes it (`eth_signTypedData_v4`), its digest, and in words."""

    summary: str
    digest: str
    typed_data: dict[str, Any]
    act: dict[str, Any] = Field(description="The message, as the signed act is posted with it")
    contents: list[SealedDraft]
    documents: list[dict[str, Any]] = Field(
        default=[], description="Public documents that it names: post them with it, as they are"
    )


class ActView(BaseModel):
    """An accepted act, and what has become of it."""

    act: str
    url: str
    name: str
    community: str
    member: int
    accepted: int
    status: Literal["queued", "sent", "included", "finalised", "failed", "landed elsewhere"]
    tx: str | None
    block: int | None
    time: int | None
    problem: Problem | None = Field(description="Why it failed")


class Accepted(ActView):
    """An accepted act with its receipt, with which the member can bring it to any gateway."""

    receipt: dict[str, Any] = Field(description="What was posted")

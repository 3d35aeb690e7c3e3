"""The JSON of what is proposed: public documents, and calls as data or as named decisions."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Discriminator, Field, Tag, create_model

from api.shapes_acts import U8, Bytes32, Given, HexBytes, Name, Words
from api.shapes_structs import taken
from ledger_py import commitments, contents, proposals
from ledger_py.models import Call
from ledger_py.proposals import DECISIONS, Decision
from ledger_py.structs import Field as StructField

MAX_CALLS = 16
"""So many calls fit a proposal (contracts/agenda/Openings.sol)."""


class DocumentBody(Given):
    """A public document: what is proposed or defined, and why, for everybody to read."""

    kind: Literal["proposal", "group", "activity", "indicator"]
    name: Name | None = Field(default=None, description="Short, as in `mentoring`; for definitions")
    title: Name
    description: Words


def document_of(given: DocumentBody) -> bytes:
    """The canonical bytes by which a document is found; raises a ContentFault."""
    body = given.model_dump(exclude_none=True)
    contents.text("description", body["description"])
    for name in ("name", "title"):
        if name in body:
            contents.text(name, body[name], contents.LONGEST_NAME)
    return commitments.canonical(body)


class CallDraft(Given):
    """A call as it is signed: of the record (1) or of the assembly (2)."""

    to: U8
    data: HexBytes


def _drafted(one: StructField) -> Any:
    return Bytes32 | DocumentBody if one.name == "document" else taken(one)


def _draft_of(decision: Decision) -> type[Given]:
    """A decision by its name; a document by its hash, or itself."""
    fields: dict[str, Any] = {one.name: (_drafted(one), ...) for one in decision.fields}
    told = f"What `{decision.name}` of the contracts does; see there for units."
    name = f"{decision.name[0].upper()}{decision.name[1:]}Draft"
    named: Any = {"decision": (Literal[decision.name], ...)}
    return create_model(name, __base__=Given, __doc__=told, **named, **fields)


def _kind_of(given: Any) -> str:
    if isinstance(given, BaseModel):
        return str(getattr(given, "decision", "call"))
    return str(given.get("decision", "call")) if isinstance(given, dict) else "call"


_DRAFTS = {name: _draft_of(decision) for name, decision in DECISIONS.items()}
_TAGGED: Any = [Annotated[model, Tag(name)] for name, model in _DRAFTS.items()]
_TAGGED += [Annotated[CallDraft, Tag("call")]]
_UNION: Any = _TAGGED[0]
for _one in _TAGGED[1:]:
    _UNION = _UNION | _one
AnyCall = Annotated[_UNION, Discriminator(_kind_of)]
"""A call as data, or one of the community's decisions by its name."""


def call_of(given: Any) -> tuple[Call, list[bytes]]:
    """A call, and the documents that came within it."""
    if isinstance(given, CallDraft):
        return Call(given.to, bytes.fromhex(given.data[2:])), []
    documents: list[bytes] = []
    values = {
        one.attribute: _value(one, getattr(given, one.name), documents)
        for one in DECISIONS[given.decision].fields
    }
    return proposals.call_of(given.decision, values), documents


def _value(one: StructField, given: Any, documents: list[bytes]) -> Any:
    if isinstance(given, DocumentBody):
        documents.append(document_of(given))
        return commitments.document_hash(documents[-1])
    if one.item.startswith("bytes"):
        return bytes.fromhex(given[2:])
    return tuple(given) if one.listed else given

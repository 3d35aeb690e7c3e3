"""What a member must sign: the act as typed data, its digest, and what it says in words."""

from __future__ import annotations

from collections.abc import Sequence

import orjson
from fastapi import APIRouter
from pydantic import BaseModel

from api import shapes_acts as shapes
from api.answers import Parts
from api.bodies import JsonRoute
from api.languages import Language
from api.naming import names
from api.routes.params import CommunityKey, problems
from api.services import Services
from ledger_py import ballots, commitments, contents, typed_data
from ledger_py.commitments import Content
from ledger_py.errors import contract_error
from ledger_py.ledger import VALID_SECONDS
from ledger_py.models import (
    NO_COMMITMENT,
    Act,
    Attest,
    Attestation,
    Ballot,
    ClaimMembership,
    Contribution,
    Join,
    Record,
)
from ledger_py.store.reads import Reads

router = APIRouter(route_class=JsonRoute, prefix="/communities/{c}/typed-data", tags=["signing"])
_BEFORE_JOINING = (Join, ClaimMembership)
_ANSWERS = problems(400, 404, 409, 413, 422)


@router.post("/record", responses=_ANSWERS)
async def record(
    c: CommunityKey, draft: shapes.RecordDraft, parts: Parts, language: Language
) -> shapes.ToSign:
    """What to sign to record contributions; each body is sealed under a new salt."""
    sealed = [seal("contribution", one.content) for one in draft.contributions]
    said = tuple(
        Contribution(
            contributor=one.contributor,
            recorder=draft.member,
            activity=one.activity,
            epoch=one.epoch,
            units=one.units,
            basis=one.basis,
            content=content.commitment,
        )
        for one, content in zip(draft.contributions, sealed, strict=True)
    )
    act = Record(draft.member, deadline(parts, draft.deadline), said)
    return to_sign(parts, c, act, language, sealed)


@router.post("/attest", responses=_ANSWERS)
async def attest(
    c: CommunityKey, draft: shapes.AttestDraft, parts: Parts, language: Language
) -> shapes.ToSign:
    """What to sign to attest to contributions, named by id."""
    sealed: list[Content] = []
    attested = []
    with parts.reads.snapshot() as reads:
        key = reads.locate(c).community
        for one in draft.attestations:
            note = seal("note", one.note) if one.note else None
            sealed += [note] if note else []
            nested = stated(reads, key, one.contribution)
            units = nested.units if one.units is None else one.units
            commitment = note.commitment if note else NO_COMMITMENT
            attested.append(Attestation(nested, units, one.basis, commitment))
    act = Attest(draft.member, deadline(parts, draft.deadline), tuple(attested))
    return to_sign(parts, c, act, language, sealed)


@router.post("/ballot", responses=_ANSWERS)
async def ballot(
    c: CommunityKey, draft: shapes.BallotDraft, parts: Parts, language: Language
) -> shapes.ToSign:
    """What to sign to cast a ballot, or to replace one's own."""
    with parts.reads.snapshot() as reads:
        key = reads.locate(c).community
        vote = reads.vote(key, draft.vote)
        ballots.require_levels(draft.levels, vote.activities)
        following = reads.next_sequence(key, draft.vote, draft.member)
    rationale = seal("rationale", draft.rationale) if draft.rationale else None
    act = Ballot(
        member=draft.member,
        deadline=deadline(parts, draft.deadline),
        vote=draft.vote,
        sequence=following if draft.sequence is None else draft.sequence,
        levels=tuple(draft.levels),
        rationale=rationale.commitment if rationale else NO_COMMITMENT,
    )
    return to_sign(parts, c, act, language, [rationale] if rationale else [])


def stated(reads: Reads, community: str, id: str) -> Contribution:
    """A contribution as it is nested in what is signed; raises NotFound.

    One that was withdrawn is refused as the contracts refuse it: a summary would name people.
    """
    found = reads.contribution(community, id)
    if found.withdrawn is not None:
        raise contract_error("ContributionEnded", {"id": bytes.fromhex(found.id[2:])})
    return found.as_signed()


def to_sign(
    parts: Services,
    c: str,
    act: Act,
    language: str,
    sealed: Sequence[Content],
    documents: Sequence[bytes] = (),
) -> shapes.ToSign:
    """What a member signs, in all its forms; raises NotFound for nobody, MemberUnclaimed."""
    with parts.reads.snapshot() as reads:
        community = reads.locate(c)
        if not isinstance(act, _BEFORE_JOINING):
            reads.member(community.community, act.member)
        named = names(reads, community.community, act)
    domain = parts.place(community).domain(act)
    data = typed_data.typed_data(act, domain)
    return shapes.ToSign(
        summary=typed_data.summary(act, named, language),
        digest="0x" + typed_data.digest(act, domain).hex(),
        typed_data=data,
        act=data["message"],
        contents=[_draft(content) for content in sealed],
        documents=[orjson.loads(document) for document in documents],
    )


def deadline(parts: Services, given: int | None) -> int:
    """Until when an act may be carried."""
    return int(parts.clock()) + VALID_SECONDS if given is None else given


def seal(kind: str, given: BaseModel) -> Content:
    """A content under a new salt; raises the ContentFault of the rule that it breaks."""
    body = given.model_dump(exclude_unset=True)
    contents.check(kind, body)
    return commitments.seal(body)


def _draft(content: Content) -> shapes.SealedDraft:
    salt, commitment = "0x" + content.salt.hex(), "0x" + content.commitment.hex()
    return shapes.SealedDraft(commitment=commitment, salt=salt, body=orjson.loads(content.body))

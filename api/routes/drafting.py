"""What to sign for every act of `shapes_signed.KINDS`: contributions by id, the rest in words."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from api import shapes_acts as shapes
from api.answers import Parts
from api.bodies import JsonRoute
from api.languages import Language
from api.routes.params import CommunityKey, problems
from api.routes.signing import deadline, seal, stated, to_sign
from api.services import Services
from api.shapes_calls import DocumentBody, call_of, document_of
from api.shapes_signed import KINDS, Kind, draft
from ledger_py import ballots, models, typed_data
from ledger_py.commitments import Content, document_hash
from ledger_py.errors import contract_error
from ledger_py.models import NO_COMMITMENT, Contribution, VoteKind
from ledger_py.store.reads import Reads
from ledger_py.structs import to_json

router = APIRouter(route_class=JsonRoute, prefix="/communities/{c}/typed-data", tags=["signing"])
_Answer = Callable[..., Coroutine[Any, Any, shapes.ToSign]]


class _Draft:
    """A draft on its way to the message that is signed."""

    def __init__(self, given: Any, reads: Reads, community: str) -> None:
        self._given, self._reads, self._community = given, reads, community
        self.sealed: list[Content] = []
        self.documents: list[bytes] = []

    def message(self, parts: Services) -> dict[str, Any]:
        """The message, with what it commits to sealed."""
        plain = self._given.model_dump()
        self.documents += map(document_of, getattr(self._given, "documents", ()))
        names = [name for name in type(self._given).model_fields if name != "documents"]
        found = {name: self._value(name, plain[name]) for name in names}
        return found | {"deadline": deadline(parts, self._given.deadline)}

    def _value(self, name: str, plain: Any) -> Any:
        match name, getattr(self._given, name):
            case ("reason" | "rationale") as kind, body:
                return self._commitment(kind, body)
            case "sequence", None:
                return self._following()
            case "document", DocumentBody() as body:
                self.documents.append(document_of(body))
                return "0x" + document_hash(self.documents[-1]).hex()
            case "calls", calls:
                return [self._call(one) for one in calls]
            case "contribution" | "replaced", id:
                return self._stated(id)
            case "contributions", ids:
                return [self._stated(id) for id in ids]
            case "replacement", one:
                return self._replacement(one)
        return plain

    def _stated(self, id: str) -> dict[str, Any]:
        return to_json(stated(self._reads, self._community, id))

    def _replacement(self, one: shapes.ContributionDraft) -> dict[str, Any]:
        content = seal("contribution", one.content)
        self.sealed.append(content)
        plain = one.model_dump(exclude={"content"})
        plain |= {"recorder": self._given.member, "content": content.commitment}
        return to_json(Contribution(**plain))

    def _call(self, given: Any) -> dict[str, Any]:
        call, documents = call_of(given)
        self.documents += documents
        return to_json(call)

    def _following(self) -> int:
        """The sequence after that of the member's last ballot."""
        vote, member = self._given.vote, self._given.member
        self._reads.vote(self._community, vote)
        return self._reads.next_sequence(self._community, vote, member)

    def _commitment(self, kind: str, body: BaseModel | None) -> str:
        if body is None:
            return "0x" + NO_COMMITMENT.hex()
        content = seal(kind, body)
        self.sealed.append(content)
        return "0x" + content.commitment.hex()


_VOTES = {
    models.SharesBallot: VoteKind.WEIGHTS,
    models.ProposalBallot: VoteKind.PROPOSAL,
    models.ObjectToProposal: VoteKind.PROPOSAL,
    models.ElectionBallot: VoteKind.ELECTION,
    models.Stand: VoteKind.ELECTION,
}
"""In which kind of vote each is said: nobody is asked to sign what is untrue of a vote."""


def _require_ballot(reads: Reads, community: str, given: Any) -> None:
    """Nobody is asked to sign a ballot that the contracts are sure to refuse."""
    if hasattr(given, "levels"):
        vote = reads.vote(community, given.vote)
        ballots.require_levels(given.levels, vote.activities)
        ballots.require_points(getattr(given, "points", ()), vote.groups)
    if hasattr(given, "choice"):
        ballots.require_choice(given.choice)
    if hasattr(given, "approved"):
        standing = reads.election(community, given.vote).candidates
        ballots.require_candidates(
            given.vote, given.approved, [one.member.member for one in standing]
        )


def _require_vote(reads: Reads, community: str, model: type, vote: int) -> None:
    found = reads.vote(community, vote).kind
    if found != _VOTES[model]:
        raise contract_error("VoteOfOtherKind", {"vote": vote, "kind": int(found)})
    if model is models.ObjectToProposal and reads.proposal(community, vote).ready is None:
        raise contract_error("ProposalNotPassed", {"vote": vote})


def _answer(kind: Kind) -> _Answer:
    async def answer(
        c: CommunityKey, given: Any, parts: Parts, language: Language
    ) -> shapes.ToSign:
        with parts.reads.snapshot() as reads:
            community = reads.locate(c).community
            if kind.model in _VOTES:
                _require_vote(reads, community, kind.model, given.vote)
                _require_ballot(reads, community, given)
            made = _Draft(given, reads, community)
            message = made.message(parts)
        act = typed_data.from_json(kind.model.__name__, message)
        return to_sign(parts, c, act, language, made.sealed, made.documents)

    # By what is given the framework knows the shape of the body.
    answer.__annotations__["given"] = draft(kind)
    return answer


def _add(kinds: Sequence[Kind]) -> None:
    for kind in kinds:
        router.add_api_route(
            f"/{kind.path}",
            _answer(kind),
            methods=["POST"],
            name=f"draft of {kind.path}",
            description=f"What to sign: {kind.told}",
            responses=problems(400, 404, 409, 413, 422),
        )


_add(KINDS)

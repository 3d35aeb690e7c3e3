"""A member's own: bringing texts here, taking all along, having it erased."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api import shapes_own as shapes
from api.answers import Parts
from api.bodies import JsonRoute
from api.identity.callers import Caller, Calling
from api.identity.faults import MemberForeign
from api.identity.speaking import members_of
from api.routes.params import CommunityKey, MemberId, problems
from api.services import Services
from ledger_py import carrying, commitments, erasure
from ledger_py.store import audiences
from ledger_py.store.audiences import Audience

router = APIRouter(route_class=JsonRoute, prefix="/communities/{c}", tags=["a member's own"])


@router.post("/contents", responses=problems(400, 404, 413, 422))
def bring(c: CommunityKey, given: shapes.BringContents, parts: Parts) -> shapes.BroughtContents:
    """Bring texts that acts of the community commit to, as after a move to this gateway."""
    community = parts.reads.locate(c).community
    sealed = [commitments.seal(one.body, bytes.fromhex(one.salt[2:])) for one in given.contents]
    states = carrying.bring(parts.store, community, sealed)
    return shapes.BroughtContents(
        items=[
            shapes.BroughtContent(commitment="0x" + one.commitment.hex(), state=state.value)
            for one, state in zip(sealed, states, strict=True)
        ]
    )


@router.get("/members/{m}/data", responses=problems(401, 403, 404, 422))
def own_data(
    c: CommunityKey, m: MemberId, parts: Parts, caller: Calling, response: Response
) -> shapes.OwnData:
    """All that this gateway has of the member: texts with their salts, acts as they were signed."""
    community = parts.reads.locate(c).community
    _require_own(parts, caller, community, m, "read")
    response.headers["Cache-Control"] = "no-store"
    name = f"auzolan-{parts.reads.locate(c).number}-{m}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return shapes.OwnData(
        community=community,
        member=m,
        texts=[shapes.Text.of(one) for one in carrying.texts(parts.store, community, m)],
        receipts=[shapes.Receipt.of(one) for one in carrying.receipts(parts.store, community, m)],
    )


@router.post("/members/{m}/erasure", responses=problems(401, 403, 404, 413, 422))
def erase(
    c: CommunityKey, m: MemberId, wish: shapes.ErasureWish, parts: Parts, caller: Calling
) -> shapes.ErasureDone:
    """Erase the member's name and texts here for good; the ledger keeps numbers and commitments."""
    community = parts.reads.locate(c).community
    caller.require_session()
    _require_own(parts, caller, community, m, "write")
    if wish.member != m:
        raise MemberForeign(wish.member)
    found = erasure.erase(parts.store, community, m, int(parts.clock()), parts.accounts)
    return shapes.ErasureDone(texts=found.kept)


@router.get("/members/{m}/visibility", responses=problems(401, 403, 404, 422))
def visibility(c: CommunityKey, m: MemberId, parts: Parts, caller: Calling) -> shapes.Visibility:
    """Who sees the member's name and texts here."""
    community = parts.reads.locate(c).community
    _require_own(parts, caller, community, m, "read")
    with parts.store.reading() as connection:
        found = audiences.audience(connection, community, m)
    return shapes.Visibility(audience=found.value)


@router.put("/members/{m}/visibility", responses=problems(401, 403, 404, 413, 422))
def choose_visibility(
    c: CommunityKey, m: MemberId, chosen: shapes.Visibility, parts: Parts, caller: Calling
) -> shapes.Visibility:
    """Show the member's name and texts to everybody, or to signed-in members alone."""
    community = parts.reads.locate(c).community
    _require_own(parts, caller, community, m, "write")
    audience, now = Audience(chosen.audience), int(parts.clock())
    with parts.store.transaction() as connection:
        audiences.choose(connection, community, m, audience, now)
    return chosen


def _require_own(parts: Services, caller: Caller, community: str, member: int, scope: str) -> None:
    """Raise SignInRequired, ScopeMissing or MemberForeign for who does not speak for the member."""
    if member not in members_of(parts, caller.require(scope), community):
        raise MemberForeign(member)

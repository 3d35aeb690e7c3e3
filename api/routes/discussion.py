"""What members say to each other here, and texts that should not be shown."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from api import shapes_discussion as shapes
from api.answers import Parts
from api.bodies import JsonRoute
from api.identity.callers import Caller, Calling
from api.identity.faults import StewardsOnly
from api.identity.speaking import speaker
from api.keys import IdempotencyKey
from api.routes.params import After, CommunityKey, Hash, Limit, VoteId, problems
from api.services import Services
from ledger_py.discussion import Discussion

router = APIRouter(route_class=JsonRoute, prefix="/communities/{c}", tags=["discussion"])
_SAY = problems(400, 401, 403, 404, 413, 422)
_SEEN = problems(400, 404, 422)
CommentId = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="A comment")]
ReportId = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="A report")]


@router.get("/votes/{v}/comments", responses=_SEEN)
def of_vote(
    c: CommunityKey, v: VoteId, parts: Parts, after: After = None, limit: Limit = 50
) -> shapes.Comments:
    """What was said about a vote, or the proposal that it is on."""
    parts.reads.vote(parts.reads.locate(c).community, v)
    return _comments(parts, c, f"vote {v}", f"votes/{v}", after, limit)


@router.post("/votes/{v}/comments", status_code=201, responses=_SAY)
def on_vote(
    c: CommunityKey,
    v: VoteId,
    draft: shapes.CommentDraft,
    parts: Parts,
    caller: Calling,
    key: IdempotencyKey,
) -> shapes.Comment:
    """Say something about a vote."""
    parts.reads.vote(parts.reads.locate(c).community, v)
    return _say(parts, caller, c, f"vote {v}", draft, key)


@router.get("/contributions/{id}/comments", responses=_SEEN)
def of_contribution(
    c: CommunityKey, id: Hash, parts: Parts, after: After = None, limit: Limit = 50
) -> shapes.Comments:
    """What was said about a contribution."""
    found = parts.reads.contribution(parts.reads.locate(c).community, id.lower())
    path = f"contributions/{found.id}"
    return _comments(parts, c, f"contribution {found.id}", path, after, limit)


@router.post("/contributions/{id}/comments", status_code=201, responses=_SAY)
def on_contribution(
    c: CommunityKey,
    id: Hash,
    draft: shapes.CommentDraft,
    parts: Parts,
    caller: Calling,
    key: IdempotencyKey,
) -> shapes.Comment:
    """Say something about a contribution."""
    found = parts.reads.contribution(parts.reads.locate(c).community, id.lower())
    return _say(parts, caller, c, f"contribution {found.id}", draft, key)


@router.delete("/comments/{comment}", status_code=204, responses=_SAY)
def take_back(c: CommunityKey, comment: CommentId, parts: Parts, caller: Calling) -> None:
    """Take a comment back; its text is destroyed."""
    who = speaker(parts, caller, c)
    _discussion(parts, c).take_back(comment, who.member)


@router.post("/reports", status_code=201, responses=_SAY)
def report(
    c: CommunityKey, draft: shapes.ReportDraft, parts: Parts, caller: Calling
) -> shapes.Report:
    """Report a text that should not be shown; stewards decide."""
    who = speaker(parts, caller, c)
    talk = _discussion(parts, c)
    made = talk.report(caller.require("write"), who.member, draft.text, draft.reason)
    (found,) = (one for one in talk.reports() if one.report.report == made.report)
    return shapes.Report.of(found)


@router.get("/reports", responses=problems(401, 403, 404, 422))
def reports(c: CommunityKey, parts: Parts, caller: Calling) -> shapes.Reports:
    """Reports: all of them for a steward, for others those that they are a party to."""
    who = speaker(parts, caller, c, "read")
    found = [one for one in _discussion(parts, c).reports() if one.report.may_be_read(who)]
    return shapes.Reports(items=[shapes.Report.of(one) for one in found])


@router.post("/reports/{report}/decision", status_code=204, responses={**_SAY, **problems(409)})
def decide(
    c: CommunityKey, report: ReportId, decision: shapes.Decision, parts: Parts, caller: Calling
) -> None:
    """Hide the text or let it stand, as a steward who is no party to it."""
    who = speaker(parts, caller, c)
    if not who.steward:
        raise StewardsOnly
    _discussion(parts, c).decide(report, who.member, decision.hide)


@router.post("/reports/{report}/appeal", status_code=204, responses={**_SAY, **problems(409)})
def appeal(
    c: CommunityKey, report: ReportId, appeal: shapes.Appeal, parts: Parts, caller: Calling
) -> None:
    """Ask, as the author of a hidden text, that another steward decides; once."""
    who = speaker(parts, caller, c)
    _discussion(parts, c).appeal(report, who.member, appeal.appeal)


def _say(
    parts: Services, caller: Caller, c: str, about: str, draft: shapes.CommentDraft, key: str
) -> shapes.Comment:
    who, talk = speaker(parts, caller, c), _discussion(parts, c)
    keyring = (caller.require("write"), key)
    made = talk.say(keyring, who.member, about, draft.text, draft.reply_to)
    return shapes.Comment.of(talk.shown(made))


def _comments(
    parts: Services, c: str, about: str, path: str, after: str | None, limit: int
) -> shapes.Comments:
    found = _discussion(parts, c).said(about, after, limit + 1)
    items, more = found[:limit], found[limit:]
    following = None
    if more:
        last = items[-1].comment.comment
        following = f"/v1/communities/{c}/{path}/comments?after={last}&limit={limit}"
    return shapes.Comments(items=[shapes.Comment.of(one) for one in items], next=following)


def _discussion(parts: Services, c: str) -> Discussion:
    return Discussion(parts.store, parts.reads.locate(c).community, int(parts.clock()))

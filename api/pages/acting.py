"""Forms by which members say what was done, attest to it and vote.

A managed key signs at once; who has a key of their own is shown what they are to sign.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.pages import drafts, inviting, joining, proposing, signers, steps
from api.pages.csrf import FormTokens
from api.pages.desk import Desk
from api.pages.drafts import Form, FormFault, number
from api.pages.forms import Forms, Posted
from api.pages.site import Frame, Site, page_route
from api.pages.words import minute
from api.routes.params import CommunityKey, Hash, VoteId
from ledger_py.errors import AuzolanError, contract_error
from ledger_py.ledger import Ledger, Statement
from ledger_py.models import Recognition, VoteKind
from ledger_py.outbox import AcceptedAct
from ledger_py.store.reads import NotFound, Reads
from ledger_py.store.rows import Contribution, LiveBallot, Vote, Who

LATEST = 20
"""So many of somebody's contributions are looked at for one that says the same."""


def routes(site: Site, desk: Desk) -> APIRouter:
    """Routes of forms."""
    router = APIRouter(route_class=page_route(site), include_in_schema=False)
    forms = Forms(site, desk, FormTokens(lambda: desk.parts.secret))
    others = (inviting.add, joining.add, signers.add, steps.add)
    for add in (_record, _attest, _ballot, _act, *proposing.FORMS, *others):
        add(router, forms)
    return router


def recognised(site: Site, frame: Frame, form: Form) -> Who | None:
    """Whom the contribution credits that the form was opened from; nobody is found by name."""
    try:
        credits = site.reads.contribution(frame.community.community, form.get("of", ""))
    except NotFound:
        return None
    return credits.contributor


def _record(router: APIRouter, forms: Forms) -> None:
    site = forms.site

    def show(
        request: Request, frame: Frame, kept: Form, error: AuzolanError | None = None
    ) -> Response:
        now, who = site.now(), recognised(site, frame, kept)
        current = frame.epoch_at(now)
        given = {"epoch": str(current.epoch) if current else "", "units": "1", **kept}
        if who:
            given.setdefault("contributor", str(who.member))
        members = site.reads.members(frame.community.community, 0, 200).items
        joined = [m.who for m in members if m.who.recognition != Recognition.UNRECORDED]
        return forms.show(
            request,
            frame,
            "record.html",
            given,
            error,
            open_epochs=[e for e in frame.epochs.values() if e.start <= now < e.closes],
            people=joined if who is None or who in joined else [who, *joined],
        )

    @router.get("/communities/{c}/record")
    def record_form(request: Request, community: CommunityKey) -> Response:
        return show(request, site.frame(community), dict(request.query_params))

    @router.post("/communities/{c}/record")
    def record(request: Request, community: CommunityKey, form: Posted) -> Response:
        frame, by_number = site.frame(community), form.get("number", "").strip()
        stated = {**form, "contributor": by_number} if by_number else form

        def read(member: int) -> None:
            said = drafts.statement(stated, member)
            if not form.get("repeated"):
                require_new(site, frame, said, member)

        return forms.handle(
            request,
            frame,
            form,
            read,
            lambda ledger, key: ledger.record([drafts.statement(stated, ledger.member)], key),
            lambda kept, error: show(request, frame, kept, error),
        )


def require_new(site: Site, frame: Frame, said: Statement, recorder: int) -> None:
    """Raise FormFault for what the recorder said in the same words before, perhaps a moment ago."""
    found = site.reads.contributions(
        frame.community.community,
        contributor=said.contributor,
        activity=said.activity,
        epoch=said.epoch,
        shown=True,
        limit=LATEST,
    )
    for one in found.items:
        same = one.recorder.member == recorder and one.units == said.units
        if same and (one.body or {}).get("description") == said.content["description"]:
            hint = "If it took place once more, say so below."
            raise FormFault("repeated", f"You recorded the same on {minute(one.time)}.", hint)


def barred(contribution: Contribution) -> dict[int, str]:
    """Who cannot attest to a contribution, and why."""
    words = ("has attested already", "took their attestation back")
    attested = {
        one.member.member: words[one.retracted is not None] for one in contribution.attestations
    }
    return {**attested, contribution.contributor.member: "it is their own work"}


def _attest(router: APIRouter, forms: Forms) -> None:
    site = forms.site

    def show(
        request: Request, frame: Frame, id: str, kept: Form, error: AuzolanError | None = None
    ) -> Response:
        found = site.reads.contribution(frame.community.community, id)
        if found.ended:
            raise contract_error("ContributionEnded", {"id": bytes.fromhex(found.id[2:])})
        return forms.show(
            request, frame, "attest.html", kept, error, contribution=found, barred=barred(found)
        )

    @router.get("/communities/{c}/contributions/{id}/attest")
    def attest_form(request: Request, community: CommunityKey, id: Hash) -> Response:
        return show(request, site.frame(community), id, dict(request.query_params))

    @router.post("/communities/{c}/contributions/{id}/attest")
    def attest(request: Request, community: CommunityKey, id: Hash, form: Posted) -> Response:
        frame = site.frame(community)
        found = site.reads.contribution(frame.community.community, id)
        return forms.handle(
            request,
            frame,
            form,
            lambda member: drafts.attesting(form, found),
            lambda ledger, key: ledger.attest([drafts.attesting(form, found)], key),
            lambda kept, error: show(request, frame, id, kept, error),
        )


def _ballot(router: APIRouter, forms: Forms) -> None:
    reads = forms.site.reads

    @router.get("/communities/{c}/votes/{v}/ballot")
    def ballot_form(
        request: Request, community: CommunityKey, vote: VoteId, member: str | None = None
    ) -> Response:
        frame, chosen = forms.site.frame(community), number(member)
        _weights(reads, frame, vote)
        kept = drafts.filled(_standing(reads, frame, vote, chosen)) if chosen else {}
        return _ballot_form(forms, request, frame, vote, {**kept, "member": str(chosen or "")})

    @router.post("/communities/{c}/votes/{v}/ballot")
    def ballot(request: Request, community: CommunityKey, vote: VoteId, form: Posted) -> Response:
        frame = forms.site.frame(community)
        row = _weights(reads, frame, vote)

        def sign(ledger: Ledger, key: str) -> AcceptedAct:
            levels, why = drafts.ballot(form, row.activities, row.groups)
            sequence = reads.next_sequence(frame.community.community, vote, ledger.member)
            if not row.groups:
                return ledger.cast(vote, sequence, levels, why, key)
            points = drafts.points(form, row.groups)
            return ledger.cast_shares(vote, sequence, points, levels, why, key)

        return forms.handle(
            request,
            frame,
            form,
            lambda member: drafts.ballot(form, row.activities, row.groups),
            sign,
            lambda kept, error: _ballot_form(forms, request, frame, vote, kept, error),
        )


def _ballot_form(
    forms: Forms,
    request: Request,
    frame: Frame,
    number: int,
    kept: Form,
    error: AuzolanError | None = None,
) -> Response:
    reads, key = forms.site.reads, frame.community.community
    vote = _weights(reads, frame, number)
    voted = {ballot.member.member for ballot in reads.live_ballots(key, number)}
    left = drafts.left(kept, vote.groups)
    return forms.show(request, frame, "ballot.html", kept, error, vote=vote, voted=voted, left=left)


def _weights(reads: Reads, frame: Frame, vote: int) -> Vote:
    """A weight vote; raises NotFound for one of another kind, which has its own form."""
    found = reads.vote(frame.community.community, vote)
    if found.kind != VoteKind.WEIGHTS:
        raise NotFound("weight vote", vote)
    return found


def _standing(reads: Reads, frame: Frame, vote: int, member: int) -> LiveBallot | None:
    found = reads.live_ballots(frame.community.community, vote, member)
    return found[0] if found else None


def _act(router: APIRouter, forms: Forms) -> None:
    @router.get("/communities/{c}/acts/{act}")
    def follow(request: Request, community: CommunityKey, act: str) -> Response:
        frame = forms.site.frame(community)
        followed = forms.desk.follow(frame.community, act.lower())
        if followed.is_in_ledger:
            return RedirectResponse(f"{frame.base}{followed.target}?act={act.lower()}", 303)
        error = followed.state.error
        return forms.site.page(
            request,
            "act.html",
            frame=frame,
            followed=followed,
            error=forms.site.explained(frame, error) if error else None,
        )

"""Forms by which members propose, answer, object, stand and elect."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.pages import drafts
from api.pages.drafts import Form, FormFault, number
from api.pages.forms import Forms, Posted
from api.pages.proposed import WHATS, Proposed, prefilled, proposed
from api.pages.site import Frame, Site
from api.routes.params import CommunityKey, VoteId
from ledger_py.errors import AuzolanError
from ledger_py.ledger import Ledger
from ledger_py.models import Choice
from ledger_py.outbox import AcceptedAct
from ledger_py.store.reads import Reads

CHOICES = {"for": Choice.IN_FAVOUR, "against": Choice.AGAINST, "abstain": Choice.ABSTAINS}


def _propose(router: APIRouter, forms: Forms) -> None:
    site, reads = forms.site, forms.site.reads

    @router.get("/communities/{c}/propose")
    def propose_form(
        request: Request, community: CommunityKey, amends: str | None = None
    ) -> Response:
        frame, amended = site.frame(community), number(amends)
        given = dict(request.query_params)
        begun = prefilled(reads.proposal(frame.community.community, amended)) if amended else {}
        return _proposal_form(forms, request, frame, {**begun, **given})

    @router.post("/communities/{c}/propose")
    def propose(request: Request, community: CommunityKey, form: Posted) -> Response:
        frame = site.frame(community)
        return forms.handle(
            request,
            frame,
            form,
            lambda member: _read(site, frame, form),
            lambda ledger, key: _signed(ledger, _read(site, frame, form), key),
            lambda kept, error: _proposal_form(forms, request, frame, kept, error),
        )


def _proposal_form(
    forms: Forms, request: Request, frame: Frame, kept: Form, error: AuzolanError | None = None
) -> Response:
    reads, key = forms.site.reads, frame.community.community
    amended = number(kept.get("amends"))
    members = [member.who for member in reads.all_joined(key)]
    return forms.show(
        request,
        frame,
        "propose.html",
        kept,
        error,
        whats=WHATS,
        what=next((what for what in WHATS if what.key == kept.get("what")), None),
        amended=reads.proposal(key, amended) if amended else None,
        members=[who for who in members if who.active],
        indicators=reads.indicators(key),
    )


def _read(site: Site, frame: Frame, form: Form) -> Proposed:
    current = frame.epoch_at(site.now())
    indicators = site.reads.indicators(frame.community.community)
    return proposed(form, frame, indicators, current.epoch if current else 1)


def _signed(ledger: Ledger, made: Proposed, key: str) -> AcceptedAct:
    return ledger.propose(
        made.document,
        made.calls,
        notice=made.notice,
        duration=made.duration,
        delay=made.delay,
        amends=made.amends,
        documents=made.documents,
        key=key,
    )


def choice(form: Form) -> Choice:
    """What a ballot says of a proposal."""
    if form.get("choice") not in CHOICES:
        raise FormFault("choice", "For or against?", "Choose one, or say that you abstain.")
    return CHOICES[form["choice"]]


def _answer(router: APIRouter, forms: Forms) -> None:
    reads = forms.site.reads

    def show(
        request: Request, frame: Frame, vote: int, kept: Form, error: AuzolanError | None = None
    ) -> Response:
        key = frame.community.community
        proposal, voted = reads.proposal(key, vote), _voted(reads, key, vote)
        return forms.show(
            request, frame, "answer.html", kept, error, proposal=proposal, voted=voted
        )

    @router.get("/communities/{c}/proposals/{v}/ballot")
    def answer_form(request: Request, community: CommunityKey, vote: VoteId) -> Response:
        return show(request, forms.site.frame(community), vote, dict(request.query_params))

    @router.post("/communities/{c}/proposals/{v}/ballot")
    def answer(request: Request, community: CommunityKey, vote: VoteId, form: Posted) -> Response:
        frame = forms.site.frame(community)
        key_of = frame.community.community

        def sign(ledger: Ledger, key: str) -> AcceptedAct:
            sequence = reads.next_sequence(key_of, vote, ledger.member)
            why = drafts.text(form, "rationale")
            return ledger.cast_proposal(vote, sequence, choice(form), why, key)

        return forms.handle(
            request,
            frame,
            form,
            lambda member: drafts.together(
                lambda: choice(form), lambda: drafts.text(form, "rationale")
            ),
            sign,
            lambda kept, error: show(request, frame, vote, kept, error),
        )


def _object(router: APIRouter, forms: Forms) -> None:
    reads = forms.site.reads

    def show(
        request: Request, frame: Frame, vote: int, kept: Form, error: AuzolanError | None = None
    ) -> Response:
        key = frame.community.community
        against = {
            ballot.member.member: "is against it already"
            for ballot in reads.live_ballots(key, vote)
            if ballot.choice == Choice.AGAINST
        }
        proposal = reads.proposal(key, vote)
        return forms.show(
            request, frame, "object.html", kept, error, proposal=proposal, against=against
        )

    @router.get("/communities/{c}/proposals/{v}/object")
    def object_form(request: Request, community: CommunityKey, vote: VoteId) -> Response:
        frame = forms.site.frame(community)
        if reads.proposal(frame.community.community, vote).ready is None:
            # It has not passed: its own page says what can be done about it.
            return RedirectResponse(f"{frame.base}/proposals/{vote}", status_code=303)
        return show(request, frame, vote, dict(request.query_params))

    @router.post("/communities/{c}/proposals/{v}/object")
    def object_(request: Request, community: CommunityKey, vote: VoteId, form: Posted) -> Response:
        frame = forms.site.frame(community)
        return forms.handle(
            request,
            frame,
            form,
            lambda member: drafts.text(form, "rationale"),
            lambda ledger, key: ledger.object_to_proposal(
                vote, drafts.text(form, "rationale"), key
            ),
            lambda kept, error: show(request, frame, vote, kept, error),
        )


def _stand(router: APIRouter, forms: Forms) -> None:
    def show(
        request: Request, frame: Frame, vote: int, kept: Form, error: AuzolanError | None = None
    ) -> Response:
        election = forms.site.reads.election(frame.community.community, vote)
        return forms.show(request, frame, "stand.html", kept, error, election=election)

    @router.get("/communities/{c}/elections/{v}/stand")
    def stand_form(request: Request, community: CommunityKey, vote: VoteId) -> Response:
        return show(request, forms.site.frame(community), vote, {})

    @router.post("/communities/{c}/elections/{v}/stand")
    def stand(request: Request, community: CommunityKey, vote: VoteId, form: Posted) -> Response:
        frame = forms.site.frame(community)
        return forms.handle(
            request,
            frame,
            form,
            lambda member: None,
            lambda ledger, key: ledger.stand(vote, key),
            lambda kept, error: show(request, frame, vote, kept, error),
        )


def _approve(router: APIRouter, forms: Forms) -> None:
    reads = forms.site.reads

    def show(
        request: Request, frame: Frame, vote: int, kept: Form, error: AuzolanError | None = None
    ) -> Response:
        key = frame.community.community
        election, voted = reads.election(key, vote), _voted(reads, key, vote)
        return forms.show(
            request, frame, "approve.html", kept, error, election=election, voted=voted
        )

    @router.get("/communities/{c}/elections/{v}/ballot")
    def approve_form(request: Request, community: CommunityKey, vote: VoteId) -> Response:
        return show(request, forms.site.frame(community), vote, {})

    @router.post("/communities/{c}/elections/{v}/ballot")
    def approve(request: Request, community: CommunityKey, vote: VoteId, form: Posted) -> Response:
        frame = forms.site.frame(community)
        key_of = frame.community.community
        standing = [one.member.member for one in reads.election(key_of, vote).candidates]

        def sign(ledger: Ledger, key: str) -> AcceptedAct:
            approved = [member for member in standing if form.get(f"approve-{member}")]
            sequence = reads.next_sequence(key_of, vote, ledger.member)
            why = drafts.text(form, "rationale")
            return ledger.cast_election(vote, sequence, approved, why, key)

        return forms.handle(
            request,
            frame,
            form,
            lambda member: drafts.text(form, "rationale"),
            sign,
            lambda kept, error: show(request, frame, vote, kept, error),
        )


def _voted(reads: Reads, community: str, vote: int) -> set[int]:
    return {ballot.member.member for ballot in reads.live_ballots(community, vote)}


FORMS: tuple[Callable[[APIRouter, Forms], None], ...] = (
    _propose,
    _answer,
    _object,
    _stand,
    _approve,
)
"""Each adds its routes."""

"""Forms "as demo member N": the gateway signs with a managed key that it keeps, and says so.

Mounted in the embedded profile only; they answer this machine alone, and each carries a token.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.pages import drafts
from api.pages.contributions import number
from api.pages.csrf import FormForged, FormTokens, require_this_machine
from api.pages.desk import Desk
from api.pages.drafts import Form
from api.pages.site import IN_LEDGER, Frame, Site, explained, page_route
from ledger_py.errors import AuzolanError
from ledger_py.ledger import Ledger
from ledger_py.outbox import AcceptedAct
from ledger_py.store.rows import LiveBallot

Sign = Callable[[Ledger, str], AcceptedAct]


async def posted(request: Request) -> dict[str, str]:
    """The fields of a form; files are no part of any."""
    form = await request.form(max_files=0, max_fields=200)
    return {key: value for key, value in form.items() if isinstance(value, str)}


Posted = Annotated[dict[str, str], Depends(posted)]


@dataclass(frozen=True, slots=True)
class Forms:
    """What the demo's forms share: who may speak, tokens, sending and what follows it."""

    site: Site
    desk: Desk
    tokens: FormTokens

    def show(
        self,
        request: Request,
        frame: Frame,
        template: str,
        kept: Mapping[str, str],
        error: AuzolanError | None = None,
        **context: object,
    ) -> HTMLResponse:
        """A form with what was written into it, and what was wrong with that."""
        half, token = self.tokens.give(request)
        page = self.site.page(
            request,
            template,
            200 if error is None else 422,
            frame=frame,
            kept=kept,
            token=token,
            once=secrets.token_urlsafe(16),
            speakers=self.desk.speakers(frame.community),
            error=explained(error) if error else None,
            wrong=getattr(error, "field", None),
            **context,
        )
        self.tokens.keep(page, half)
        return page

    def send(self, request: Request, frame: Frame, form: Form, sign: Sign) -> Response:
        """Sign and hand over, then lead to what changed; raises what the ledger refused."""
        self.tokens.check(request, form.get("token", ""))
        member = drafts.whole(form, "member", "The account to sign with")
        key = f"form {form.get('once', '')[:64]}"
        accepted = sign(self.desk.ledger(frame.community, member), key)
        state = self.desk.settle(accepted.act)
        if state.error is not None:
            raise state.error
        return RedirectResponse(f"{frame.base}/acts/{accepted.act}", 303)


def routes(site: Site, desk: Desk) -> APIRouter:
    """Routes of the demo's forms."""
    router = APIRouter(route_class=page_route(site, require_this_machine), include_in_schema=False)
    forms = Forms(site, desk, FormTokens(desk.form_key))
    for add in (_record, _attest, _ballot, _act):
        add(router, forms)
    return router


def _record(router: APIRouter, forms: Forms) -> None:
    site = forms.site

    def show(
        request: Request, frame: Frame, kept: Form, error: AuzolanError | None = None
    ) -> HTMLResponse:
        current = frame.epoch_at(site.now())
        started = [e for e in frame.epochs.values() if e.start <= site.now() < e.closes]
        given = {"epoch": str(current.epoch) if current else "", "units": "1", **kept}
        joined = site.reads.members(frame.community.community, 0, 200).items
        return forms.show(
            request, frame, "record.html", given, error, open_epochs=started, joined=joined
        )

    @router.get("/communities/{c}/record")
    def record_form(request: Request, c: str) -> HTMLResponse:
        return show(request, site.frame(c), dict(request.query_params))

    @router.post("/communities/{c}/record")
    def record(request: Request, c: str, form: Posted) -> Response:
        frame = site.frame(c)

        def sign(ledger: Ledger, key: str) -> AcceptedAct:
            return ledger.record([drafts.statement(form, ledger.member)], key)

        try:
            return forms.send(request, frame, form, sign)
        except FormForged:
            raise
        except AuzolanError as error:
            return show(request, frame, form, error)


def _attest(router: APIRouter, forms: Forms) -> None:
    site = forms.site

    @router.get("/communities/{c}/contributions/{id}/attest")
    def attest_form(request: Request, c: str, id: str) -> HTMLResponse:
        frame = site.frame(c)
        found = site.reads.contribution(frame.community.community, id.lower())
        return forms.show(
            request, frame, "attest.html", dict(request.query_params), contribution=found
        )

    @router.post("/communities/{c}/contributions/{id}/attest")
    def attest(request: Request, c: str, id: str, form: Posted) -> Response:
        frame = site.frame(c)
        found = site.reads.contribution(frame.community.community, id.lower())

        def sign(ledger: Ledger, key: str) -> AcceptedAct:
            return ledger.attest([drafts.attesting(form, found)], key)

        try:
            return forms.send(request, frame, form, sign)
        except FormForged:
            raise
        except AuzolanError as error:
            return forms.show(request, frame, "attest.html", form, error, contribution=found)


def _ballot(router: APIRouter, forms: Forms) -> None:
    site = forms.site

    def standing(frame: Frame, v: int, member: int) -> LiveBallot | None:
        found = site.reads.live_ballots(frame.community.community, v, member)
        return found[0] if found else None

    def show(
        request: Request, frame: Frame, v: int, kept: Form, error: AuzolanError | None = None
    ) -> HTMLResponse:
        vote = site.reads.vote(frame.community.community, v)
        voted = {
            ballot.member.member for ballot in site.reads.live_ballots(frame.community.community, v)
        }
        return forms.show(request, frame, "ballot.html", kept, error, vote=vote, voted=voted)

    @router.get("/communities/{c}/votes/{v}/ballot")
    def ballot_form(request: Request, c: str, v: int, member: str | None = None) -> HTMLResponse:
        frame = site.frame(c)
        site.reads.vote(frame.community.community, v)
        chosen = number(member)
        kept = drafts.filled(standing(frame, v, chosen)) if chosen else {}
        return show(request, frame, v, {**kept, "member": str(chosen or "")})

    @router.post("/communities/{c}/votes/{v}/ballot")
    def ballot(request: Request, c: str, v: int, form: Posted) -> Response:
        frame = site.frame(c)
        vote = site.reads.vote(frame.community.community, v)

        def sign(ledger: Ledger, key: str) -> AcceptedAct:
            last = standing(frame, v, ledger.member)
            rationale = drafts.text(form, "rationale")
            levels = drafts.levels(form, vote.activities)
            return ledger.cast(v, last.sequence + 1 if last else 1, levels, rationale, key)

        try:
            return forms.send(request, frame, form, sign)
        except FormForged:
            raise
        except AuzolanError as error:
            return show(request, frame, v, form, error)


def _act(router: APIRouter, forms: Forms) -> None:
    @router.get("/communities/{c}/acts/{act}")
    def follow(request: Request, c: str, act: str) -> Response:
        frame = forms.site.frame(c)
        followed = forms.desk.follow(frame.community, act.lower())
        if followed.state.status in IN_LEDGER:
            return RedirectResponse(f"{frame.base}{followed.target}?act={act.lower()}", 303)
        error = followed.state.error
        return forms.site.page(
            request,
            "act.html",
            frame=frame,
            followed=followed,
            error=explained(error) if error else None,
        )

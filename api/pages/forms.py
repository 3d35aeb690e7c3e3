"""What forms share: who may speak, their tokens, signing, and what follows it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse, Response

from api.identity.callers import csrf_token, session_of
from api.pages import drafts
from api.pages.csrf import FormTokens
from api.pages.desk import Desk
from api.pages.drafts import Form, number
from api.pages.papers import Sheet, Unsigned, sheet
from api.pages.site import Frame, Site
from api.pages.speakers import Hand, Speaker
from ledger_py.errors import AuzolanError
from ledger_py.ledger import Ledger
from ledger_py.outbox import AcceptedAct

Read = Callable[[int], object]
Sign = Callable[[Ledger, str], AcceptedAct]
Show = Callable[[Form, AuzolanError | None], Response]


async def posted(request: Request) -> dict[str, str]:
    """The fields of a form; files are no part of any."""
    form = await request.form(max_files=0, max_fields=200)
    return {key: value for key, value in form.items() if isinstance(value, str)}


Posted = Annotated[dict[str, str], Depends(posted)]


@dataclass(frozen=True, slots=True)
class Forms:
    """What forms share: who may speak, tokens, signing and what follows it."""

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
        speakers: Sequence[Speaker] | None = None,
        **context: object,
    ) -> Response:
        """A form with what was written into it, and what was wrong with that.

        speakers: as whom one can sign, where that was looked up already. Who can sign as nobody is
        asked to sign in first.
        """
        if speakers is None:
            speakers = self.desk.speakers.all(request, frame.community)
        if not speakers:
            return self.sign_in_first(request, frame)
        return self.blank(request, frame, template, kept, error, speakers=speakers, **context)

    def blank(
        self,
        request: Request,
        frame: Frame,
        template: str,
        kept: Mapping[str, str],
        error: AuzolanError | None = None,
        **context: object,
    ) -> Response:
        """A form of whatever kind, with its token."""
        half, token = self.tokens.give(request, self._session(request))
        told = self.site.explained(frame, error) if error else None
        page = self.site.page(
            request,
            template,
            200 if error is None else 422,
            frame=frame,
            kept=kept,
            token=token,
            once=secrets.token_urlsafe(16),
            error=told,
            wrong=told.fields if told else frozenset(),
            **context,
        )
        self.tokens.keep(request, page, half)
        return page

    def handle(
        self, request: Request, frame: Frame, form: Form, read: Read, sign: Sign, show: Show
    ) -> Response:
        """Sign and lead to what changed, or show the form again with what the ledger refused.

        read: reads all that a member states in the form, so that every fault is told at once.
        """
        self.check(request, form)
        if "again" in form:
            return show(form, None)
        try:
            given = number(form.get("member")) or 0
            drafts.together(lambda: drafts.speaker(form), lambda: read(given))
            return self._send(request, frame, form, sign)
        except AuzolanError as error:
            return show(form, error)

    def check(self, request: Request, form: Form) -> None:
        """Refuse a form that was not opened at this browser; raises FormForged."""
        self.tokens.check(request, form.get("token", ""), self._session(request))

    def ask(
        self, request: Request, frame: Frame, sheet: Sheet, kept: Form | None = None
    ) -> Response:
        """The page on which devices sign, with the way back to the form and what it kept."""
        session = session_of(request, self.desk.parts)
        token = csrf_token(self.desk.parts, session) if session else ""
        return self.site.page(
            request, "sign.html", frame=frame, sheet=sheet, csrf_token=token, kept=kept
        )

    def settled(self, frame: Frame, accepted: AcceptedAct) -> Response:
        """Lead to what an act changed, once the chain has it; raises what refused it there."""
        state = self.desk.settle(accepted.act)
        if state.error is not None:
            raise state.error
        return RedirectResponse(f"{frame.base}/acts/{accepted.act}", 303)

    def sign_in_first(self, request: Request, frame: Frame) -> Response:
        """Lead to signing in and back; a fragment goes along. Who is signed in is no member yet."""
        if not self._session(request):
            return RedirectResponse(f"/sign-in?{urlencode({'next': _address(request)})}", 303)
        return self.site.page(request, "stranger.html", 403, frame=frame)

    def _send(self, request: Request, frame: Frame, form: Form, sign: Sign) -> Response:
        speaker = self.desk.speakers.one(request, frame.community, drafts.speaker(form))
        key = once(form)
        if speaker.hand is not Hand.OWN:
            return self.settled(frame, sign(self.desk.pen(frame.community, speaker), key))
        own = Unsigned(speaker.signers[0])
        pen, paper = self.desk.paper(frame.community, speaker.member, own)
        sign(pen, key)
        written = sheet(self.desk.parts, frame.base, paper, key, speaker.signers)
        return self.ask(request, frame, written, form)

    def _session(self, request: Request) -> str:
        session = session_of(request, self.desk.parts)
        return session.session if session else ""


def once(form: Form) -> str:
    """The idempotency key of a form: sent twice, it says its act once."""
    return f"form {form.get('once', '')[:64]}"


def _address(request: Request) -> str:
    query = f"?{request.url.query}" if request.url.query else ""
    return request.url.path + query

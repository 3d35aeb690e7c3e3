"""What the demo's forms share: who may speak, their tokens, sending, and what follows it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.pages import drafts
from api.pages.contributions import number
from api.pages.csrf import FormTokens
from api.pages.desk import Desk
from api.pages.drafts import Form
from api.pages.site import Frame, Site
from ledger_py.errors import AuzolanError
from ledger_py.ledger import Ledger
from ledger_py.outbox import AcceptedAct

Read = Callable[[int], object]
Sign = Callable[[Ledger, str], AcceptedAct]
Show = Callable[[Form, AuzolanError | None], HTMLResponse]


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
        told = self.site.explained(frame, error) if error else None
        page = self.site.page(
            request,
            template,
            200 if error is None else 422,
            frame=frame,
            kept=kept,
            token=token,
            once=secrets.token_urlsafe(16),
            speakers=self.desk.speakers(frame.community),
            error=told,
            wrong=told.fields if told else frozenset(),
            **context,
        )
        self.tokens.keep(page, half)
        return page

    def handle(
        self, request: Request, frame: Frame, form: Form, read: Read, sign: Sign, show: Show
    ) -> Response:
        """Sign and lead to what changed, or show the form again with what the ledger refused.

        read: reads all that a member states in the form, so that every fault is told at once.
        """
        self.tokens.check(request, form.get("token", ""))
        try:
            given = number(form.get("member")) or 0
            drafts.together(lambda: drafts.speaker(form), lambda: read(given))
            return self._send(frame, form, sign)
        except AuzolanError as error:
            return show(form, error)

    def _send(self, frame: Frame, form: Form, sign: Sign) -> Response:
        member = drafts.speaker(form)
        key = f"form {form.get('once', '')[:64]}"
        accepted = sign(self.desk.ledger(frame.community, member), key)
        state = self.desk.settle(accepted.act)
        if state.error is not None:
            raise state.error
        return RedirectResponse(f"{frame.base}/acts/{accepted.act}", 303)

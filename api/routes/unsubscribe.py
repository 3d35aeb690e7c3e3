"""Ending the mail by the link that is in every letter (RFC 8058): no session, and one click."""

from __future__ import annotations

from html import escape
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import HTMLResponse

from api.answers import Parts
from api.faults import GatewayFault
from api.services import Services
from ledger_py.letters import user_of
from ledger_py.notices import KINDS
from ledger_py.store import choices, users
from ledger_py.store.choices import DEFAULT, Choice

router = APIRouter(tags=["being told"])
Link = Annotated[str, Query(max_length=200)]
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Mail from {host}</title>
<p>{told}</p>{form}</html>"""
_FORM = '<form method="post"><button>No more mail</button></form>'


class LetterLinkInvalid(GatewayFault):
    """A link that ends mail is taken from a letter, whole."""

    hint = "Open the link of a letter again, or choose at /you what comes by mail."

    def __init__(self) -> None:
        super().__init__("The link is not one of this gateway's letters.")


@router.get("/notices/unsubscribe", include_in_schema=False)
def ask(link: Link, parts: Parts) -> Response:
    """A page with one button: programs that look into mails open links, and would end the mail."""
    _user(parts, link)
    return _page(parts, "Do you want no more mail about notices?", _FORM)


@router.post("/notices/unsubscribe", include_in_schema=False)
def unsubscribe(link: Link, parts: Parts) -> Response:
    """End the mail; what concerns safety goes out all the same."""
    user = _user(parts, link)
    with parts.store.transaction() as connection:
        if users.is_user(connection, user):
            held = choices.choices(connection, user)
            for kind in KINDS:
                push = held.get(kind, DEFAULT).push
                choices.choose(connection, user, kind, Choice(mail=False, push=push))
    return _page(parts, "You get no more mail, but for what concerns your membership's safety.")


def _user(parts: Services, link: str) -> str:
    user = user_of(parts.store.vault, link)
    if user is None:
        raise LetterLinkInvalid
    return user


def _page(parts: Services, told: str, form: str = "") -> Response:
    host = escape(parts.settings.public_url or "this gateway")
    return HTMLResponse(_PAGE.format(host=host, told=told, form=form))

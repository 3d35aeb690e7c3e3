"""Joining by an invitation, with a key on one's own device or one that is kept here."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.identity import speaking
from api.identity.callers import session_of
from api.pages import drafts
from api.pages.drafts import Form, FormFault
from api.pages.forms import Forms, Posted, once
from api.pages.papers import Unsigned, sheet
from api.pages.site import Frame
from api.pages.speakers import Hand
from api.routes.params import CommunityKey
from ledger_py import contents
from ledger_py.errors import AuzolanError, ContractError
from ledger_py.invitations import Invitation, InvitationInvalid
from ledger_py.models import NEW
from ledger_py.store.users import Session

WAYS = ("passkey", "wallet", "managed")
SIGNER = re.compile("0x(?:[0-9a-f]{40}|[0-9a-f]{168})")


@dataclass(frozen=True, slots=True)
class Joining:
    """The form by which somebody joins who is signed in."""

    forms: Forms

    def show(
        self, request: Request, frame: Frame, kept: Form, error: AuzolanError | None = None
    ) -> Response:
        """The form; the invitation in a link's fragment is put into it by its script."""
        desk = self.forms.desk
        speakers = desk.speakers.all(request, frame.community)
        already = [one.who for one in speakers if one.hand is not Hand.DEMO]
        verifier = desk.parts.verifier
        return self.forms.blank(
            request, frame, "join.html", kept, error, verifier=verifier, already=already
        )

    def joined(self, request: Request, frame: Frame, form: Form, session: Session) -> Response:
        """Join at once by a key that is kept here, or show what the device is to sign."""
        drafts.together(lambda: _invitation(form), lambda: _person(form), lambda: _way(form))
        if _way(form) == "managed":
            return self._managed(frame, form, session)
        desk, own = self.forms.desk, signer_of(form)
        pen, paper = desk.paper(frame.community, NEW, Unsigned(own))
        pen.join(_invitation(form), _person(form))
        written = sheet(desk.parts, frame.base, paper, once(form), [own], shown=own)
        return self.forms.ask(request, frame, written, form)

    def _managed(self, frame: Frame, form: Form, session: Session) -> Response:
        desk, community = self.forms.desk, frame.community
        speaking.managed_key(desk.parts, session.user, community.community)
        label = speaking.label_of(session.user, community.community)
        pen = desk.pen_of(community, NEW, desk.parts.accounts.signer(label))
        accepted = pen.join(_invitation(form), _person(form), managed=True, key=once(form))
        return self.forms.settled(frame, accepted)


def signer_of(form: Form) -> bytes:
    """The signer that the page's script made or asked for."""
    given = form.get("signer", "").strip().lower()
    if not SIGNER.fullmatch(given):
        raise FormFault("way", "There is no key to sign with yet.", "Let your device make one.")
    return bytes.fromhex(given[2:])


def _invitation(form: Form) -> Invitation:
    try:
        return Invitation.from_text(form.get("invitation", ""))
    except InvitationInvalid as error:
        raise FormFault("invitation", str(error), error.hint) from None


def _person(form: Form) -> dict[str, str]:
    said = {"kind": "person", "name": form.get("name", "").strip()}
    try:
        contents.check("person", said)
    except contents.TextMissing:
        raise FormFault(
            "name", "Your name is missing.", "Write how the community knows you."
        ) from None
    return said


def _way(form: Form) -> str:
    if form.get("way") not in WAYS:
        raise FormFault("way", "With which key do you want to sign?", "Choose one.")
    return form["way"]


def add(router: APIRouter, forms: Forms) -> None:
    """Add the routes."""
    joining, parts = Joining(forms), forms.desk.parts

    @router.get("/communities/{c}/join")
    def join_form(request: Request, community: CommunityKey) -> Response:
        frame, session = forms.site.frame(community), session_of(request, parts)
        if session is None:
            return forms.sign_in_first(request, frame)
        return joining.show(request, frame, {})

    @router.post("/communities/{c}/join")
    def join(request: Request, community: CommunityKey, form: Posted) -> Response:
        frame, session = forms.site.frame(community), session_of(request, parts)
        forms.check(request, form)
        if session is None:
            return forms.sign_in_first(request, frame)
        if "again" in form:
            return joining.show(request, frame, form)
        try:
            return joining.joined(request, frame, form, session)
        except ContractError as error:
            if error.name != "ActRepeated":
                return joining.show(request, frame, form, error)
            used = "This invitation was used before, or taken back."
            told = FormFault("invitation", used, "Ask a steward for a new one.")
            return joining.show(request, frame, form, told)
        except AuzolanError as error:
            return joining.show(request, frame, form, error)

"""Inviting somebody, as a steward: a link with a one-time key, which goes to no server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.origins import own_origin
from api.pages import drafts
from api.pages.drafts import Form, FormFault
from api.pages.forms import Forms, Posted
from api.pages.papers import Unsigned
from api.pages.site import Frame
from api.pages.speakers import Hand, Speaker
from api.pages.words import DAY
from api.routes.params import CommunityKey
from ledger_py import typed_data
from ledger_py.errors import AuzolanError
from ledger_py.invitations import Invitation

DAYS, MOST_DAYS = 14, 90


@dataclass(frozen=True, slots=True)
class Inviting:
    """The form of an invitation, and the page with its link."""

    forms: Forms

    def show(
        self, request: Request, frame: Frame, kept: Form, error: AuzolanError | None = None
    ) -> Response:
        """The form; who is no steward cannot be chosen."""
        speakers = self.forms.desk.speakers.all(request, frame.community)
        barred = {one.member: "is no steward" for one in speakers if not one.who.steward}
        return self.forms.show(
            request, frame, "invite.html", kept, error, speakers=speakers, barred=barred
        )

    def read(self, request: Request, frame: Frame, form: Form) -> tuple[Speaker, int]:
        """Who invites, and for how many seconds; raises all faults at once."""
        drafts.together(lambda: drafts.speaker(form), lambda: _days(form))
        speaker = self.forms.desk.speakers.one(request, frame.community, drafts.speaker(form))
        if not speaker.who.steward:
            raise FormFault("member", f"{speaker.who.label} is no steward.", "Ask one of them.")
        return speaker, _days(form) * DAY

    def invited(self, request: Request, frame: Frame, speaker: Speaker, seconds: int) -> Response:
        """The page with the link, which a device may have to sign first."""
        desk = self.forms.desk
        if speaker.hand is Hand.OWN:
            unsigned = Unsigned(speaker.signers[0])
            pen, _ = desk.paper(frame.community, speaker.member, unsigned)
            found = pen.invite(seconds)
            rest = self._to_sign(frame, found, speaker)
        else:
            found = desk.pen(frame.community, speaker).invite(seconds)
            rest = {"signers": []}
        origin = own_origin(request, desk.parts.settings)
        link = f"{origin}{frame.base}/join#"
        rest |= {"link": link, "invitation": found.to_json()}
        return self.forms.site.page(
            request,
            "invited.html",
            frame=frame,
            invitation=found,
            rest=rest,
            whole=link + found.to_text(),
        )

    def _to_sign(self, frame: Frame, found: Invitation, speaker: Speaker) -> dict[str, Any]:
        domain = self.forms.desk.parts.place(frame.community).domain(found.invite)
        return {
            "signers": ["0x" + signer.hex() for signer in speaker.signers],
            "typed_data": typed_data.typed_data(found.invite, domain),
            "digest": "0x" + typed_data.digest(found.invite, domain).hex(),
        }


def _days(form: Form) -> int:
    hint = f"Give 1 to {MOST_DAYS} days, in a whole number."
    found = drafts.whole(form, "days", "For how many days it is good", "not clear", hint)
    if not 0 < found <= MOST_DAYS:
        raise FormFault("days", f"An invitation cannot be good for {found} days.", hint)
    return found


def add(router: APIRouter, forms: Forms) -> None:
    """Add the routes."""
    inviting = Inviting(forms)

    @router.get("/communities/{c}/invite")
    def invite_form(request: Request, community: CommunityKey) -> Response:
        return inviting.show(request, forms.site.frame(community), {"days": str(DAYS)})

    @router.post("/communities/{c}/invite")
    def invite(request: Request, community: CommunityKey, form: Posted) -> Response:
        frame = forms.site.frame(community)
        forms.check(request, form)
        try:
            speaker, seconds = inviting.read(request, frame, form)
            return inviting.invited(request, frame, speaker, seconds)
        except AuzolanError as error:
            return inviting.show(request, frame, form, error)

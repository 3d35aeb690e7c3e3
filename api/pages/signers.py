"""The signers of a member of one's own: adding one on a device, removing one, showing one."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.identity.callers import csrf_token, session_of
from api.pages.drafts import Form, FormFault
from api.pages.forms import Forms, Posted, once
from api.pages.joining import signer_of
from api.pages.papers import Unsigned, sheet
from api.pages.site import Frame
from api.pages.speakers import Hand, Speaker, the_one
from api.routes.params import CommunityKey, MemberId
from ledger_py.errors import AuzolanError
from ledger_py.signers import Signer


@dataclass(frozen=True, slots=True)
class Signers:
    """The page of a member's signers and what it changes."""

    forms: Forms

    def show(
        self,
        request: Request,
        frame: Frame,
        member: int,
        kept: Form,
        error: AuzolanError | None = None,
    ) -> Response:
        """The signers, for who speaks for the member here; raises MemberForeign for others."""
        desk = self.forms.desk
        speakers = desk.speakers.all(request, frame.community)
        if not speakers:
            return self.forms.sign_in_first(request, frame)
        speaker = the_one(speakers, member)
        return self.forms.blank(
            request,
            frame,
            "signers.html",
            kept,
            error,
            member=desk.parts.reads.member(frame.community.community, member),
            speaker=speaker,
            verifier=desk.parts.verifier,
        )

    def added(self, request: Request, frame: Frame, speaker: Speaker, form: Form) -> Response:
        """Add a signer on this device, which consents by signing the same act."""
        desk, own = self.forms.desk, signer_of(form)
        pen, paper = desk.paper(frame.community, speaker.member, self._voice(speaker))
        pen.add_signer(Unsigned(own))
        written = sheet(
            desk.parts,
            frame.base,
            paper,
            once(form),
            speaker.signers,
            consenting=own,
            shown=own,
        )
        return self.forms.ask(request, frame, written)

    def removed(self, request: Request, frame: Frame, speaker: Speaker, form: Form) -> Response:
        """Remove a signer, by another one where the member has one here."""
        desk, gone = self.forms.desk, signer_of(form)
        if speaker.hand is not Hand.OWN:
            pen = desk.pen(frame.community, speaker)
            return self.forms.settled(frame, pen.remove_signer(gone, once(form)))
        left = [one for one in speaker.signers if one != gone]
        if not left:
            hint = "Remove it when another one signs for you."
            raise FormFault("signer", "This is the key that you sign with.", hint)
        pen, paper = desk.paper(frame.community, speaker.member, Unsigned(left[0]))
        pen.remove_signer(gone)
        written = sheet(desk.parts, frame.base, paper, once(form), left)
        return self.forms.ask(request, frame, written)

    def _voice(self, speaker: Speaker) -> Signer:
        if speaker.hand is Hand.OWN:
            return Unsigned(speaker.signers[0])
        return self.forms.desk.parts.accounts.signer(speaker.label)


def add(router: APIRouter, forms: Forms) -> None:
    """Add the routes."""
    page, parts = Signers(forms), forms.desk.parts

    @router.get("/communities/{c}/members/{m}/signers")
    def signers(request: Request, community: CommunityKey, member: MemberId) -> Response:
        return page.show(request, forms.site.frame(community), member, {})

    @router.post("/communities/{c}/members/{m}/signers")
    def change(
        request: Request, community: CommunityKey, member: MemberId, form: Posted
    ) -> Response:
        frame = forms.site.frame(community)
        forms.check(request, form)
        speaker = forms.desk.speakers.one(request, frame.community, member)
        change = page.removed if form.get("what") == "remove" else page.added
        try:
            return change(request, frame, speaker, form)
        except AuzolanError as error:
            return page.show(request, frame, member, form, error)

    @router.get("/you/signers")
    def show(request: Request) -> Response:
        session = session_of(request, parts)
        if session is None:
            return RedirectResponse("/sign-in?next=/you/signers", 303)
        token = csrf_token(parts, session)
        return forms.site.page(request, "show_signer.html", csrf_token=token)

"""Acts that need a word at most: about a contribution, and about one's own membership."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.pages import drafts
from api.pages.drafts import Form, FormFault
from api.pages.forms import Forms, Posted
from api.pages.site import Frame
from api.routes.params import CommunityKey, Hash
from ledger_py.errors import AuzolanError
from ledger_py.ledger import Ledger
from ledger_py.models import Contribution, Recognition
from ledger_py.outbox import AcceptedAct
from ledger_py.store.reads import NotFound


@dataclass(frozen=True, slots=True)
class Step:
    """An act: the last part of its address, its title and what it does.

    reason: whether it can be explained. choices: of one field, its values and what they say.
    """

    key: str
    title: str
    told: str
    button: str
    reason: bool = False
    field: str = ""
    choices: tuple[tuple[str, str], ...] = ()


ON_CONTRIBUTIONS = (
    Step(
        "contest",
        "Contest it",
        "You say that it should not stand as it is. A steward who is no party decides; without a"
        " decision in time it stands.",
        "Sign and contest",
        reason=True,
    ),
    Step(
        "resolve",
        "Decide the contest",
        "As a steward who is no party to it.",
        "Sign and decide",
        reason=True,
        field="strike",
        choices=(("no", "It stands"), ("yes", "It is struck: it counts no more")),
    ),
    Step(
        "retract",
        "Take your attestation back",
        "Until its epoch is final. The place among the attesters stays taken.",
        "Sign and take back",
    ),
    Step(
        "withdraw",
        "Withdraw it",
        "For your own work; or, as long as nobody has attested, for what you recorded. Its text is"
        " shown no more.",
        "Sign and withdraw",
    ),
)
OF_MEMBERS = (
    Step(
        "choose",
        "How do you want to be recognised?",
        "It holds for every indicator, and you can choose again.",
        "Sign and choose",
        field="recognition",
        choices=(
            ("scored", "Recorded and scored: indicators may say something of me"),
            ("unscored", "Recorded only: my work is in the record, and no indicator speaks of me"),
            ("unrecorded", "Not recorded any more: nobody records new work of mine"),
        ),
    ),
    Step(
        "depart",
        "Leave the community",
        "Your number and your record stay, and you can come back as the same member.",
        "Sign and leave",
    ),
    Step("rejoin", "Come back", "Under the same number as before.", "Sign and come back"),
)
RECOGNITIONS = {
    "scored": Recognition.SCORED,
    "unscored": Recognition.UNSCORED,
    "unrecorded": Recognition.UNRECORDED,
}
_Acting = Callable[[Ledger, Contribution, Form, str], AcceptedAct]
_ABOUT: dict[str, _Acting] = {
    "contest": lambda pen, one, form, key: pen.contest(one, drafts.text(form, "reason"), key),
    "resolve": lambda pen, one, form, key: pen.resolve(
        one, strike=form["strike"] == "yes", reason=drafts.text(form, "reason"), key=key
    ),
    "retract": lambda pen, one, form, key: pen.retract([one], key),
    "withdraw": lambda pen, one, form, key: pen.withdraw([one], key),
}
_OF: dict[str, Callable[[Ledger, Form, str], AcceptedAct]] = {
    "choose": lambda pen, form, key: pen.choose(RECOGNITIONS[form["recognition"]], key=key),
    "depart": lambda pen, form, key: pen.depart(key),
    "rejoin": lambda pen, form, key: pen.rejoin(key),
}


def add(router: APIRouter, forms: Forms) -> None:
    """Add the routes."""
    for step in ON_CONTRIBUTIONS:
        _on_contribution(router, forms, step)
    for step in OF_MEMBERS:
        _of_member(router, forms, step)


def read(step: Step, form: Form) -> None:
    """See that all is said that a step needs; raises all faults at once."""
    drafts.together(
        lambda: drafts.text(form, "reason") if step.reason else None,
        lambda: _chosen(step, form),
    )


def _chosen(step: Step, form: Form) -> None:
    if step.field and form.get(step.field) not in dict(step.choices):
        raise FormFault(step.field, "Nothing is chosen.", "Choose one of the answers.")


def _on_contribution(router: APIRouter, forms: Forms, step: Step) -> None:
    reads = forms.site.reads
    path = f"/communities/{{c}}/contributions/{{id}}/{step.key}"

    def show(
        request: Request, frame: Frame, id: str, kept: Form, error: AuzolanError | None = None
    ) -> Response:
        found = reads.contribution(frame.community.community, id)
        back = f"{frame.base}/contributions/{found.id}"
        author = {found.contributor.member: "it is their own work"}
        return forms.show(
            request,
            frame,
            "step.html",
            kept,
            error,
            step=step,
            contribution=found,
            back=back,
            barred=author if step.key == "contest" else {},
        )

    @router.get(path)
    def form_(request: Request, community: CommunityKey, id: Hash) -> Response:
        return show(request, forms.site.frame(community), id, {})

    @router.post(path)
    def send(request: Request, community: CommunityKey, id: Hash, form: Posted) -> Response:
        frame = forms.site.frame(community)
        found = reads.contribution(frame.community.community, id)
        if found.withdrawn is not None:
            raise NotFound("contribution", id)
        return forms.handle(
            request,
            frame,
            form,
            lambda member: read(step, form),
            lambda pen, key: _ABOUT[step.key](pen, found.as_signed(), form, key),
            lambda kept, error: show(request, frame, id, kept, error),
        )


def _of_member(router: APIRouter, forms: Forms, step: Step) -> None:
    path = f"/communities/{{c}}/membership/{step.key}"

    def show(
        request: Request, frame: Frame, kept: Form, error: AuzolanError | None = None
    ) -> Response:
        return forms.show(
            request,
            frame,
            "step.html",
            kept,
            error,
            step=step,
            contribution=None,
            back=frame.base,
            barred={},
        )

    @router.get(path)
    def form_(request: Request, community: CommunityKey, member: str | None = None) -> Response:
        return show(request, forms.site.frame(community), {"member": member or ""})

    @router.post(path)
    def send(request: Request, community: CommunityKey, form: Posted) -> Response:
        frame = forms.site.frame(community)
        return forms.handle(
            request,
            frame,
            form,
            lambda member: read(step, form),
            lambda pen, key: _OF[step.key](pen, form, key),
            lambda kept, error: show(request, frame, kept, error),
        )

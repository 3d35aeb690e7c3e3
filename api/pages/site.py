"""What every page shares: the frame around it, its headers, and how a fault is told in words."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException

from api import problems
from api.kept import keep
from api.pages import words
from api.pages.csrf import FormForged
from ledger_py import models
from ledger_py.errors import AuzolanError
from ledger_py.figures.ties import TiesOf
from ledger_py.figures.whatif import ColumnsOf
from ledger_py.outbox import ActNotFound
from ledger_py.store.reads import CursorInvalid, MemberUnclaimed, NotFound, Reads
from ledger_py.store.rows import Activity, Community, Epoch, Group, epoch_at

if TYPE_CHECKING:
    from api.pages.desk import Desk, Followed

FOLDER = Path(__file__).resolve().parent.parent
FILTERS: tuple[Callable[..., str | int], ...] = (
    words.hundredths,
    words.amount,
    words.counted,
    words.count,
    words.spelled,
    words.percent,
    words.difference,
    words.lean,
    words.day,
    words.minute,
    words.iso,
    words.written_date,
    words.span,
    words.sentence,
    words.epoch_name,
    words.cap,
    words.deed,
    words.listed,
)
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def environment() -> Environment:
    """The templates with the words of `words` as filters; an undefined name is an error."""
    env = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update({filter_.__name__: filter_ for filter_ in FILTERS})
    env.globals.update(STATES=words.STATES, ORIENTATIONS=words.ORIENTATIONS, UNITS=words.UNITS)
    env.globals.update(Unit=models.Unit, Basis=models.Basis, State=models.State)
    env.globals.update(Recognition=models.Recognition, NO_LEVEL=models.NO_LEVEL)
    env.globals.update(CHOICES=words.CHOICES, VOTE_STATES=words.VOTE_STATES, Kind=models.Kind)
    return env


@dataclass(frozen=True, slots=True)
class Frame:
    """A community with what its pages name things by."""

    community: Community
    groups: tuple[Group, ...]
    activities: dict[int, Activity]
    epochs: dict[int, Epoch]

    @property
    def base(self) -> str:
        """The path under which the community's pages lie."""
        return f"/communities/{self.community.number}"

    def of_group(self, group: int) -> tuple[Activity, ...]:
        """The activity types of a group, by id."""
        return tuple(a for a in self.activities.values() if a.group == group)

    def epoch_at(self, moment: int) -> Epoch | None:
        """The epoch that a moment lies in, None outside all of them."""
        return epoch_at(self.epochs.values(), moment)


@dataclass(frozen=True, slots=True)
class Explained:
    """A refusal in words: what happened and what to do, once per fault, and at which fields."""

    name: str
    faults: tuple[tuple[str, str], ...]
    fields: frozenset[str]


@dataclass(frozen=True, slots=True)
class Site:
    """The pages' view of the gateway; `desk` is where acts are signed, None where nobody signs.

    loading: what is being loaded into the ledger now, in words; empty for nothing.
    """

    reads: Reads
    desk: Desk | None = None
    clock: Callable[[], float] = time.time
    loading: Callable[[], str] = str
    env: Environment = field(default_factory=environment)
    columns: ColumnsOf = field(default_factory=ColumnsOf)
    ties: TiesOf = field(default_factory=TiesOf)

    @property
    def demo(self) -> bool:
        """Whether this installation has demo accounts."""
        return self.desk is not None and self.desk.speakers.demo

    def now(self) -> int:
        """The present in Unix seconds."""
        return int(self.clock())

    def frame(self, named: str) -> Frame:
        """The community by number or address; raises NotFound."""
        community = self.reads.community(named)
        key = community.community
        return Frame(
            community,
            self.reads.groups(key),
            {a.activity: a for a in self.reads.activities(key)},
            {e.epoch: e for e in self.reads.epochs(key)},
        )

    def offered(
        self, frame: Frame, more: Collection[int | None] = (), contributor: int | None = None
    ) -> tuple[Epoch, ...]:
        """Epochs for a menu: those with something of the member in them, the current one, more."""
        recorded = self.reads.epochs_recorded(frame.community.community, contributor)
        current = frame.epoch_at(self.now())
        wanted = {*recorded, *more, current.epoch if current else None}
        return tuple(epoch for epoch in frame.epochs.values() if epoch.epoch in wanted)

    def page(
        self,
        request: Request,
        template: str,
        status: int = 200,
        frame: Frame | None = None,
        **context: object,
    ) -> HTMLResponse:
        """A template in the frame, with headers that let nothing in from elsewhere."""
        body = self.env.get_template(template).render(
            path=request.url.path,
            desk=self.desk,
            demo=self.demo,
            now=self.now(),
            loading=self.loading(),
            told=self.told(request, frame),
            frame=frame,
            **{"moved": None, "follows": False, **context},
        )
        return HTMLResponse(body, status, HEADERS)

    def told(self, request: Request, frame: Frame | None) -> Followed | None:
        """The act that led to this page, if it was signed at the desk and is in the ledger."""
        act = request.query_params.get("act")
        if self.desk is None or act is None or frame is None:
            return None
        try:
            followed = self.desk.follow(frame.community, act.lower())
        except (ActNotFound, NotFound):
            return None
        return followed if followed.is_in_ledger else None

    def explained(self, frame: Frame, error: AuzolanError) -> Explained:
        """A named error as a page of this community tells it."""
        faults = getattr(error, "faults", (error,))
        return Explained(
            str(getattr(error, "name", None) or type(error).__name__),
            tuple((self._in_names(frame, str(one)), one.hint) for one in faults),
            frozenset(one.field for one in faults if hasattr(one, "field")),
        )

    def _in_names(self, frame: Frame, sentence: str) -> str:
        """A sentence with names; unclaimed members are named on their contributions only."""
        ids = words.members_in(sentence)
        who = self.reads.who(frame.community.community, ids)
        return words.in_names(sentence, {m: w.label for m, w in who.items() if not w.unclaimed})

    def problem(self, request: Request, status: int, title: str, detail: str) -> HTMLResponse:
        """A fault told in words, with a way on."""
        return self.page(request, "problem.html", status, title=title, detail=detail, code=status)

    def fault(self, request: Request, error: Exception) -> HTMLResponse:
        """What a visitor is told when a page cannot be shown."""
        match error:
            case MemberUnclaimed():
                return self.problem(
                    request,
                    404,
                    "This member has no page",
                    "They are credited by the community and have not joined, so nobody speaks for "
                    "them here. An unclaimed member appears by name only on the contributions that "
                    "credit them: no profile, no score. Joining, and with it a page, is theirs to "
                    "decide.",
                )
            case NotFound():
                return self.problem(request, 404, f"No such {error.kind}", str(error))
            case CursorInvalid():
                return self.problem(request, 400, "There is no such place in the list", str(error))
            case ActNotFound():
                return self.problem(request, 404, "No such act", f"{error} {error.hint}")
            case FormForged():
                told = f"{error} {error.hint}"
                return self.problem(request, 403, "This form cannot be used here", told)
            case RequestValidationError() | HTTPException(status_code=404):
                return self.nowhere(request)
            case HTTPException():
                return self.refused(request, problems.http_problem(error.status_code, error.detail))
            case AuzolanError():
                return self.refused(request, problems.problem_of(error))
        return self.refused(request, problems.unexpected(error))

    def refused(self, request: Request, found: problems.Problem) -> HTMLResponse:
        """A problem as tools are told it, as a page."""
        told = f"{found.detail} {found.hint or ''}"
        return self.problem(request, found.status, found.title, told)

    def nowhere(self, request: Request) -> HTMLResponse:
        """An address that leads to no page."""
        return self.problem(
            request,
            404,
            "There is no such page",
            "The address has a number or a word that this ledger does not know.",
        )


def page_route(site: Site) -> type[APIRoute]:
    """A route class that tells faults as pages, not as problem documents for tools."""

    class PageRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            answer = super().get_route_handler()

            async def handler(request: Request) -> Response:
                try:
                    found = await answer(request)
                except Exception as error:
                    return site.fault(request, error)
                keep(request)
                return found

            return handler

    return PageRoute

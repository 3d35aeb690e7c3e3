"""What members say about a vote or a contribution, on its page, and a community's reports.

Forms are for members who are signed in: their scripts ask the REST interface, as any tool does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.answers import Parts
from api.identity.callers import Calling
from api.identity.faults import MemberForeign
from api.identity.speaking import spoken_for
from api.pages.site import Frame, Site, page_route
from api.routes.params import CommunityKey
from ledger_py.discussion import Discussion, Reported, Said
from ledger_py.store import audiences
from ledger_py.store import discussion as stored
from ledger_py.store.discussion import Comment, Report
from ledger_py.store.rows import Who

MOST = 100
"""So many comments are on a page, the last ones unless it is asked for earlier ones."""
BeforeComment = Annotated[str | None, Query(pattern="^[0-9a-f]{32}$")]


class Listener:
    """Whoever opens a page with a discussion, and which comments: those before one, or the last."""

    def __init__(self, parts: Parts, caller: Calling, before: BeforeComment = None) -> None:
        self.parts, self.caller, self.before = parts, caller, before

    def discussion(self, frame: Frame) -> Discussion:
        """What is said in a community."""
        parts = self.parts
        return Discussion(parts.store, frame.community.community, int(parts.clock()))

    def speaker(self, frame: Frame) -> Who | None:
        """The member as whom somebody signed in says something; a tool has forms of its own."""
        user = self.caller.person
        return spoken_for(self.parts, user, frame.community.community) if user else None

    def reports(self, frame: Frame, speaker: Who | None) -> list[Report]:
        """The reports that a member may read, without their words."""
        if speaker is None:
            return []
        with self.parts.store.reading() as connection:
            found = stored.reports(connection, frame.community.community)
        return [one for one in found if one.may_be_read(speaker)]

    def is_reserved(self, frame: Frame, member: int) -> bool:
        """Whether a member shows what they say to the community alone."""
        with self.parts.store.reading() as connection:
            return audiences.is_reserved(connection, frame.community.community, member)


Listening = Annotated[Listener, Depends()]


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment with who says it and whom it answers, and the report on it that one may read."""

    said: Said
    who: Who
    answers: Who | None
    report: str | None

    @property
    def comment(self) -> Comment:
        """The comment without its text."""
        return self.said.comment

    @property
    def silence(self) -> str:
        """Why there is no text; empty where there is one."""
        if self.said.hidden:
            return "Hidden here by a steward, after somebody reported it."
        if self.said.reserved:
            return "For members of the community alone: its author has chosen so."
        return "" if self.said.text is not None else "Taken back by its author, or erased."


@dataclass(frozen=True, slots=True)
class Talk:
    """What was said, the oldest first.

    speaker: the member as whom whoever reads can say something; reserved: to the community alone.
    earlier: the comment before which there is more. token: what the forms send, for nobody else.
    known: whether somebody is signed in. waiting: so many reports wait for them to decide.
    """

    path: str
    remarks: tuple[Remark, ...]
    earlier: str | None
    speaker: Who | None
    reserved: bool
    token: str
    known: bool
    waiting: int


@dataclass(frozen=True, slots=True)
class Case:
    """A report, and what whoever reads can do about it; place: the page of what it is about."""

    found: Reported
    author: Who
    place: str | None
    steward: Who | None
    second: Who | None
    decides: bool
    appeals: bool


def talk(site: Site, frame: Frame, kind: str, id_: int | str, listener: Listener) -> Talk:
    """Gather the discussion of a "vote" or a "contribution", as whoever listens may read it."""
    discussion, speaker = listener.discussion(frame), listener.speaker(frame)
    found = discussion.latest(f"{kind} {id_}", listener.before, MOST + 1)
    shown, reports = found[-MOST:], listener.reports(frame, speaker)
    return Talk(
        f"/v1/communities/{frame.community.number}/{kind}s/{id_}/comments",
        _remarks(site, frame, discussion, shown, reports),
        shown[0].comment.comment if len(found) > MOST else None,
        speaker,
        speaker is not None and listener.is_reserved(frame, speaker.member),
        listener.caller.csrf_token if speaker else "",
        listener.caller.session is not None,
        sum(speaker is not None and _decides(one, speaker) for one in reports),
    )


def _remarks(
    site: Site, frame: Frame, discussion: Discussion, shown: list[Said], reports: list[Report]
) -> tuple[Remark, ...]:
    replies = {one.comment.reply_to for one in shown} - {None}
    answered = discussion.comments(one for one in replies if one)
    members = {one.comment.member for one in shown} | {one.member for one in answered.values()}
    who = site.reads.who(frame.community.community, members)
    on = {one.text: one.report for one in reports}

    def remark(said: Said) -> Remark:
        comment = said.comment
        to = answered.get(comment.reply_to or "")
        report = on.get(f"comment {comment.comment}")
        return Remark(said, who[comment.member], who.get(to.member) if to else None, report)

    # While the chain is read again, somebody may not be a member yet.
    return tuple(remark(one) for one in shown if one.comment.member in who)


def cases(site: Site, frame: Frame, discussion: Discussion, speaker: Who) -> tuple[Case, ...]:
    """The reports that a member may read, the newest first: a steward all, others their own."""
    found = [one for one in discussion.reports() if one.report.may_be_read(speaker)]
    about = discussion.comments(one.report.comment for one in found)
    named = {
        member
        for one in found
        for member in (one.report.author, one.report.steward, one.report.second)
        if member
    }
    who = site.reads.who(frame.community.community, named)

    def case(one: Reported) -> Case:
        row = one.report
        return Case(
            one,
            who[row.author],
            _place(frame, about.get(row.comment)),
            who.get(row.steward or 0),
            who.get(row.second or 0),
            _decides(row, speaker),
            one.hidden and row.appealed is None and speaker.member == row.author,
        )

    return tuple(case(one) for one in reversed(found) if one.report.author in who)


def _decides(report: Report, speaker: Who) -> bool:
    """Whether a report waits for this very steward."""
    return speaker.steward and report.waits and not report.is_party(speaker.member)


def _place(frame: Frame, about: Comment | None) -> str | None:
    if about is None:
        return None
    kind, _, id_ = about.about.partition(" ")
    return f"{frame.base}/{kind}s/{id_}#comment-{about.comment}"


def routes(site: Site) -> APIRouter:
    """The route of a community's reports."""
    router = APIRouter(route_class=page_route(site), include_in_schema=False)

    @router.get("/communities/{c}/reports")
    def reports(request: Request, community: CommunityKey, listener: Listening) -> Response:
        frame = site.frame(community)
        if listener.caller.session is None:
            return RedirectResponse(f"/sign-in?next={request.url.path}", 303)
        speaker = listener.speaker(frame)
        if speaker is None:
            raise MemberForeign
        return site.page(
            request,
            "reports.html",
            frame=frame,
            speaker=speaker,
            csrf_token=listener.caller.csrf_token,
            cases=cases(site, frame, listener.discussion(frame), speaker),
        )

    return router

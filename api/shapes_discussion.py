"""What is said here and signed by nobody, as JSON."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, Field

from api.shapes_acts import Given, Words
from ledger_py.discussion import Reported, Said

CommentId = Annotated[str, Field(pattern="^[0-9a-f]{32}$")]


class CommentDraft(Given):
    """Something to say."""

    text: Words
    reply_to: CommentId | None = None


class Comment(BaseModel):
    """Something that a member said at this gateway; nobody signed it."""

    comment: str
    about: str
    member: int
    reply_to: str | None
    created: int
    text: str | None = Field(
        description="null where it was taken back, erased, hidden or is not for whoever asks"
    )
    taken_back: int | None
    hidden: bool = Field(description="Whether stewards have hidden it, at this gateway")
    reserved: bool = Field(
        description="Whether its author shows it to the community alone, and who asks is not of it"
    )

    @classmethod
    def of(cls, found: Said) -> Comment:
        """As it may be shown."""
        said = found.comment
        return cls(
            comment=said.comment,
            about=said.about,
            member=said.member,
            reply_to=said.reply_to,
            created=said.created,
            text=found.text,
            taken_back=said.taken_back,
            hidden=found.hidden,
            reserved=found.reserved,
        )


class Comments(BaseModel):
    """Comments about one thing, the oldest first."""

    items: list[Comment]
    next: str | None


class ReportDraft(Given):
    """That a text should not be shown: a comment, or a text that acts commit to."""

    text: Annotated[str, Field(pattern="^(comment [0-9a-f]{32}|content 0x[0-9a-f]{64})$")]
    reason: Words


class Report(BaseModel):
    """A report and what was said to it; texts are for stewards and its parties."""

    report: str
    text: str
    author: int
    reporter: int
    created: int
    reason: str | None
    said: str | None = Field(description="The comment itself, also a hidden one; null once gone")
    steward: int | None = Field(description="Who decided")
    decided: int | None
    appealed: int | None
    appeal: str | None
    second: int | None = Field(description="Who decided on the appeal")
    settled: int | None
    hidden: bool

    @classmethod
    def of(cls, found: Reported) -> Report:
        """As a steward sees it."""
        row = found.report
        names = ("report", "text", "author", "reporter", "created", "steward", "decided")
        values = {name: getattr(row, name) for name in (*names, "appealed", "second", "settled")}
        told = {name: getattr(found, name) for name in ("reason", "said", "appeal", "hidden")}
        return cls(**values, **told)


class Reports(BaseModel):
    """Reports, the oldest first."""

    items: list[Report]


class Decision(Given):
    """What a steward says to a report."""

    hide: bool


class Appeal(Given):
    """Why a text should be shown after all."""

    appeal: Words


class Draft(BaseModel):
    """Something that a user has begun to write."""

    draft: str
    changed: int
    body: dict[str, Any] | None


class Drafts(BaseModel):
    """A user's drafts, by name."""

    items: list[Draft]


class DraftBody(Given):
    """What a user has written so far: a form's fields."""

    body: dict[str, Any]

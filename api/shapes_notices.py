"""Notices as JSON."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from api.shapes_acts import Given
from ledger_py.store import asking, choices, notices

LAST = 2**53
Kind = Literal[
    "asked",
    "vote_opened",
    "accepted",
    "contested",
    "struck",
    "stands",
    "suspended",
    "recovery",
    "claim",
    "webhook_ended",
]


class Notice(BaseModel):
    """Something that a user is told."""

    number: int
    kind: Kind
    community: str
    member: int = Field(description="The user's own member whom it concerns")
    about: dict[str, Any] = Field(description="Ids, numbers and times")
    words: str | None = Field(
        default=None, description="Of the contribution or proposal, as far as they are shown here"
    )
    time: int
    seen: int | None

    @classmethod
    def of(cls, one: notices.Notice, words: str | None = None) -> Notice:
        """A notice as it is shown, with words that are joined now and kept nowhere else."""
        values = {name: getattr(one, name) for name in notices.Notice.__slots__}
        return cls.model_validate(values | {"words": words})


class Notices(BaseModel):
    """A user's notices, the newest first."""

    items: list[Notice]
    unread: int
    next: str | None


class Seen(Given):
    """Up to which notice the user has seen them, that one included."""

    through: Annotated[int, Field(ge=0, le=LAST)]


class Unread(BaseModel):
    """How many notices are unread."""

    unread: int


class Choice(Given):
    """By which ways notices of a kind go out, beside the list itself."""

    mail: bool
    push: bool


class Choices(BaseModel):
    """What a user has chosen, by kind."""

    kinds: dict[Kind, Choice]
    always: list[Kind] = Field(description="These go out by every way there is, for safety")
    mail: bool = Field(description="Whether mail can reach the user: by a verified address")

    @classmethod
    def of(cls, found: dict[str, choices.Choice], always: list[str], mail: bool) -> Choices:
        """All kinds with what holds for them."""
        kinds = {kind: {"mail": one.mail, "push": one.push} for kind, one in found.items()}
        return cls.model_validate({"kinds": kinds, "always": always, "mail": mail})


class ChoicesDraft(Given):
    """What a user chooses, for some kinds or all."""

    kinds: dict[Kind, Choice]


class RequestsDraft(Given):
    """Whom to ask to attest."""

    members: Annotated[
        list[Annotated[int, Field(ge=1, le=2**32 - 1)]], Field(min_length=1, max_length=10)
    ]


class Request(BaseModel):
    """Somebody was asked to attest."""

    member: int
    asker: int
    time: int


class Requests(BaseModel):
    """All who were asked about a contribution."""

    items: list[Request]

    @classmethod
    def of(cls, found: list[asking.Request]) -> Requests:
        """As they were made."""
        items = [Request(member=one.member, asker=one.asker, time=one.time) for one in found]
        return cls(items=items)

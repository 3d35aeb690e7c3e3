"""Links to attest, as JSON."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.links import DAYS, MOST_DAYS
from api.shapes_acts import Given
from api.shapes_record import Contribution
from api.shapes_users import Secret
from ledger_py.store import links

_ID, _URL = "^[0-9a-f]{64}$", r"^https?://\S+$"


class LinkDraft(Given):
    """For how long a link is to be good."""

    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] = DAYS


class Link(BaseModel):
    """A link as its maker sees it; who opened it is not told."""

    link: str = Field(pattern=_ID, description="Its id, by which it is taken back")
    state: Literal["unopened", "opened", "used", "over"] = Field(
        description="`used`: whoever opened it has attested; `over`: nobody can attest any more"
    )
    created: int
    expires: int
    opened: int | None = Field(description="When somebody opened it; from then on it is theirs")

    @classmethod
    def of(cls, one: links.Link, state: str) -> Link:
        """As it is shown; the secret never is again."""
        values = {name: getattr(one, name) for name in ("link", "created", "expires", "opened")}
        return cls.model_validate(values | {"state": state})


class NewLink(Link):
    """A link with its secret, which is told this once."""

    secret: str = Field(description="Whoever sends it first to POST /v1/links/opening has the link")
    url: str = Field(pattern=_URL, description="For people: the secret is behind the `#`")


class Links(BaseModel):
    """The user's links to a contribution, the oldest first."""

    items: list[Link]


class Opening(Given):
    """The secret of a link."""

    secret: Secret


class OpenedLink(BaseModel):
    """What a link shows to whoever opened it first."""

    community: str
    expires: int
    contribution: Contribution
    url: str = Field(pattern=_URL, description="The page from which to go on and attest")

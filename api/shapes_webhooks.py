"""Webhooks as JSON."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from api.shapes_acts import Given
from ledger_py.store import webhooks


class WebhookDraft(Given):
    """Where a program wants to be told."""

    url: Annotated[str, Field(min_length=9, max_length=2_000)]


class Webhook(BaseModel):
    """A webhook as its owner sees it."""

    webhook: str
    url: str
    created: int
    place: str = Field(description="Up to where in the ledger all is delivered")
    refused: int = Field(description="How often, in a row, the last message was not taken")
    due: int = Field(description="When it is sent again, where it was not taken")
    disabled: int | None = Field(description="When it was given up; a replay begins again")

    @classmethod
    def of(cls, found: webhooks.Webhook, url: str) -> Webhook:
        """As it is shown; the secret never is."""
        return cls(
            webhook=found.webhook,
            url=url,
            created=found.created,
            place=str(found.place),
            refused=found.refused,
            due=found.due,
            disabled=found.disabled,
        )


class NewWebhook(Webhook):
    """A webhook with its secret, which is told this once."""

    secret: str = Field(description="By which messages are signed: `whsec_` and base64")


class Webhooks(BaseModel):
    """The user's webhooks of a community."""

    items: list[Webhook]


class Replay(Given):
    """From where on to deliver again."""

    after: Annotated[
        str, Field(max_length=60, description="A place in the ledger; `0-0`: from all on")
    ]


class Delivery(BaseModel):
    """One attempt to deliver a message."""

    number: int
    message: str = Field(description="`webhook-id`: the same for every attempt")
    block: int
    log: int
    time: int
    status: int | None = Field(description="What was answered; null for nothing")
    fault: str | None = Field(description="Why there was no answer")


class Deliveries(BaseModel):
    """What was delivered, the newest first."""

    items: list[Delivery]
    next: str | None

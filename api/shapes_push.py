"""Browsers that notices are pushed to, as JSON."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from api.shapes_acts import Given


class PushKey(BaseModel):
    """What a browser subscribes with."""

    public_key: str = Field(description="`applicationServerKey`, in base64 for addresses")


class Keys(Given):
    """By what a browser reads what is pushed to it."""

    p256dh: Annotated[str, Field(pattern="^B[A-Za-z0-9_-]{86}$")]
    auth: Annotated[str, Field(pattern="^[A-Za-z0-9_-]{22}$")]


class SubscriptionDraft(Given):
    """A browser's subscription, as `PushSubscription.toJSON()` gives it."""

    endpoint: Annotated[str, Field(min_length=9, max_length=2_000)]
    keys: Keys
    expirationTime: int | None = None  # noqa: N815 - so browsers write it


class Subscription(BaseModel):
    """A browser that notices are pushed to."""

    subscription: str
    created: int


class Subscriptions(BaseModel):
    """The user's browsers."""

    items: list[Subscription]

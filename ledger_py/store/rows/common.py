"""What every answer of the store shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The last block that the index holds."""

    block: int
    hash: str
    time: int


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of a longer list; `next` is the cursor of the rest, None at the end."""

    items: tuple[T, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """An off-chain content: the chain has keccak-256 of its salt and canonical body."""

    salt: str
    body: Body

"""In whose words an answer is: the first language that the reader asks for and we speak."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Header, Response

from ledger_py.summaries import LANGUAGES

DEFAULT = LANGUAGES[0]


def language_of(accepted: str) -> str:
    """The language for an Accept-Language header; of equal weights the first."""
    found = [(weight, tag) for tag, weight in _ranges(accepted) if weight > 0]
    for _, tag in sorted(found, key=lambda one: -one[0]):
        spoken = DEFAULT if tag == "*" else tag.partition("-")[0]
        if spoken in LANGUAGES:
            return spoken
    return DEFAULT


def language(
    response: Response,
    accept_language: Annotated[
        str | None, Header(max_length=200, description="In which language a summary is: en or es")
    ] = None,
) -> str:
    """The language of a request; the answer says which it is."""
    chosen = language_of(accept_language or "")
    response.headers["Content-Language"] = chosen
    response.headers["Vary"] = "Accept-Language"
    return chosen


Language = Annotated[str, Depends(language)]


def _ranges(accepted: str) -> Iterator[tuple[str, float]]:
    for part in accepted.lower().split(","):
        tag, _, weight = (one.strip() for one in part.partition(";"))
        try:
            yield tag, float(weight.removeprefix("q=")) if weight else 1.0
        except ValueError:
            yield tag, 0.0

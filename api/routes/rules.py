"""The rules by name: where the `type` of a problem leads."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel

from api.problems import in_words, meaning_of
from api.routes.params import problems
from ledger_py.store.reads import NotFound

router = APIRouter(tags=["problems"])


class Rule(BaseModel):
    """A refusal; `{...}` in the explanation of a contract's names one of its values."""

    error: str
    title: str
    explanation: str
    hint: str | None = None


@router.get("/problems/{name}", responses=problems(404, 422))
async def rule(name: Annotated[str, Path(pattern="^[A-Za-z]{1,64}$")]) -> Rule:
    """What a problem's `error` means, the contracts' or the gateway's own, and what to do."""
    found = meaning_of(name)
    if found is None:
        raise NotFound("rule named", name)
    told, hint = found
    return Rule(error=name, title=in_words(name), explanation=told, hint=hint or None)

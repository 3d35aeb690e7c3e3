"""The rules by name: where the `type` of a problem leads."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel

from api.problems import in_words
from api.routes.params import problems
from ledger_py.explanations import EXPLANATIONS
from ledger_py.store.reads import NotFound

router = APIRouter(tags=["problems"])


class Rule(BaseModel):
    """A refusal of the contracts; `{...}` in its explanation names one of its values."""

    error: str
    title: str
    explanation: str
    hint: str


@router.get("/problems/{name}", responses=problems(404, 422))
async def rule(name: Annotated[str, Path(pattern="^[A-Za-z]{1,64}$")]) -> Rule:
    """What a contract's error means, and what to do about it."""
    if name not in EXPLANATIONS:
        raise NotFound("rule of the contracts named", name)
    explanation, hint = EXPLANATIONS[name]
    return Rule(error=name, title=in_words(name), explanation=explanation, hint=hint)

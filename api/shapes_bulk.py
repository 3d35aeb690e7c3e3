"""The JSON of several acts at once: each of its kind, signed, under a key of its own."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, create_model

from api import shapes_acts
from api.keys import LONGEST_KEY
from api.problems import Problem
from api.shapes import Shape
from api.shapes_signed import KINDS, signed

MOST = 50
"""So many acts are taken at once."""
_Key = Annotated[str, Field(min_length=1, max_length=LONGEST_KEY, pattern="^[ -~]+$")]
FUNCTIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "record": ("record", ()),
    "attest": ("attest", ()),
    "ballot": ("cast", ()),
} | {kind.path: (kind.model.__name__, kind.more) for kind in KINDS}
"""By what an act is called here: its name in `ledger_py`, and what its call carries besides."""
_BODIES: dict[str, type[shapes_acts.Signed]] = {
    "record": shapes_acts.SignedRecord,
    "attest": shapes_acts.SignedAttest,
    "ballot": shapes_acts.SignedBallot,
}
_BODIES |= {kind.path: signed(kind) for kind in KINDS}


def _item(name: str, body: type[shapes_acts.Signed]) -> type[BaseModel]:
    fields: dict[str, Any] = {
        "kind": (Literal[name], ...),
        "key": (_Key, Field(description="The act's own idempotency key")),
    }
    return create_model(f"{body.__name__}Item", __base__=body, __doc__=body.__doc__, **fields)


_ITEMS = [_item(name, body) for name, body in _BODIES.items()]
_UNION: Any = _ITEMS[0]
for _one in _ITEMS[1:]:
    _UNION = _UNION | _one
AnySigned = Annotated[_UNION, Field(discriminator="kind")]
Bulk = Annotated[list[AnySigned], Field(min_length=1, max_length=MOST)]
"""Acts in the order in which they are to be taken: one may build on another before it."""


class Result(Shape):
    """What became of one act: as if it had been posted alone, under its key."""

    key: str
    status: int = Field(description="202: accepted for good; or the problem's")
    act: shapes_acts.Accepted | None
    problem: Problem | None


class Results(Shape):
    """An answer for each act, in their order."""

    items: list[Result]

"""Lists of what happened in a community: a route for each of `ledger_py`'s listings."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field, create_model

from api import shapes_listing as shapes
from api.answers import Reader
from api.routes.params import HASH, LAST_ID, LAST_TIME, LIST, CommunityKey
from api.shapes import Items
from ledger_py.store.reads import LAST_EPOCH, Reads
from ledger_py.store.selects.listing import LISTINGS

router = APIRouter(tags=["happenings"])
_Endpoint = Callable[..., Coroutine[Any, Any, Response]]
_HASHES = ("contribution", "admission")


@dataclass(frozen=True, slots=True)
class List:
    """A list by its name; told: what it is a list of."""

    name: str
    shape: type[shapes.Event]
    told: str


LISTS = (
    List("admissions", shapes.Admission, "Who came in, by whom; ids only."),
    List("signers", shapes.OneSigner, "All signers there ever were, and for whom they speak."),
    List("recoveries", shapes.OneRecovery, "Recoveries of members who lost their signer."),
    List("suspensions", shapes.Suspension, "Suspensions that were asked for, set or lifted."),
    List("sponsorships", shapes.Sponsorship, "Who stood for whose admission."),
    List(
        "invitations",
        shapes.Invitation,
        "Invitations that were used or taken back; before, the chain does not know of them.",
    ),
    List("attestations", shapes.OneAttestation, "Attestations, also retracted ones."),
    List("contests", shapes.OneContest, "Contests of contributions, with what came of each."),
    List("castings", shapes.Casting, "Every ballot that was cast, also those replaced since."),
)


def _asked(name: str) -> type[BaseModel]:
    """What a list can be asked for."""
    fields: dict[str, Any] = {one: (_filter(one) | None, None) for one in LISTINGS[name].filters}
    time = Annotated[int, Field(ge=0, le=LAST_TIME)]
    fields |= {
        "since": (time | None, Field(None, description="Not before: Unix seconds")),
        "before": (time | None, Field(None, description="Before: Unix seconds")),
        "order": (
            Literal["newest", "oldest"],
            Field("newest", description="Which comes first, by the chain's order"),
        ),
        "after": (
            Annotated[str, Field(max_length=4_000)] | None,
            Field(None, description="The list's place, from `next`"),
        ),
        "limit": (int, Field(50, ge=1, le=200, description="So many items at most")),
    }
    return create_model(f"{name.capitalize()}Asked", **fields)


def _filter(column: str) -> Any:
    if column in _HASHES:
        return Annotated[str, Field(pattern=HASH)]
    if column == "signer":
        return Annotated[str, Field(pattern="^0x([0-9a-fA-F]{2})*$", max_length=4_000)]
    return Annotated[int, Field(ge=0, le=LAST_EPOCH if column == "epoch" else LAST_ID)]


def _route(listed: List) -> _Endpoint:
    async def route(community: CommunityKey, reader: Reader, asked: Any) -> Response:
        def build(reads: Reads) -> Items[Any]:
            found = reads.listing(
                reads.locate(community).community,
                listed.name,
                _equal(listed.name, asked),
                since=asked.since,
                before=asked.before,
                oldest_first=asked.order == "oldest",
                after=asked.after,
                limit=asked.limit,
            )
            items = [listed.shape.model_validate(row) for row in found.items]
            return Items[listed.shape](  # type: ignore[name-defined]
                items=items, next=reader.following(found.next)
            )

        return reader.answer(build)

    # By what is asked the framework knows the parameters.
    route.__annotations__["asked"] = Annotated[_asked(listed.name), Query()]
    return route


def _equal(name: str, asked: Any) -> dict[str, object]:
    given = {one: getattr(asked, one) for one in LISTINGS[name].filters}
    return {
        one: value.lower() if isinstance(value, str) else value
        for one, value in given.items()
        if value is not None
    }


for _listed in LISTS:
    router.add_api_route(
        f"/communities/{{c}}/{_listed.name}",
        _route(_listed),
        methods=["GET"],
        name=_listed.name,
        description=_listed.told,
        responses=LIST,
        response_model=Items[_listed.shape],  # type: ignore[name-defined]
    )

"""What happens in a community, told as it happens."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response
from sse_starlette import JSONServerSentEvent, ServerSentEvent

from api.answers import Parts
from api.routes.params import CommunityKey, problems
from api.services import Services
from api.shapes_told import Told
from api.streams import Open, Stream
from ledger_py.notices import DEEPEST
from ledger_py.store import happenings
from ledger_py.store.happenings import Place
from ledger_py.store.reads import CursorInvalid

router = APIRouter(tags=["happenings"])
AT_ONCE = 100
STREAM = {
    200: {
        "description": "A stream of events",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    },
    **problems(400, 404, 422, 503),
}
LastEventId = Annotated[
    str, Header(max_length=60, description="The place in the ledger after which to go on")
]
AfterPlace = Annotated[
    str,
    Query(max_length=60, description="The same, where a header cannot be sent; `0-0`: from all on"),
]


@router.get("/communities/{c}/events", response_class=Response, responses=STREAM)
async def events(
    c: CommunityKey,
    request: Request,
    parts: Parts,
    streams: Open,
    last_event_id: LastEventId = "",
    after: AfterPlace = "",
) -> Response:
    """What happens, as server-sent events: `id` is the place in the ledger, the rest ids.

    `rewound`: the chain has left blocks; what came after the place named in it is told again.
    """
    community = parts.reads.locate(c).community
    return Stream(request, streams, Following(parts, community, last_event_id or after))


class Following:
    """Reads on in what happens in a community; raises CursorInvalid for what is no place."""

    def __init__(self, parts: Services, community: str, after: str) -> None:
        self._parts, self._community = parts, community
        self._depth = max(DEEPEST, parts.node.engine.confirmations)
        self._begun = False
        self._at = self._first(after)

    def __call__(self) -> list[ServerSentEvent]:
        """What is new; at first the place, so that whoever comes back after nothing goes on."""
        new = [] if self._begun else [ServerSentEvent(id=str(self._at), sep="\n")]
        self._begun = True
        with self._parts.store.reading() as connection:
            if happenings.is_left(connection, self._at):
                self._at = happenings.before(self._at, self._depth)
                new.append(_event(self._at, "rewound", {"place": str(self._at)}))
            found = happenings.following(connection, self._at, AT_ONCE, self._community)
        new += [_event(one.place, one.name, Told.of(one).model_dump()) for one in found]
        self._at = found[-1].place if found else self._at
        return new

    def _first(self, after: str) -> Place:
        if not after:
            with self._parts.store.reading() as connection:
                return happenings.newest(connection)
        if (found := happenings.place(after)) is None:
            raise CursorInvalid(after)
        return found


def _event(place: Place, name: str, data: dict[str, object]) -> ServerSentEvent:
    return JSONServerSentEvent(data, id=str(place), event=name, sep="\n")

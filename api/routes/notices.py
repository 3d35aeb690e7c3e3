"""What a user is told, and asking members to attest."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response
from sse_starlette import JSONServerSentEvent, ServerSentEvent

from api import shapes_notices as shapes
from api.answers import Parts, entity_tag, is_tagged
from api.bodies import JsonRoute
from api.identity import mail
from api.identity.callers import Caller, Calling
from api.identity.faults import MemberForeign
from api.identity.speaking import members_of
from api.routes.events import STREAM
from api.routes.params import CommunityKey, Hash, Limit, problems
from api.services import Services
from api.streams import Open, Stream
from ledger_py import asking
from ledger_py.notices import KINDS, SECURITY
from ledger_py.store import choices, notices, users
from ledger_py.store.choices import DEFAULT, Choice
from ledger_py.store.reads import CursorInvalid, NotFound, Reads

router = APIRouter(route_class=JsonRoute, tags=["being told"])
_OWN = problems(401, 403, 422)
_WORDS = 200
AT_ONCE = 100
AfterNumber = Annotated[str | None, Query(pattern="^[0-9]{1,15}$", description="From `next`")]
LastNumber = Annotated[
    str, Header(max_length=20, description="The number of the notice after which to go on")
]


@router.get(
    "/notices",
    response_model=shapes.Notices,
    responses={**_OWN, 304: {"description": "Nothing changed since If-None-Match"}},
)
def listed(
    request: Request,
    parts: Parts,
    caller: Calling,
    after: AfterNumber = None,
    limit: Limit = 50,
) -> Response:
    """What the user is told, the newest first."""
    user, before = caller.require("read"), int(after) if after else None
    with parts.store.reading() as connection:
        found = notices.notices(connection, user, limit + 1, before=before)
        unread = notices.unread(connection, user)
    shown = found[:limit]
    with parts.reads.snapshot() as reads:
        items = [shapes.Notice.of(one, _words(reads, one)) for one in shown]
    following = str(shown[-1].number) if len(found) > limit else None
    told = shapes.Notices(items=items, unread=unread, next=following).model_dump_json()
    headers = {"ETag": entity_tag(told), "Cache-Control": "private, no-cache"}
    if is_tagged(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(told, headers=headers, media_type="application/json")


@router.post("/notices/seen", responses={**_OWN, **problems(413)})
def seen(given: shapes.Seen, parts: Parts, caller: Calling) -> shapes.Unread:
    """Note which notices the user has seen."""
    user = caller.require("write")
    with parts.store.transaction() as connection:
        notices.see(connection, user, given.through, int(parts.clock()))
        return shapes.Unread(unread=notices.unread(connection, user))


@router.get("/notices/settings", responses=_OWN)
def chosen(parts: Parts, caller: Calling) -> shapes.Choices:
    """By which ways the user is told of what."""
    return _choices(parts, caller.require("read"))


@router.put("/notices/settings", responses={**_OWN, **problems(413)})
def choose(given: shapes.ChoicesDraft, parts: Parts, caller: Calling) -> shapes.Choices:
    """Choose by which ways to be told; what concerns safety goes out all the same."""
    user = caller.require_session().user
    with parts.store.transaction() as connection:
        for kind, one in given.kinds.items():
            choices.choose(connection, user, kind, Choice(one.mail, one.push))
    return _choices(parts, user)


@router.get("/notices/events", response_class=Response, responses={**STREAM, **problems(401, 403)})
async def events(
    request: Request, parts: Parts, caller: Calling, streams: Open, last_event_id: LastNumber = ""
) -> Response:
    """The user's notices as server-sent events; `id` is a notice's number."""
    if last_event_id and not last_event_id.isdecimal():
        raise CursorInvalid(last_event_id)
    caller.require("read")
    return Stream(request, streams, Following(parts, caller, last_event_id))


@router.post(
    "/communities/{c}/contributions/{id}/requests",
    status_code=201,
    responses={**_OWN, **problems(404, 409, 413)},
)
def ask(
    c: CommunityKey, id: Hash, draft: shapes.RequestsDraft, parts: Parts, caller: Calling
) -> shapes.Requests:
    """Ask members to attest, for the recorder or the contributor; off the chain."""
    community, user = parts.reads.locate(c).community, caller.require("write")
    about = parts.reads.contribution(community, id.lower())
    own = (about.recorder.member, about.contributor.member)
    held = members_of(parts, user, community)
    asker = next((member for member in held if member in own), None)
    if asker is None:
        raise MemberForeign(own[0])
    now = int(parts.clock())
    return shapes.Requests.of(asking.ask(parts.store, community, about, asker, draft.members, now))


class Following:
    """Reads on in a user's notices, for as long as they are signed in."""

    def __init__(self, parts: Services, caller: Caller, after: str) -> None:
        self._parts, self._caller, self._user = parts, caller, caller.require("read")
        with parts.store.reading() as connection:
            self._at = int(after) if after else notices.newest(connection, self._user)
        self._begun = False

    def __call__(self) -> list[ServerSentEvent] | None:
        """What is new; None once the session or token is over."""
        used, now = self._caller.session or self._caller.token, int(self._parts.clock())
        new = [] if self._begun else [ServerSentEvent(id=str(self._at), sep="\n")]
        self._begun = True
        with self._parts.store.reading() as connection:
            if used is None or not users.holds(connection, used, now):
                return None
            found = notices.notices(connection, self._user, AT_ONCE, after=self._at)
        self._at = found[-1].number if found else self._at
        return new + [
            JSONServerSentEvent(
                shapes.Notice.of(one).model_dump(), id=str(one.number), event="notice", sep="\n"
            )
            for one in found
        ]


def _choices(parts: Services, user: str) -> shapes.Choices:
    with parts.store.reading() as connection:
        found = choices.choices(connection, user)
        held = users.credentials(connection, user)
    by_mail = bool(parts.settings.smtp_url) and any(one.way == mail.WAY for one in held)
    kinds = {kind: found.get(kind, DEFAULT) for kind in KINDS}
    kinds |= dict.fromkeys(SECURITY, Choice(mail=True, push=True))
    return shapes.Choices.of(kinds, sorted(SECURITY), by_mail)


def _words(reads: Reads, one: notices.Notice) -> str | None:
    """What a contribution or proposal says of itself, where it is shown here."""
    try:
        if id_ := one.about.get("contribution"):
            body = reads.contribution(one.community, id_).body
            return str(body["description"])[:_WORDS] if body else None
        if one.about.get("event") == "proposal_opened":
            document = reads.proposal(one.community, one.about["vote"]).body
            return str(document["title"])[:_WORDS] if document.get("title") else None
    except NotFound:
        pass  # the chain has left it, and the notice goes in a moment
    return None

"""Links by which somebody hands one contribution to one person who was there.

A link grants sight and a way to the form, and no right: that a member may attest is the contracts'
to say, with a link or without. It is good for one person: whoever opens it first, signed in or at
a browser until they sign in there, and nobody after them. It is over with its time, when its maker
takes it back or speaks for the contributor and the recorder no more, when nobody can attest to the
contribution any more, and once who opened it has attested. That is read from the index each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from api.faults import GatewayFault
from api.identity.faults import MemberForeign
from api.identity.speaking import members_of
from api.services import Services
from ledger_py.models import PLACES, EpochState
from ledger_py.store import audiences, links
from ledger_py.store.links import Holder, Link
from ledger_py.store.reads import NotFound
from ledger_py.store.rows import Contribution

DAY, DAYS, MOST_DAYS = 86_400, 7, 30
MOST = 10
"""So many links to a contribution a user has at once, at most."""
State = Literal["unopened", "opened", "used", "over"]


class LinkUnknown(GatewayFault):
    """A link is whole, and ends: by its time, taken back, or when nobody can attest any more."""

    status = 404
    hint = "Open it as you were given it, or ask whoever gave it to you for a new one."

    def __init__(self) -> None:
        super().__init__("There is no such link here, or it is over.")


class LinkOpened(GatewayFault):
    """A link is good for one person: whoever opened it first."""

    status = 409
    hint = "Open it where you did before. If that was not you, ask for another, and say so."

    def __init__(self) -> None:
        super().__init__("Somebody has opened this link already.")


class LinkIdle(GatewayFault):
    """A link asks somebody to attest, so that has to be possible."""

    status = 409
    hint = "See the contribution: it has ended, its epoch has closed, or its places are taken."

    def __init__(self, id: str) -> None:
        super().__init__(f"Nobody can attest to contribution {id} any more.")


class LinksMany(GatewayFault):
    """A user has so many links to a contribution at once."""

    status = 409
    hint = "Take one back that was not opened, or wait until one is over."

    def __init__(self) -> None:
        super().__init__(f"There are {MOST} links of yours to this contribution already.")


@dataclass(frozen=True, slots=True)
class Opened:
    """A link with what it shows."""

    link: Link
    contribution: Contribution


@dataclass(frozen=True, slots=True)
class Handing:
    """How somebody hands a contribution on: as its contributor or not, and by which links."""

    is_own: bool
    waits: bool
    links: list[tuple[Link, State]]


def make(parts: Services, user: str, community: str, id: str, days: int) -> tuple[str, Link]:
    """A link for one person; return the secret that is handed over, and the link.

    Raises NotFound, MemberForeign, LinkIdle, LinksMany.
    """
    about, now = parts.reads.contribution(community, id), int(parts.clock())
    if not _own(about) & _members(parts, user, community):
        raise MemberForeign(about.contributor.member)
    if not _waits(parts, community, about):
        raise LinkIdle(about.id)
    with parts.store.transaction() as connection:
        if len(links.of_user(connection, user, community, about.id, now)) >= MOST:
            raise LinksMany
        expires = now + days * DAY
        return links.add(connection, user, community, about.id, now, expires)


def made(
    parts: Services, user: str, community: str, about: Contribution
) -> list[tuple[Link, State]]:
    """A user's links to a contribution with what has become of each, the oldest first."""
    with parts.store.reading() as connection:
        found = links.of_user(connection, user, community, about.id, int(parts.clock()))
    return [(one, _state(parts, one, about)) for one in found]


def take_back(parts: Services, user: str, community: str, id: str, link: str) -> None:
    """Let a user's link show nothing any more; raises NotFound for what is no link of theirs."""
    with parts.store.transaction() as connection:
        held = links.of_user(connection, user, community, id, int(parts.clock()))
        if link not in {one.link for one in held}:
            raise NotFound("link", link)
        links.drop(connection, link)


def handing(
    parts: Services, user: str | None, community: str, about: Contribution
) -> Handing | None:
    """What a user sees of handing a contribution on, None where it is not theirs to hand."""
    mine = _members(parts, user, community) if user else set()
    if user is None or not _own(about) & mine:
        return None
    is_own, waits = about.contributor.member in mine, _waits(parts, community, about)
    return Handing(is_own, waits, made(parts, user, community, about))


def open_link(parts: Services, secret: str, holder: Holder) -> Opened:
    """Open a link, which makes it its holder's for good; raises LinkUnknown, LinkOpened.

    Who cannot attest, as its maker, looks at it and leaves it to others.
    """
    now = int(parts.clock())
    with parts.store.reading() as connection:
        link = links.find(connection, secret, now)
    if link is None:
        raise LinkUnknown
    shown = _shown(parts, link)
    if _looks_only(parts, link, shown, holder):
        return Opened(link, shown)
    with parts.store.transaction() as connection:
        theirs = links.open_first(connection, link.link, holder, now)
        links.give_to_user(connection, link.link, holder)
    if not theirs:
        raise LinkOpened
    return Opened(link, shown)


def opened(parts: Services, community: str, id: str, holder: Holder) -> Opened | None:
    """What a holder has opened of a contribution, None for nothing, or nothing any more."""
    for link in opened_by(parts, holder):
        if (link.community, link.contribution) != (community, id):
            continue
        try:
            shown = _shown(parts, link)
        except LinkUnknown:
            return None
        if _looks_only(parts, link, shown, holder):
            return None
        with parts.store.transaction() as connection:
            links.give_to_user(connection, link.link, holder)
        return Opened(link, shown)
    return None


def opened_by(parts: Services, holder: Holder) -> list[Link]:
    """What a holder has opened, the last first."""
    with parts.store.reading() as connection:
        return links.opened_by(connection, holder, int(parts.clock()))


def _shown(parts: Services, link: Link) -> Contribution:
    """The contribution as the link shows it; raises LinkUnknown where it shows none any more.

    Its text is its contributor's to hand on: the recorder's link shows what everybody sees.
    """
    try:
        found = parts.reads.contribution(link.community, link.contribution)
    except NotFound:
        raise LinkUnknown from None  # the chain has left it
    makers = _own(found) & _members(parts, link.user, link.community)
    if not makers or not _waits(parts, link.community, found):
        raise LinkUnknown
    if found.contributor.member not in makers:
        return found
    with audiences.handed(link.community, found.contributor.member, found.content):
        return parts.reads.contribution(link.community, link.contribution)


def _looks_only(parts: Services, link: Link, found: Contribution, holder: Holder) -> bool:
    """Whether a link is not for its holder: the maker, the contributor, who has attested."""
    if holder.user is None:
        return False
    mine = _members(parts, holder.user, link.community)
    return holder.user == link.user or bool(mine & {found.contributor.member, *_gave(found)})


def _state(parts: Services, link: Link, about: Contribution) -> State:
    if link.opener and _gave(about) & _members(parts, link.opener, link.community):
        return "used"
    if not _waits(parts, link.community, about):
        return "over"
    return "unopened" if link.opened is None else "opened"


def _waits(parts: Services, community: str, about: Contribution) -> bool:
    """Whether a member could attest to a contribution now."""
    epoch = next(one for one in parts.reads.epochs(community) if one.epoch == about.epoch)
    is_open = epoch.state_at(int(parts.clock())) is EpochState.OPEN
    return is_open and not about.ended and len(about.attestations) < PLACES


def _own(about: Contribution) -> set[int]:
    return {about.contributor.member, about.recorder.member}


def _gave(about: Contribution) -> set[int]:
    return {one.member.member for one in about.attestations}


def _members(parts: Services, user: str, community: str) -> set[int]:
    return set(members_of(parts, user, community))

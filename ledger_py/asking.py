"""Asking members to attest: off the chain, by whoever recorded a contribution or did the work."""

from __future__ import annotations

from collections.abc import Sequence

from ledger_py.errors import AuzolanError
from ledger_py.models import State
from ledger_py.notices import ASKED
from ledger_py.store import Store, asking
from ledger_py.store import notices as stored
from ledger_py.store.acts import Connection
from ledger_py.store.asking import Request
from ledger_py.store.notices import Told
from ledger_py.store.reads import NotFound
from ledger_py.store.rows import Contribution

DAY = 86_400
A_DAY = 10
"""So many members are asked about one contribution within a day, at most."""
AGAIN = 7 * DAY
"""Who was asked is not asked again for so long."""


class RequestsMany(AuzolanError):
    """Only so many members are asked about one contribution within a day."""

    hint = "Wait a day, or ask one of those who were there in person."

    def __init__(self) -> None:
        super().__init__(f"No more than {A_DAY} members a day are asked about one contribution.")


class RequestIdle(AuzolanError):
    """Whoever is asked has to be able to attest."""

    hint = "Ask active members who have not attested yet and did not do the work themselves."

    def __init__(self, member: int) -> None:
        super().__init__(f"Member {member} cannot attest to this contribution.")


class ContributionOver(AuzolanError):
    """What is struck or withdrawn needs no attestation."""

    hint = "See the contribution for what became of it."

    def __init__(self, id: str) -> None:
        super().__init__(f"Nobody attests to contribution {id} any more.")


def ask(
    store: Store, c: str, about: Contribution, asker: int, members: Sequence[int], now: int
) -> list[Request]:
    """Ask members of a community to attest; returns all that are asked about the contribution.

    Raises RequestsMany, RequestIdle, ContributionOver, NotFound; then nobody was asked.
    """
    if about.state in (State.STRUCK, State.WITHDRAWN):
        raise ContributionOver(about.id)
    gave = {one.member.member for one in about.attestations}
    with store.transaction() as connection:
        held = {one.member: one for one in asking.requests(connection, c, about.id)}
        new = [m for m in dict.fromkeys(members) if m not in held or held[m].time + AGAIN <= now]
        for member in new:
            active = asking.is_active(connection, c, member, now)
            if active is None:
                raise NotFound("member", member)
            if not active or member in gave or member == about.contributor.member:
                raise RequestIdle(member)
        if sum(one.time > now - DAY for one in held.values()) + len(new) > A_DAY:
            raise RequestsMany
        for member in new:
            made = Request(c, about.id, member, asker, now)
            asking.keep(connection, made)
            _tell(connection, made)
        return asking.requests(connection, c, about.id)


def _tell(connection: Connection, made: Request) -> None:
    users = stored.speakers(connection, made.community, [made.member], made.time)
    told = Told(
        kind=ASKED,
        # By the time too: who is asked again is told again.
        thing=f"{ASKED} {made.contribution} {made.member}. {made.time}",
        community=made.community,
        about={"contribution": made.contribution, "asker": made.asker},
        time=made.time,
    )
    stored.tell(connection, told, users)

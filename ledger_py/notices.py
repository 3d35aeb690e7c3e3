"""What users are told: derived from what happened, again and again to the same end.

happenings -> what concerns whom -> one notice per user and thing. When the chain leaves a block,
unread notices of it are taken back; when it has the thing again, the same notice is.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from ledger_py.store import Store
from ledger_py.store import notices as stored
from ledger_py.store.acts import Connection
from ledger_py.store.happenings import BEGINNING, Happening, Place, before, following, is_left
from ledger_py.store.index import read_checkpoint
from ledger_py.store.notices import Told

ASKED, WEBHOOK_ENDED = "asked", "webhook_ended"
RECOVERY, CLAIM = "recovery", "claim"
KINDS = (
    *(ASKED, "vote_opened", "accepted", "contested", "struck", "stands", "suspended"),
    *(RECOVERY, CLAIM, WEBHOOK_ENDED),
)
SECURITY = frozenset((RECOVERY, CLAIM))
"""Somebody may be taking a membership over: its member is always told, by every way there is."""
AT_ONCE = 200
DEEPEST = 64
"""A chain that has left a block is read again from so many blocks before it."""
LOOK_SECONDS = 60
"""So far apart, by the chain's time, are two looks for contests that lapsed."""
_HAPPENINGS, _LAPSES = "notices", "lapses"
_OPENED = frozenset(("vote_opened", "proposal_opened", "election_opened"))
_OF_A_MEMBER = {
    "recovery_proposed": RECOVERY,
    "membership_claimed": CLAIM,
    "suspension_set": "suspended",
    "suspension_proposed": "suspended",
}


class Notices:
    """Derives notices; a part of a worker. Several may: each step is one transaction.

    deepest: by how many blocks a chain may part from what was read.
    """

    def __init__(
        self, store: Store, *, deepest: int = DEEPEST, clock: Callable[[], float] = time.time
    ) -> None:
        self._store, self._clock, self._deepest = store, clock, max(DEEPEST, deepest)
        self._look_again = 0

    def step(self) -> int:
        """Read on; return how many happenings were read."""
        with self._store.reading() as connection:
            at = stored.read_follower(connection, _HAPPENINGS) or BEGINNING
            if not (is_left(connection, at) or following(connection, at, 1)):
                reached = read_checkpoint(connection)
                if reached is None or reached.time < self._look_again:
                    return 0
        with self._store.transaction() as connection:
            new = following(connection, self._place(connection), AT_ONCE)
            for happening in new:
                self._derive(connection, happening)
            if new:
                stored.write_follower(connection, _HAPPENINGS, new[-1].place)
            self._tell_lapsed(connection)
        return len(new)

    def _place(self, connection: Connection) -> Place:
        """From where on to read; what the chain has left is taken back."""
        at = stored.read_follower(connection, _HAPPENINGS) or BEGINNING
        if is_left(connection, at):
            at = before(at, self._deepest)
            stored.take_back(connection, at, int(self._clock()))
            stored.write_follower(connection, _HAPPENINGS, at)
        return at

    def _derive(self, connection: Connection, one: Happening) -> None:
        """Tell whoever a happening concerns."""
        c, about = one.community, one.about
        if one.name in _OPENED:
            users = stored.everybody(connection, c, one.time)
            if "member" in about:  # who proposes knows
                for user in stored.speakers(connection, c, [about["member"]], one.time):
                    users.pop(user)
            _tell(connection, one, "vote_opened", f"vote {c} {about['vote']}", users)
        elif kind := _OF_A_MEMBER.get(one.name):
            member = about["member"]
            users = stored.speakers(connection, c, [member], one.time)
            if kind == CLAIM:
                users |= stored.claimants(connection, c, member, one.block)
            number = stored.ordinal(connection, kind, c, member, one.block)
            _tell(connection, one, kind, f"{kind} {c} {member} {number}", users)
        elif contribution := about.get("contribution"):
            self._of_a_contribution(connection, one, contribution)

    def _of_a_contribution(self, connection: Connection, one: Happening, contribution: str) -> None:
        c, about, now = one.community, one.about, int(self._clock())
        asked = f"{ASKED} {contribution} "
        if one.name == "contribution_attested":
            users = stored.speakers(connection, c, [about["member"]], now)
            if users:
                stored.settle(connection, f"{asked}{about['member']}.", now, users)
        elif one.name == "contribution_withdrawn":
            stored.settle(connection, asked, now)
        kinds = [kind for kind in ("accepted",) if about.get("state") == kind]
        if one.name == "contribution_contested":
            kinds.append("contested")
        if one.name == "contest_resolved":
            kinds.append("struck" if about["struck"] else "stands")
        for kind in kinds:
            members = stored.parties(connection, c, contribution)
            users = stored.speakers(connection, c, members, one.time)
            _tell(connection, one, kind, f"{kind} {contribution}", users)

    def _tell_lapsed(self, connection: Connection) -> None:
        """Tell of contests that lapsed since the last look, by the time of the chain."""
        reached = read_checkpoint(connection)
        if reached is None or reached.time < self._look_again:
            return
        last = stored.read_follower(connection, _LAPSES)
        for told in stored.lapsed(connection, last.block if last else 0, reached.time):
            members = stored.parties(connection, told.community, told.about["contribution"])
            users = stored.speakers(connection, told.community, members, told.time)
            stored.tell(connection, told, users)
        stored.write_follower(connection, _LAPSES, Place(reached.time, 0))
        self._look_again = reached.time + LOOK_SECONDS


def _tell(
    connection: Connection, one: Happening, kind: str, thing: str, users: dict[str, int]
) -> None:
    told = Told(
        kind=kind,
        thing=thing,
        community=one.community,
        about={**one.about, "event": one.name},
        time=one.time,
        block=one.block,
        log=one.log,
        block_hash=one.block_hash,
    )
    stored.tell(connection, told, users)

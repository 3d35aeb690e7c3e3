"""Every SELECT for pages and API: what the index says, joined with documents and contents.

A community is named by its address; only `community` also takes its number.
"""

from __future__ import annotations

from collections.abc import Iterable

from ledger_py.errors import AuzolanError
from ledger_py.models import State
from ledger_py.store import Store
from ledger_py.store.rows import (
    Activity,
    Body,
    Checkpoint,
    Community,
    Content,
    Contribution,
    Epoch,
    Group,
    Indicator,
    LiveBallot,
    Member,
    Page,
    Recorded,
    Total,
    Units,
    Version,
    Vote,
    Who,
)


class NotFound(AuzolanError):
    """The index holds no such thing; `kind` is its word, `key` what was asked for."""

    def __init__(self, kind: str, key: object) -> None:
        super().__init__(f"There is no {kind} {key} here.")
        self.kind, self.key = kind, key


class MemberUnclaimed(NotFound):
    """Nobody speaks for this member: there is no page and no score, by the rules of the ledger."""

    def __init__(self, member: int) -> None:
        super().__init__("page or score of member", member)
        self.args = (
            f"Member {member} is unclaimed: shown by name only on the contributions that credit "
            "them, with no page and no score.",
        )


class CursorInvalid(AuzolanError):
    """A cursor is taken from a list's `next` link, never made by hand."""

    def __init__(self, cursor: str) -> None:
        super().__init__(f"{cursor!r} is no place in this list.")


class Reads:
    """Reads of one store; every answer is a frozen row of `ledger_py.store.rows`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def checkpoint(self) -> Checkpoint | None:
        """The last block the index holds, None before the first."""
        raise NotImplementedError

    def communities(self) -> tuple[Community, ...]:
        """All communities that are founded, by number."""
        raise NotImplementedError

    def community(self, c: str) -> Community:
        """A community by address (any case) or number; raises NotFound."""
        raise NotImplementedError

    def members(self, c: str, after: int = 0, limit: int = 50) -> Page[Member]:
        """Members who have joined, by id; unclaimed members are in no list."""
        raise NotImplementedError

    def member(self, c: str, m: int) -> Member:
        """A member who has joined; raises NotFound, MemberUnclaimed."""
        raise NotImplementedError

    def who(self, c: str, members: Iterable[int]) -> dict[int, Who]:
        """How members are named, unclaimed ones included: for contributions only."""
        raise NotImplementedError

    def groups(self, c: str) -> tuple[Group, ...]:
        """Groups by id."""
        raise NotImplementedError

    def activities(self, c: str) -> tuple[Activity, ...]:
        """Activity types by id; ids are 1 to their number."""
        raise NotImplementedError

    def epochs(self, c: str) -> tuple[Epoch, ...]:
        """Epochs by id."""
        raise NotImplementedError

    def contributions(
        self,
        c: str,
        *,
        contributor: int | None = None,
        recorder: int | None = None,
        attester: int | None = None,
        activity: int | None = None,
        group: int | None = None,
        epoch: int | None = None,
        state: State | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> Page[Contribution]:
        """Contributions, newest first, with their attestations; raises CursorInvalid."""
        raise NotImplementedError

    def contribution(self, c: str, id: str) -> Contribution:
        """A contribution by id, with its attestations; raises NotFound."""
        raise NotImplementedError

    def indicators(self, c: str) -> tuple[Indicator, ...]:
        """Indicators by id."""
        raise NotImplementedError

    def indicator(self, c: str, i: int) -> Indicator:
        """An indicator; raises NotFound."""
        raise NotImplementedError

    def versions(self, c: str, i: int) -> tuple[Version, ...]:
        """Versions of an indicator, first to last."""
        raise NotImplementedError

    def votes(self, c: str, indicator: int | None = None) -> tuple[Vote, ...]:
        """Votes by id."""
        raise NotImplementedError

    def vote(self, c: str, v: int) -> Vote:
        """A vote; raises NotFound."""
        raise NotImplementedError

    def live_ballots(
        self, c: str, v: int | None = None, member: int | None = None
    ) -> tuple[LiveBallot, ...]:
        """The last ballot of each member, by vote and member; of one vote or one member if given."""
        raise NotImplementedError

    def histograms(self, c: str, v: int) -> tuple[tuple[int, ...], ...]:
        """Per activity type of the vote: how many live ballots give level 0, 1, ... 10."""
        raise NotImplementedError

    def totals(self, c: str, epoch: int | None = None) -> tuple[Total, ...]:
        """Units of all members that count, by epoch and activity type; nothing where there are none."""
        raise NotImplementedError

    def units(self, c: str, member: int, epoch: int) -> dict[int, int]:
        """A member's accepted units of an epoch before the cap, by activity type."""
        raise NotImplementedError

    def joined_units(self, c: str, first: int, last: int) -> tuple[Units, ...]:
        """Accepted units of all who have joined in epochs first to last, by member, epoch, type."""
        raise NotImplementedError

    def recorded(self, c: str) -> tuple[Recorded, ...]:
        """How much of each activity type is recorded, by id, zeros included."""
        raise NotImplementedError

    def documents(self, hashes: Iterable[str]) -> dict[str, Body]:
        """Public definition documents held here, by hash."""
        raise NotImplementedError

    def contents(self, commitments: Iterable[str]) -> dict[str, Content]:
        """Off-chain contents held here, by commitment."""
        raise NotImplementedError

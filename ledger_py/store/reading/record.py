"""Reads of the record: contributions, and what they add up to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ledger_py.models import State
from ledger_py.store.reading.base import PER_WALK, CursorInvalid, Reading, only
from ledger_py.store.rows import Checkpoint, Contribution, Page, Recorded, Total, Units
from ledger_py.store.selects import attested, columns, record
from ledger_py.ties import Attested

_PREFIX = re.compile("0x[0-9a-f]{8,64}")
LAST_EPOCH = 2**16 - 1
"""No epoch has a higher id: the contract keeps 16 bits for it."""


class RecordReads(Reading):
    """What the index says of contributions."""

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
        shown: bool = False,
        counting: bool = False,
        since: int | None = None,
        before: int | None = None,
        oldest_first: bool = False,
        after: str | None = None,
        limit: int = 50,
    ) -> Page[Contribution]:
        """Contributions, newest first, with their attestations; raises CursorInvalid.

        attester: of an attestation that holds. shown: without those that were withdrawn. counting:
        only those whose units count. since, before: when they were recorded, in Unix seconds.
        """
        place = record.place(after) if after is not None else None
        if after is not None and place is None:
            raise CursorInvalid(after)
        filters = record.Filters(
            *(contributor, recorder, attester, activity, group, epoch, state, shown, counting),
            *(since, before),
        )
        with self._reading() as connection:
            found = record.contributions(connection, c, filters, place, limit + 1, oldest_first)
        following = found[limit - 1].cursor if len(found) > limit else None
        return Page(found[:limit], following)

    def all_contributions(
        self,
        c: str,
        *,
        contributor: int | None = None,
        epoch: int | None = None,
        counting: bool = False,
        at_once: int = PER_WALK,
    ) -> Iterator[Contribution]:
        """Every contribution, newest first, `at_once` of them read at a time."""
        after: str | None = None
        while True:
            page = self.contributions(
                c,
                contributor=contributor,
                epoch=epoch,
                counting=counting,
                after=after,
                limit=at_once,
            )
            yield from page.items
            if (after := page.next) is None:
                return

    def sources(self, c: str) -> tuple[tuple[int, int, object], ...]:
        """Contributor, activity type and source of contributions that have one, for imports.

        Also of withdrawn ones, so that no import says again what was withdrawn; never shown.
        """
        with self._reading() as connection:
            return record.sources(connection, c)

    def contribution(self, c: str, id: str) -> Contribution:
        """A contribution by id, with its attestations; raises NotFound."""
        with self._reading() as connection:
            found = record.contribution(connection, c, id.lower())
        return only((found,) if found else (), "contribution", id)

    def epochs_recorded(self, c: str, contributor: int | None = None) -> tuple[int, ...]:
        """Epochs in which contributions are recorded, of everybody or of one member, by id."""
        with self._reading() as connection:
            return record.epochs(connection, c, contributor)

    def contribution_ids(self, c: str, prefix: str) -> tuple[str, ...]:
        """At most two ids of contributions that begin so: `0x` and eight hex digits at least."""
        if not _PREFIX.fullmatch(prefix):
            return ()
        with self._reading() as connection:
            return record.ids(connection, c, prefix, 2)

    def totals(self, c: str, epoch: int | None = None) -> tuple[Total, ...]:
        """Units of all members that count, by epoch and activity type; zeros are left out."""
        first, last = (0, LAST_EPOCH) if epoch is None else (epoch, epoch)
        return self.totals_between(c, first, last)

    def totals_between(self, c: str, first: int, last: int) -> tuple[Total, ...]:
        """Units of all members that count, in epochs first to last."""
        with self._reading() as connection:
            return record.totals(connection, c, first, last)

    def units(self, c: str, member: int, epoch: int) -> dict[int, int]:
        """A member's accepted units of an epoch before the cap, by activity type."""
        with self._reading() as connection:
            found = record.units(connection, c, epoch, epoch, member)
        return {row.activity: row.raw for row in found}

    def joined_units(
        self, c: str, first: int, last: int, member: int | None = None
    ) -> tuple[Units, ...]:
        """Accepted units of all who have joined in epochs first to last, by member, epoch, type."""
        with self._reading() as connection:
            return record.units(connection, c, first, last, member)

    def units_page(
        self, c: str, first: int, last: int, member: int | None, skipped: int, limit: int
    ) -> Page[Units]:
        """A part of `joined_units`, after so many rows; its cursor is how many rows came so far."""
        with self._reading() as connection:
            found = record.units(connection, c, first, last, member, skipped, limit + 1)
        return Page(found[:limit], str(skipped + limit) if len(found) > limit else None)

    def recorded(self, c: str) -> tuple[Recorded, ...]:
        """How much of each activity type is recorded, by id, zeros included."""
        with self._reading() as connection:
            return record.recorded(connection, c)

    def attested(self, c: str) -> list[Attested]:
        """Each contribution that counts with its attesters, in no order that says anything."""
        with self._reading() as connection:
            return attested.attested(connection, c)

    def joined(self, c: str) -> frozenset[int]:
        """Members who have joined."""
        with self._reading() as connection:
            return attested.joined(connection, c)

    def newest_block(self) -> Checkpoint | None:
        """The last block that the index holds rows of, None before the first."""
        with self._reading() as connection:
            return columns.newest_block(connection)

    def holds_block(self, block: Checkpoint) -> bool:
        """Whether the index holds rows of this very block; after a reorganisation it may not."""
        with self._reading() as connection:
            return columns.holds_block(connection, block)

    def unit_rows(self, c: str, since: int | None = None) -> Iterator[list[columns.Row]]:
        """Everybody's units before the cap (epoch, member, activity type, units), many at a time.

        since: only those that were added or changed after this block.
        """
        with self._reading() as connection:
            if since is None:
                yield from columns.unit_rows(connection, c)
            else:
                yield columns.unit_rows_since(connection, c, since)

    def scored(self, c: str) -> tuple[int, ...]:
        """Members who have joined and have not chosen otherwise, in the order of admission."""
        with self._reading() as connection:
            return columns.scored(connection, c)

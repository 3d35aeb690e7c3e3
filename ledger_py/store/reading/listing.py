"""Reads of lists of what happened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger_py.store.reading.base import CursorInvalid, Reading
from ledger_py.store.rows import Page
from ledger_py.store.selects.listing import LISTINGS, Wanted, page, place


class ListingReads(Reading):
    """What the index says of events, list by list."""

    def listing(
        self,
        c: str,
        name: str,
        equal: Mapping[str, object] | None = None,
        *,
        since: int | None = None,
        before: int | None = None,
        oldest_first: bool = False,
        after: str | None = None,
        limit: int = 50,
    ) -> Page[Any]:
        """A list by its name in `LISTINGS`, rows of its kind; raises CursorInvalid.

        equal: values by column, of the list's `filters`. since, before: Unix seconds.
        """
        listing = LISTINGS[name]
        there = place(listing, after) if after is not None else None
        if after is not None and there is None:
            raise CursorInvalid(after)
        wanted = Wanted(equal or {}, since, before, oldest_first, there, limit)
        with self._reading() as connection:
            rows, following = page(connection, c, listing, wanted)
        return Page(rows, following)

"""Contributions as they are told: who says so, in which words, who doubts it.

A withdrawn one is told without a word of what was written about it, and without a name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, Table, select

from ledger_py.models import State
from ledger_py.store import schema
from ledger_py.store.rows import Attestation, Content, Contest, Contribution, Who
from ledger_py.store.selects import people, withheld
from ledger_py.store.selects.shaping import Row, contents, make, salt_of, text_of

_PARTIES = ("contester", "resolver")
_REASONS = ("reason", "resolution")


@dataclass(frozen=True, slots=True)
class _Told:
    """What is known beside the rows of some contributions."""

    named: Mapping[int, Who]
    descriptions: Mapping[str, Content] = field(default_factory=dict)
    notes: Mapping[str, Content] = field(default_factory=dict)
    reasons: Mapping[str, Content] = field(default_factory=dict)

    def nothing(self) -> _Told:
        """Of a withdrawn contribution: members by number, and no word."""
        return _Told({member: who.nameless() for member, who in self.named.items()})


def complete(connection: Connection, c: str, rows: Sequence[Row]) -> tuple[Contribution, ...]:
    """Rows of contributions with their people, words, attestations and contests."""
    ids = [row["id"] for row in rows]
    given = _beside(connection, schema.attestations, c, ids)
    doubted = _beside(connection, schema.contests, c, ids)
    named = people.who(connection, c, _members(rows, given, doubted))
    shown = [row for row in rows if row["state"] != State.WITHDRAWN]
    told = _Told(
        named,
        contents(connection, c, "contribution", withheld.descriptions(connection, c, shown)),
        _words(connection, c, "note", [one["note"] for row in shown for one in given[row["id"]]]),
        _words(
            connection,
            c,
            "reason",
            [one[n] for row in shown for one in doubted[row["id"]] for n in _REASONS if one[n]],
        ),
    )
    return tuple(_contribution(row, told, given[row["id"]], doubted[row["id"]]) for row in rows)


def _words(
    connection: Connection, c: str, kind: str, commitments: Collection[str]
) -> dict[str, Content]:
    gone = withheld.withheld(connection, commitments)
    return contents(connection, c, kind, [one for one in commitments if one not in gone])


def _beside(
    connection: Connection, table: Table, c: str, ids: list[str]
) -> Mapping[str, list[Row]]:
    query = select(table).where(table.c.community == c, table.c.contribution.in_(ids))
    found: dict[str, list[Row]] = defaultdict(list)
    for row in connection.execute(query.order_by(*table.primary_key)).mappings():
        found[row["contribution"]].append(row)
    return found


def _members(
    rows: Sequence[Row], given: Mapping[str, list[Row]], doubted: Mapping[str, list[Row]]
) -> set[int]:
    ids = {row[name] for row in rows for name in ("contributor", "recorder", "withdrawn_by")}
    ids |= {one["member"] for of_one in given.values() for one in of_one}
    ids |= {one[n] for of_one in doubted.values() for one in of_one for n in _PARTIES}
    return ids - {None}


def _contribution(row: Row, told: _Told, given: list[Row], doubted: list[Row]) -> Contribution:
    state = State(row["state"])
    if state == State.WITHDRAWN:
        told = told.nothing()
    content, by = told.descriptions.get(row["content"]), row["withdrawn_by"]
    return make(
        Contribution,
        row,
        contributor=told.named[row["contributor"]],
        recorder=told.named[row["recorder"]],
        withdrawn_by=None if by is None else told.named[by],
        state=state,
        body=content.body if content else None,
        salt=salt_of(content),
        contest=_contest(doubted[0], told) if doubted else None,
        attestations=tuple(_attestation(one, told) for one in given),
    )


def _attestation(row: Row, told: _Told) -> Attestation:
    note = told.notes.get(row["note"])
    member = told.named[row["member"]]
    return make(Attestation, row, member=member, text=text_of(note), salt=salt_of(note))


def _contest(row: Row, told: _Told) -> Contest:
    reason = told.reasons.get(row["reason"])
    resolution = told.reasons.get(row["resolution"] or "")
    by = row["resolver"]
    return make(
        Contest,
        row,
        contester=told.named[row["contester"]],
        text=text_of(reason),
        salt=salt_of(reason),
        resolver=None if by is None else told.named[by],
        resolution_text=text_of(resolution),
        resolution_salt=salt_of(resolution),
    )

"""What-if over 1,000,000 contributions, beside DuckDB and a bare `numpy.bincount`.

Every contribution is a row of its own (no two share member, epoch and activity type), which is the
most work that so many can be. DuckDB works on a table in memory with as many threads as it likes,
and gives the same whole numbers; bincount only adds up the units by member, with no level, no
retention and no share, and is the least that a sum by member costs in numpy.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import numpy as np

from ledger_py import whatif
from ledger_py.columns import Columns, Ints
from ledger_py.scores import WHOLE, Version
from ledger_py.whatif import Rule, Weights
from scripts.measured import Row, row, significant, turns, write

ROWS, MEMBERS, EPOCHS, TYPES, GROUPS = 1_000_000, 20_000, 12, 60, 8
QUICK_ROWS = 100_000
ROUNDS = 15
RETENTION = (5_000, 2_500, *[1_000] * 9)
CAP, LARGEST = 4_000, 5_000
RATES = """
SELECT member, CAST(sum(kept * units * level) // 10000 AS BIGINT) AS score
FROM work JOIN weights USING (activity) JOIN ages USING (epoch)
GROUP BY member ORDER BY member
"""
SHARES = """
WITH own AS MATERIALIZED (
  SELECT epoch, member, "group", sum(units * level) AS weight
  FROM work JOIN weights USING (activity) GROUP BY ALL
), whole AS (SELECT epoch, "group", sum(weight) AS weight FROM own GROUP BY ALL)
SELECT member, CAST(sum(kept * (100 * share * own.weight // whole.weight)) // 10000 AS BIGINT)
  AS score
FROM own JOIN whole USING (epoch, "group") JOIN shares USING ("group") JOIN ages USING (epoch)
WHERE whole.weight > 0 GROUP BY member ORDER BY member
"""


class Differs(Exception):
    """Two ways to compute the same did not come to the same."""


def draw(count: int) -> tuple[Ints, tuple[int, ...], dict[tuple[int, int], int]]:
    """Rows (epoch, member, activity type, raw units), the types' groups, the caps."""
    rng = np.random.default_rng(20)
    places = rng.choice(MEMBERS * EPOCHS * TYPES, count, replace=False)
    epochs, rest = places // (MEMBERS * TYPES) + 1, places % (MEMBERS * TYPES)
    rows = np.stack([epochs, rest // TYPES + 1, rest % TYPES + 1], 1)
    rows = np.column_stack([rows, rng.integers(1, LARGEST, count)]).astype(np.int64)
    groups = tuple(activity % GROUPS + 1 for activity in range(TYPES))
    caps = {(e, a): CAP for e in range(1, EPOCHS + 1) for a in range(1, TYPES + 1)}
    return rows, groups, caps


def rule(groups: tuple[int, ...], shares: bool) -> Rule:
    """An indicator over all epochs, with one level and all shares tried."""
    levels = tuple(activity % 11 for activity in range(TYPES))
    version = Version(1, levels, (WHOLE // GROUPS,) * GROUPS)
    tried = dict.fromkeys(range(3, GROUPS + 1), WHOLE // GROUPS) | {1: 2_000, 2: 500}
    weights = Weights({1: 9}, tried if shares else None)
    return whatif.rule([version], RETENTION, EPOCHS, groups, shares).under(weights)


def database(rows: Ints, groups: tuple[int, ...], by: Rule) -> duckdb.DuckDBPyConnection:
    """The same community and weights in DuckDB's tables."""
    found = duckdb.connect()
    epoch, member, activity, raw = (np.ascontiguousarray(column) for column in rows.T)
    units = np.minimum(raw, CAP)
    columns = {"epoch": epoch, "member": member, "activity": activity, "units": units}
    found.register("given", columns)
    found.execute("CREATE TABLE work AS SELECT * FROM given")
    version = by.ages[0][2]
    assert version is not None
    valued = zip(range(1, TYPES + 1), groups, version.levels, strict=True)
    for table, shape, values in (
        ("weights", 'activity BIGINT, "group" BIGINT, level BIGINT', valued),
        ("ages", "epoch BIGINT, kept BIGINT", ((age[0], age[1]) for age in by.ages)),
        ("shares", '"group" BIGINT, share BIGINT', enumerate(version.shares, start=1)),
    ):
        found.execute(f"CREATE TABLE {table} ({shape})")
        given = [list(one) for one in values]
        found.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(given[0]))})", given)
    return found


def compare(kind: str, count: int, rounds: int, command: str) -> Row:
    """Measure one kind of indicator; refuse figures that are not the same."""
    rows, groups, caps = draw(count)
    columns = Columns.empty().with_rows(rows, groups, caps)
    by = rule(groups, kind == "shares")
    theirs, query = database(rows, groups, by), SHARES if kind == "shares" else RATES
    said, other = whatif.scores(columns, by), theirs.execute(query).fetchnumpy()
    pairs = ((columns.members, other["member"]), (said, other["score"]))
    if not all(np.array_equal(mine, yours) for mine, yours in pairs):
        raise Differs(f"what-if and DuckDB do not say the same of {kind}")
    members, units = np.ascontiguousarray(rows[:, 1]), rows[:, 3].astype(np.float64)
    taken = turns(
        {
            "ours": lambda: whatif.scores(columns, by),
            "peer": lambda: theirs.execute(query).fetchnumpy(),
            "limit": lambda: np.bincount(members, units),
        },
        rounds,
    )
    figures = {name: significant(1000 * seconds) for name, seconds in taken.items()}
    name = f"what-if, {kind}, {count:,} contributions of {MEMBERS:,} members, {EPOCHS} epochs"
    return row(name, "ms", figures["ours"], figures["peer"], figures["limit"], command)


def measure(count: int = ROWS, rounds: int = ROUNDS, name: str = "what-if") -> Path:
    """Measure both kinds; return the file of the rows."""
    command = "make bench-smoke" if name.endswith("smoke") else "make bench"
    return write(name, [compare(kind, count, rounds, command) for kind in ("rates", "shares")])


def smoke() -> Path:
    """The same over a tenth."""
    return measure(QUICK_ROWS, 7, "what-if-smoke")


def main() -> int:
    """Measure; 1 when that could not be done."""
    try:
        measure()
    except Differs as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

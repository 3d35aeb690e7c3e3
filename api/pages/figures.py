"""The geometry of the pictures: plain numbers that the templates draw as SVG. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledger_py.models import TOP_LEVEL
from ledger_py.tally import has_passed, median_level

STEPS = (500, 1000, 1500, 2000, 2500, 3000, 4000, 5000, 7500, 10_000)


@dataclass(frozen=True, slots=True)
class Scale:
    """A horizontal axis from 0 to `top` basis points, drawn in percent of the picture's width."""

    top: int

    def at(self, basis_points: int) -> str:
        """A place on the axis, as an SVG percentage."""
        return f"{100 * basis_points / self.top:.2f}%"

    @property
    def ticks(self) -> tuple[int, ...]:
        """Where the axis bears a line: its quarters or fifths, in basis points."""
        parts = 4 if self.top % 2000 == 0 else 5
        return tuple(self.top * part // parts for part in range(parts + 1))


def scale(values: Iterable[int]) -> Scale:
    """The smallest round axis that holds all values (basis points)."""
    largest = max(values, default=0)
    return Scale(next((step for step in STEPS if step >= largest), 10_000))


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a histogram: how many ballots give a level, and its height from 0 to 1."""

    level: int
    count: int
    height: float
    median: bool


def bars(counts: Sequence[int], median: int | None) -> tuple[Bar, ...]:
    """The eleven bars of a type's ballots, the median's marked."""
    highest = max(max(counts), 1)
    return tuple(
        Bar(level, count, count / highest, level == median) for level, count in enumerate(counts)
    )


@dataclass(frozen=True, slots=True)
class Moves:
    """How many further opinions can move a median, and where to; None where none can."""

    missing: int
    """Opinions still missing to the quorum; 0 when it is reached."""
    up: int | None
    up_to: int | None
    down: int | None
    down_to: int | None


def _shift(counts: Sequence[int], extreme: int) -> tuple[int | None, int | None]:
    """Fewest further ballots at an extreme level that move the lower median, and the new median."""
    now = median_level(counts, 0)
    moved = list(counts)
    for more in range(1, sum(counts) + 2):
        moved[extreme] += 1
        then = median_level(moved, 0)
        if then != now:
            return more, then
    return None, None


def moves(counts: Sequence[int], quorum: int) -> Moves:
    """How close the lower median of a type is to moving, by new ballots alone."""
    opinions = sum(counts)
    if opinions < quorum:
        return Moves(quorum - opinions, None, None, None, None)
    up, up_to = _shift(counts, TOP_LEVEL)
    down, down_to = _shift(counts, 0)
    return Moves(0, up, up_to, down, down_to)


@dataclass(frozen=True, slots=True)
class Tally:
    """For, against and abstaining as bars on one axis that also holds the quorum."""

    in_favour: int
    against: int
    abstained: int
    quorum: int

    @property
    def ballots(self) -> int:
        """All live ballots."""
        return self.in_favour + self.against + self.abstained

    @property
    def passes(self) -> bool:
        """Whether it would pass as it stands."""
        return has_passed(self.ballots, self.in_favour, self.against, self.quorum)

    @property
    def missing(self) -> int:
        """Ballots that the quorum still needs."""
        return max(0, self.quorum - self.ballots)

    def part(self, ballots: int) -> str:
        """So many ballots, as a percentage of the axis."""
        return f"{100 * ballots / max(self.ballots, self.quorum, 1):.2f}%"


@dataclass(frozen=True, slots=True)
class Pile:
    """Ballots that give a group the same number of points, as a dot on the axis 0 to 100."""

    points: int
    ballots: int

    @property
    def basis_points(self) -> int:
        """Its place on the axis."""
        return 100 * self.points

    @property
    def radius(self) -> float:
        """A dot whose area grows with the ballots."""
        return float(round(3.5 * self.ballots**0.5, 1))


def piles(counts: Sequence[int]) -> tuple[Pile, ...]:
    """The divisions of a group, by points."""
    return tuple(Pile(points, count) for points, count in enumerate(counts) if count)


def mean(counts: Sequence[int]) -> int:
    """The mean of points counted 0 to 100, in basis points of the whole; 0 of none."""
    whole = sum(counts)
    points = sum(given * count for given, count in enumerate(counts))
    return 100 * points // whole if whole else 0


def median(counts: Sequence[int]) -> int:
    """The lower median of points counted 0 to 100, in basis points of the whole; 0 of none."""
    return 100 * median_level(counts, 0) if sum(counts) else 0

"""The JSON of a score taken apart."""

from __future__ import annotations

from pydantic import Field

from api.shapes import Level, Shape, Who, capped
from api.shapes_assembly import Version
from api.shapes_record import Contribution
from ledger_py import figures
from ledger_py.figures import explaining


class Term(Shape):
    """What a member did of one activity type in an epoch; `cap` None: everything counts."""

    activity: int
    group: int
    raw: int
    cap: int | None
    units: int = Field(description="Those that count")
    level: Level
    points: int = Field(description="Units times level; of shares, the weight within the group")
    contributions: list[Contribution]


class Part(Shape):
    """What a member gets of a group's share: floor(100 x share x own / whole) points."""

    group: int
    share: int
    own: int
    whole: int
    points: int


class Age(Shape):
    """An epoch in a score: `kept` basis points of its `points`."""

    epoch: int
    kept: int
    version: Version | None = Field(description="In force in the epoch, with the vote that set it")
    points: int
    terms: list[Term]
    parts: list[Part] = Field(description="Of an indicator of shares")

    @classmethod
    def of(cls, row: explaining.Age) -> Age:
        """The JSON of an epoch in a score."""
        return cls(
            epoch=row.epoch,
            kept=row.kept,
            version=Version.of(row.version) if row.version else None,
            points=row.points,
            terms=[_term(term) for term in row.terms],
            parts=[Part.model_validate(part) for part in row.parts],
        )


class Explanation(Shape):
    """A score and all that it stands on: floor(sum over ages of kept x points / 10,000)."""

    indicator: int
    epoch: int
    member: Who
    score: int
    ages: list[Age]

    @classmethod
    def of(cls, row: figures.Explanation) -> Explanation:
        """The JSON of an explanation."""
        member = Who.model_validate(row.member)
        ages = [Age.of(age) for age in row.ages]
        return cls(
            indicator=row.indicator, epoch=row.epoch, member=member, score=row.score, ages=ages
        )


def _term(row: explaining.Term) -> Term:
    told = [Contribution.of(one) for one in row.contributions]
    plain = {name: getattr(row, name) for name in Term.model_fields if name != "contributions"}
    return Term.model_validate(plain | {"cap": capped(row.cap), "contributions": told})

"""The JSON of what-if: what an indicator says, and what it would say under other weights."""

from __future__ import annotations

from pydantic import Field

from api.shapes import Level, Shape
from api.shapes_assembly import KINDS, KindName
from ledger_py.figures import whatif as figures

MILLIONTHS = "Of 1,000,000, rounded down"


class Shift(Shape):
    """A figure as it is, and as it would be."""

    now: int
    then: int


class LevelShift(Shape):
    """A level as it is, and as it would be; None: not valued."""

    now: Level
    then: Level


class TypeShift(Shape):
    """An activity type: its level in the epoch, and its part of the total."""

    activity: int
    group: int
    level: LevelShift
    portion: Shift = Field(description=MILLIONTHS)


class GroupShift(Shape):
    """A group: its share in the epoch in basis points, 0 in rates; its part of the total."""

    group: int
    share: Shift
    portion: Shift = Field(description="Of 1,000,000: the sum of its activity types'")


class MemberShift(Shape):
    """A member who is scored, with the address of the narrative that the score stands on."""

    member: int
    score: Shift
    portion: Shift = Field(description=MILLIONTHS)
    contributions: str


class WhatIf(Shape):
    """An indicator in an epoch under other weights; members in the order of admission.

    Of kind rates: hundredths of units times level. Of kind shares: parts of 1,000,000.
    """

    indicator: int
    kind: KindName
    epoch: int
    version: int | None = Field(description="In force in the epoch as it is")
    levels: dict[int, int] = Field(description="The levels tried, by activity type")
    shares: dict[int, int] | None = Field(description="The shares tried, None: as they are")
    total: Shift = Field(description="Of everybody, also of members who have no score")
    unallocated: Shift = Field(description="Of shares: what of the epoch goes to nobody")
    types: list[TypeShift]
    groups: list[GroupShift]
    members: list[MemberShift]

    @classmethod
    def of(cls, row: figures.WhatIf, path: str) -> WhatIf:
        """The JSON of a what-if; `path` is the community's address."""
        shares = row.weights.shares
        return cls(
            indicator=row.indicator,
            kind=KINDS[row.kind],
            epoch=row.epoch,
            version=row.version,
            levels=dict(row.weights.levels),
            shares=None if shares is None else dict(shares),
            total=_shift(row.total),
            unallocated=_shift(row.unallocated),
            types=[
                TypeShift(
                    activity=one.activity,
                    group=one.group,
                    level=LevelShift(now=one.level[0], then=one.level[1]),
                    portion=_shift(one.portion),
                )
                for one in row.types
            ],
            groups=[
                GroupShift(group=one.group, share=_shift(one.share), portion=_shift(one.portion))
                for one in row.groups
            ],
            members=[_member(one, path) for one in row.members],
        )


def _member(one: figures.MemberShift, path: str) -> MemberShift:
    return MemberShift(
        member=one.member,
        score=_shift(one.score),
        portion=_shift(one.portion),
        contributions=f"{path}/contributions?contributor={one.member}",
    )


def _shift(pair: figures.Shift) -> Shift:
    return Shift(now=pair[0], then=pair[1])

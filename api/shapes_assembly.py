"""The JSON of what the assembly decides: indicators, versions, scores, gaps."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from api.shapes import Level, Proof, Shape, Who
from ledger_py import figures
from ledger_py.models import Kind
from ledger_py.store import rows
from ledger_py.tally import valued

KindName = Literal["rates", "shares"]
KINDS: dict[int, KindName] = {Kind.RATES: "rates", Kind.SHARES: "shares"}


class Revision(Shape):
    """How an indicator is defined from an epoch on, 0: from the beginning."""

    from_: int = Field(alias="from")
    retention: list[int]
    document: str

    @classmethod
    def of(cls, row: rows.Revision) -> Revision:
        """The JSON of a definition."""
        told = {"from_": row.from_, "retention": list(row.retention), "document": row.document}
        return cls.model_validate(told)


class Indicator(Shape):
    """Something the community wants to see; `retention` in basis points from age 1 on.

    Of kind rates, units times level make a score. Of kind shares, a vote divides each epoch's
    recognition over the groups.
    """

    indicator: int
    kind: KindName
    name: str
    title: str
    description: str
    retention: list[int]
    until: int | None = Field(description="The first epoch in which it says nothing any more")
    revisions: list[Revision] = Field(description="Its definitions, the oldest first")
    versions: int
    pending: int | None = Field(description="The vote on it that is not closed yet")
    document: str

    @classmethod
    def of(cls, row: rows.Indicator) -> Indicator:
        """The JSON of an indicator."""
        told = {
            "kind": KINDS[row.kind],
            "retention": list(row.retention),
            "revisions": [Revision.of(one) for one in row.revisions],
        }
        plain = {n: getattr(row, n) for n in cls.model_fields if n not in told}
        return cls.model_validate(plain | told)


class Version(Shape):
    """The levels in force from an epoch on, one per activity type.

    Of an indicator of shares also a share per group, in basis points; of rates there is none.
    """

    indicator: int
    version: int
    from_: int = Field(alias="from")
    levels: list[Level]
    shares: list[int]
    vote: int
    proof: Proof

    @classmethod
    def of(cls, row: rows.Version) -> Version:
        """The JSON of a version."""
        plain = {name: getattr(row, name) for name in ("indicator", "version", "from_", "vote")}
        levels = [valued(level) for level in row.levels]
        weights = {"levels": levels, "shares": list(row.shares)}
        return cls.model_validate(plain | weights | {"proof": Proof.model_validate(row)})


class TypeTotal(Shape):
    """An activity type in an indicator and epoch: what counts of everybody's, and its points."""

    activity: int
    group: int
    level: Level
    units: int
    points: int = Field(description="Units times level; of shares, the weight within the group")


class GroupTotal(Shape):
    """A group's points in the epoch itself; of shares: of 1,000,000 for the whole epoch."""

    group: int
    points: int
    share: int | None = Field(description="In basis points, None in rates")
    unallocated: int | None = Field(description="Goes to nobody: nothing counts. None in rates")


class MemberScore(Shape):
    """The score of a member who has joined, with the address of the narrative it stands on."""

    member: Who
    score: int
    units: dict[int, int]
    groups: dict[int, int] = Field(description="Of shares: what each group gives in the epoch")
    contributions: str

    @classmethod
    def of(cls, row: figures.MemberScore, path: str) -> MemberScore:
        """The JSON of a score; `path` is the community's address."""
        narrative = f"{path}/contributions?contributor={row.member.member}"
        member = Who.model_validate(row.member)
        return cls(
            member=member,
            score=row.score,
            units=row.units,
            groups=row.groups,
            contributions=narrative,
        )


class Scores(Shape):
    """What an indicator says of an epoch; members by id, never by score.

    Of kind rates: hundredths of units times level. Of kind shares: parts of 1,000,000.
    """

    rows: ClassVar[str] = "members"
    indicator: int
    kind: KindName
    epoch: int
    version: int | None
    total: int = Field(description="Of everybody, also of members who have no score")
    unallocated: int | None = Field(description="Of the epoch's 1,000,000: goes to nobody")
    groups: list[GroupTotal]
    types: list[TypeTotal]
    members: list[MemberScore]

    @classmethod
    def of(cls, row: figures.Scores, path: str) -> Scores:
        """The JSON of scores; `path` is the community's address."""
        shares = row.kind == Kind.SHARES
        return cls(
            indicator=row.indicator,
            kind=KINDS[row.kind],
            epoch=row.epoch,
            version=row.version,
            total=row.total,
            unallocated=row.unallocated if shares else None,
            groups=_of_shares(row) if shares else _of_rates(row),
            types=[TypeTotal.model_validate(kind) for kind in row.types],
            members=[MemberScore.of(one, path) for one in row.members],
        )


def _of_shares(row: figures.Scores) -> list[GroupTotal]:
    return [GroupTotal.model_validate(group) for group in row.groups]


def _of_rates(row: figures.Scores) -> list[GroupTotal]:
    points: dict[int, int] = {}
    for kind in row.types:
        points[kind.group] = points.get(kind.group, 0) + kind.points
    return [
        GroupTotal(group=key, points=points[key], share=None, unallocated=None)
        for key in sorted(points)
    ]


class GapRow(Shape):
    """Value share against record share, in basis points; above 0: valued more than recorded."""

    id: int
    level: Level
    accepted: int
    proposed: int
    value: int
    record: int
    gap: int


class Gap(Shape):
    """The visibility gap by an indicator's last version; types not yet valued are listed apart."""

    rows: ClassVar[str] = "types"
    indicator: int
    version: int | None
    accepted: int = Field(description="Accepted contributions of all types: records are of these")
    groups: list[GapRow]
    types: list[GapRow]
    unvalued: list[GapRow]
    unallocated: int | None = Field(
        description="Of shares: what goes to groups in which nothing counts, in basis points"
    )

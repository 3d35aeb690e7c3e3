"""The JSON of what the assembly decides: indicators, versions, votes, scores, gaps."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.shapes import Level, Proof, Sealed, Shape, Who, sealed_text
from ledger_py import figures
from ledger_py.store import rows
from ledger_py.tally import valued


class Indicator(Shape):
    """Something the community wants to see; `retention` in basis points from age 1 on."""

    indicator: int
    kind: Literal["rates"] = "rates"
    name: str
    title: str
    description: str
    retention: list[int]
    versions: int
    pending: int | None = Field(description="The vote on it that is not closed yet")
    document: str

    @classmethod
    def of(cls, row: rows.Indicator) -> Indicator:
        """The JSON of an indicator."""
        plain = {n: getattr(row, n) for n in cls.model_fields if n not in ("kind", "retention")}
        return cls(retention=list(row.retention), **plain)


class Version(Shape):
    """The levels in force from an epoch on, one per activity type."""

    indicator: int
    version: int
    from_: int = Field(alias="from")
    levels: list[Level]
    vote: int
    proof: Proof

    @classmethod
    def of(cls, row: rows.Version) -> Version:
        """The JSON of a version."""
        plain = {name: getattr(row, name) for name in ("indicator", "version", "from_", "vote")}
        levels = [valued(level) for level in row.levels]
        return cls.model_validate(plain | {"levels": levels, "proof": Proof.model_validate(row)})


class Vote(Shape):
    """A weight vote; `state` is that of the chain's time, the time of its last block."""

    vote: int
    indicator: int
    state: Literal["announced", "open", "over", "closed"]
    opens: int
    closes: int
    from_: int = Field(alias="from")
    activities: int
    quorum: int
    ballots: int
    closed: int | None
    version: int | None
    block: int
    tx: str

    @classmethod
    def of(cls, row: rows.Vote, time: int) -> Vote:
        """The JSON of a vote at a time."""
        plain = {n: getattr(row, n) for n in cls.model_fields if n != "state"}
        return cls.model_validate(plain | {"state": row.state_at(time)})


class TypeResult(Shape):
    """What the ballots so far come to for one activity type."""

    activity: int
    histogram: list[int] = Field(description="How many live ballots give level 0, 1, ... 10")
    opinions: int
    decided: bool = Field(description="Whether the opinions reach the quorum")
    level: Level = Field(description="The lower median, or the level before without a quorum")
    previous: Level


class VoteResult(Vote):
    """A vote with its histograms and what they come to; provisional until it is closed."""

    provisional: bool
    results: list[TypeResult]

    @classmethod
    def with_result(
        cls,
        row: rows.Vote,
        time: int,
        histograms: tuple[tuple[int, ...], ...],
        outcome: figures.Outcome,
    ) -> VoteResult:
        """The JSON of a vote and its outcome."""
        results = [
            TypeResult(
                activity=index + 1,
                histogram=list(counts),
                opinions=outcome.opinions[index],
                decided=outcome.decided[index],
                level=valued(outcome.levels[index]),
                previous=valued(outcome.previous[index]),
            )
            for index, counts in enumerate(histograms)
        ]
        vote = Vote.of(row, time).model_dump()
        return cls(provisional=row.closed is None, results=results, **vote)


class Ballot(Shape):
    """A member's live ballot."""

    vote: int
    member: Who
    sequence: int
    levels: list[Level]
    rationale: Sealed | None
    proof: Proof

    @classmethod
    def of(cls, row: rows.LiveBallot) -> Ballot:
        """The JSON of a ballot."""
        return cls(
            vote=row.vote,
            member=Who.model_validate(row.member),
            sequence=row.sequence,
            levels=[valued(level) for level in row.levels],
            rationale=sealed_text("rationale", row.rationale, row.salt, row.text),
            proof=Proof.model_validate(row),
        )


class TypeTotal(Shape):
    """An activity type in an indicator and epoch: what counts of everybody's, and its points."""

    activity: int
    group: int
    level: Level
    units: int
    points: int


class GroupTotal(Shape):
    """A group's points in the epoch itself."""

    group: int
    points: int


class MemberScore(Shape):
    """The score of a member who has joined, with the address of the narrative it stands on."""

    member: Who
    score: int
    units: dict[int, int]
    contributions: str

    @classmethod
    def of(cls, row: figures.MemberScore, path: str) -> MemberScore:
        """The JSON of a score; `path` is the community's address."""
        narrative = f"{path}/contributions?contributor={row.member.member}"
        member = Who.model_validate(row.member)
        return cls(member=member, score=row.score, units=row.units, contributions=narrative)


class Scores(Shape):
    """What an indicator says of an epoch; members by id, never by score."""

    indicator: int
    epoch: int
    version: int | None
    total: int = Field(description="Of everybody, also of members who have no score")
    groups: list[GroupTotal]
    types: list[TypeTotal]
    members: list[MemberScore]

    @classmethod
    def of(cls, row: figures.Scores, path: str) -> Scores:
        """The JSON of scores; `path` is the community's address."""
        points: dict[int, int] = {}
        for kind in row.types:
            points[kind.group] = points.get(kind.group, 0) + kind.points
        return cls(
            indicator=row.indicator,
            epoch=row.epoch,
            version=row.version,
            total=row.total,
            groups=[GroupTotal(group=key, points=points[key]) for key in sorted(points)],
            types=[TypeTotal.model_validate(kind) for kind in row.types],
            members=[MemberScore.of(one, path) for one in row.members],
        )


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

    indicator: int
    version: int | None
    accepted: int = Field(description="Accepted contributions of all types: records are of these")
    groups: list[GapRow]
    types: list[GapRow]
    unvalued: list[GapRow]

"""A score taken apart: epochs, versions and their votes, units, contributions, attestations.

Each contribution and attestation bears the transaction in which it was signed in, and each version
the vote and the transaction that set it: from there `auzolan verify` checks the signatures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ledger_py import scores as rules
from ledger_py.figures.scoring import EpochRule, rule_of, scored
from ledger_py.scores import WHOLE
from ledger_py.store.reads import Reads
from ledger_py.store.rows import Contribution, Version, Who
from ledger_py.tally import valued


@dataclass(frozen=True, slots=True)
class Term:
    """What a member did of one activity type in one epoch: raw units, those that count, points.

    points: units times level, 0 where the type is not valued; in shares the weight in its group.
    """

    activity: int
    group: int
    raw: int
    cap: int
    units: int
    level: int | None
    points: int
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What a member gets of a group's share: floor(100 x share x own / whole) points."""

    group: int
    share: int
    own: int
    whole: int
    points: int


@dataclass(frozen=True, slots=True)
class Age:
    """An epoch in a score: `kept` basis points of its `points`, by the version in force in it."""

    epoch: int
    kept: int
    version: Version | None
    points: int
    terms: tuple[Term, ...]
    parts: tuple[Part, ...]
    """Of an indicator of shares."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A score and all that it stands on: floor(sum over ages of kept x points / 10,000)."""

    indicator: int
    epoch: int
    member: Who
    score: int
    ages: tuple[Age, ...]


def explanation(reads: Reads, c: str, indicator: int, epoch: int, member: int) -> Explanation:
    """Take a member's score apart.

    Raises NotFound, MemberUnclaimed, MemberNotScored, IndicatorRetired.
    """
    with reads.snapshot() as seen:
        who = scored(seen, c, member)
        rule = rule_of(seen, c, indicator, epoch)
        versions = seen.versions(c, indicator)
        ages = tuple(
            _age(seen, c, rule, versions, member, epoch - age, kept)
            for age, kept in enumerate((WHOLE, *rule.retention))
            if age < epoch
        )
    score = sum(age.kept * age.points for age in ages) // WHOLE
    return Explanation(indicator, epoch, who, score, ages)


def _age(
    seen: Reads,
    c: str,
    rule: EpochRule,
    versions: Sequence[Version],
    member: int,
    epoch: int,
    kept: int,
) -> Age:
    inner = rules.version_in_force(rule.versions, epoch)
    begun = [version for version in versions if version.from_ <= epoch]
    story = list(seen.all_contributions(c, contributor=member, epoch=epoch, counting=True))
    raw = seen.units(c, member, epoch)
    terms = tuple(_term(rule, inner, epoch, activity, raw, story) for activity in sorted(raw))
    parts = _parts(rule, inner, epoch, {term.activity: term.units for term in terms})
    points = sum(one.points for one in (parts if rule.sharing else terms))
    return Age(epoch, kept, begun[-1] if begun else None, points, terms, parts)


def _term(
    rule: EpochRule,
    version: rules.Version | None,
    epoch: int,
    activity: int,
    raw: Mapping[int, int],
    story: Sequence[Contribution],
) -> Term:
    kind = rule.activities[activity - 1]
    cap = kind.terms_in(epoch).cap
    units, level = rules.capped(raw[activity], cap), valued(rules.level_of(version, activity))
    told = tuple(one for one in story if one.activity == activity)
    points = units * (level or 0)
    return Term(activity, kind.group, raw[activity], cap, units, level, points, told)


def _parts(
    rule: EpochRule, version: rules.Version | None, epoch: int, units: rules.Units
) -> tuple[Part, ...]:
    sharing = rule.sharing
    if sharing is None:
        return ()
    totals = sharing.totals.get(epoch, {})
    own = rules.weighted(units, sharing.groups, version)
    whole = rules.weighted(totals, sharing.groups, version)
    gets = rules.shared(units, totals, sharing.groups, version)
    return tuple(
        Part(group, rules.share_of(version, group), own.get(group, 0), whole[group], points)
        for group, points in gets.items()
    )

"""Who attests to whose work: how mutual it is, and how few do it. Pure, of a whole community.

A **link** leads from a member to another whose work they attested to, once, however often. The
figures are shown, and nothing follows from them: people who work together attest to each other.

Sources. Reciprocity: D. Garlaschelli, M. I. Loffredo, Patterns of link reciprocity in directed
networks, Physical Review Letters 93, 268701 (2004). Concentration: the index of O. C. Herfindahl
and A. O. Hirschman; its inverse as an effective number: M. Laakso, R. Taagepera, Comparative
Political Studies 12 (1979).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

WHOLE = 10_000
HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class Attested:
    """A contribution that counts: who did it, and whose attestations to it stand."""

    contributor: int
    attesters: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ties:
    """What the attestations of a community come to; parts in basis points, rounded down.

    None stands for a part of nothing.
    """

    contributions: int
    """Contributions that count."""
    unanswerable: int
    """Those among them of contributors who have not joined, and so cannot attest in return."""
    members: int
    """Members who have joined and have attested, or been attested to by others."""
    links: int
    """Links between them."""
    returned: int
    """Links whose way back is a link too."""
    density: int | None
    """Links out of all that there could be between these members."""
    reciprocity: int | None
    """Returned links out of all links."""
    beyond_chance: int | None
    """(reciprocity - density) / (1 - density): 0 as by chance, 10,000 all, below 0 avoided."""
    in_pairs: int
    """Contributions, of those who can attest in return, all of whose attesters they attested to."""
    among_themselves: int
    """Contributions with two attesters or more, all of whom have attested to each other's work."""
    attestations: int
    """Attestations that stand, to contributions that count."""
    attesters: int
    """Members who gave them."""
    concentration: int | None
    """The chance that two attestations drawn with replacement are one member's."""
    effective_attesters: int | None
    """As many attesters with equally many each would be as concentrated; in hundredths."""
    largest: int | None
    """The part that the member with most attestations gave."""


def ties(record: Iterable[Attested], joined: Container[int]) -> Ties:
    """Return the figures of a record; joined: members who can attest."""
    rows = list(record)
    links = {
        (attester, row.contributor)
        for row in rows
        if row.contributor in joined
        for attester in row.attesters
    }
    returned = sum((b, a) in links for a, b in links)
    members = len({member for link in links for member in link})
    density, reciprocity, beyond = _reciprocity(len(links), returned, members)
    given = Counter(attester for row in rows for attester in row.attesters)
    concentration, effective, largest = _concentration(list(given.values()))
    return Ties(
        contributions=len(rows),
        unanswerable=sum(row.contributor not in joined for row in rows),
        members=members,
        links=len(links),
        returned=returned,
        density=density,
        reciprocity=reciprocity,
        beyond_chance=beyond,
        in_pairs=sum(_in_pairs(row, links) for row in rows),
        among_themselves=sum(_among_themselves(row, links) for row in rows),
        attestations=given.total(),
        attesters=len(given),
        concentration=concentration,
        effective_attesters=effective,
        largest=largest,
    )


Links = set[tuple[int, int]]


def _reciprocity(
    links: int, returned: int, members: int
) -> tuple[int | None, int | None, int | None]:
    if not links:
        return None, None, None
    r, a = Fraction(returned, links), Fraction(links, members * (members - 1))
    beyond = None if a == 1 else int((r - a) / (1 - a) * WHOLE // 1)
    return int(a * WHOLE), int(r * WHOLE), beyond


def _in_pairs(row: Attested, links: Links) -> bool:
    """Whether its contributor has attested to work of every one of its attesters."""
    back = [(row.contributor, attester) in links for attester in row.attesters]
    return bool(back) and all(back)


def _among_themselves(row: Attested, links: Links) -> bool:
    pairs = list(combinations(row.attesters, 2))
    return bool(pairs) and all((a, b) in links and (b, a) in links for a, b in pairs)


def _concentration(given: Sequence[int]) -> tuple[int | None, int | None, int | None]:
    """Herfindahl-Hirschman index, effective number (hundredths), largest part."""
    whole, squares = sum(given), sum(count * count for count in given)
    if not whole:
        return None, None, None
    effective = HUNDREDTHS * whole * whole // squares
    return WHOLE * squares // (whole * whole), effective, WHOLE * max(given) // whole

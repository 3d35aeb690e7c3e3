"""Who attests to whose work, held against a naive count of the same."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from ledger_py.figures import TiesOf
from ledger_py.store.rows import Checkpoint
from ledger_py.ties import Attested, Ties, ties

MEMBERS = range(1, 7)


@st.composite
def attested(draw: st.DrawFn) -> Attested:
    contributor = draw(st.sampled_from(MEMBERS))
    others = [member for member in MEMBERS if member != contributor]
    return Attested(contributor, tuple(draw(st.lists(st.sampled_from(others), unique=True))))


RECORDS = st.lists(attested(), max_size=25)
JOINED = st.sets(st.sampled_from(MEMBERS))


def plausible(record: list[Attested], joined: set[int]) -> list[Attested]:
    """Only who has joined can attest."""
    return [Attested(r.contributor, tuple(a for a in r.attesters if a in joined)) for r in record]


@given(RECORDS, JOINED)
def test_ties__are_those_of_the_matrix_of_who_attested_to_whom(
    record: list[Attested], joined: set[int]
) -> None:
    rows = plausible(record, joined)
    matrix = {
        (a, b): any(row.contributor == b and a in row.attesters for row in rows)
        for a in joined
        for b in joined
    }
    found = ties(rows, joined)
    links = sum(matrix.values())
    back = sum(matrix[a, b] and matrix[b, a] for a in joined for b in joined)
    n = len({a for a, b in matrix if any(matrix[a, c] or matrix[c, a] for c in joined)})
    assert (found.links, found.returned, found.members) == (links, back, n)
    if links:
        # Garlaschelli and Loffredo's coefficient, as the correlation that it is defined to be.
        pairs = [(a, b) for a in joined for b in joined if a != b]
        pairs = [(a, b) for a, b in pairs if _linked(matrix, a) and _linked(matrix, b)]
        mean = Fraction(sum(matrix[p] for p in pairs), len(pairs))
        above = sum((matrix[a, b] - mean) * (matrix[b, a] - mean) for a, b in pairs)
        below = sum((matrix[p] - mean) ** 2 for p in pairs)
        beyond = found.beyond_chance
        assert (beyond is None) == (below == 0)
        assert below == 0 or beyond == (above / below * 10_000).__floor__()
    assert found.in_pairs == sum(
        bool(row.attesters) and all(_has(rows, row.contributor, a, joined) for a in row.attesters)
        for row in rows
    )
    assert found.among_themselves == sum(
        len(row.attesters) > 1
        and all(_has(rows, a, b, joined) for a in row.attesters for b in row.attesters if a != b)
        for row in rows
    )


@given(RECORDS)
def test_concentration__is_the_chance_of_drawing_one_member_twice(record: list[Attested]) -> None:
    given_by = [attester for row in record for attester in row.attesters]
    found = ties(record, set(MEMBERS))
    assert found.attestations == len(given_by)
    if not given_by:
        assert (found.concentration, found.effective_attesters, found.largest) == (None,) * 3
        return
    same = sum(a == b for a in given_by for b in given_by)
    chance = Fraction(same, len(given_by) ** 2)
    assert found.concentration == int(chance * 10_000)
    assert found.effective_attesters == int(100 / chance)
    assert 100 <= found.effective_attesters <= 100 * found.attesters


def test_ties__of_a_circle__a_pair__and_of_one_who_attests_to_all() -> None:
    circle = ties([Attested(1, (3,)), Attested(2, (1,)), Attested(3, (2,))], {1, 2, 3})
    assert (circle.reciprocity, circle.beyond_chance) == (0, -10_000)
    pair = ties([Attested(1, (2,)), Attested(2, (1,)), Attested(3, (1,))], {1, 2, 3})
    assert (pair.reciprocity, pair.density, pair.in_pairs) == (6_666, 5_000, 2)
    one = ties([Attested(member, (9,)) for member in (1, 2, 3)], {1, 2, 3, 9})
    assert (one.concentration, one.effective_attesters, one.largest) == (10_000, 100, 10_000)


def test_ties__to_who_has_not_joined__count_as_attestations_and_as_no_links() -> None:
    found = ties([Attested(7, (1, 2))], {1, 2})
    assert (found.unanswerable, found.links, found.attestations) == (1, 0, 2)
    assert found.reciprocity is None


def test_ties__of_nothing__say_nothing() -> None:
    assert ties([], set()) == Ties(0, 0, 0, 0, 0, *[None] * 3, 0, 0, 0, 0, *[None] * 3)


def _linked(matrix: dict[tuple[int, int], bool], member: int) -> bool:
    return any(there for pair, there in matrix.items() if member in pair)


def _has(rows: list[Attested], attester: int, other: int, joined: set[int]) -> bool:
    return other in joined and any(
        row.contributor == other and attester in row.attesters for row in rows
    )


class Counted:
    """An index of one block, which counts how often all attestations are read."""

    def __init__(self) -> None:
        self.block, self.read = Checkpoint(1, "0x01", 1), 0
        self.rows = [Attested(1, (2,))]

    def newest_block(self) -> Checkpoint:
        return self.block

    def attested(self, c: str) -> list[Attested]:
        self.read += 1
        return self.rows

    def joined(self, c: str) -> set[int]:
        return {1, 2}


def test_kept_ties__are_counted_again_once_the_index_has_written_and_not_before() -> None:
    index, kept = Counted(), TiesOf()
    assert [kept.read(index, "0xa").links for _ in range(3)] == [1, 1, 1]  # type: ignore[arg-type]
    assert index.read == 1
    index.rows = [*index.rows, Attested(2, (1,))]
    index.block = Checkpoint(2, "0x02", 2)
    assert kept.read(index, "0xa").returned == 2  # type: ignore[arg-type]
    assert kept.read(index, "0xb").returned == 2  # type: ignore[arg-type]
    assert index.read == 3
    index.block = Checkpoint(2, "0x03", 2)  # the chain left the block for another of its number
    index.rows = index.rows[:1]
    assert kept.read(index, "0xa").returned == 0  # type: ignore[arg-type]

"""What rows say of themselves: the state of an epoch, which epoch acts fall into, who is active."""

from hypothesis import given
from hypothesis import strategies as st

from ledger_py.models import EpochState, Recognition
from ledger_py.store.rows import Epoch, Who, acting_epoch

UPCOMING, OPEN, CLOSED, FINAL = EpochState


def test_an_epoch_is_final_when_its_contest_window_is_over_and_no_contest_can_change_it() -> None:
    quiet = Epoch(1, start=10, end=20, closes=30, contestable=40)
    assert [quiet.state_at(t) for t in (9, 10, 29, 30, 39, 40)] == [
        UPCOMING,
        OPEN,
        OPEN,
        CLOSED,
        CLOSED,
        FINAL,
    ]
    contested = Epoch(1, 10, 20, 30, 40, contests=1, last_lapse=50)
    assert [contested.state_at(t) for t in (40, 49, 50)] == [CLOSED, CLOSED, FINAL]
    resolved = Epoch(1, 10, 20, 30, 40, contests=0, last_lapse=50)
    assert resolved.state_at(40) == FINAL


@given(st.lists(st.integers(1, 100), min_size=1, unique=True).map(sorted), st.integers(0, 120))
def test_acts_fall_into_the_first_epoch_that_has_not_ended_or_else_the_last(
    ends: list[int], time: int
) -> None:
    found = acting_epoch(ends, time)
    assert 1 <= found <= len(ends)
    assert found == len(ends) or time < ends[found - 1]
    assert found == 1 or ends[found - 2] <= time


def test_who_is_active_speaks_and_who_chose_otherwise_is_not_scored() -> None:
    joined = Who(3, joined=1, managed=False, steward=False)
    assert joined.active
    assert joined.scored
    for other in (
        Who(3, None, False, False),
        Who(3, 1, False, False, departed=5),
        Who(3, 1, False, False, suspended_until=9),
    ):
        assert not other.active
    assert not Who(3, 1, False, False, recognition=Recognition.UNSCORED).scored
    assert not Who(3, None, False, False).scored


def test_a_member_by_number_alone_keeps_everything_but_names() -> None:
    named = Who(3, 1, True, True, 4, 5, Recognition.UNSCORED, "Ana", "ana", "https://a", True)
    bare = named.nameless()
    assert (bare.name, bare.login, bare.link) == (None, None, None)
    assert bare.label == "member 3"
    kept = ("joined", "managed", "steward", "departed", "suspended_until", "recognition", "demo")
    assert all(getattr(bare, name) == getattr(named, name) for name in kept)

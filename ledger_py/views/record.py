"""The record's views: activity types, epochs, contributions, units, rules."""

from __future__ import annotations

from dataclasses import dataclass

from ledger_py.models import Activity, Basis, Contribution, EpochState, Rules, State
from ledger_py.views.asking import Asking


@dataclass(frozen=True, slots=True)
class Epoch:
    """An epoch in Unix seconds: what happened in [start, end), taken until `closes`."""

    start: int
    end: int
    closes: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """A contribution: its state, how many places attesters took, units accepted (hundredths)."""

    state: State
    attesters: int
    units: int


@dataclass(frozen=True, slots=True)
class Attested:
    """An attestation: who, units in hundredths (0: retracted), basis."""

    member: int
    units: int
    basis: Basis


@dataclass(frozen=True, slots=True)
class Contest:
    """A contest: by whom (0: nobody), and when it lapses or lapsed (Unix seconds)."""

    contester: int
    lapses: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What an activity type requires in an epoch; cap in hundredths; until: 0 for no end."""

    required: int
    cap: int
    until: int


@dataclass(frozen=True, slots=True)
class Opening:
    """What a vote that opened now would go by; times in seconds, the quorum in basis points."""

    joined_by: int
    electorate: int
    stewards: int
    epoch: int
    groups: int
    activities: int
    handed_over: int
    notice: int
    voting_time: int
    delay: int
    quorum: int


class RecordViews(Asking):
    """What the record answers about what was done. Lists of units are of types 1, 2, ..."""

    __slots__ = ()

    def rules(self) -> Rules:
        """The rules in force."""
        return Rules(*self.record("rules"))

    def handed_over(self) -> int:
        """When the community was handed over to its votes (Unix seconds), 0: not yet."""
        return int(self.record("handedOver"))

    def opening(self) -> Opening:
        """What the opening of a vote asks."""
        return Opening(*self.record("opening"))

    def group_count(self) -> int:
        """How many groups there are: their ids are 1 to this."""
        return int(self.record("groupCount"))

    def group(self, group: int) -> bytes:
        """The hash of a group's definition document."""
        return bytes(self.record("group", group))

    def sensitive_activity(self, group: int) -> int:
        """The type that stands for all sensitive kinds of work of a group, 0 for none."""
        return int(self.record("sensitiveActivity", group))

    def activity_count(self) -> int:
        """How many activity types there are: their ids are 1 to this."""
        return int(self.record("activityCount"))

    def activity(self, activity: int) -> Activity:
        """An activity type, with its terms as last revised."""
        return Activity(*self.record("activity", activity))

    def terms(self, activity: int, epoch: int) -> Terms:
        """What an activity type requires and caps in an epoch."""
        return Terms(*self.record("termsOf", activity, epoch))

    def groups_of_activities(self) -> tuple[int, ...]:
        """The group of each activity type."""
        return tuple(self.record("groupsOfActivities"))

    def epoch_count(self) -> int:
        """How many epochs are listed: their ids are 1 to this."""
        return int(self.record("epochCount"))

    def epoch(self, epoch: int) -> Epoch:
        """An epoch by id."""
        return Epoch(*self.record("epoch", epoch))

    def epoch_at(self, time: int) -> int:
        """The epoch in which a time (Unix seconds) lies."""
        return int(self.record("epochAt", time))

    def epoch_state(self, epoch: int) -> EpochState:
        """What an epoch takes."""
        return EpochState(self.record("epochState", epoch))

    def contribution(self, id: bytes) -> Recorded:
        """A contribution by id; state NONE for none."""
        state, attesters, units = self.record("contribution", id)
        return Recorded(State(state), attesters, units)

    def contribution_id(self, contribution: Contribution) -> bytes:
        """A contribution's id, as the contracts compute it."""
        return bytes(self.record("contributionId", _fields(contribution)))

    def attestation(self, id: bytes, index: int) -> Attested:
        """Attestation number `index` of a contribution, from 0 on."""
        member, units, basis = self.record("attestation", id, index)
        return Attested(member, units, Basis(basis))

    def contest(self, id: bytes) -> Contest:
        """The last contest of a contribution."""
        return Contest(*self.record("contestOf", id))

    def raw_units(self, member: int, epoch: int) -> tuple[int, ...]:
        """A member's accepted units before the cap, in hundredths."""
        return tuple(self.record("rawUnits", member, epoch))

    def capped_units(self, member: int, epoch: int) -> tuple[int, ...]:
        """A member's units that count, min(raw, cap), in hundredths."""
        return tuple(self.record("cappedUnits", member, epoch))

    def total_units(self, epoch: int) -> tuple[int, ...]:
        """All members' units that count, in hundredths."""
        return tuple(self.record("totalUnits", epoch))


def _fields(contribution: Contribution) -> tuple[object, ...]:
    c = contribution
    return c.contributor, c.recorder, c.activity, c.epoch, c.units, c.basis, c.content

"""What a community is, in plain words: members, signers, contributions, epochs, and what follows.

Dictionaries and sums; nothing is packed, and nothing is known of Solidity. Sums are kept until one
of their contributions changes. `model.py` changes it by acts, `fold.py` by events; `checks.py`
holds it against the chain.
"""

from bisect import bisect_right
from collections import Counter, defaultdict

from tests.model.things import (
    ACCEPTED,
    CLOSED,
    COMPLETION_TIME,
    CONTESTED,
    FINAL,
    OPEN,
    PROPOSED,
    UPCOMING,
    Activity,
    Claim,
    Contribution,
    Entry,
    Member,
    Recovery,
    Rules,
    Terms,
)


class State:
    """A community, and what can be asked of it at a time `now` (seconds, Unix)."""

    def __init__(self, rules: Rules, origin: int, founded: int) -> None:
        self.rules, self.origin, self.founded = rules, origin, founded
        self.now = founded
        self.ends: list[int] = []
        self.windows: list[tuple[int, int]] = []
        """Late window and contest window of each epoch: those of the rules when it was listed."""
        self.handed_over = 0
        self.groups: list[bytes] = []
        self.activities: dict[int, Activity] = {}
        self.terms: dict[int, list[Terms]] = {}
        """What each activity type required and capped, and from which epoch on."""
        self.retired: dict[int, int] = {}
        """From which epoch on an activity type is in force no more."""
        self.defined_in: dict[str, list[int]] = {"groups": [], "activities": []}
        """In which epoch each group and activity type was defined."""
        self.members: dict[int, Member] = {}
        self.bindings: dict[bytes, int] = {}
        """Every signer that ever was one, and whose."""
        self.admitted: Counter[int] = Counter()
        """How many got their first signer in an epoch, founding stewards apart."""
        self.entries: dict[Contribution, Entry] = {}
        self.recoveries: dict[int, Recovery] = {}
        self.claims: dict[int, dict[bytes, Claim]] = defaultdict(dict)
        self.contested_claims: set[int] = set()
        self.by_epoch: dict[int, list[Contribution]] = defaultdict(list)
        self._workers: dict[tuple[int, int], set[int]] = defaultdict(set)
        self._work: dict[tuple[int, int, int], list[Contribution]] = defaultdict(list)
        self._contests: dict[int, list[Entry]] = defaultdict(list)
        self._raw: dict[tuple[int, int, int], int] = {}
        self._totals: dict[tuple[int, int], int] = {}

    # Epochs.

    def epoch_now(self) -> int:
        """The epoch it is, the last one after the last end."""
        return min(bisect_right(self.ends, self.now) + 1, len(self.ends))

    def start(self, epoch: int) -> int:
        """When an epoch starts."""
        return self.origin if epoch == 1 else self.ends[epoch - 2]

    def begun(self) -> int:
        """When the epoch it is began; after the last end: the one to come."""
        last = self.ends[-1]
        return last if self.now >= last else self.start(self.epoch_now())

    def closes(self, epoch: int) -> int:
        """When an epoch closes; the past can be recorded for a late window after the founding, or
        until the handover.
        """
        end, (late, _) = self.ends[epoch - 1], self.windows[epoch - 1]
        if end >= self.founded:
            return end + late
        latest = self.founded + late
        return max(end + late, min(latest, self.handed_over or latest))

    def contestable_until(self, epoch: int) -> int:
        """Until when what lies in an epoch can be contested."""
        return self.closes(epoch) + self.windows[epoch - 1][1]

    def list_further(self, ends: tuple[int, ...]) -> None:
        """List epochs; they keep the windows of now."""
        self.ends.extend(ends)
        self.windows += [(self.rules.late_window, self.rules.contest_window)] * len(ends)

    def epoch_state(self, epoch: int) -> int:
        """Upcoming, open, closed or final."""
        if self.now < self.start(epoch):
            return UPCOMING
        if self.now < self.closes(epoch):
            return OPEN
        return FINAL if self.is_final(epoch) else CLOSED

    def is_final(self, epoch: int) -> bool:
        """Whether nothing can be contested any more, and every contest was resolved or lapsed.

        The chain counts contests and keeps when the last of them lapses, also where just that one
        was resolved: an epoch can be final a little later than it could be.
        """
        if self.now < self.contestable_until(epoch):
            return False
        contests = self._contests.get(epoch, [])
        waiting = any(not e.resolved and not e.ended for e in contests)
        return not waiting or self.now >= max(e.lapses for e in contests)

    def sensitive(self, group: int) -> int:
        """The activity type that stands for a group's sensitive kinds of work, 0 for none."""
        found = [k for k, a in self.activities.items() if a.group == group and a.sensitive]
        return found[-1] if found else 0

    # What counts.

    def group_defined(self, document: bytes) -> None:
        """There is one group more."""
        self.groups.append(document)
        self.defined_in["groups"].append(self.epoch_now())

    def activity_defined(self, activity: Activity) -> None:
        """There is one activity type more."""
        number = len(self.activities) + 1
        self.activities[number] = activity
        self.terms[number] = [Terms(0, activity.required, activity.cap)]
        self.defined_in["activities"].append(self.epoch_now())

    def activity_revised(self, kind: int, terms: Terms, until: int, document: bytes) -> None:
        """An activity type has other terms from an epoch on."""
        if self.terms[kind][-1].first == terms.first:
            self.terms[kind].pop()
        self.terms[kind].append(terms)
        self.retired[kind] = until
        self.activities[kind] = self.activities[kind]._replace(
            required=terms.required, cap=terms.cap, document=document
        )

    def terms_in(self, kind: int, epoch: int) -> Terms:
        """What an activity type requires and caps in an epoch."""
        return next(terms for terms in reversed(self.terms[kind]) if terms.first <= epoch)

    def votable(self, what: str) -> int:
        """How many groups or activity types can be voted on: after handover the older ones."""
        now = self.epoch_now()
        defined = self.defined_in[what]
        return sum(epoch < now for epoch in defined) if self.handed_over else len(defined)

    # Members.

    def member_of(self, signer: bytes) -> int:
        """For whom a signer speaks, 0 for nobody."""
        holder = self.bindings.get(signer, 0)
        return holder if holder and signer in self.members[holder].signers else 0

    def standing(self, member: int) -> tuple[int | bool, ...]:
        """A member's standing, as the chain answers."""
        m = self.members[member]
        until = m.suspended_until if self.now < m.suspended_until else 0
        shown = (m.joined, m.last_epoch, len(m.signers), m.recognition)
        return (*shown, m.active(self.now), m.departed, m.steward, m.managed, until)

    def electorate(self) -> int:
        """How many could vote now: active, not dormant, managed ones where the rules let them.

        After handover none of those who joined in this epoch.
        """
        whole = self.rules.dormant_after
        since = self.epoch_now() - whole if whole else 0
        voters = [
            m
            for m in self.members.values()
            if m.counted
            and m.last_epoch >= since
            and (self.rules.managed_may_vote or not m.managed)
        ]
        begun = self.begun()
        return sum(not self.handed_over or m.joined < begun for m in voters)

    def is_active(self, member: int) -> bool:
        """Whether a member may act now."""
        return member in self.members and self.members[member].active(self.now)

    def stewards(self) -> list[int]:
        """The ids of the stewards, active or not."""
        return [id_ for id_, m in self.members.items() if m.steward]

    def serving(self) -> list[int]:
        """The ids of the stewards who are counted as active."""
        return [id_ for id_ in self.stewards() if self.members[id_].counted]

    def recovery_pending(self, member: int) -> bool:
        """Whether two stewards' word waits, and has not lapsed; what waits for a vote does not."""
        r = self.recoveries.get(member)
        return bool(r and r.ready and (r.frozen or self.now < r.ready + COMPLETION_TIME))

    def claim_contested(self, member: int) -> bool:
        """Whether claims of a membership need two stewards."""
        return member in self.contested_claims or len(self.claims[member]) > 1

    # Contributions.

    def put(self, c: Contribution) -> Entry:
        """Enter a contribution that is new."""
        self.entries[c] = Entry()
        self.by_epoch[c.epoch].append(c)
        self._workers[c.epoch, c.activity].add(c.contributor)
        self._work[c.contributor, c.epoch, c.activity].append(c)
        return self.entries[c]

    def contest_raised(self, c: Contribution, contester: int, lapses: int) -> None:
        """Note that a contribution is contested."""
        self.entries[c].contester, self.entries[c].lapses = contester, lapses
        self._contests[c.epoch].append(self.entries[c])

    def changed(self, c: Contribution) -> None:
        """Say that something happened to a contribution, so that sums are made anew."""
        self._raw.pop((c.contributor, c.epoch, c.activity), None)
        self._totals.pop((c.epoch, c.activity), None)

    def units_of(self, c: Contribution) -> int:
        """Accepted units of a contribution."""
        return self.entries[c].accepted_units(self.terms_in(c.activity, c.epoch).required)

    def state_of(self, c: Contribution) -> int:
        """The state of a contribution; a contest that lapsed has left no trace in it."""
        entry = self.entries[c]
        if entry.ended:
            return entry.ended
        if entry.contested(self.now):
            return CONTESTED
        return ACCEPTED if self.units_of(c) else PROPOSED

    def raw(self, member: int, epoch: int, activity: int) -> int:
        """Accepted units before the cap: the sum over the contributions."""
        key = (member, epoch, activity)
        if key not in self._raw:
            self._raw[key] = sum(map(self.units_of, self._work.get(key, ())))
        return self._raw[key]

    def capped(self, member: int, epoch: int, activity: int) -> int:
        """Units that count: min(raw, cap)."""
        return min(self.raw(member, epoch, activity), self.terms_in(activity, epoch).cap)

    def total(self, epoch: int, activity: int) -> int:
        """Units of all members that count."""
        key = (epoch, activity)
        if key not in self._totals:
            workers = self._workers.get(key, ())
            self._totals[key] = sum(self.capped(member, epoch, activity) for member in workers)
        return self._totals[key]

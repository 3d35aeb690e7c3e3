"""Loads the demonstration into a ledger that runs, by the acts that any community would sign.

Every act has an idempotency key, so a load that was cut short goes on where it stopped.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ledger_py import calls
from ledger_py.accounts import Accounts
from ledger_py.calls import Place
from ledger_py.chain.deployment import Deployment
from ledger_py.commitments import new_salt
from ledger_py.errors import AuzolanError
from ledger_py.ledger import Attesting, Ledger, Newcomer, Statement, found, parts
from ledger_py.models import Basis, Orientation, Rules, Unit
from ledger_py.outbox import AcceptedAct, ActState, ActStatus, Outbox
from ledger_py.store.reads import Reads
from ledger_py.store.rows import epoch_at
from scripts.demo.source import Credit, Quarter, Source

STEWARDS = ("demo steward 1", "demo steward 2")
MEMBERS = tuple(f"demo member {number}" for number in range(1, 6))
ORIGIN = Quarter(2021, 2)
"""The first epoch is the quarter after this one."""
DAY = 24 * 60 * 60
RULES = Rules(
    late_window=92 * DAY,
    contest_window=30 * DAY,
    contest_time=14 * DAY,
    recovery_wait=7 * DAY,
    claim_wait=30 * DAY,
    notice=3 * DAY,
    voting_time=7 * DAY,
    delay=3 * DAY,
    admission_cap=1_000,
    quorum=2_500,
    sponsors=3,
    dormant_after=4,
    contest_limit=5,
    managed_may_vote=True,
)
FIRST_VOTE = 60
SECOND_VOTE = 365 * 24 * 60 * 60
FOUND_KEY = "demo:found"
LAST_KEY = f"demo:second-vote:{MEMBERS[2]}"
LAST_MEMBER = len(STEWARDS) + 3
Report = Callable[[str], None]


class DemoFailed(AuzolanError):
    """An act of the demonstration was refused."""

    hint = "Start with another DATA_DIR, or remove this one to begin anew."


def wanted(reads: Reads, outbox: Outbox) -> bool:
    """Whether the demonstration is to be loaded: the ledger is empty, or holds a part of it."""
    if founding := outbox.by_key(FOUND_KEY):
        return outbox.by_key(LAST_KEY, founding.call.community, LAST_MEMBER) is None
    return not reads.communities()


@dataclass(frozen=True)
class Demo:
    """The loading of one demonstration; `report` is told every step in words."""

    source: Source
    outbox: Outbox
    reads: Reads
    accounts: Accounts
    deployment: Deployment
    report: Report
    stopped: Callable[[], bool] = lambda: False
    clock: Callable[[], float] = time.time

    def load(self) -> None:
        """Bring the ledger to the demonstration's end; raise DemoFailed."""
        place = self._found()
        self._define(place)
        people = self._admit(place)
        self._record(place, people)
        self._show_acts(place)
        self._first_version(place)
        self._second_vote(place)

    def _found(self) -> Place:
        definition = self.source.definitions
        document = {"kind": "community", **definition["community"], "source": definition["source"]}
        act, place = found(
            self.outbox,
            self.deployment,
            document,
            salt=new_salt(),
            origin=ORIGIN.end,
            ends=[quarter.end for quarter in _quarters(self.clock())],
            rules=RULES,
            stewards=[self._account(label) for label in STEWARDS],
            key=FOUND_KEY,
        )
        self.report(f"founding {document['name']}")
        self._wait([act])
        newcomers = [self._account(label) for label in MEMBERS]
        self._wait([self._ledger(place, STEWARDS[0]).admit(newcomers, key="demo:members")])
        return place

    def _define(self, place: Place) -> None:
        steward, definition = self._ledger(place, STEWARDS[0]), self.source.definitions
        self.report("defining groups, activity types and an indicator")
        groups = [
            steward.define_group({"kind": "group", **group}, key=f"demo:group:{group['name']}")
            for group in definition["groups"]
        ]
        self._wait(groups)
        ids = {group.name: group.group for group in self.reads.groups(place.community)}
        activities = [
            steward.define_activity(
                {"kind": "activity", **{k: activity[k] for k in ("name", "title", "description")}},
                group=ids[activity["group"]],
                orientation=Orientation[activity["orientation"].upper()],
                unit=Unit[activity["unit"].upper()],
                sensitive=activity.get("sensitive", False),
                key=f"demo:activity:{activity['name']}",
            )
            for activity in definition["activities"]
        ]
        indicator = dict(definition["indicator"])
        retention = indicator.pop("retention")
        document = {"kind": "indicator", **indicator}
        self._wait(activities)
        self._wait([steward.define_indicator(document, retention, key="demo:indicator")])

    def _admit(self, place: Place) -> dict[str, int]:
        """Admit everybody credited as unclaimed members; return login -> member."""
        people = self.source.people
        self.report(f"admitting {len(people)} unclaimed members")
        newcomers = [Newcomer(person.body) for person in people]
        act = self._ledger(place, STEWARDS[0]).admit(newcomers, key="demo:people")
        self._wait([act])
        whole = self.reads.community(place.community)
        who = self.reads.who(place.community, range(1, whole.joined + whole.unclaimed + 1))
        return {w.login.lower(): w.member for w in who.values() if w.unclaimed and w.login}

    def _record(self, place: Place, people: Mapping[str, int]) -> None:
        first, second = (self._ledger(place, label) for label in STEWARDS)
        activities, epochs = self._activities(place), self._epochs(place)

        def statement(credit: Credit) -> Statement:
            return Statement(
                people[credit.login],
                activities[credit.activity],
                epochs[credit.quarter.end],
                credit.units,
                credit.body,
                Basis.VOUCHED,
            )

        done = 0
        for number, part in enumerate(parts(self.source.credits)):
            recorded = first.record(list(map(statement, part)), key=f"demo:record:{number}")
            vouched = [Attesting(c, c.units, Basis.VOUCHED) for c in calls.recorded(recorded.call)]
            done += len(part)
            self.report(f"recording and vouching for contributions: {done}")
            self._wait([recorded, second.attest(vouched, key=f"demo:vouch:{number}")])

    def _show_acts(self, place: Place) -> None:
        """What demo accounts did themselves, so that every state can be seen and tried."""
        ids = self._activities(place)
        now = epoch_at(self.reads.epochs(place.community), self.clock())
        assert now is not None, "the quarters listed at the founding reach beyond next year"
        epoch = now.epoch
        self.report("letting demo members record and attest")
        for number, entry in enumerate(self.source.definitions["entries"]):
            own = entry["recorder"] == entry["contributor"]
            statement = Statement(
                _member(entry["contributor"]),
                ids[entry["activity"]],
                epoch,
                entry["units"],
                {"kind": "contribution", "description": entry["description"], "evidence": []},
                Basis.NONE if own else Basis.PRESENT,
            )
            key = f"demo:entry:{number}"
            act = self._ledger(place, entry["recorder"]).record([statement], key=key)
            (contribution,) = calls.recorded(act.call)
            attested = [
                self._ledger(place, label).attest(
                    [Attesting(contribution, units, Basis.PRESENT, note)], key=f"{key}:{label}"
                )
                for label, units, note in entry["attestations"]
            ]
            self._wait([act, *attested])

    def _first_version(self, place: Place) -> None:
        """Vote, for one minute, on the first weights; again if a stop let the minute pass."""
        attempt = 0
        while not self.reads.versions(place.community, 1):
            attempt += 1
            key = f"demo:first-vote:{attempt}"
            steward = self._ledger(place, STEWARDS[0])
            opened = steward.open_vote(1, duration=FIRST_VOTE, from_=1, key=key)
            self._wait([opened])
            vote = self._vote_of(place, opened)
            self.report("a first vote on weights is open for one minute")
            self._cast(place, vote, "first", (*STEWARDS, *MEMBERS), key, may_be_late=True)
            closes = self.reads.vote(place.community, vote).closes
            while self.clock() < closes:
                self._go_on()
                time.sleep(0.2)
            self._wait([steward.close_vote(vote, key=f"{key}:close")])

    def _second_vote(self, place: Place) -> None:
        opened = self._ledger(place, STEWARDS[0]).open_vote(
            1, duration=SECOND_VOTE, key="demo:second-vote"
        )
        self._wait([opened])
        vote = self._vote_of(place, opened)
        self.report("a second vote is open for a year; demo members 4 and 5 have not voted yet")
        self._cast(place, vote, "second", (*STEWARDS, *MEMBERS[:3]), "demo:second-vote")

    def _cast(
        self,
        place: Place,
        vote: int,
        name: str,
        labels: Sequence[str],
        key: str,
        *,
        may_be_late: bool = False,
    ) -> None:
        levels = {a["name"]: a[name] for a in self.source.definitions["activities"]}
        weighed = [levels[a.name] for a in self.reads.activities(place.community)]
        ballots = [
            self._ledger(place, label).cast(
                vote,
                1,
                [given[number] for given in weighed],
                key=f"{key}:{label}",
            )
            for number, label in enumerate(labels)
        ]
        self._wait(ballots, tolerated={"VoteOver"} if may_be_late else set())

    def _vote_of(self, place: Place, opened: AcceptedAct) -> int:
        """The vote that an act opened."""
        tx = self.outbox.state(opened.act).tx
        return next(v.vote for v in self.reads.votes(place.community) if v.tx == tx)

    def _wait(self, acts: Iterable[AcceptedAct], tolerated: set[str] | None = None) -> None:
        for act in acts:
            state = self.outbox.wait(act.act, self._is_over)
            refused = state.status is ActStatus.FAILED and state.error is not None
            if refused and state.error and state.error.name not in (tolerated or set()):
                raise DemoFailed(f"The demonstration's act {act.call.name} failed: {state.error}")

    def _is_over(self, state: ActState) -> bool:
        self._go_on()
        return state.over

    def _go_on(self) -> None:
        if self.stopped():
            raise Stopped

    def _account(self, label: str) -> Newcomer:
        body: dict[str, Any] = {"kind": "person", "name": label, "demo": True}
        return Newcomer(body, self.accounts.ensure(label).signer, managed=True)

    def _ledger(self, place: Place, label: str) -> Ledger:
        return Ledger(place, _member(label), self.accounts.signer(label), self.outbox)

    def _activities(self, place: Place) -> dict[str, int]:
        return {a.name: a.activity for a in self.reads.activities(place.community)}

    def _epochs(self, place: Place) -> dict[int, int]:
        return {epoch.end: epoch.epoch for epoch in self.reads.epochs(place.community)}


class Stopped(Exception):
    """The ledger is being stopped; the load goes on at its next start."""


def _member(label: str) -> int:
    """The id of a demo account: the stewards were founders, the members admitted next."""
    return (*STEWARDS, *MEMBERS).index(label) + 1


def _quarters(now: float) -> list[Quarter]:
    """From the origin to the end of the year after next."""
    last = Quarter(datetime.fromtimestamp(now, UTC).year + 2, 4)
    quarters = [ORIGIN.next]
    while quarters[-1] != last:
        quarters.append(quarters[-1].next)
    return quarters

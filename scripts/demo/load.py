"""Loads the demonstration into a ledger that runs, by the acts that any community would sign.

Every act has an idempotency key, so a load that was cut short goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from ledger_py import calls
from ledger_py.calls import Place
from ledger_py.chain.deployment import Deployment
from ledger_py.commitments import new_salt
from ledger_py.ledger import Attesting, Newcomer, Statement, found, parts
from ledger_py.models import Basis, Kind, Orientation, Rules, Unit
from ledger_py.outbox import Outbox
from ledger_py.store.reads import Reads
from ledger_py.store.rows import epoch_at
from scripts.demo.decide import LAST_KEY, LAST_LABEL, Decisions
from scripts.demo.hand import MEMBERS, STEWARDS, Hand, member_of
from scripts.demo.source import Credit, Quarter, Source

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
FOUND_KEY = "demo:found"


def wanted(reads: Reads, outbox: Outbox) -> bool:
    """Whether the demonstration is to be loaded: the ledger is empty, or holds a part of it."""
    if founding := outbox.by_key(FOUND_KEY):
        return outbox.by_key(LAST_KEY, founding.call.community, member_of(LAST_LABEL)) is None
    return not reads.communities()


@dataclass(frozen=True)
class Demo:
    """The loading of one demonstration."""

    source: Source
    hand: Hand
    deployment: Deployment

    def load(self) -> None:
        """Bring the ledger to the demonstration's end; raise DemoFailed."""
        place = self._found()
        self._define(place)
        people = self._admit(place)
        self._record(place, people)
        self._show_acts(place)
        Decisions(self.source, self.hand, place).load()

    def _found(self) -> Place:
        definition = self.source.definitions
        document = {"kind": "community", **definition["community"], "source": definition["source"]}
        act, place = found(
            self.hand.outbox,
            self.deployment,
            document,
            salt=new_salt(),
            origin=ORIGIN.end,
            ends=[quarter.end for quarter in _quarters(self.hand.clock())],
            rules=RULES,
            stewards=[self.hand.account(label) for label in STEWARDS],
            key=FOUND_KEY,
        )
        self.hand.report(f"founding {document['name']}")
        self.hand.wait([act])
        newcomers = [self.hand.account(label) for label in MEMBERS]
        self.hand.wait([self.hand.ledger(place, STEWARDS[0]).admit(newcomers, key="demo:members")])
        return place

    def _define(self, place: Place) -> None:
        steward, definition = self.hand.ledger(place, STEWARDS[0]), self.source.definitions
        self.hand.report("defining groups, activity types and indicators")
        groups = [
            steward.define_group({"kind": "group", **group}, key=f"demo:group:{group['name']}")
            for group in definition["groups"]
        ]
        self.hand.wait(groups)
        ids = {group.name: group.group for group in self.hand.reads.groups(place.community)}
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
        divided = {"kind": "indicator", **definition["shares"]["indicator"]}
        self.hand.wait(activities)
        self.hand.wait([steward.define_indicator(document, retention, key="demo:indicator")])
        shares = steward.define_indicator(divided, key="demo:shares", kind=Kind.SHARES)
        self.hand.wait([shares])

    def _admit(self, place: Place) -> dict[str, int]:
        """Admit everybody credited as unclaimed members; return login -> member."""
        people = self.source.people
        self.hand.report(f"admitting {len(people)} unclaimed members")
        newcomers = [Newcomer(person.body) for person in people]
        act = self.hand.ledger(place, STEWARDS[0]).admit(newcomers, key="demo:people")
        self.hand.wait([act])
        whole = self.hand.reads.community(place.community)
        who = self.hand.reads.who(place.community, range(1, whole.joined + whole.unclaimed + 1))
        return {w.login.lower(): w.member for w in who.values() if w.unclaimed and w.login}

    def _record(self, place: Place, people: Mapping[str, int]) -> None:
        first, second = (self.hand.ledger(place, label) for label in STEWARDS)
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
            self.hand.report(f"recording and vouching for contributions: {done}")
            self.hand.wait([recorded, second.attest(vouched, key=f"demo:vouch:{number}")])

    def _show_acts(self, place: Place) -> None:
        """What demo accounts did themselves, so that every state can be seen and tried."""
        ids = self._activities(place)
        now = epoch_at(self.hand.reads.epochs(place.community), self.hand.clock())
        assert now is not None, "the quarters listed at the founding reach beyond next year"
        epoch = now.epoch
        self.hand.report("letting demo members record and attest")
        for number, entry in enumerate(self.source.definitions["entries"]):
            own = entry["recorder"] == entry["contributor"]
            statement = Statement(
                member_of(entry["contributor"]),
                ids[entry["activity"]],
                epoch,
                entry["units"],
                {"kind": "contribution", "description": entry["description"], "evidence": []},
                Basis.NONE if own else Basis.PRESENT,
            )
            key = f"demo:entry:{number}"
            act = self.hand.ledger(place, entry["recorder"]).record([statement], key=key)
            (contribution,) = calls.recorded(act.call)
            attested = [
                self.hand.ledger(place, label).attest(
                    [Attesting(contribution, units, Basis.PRESENT, note)], key=f"{key}:{label}"
                )
                for label, units, note in entry["attestations"]
            ]
            self.hand.wait([act, *attested])

    def _activities(self, place: Place) -> dict[str, int]:
        return {a.name: a.activity for a in self.hand.reads.activities(place.community)}

    def _epochs(self, place: Place) -> dict[int, int]:
        return {epoch.end: epoch.epoch for epoch in self.hand.reads.epochs(place.community)}


def _quarters(now: float) -> list[Quarter]:
    """From the origin to the end of the year after next."""
    last = Quarter(datetime.fromtimestamp(now, UTC).year + 2, 4)
    quarters = [ORIGIN.next]
    while quarters[-1] != last:
        quarters.append(quarters[-1].next)
    return quarters

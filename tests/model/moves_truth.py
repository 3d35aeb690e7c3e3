"""What members might do next about work: record, attest, contest, define what counts."""

from tests.model.acts import Act
from tests.model.chance import RECENT, Chance
from tests.model.things import DAY, Activity, Attestation, Contribution
from tests.model.world import STRANGER


class TruthMoves(Chance):
    """Acts on contributions."""

    def record(self) -> Act:
        """Somebody records one or several contributions, rarely one that is there already."""
        member = self.active()
        items = [self.contribution(member) for _ in range(self.one((1, 1, 1, 2, 3)))]
        if self.odds(0.05):
            items.insert(0, self.recorded()._replace(recorder=member))
        if self.odds(0.05):
            items.append(self.one(items))
        return self.act("record", member, tuple(items if self.odds(0.995) else ()))

    def attest(self) -> Act:
        """Somebody attests, mostly to what others did."""
        member = self.active()
        wanted = [c for c in self.lively() if c.contributor != member]
        wanted = [c for c in wanted if member not in self.model.entries[c].attesters]
        pick = [self.one(wanted) if wanted and self.odds(0.9) else self.recorded()]
        while wanted and self.odds(0.4) and len(pick) < 5:
            pick.append(self.one(wanted))
        return self.act("attest", member, tuple(map(self._attestation, pick)))

    def _attestation(self, c: Contribution) -> Attestation:
        units = c.units
        kind = self.model.activities.get(c.activity)
        if self.odds(0.6) and (kind is None or kind.unit != 5):
            units = self.random.randrange(1, c.units + 1) if c.units else 0
        if self.odds(0.01):
            units = self.one((0, min(c.units + 1, 65_535)))
        basis = self.random.randrange(1, 3) if self.odds(0.995) else 3
        return Attestation(c, units, basis, self.word() if self.odds(0.3) else bytes(32))

    def retract(self) -> Act:
        """Somebody takes an attestation back."""
        recent = (self.lively() or self.recent())[-RECENT:]
        attested = [(m, c) for c in recent for m in self.model.entries[c].attesters]
        if not attested or self.odds(0.1):
            return self.act("retract", self.active(), (self.recorded(),))
        member, c = self.one(attested)
        more = [other for m, other in attested if m == member][: self.random.randrange(3)]
        return self.act("retract", member, (c, *more))

    def withdraw(self) -> Act:
        """Somebody withdraws: contributor, recorder, a steward, or anyone."""
        c = self.recorded()
        member = self._withdrawer(c)
        more = tuple(o for o in self.recent() if o.contributor == member)[
            : self.random.randrange(3)
        ]
        return self.act("withdraw", member, (c, *(more if self.odds(0.3) else ())))

    def _withdrawer(self, c: Contribution) -> int:
        draw = self.random.random()
        if draw < 0.15:
            return self.steward()
        return self.anyone() if draw < 0.2 else c.contributor if draw < 0.65 else c.recorder

    def correct(self) -> Act:
        """Somebody puts a contribution in the place of another."""
        c = self.recorded()
        member = self._withdrawer(c)
        contributor = c.contributor if self.odds(0.97) else self.active()
        return self.act("correct", member, c, self.contribution(member, contributor))

    def contest(self) -> Act:
        """Somebody contests."""
        return self.act("contest", self.active(), self.recorded(), self.word())

    def resolve(self) -> Act:
        """A steward decides a contest, mostly one that is open."""
        contested = [c for c in self.recent() if self.model.entries[c].contested(self.model.now)]
        c = self.one(contested) if contested and self.odds(0.9) else self.recorded()
        return self.act("resolve", self.steward(), self.odds(0.5), c, self.word())


class DefinitionMoves(Chance):
    """Acts of stewards about what counts."""

    def define_group(self) -> Act:
        """A steward defines a group."""
        document = self.word() if self.odds(0.95) else bytes(32)
        return self.act("defineGroup", self.steward(), document)

    def define_activity(self) -> Act:
        """A steward defines an activity type."""
        return self.act("defineActivity", self.steward(), self.activity())

    def activity(self) -> Activity:
        """Return an activity type, mostly a possible one."""
        wrong = self.random.randrange(40)
        return Activity(
            group=0 if wrong == 0 else self.random.randrange(1, len(self.model.groups) + 2),
            orientation=self.random.randrange(1, 4) if wrong != 1 else 4,
            unit=self.random.randrange(1, 6) if wrong != 2 else 0,
            required=self.one((1, 2, 2, 2, 3, 4, 5)) if wrong != 3 else 6,
            sensitive=self.odds(0.2),
            cap=self.one((1, 150, 500, 1_000, 2**32 - 1)) if wrong != 4 else 0,
            since=max(1, self.model.epoch_now() + self.one((-5, -1, 0, 1))) if wrong != 5 else 0,
            document=self.word() if wrong != 6 else bytes(32),
        )

    def nonsense(self) -> Act:
        """Somebody sends what is no act, or a relay of nothing."""
        astray = self.odds(0.5)
        if self.odds(0.3):
            return Act("relay", 0, 0, ((),), None, (), STRANGER, astray)
        data = self.word()[: self.random.randrange(33)]
        return Act("nonsense", 0, 0, (data,), None, (), STRANGER, astray)

    def list_epochs(self) -> Act:
        """A steward lists further epochs; after handover the assembly does, mostly."""
        if self.model.handed_over and self.odds(0.8):
            return self.by_assembly("decideEpochs", self.further_ends())
        return self.act("listEpochs", self.steward(), self.further_ends())

    def further_ends(self) -> tuple[int, ...]:
        """Return ends of epochs to come, mostly possible ones."""
        last = self.model.ends[-1]
        ends = [max(last, self.model.now) if self.odds(0.95) else last]
        for _ in range(self.random.randrange(1, 5)):
            days = self.random.randrange(4, 15) if self.odds(0.98) else self.one((0, 3_660))
            ends.append(ends[-1] + days * DAY + self.random.randrange(DAY))
        ends.pop(0)
        return tuple(ends if self.odds(0.97) else ())

"""What all acts share: who may act, how lists are gone through, what happens once."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tests.model.acts import Act, Signing
from tests.model.things import Admission, Rules
from tests.model.will import Will

Item = TypeVar("Item")
Names = set[str]
SIGNATURE = frozenset({"SignatureInvalid", "SignatureLengthInvalid", "SignatureHighS"})
"""How a signature is refused depends on the kind of signer; the unit tests tell them apart."""


@dataclass(frozen=True)
class Verdict:
    """What becomes of an act: names of the rules it breaks, or what of it is skipped, and why."""

    refusals: frozenset[str] = frozenset()
    skipped: dict[int, frozenset[str]] = field(default_factory=dict)


DONE = Verdict()


def named(**broken: object) -> Names:
    """Return the names of the rules that are broken."""
    return {name for name, is_broken in broken.items() if is_broken}


def refused(names: Names) -> Verdict:
    """Return the verdict on an act that breaks these rules."""
    return Verdict(frozenset(names))


class Rulebook(Will):
    """A community in which acts are judged."""

    def __init__(self, rules: Rules, origin: int, founded: int) -> None:
        super().__init__(rules, origin, founded)
        self.caller = b""
        """Who calls by themselves; nobody while a relay runs."""
        self.from_assembly = self.relaying = False
        self.verifier = b""
        self.burnt: set[tuple[Any, ...]] = set()
        self.reserved: dict[bytes, int] = {}
        """For whom a confirmed recovery keeps a signer that was nobody's, as long as it waits."""
        self.sponsors: dict[Admission, list[int]] = {}
        self.suspensions: dict[int, tuple[int, int]] = {}
        """Which steward asked for what suspension of a member, and no second one did."""
        self.raised: Counter[tuple[int, int]] = Counter()
        """How many contests a member raised in an epoch."""
        self.proposed: Counter[tuple[int, int]] = Counter()
        """How many proposals a member made in an epoch."""

    # Who may act.

    def unsigned(self, *signings: Signing | None) -> Names:
        """No act without the signature of those whose it is (invariant 6)."""
        good = all(s is not None and s.holds(self.caller) for s in signings)
        return set() if good else set(SIGNATURE)

    def late(self, deadline: int) -> Names:
        """An act is good until its deadline."""
        return named(DeadlinePassed=self.now > deadline)

    def person(self, act: Act) -> Names:
        """What concerns a person stays theirs to say, also when they are suspended or have left."""
        speaks = act.by is not None and self.speaks(act.by.key.signer, act.member)
        return self.late(act.deadline) | named(SignerNotOfMember=not speaks) | self.unsigned(act.by)

    def voice(self, act: Act) -> Names:
        """Only who is active has a say."""
        return self.person(act) | self.absent(act.member)

    def absent(self, member: int) -> Names:
        """Why a member has no say now."""
        m = self.members.get(member)
        return named(
            MemberHasDeparted=m and m.departed,
            SuspendedUntil=m and self.now < m.suspended_until,
        )

    def steward(self, act: Act) -> Names:
        """Some acts are for stewards."""
        return self.voice(act) | named(StewardRequired=not self.is_steward(act.member))

    def founder(self, act: Act) -> Names:
        """Some acts are for stewards until handover, once (invariant 7)."""
        return self.steward(act) | self.once(act) | named(HandedOver=self.handed_over)

    def once(self, act: Act) -> Names:
        """Some acts happen once."""
        return named(ActRepeated=act.essence in self.burnt)

    def speaks(self, signer: bytes, member: int) -> bool:
        """Whether a signer speaks for a member."""
        m = self.members.get(member)
        return m is not None and signer in m.signers

    def is_steward(self, member: int) -> bool:
        """Whether a member is a steward."""
        m = self.members.get(member)
        return m is not None and m.steward

    def is_serving(self, member: int) -> bool:
        """Whether a member is a steward who is active."""
        return self.is_steward(member) and self.is_active(member)

    def unfit(self, signer: bytes, member: int = 0) -> Names:
        """A signer is of a kind we know, and belongs to one member for ever (invariant 8)."""
        known = len(signer) > 20 and signer[:20] == self.verifier
        known = known or (len(signer) == 20 and any(signer))
        holder = self.holder_of(signer)
        return named(SignerUnsupported=not known, SignerTaken=holder not in (0, member))

    def holder_of(self, signer: bytes) -> int:
        """The member to whom a signer belongs, or for whom it is kept; 0 for nobody."""
        kept_for = self.reserved.get(signer, 0)
        r = self.recoveries.get(kept_for)
        waits = r is not None and r.signer == signer and self.recovery_pending(kept_for)
        return self.bindings.get(signer) or (kept_for if waits else 0)

    def crowded(self, more: int = 0) -> Names:
        """First signers of an epoch are capped, founding stewards apart (invariant 9)."""
        full = self.admitted[self.epoch_now()] + more >= self.rules.admission_cap
        return named(AdmissionsFull=full)

    # What acts do.

    def acted(self, member: int) -> None:
        """A member acts: that ends a dormancy, and a suspension whose time is over."""
        m = self.members[member]
        m.suspended_until, m.last_epoch = 0, self.epoch_now()

    def acted_if_active(self, member: int) -> None:
        """The same, for acts that are also open to those who are not active."""
        if self.is_active(member):
            self.acted(member)

    def joins(self, member: int, signer: bytes, managed: bool) -> None:
        """A member gets their first signer."""
        m = self.members[member]
        m.joined, m.last_epoch = self.now, self.epoch_now()
        m.signers = {signer: managed}
        self.bindings[signer] = member

    def counted(self) -> None:
        """Somebody was admitted in this epoch."""
        self.admitted[self.epoch_now()] += 1

    def each(
        self,
        faults: Names,
        items: Sequence[Item],
        judge: Callable[[Item, list[Item]], tuple[Names, Names]],
        change: Callable[[Item], None],
    ) -> Verdict:
        """Go through a list: what can never be done any more is skipped, any other fault sinks it.

        `judge` tells an item's faults and the reasons to skip it, given those taken before it.
        """
        taken: list[Item] = []
        skipped: dict[int, frozenset[str]] = {}
        faults = faults | named(ItemsMissing=not items)
        for number, item in enumerate(items):
            broken, reasons = judge(item, taken)
            faults |= broken
            if reasons:
                skipped[number] = frozenset(reasons)
            else:
                taken.append(item)
        if not faults and not taken:
            faults = set(skipped[0])
        if faults:
            return refused(faults)
        for item in taken:
            change(item)
        return Verdict(skipped=skipped)

"""What every act does, as contracts.md has it: it is refused by name, or it changes the state.

An act that breaks several rules may be refused for any of them, so a verdict holds all that apply:
the chain's answer has to be one of them, and it has to carry the act out when there is none.
"""

import re
from collections.abc import Callable
from functools import cache

from eth_hash.auto import keccak

from tests.model.acts import Act
from tests.model.people import People
from tests.model.rulebook import DONE, Names, Verdict, named, refused
from tests.model.speaking import Speaking
from tests.model.things import CREDIT, DAY, Activity
from tests.model.truth import Truth

MAX_GROUPS = 16
MAX_ACTIVITIES = 60
SHORTEST_EPOCH = DAY
FARTHEST_END = 3_660 * DAY
"""Epochs are listed so far ahead at most."""


@cache
def method_of(name: str) -> str:
    """Return the name of the method that stands for an act: `confirm_claim` for `confirmClaim`."""
    return re.sub(r"[A-Z]", lambda found: "_" + found[0].lower(), name)


class Model(People, Speaking, Truth):
    """A community that acts are done in."""

    def do(self, act: Act, relaying: bool = False) -> Verdict:
        """Carry out an act at the time `now`, or say why not."""
        self.relaying = relaying
        self.caller = b"" if relaying or act.caller is None else act.caller.signer
        self.from_assembly = act.by is None and act.caller is None and not relaying
        verdict: Verdict = getattr(self, method_of(act.name))(act, *act.fields)
        return verdict

    def nonsense(self, _act: Act, _data: bytes) -> Verdict:
        """Bytes that are none of the acts."""
        return refused({"ActMalformed"})

    def relay(self, _act: Act, _acts: tuple[()]) -> Verdict:
        """A relay of nothing, or in a relay."""
        return refused({"RelayNested"} if self.relaying else {"RelayLengthInvalid"})

    def note_act(self, _act: Act, member: int, signer_hash: bytes) -> Verdict:
        """The assembly notes that a member acted there; it learns when the signer is not theirs."""
        m = self.members.get(member)
        speaks = m is not None and signer_hash in map(keccak, m.signers)
        faults = named(AssemblyRequired=not self.from_assembly)
        faults |= self.absent(member) if speaks else set()
        if faults:
            return refused(faults)
        if speaks:
            self.acted(member)
        return DONE

    def define_group(self, act: Act, document: bytes) -> Verdict:
        """A steward defines the next group."""
        faults = self.steward(act) | self.once(act)
        faults |= named(
            DocumentMissing=not any(document), GroupsFull=len(self.groups) == MAX_GROUPS
        )
        return self._defined(act, faults, lambda: self.groups.append(document))

    def define_activity(self, act: Act, activity: Activity) -> Verdict:
        """A steward defines the next activity type."""
        faults = self.steward(act) | self.once(act) | self._judge_activity(activity)
        faults |= named(ActivitiesFull=len(self.activities) == MAX_ACTIVITIES)
        number = len(self.activities) + 1
        return self._defined(act, faults, lambda: self.activities.update({number: activity}))

    def list_epochs(self, act: Act, ends: tuple[int, ...]) -> Verdict:
        """A steward lists further epochs by their ends."""
        faults = self.steward(act) | self.once(act)
        pairs = zip((self.ends[-1], *ends), ends, strict=False)
        faults |= named(
            ItemsMissing=not ends,
            EpochShort=any(end < start + SHORTEST_EPOCH for start, end in pairs),
            EpochPast=ends and ends[0] <= self.now,
            EpochFar=ends and ends[-1] > self.now + FARTHEST_END,
        )
        return self._defined(act, faults, lambda: self.ends.extend(ends))

    def _defined(self, act: Act, faults: Names, change: Callable[[], object]) -> Verdict:
        if faults:
            return refused(faults)
        self.acted(act.member)
        self.burnt.add(act.essence)
        change()
        return DONE

    def _judge_activity(self, a: Activity) -> Names:
        others = [other for other in self.activities.values() if other.group == a.group]
        return named(
            DocumentMissing=not any(a.document),
            GroupUnknown=not 1 <= a.group <= len(self.groups),
            OrientationUnknown=not 1 <= a.orientation <= 3,
            UnitUnknown=not 1 <= a.unit <= CREDIT,
            RequiredOutOfRange=not 1 <= a.required <= 5,
            CapMissing=a.cap == 0,
            EpochUnknown=a.since == 0,
            SensitiveExists=a.sensitive and any(other.sensitive for other in others),
        )

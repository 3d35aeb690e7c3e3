"""What a random walk draws from: members, signers, epochs, contributions, right or wrong."""

from collections.abc import Sequence
from random import Random
from typing import Any, TypeVar

from tests.model.acts import NEVER, Act, Proof, Signing
from tests.model.keys import Key, Wallet
from tests.model.model import Model
from tests.model.things import DAY, OPEN, Activity, Contribution
from tests.model.world import STRANGER

T = TypeVar("T")
WRONG = (
    Proof.FORGED,
    Proof.OTHER_CHAIN,
    Proof.OTHER_COMMUNITY,
    Proof.OTHER_CONTRACT,
    Proof.OTHER_MEMBER,
    Proof.NOTHING,
)
RECENT = 60


class Chance:
    """Draws from a source of chance; knows the model, so that most of what it draws makes sense."""

    def __init__(self, model: Model, random: Random, spare: Sequence[Key]) -> None:
        self.model, self.random = model, random
        self.keys: dict[bytes, Key] = {}
        """Every signer that was ever drawn."""
        self._spare = list(spare)
        self.relaying = False

    def odds(self, part: float) -> bool:
        """Return True in this part of all cases."""
        return self.random.random() < part

    def one(self, choices: Sequence[T]) -> T:
        """Return one of several."""
        return choices[self.random.randrange(len(choices))]

    def word(self) -> bytes:
        """Return 32 bytes that have not been before."""
        return self.random.getrandbits(256).to_bytes(32)

    # Members and who speaks for them.

    def anyone(self) -> int:
        """Return a member's id, rarely one that nobody has."""
        return self.random.randrange(0 if self.odds(0.01) else 1, len(self.model.members) + 2)

    def among(self, members: Sequence[int], usually: float = 0.95) -> int:
        """Return one of these members, sometimes anyone."""
        return self.one(members) if members and self.odds(usually) else self.anyone()

    def active(self) -> int:
        """Return a member who is active, mostly."""
        return self.among([id_ for id_ in self.model.members if self.model.is_active(id_)], 0.97)

    def claimed(self) -> int:
        """Return a member who has, or had, a signer, mostly."""
        return self.among([id_ for id_, m in self.model.members.items() if m.claimed])

    def unclaimed(self) -> int:
        """Return a member who has never had a signer, mostly."""
        return self.among([id_ for id_, m in self.model.members.items() if not m.claimed])

    def steward(self) -> int:
        """Return a steward who is active, mostly."""
        serving = [id_ for id_ in self.model.stewards() if self.model.is_active(id_)]
        return self.among(serving, 0.96)

    def new_key(self) -> Key:
        """Return a key that nobody had before, rarely one that somebody has."""
        if self.keys and self.odds(0.04):
            return self.any_key()
        if self._spare and self.odds(0.2):
            return self.know(self._spare.pop())
        return self.know(Wallet(f"wallet {len(self.keys)}"))

    def any_key(self) -> Key:
        """Return a key that was drawn before."""
        return self.one(list(self.keys.values()))

    def know(self, key: Key) -> Key:
        """Remember a key by its signer bytes."""
        self.keys[key.signer] = key
        return key

    def key_of(self, member: int) -> Key:
        """Return a key that speaks for a member, sometimes one that does not, or does no longer."""
        m = self.model.members.get(member)
        if m is None or not m.signers or self.odds(0.03):
            return self.any_key()
        return self.keys[self.one(list(m.signers))]

    # Acts.

    def deadline(self) -> int:
        """Return until when an act is good; rarely that is over."""
        if self.odds(0.01):
            return self.model.now - 1 - self.random.randrange(1_000)
        return NEVER if self.odds(0.05) else self.model.now + self.random.randrange(90 * DAY)

    def signing(self, key: Key, quiet: bool = False) -> Signing:
        """Return what a key gives; `quiet` when it calls by itself."""
        if self.odds(0.015):
            return Signing(key, self.one(WRONG))
        return Signing(key, Proof.NOTHING if quiet else Proof.GOOD)

    def calling(self, key: Key) -> Signing:
        """Return what a key gives that calls by itself."""
        return Signing(key, Proof.NOTHING)

    def act(self, name: str, member: int, *fields: Any, more: tuple[Signing, ...] = ()) -> Act:
        """Return an act of a member."""
        return self.act_by(name, self.key_of(member), member, *fields, more=more)

    def act_by(
        self, name: str, key: Key, member: int, *fields: Any, more: tuple[Signing, ...] = ()
    ) -> Act:
        """Return an act that this key signs, or calls."""
        quiet = isinstance(key, Wallet) and self.odds(0.01 if self.relaying else 0.7)
        caller = key if quiet and isinstance(key, Wallet) else STRANGER
        by = self.signing(key, quiet)
        return Act(name, member, self.deadline(), fields, by, more, caller)

    def by_assembly(self, name: str, *fields: Any) -> Act:
        """Return what the assembly does; rarely somebody else tries."""
        return Act(name, 0, 0, fields, None, (), STRANGER if self.odds(0.05) else None)

    # Epochs and contributions.

    def open_epochs(self) -> list[int]:
        """Return the epochs that take contributions now."""
        now = self.model.epoch_now()
        nearby = range(max(1, now - 3), now + 1)
        return [epoch for epoch in nearby if self.model.epoch_state(epoch) == OPEN]

    def an_epoch(self) -> int:
        """Return an epoch that is open, mostly."""
        opened = self.open_epochs()
        if opened and self.odds(0.94):
            return self.one(opened)
        return self.random.randrange(len(self.model.ends) + 2)

    def recent(self) -> list[Contribution]:
        """Return what was recorded lately in the epochs around now."""
        now = self.model.epoch_now()
        return [
            c
            for epoch in range(max(1, now - 2), now + 1)
            for c in self.model.by_epoch.get(epoch, [])[-RECENT:]
        ]

    def lively(self) -> list[Contribution]:
        """Return what was recorded lately, and can be attested to."""
        opened = set(self.open_epochs())
        return [c for c in self.recent() if c.epoch in opened and not self.model.entries[c].ended]

    def recorded(self) -> Contribution:
        """Return a contribution, mostly a recent one."""
        recent = self.recent()
        if recent and self.odds(0.95):
            return self.one(recent)
        epoch = self.random.randrange(len(self.model.ends) + 1)
        there = self.model.by_epoch.get(epoch) or recent
        return self.one(there) if there and self.odds(0.8) else self.contribution(self.active())

    def contribution(self, recorder: int, contributor: int | None = None) -> Contribution:
        """Return a contribution to record."""
        if contributor is None:
            draw = self.random.random()
            contributor = self.active() if draw < 0.4 else recorder
            contributor = self.unclaimed() if draw > 0.9 else contributor
        kinds = list(self.model.activities)
        kind = self.one(kinds) if kinds and self.odds(0.98) else self.random.randrange(9)
        basis = 0 if contributor == recorder else self.random.randrange(1, 3)
        if self.odds(0.015):
            basis = self.random.randrange(4)
        content = self.word() if self.odds(0.985) else bytes(32)
        units = self.units(self.model.activities.get(kind))
        return Contribution(contributor, recorder, kind, self.an_epoch(), units, basis, content)

    def units(self, kind: Activity | None) -> int:
        """Return units that suit an activity type, mostly."""
        if kind and kind.unit == 5 and self.odds(0.97):
            return 100
        return self.one((1, 25, 50, 100, 100, 150, 200, 250, 400, 800, 65_535)) * self.odds(0.985)

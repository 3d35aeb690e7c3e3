"""Random acts by which people come, go, choose, and change who speaks for them."""

from collections.abc import Callable
from random import Random
from typing import Any

from eth_utils.crypto import keccak

from ledger_py.chain.codec import encode_call
from ledger_py.models import (
    NEW,
    Act,
    AddSigner,
    Admission,
    Admit,
    Call,
    Choose,
    ClaimMembership,
    CompleteRecovery,
    ConfirmClaim,
    ContestClaim,
    Contribution,
    Depart,
    Invite,
    Join,
    ObjectToRecovery,
    Recover,
    Rejoin,
    RemoveSigner,
    Sponsor,
    Suspend,
    Uninvite,
)
from ledger_py.signers import LocalSigner
from ledger_py.typed_data import contribution_id
from tests.chain.world import JOINED, STEWARDS, UNCLAIMED, World, word

DAY = 86_400
SPARE = 9


class PeopleWanderer:
    """Holds every key there is; the chain says for whom each of them speaks."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.random, self.seed = world, Random(seed), seed
        self.contributions: list[Contribution] = []
        self.count = 0
        spare = [LocalSigner(keccak(text=f"spare key {n}")) for n in range(SPARE)]
        self.keys: list[LocalSigner] = [*world.signers.values(), *spare]
        self.invites: list[Invite] = []
        self.recoveries: dict[int, LocalSigner] = {}
        self.claims: list[tuple[int, LocalSigner]] = []
        self.proposed: dict[int, tuple[Call, ...]] = {}

    # --- what the chain says

    def view(self, function: str, *arguments: object) -> Any:
        """A view of the community."""
        return self.world.node.view(self.world.community, "Community", function, *arguments)

    def speaks(self, member: int) -> list[LocalSigner]:
        """The keys that speak for a member."""
        return [key for key in self.keys if self.view("memberOf", key.signer) == member]

    def active(self) -> int:
        """Somebody who is active; anybody when nobody is."""
        members = list(JOINED)
        self.random.shuffle(members)
        return next((m for m in members if self.view("member", m)[4]), members[0])

    def state(self, contribution: Contribution) -> int:
        """The state of a contribution."""
        return int(self.view("contribution", contribution_id(contribution))[0])

    def attesters(self, contribution: Contribution) -> list[int]:
        """Who holds a place of a contribution."""
        id_ = contribution_id(contribution)
        count = self.view("contribution", id_)[1]
        return [self.view("attestation", id_, place)[0] for place in range(count)]

    def some(self, most: int = 3) -> list[Contribution]:
        """Up to three contributions, most of them recorded."""
        known = [c for c in self.contributions if self.state(c)]
        of = known if known and self.random.random() < 0.9 else self.contributions
        return self.random.sample(of, min(most, len(of)))

    def spoken(self, act: Act, *more: bytes) -> bytes:
        """The call of an act, signed by a key of its member."""
        keys = self.speaks(act.member) if act.member else []
        key = self.random.choice(keys or self.keys)
        return self.world.signed(act, key, *more)

    # --- what people do

    def people(self) -> None:
        """One relay of acts about people, some of which fail."""
        tries: tuple[Callable[[], list[bytes]], ...] = (
            *(self._admit, self._sponsor, self._join, self._uninvite),
            *(self._add_signer, self._add_signer, self._remove_signer),
            *(self._recover, self._recover, self._object, self._complete, self._complete),
            *(self._depart, self._rejoin, self._rejoin, self._choose, self._choose),
            *(self._suspend, self._claim, self._claim, self._confirm, self._confirm),
            *(self._contest_claim, self._complete_claim, self._complete_claim),
        )
        chosen = self.random.choices(tries, k=self.random.randint(1, 4))
        calls = [call for make in chosen for call in make()]
        if calls:
            self.world.relay(self.world.community, calls)

    def _until(self) -> int:
        return self.world.deadline()

    def _steward(self) -> int:
        return self.random.choice(STEWARDS)

    def _anybody(self) -> int:
        return self.random.randint(1, int(self.view("memberCount")))

    def _free(self) -> LocalSigner:
        """A key that speaks for nobody; it may have spoken, or be bound, and then is refused."""
        free = [key for key in self.keys if self.view("memberOf", key.signer) == 0]
        if not free or self.random.random() < 0.1:
            free = [LocalSigner(keccak(text=f"new key {self.seed} {len(self.keys)}"))]
            self.keys += free
        return self.random.choice(free)

    def _admission(self) -> Admission:
        managed = self.random.random() < 0.3
        return Admission(self._free().signer, managed, word("somebody"))

    def _admit(self) -> list[bytes]:
        unclaimed = Admission(b"", False, word(f"unclaimed {self.random.random()}"))
        given = self.random.choice(((unclaimed,), (self._admission(),)))
        return [self.spoken(Admit(self._steward(), self._until(), given))]

    def _sponsor(self) -> list[bytes]:
        # Few newcomers, so that several stand for the same.
        key = LocalSigner(keccak(text=f"sponsored {self.random.randint(1, 3)}"))
        newcomer = Admission(key.signer, False, word("sponsored"))
        return [self.spoken(Sponsor(self.active(), self._until(), newcomer))]

    def _invite(self) -> tuple[Invite, LocalSigner]:
        key = LocalSigner(keccak(text=f"invitation {self.seed} {len(self.invites)}"))
        invite = Invite(self._steward(), self._until(), "0x" + key.signer.hex())
        self.invites.append(invite)
        return invite, key

    def _join(self) -> list[bytes]:
        invite, key = self._invite()
        newcomer = self._free()
        admission = Admission(newcomer.signer, False, word("invited"))
        act = Join(NEW, self._until(), invite, admission)
        inviter = self.random.choice(self.speaks(invite.member) or self.keys)
        more = (self.world.sign(act, key), inviter.signer, self.world.sign(invite, inviter))
        return [self.world.signed(act, newcomer, *more)]

    def _uninvite(self) -> list[bytes]:
        if not self.invites or self.random.random() < 0.5:
            self._invite()
        invite = self.random.choice(self.invites)
        return [self.spoken(Uninvite(self._steward(), self._until(), invite))]

    def _add_signer(self) -> list[bytes]:
        added, member = self._free(), self.active()
        act = AddSigner(member, self._until(), self.random.random() < 0.3, added.signer)
        return [self.spoken(act, self.world.sign(act, added))]

    def _remove_signer(self) -> list[bytes]:
        member = self.active()
        removed = self.random.choice(self.speaks(member) or self.keys)
        return [self.spoken(RemoveSigner(member, self._until(), removed.signer))]

    def _both(self) -> tuple[int, ...]:
        """One steward, or both in either order."""
        return tuple(self.random.sample(STEWARDS, self.random.choice((1, 2, 2))))

    def _once(self) -> int:
        """A deadline of its own: the same act happens only once."""
        return self._until() + self.random.randint(1, 100_000)

    def _recover(self) -> list[bytes]:
        subject = self.random.choice(JOINED[2:5])
        new = self.recoveries.setdefault(subject, self._free())
        if self.random.random() < 0.1:
            new = self.recoveries[subject] = self._free()
        acts = [Recover(m, self._once(), subject, False, new.signer) for m in self._both()]
        return [self.spoken(act) for act in acts]

    def _object(self) -> list[bytes]:
        subject = self.random.choice(list(self.recoveries) or [3])
        return [self.spoken(ObjectToRecovery(subject, self._until()))]

    def _complete(self) -> list[bytes]:
        subject = self.random.choice(list(self.recoveries) or [3])
        act = CompleteRecovery(subject, self._until())
        return [self.world.signed(act, self.recoveries.get(subject, self.keys[0]))]

    def _depart(self) -> list[bytes]:
        return [self.spoken(Depart(self.random.choice(JOINED[2:]), self._until()))]

    def _rejoin(self) -> list[bytes]:
        return [self.spoken(Rejoin(self.random.choice(JOINED[2:]), self._until()))]

    def _choose(self) -> list[bytes]:
        who = self._anybody()
        by = who if self.speaks(who) else self._steward()
        chosen = self.random.choice((0, 0, 1, 2))
        return [self.spoken(Choose(by, self._once(), who, chosen))]

    def _suspend(self) -> list[bytes]:
        subject = self.random.choice(JOINED[2:5])
        until = self.world.now() // (10 * DAY) * 10 * DAY + 10 * DAY
        if self.random.random() < 0.4:
            until = 0
        acts = [Suspend(m, self._once(), subject, until) for m in self._both()]
        return [self.spoken(act) for act in acts]

    def _claim(self) -> list[bytes]:
        unclaimed, claimer = self.random.choice(UNCLAIMED), self._free()
        self.claims.append((unclaimed, claimer))
        act = ClaimMembership(unclaimed, self._until(), self.random.random() < 0.3)
        return [self.world.signed(act, claimer)]

    def _claimed(self) -> tuple[int, LocalSigner]:
        return self.random.choice(self.claims or [(UNCLAIMED[0], self.keys[-2])])

    def _confirm(self) -> list[bytes]:
        unclaimed, claimer = self._claimed()
        acts = [ConfirmClaim(m, self._until(), unclaimed, claimer.signer) for m in self._both()]
        return [self.spoken(act) for act in acts]

    def _contest_claim(self) -> list[bytes]:
        unclaimed, _ = self._claimed()
        if self.random.random() < 0.7:
            return self._claim()
        return [self.spoken(ContestClaim(self.active(), self._until(), unclaimed))]

    def _complete_claim(self) -> list[bytes]:
        unclaimed, claimer = self._claimed()
        return [encode_call("Community", "completeClaim", unclaimed, claimer.signer)]

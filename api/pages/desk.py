"""Where demo accounts sign: the gateway keeps their managed keys and says so.

Only the embedded profile has a desk. It speaks for managed members whose key is here, through the
same outbox as every other signed act.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from ledger_py import calls
from ledger_py.accounts import Accounts
from ledger_py.calls import Call, Place
from ledger_py.errors import AuzolanError
from ledger_py.ledger import Ledger
from ledger_py.models import Attest, Ballot, Record
from ledger_py.outbox import AcceptedAct, ActState, ActStatus, OffChain, Outbox
from ledger_py.store.reads import NotFound, Reads
from ledger_py.store.rows import Community, Who
from ledger_py.typed_data import contribution_id

PATIENCE_SECONDS = 3.0
PAUSE_SECONDS = 0.05
SETTLED = (ActStatus.INCLUDED, ActStatus.FINALISED, ActStatus.LANDED_ELSEWHERE, ActStatus.FAILED)
Enter = Callable[[Call, OffChain, str | None], AcceptedAct]
"""Takes a signed act with its content under an idempotency key."""


class NotManagedHere(AuzolanError):
    """This gateway keeps no key of that member."""

    hint = "Choose one of the demo accounts."

    def __init__(self, member: int) -> None:
        super().__init__(
            f"This gateway keeps no key of member {member}, so it cannot sign for them."
        )


@dataclass(frozen=True, slots=True)
class Followed:
    """An act on its way: who acts, where it has got to, and which page it changes."""

    accepted: AcceptedAct
    state: ActState
    member: Who
    target: str


@dataclass(frozen=True, slots=True)
class Doorway:
    """The gateway's door for signed acts, as a pen wants it."""

    enter: Enter
    outbox: Outbox

    def accept(
        self, call: Call, offchain: OffChain | None = None, key: str | None = None
    ) -> AcceptedAct:
        """Take an act that the contracts would carry out now."""
        return self.enter(call, offchain or OffChain(), key)

    def by_key(self, key: str) -> AcceptedAct | None:
        """The act that was taken under an idempotency key."""
        return self.outbox.by_key(key)


class Desk:
    """Signs as the demo accounts of this installation.

    enter: takes a signed act, or raises the error of the rule that it breaks. form_key: 32 bytes,
    for the forms' tokens. patience: seconds that a form may wait for the chain before it answers.
    """

    def __init__(
        self,
        accounts: Accounts,
        enter: Enter,
        outbox: Outbox,
        reads: Reads,
        place: Callable[[Community], Place],
        form_key: bytes,
        *,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self.form_key = form_key
        self._accounts, self._port, self._reads = accounts, Doorway(enter, outbox), reads
        self._outbox, self._place, self._patience = outbox, place, patience

    def speakers(self, community: Community) -> tuple[Who, ...]:
        """The members whose keys are kept here, by id."""
        return tuple(who for who, _ in self._keys(community))

    def ledger(self, community: Community, member: int) -> Ledger:
        """The pen of a demo account; raises NotManagedHere."""
        labels = {who.member: label for who, label in self._keys(community)}
        if member not in labels:
            raise NotManagedHere(member)
        signer = self._accounts.signer(labels[member])
        return Ledger(self._place(community), member, signer, self._port)

    def settle(self, act: str) -> ActState:
        """Wait a little for the chain; the state then, whatever it is."""
        rounds = max(int(self._patience / PAUSE_SECONDS), 1)
        for _ in range(rounds):
            state = self._outbox.state(act)
            if state.status in SETTLED:
                break
            time.sleep(PAUSE_SECONDS)
        return state

    def follow(self, community: Community, act: str) -> Followed:
        """An act of this community with the page that it changes; raises ActNotFound, NotFound."""
        accepted = self._outbox.act(act)
        if accepted.call.community != community.community:
            raise NotFound("act", act)
        member = accepted.call.member
        who = self._reads.who(community.community, [member])[member]
        return Followed(accepted, self._outbox.state(act), who, target(accepted))

    def _keys(self, community: Community) -> list[tuple[Who, str]]:
        found, after = [], 0
        while True:
            page = self._reads.members(community.community, after, 200)
            for member in page.items:
                if not member.who.managed:
                    continue
                label = self._accounts.label_of(bytes.fromhex(member.signer[2:]))
                if label is not None:
                    found.append((member.who, label))
            if page.next is None:
                return found
            after = int(page.next)


def target(accepted: AcceptedAct) -> str:
    """The page of the community that an act changes, relative to it."""
    match calls.act_of(accepted.call):
        case Record(contributions=(first, *_)):
            return f"/contributions/0x{contribution_id(first).hex()}"
        case Attest(attestations=(first, *_)):
            return f"/contributions/0x{contribution_id(first.contribution).hex()}"
        case Ballot(vote=vote):
            return f"/votes/{vote}"
    return ""

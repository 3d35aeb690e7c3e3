"""Where demo accounts sign: the gateway keeps their managed keys and says so.

Only the embedded profile has a desk. It speaks for managed members whose key is here, through the
same outbox as every other signed act.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ledger_py import calls
from ledger_py.accounts import Accounts
from ledger_py.calls import Place
from ledger_py.errors import AuzolanError
from ledger_py.ledger import Ledger, Port
from ledger_py.models import (
    Attest,
    Ballot,
    Contest,
    Correct,
    ElectionBallot,
    ObjectToProposal,
    ProposalBallot,
    Propose,
    Record,
    Resolve,
    Retract,
    SharesBallot,
    Stand,
    Withdraw,
)
from ledger_py.outbox import AcceptedAct, ActState, ActStatus, Outbox
from ledger_py.store.reads import NotFound, Reads
from ledger_py.store.rows import Community, Who
from ledger_py.typed_data import contribution_id

PATIENCE_SECONDS = 3.0
SETTLED = (ActStatus.INCLUDED, ActStatus.FINALISED, ActStatus.LANDED_ELSEWHERE, ActStatus.FAILED)


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


class Desk:
    """Signs as the demo accounts of this installation.

    door: takes a signed act, or raises the error of the rule that it breaks. form_key: 32 bytes,
    for the forms' tokens. patience: seconds that a form may wait for the chain before it answers.
    """

    def __init__(
        self,
        accounts: Accounts,
        door: Port,
        outbox: Outbox,
        reads: Reads,
        place: Callable[[Community], Place],
        form_key: bytes,
        *,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self.form_key = form_key
        self._accounts, self._door, self._reads = accounts, door, reads
        self._outbox, self._place, self._patience = outbox, place, patience

    def speakers(self, community: Community) -> tuple[Who, ...]:
        """The active members whose keys are kept here, by id."""
        return tuple(who for who, _ in self._keys(community) if who.active)

    def ledger(self, community: Community, member: int) -> Ledger:
        """The pen of a demo account; raises NotManagedHere."""
        labels = {who.member: label for who, label in self._keys(community)}
        if member not in labels:
            raise NotManagedHere(member)
        signer = self._accounts.signer(labels[member])
        return Ledger(self._place(community), member, signer, self._door)

    def settle(self, act: str) -> ActState:
        """Wait a little for the chain; the state then, whatever it is."""
        return self._outbox.wait(act, lambda state: state.status in SETTLED, self._patience)

    def follow(self, community: Community, act: str) -> Followed:
        """An act of this community with the page that it changes; raises ActNotFound, NotFound."""
        accepted = self._outbox.act(act)
        if accepted.call.community != community.community:
            raise NotFound("act", act)
        member = accepted.call.member
        who = self._reads.who(community.community, [member])[member]
        page = self._opened(community, accepted) or target(accepted)
        return Followed(accepted, self._outbox.state(act), who, page)

    def _opened(self, community: Community, accepted: AcceptedAct) -> str | None:
        """The page of what an act proposed, once the chain has given it a number."""
        act = calls.act_of(accepted.call)
        if not isinstance(act, Propose):
            return None
        document, tx = "0x" + act.document.hex(), self._outbox.state(accepted.act).tx
        for proposal in self._reads.proposals(community.community):
            if (proposal.tx, proposal.document) == (tx, document):
                return f"/proposals/{proposal.vote.vote}"
        return None

    def _keys(self, community: Community) -> Iterator[tuple[Who, str]]:
        labels = self._accounts.by_signer()
        for member in self._reads.all_joined(community.community):
            kept = (bytes.fromhex(one.signer[2:]) for one in member.speaking if one.managed)
            label = next((labels[signer] for signer in kept if signer in labels), None)
            if label is not None:
                yield member.who, label


def target(accepted: AcceptedAct) -> str:
    """The page of the community that an act changes, relative to it."""
    match calls.act_of(accepted.call):
        case Record(contributions=(first, *_)):
            return f"/contributions/0x{contribution_id(first).hex()}"
        case Attest(attestations=(first, *_)):
            return f"/contributions/0x{contribution_id(first.contribution).hex()}"
        case Retract(contributions=(first, *_)) | Withdraw(contributions=(first, *_)):
            return f"/contributions/0x{contribution_id(first).hex()}"
        case Correct(replacement=one) | Contest(contribution=one) | Resolve(contribution=one):
            return f"/contributions/0x{contribution_id(one).hex()}"
        case Ballot(vote=vote) | SharesBallot(vote=vote):
            return f"/votes/{vote}"
        case ProposalBallot(vote=vote) | ObjectToProposal(vote=vote):
            return f"/proposals/{vote}"
        case ElectionBallot(vote=vote) | Stand(vote=vote):
            return f"/elections/{vote}"
        case Propose():
            return "/decisions"
    return ""

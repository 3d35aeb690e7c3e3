"""Where acts are signed from pages, by keys that are kept here or on devices, and followed."""

from __future__ import annotations

from dataclasses import dataclass

from api.pages.papers import Paper
from api.pages.speakers import Speaker, Speakers
from api.services import Services
from ledger_py import calls
from ledger_py.calls import NOBODY
from ledger_py.ledger import Ledger
from ledger_py.models import (
    AddSigner,
    Attest,
    Ballot,
    Choose,
    Contest,
    Correct,
    Depart,
    ElectionBallot,
    Join,
    ObjectToProposal,
    ProposalBallot,
    Propose,
    Record,
    Rejoin,
    RemoveSigner,
    Resolve,
    Retract,
    SharesBallot,
    Stand,
    Withdraw,
)
from ledger_py.outbox import AcceptedAct, ActState, ActStatus
from ledger_py.signers import LocalSigner, Signer
from ledger_py.store import speaking
from ledger_py.store.reads import NotFound
from ledger_py.store.rows import Community, Who
from ledger_py.typed_data import contribution_id

PATIENCE_SECONDS = 3.0
"""So long a form waits for the chain before it answers."""
NOT_YET = Who(NOBODY, None, False, False, name="somebody new")
"""Who joins, until the chain has given them a number."""
IN_LEDGER = (ActStatus.INCLUDED, ActStatus.FINALISED, ActStatus.LANDED_ELSEWHERE)
SETTLED = (*IN_LEDGER, ActStatus.FAILED)


@dataclass(frozen=True, slots=True)
class Followed:
    """An act on its way: who acts, where it has got to, and which page it changes."""

    accepted: AcceptedAct
    state: ActState
    member: Who
    target: str

    @property
    def is_in_ledger(self) -> bool:
        """Whether the chain has it."""
        return self.state.status in IN_LEDGER


class Desk:
    """Where acts are signed from pages, and followed on their way into the ledger."""

    def __init__(self, parts: Services, speakers: Speakers) -> None:
        self.parts, self.speakers = parts, speakers

    def pen(self, community: Community, speaker: Speaker) -> Ledger:
        """The pen of a speaker whose key is kept here."""
        return self.pen_of(community, speaker.member, self.parts.accounts.signer(speaker.label))

    def pen_of(self, community: Community, member: int, signer: LocalSigner) -> Ledger:
        """The pen of a key that is kept here, by the door that every signed act takes."""
        return Ledger(self.parts.place(community), member, signer, self.parts.door)

    def paper(self, community: Community, member: int, signer: Signer) -> tuple[Ledger, Paper]:
        """A pen that hands nothing on, and what it writes on."""
        paper = Paper()
        return Ledger(self.parts.place(community), member, signer, paper), paper

    def settle(self, act: str) -> ActState:
        """Wait a little for the chain; the state then, whatever it is."""
        return self.parts.outbox.wait(act, lambda state: state.status in SETTLED, PATIENCE_SECONDS)

    def follow(self, community: Community, act: str) -> Followed:
        """An act of this community with the page that it changes; raises ActNotFound, NotFound."""
        accepted = self.parts.outbox.act(act)
        if accepted.call.community != community.community:
            raise NotFound("act", act)
        member = self._newcomer(community, accepted) or accepted.call.member
        who = self.parts.reads.who(community.community, [member]).get(member, NOT_YET)
        page = self._opened(community, accepted) or target(accepted, member)
        return Followed(accepted, self.parts.outbox.state(act), who, page)

    def _newcomer(self, community: Community, accepted: AcceptedAct) -> int | None:
        """The id that the chain gave to who joined by an act, once it has."""
        act = calls.act_of(accepted.call)
        if not isinstance(act, Join):
            return None
        with self.parts.store.reading() as connection:
            signer = "0x" + act.admission.signer.hex()
            return speaking.member_of(connection, community.community, signer)

    def _opened(self, community: Community, accepted: AcceptedAct) -> str | None:
        """The page of what an act proposed, once the chain has given it a number."""
        act = calls.act_of(accepted.call)
        if not isinstance(act, Propose):
            return None
        document, tx = "0x" + act.document.hex(), self.parts.outbox.state(accepted.act).tx
        for proposal in self.parts.reads.proposals(community.community):
            if (proposal.tx, proposal.document) == (tx, document):
                return f"/proposals/{proposal.vote.vote}"
        return None


def target(accepted: AcceptedAct, member: int) -> str:
    """The page of the community that an act of a member changes, relative to it."""
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
        case Join() | AddSigner() | RemoveSigner() | Depart() | Rejoin() | Choose() if member:
            return f"/members/{member}"
    return ""

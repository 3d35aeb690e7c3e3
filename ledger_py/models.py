"""The nouns of the ledger as frozen values, exactly as the contracts hold and sign them.

Units are hundredths of an activity type's unit; times are seconds since the Unix epoch (UTC);
shares of a whole are basis points. A class named like a struct of the contracts has its fields in
the struct's order.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from ledger_py.people import NEW as NEW
from ledger_py.people import AddSigner as AddSigner
from ledger_py.people import Admission as Admission
from ledger_py.people import Admit as Admit
from ledger_py.people import Choose as Choose
from ledger_py.people import ClaimMembership as ClaimMembership
from ledger_py.people import CompleteRecovery as CompleteRecovery
from ledger_py.people import ConfirmClaim as ConfirmClaim
from ledger_py.people import ContestClaim as ContestClaim
from ledger_py.people import Depart as Depart
from ledger_py.people import Invite as Invite
from ledger_py.people import Join as Join
from ledger_py.people import ObjectToRecovery as ObjectToRecovery
from ledger_py.people import Recognition as Recognition
from ledger_py.people import Recover as Recover
from ledger_py.people import Rejoin as Rejoin
from ledger_py.people import RemoveSigner as RemoveSigner
from ledger_py.people import Sponsor as Sponsor
from ledger_py.people import Suspend as Suspend
from ledger_py.people import Uninvite as Uninvite
from ledger_py.statements import NO_COMMITMENT as NO_COMMITMENT
from ledger_py.statements import Attest as Attest
from ledger_py.statements import Attestation as Attestation
from ledger_py.statements import Basis as Basis
from ledger_py.statements import Contest as Contest
from ledger_py.statements import Contribution as Contribution
from ledger_py.statements import Correct as Correct
from ledger_py.statements import Record as Record
from ledger_py.statements import Resolve as Resolve
from ledger_py.statements import Retract as Retract
from ledger_py.statements import State as State
from ledger_py.statements import Withdraw as Withdraw
from ledger_py.voting import EXECUTION_SECONDS as EXECUTION_SECONDS
from ledger_py.voting import OBJECTED as OBJECTED
from ledger_py.voting import POINTS as POINTS
from ledger_py.voting import SEATS as SEATS
from ledger_py.voting import Ballot as Ballot
from ledger_py.voting import Call as Call
from ledger_py.voting import Choice as Choice
from ledger_py.voting import ElectionBallot as ElectionBallot
from ledger_py.voting import ObjectToProposal as ObjectToProposal
from ledger_py.voting import OpenVote as OpenVote
from ledger_py.voting import ProposalBallot as ProposalBallot
from ledger_py.voting import Propose as Propose
from ledger_py.voting import SharesBallot as SharesBallot
from ledger_py.voting import Stand as Stand
from ledger_py.voting import Target as Target
from ledger_py.voting import VoteKind as VoteKind

MAX_ACTIVITIES = 60
MAX_GROUPS = 16
MAX_UNITS = 65_535
ONE_CREDIT = 100
ITEMS_PER_ACT = 100
"""So many contributions or attestations in one act fit into one transaction."""
PLACES = 5
"""So many members can attest to one contribution."""
TOP_LEVEL = 10
NO_LEVEL = 15
"""On a ballot: abstains on this activity type. In a version: not yet valued."""
NO_CAP = 2**32 - 1


class Orientation(IntEnum):
    """The community's label for a kind of work."""

    OBJECT = 1
    COMMUNITY = 2
    BOTH = 3


class Unit(IntEnum):
    """What an activity type is counted in; a credit is always exactly one."""

    SESSION = 1
    EVENT = 2
    HOUR = 3
    PATCH = 4
    CREDIT = 5


class EpochState(IntEnum):
    """What an epoch takes: nothing yet; everything; contests only; nothing any more."""

    UPCOMING = 0
    OPEN = 1
    CLOSED = 2
    FINAL = 3


class Kind(IntEnum):
    """How an indicator turns units into a score."""

    RATES = 1
    SHARES = 2


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a community: waits in seconds, the quorum in basis points, counts, yes or no.

    notice, voting_time, delay: the least that a vote and a proposal take; until handover a steward
    may be quicker. admission_cap: first signers per epoch. sponsors: how many admit without a
    steward, 0 for never. dormant_after: whole epochs without an act, 0 for never. contest_limit:
    per member and epoch.
    """

    late_window: int
    contest_window: int
    contest_time: int
    recovery_wait: int
    claim_wait: int
    notice: int
    voting_time: int
    delay: int
    admission_cap: int
    quorum: int
    sponsors: int
    dormant_after: int
    contest_limit: int
    managed_may_vote: bool


@dataclass(frozen=True, slots=True)
class Founding:
    """What a community is founded with."""

    salt: bytes
    document: bytes
    origin: int
    ends: tuple[int, ...]
    rules: Rules
    stewards: tuple[Admission, ...]


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity type; sensitive: it stands for all sensitive kinds of work of its group."""

    group: int
    orientation: int
    unit: int
    required: int
    sensitive: bool
    cap: int
    since: int
    document: bytes


@dataclass(frozen=True, slots=True)
class DefineGroup:
    """A steward defines a group."""

    member: int
    deadline: int
    document: bytes


@dataclass(frozen=True, slots=True)
class DefineActivity:
    """A steward defines an activity type."""

    member: int
    deadline: int
    activity: Activity


@dataclass(frozen=True, slots=True)
class ListEpochs:
    """A steward lists further epochs by their ends."""

    member: int
    deadline: int
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DefineIndicator:
    """A steward defines an indicator; retention: basis points kept after 1, 2, ... epochs."""

    member: int
    deadline: int
    kind: int
    retention: tuple[int, ...]
    document: bytes


Act = (
    Admit
    | Sponsor
    | Invite
    | Join
    | Uninvite
    | ClaimMembership
    | ConfirmClaim
    | ContestClaim
    | AddSigner
    | RemoveSigner
    | Recover
    | ObjectToRecovery
    | CompleteRecovery
    | Depart
    | Rejoin
    | Choose
    | Suspend
    | DefineGroup
    | DefineActivity
    | ListEpochs
    | Record
    | Attest
    | Retract
    | Withdraw
    | Correct
    | Contest
    | Resolve
    | DefineIndicator
    | OpenVote
    | Propose
    | Stand
    | Ballot
    | SharesBallot
    | ProposalBallot
    | ElectionBallot
    | ObjectToProposal
)
"""Everything a member signs."""

"""What the store answers: frozen rows, names and texts joined to what the chain says.

Hashes, addresses and commitments are `0x` hex in lower case; units are hundredths; times are Unix
seconds; a text that is not held here (never handed in, or erased) is None.
"""

from ledger_py.store.rows.assembly import LiveBallot, Version, Vote
from ledger_py.store.rows.common import Body, Checkpoint, Content, Page
from ledger_py.store.rows.decisions import (
    Candidate,
    Election,
    Proposal,
    ProposalState,
    Retry,
)
from ledger_py.store.rows.definitions import (
    Activity,
    Community,
    Defined,
    Epoch,
    Group,
    Indicator,
    Located,
    Revision,
    Terms,
    acting_epoch,
    epoch_at,
)
from ledger_py.store.rows.people import Claim, Member, Recovery, Signer, Who
from ledger_py.store.rows.record import (
    Attestation,
    Contest,
    Contribution,
    Recorded,
    Total,
    Units,
)

__all__ = [
    "Activity",
    "Attestation",
    "Body",
    "Candidate",
    "Checkpoint",
    "Claim",
    "Community",
    "Content",
    "Contest",
    "Contribution",
    "Defined",
    "Election",
    "Epoch",
    "Group",
    "Indicator",
    "LiveBallot",
    "Located",
    "Member",
    "Page",
    "Proposal",
    "ProposalState",
    "Recorded",
    "Recovery",
    "Retry",
    "Revision",
    "Signer",
    "Terms",
    "Total",
    "Units",
    "Version",
    "Vote",
    "Who",
    "acting_epoch",
    "epoch_at",
]

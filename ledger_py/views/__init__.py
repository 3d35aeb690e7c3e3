"""Every view of a community's contracts, typed: what a chain answers, without gateway or index.

community = Community(Node(rpc), place)
community.member(3).active, community.score(1, 3, 5)
"""

from __future__ import annotations

from ledger_py.views.asking import Asking
from ledger_py.views.assembly import (
    Ballot,
    Candidates,
    Definition,
    Indicator,
    Proposal,
    Version,
    Vote,
    VotingViews,
    Weighing,
)
from ledger_py.views.people import Claim, PeopleViews, Recovery, Standing
from ledger_py.views.record import (
    Attested,
    Contest,
    Epoch,
    Opening,
    Recorded,
    RecordViews,
    Terms,
)

__all__ = [
    "Asking",
    "Attested",
    "Ballot",
    "Candidates",
    "Claim",
    "Community",
    "Contest",
    "Definition",
    "Epoch",
    "Indicator",
    "Opening",
    "Proposal",
    "Recorded",
    "Recovery",
    "Standing",
    "Terms",
    "Version",
    "Vote",
    "Weighing",
]


class Community(PeopleViews, RecordViews, VotingViews):
    """A community as its contracts answer after one block.

    Every method raises the contracts' named errors for what is not there (ContractError), RpcError
    and NodeUnreachable.
    """

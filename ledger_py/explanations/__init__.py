"""What each refusal of the contracts means, and what to do about it, in a sentence each.

A key is the name of a Solidity error; `{...}` names one of its values. A test holds both against
the ABI.
"""

from ledger_py.explanations.acts import ACTS
from ledger_py.explanations.assembly import ASSEMBLY
from ledger_py.explanations.people import PEOPLE
from ledger_py.explanations.record import RECORD
from ledger_py.explanations.voting import VOTING

__all__ = ["ACTS", "ASSEMBLY", "EXPLANATIONS", "PEOPLE", "PLATFORM", "RECORD", "VOTING"]

PLATFORM = {
    "Error": ("The contract refused: {reason}.", "Report it: this refusal should have a name."),
    "Panic": ("The contract stopped with panic code {code}.", "Report it."),
    "FailedDeployment": ("The clone could not be made.", "Try again with more gas."),
    "InsufficientBalance": ("The contract has {balance} and needs {needed}.", "Report it."),
    "InvalidShortString": ("A name of the contract's domain is damaged.", "Report it."),
    "StringTooLong": ("The domain name {str} is too long.", "Report it."),
}
"""What the compiler and the library under the contracts can say; no act of ours leads there."""

EXPLANATIONS: dict[str, tuple[str, str]] = {
    **ACTS,
    **PEOPLE,
    **RECORD,
    **ASSEMBLY,
    **VOTING,
    **PLATFORM,
}

"""The JSON of proposals: their documents, what they would do, and how far they have come."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from api.problems import Problem, problem_of
from api.shapes import Proof, Shape, Who, plain
from ledger_py import models, proposals
from ledger_py.chain.codec import contract_error
from ledger_py.models import Call, Target
from ledger_py.store import rows
from ledger_py.structs import FIELDS
from ledger_py.summaries.decisions import told_call
from ledger_py.summaries.words import Names

TargetName = Literal["record", "assembly"]
ProposalStateName = Literal[
    "announced", "open", "over", "waiting", "ready", "executed", "stopped", "failed", "lapsed"
]
TARGETS: dict[int, TargetName] = {Target.RECORD: "record", Target.ASSEMBLY: "assembly"}
_OF_THE_VOTE = ("opens", "closes", "quorum", "ballots", "closed")


class Retry(Shape):
    """Something that this gateway does by itself and was refused; it tries again."""

    refused: int = Field(description="How often, in a row")
    again: int | None = Field(description="When it is tried again, None while it is on its way")
    problem: Problem

    @classmethod
    def of(cls, row: rows.Retry) -> Retry:
        """The JSON of a refusal."""
        problem = problem_of(contract_error(bytes.fromhex(row.error[2:])))
        return cls(refused=row.refused, again=row.again, problem=problem)


class ProposedCall(Shape):
    """What a proposal does: a call as data, and read back.

    `decision` and `values` are None where the call is none of the community's decisions.
    """

    to: TargetName | None
    data: str
    decision: str | None
    values: dict[str, Any] | None
    told: str = Field(description="In words: “The community” goes before it")

    @classmethod
    def of(cls, call: Call, names: Names) -> ProposedCall:
        """The JSON of a call."""
        found = proposals.read(call)
        return cls(
            to=TARGETS.get(call.to),
            data="0x" + call.data.hex(),
            decision=found.name if found else None,
            values=_values(found.values) if found else None,
            told=told_call(call, names),
        )


class Proposal(Shape):
    """What a member proposes; its vote has the same number. States are of the chain's time."""

    vote: int
    state: ProposalStateName
    title: str
    description: str
    document: str
    body: dict[str, Any] | None = Field(description="The document, None where it is not held here")
    proposer: Who
    calls: list[ProposedCall]
    amends: int | None = Field(description="The proposal that this one changes")
    amended_by: list[int]
    opens: int
    closes: int
    quorum: int
    ballots: int
    in_favour: int
    against: int
    abstained: int
    objections: int
    delay: int = Field(description="Seconds between closing and execution, in which one can object")
    closed: int | None
    ready: int | None = Field(description="From when on it can be executed, None: has not passed")
    lapses: int | None = Field(description="When it can no longer be executed")
    executed: int | None
    executed_tx: str | None
    refusal: Retry | None = Field(description="Why the last attempt to execute it changed nothing")
    proof: Proof

    @classmethod
    def of(cls, row: rows.Proposal, time: int, names: Names) -> Proposal:
        """The JSON of a proposal at a time."""
        told = {
            "vote": row.vote.vote,
            "state": row.state_at(time).value,
            "body": plain(row.body) or None,
            "calls": [ProposedCall.of(call, names) for call in row.calls],
            "refusal": Retry.of(row.refusal) if row.refusal else None,
            "proof": Proof.model_validate(row),
        }
        told |= {name: getattr(row.vote, name) for name in _OF_THE_VOTE}
        rest = {name: getattr(row, name) for name in cls.model_fields if name not in told}
        return cls.model_validate(told | rest)


def _values(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in values.items()}


def _value(value: Any) -> Any:
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, models.Activity):
        return {one.name: _value(getattr(value, one.attribute)) for one in FIELDS[type(value)]}
    if isinstance(value, models.Rules):
        return {name: getattr(value, name) for name in type(value).__dataclass_fields__}
    return list(value) if isinstance(value, tuple) else value

"""A story of a community that decides, on the chain and in the model at once."""

from typing import Any

from tests.model.acts import AT_ASSEMBLY, Act
from tests.model.test_invariants import Story
from tests.model.things import (
    ASSEMBLY,
    DAY,
    IN_FAVOUR,
    RATES,
    RECORD,
    SHARES,
    Activity,
    Call,
)
from tests.model.voting import SHORTEST_VOTE
from tests.model.world import STRANGER

NONE, WORD = bytes(32), b"\5" * 32
KIND = Activity(1, 2, 3, 2, False, 1_000, 9, WORD)
EVERYBODY = (1, 2, 3, 4, 5)


def call(name: str, *fields: Any) -> Call:
    return Call(ASSEMBLY if name in AT_ASSEMBLY else RECORD, Act(name, 0, 0, fields))


class Assembly(Story):
    """A community that decides: two groups with a type each, an indicator of each kind."""

    def __init__(self, **rules: Any) -> None:
        super().__init__(**rules)
        assert self.does(1, "defineGroup", WORD) == ""
        assert self.does(1, "defineActivity", KIND._replace(group=2, since=1)) == ""
        for kind in (RATES, SHARES):
            assert self.does(1, "defineIndicator", kind, (5_000,), WORD) == ""

    def anyone(self, name: str, *fields: Any) -> str:
        """Somebody carries what needs no signature."""
        self.now += 1
        return self.again(Act(name, 0, 0, fields, None, (), STRANGER))

    def decree(self, name: str, *fields: Any) -> str:
        """The assembly does something at once."""
        return self.again(Act(name, 0, 0, fields))

    @property
    def last_vote(self) -> int:
        return len(self.trial.model.votes)

    def propose(self, *calls: Call, member: int = 3, delay: int = DAY) -> int:
        """A member proposes by the rules; return its vote, which is open."""
        assert self.does(member, "propose", 0, DAY, DAY, delay, WORD, calls) == ""
        self.waits(DAY)
        return self.last_vote

    def answer(self, vote: int, choice: int, *members: int) -> None:
        for member in members:
            assert self.does(member, "castProposal", vote, 1, choice, NONE) == ""

    def close(self, vote: int) -> None:
        self.waits(max(0, self.trial.model.votes[vote].closes - self.now))
        assert self.anyone("closeVote", vote) == ""

    def decide(self, *calls: Call) -> str:
        """All are for it; return why it was not executed."""
        vote = self.propose(*calls)
        self.answer(vote, IN_FAVOUR, *EVERYBODY)
        self.close(vote)
        self.waits(DAY)
        return self.anyone("execute", vote, calls)

    def hands_over(self) -> None:
        assert self.decide(call("handOver")) == ""
        self.waits(10 * DAY)

    def weigh(self, indicator: int, first: int) -> int:
        """A steward opens a weight vote; return it, which is open."""
        assert self.does(1, "openVote", indicator, first, 0, SHORTEST_VOTE * 60) == ""
        return self.last_vote

    def ask(self, name: str, *arguments: Any) -> Any:
        return self.trial.world.ask(name, *arguments)

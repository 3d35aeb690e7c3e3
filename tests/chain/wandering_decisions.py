"""Random proposals and elections: opened, answered, objected to, closed, executed, some in vain."""

from ledger_py import proposals
from ledger_py.chain.codec import encode_call
from ledger_py.models import (
    NO_COMMITMENT,
    Act,
    Call,
    Choice,
    ElectionBallot,
    ObjectToProposal,
    ProposalBallot,
    Propose,
    Stand,
)
from tests.chain.wandering_people import DAY, PeopleWanderer
from tests.chain.world import ACTIVITIES, JOINED, STEWARDS, word

_HOUR = 3_600


class DecidingWanderer(PeopleWanderer):
    """Knows the calls of the proposals it made; for all else it asks the chain."""

    def assembly(self, function: str, *arguments: object) -> tuple[int, ...]:
        """A view of the assembly."""
        found = self.world.node.view(self.world.assembly, "Assembly", function, *arguments)
        return found if isinstance(found, tuple) else (found,)

    def govern(self) -> None:
        """One relay of acts about the last proposal, or a new one; now and then of an election."""
        vote = max(self.proposed, default=0)
        if not vote or self.random.random() < 0.2:
            self._propose()
            return
        *_, closed, _ = self.assembly("vote", vote)
        steps = (self._stop, self._execute, self._elect) if closed else (self._answer,) * 2
        step = self.random.choice((*steps, self._answer if closed else self._close))
        if calls := step(vote):
            self.world.relay(self.world.assembly, calls)

    def _propose(self) -> None:
        self.count += 1
        what = tuple(self._decision() for _ in range(self.random.choice((0, 1, 1, 2))))
        document, delay = word(f"proposal {self.seed} {self.count}"), self.random.choice((0, DAY))
        amends = max(self.proposed, default=0) if self.random.random() < 0.5 else 0
        who, until = self.random.choice(STEWARDS), self.world.deadline()
        act = Propose(who, until, amends, 0, _HOUR, delay, document, what)
        before = self.assembly("voteCount")[0]
        self.world.relay(self.world.assembly, [self.spoken(act)])
        if self.assembly("voteCount")[0] > before:
            self.proposed[before + 1] = what
            self.world.relay(self.world.assembly, self._answer(before + 1))

    def _decision(self) -> Call:
        who, kind = self.random.choice(JOINED), self.random.randint(1, len(ACTIVITIES))
        cap, required = self.random.choice((100, 250, 5_000)), self.random.choice((1, 2))
        retention = (self.random.randint(0, 10_000),)
        return self.random.choice(
            (
                proposals.appoint(who),
                proposals.dismiss(self.random.choice(STEWARDS)),
                proposals.revise_activity(
                    kind, required=required, cap=cap, document=word(f"cap {cap}")
                ),
                proposals.revise_indicator(1, word("anew"), retention),
                proposals.suspend(who, self.world.now() + 3 * DAY),
                proposals.define_group(word(f"group {self.count}")),
            )
        )

    def _answer(self, vote: int) -> list[bytes]:
        who = self.random.sample(JOINED, 5)
        return [self.spoken(self._ballot_about(vote, member)) for member in who]

    def _ballot_about(self, vote: int, member: int) -> Act:
        last, _ = self.assembly("ballot", vote, member)
        choice = self.random.choice((1, 1, 1, 1, 2, 3))
        return ProposalBallot(member, self.world.deadline(), vote, last + 1, Choice(choice))

    def _close(self, vote: int) -> list[bytes]:
        self.world.wait(_HOUR)
        return [encode_call("Assembly", "closeVote", vote)]

    def _stop(self, vote: int) -> list[bytes]:
        why = self.random.choice((NO_COMMITMENT, word("no")))
        return [self.spoken(ObjectToProposal(self.active(), self.world.deadline(), vote, why))]

    def _execute(self, vote: int) -> list[bytes]:
        self.world.wait(self.random.choice((_HOUR, DAY)))
        given = [(call.to, call.data) for call in self.proposed[vote]]
        return [encode_call("Assembly", "execute", vote, given)]

    def _elect(self, _: int) -> list[bytes]:
        """Open an election, stand and vote in it, close it: whatever the chain takes."""
        (vote,), until = self.assembly("election"), self.world.deadline()
        calls, who = [encode_call("Assembly", "openElection", vote)], self.active()
        if vote:
            last, _ = self.assembly("ballot", vote, who)
            calls.append(self.spoken(Stand(who, until, vote)))
            calls.append(self.spoken(ElectionBallot(who, until, vote, last + 1, (who,))))
            calls.append(encode_call("Assembly", "closeVote", vote))
        return calls

"""A community rebuilt from a node alone, and everything of it checked in two further ways.

The indexer of a fresh store -> each act's signature and events -> events counted again -> both
counts against the contracts' views, all at one block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from ledger_py.calls import Place
from ledger_py.chain.codec import Event, Log, decode_event
from ledger_py.chain.errors import RpcError
from ledger_py.indexer import Indexer
from ledger_py.models import EpochState
from ledger_py.store import Store
from ledger_py.store.reads import Reads
from ledger_py.store.selects.listing import LISTINGS
from ledger_py.verify.chain_says import Answers, chain_says
from ledger_py.verify.counted import compare_counted
from ledger_py.verify.findings import Report
from ledger_py.verify.index_says import everything, index_says
from ledger_py.verify.recount import Recount
from ledger_py.verify.trail import Trail
from ledger_py.verify.views import Views
from ledger_py.verify.witness import Witness

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is; 0 for not known."""
_ATTEMPTS = 5
_NAMED = "VerifierNamed"


@dataclass(frozen=True, slots=True)
class Factory:
    """Where communities come from: the factory's address and the block it was deployed in."""

    address: str
    block: int


class Checked:
    """One community of a factory, rebuilt into an empty store at the witness's block.

    wanted: its address or number. Raises NotFound when the chain has no such community.
    """

    def __init__(
        self, witness: Witness, store: Store, factory: Factory, wanted: str, progress: Progress
    ) -> None:
        self.witness, self.store, self.factory = witness, store, factory
        self._wanted, self.progress = wanted, progress
        self._indexer = Indexer(witness, store, factory.address, factory.block)
        self.reads = Reads(store)

    def rebuild(self) -> None:
        """Read the chain, from the deployment to the witness's block, into the store."""
        first, last = self.factory.block, self.witness.pinned.number
        while self._indexer.step():
            reached = self.reads.checkpoint()
            done = reached.block - first if reached else 0
            self.progress("Reading the chain", done, last - first)

    @cached_property
    def place(self) -> Place:
        """Where the community is."""
        found = self.reads.community(self._wanted)
        return Place(self.witness.chain_id(), found.community, found.assembly)

    def check(self, report: Report) -> None:
        """Check signatures, count again, and compare with the contracts' views and the index."""
        self.check_acts(report)
        says = self._chain()
        compare_index(says, self.index(), report)
        compare_counted(self.recount(), says, self.witness.pinned.time, report)

    def index(self) -> Answers:
        """Return what the rebuilt index answers, in the views' shapes."""
        asked = everything(self.store, self.place.community, self._epochs())
        return index_says(self.store, self.place.community, asked)

    def check_at_rest(self, report: Report) -> None:
        """Check as `check` does; where the node has forgotten the block meanwhile, at a newer one.

        Raises RpcError when it has forgotten that one, too.
        """
        for _ in range(_ATTEMPTS):
            found = Report()
            try:
                self.check(found)
                break
            except RpcError:
                # A node that keeps the last state only answers about its last block only.
                if not self.witness.move():
                    raise
                self.rebuild()
        else:
            self.check(found)
        report.add(found)

    def check_acts(self, report: Report) -> list[str]:
        """Check every signature, and that every event follows from a signed act.

        Returns the contract accounts on whose word some of them rest.
        """
        logs = self._logs()
        trail = Trail(self.place, self.factory.address, self._verifiers(), self.witness, report)
        total = len({log.tx for log in logs})
        for done in trail.check(logs):
            self.progress("Checking signatures", done, total)
        return trail.accounts

    def _chain(self) -> Answers:
        self.progress("Asking the contracts", 0, 0)
        views = Views(self.witness, self.place, self.witness.pinned.number)
        asked = everything(self.store, self.place.community, self._epochs())
        return chain_says(views, asked)

    def recount(self) -> Recount:
        """Return what all events add up to."""
        state = Recount()
        for event in self.events():
            state.take(event.name, event.values)
        return state

    def events(self) -> list[Event]:
        """Return all events of the community and its assembly, in their order."""
        return [decode_event(log) for log in self._logs()]

    def _logs(self) -> list[Log]:
        return self.witness.kept((self.place.community, self.place.assembly))

    def _verifiers(self) -> frozenset[str]:
        named = map(decode_event, self.witness.kept((self.factory.address,)))
        return frozenset(event.values["verifier"] for event in named if event.name == _NAMED)

    def _epochs(self) -> list[int]:
        """The epochs that have begun."""
        epochs = self.reads.epochs(self.place.community)
        return [one.epoch for one in epochs if one.state is not EpochState.UPCOMING]


def compare_index(says: Answers, index: Answers, report: Report) -> None:
    """Compare what the index says with what the contracts say, question by question."""
    for question, answer in says.items():
        if isinstance(answer, dict):
            report.compare_all(f"index, {question}", answer, index[question])
        else:
            report.compare(f"index, {question}", question, "", answer, index[question])


def resources(reads: Reads, community: str) -> Iterator[str]:
    """Yield every address under which a gateway states facts of the chain, without `/v1`."""
    here = f"/communities/{community}"
    yield here
    for part in ("members", "claims", "groups", "activities", "epochs", "contributions", "ties"):
        yield f"{here}/{part}"
    for part in ("indicators", "votes", "proposals", "elections", *LISTINGS):
        yield f"{here}/{part}"
    yield from (f"{here}/members/{m.who.member}" for m in reads.all_joined(community))
    yield from (f"{here}/contributions/{c.id}" for c in reads.all_contributions(community))
    begun = [e.epoch for e in reads.epochs(community) if e.state is not EpochState.UPCOMING]
    for one in reads.indicators(community):
        indicator = f"{here}/indicators/{one.indicator}"
        yield from (indicator, f"{indicator}/versions", f"{indicator}/visibility-gap")
        yield from (f"{indicator}/scores?epoch={epoch}" for epoch in begun)
    for vote in reads.votes(community):
        yield from (f"{here}/votes/{vote.vote}", f"{here}/votes/{vote.vote}/ballots")
    yield from (f"{here}/proposals/{p.vote.vote}" for p in reads.proposals(community))
    yield from (f"{here}/elections/{e.vote.vote}" for e in reads.elections(community))

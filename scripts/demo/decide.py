"""What the demonstration decides: two votes on weights, then two for a year; three proposals.

Every act has an idempotency key, so a load that was cut short goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ledger_py import proposals
from ledger_py.calls import Place
from ledger_py.ledger import Ledger
from ledger_py.models import Call, Choice, Kind
from ledger_py.outbox import AcceptedAct
from scripts.demo.hand import MEMBERS, STEWARDS, Hand
from scripts.demo.source import Source

DAY = 24 * 60 * 60
FIRST_VOTE = 60
SECOND_VOTE = 365 * DAY
DELAY = 3 * DAY
SPEAKING = (*STEWARDS, *MEMBERS[:3])
"""Who has voted in what is open for a year; demo members 4 and 5 have not yet."""
LAST_LABEL = MEMBERS[2]
LAST_KEY = f"demo:amendment:{LAST_LABEL}"
LATE = frozenset({"VoteOver", "VoteClosedAlready"})
"""Refusals of what a stop has made late; whoever closed a vote first has closed it for all."""
FOR, AGAINST, ABSTAINS = Choice.IN_FAVOUR, Choice.AGAINST, Choice.ABSTAINS
Said = tuple[Choice, str]


@dataclass(frozen=True)
class Decisions:
    """The votes of one demonstration."""

    source: Source
    hand: Hand
    place: Place

    def load(self) -> None:
        """Bring every vote to where a visitor finds it."""
        self._first_versions()
        self._second_votes()
        self._propose()

    def _first_versions(self) -> None:
        """Vote, for one minute, on the first weights; again if a stop let the minute pass."""
        attempt = 0
        while missing := self._without_version():
            attempt += 1
            opened = [self._open(i, kind, f"first-{attempt}", FIRST_VOTE) for i, kind in missing]
            resolution = self._resolve(attempt)
            self.hand.report("the first votes are open for one minute")
            for vote, (_, kind) in zip(opened, missing, strict=True):
                key = f"demo:first-{attempt}:{vote}"
                self._cast(vote, kind, "first", (*STEWARDS, *MEMBERS), key)
            reads, key = self.hand.reads, self.place.community
            self.hand.wait_until(max(reads.vote(key, v).closes for v in (*opened, resolution)))
            pen = self.hand.ledger(self.place, STEWARDS[0])
            for vote in (*opened, resolution):
                self.hand.wait([pen.close_vote(vote)], LATE)

    def _without_version(self) -> list[tuple[int, Kind]]:
        found = self.hand.reads.indicators(self.place.community)
        return [(one.indicator, Kind(one.kind)) for one in found if not one.versions]

    def _second_votes(self) -> None:
        for one in self.hand.reads.indicators(self.place.community):
            vote = self._open(one.indicator, Kind(one.kind), "second", SECOND_VOTE)
            self._cast(vote, Kind(one.kind), "second", SPEAKING, f"demo:second:{vote}")
        self.hand.report("two votes are open for a year; demo members 4 and 5 have not voted yet")

    def _open(self, indicator: int, kind: Kind, name: str, duration: int) -> int:
        """A vote on an indicator's weights, by its number."""
        steward = self.hand.ledger(self.place, STEWARDS[0])
        from_ = 1 if duration == FIRST_VOTE else 0
        key = f"demo:{name}-vote:{kind.name.lower()}"
        opened = steward.open_vote(indicator, duration=duration, from_=from_, key=key)
        return self._vote_of(opened)

    def _cast(self, vote: int, kind: Kind, name: str, labels: Sequence[str], key: str) -> None:
        levels = {a["name"]: a[name] for a in self.source.definitions["activities"]}
        weighed = [levels[a.name] for a in self.hand.reads.activities(self.place.community)]
        points = self.source.definitions["shares"][name]
        divided = [points[g.name] for g in self.hand.reads.groups(self.place.community)]
        ballots = []
        for number, label in enumerate(labels):
            pen, key_of = self.hand.ledger(self.place, label), f"{key}:{label}"
            given = [of[number] for of in weighed]
            ballots.append(
                pen.cast(vote, 1, given, key=key_of)
                if kind == Kind.RATES
                else pen.cast_shares(vote, 1, [of[number] for of in divided], given, key=key_of)
            )
        self.hand.wait(ballots, LATE)

    def _resolve(self, attempt: int) -> int:
        """A resolution in words, which changes nothing but what is said."""
        key = f"demo:resolution:{attempt}"
        vote = self._proposed(STEWARDS[1], "resolution", (), FIRST_VOTE, 0, key)
        said: dict[str, Said] = dict.fromkeys((*STEWARDS, *MEMBERS[:4]), (FOR, ""))
        self._answer(vote, {**said, MEMBERS[4]: (ABSTAINS, "")}, key)
        return vote

    def _propose(self) -> None:
        """A proposal and one that amends it, both open for a year."""
        self.hand.report("a proposal and its amendment are open")
        first = self._proposed(
            STEWARDS[0], "cap", self._capped("cap"), SECOND_VOTE, DELAY, "demo:cap"
        )
        said = {
            STEWARDS[0]: (FOR, ""),
            STEWARDS[1]: (AGAINST, "A cap tells mentors that they can stop."),
            MEMBERS[0]: (FOR, ""),
            MEMBERS[1]: (AGAINST, ""),
            MEMBERS[2]: (FOR, "So that one person’s diligence does not hide everybody else’s."),
        }
        self._answer(first, said, "demo:cap")
        second = self._proposed(
            STEWARDS[1],
            "amendment",
            self._capped("amendment"),
            SECOND_VOTE,
            DELAY,
            "demo:amendment",
            first,
        )
        said = dict.fromkeys((STEWARDS[1], *MEMBERS[:2]), (FOR, ""))
        self._answer(second, {**said, MEMBERS[2]: (ABSTAINS, "")}, "demo:amendment")

    def _capped(self, name: str) -> tuple[Call, ...]:
        """Mentoring as it is, but for its cap."""
        found = self.hand.reads.activities(self.place.community)
        kind = next(one for one in found if one.name == "mentoring")
        cap = self.source.definitions["proposals"][name]["cap"]
        document = bytes.fromhex(kind.document[2:])
        call = proposals.revise_activity(
            kind.activity,
            required=kind.required,
            cap=cap,
            document=document,
            until=kind.until or 0,
        )
        return (call,)

    def _proposed(
        self,
        label: str,
        name: str,
        what: Sequence[Call],
        duration: int,
        delay: int,
        key: str,
        amends: int = 0,
    ) -> int:
        told: Mapping[str, Any] = self.source.definitions["proposals"][name]
        document = {"kind": "proposal", **{k: told[k] for k in ("title", "description")}}
        pen = self.hand.ledger(self.place, label)
        opened = pen.propose(
            document, what, notice=0, duration=duration, delay=delay, amends=amends, key=key
        )
        return self._vote_of(opened)

    def _answer(self, vote: int, said: Mapping[str, Said], key: str) -> None:
        def ballot(pen: Ledger, label: str, choice: Choice, why: str) -> AcceptedAct:
            return pen.cast_proposal(vote, 1, choice, why, key=f"{key}:{label}")

        pens = {label: self.hand.ledger(self.place, label) for label in said}
        ballots = [ballot(pens[label], label, *answer) for label, answer in said.items()]
        self.hand.wait(ballots, LATE)

    def _vote_of(self, opened: AcceptedAct) -> int:
        """The vote that an act opened."""
        self.hand.wait([opened])
        tx = self.hand.outbox.state(opened.act).tx
        return next(v.vote for v in self.hand.reads.votes(self.place.community) if v.tx == tx)

"""The Python of the how-tos is handed over as acts of the kinds that they speak of."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ledger_py import models, proposals
from ledger_py.calls import CLOSE_VOTE, EXECUTE, Place, act_of
from ledger_py.commitments import document_hash
from ledger_py.explanations import EXPLANATIONS
from ledger_py.ledger import Ledger
from ledger_py.models import NEW, Choice, Contribution
from ledger_py.outbox import AcceptedAct, Outbox
from ledger_py.signers import LocalSigner
from ledger_py.store import Store

HOW_TOS = Path(__file__).resolve().parents[2] / "docs" / "how-to"
PLACE = Place(31_337, "0x" + "c0" * 20, "0x" + "a5" * 20)
WORK = Contribution(4, 4, 2, 5, 100, 0, b"\7" * 32)
MENTORING = SimpleNamespace(activity=4, required=2, until=None, document="0x" + "07" * 32)
RULES = SimpleNamespace(notice=1, voting_time=2, delay=3)
PROPOSAL = SimpleNamespace(vote=SimpleNamespace(vote=6), calls=(proposals.hand_over(),))
NEWCOMER = LocalSigner(b"\x09" * 32)


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    store = Store(f"sqlite:///{tmp_path / 'outbox.sqlite'}")
    store.migrate()
    yield Outbox(store, clock=lambda: 1_000)
    store.close()


def names_of(page: str) -> dict[str, Any]:
    """What the page's one block of Python defines."""
    (block,) = re.findall(r"```python\n(.*?)```", (HOW_TOS / page).read_text("utf-8"), re.DOTALL)
    names: dict[str, Any] = {"__name__": "how_to"}
    exec(block, names)
    return names


def pen(outbox: Outbox, member: int) -> Ledger:
    signer = LocalSigner(bytes([member]) * 32)
    return Ledger(PLACE, member, signer, outbox, clock=lambda: 1_000)


def said(accepted: AcceptedAct) -> Any:
    return act_of(accepted.call)


def test_recover__by_two_stewards__is_objected_to_or_completed(outbox: Outbox) -> None:
    names = names_of("recover-a-member.md")
    for steward in (1, 2):
        act = said(names["say"](pen(outbox, steward), 6, NEWCOMER.signer, managed=True))
        assert (act.member, act.subject, act.managed, act.signer) == (
            steward,
            6,
            True,
            NEWCOMER.signer,
        )
    assert isinstance(said(names["object_to"](pen(outbox, 6))), models.ObjectToRecovery)
    completed = names["take_over"](PLACE, 6, NEWCOMER, outbox)
    assert isinstance(said(completed), models.CompleteRecovery)
    assert completed.call.member == 6


def test_contest__is_raised_and_decided(outbox: Outbox) -> None:
    names = names_of("contest-a-contribution.md")
    contested = names["contest"](pen(outbox, 3), WORK, "Nobody was there.")
    (reason,) = contested.offchain.contents
    assert (said(contested).contribution, said(contested).reason) == (WORK, reason.commitment)
    for strike in (True, False):
        act = said(names["decide"](pen(outbox, 1), WORK, strike, "So it was."))
        assert isinstance(act, models.Resolve)
        assert (act.strike, act.contribution) == (strike, WORK)


def test_invitation__handed_over_as_text__is_the_same_and_joins(outbox: Outbox) -> None:
    names = names_of("invite-somebody.md")
    invitation = pen(outbox, 1).invite(valid_seconds=names["WEEK"])
    handed = names["read"](names["written"](invitation))
    assert handed == invitation
    joined = names["join"](PLACE, NEWCOMER, outbox, handed, "Ana", True)
    act, (person,) = said(joined), joined.offchain.contents
    assert (act.member, act.invite) == (NEW, invitation.invite)
    assert act.admission == models.Admission(NEWCOMER.signer, True, person.commitment)
    assert isinstance(said(pen(outbox, 1).uninvite(handed.invite)), models.Uninvite)


def test_decision__is_proposed_amended_answered_objected_to_and_carried_out(
    outbox: Outbox,
) -> None:
    names, member = names_of("decide-together.md"), pen(outbox, 3)
    cap = names["cap"](MENTORING, 2_000)
    assert proposals.read(cap).values["cap"] == 2_000
    proposed = names["propose"](member, RULES, "Twenty at most", "So that all count.", [cap])
    act = said(proposed)
    assert (act.notice, act.duration, act.delay) == (1, 2, 3)
    assert (act.amends, act.calls) == (0, (cap,))
    (document,) = proposed.offchain.documents
    assert document_hash(document) == act.document
    amended = said(names["propose"](member, RULES, "Forty", "Twenty are few.", [cap], 9))
    assert amended.amends == 9
    cast = said(names["answer"](member, PROPOSAL, Choice.AGAINST, 1, "No."))
    assert (cast.vote, cast.sequence, cast.choice) == (6, 2, Choice.AGAINST)
    objection = said(names["object_to"](member, PROPOSAL, "I was away."))
    assert isinstance(objection, models.ObjectToProposal)
    assert names["close"](member, PROPOSAL).call.name == CLOSE_VOTE
    assert names["execute"](member, PROPOSAL).call.name == EXECUTE
    handed = said(names["hand_over"](member, RULES, "We are many."))
    assert handed.calls == (proposals.hand_over(),)


@pytest.mark.parametrize(
    "page",
    [
        "recover-a-member.md",
        "contest-a-contribution.md",
        "invite-somebody.md",
        "decide-together.md",
    ],
)
def test_refusals__that_a_how_to_names__are_errors_of_the_contracts(page: str) -> None:
    named = re.findall(r"^\| `(\w+)` \|", (HOW_TOS / page).read_text("utf-8"), re.MULTILINE)
    assert named
    assert set(named) <= EXPLANATIONS.keys()

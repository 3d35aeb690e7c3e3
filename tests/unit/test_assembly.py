"""Acts about votes, from pen to call: what is signed, what comes along, what nobody signs."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ledger_py import calls, commitments, models, proposals
from ledger_py.calls import Place
from ledger_py.chain import codec
from ledger_py.ledger import Ledger
from ledger_py.models import NO_LEVEL, Act, Choice, Kind
from ledger_py.offchain import ContentUnrelated
from ledger_py.outbox import AcceptedAct, Outbox
from ledger_py.signers import LocalSigner
from tests.databases import Database

PLACE = Place(31_337, "0x" + "c0" * 20, "0x" + "a5" * 20)
NOW, LATER = 1_000, 1_000 + 24 * 60 * 60
DOCUMENT = {"name": "a proposal"}
HASH = commitments.document_hash(commitments.canonical(DOCUMENT))
WHAT = (proposals.appoint(4), proposals.hand_over())


@pytest.fixture
def outbox(database: Database, tmp_path: Path) -> Iterator[Outbox]:
    store = database.store(tmp_path)
    yield Outbox(store, clock=lambda: NOW)
    store.close()


@pytest.fixture
def pen(outbox: Outbox) -> Ledger:
    return Ledger(PLACE, 3, LocalSigner(b"\1" * 32), outbox, clock=lambda: NOW)


def said(accepted: AcceptedAct) -> calls.SignedAct:
    found = calls.signed_act(accepted.call)
    assert found is not None
    return found


Say = Callable[[Ledger], AcceptedAct]
SAID: list[tuple[Say, Act]] = [
    (
        lambda pen: pen.define_indicator(DOCUMENT, [1], kind=Kind.SHARES),
        models.DefineIndicator(3, LATER, 2, (1,), HASH),
    ),
    (
        lambda pen: pen.define_indicator(DOCUMENT),
        models.DefineIndicator(3, LATER, 1, (), HASH),
    ),
    (
        lambda pen: pen.open_vote(1, duration=60, from_=2, notice=5),
        models.OpenVote(3, LATER, 1, 2, 5, 60),
    ),
    (
        lambda pen: pen.propose(DOCUMENT, WHAT, notice=1, duration=2, delay=3, amends=4),
        models.Propose(3, LATER, 4, 1, 2, 3, HASH, WHAT),
    ),
    (
        lambda pen: pen.propose(DOCUMENT, notice=1, duration=2, delay=3),
        models.Propose(3, LATER, 0, 1, 2, 3, HASH, ()),
    ),
    (lambda pen: pen.stand(5), models.Stand(3, LATER, 5)),
    (lambda pen: pen.cast(1, 2, [7, NO_LEVEL]), models.Ballot(3, LATER, 1, 2, (7, 15))),
    (
        lambda pen: pen.cast_shares(1, 2, [60, 40], [7]),
        models.SharesBallot(3, LATER, 1, 2, (60, 40), (7,)),
    ),
    (
        lambda pen: pen.cast_proposal(1, 2, Choice.AGAINST),
        models.ProposalBallot(3, LATER, 1, 2, 2),
    ),
    (lambda pen: pen.cast_election(1, 2, [4, 3]), models.ElectionBallot(3, LATER, 1, 2, (4, 3))),
    (lambda pen: pen.object_to_proposal(1), models.ObjectToProposal(3, LATER, 1)),
]


@pytest.mark.parametrize(("say", "act"), SAID, ids=lambda value: type(value).__name__)
def test_pen__signs_what_it_was_asked_to_say(say: Say, act: Act, pen: Ledger) -> None:
    signer = LocalSigner(b"\1" * 32)
    found = said(say(pen))
    assert found == calls.SignedAct(act, signer.signer, signer.sign(PLACE.digest(act)))


@pytest.mark.parametrize(
    "say",
    [
        lambda pen: pen.cast(1, 1, [7], "Because."),
        lambda pen: pen.cast_shares(1, 1, [100], [7], "Because."),
        lambda pen: pen.cast_proposal(1, 1, Choice.IN_FAVOUR, "Because."),
        lambda pen: pen.cast_election(1, 1, [4], "Because."),
        lambda pen: pen.object_to_proposal(1, "Because."),
    ],
)
def test_rationale__is_sealed_and_committed_to(say: Say, pen: Ledger) -> None:
    accepted = say(pen)
    (content,) = accepted.offchain.contents
    assert calls.committed(accepted.call) == {content.commitment: "rationale"}


def test_propose__carries_its_document_and_those_of_its_calls(pen: Ledger) -> None:
    group = {"name": "care"}
    body = commitments.canonical(group)
    what = [proposals.define_group(commitments.document_hash(body))]
    accepted = pen.propose(DOCUMENT, what, notice=1, duration=2, delay=3, documents=[group])
    assert accepted.offchain.documents == (commitments.canonical(DOCUMENT), body)


def test_propose__with_a_document_that_no_call_names__is_refused(pen: Ledger) -> None:
    with pytest.raises(ContentUnrelated):
        pen.propose(DOCUMENT, notice=1, duration=2, delay=3, documents=[{"name": "care"}])


def test_execute__is_signed_by_nobody_and_names_the_calls(pen: Ledger) -> None:
    accepted = pen.execute(7, WHAT, key="once")
    assert calls.act_of(accepted.call) is None
    assert accepted.call == calls.execute(PLACE, 7, WHAT)
    assert accepted.call.contract == PLACE.assembly
    given = tuple((call.to, call.data) for call in WHAT)
    assert codec.decode_call("Assembly", accepted.call.data) == ("execute", (7, given))
    assert pen.execute(7, WHAT, key="once") == accepted


def test_open_election__after_another__is_another_act(pen: Ledger) -> None:
    first, again, second = pen.open_election(), pen.open_election(), pen.open_election(4)
    assert calls.act_of(first.call) is None
    assert first.act == again.act != second.act
    assert codec.decode_call("Assembly", second.call.data) == ("openElection", (4,))

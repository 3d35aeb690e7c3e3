"""Acts about people and about the truth, from the pen to the call: what is signed, by whom."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ledger_py import calls, models
from ledger_py.calls import Place
from ledger_py.commitments import Content
from ledger_py.errors import ActUnknown
from ledger_py.ledger import Ledger, Newcomer, Statement
from ledger_py.models import NEW, NO_COMMITMENT, Act, Contribution, Recognition
from ledger_py.outbox import AcceptedAct, IdempotencyConflict, Outbox
from ledger_py.signers import LocalSigner
from tests.databases import Database

PLACE = Place(31_337, "0x" + "c0" * 20, "0x" + "a5" * 20)
NOW, LATER = 1_000, 1_000 + 24 * 60 * 60
OTHER = b"\2" * 20
WORK = Contribution(4, 4, 2, 5, 100, 0, b"\7" * 32)
TEXT = {"kind": "contribution", "description": "Mentored", "evidence": []}
PERSON = {"kind": "person", "name": "Somebody"}


@pytest.fixture
def outbox(database: Database, tmp_path: Path) -> Iterator[Outbox]:
    store = database.store(tmp_path)
    yield Outbox(store, clock=lambda: NOW)
    store.close()


@pytest.fixture
def pen(outbox: Outbox) -> Ledger:
    return held_by(3, outbox, 1)


def held_by(member: int, outbox: Outbox, key: int) -> Ledger:
    return Ledger(PLACE, member, LocalSigner(bytes([key]) * 32), outbox, clock=lambda: NOW)


def said(accepted: AcceptedAct) -> calls.SignedAct:
    found = calls.signed_act(accepted.call)
    assert found is not None
    return found


SAID: list[tuple[Callable[[Ledger], AcceptedAct], Act]] = [
    (lambda pen: pen.claim(managed=True), models.ClaimMembership(3, LATER, True)),
    (lambda pen: pen.confirm_claim(7, OTHER), models.ConfirmClaim(3, LATER, 7, OTHER)),
    (lambda pen: pen.contest_claim(7), models.ContestClaim(3, LATER, 7)),
    (lambda pen: pen.remove_signer(OTHER), models.RemoveSigner(3, LATER, OTHER)),
    (lambda pen: pen.recover(4, OTHER), models.Recover(3, LATER, 4, False, OTHER)),
    (lambda pen: pen.object_to_recovery(), models.ObjectToRecovery(3, LATER)),
    (lambda pen: pen.complete_recovery(), models.CompleteRecovery(3, LATER)),
    (lambda pen: pen.depart(), models.Depart(3, LATER)),
    (lambda pen: pen.rejoin(), models.Rejoin(3, LATER)),
    (lambda pen: pen.choose(Recognition.UNSCORED), models.Choose(3, LATER, 3, 1)),
    (lambda pen: pen.choose(Recognition.UNRECORDED, 7), models.Choose(3, LATER, 7, 2)),
    (lambda pen: pen.suspend(4, 9_999), models.Suspend(3, LATER, 4, 9_999)),
    (lambda pen: pen.retract([WORK]), models.Retract(3, LATER, (WORK,))),
    (lambda pen: pen.withdraw([WORK, WORK]), models.Withdraw(3, LATER, (WORK, WORK))),
    (lambda pen: pen.contest(WORK), models.Contest(3, LATER, WORK)),
    (lambda pen: pen.resolve(WORK, strike=True), models.Resolve(3, LATER, True, WORK)),
]


@pytest.mark.parametrize(("say", "act"), SAID, ids=lambda value: type(value).__name__)
def test_pen__signs_what_it_was_asked_to_say(
    say: Callable[[Ledger], AcceptedAct], act: Act, pen: Ledger
) -> None:
    signer = LocalSigner(b"\1" * 32)
    found = said(say(pen))
    assert found == calls.SignedAct(act, signer.signer, signer.sign(PLACE.digest(act)))


def test_invite__sends_nothing_and_hides_the_key_that_it_hands_over(
    pen: Ledger, outbox: Outbox
) -> None:
    invitation = pen.invite(valid_seconds=60)
    assert outbox.waiting() == 0
    assert (invitation.invite.member, invitation.invite.deadline) == (3, NOW + 60)
    assert invitation.invite.key == "0x" + LocalSigner(invitation.secret).signer.hex()
    steward = LocalSigner(b"\1" * 32)
    assert invitation.inviter == steward.signer
    assert invitation.signature == steward.sign(PLACE.digest(invitation.invite))
    assert repr(invitation.secret) not in repr(invitation)
    assert pen.invite().invite.key != invitation.invite.key, "each has a key of its own"


def test_signed__of_an_invitation__is_refused_since_no_call_carries_it(pen: Ledger) -> None:
    invite = pen.invite().invite
    with pytest.raises(ActUnknown):
        calls.signed(invite, PLACE, OTHER, b"")


def test_join__carries_the_answer_and_the_invitation(pen: Ledger, outbox: Outbox) -> None:
    invitation = pen.invite()
    accepted = held_by(NEW, outbox, 2).join(invitation, PERSON)
    found = said(accepted)
    assert isinstance(found.act, models.Join)
    assert (found.act.member, found.act.invite) == (NEW, invitation.invite)
    assert found.act.admission.signer == found.signer == LocalSigner(b"\2" * 32).signer
    answer = LocalSigner(invitation.secret).sign(PLACE.digest(found.act))
    assert found.more == (answer, invitation.inviter, invitation.signature)
    (content,) = accepted.offchain.contents
    assert calls.committed(accepted.call) == {content.commitment: "person"}


def test_add_signer__carries_the_consent_of_the_one_added(pen: Ledger) -> None:
    added = LocalSigner(b"\2" * 32)
    found = said(pen.add_signer(added, managed=True))
    assert found.act == models.AddSigner(3, LATER, True, added.signer)
    assert found.more == (added.sign(PLACE.digest(found.act)),)


def test_sponsor__the_next_one_stands_for_the_same_admission(pen: Ledger, outbox: Outbox) -> None:
    first = pen.sponsor(Newcomer(PERSON, OTHER))
    (person,) = first.offchain.contents
    second = held_by(4, outbox, 2).sponsor(Newcomer(person, OTHER))
    acts = [said(accepted).act for accepted in (first, second)]
    assert [act.admission for act in acts if isinstance(act, models.Sponsor)] == [
        models.Admission(OTHER, False, person.commitment)
    ] * 2
    assert calls.committed(second.call) == {person.commitment: "person"}


def test_uninvite__names_the_invitation(pen: Ledger) -> None:
    invite = pen.invite().invite
    assert said(pen.uninvite(invite)).act == models.Uninvite(3, LATER, invite)


def test_complete_claim__is_signed_by_nobody(pen: Ledger) -> None:
    accepted = pen.complete_claim(7, OTHER, key="once")
    assert calls.act_of(accepted.call) is None
    assert accepted.call == calls.complete_claim(PLACE, 7, OTHER)
    assert pen.complete_claim(7, OTHER, key="once") == accepted


def test_correct__seals_the_text_that_takes_the_place(pen: Ledger) -> None:
    accepted = pen.correct(WORK, Statement(4, 2, 5, 50, TEXT, models.Basis.PRESENT))
    act = said(accepted).act
    assert isinstance(act, models.Correct)
    assert (act.replaced, act.replacement.recorder, act.replacement.units) == (WORK, 3, 50)
    assert calls.committed(accepted.call) == {act.replacement.content: "contribution"}


@pytest.mark.parametrize(
    "say",
    [
        lambda pen: pen.contest(WORK, "It was somebody else."),
        lambda pen: pen.resolve(WORK, strike=False, reason="It was not."),
    ],
)
def test_reason__is_sealed_and_committed_to(
    say: Callable[[Ledger], AcceptedAct], pen: Ledger
) -> None:
    accepted = say(pen)
    (content,) = accepted.offchain.contents
    assert isinstance(content, Content)
    assert calls.committed(accepted.call) == {content.commitment: "reason"}
    assert b'"kind":"reason"' in content.body


def test_act__without_a_text__commits_to_nothing(pen: Ledger, outbox: Outbox) -> None:
    nothing = [pen.contest(WORK), held_by(NEW, outbox, 2).join(pen.invite()), pen.depart()]
    assert [calls.committed(accepted.call) for accepted in nothing] == [{}, {}, {}]
    act = said(nothing[0]).act
    assert isinstance(act, models.Contest) and act.reason == NO_COMMITMENT


def test_key__of_one_newcomer__is_not_that_of_another(pen: Ledger, outbox: Outbox) -> None:
    invitation = pen.invite()
    one, two = held_by(NEW, outbox, 2), held_by(NEW, outbox, 4)
    first = one.join(invitation, key="once")
    assert one.join(invitation, key="once") == first
    assert two.join(invitation, key="once") != first, "whoever asks gets nobody else's answer"
    assert pen.close_vote(1, key="once") != first
    with pytest.raises(IdempotencyConflict):
        pen.complete_claim(7, OTHER, key="once")


def test_key__of_one_who_claims__is_not_that_of_another_nor_of_the_member(outbox: Outbox) -> None:
    one, two = held_by(7, outbox, 2), held_by(7, outbox, 4)
    first = one.claim(key="once")
    assert one.claim(key="once") == first
    assert two.claim(key="once") != first
    assert one.depart(key="once") != first

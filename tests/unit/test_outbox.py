"""The outbox without a chain: what is accepted is durable, once, and with its content."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, select

from ledger_py import calls, commitments
from ledger_py.calls import Call, Place
from ledger_py.chain.codec import CallMalformed, encode_error
from ledger_py.errors import CommitmentMismatch
from ledger_py.ledger import Attesting, Ledger, Statement
from ledger_py.models import NEW, Attest, Attestation, Basis, Contribution, Record
from ledger_py.offchain import ContentsIncomplete, ContentUnrelated, OffChain
from ledger_py.outbox import ActNotFound, ActStatus, IdempotencyConflict, Outbox
from ledger_py.signers import LocalSigner
from ledger_py.store import Store, acts, schema
from ledger_py.store.selects.shaping import contents
from ledger_py.store.vault import Vault
from tests.databases import Database

PLACE = Place(31_337, "0x" + "c0" * 20, "0x" + "a5" * 20)
BODY = {"kind": "contribution", "description": "Mentored", "evidence": []}
CONTENT = commitments.seal(BODY, b"\7" * 32)
OPENED = OffChain((CONTENT,))


@pytest.fixture
def store(database: Database, tmp_path: Path) -> Iterator[Store]:
    store = database.store(tmp_path)
    yield store
    store.close()


@pytest.fixture
def outbox(store: Store) -> Outbox:
    return Outbox(store, clock=lambda: 1_000)


def a_call(deadline: int = 5_000) -> Call:
    contribution = Contribution(3, 3, 1, 1, 100, 0, CONTENT.commitment)
    act = Record(3, deadline, (contribution,))
    signer = LocalSigner(b"\1" * 32)
    return calls.signed(act, PLACE, signer.signer, signer.sign(PLACE.digest(act)))


def contents_of(store: Store) -> list[tuple[str, ...]]:
    with store.reading() as connection:
        return [tuple(row) for row in connection.execute(select(schema.contents))]


def fail(store: Store, act: str, name: str, *values: object) -> None:
    numbered = {str(index): value for index, value in enumerate(values)}
    with store.transaction() as connection:
        acts.fail(connection, {act: "0x" + encode_error(name, numbered).hex()})


def test_accept__an_act_and_its_content__are_both_there(store: Store, outbox: Outbox) -> None:
    accepted = outbox.accept(a_call(), OPENED, "key")
    assert (accepted.sequence, accepted.accepted) == (1, 1_000)
    assert outbox.act(accepted.act) == accepted
    assert outbox.by_key("key", PLACE.community, 3) == accepted
    assert outbox.by_key("key", PLACE.community, 4) is None, "another member's is another"
    assert outbox.state(accepted.act).status is ActStatus.QUEUED
    with store.reading() as connection:
        named = "0x" + CONTENT.commitment.hex()
        found = contents(connection, "0x", "contribution", [named])[named]
    assert (found.salt, commitments.canonical(found.body)) == (
        "0x" + CONTENT.salt.hex(),
        CONTENT.body,
    )


def test_accept__same_key_and_act__has_the_same_answer(outbox: Outbox) -> None:
    assert outbox.accept(a_call(), OPENED, "key") == outbox.accept(a_call(), OPENED, "key")
    assert outbox.waiting() == 1


def test_accept__same_key_other_act__is_refused_with_nothing_changed(
    store: Store, outbox: Outbox
) -> None:
    first = outbox.accept(a_call(), OPENED, "key")
    before = contents_of(store)
    with pytest.raises(IdempotencyConflict) as error:
        outbox.accept(a_call(deadline=6_000), OPENED, "key")
    assert error.value.act == first.act
    assert outbox.waiting() == 1
    assert contents_of(store) == before


def test_accept__the_same_act_twice__is_taken_once(outbox: Outbox) -> None:
    first, second = outbox.accept(a_call(), OPENED), outbox.accept(a_call(), OPENED, "later")
    assert first == second == outbox.by_key("later", PLACE.community, 3)
    assert outbox.waiting() == 1


def test_accept__content_that_is_not_its_own_or_missing__is_refused(
    store: Store, outbox: Outbox
) -> None:
    with pytest.raises(ContentUnrelated):
        outbox.accept(
            a_call(), OffChain((CONTENT, commitments.seal({"kind": "note", "text": "x"})))
        )
    with pytest.raises(ContentUnrelated):
        outbox.accept(a_call(), OffChain((CONTENT,), documents=(b"{}",)))
    with pytest.raises(CommitmentMismatch):
        outbox.accept(a_call(), OffChain((replace(CONTENT, body=b"{}"),)))
    with pytest.raises(CallMalformed):
        outbox.accept(replace(a_call(), data=b"\1\2\3\4"), OPENED)
    with pytest.raises(ContentsIncomplete) as error:
        outbox.accept(a_call())
    assert error.value.commitment == CONTENT.commitment
    assert outbox.waiting() == 0
    assert contents_of(store) == []


def test_accept__many_at_once__are_all_there__but_for_a_conflict(
    store: Store, outbox: Outbox
) -> None:
    outbox.accept(a_call(), OPENED, "key")
    others = [a_call(deadline) for deadline in range(6_000, 6_040)]

    def hand_in(call: Call) -> object:
        key = "key" if call is others[7] else call.act
        try:
            return outbox.accept(call, OPENED, key).act
        except IdempotencyConflict as conflict:
            return conflict

    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(hand_in, others))
    assert isinstance(answers.pop(7), IdempotencyConflict)
    assert answers == [call.act for call in others if call is not others[7]]
    with store.reading() as connection:
        waiting = acts.waiting(connection, 100)
    assert [row.sequence for row in waiting] == list(range(1, 41))
    assert {row.act for row in waiting} == {a_call().act, *answers}


def test_accept__a_text__has_its_key_durable_before_it_is(store: Store, outbox: Outbox) -> None:
    assert store.vault is not None
    keys = Vault(store.vault.address, store.vault.folder, store.vault.master)
    before: list[dict[str, bytes]] = []

    def look(connection: Connection) -> None:
        rows = connection.execute(select(schema.contents.c.commitment, schema.contents.c.sealed))
        before.append(keys.decrypt({row.commitment: row.sealed for row in rows}))

    event.listen(store.engine, "commit", look)
    outbox.accept(a_call(), OPENED)
    assert [len(readable) for readable in before] == [1]
    keys.close()


def test_accept__wakes_the_worker__after_it_is_durable(store: Store) -> None:
    seen: list[int] = []
    outbox = Outbox(store, wake=lambda: seen.append(Outbox(store).waiting()))
    outbox.accept(a_call(), OPENED)
    assert seen == [1]


def test_state__a_refusal__is_failed_by_its_name_and_can_be_queued_again(
    store: Store, outbox: Outbox
) -> None:
    accepted = outbox.accept(a_call(), OPENED, "first")
    fail(store, accepted.act, "DeadlinePassed", 5_000, 6_000)
    state = outbox.state(accepted.act)
    assert (state.status, state.over, state.done) == (ActStatus.FAILED, True, False)
    assert state.error is not None
    assert state.error.name == "DeadlinePassed"
    assert outbox.accept(a_call(), OPENED, "second").act == accepted.act
    assert outbox.state(accepted.act).status is ActStatus.QUEUED
    for key in ("first", "second"):
        found = outbox.by_key(key, PLACE.community, 3)
        assert found is not None and found.act == accepted.act, "it keeps every key"


def test_state__repeated_elsewhere__is_no_failure(store: Store, outbox: Outbox) -> None:
    accepted = outbox.accept(a_call(), OPENED)
    fail(store, accepted.act, "ActRepeated", b"\1" * 32)
    assert outbox.state(accepted.act).status is ActStatus.LANDED_ELSEWHERE


def test_state__of_a_newcomer_whose_invitation_was_used_by_somebody_else__is_a_failure(
    store: Store, outbox: Outbox
) -> None:
    steward = Ledger(PLACE, 1, LocalSigner(b"\1" * 32), outbox, clock=lambda: 1_000)
    newcomer = Ledger(PLACE, NEW, LocalSigner(b"\2" * 32), outbox, clock=lambda: 1_000)
    accepted = newcomer.join(steward.invite())
    fail(store, accepted.act, "ActRepeated", b"\1" * 32)
    assert outbox.state(accepted.act).status is ActStatus.FAILED


def test_state__exists_but_not_in_the_index__is_a_failure(store: Store, outbox: Outbox) -> None:
    accepted = outbox.accept(a_call(), OPENED)
    fail(store, accepted.act, "ContributionExists", b"\1" * 32)
    assert outbox.state(accepted.act).status is ActStatus.FAILED


def test_act__never_accepted__is_not_found(outbox: Outbox) -> None:
    for ask in (outbox.act, outbox.state):
        with pytest.raises(ActNotFound):
            ask("0x" + "00" * 32)


def test_wait__until_or_no_longer_than_asked__gives_the_state_then(
    store: Store, outbox: Outbox
) -> None:
    accepted = outbox.accept(a_call(), OPENED)
    assert outbox.wait(accepted.act, seconds=0.01).status is ActStatus.QUEUED
    assert outbox.wait(accepted.act, lambda state: not state.over).status is ActStatus.QUEUED
    fail(store, accepted.act, "DeadlinePassed", 5_000, 6_000)
    assert outbox.wait(accepted.act).status is ActStatus.FAILED


def test_act_of__a_call__gives_back_what_was_signed() -> None:
    contribution = Contribution(3, 4, 1, 1, 100, Basis.VOUCHED, CONTENT.commitment)
    act = Attest(5, 9_000, (Attestation(contribution, 50, Basis.PRESENT),))
    signer = LocalSigner(b"\1" * 32)
    call = calls.signed(act, PLACE, signer.signer, b"\2" * 65)
    assert calls.act_of(call) == act
    assert calls.act_of(calls.close_vote(PLACE, 7)) is None


def test_ledger__a_key__says_it_once_and_one_thing_only(outbox: Outbox) -> None:
    pen = Ledger(PLACE, 3, LocalSigner(b"\1" * 32), outbox, clock=lambda: 1_000)
    statement = Statement(3, 1, 1, 100, BODY)
    first = pen.record([statement], key="once")
    assert pen.record([statement], key="once") == first, "although a new salt would be drawn"
    contribution = Contribution(3, 3, 1, 1, 100, 0, b"\1" * 32)
    with pytest.raises(IdempotencyConflict):
        pen.attest([Attesting(contribution, 1, Basis.PRESENT)], key="once")
    assert first.offchain.contents[0].commitment in first.call.data
    other = Ledger(PLACE, 4, LocalSigner(b"\2" * 32), outbox, clock=lambda: 1_000)
    assert other.record([replace(statement, contributor=4)], key="once") != first

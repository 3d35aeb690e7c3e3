"""A community is rebuilt and checked from a node alone; what is forged is found and named."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Table

from ledger_py import models
from ledger_py.chain.client import Node
from ledger_py.chain.codec import encode_call
from ledger_py.chain.deployment import passkey_verifier
from ledger_py.models import NO_COMMITMENT, AddSigner, Admission, Admit, Attest, Attestation, Record
from ledger_py.signers import LocalSigner
from ledger_py.store import schema
from ledger_py.typed_data import call_arguments, digest
from ledger_py.verify.chain_says import chain_says
from ledger_py.verify.community import Checked, Factory
from ledger_py.verify.counted import compare_counted
from ledger_py.verify.exporting import export
from ledger_py.verify.findings import Report
from ledger_py.verify.index_says import everything
from ledger_py.verify.offline import check_bundle
from ledger_py.verify.recount import Recount
from ledger_py.verify.trail import Trail
from ledger_py.verify.views import Views
from ledger_py.verify.witness import Transaction, Witness
from tests.chain.governing import Governing
from tests.chain.wandering import Wanderer
from tests.chain.world import World, open_world, word
from tests.databases import SqliteFiles
from tests.passkeys import Passkey

STORES = SqliteFiles()
YES_TO_ALL = bytes.fromhex("6010600c60003960106000f3631626ba7e60e01b60005260206000f3")
"""Creates an account whose contract says yes to every signature (ERC-1271)."""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with open_world(tmp_path) as opened:
        yield opened


def rebuilt(world: World, folder: Path) -> Checked:
    """The world's community, rebuilt into a fresh store."""
    deployment = world.deployment
    factory = Factory(deployment.factory, deployment.block)
    store = STORES.store(folder)
    checked = Checked(
        Witness(world.rpc), store, factory, world.community, lambda what, done, total: None
    )
    checked.rebuild()
    return checked


def checked_report(world: World, folder: Path) -> Report:
    report = Report()
    rebuilt(world, folder).check_at_rest(report)
    return report


def of(member: int) -> models.Contribution:
    return replace(contribution(), contributor=member, recorder=member)


def contribution(units: int = 100, recorder: int = 3) -> models.Contribution:
    return models.Contribution(3, recorder, 1, 2, units, int(recorder != 3), word(f"{units}"))


@pytest.mark.parametrize("seed", [1, 4])
def test_after_random_acts__everything_agrees(world: World, tmp_path: Path, seed: int) -> None:
    wanderer = Wanderer(world, seed)
    wanderer.work(14)
    wanderer.walk(30)
    report = checked_report(world, tmp_path)
    assert [str(one) for one in report.differences] == []
    assert not report.notes
    assert report.counts["signatures"] >= report.counts["acts"] > 80


def test_after_acts_of_every_kind__everything_agrees(world: World, tmp_path: Path) -> None:
    Governing(world).everything()
    Wanderer(world, seed=18).everything()
    report = checked_report(world, tmp_path)
    assert [str(one) for one in report.differences] == []
    assert report.counts["calls that nobody signs"] > 5
    assert report.counts["counted again, score totals"] > 5


def test_passkey__its_acts_are_checked_again(world: World, tmp_path: Path) -> None:
    passkey = Passkey(verifier_of(world))
    adding = AddSigner(3, world.deadline(), False, passkey.signer)
    consent = passkey.sign(digest(adding, world.domain(adding)))
    world.relay(world.community, [world.signed(adding, world.signers[3], consent)])
    recording = Record(3, world.deadline(), (contribution(),))
    world.relay(world.community, [world.signed(recording, passkey)])  # type: ignore[arg-type]
    report = checked_report(world, tmp_path)
    assert report.equal
    assert report.counts["signatures: the passkey signed it, its user verified"] == 2


def test_contract_account__is_noted_as_the_account_and_block_that_accepted(
    world: World, tmp_path: Path
) -> None:
    account = created(world, YES_TO_ALL)
    admitting = Admit(1, world.deadline(), (Admission(account, False, NO_COMMITMENT),))
    world.carry(admitting)
    member = int(world.node.view(world.community, "Community", "memberOf", account))
    act = Record(member, world.deadline(), (of(member),))
    data = encode_call("Community", "record", call_arguments(act), account, b"any words")
    receipt = world.relay(world.community, [data])
    report = checked_report(world, tmp_path)
    assert report.equal
    accepted = {f"accepted by account 0x{account.hex()} at block {receipt.block}": 1}
    assert report.notes == accepted
    bundle, offline = export(rebuilt(world, tmp_path)), Report()
    check_bundle(bundle, bundle.head, STORES.store(tmp_path), offline, lambda *_: None)
    assert (offline.equal, offline.notes) == (True, accepted)


def test_signer_that_sends_the_act__needs_no_signature(world: World, tmp_path: Path) -> None:
    own = bytes.fromhex(world.account.address[2:])
    world.carry(Admit(1, world.deadline(), (Admission(own, False, NO_COMMITMENT),)))
    member = int(world.node.view(world.community, "Community", "memberOf", own))
    act = Record(member, world.deadline(), (of(member),))
    assert world.send(
        world.community, encode_call("Community", "record", call_arguments(act), own, b"")
    ).succeeded
    report = checked_report(world, tmp_path)
    assert report.equal
    assert report.counts["signatures: the signer sent the transaction"] == 1


class Forger:
    """A witness whose transactions were changed on their way."""

    def __init__(self, witness: Witness, before: bytes, after: bytes) -> None:
        self._witness, self._before, self._after = witness, before, after

    def transactions(self, hashes: Sequence[str]) -> list[Transaction]:
        found = self._witness.transactions(hashes)
        return [replace(tx, data=tx.data.replace(self._before, self._after)) for tx in found]

    def has_code(self, address: str) -> bool:
        return self._witness.has_code(address)


def forged(world: World, folder: Path, before: bytes, after: bytes) -> Report:
    checked = rebuilt(world, folder)
    report = Report()
    logs = checked.witness.kept((world.community, world.assembly))
    source = Forger(checked.witness, before, after)
    trail = Trail(checked.place, world.deployment.factory, frozenset(), source, report)
    assert list(trail.check(logs))
    return report


def test_signature_with_one_byte_changed__is_named(world: World, tmp_path: Path) -> None:
    act = Record(3, world.deadline(), (contribution(),))
    world.carry(act)
    signature = world.sign(act, world.signers[3])
    report = forged(world, tmp_path, signature, bytes([signature[0] ^ 1]) + signature[1:])
    (found,) = report.differences
    assert (found.where, found.field) == ("signatures", "signer")
    assert found.record.endswith("record of member 3")
    assert found.chain == world.signers[3].signer


def test_statement_that_was_changed__is_named_with_its_event(world: World, tmp_path: Path) -> None:
    world.carry(Record(3, world.deadline(), (contribution(),)))
    report = forged(world, tmp_path, word("100"), word("other"))
    assert {one.where for one in report.differences} == {"signatures", "events"}
    assert "ContributionRecorded" in str(report.differences[-1])


def test_signer_of_another_member__is_named(world: World, tmp_path: Path) -> None:
    """The signature fits the signer; that the signer is not the member's is another check."""
    act = Record(3, world.deadline(), (contribution(),))
    world.carry(act)
    mine, other = world.signers[3], LocalSigner(b"\x55" * 32)
    checked, report = rebuilt(world, tmp_path), Report()
    logs = checked.witness.kept((world.community, world.assembly))
    changed = Forger(checked.witness, world.sign(act, mine), world.sign(act, other))
    again = Forger(changed, mine.signer, other.signer)  # type: ignore[arg-type]
    list(Trail(checked.place, world.deployment.factory, frozenset(), again, report).check(logs))
    assert ("signers", "speaks for the member") in {(d.where, d.field) for d in report.differences}


def test_act_that_failed__changes_nothing_and_is_not_counted(world: World, tmp_path: Path) -> None:
    good = Record(3, world.deadline(), (contribution(),))
    bad = Record(4, world.deadline(), (contribution(200, recorder=4),))
    calls = [world.call(good), world.call(bad, by=5)]
    before = checked_report(world, tmp_path).counts["acts"]
    world.relay(world.community, calls)
    report = checked_report(world, tmp_path)
    assert report.equal
    assert report.counts["acts"] == before + 1


@pytest.mark.parametrize(
    ("table", "column", "question"),
    [
        (schema.contributions, "accepted_units", "contributions"),
        (schema.units, "raw", "raw"),
        (schema.totals, "total", "totals"),
        (schema.attestations, "units", "attestations"),
    ],
)
def test_index_that_was_changed__is_named(
    world: World, tmp_path: Path, table: Table, column: str, question: str
) -> None:
    attest_by_two(world)
    checked, report = rebuilt(world, tmp_path), Report()
    with checked.store.transaction() as connection:
        connection.execute(table.update().values({column: table.c[column] + 1}))
    checked.check(report)
    assert f"index, {question}" in {one.where for one in report.differences}


@pytest.mark.parametrize("left_out", ["ContributionRecorded", "ContributionAttested"])
def test_count_that_leaves_something_out__differs_from_the_contracts(
    world: World, tmp_path: Path, left_out: str
) -> None:
    attest_by_two(world)
    checked, report = rebuilt(world, tmp_path), Report()
    state, events = Recount(), checked.events()
    last = max(i for i, event in enumerate(events) if event.name == left_out)
    skipped = [e for i, e in enumerate(events) if i != last]
    for event in skipped if left_out == "ContributionAttested" else events[:last]:
        state.take(event.name, event.values)
    asked = everything(checked.store, world.community, [1, 2])
    says = chain_says(Views(checked.witness, checked.place), asked)
    compare_counted(state, says, checked.witness.pinned.time, report)
    assert "counted again, contributions" in {one.where for one in report.differences}


def attest_by_two(world: World) -> None:
    """A contribution of 100 hundredths that two members attest to."""
    one, until = contribution(), world.deadline()
    given = (Attestation(one, 100, 1, NO_COMMITMENT),)
    world.carry(Record(3, until, (one,)), Attest(4, until, given), Attest(5, until, given))


def verifier_of(world: World) -> str:
    """The passkeys' verifier that the factory names."""
    return passkey_verifier(world.node, world.deployment)


def created(world: World, code: bytes) -> bytes:
    """The address of a contract made of this code."""
    fields = {
        "type": 2,
        "chainId": world.node.chain_id(),
        "nonce": world.node.nonce(world.account.address),
        "value": 0,
        "data": code,
        "gas": 1_000_000,
        "maxFeePerGas": 0,
        "maxPriorityFeePerGas": 0,
    }
    raw = bytes(world.account.sign_transaction(fields).raw_transaction)
    receipt = Node(world.rpc).receipt(world.mine(raw))
    assert receipt is not None
    assert receipt.contract is not None
    return bytes.fromhex(receipt.contract[2:])

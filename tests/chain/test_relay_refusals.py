"""Bad acts on the whole road: each fails by the name of the rule it breaks and changes nothing."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ledger_py.calls import Call, Place, close_vote, signed
from ledger_py.errors import FieldInvalid
from ledger_py.models import Attest, Attestation, Ballot, Basis, Contribution, OpenVote, Record
from ledger_py.outbox import ActStatus
from ledger_py.signers import LocalSigner
from tests.chain.road import Road, open_road, said
from tests.chain.world import ACTIVITIES, CHAIN_ID, DAY, word
from tests.databases import Database

# The order of secp256k1: n - s is the other value of s that fits a signature.
CURVE_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
STRANGER = LocalSigner(word("a stranger's key"))
ELSEWHERE = "0x" + "ab" * 20


@pytest.fixture(scope="module")
def road(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Road]:
    """A road with one contribution of member 3 that member 4 attested to, and two votes."""
    with open_road(database, tmp_path_factory.mktemp("road")) as road:
        contribution = stated(content=said("recorded"))
        attestation = Attestation(contribution, 100, Basis.PRESENT)
        for act in (
            Record(3, road.world.deadline(), (contribution,)),
            Attest(4, road.world.deadline(), (attestation,)),
            OpenVote(1, road.world.deadline(), 1, 1, 0, 60),
        ):
            assert road.outcome(road.call(act)).done
        road.world.wait(60)
        yield road


def stated(**changed: object) -> Contribution:
    """A contribution that member 3 may record; every test spoils one thing of it."""
    values: dict[str, object] = {
        "contributor": 3,
        "recorder": 3,
        "activity": 1,
        "epoch": 1,
        "units": 200,
        "basis": 0,
        "content": said("new"),
    }
    return Contribution(**(values | changed))  # type: ignore[arg-type]


def record(road: Road, contribution: Contribution, **changed: int) -> Record:
    return replace(Record(3, road.world.deadline(), (contribution,)), **changed)


def attest(road: Road, **changed: object) -> Attest:
    """Member 5 attests to what is recorded; every test spoils one thing of it."""
    values = {"contribution": stated(content=said("recorded")), "units": 100, "basis": 1}
    attestation = Attestation(**(values | changed))  # type: ignore[arg-type]
    return Attest(5, road.world.deadline(), (attestation,))


def ballot(road: Road, sequence: int = 1, first_level: int = 5) -> Ballot:
    levels = (first_level, *(5 for _ in ACTIVITIES[1:]))
    return Ballot(3, road.world.deadline(), 1, sequence, levels)


def by_signature(road: Road, spoil: Callable[[bytes], bytes]) -> Call:
    act, signer = record(road, stated()), road.world.signers[3]
    signature = signer.sign(road.place.digest(act))
    return signed(act, road.place, signer.signer, spoil(signature))


def over(road: Road, **elsewhere: object) -> Call:
    """An act signed for another place, carried to this one."""
    act, signer = record(road, stated()), road.world.signers[3]
    other: Place = replace(road.place, **elsewhere)  # type: ignore[arg-type]
    return signed(act, road.place, signer.signer, signer.sign(other.digest(act)))


def by_stranger(road: Road) -> Call:
    act = record(road, stated())
    return signed(act, road.place, STRANGER.signer, STRANGER.sign(road.place.digest(act)))


def one_bit(signature: bytes) -> bytes:
    return bytes([signature[0] ^ 1]) + signature[1:]


def high_s(signature: bytes) -> bytes:
    s = CURVE_ORDER - int.from_bytes(signature[32:64])
    return signature[:32] + s.to_bytes(32) + bytes([55 - signature[64]])


REFUSED: dict[str, tuple[str, Callable[[Road], Call]]] = {
    "a signature by a non-member": ("SignerNotOfMember", by_stranger),
    "for another member": (
        "SignerNotOfMember",
        lambda r: r.call(record(r, stated(recorder=4), member=4), by=3),
    ),
    "in another's name": ("RecorderMismatch", lambda r: r.call(record(r, stated(recorder=4)))),
    "on one's own work": ("AttesterIsContributor", lambda r: r.call(replace(attest(r), member=3))),
    "by the same attester twice": (
        "AttestationExists",
        lambda r: r.call(replace(attest(r, units=200), member=4)),
    ),
    "over another community": ("SignatureInvalid", lambda r: over(r, community=ELSEWHERE)),
    "over another chain": ("SignatureInvalid", lambda r: over(r, chain_id=CHAIN_ID + 1)),
    "past its deadline": (
        "DeadlinePassed",
        lambda r: r.call(record(r, stated(), deadline=r.world.now() - 1)),
    ),
    "tampered by one bit": ("SignatureInvalid", lambda r: by_signature(r, one_bit)),
    "with a high s": ("SignatureHighS", lambda r: by_signature(r, high_s)),
    "cut short": ("SignatureLengthInvalid", lambda r: by_signature(r, lambda s: s[:64])),
    "an unknown activity type": (
        "ActivityUnknown",
        lambda r: r.call(record(r, stated(activity=99))),
    ),
    "zero units": ("UnitsMissing", lambda r: r.call(record(r, stated(units=0)))),
    "zero units attested": ("UnitsMissing", lambda r: r.call(attest(r, units=0))),
    "more units attested than stated": (
        "UnitsAboveStated",
        lambda r: r.call(attest(r, units=201)),
    ),
    "an epoch before the origin": (
        "EpochUnknown",
        lambda r: r.call(record(r, stated(epoch=0))),
    ),
    "an epoch in the future": ("EpochNotStarted", lambda r: r.call(record(r, stated(epoch=8)))),
    "an epoch not listed": ("EpochUnknown", lambda r: r.call(record(r, stated(epoch=500)))),
    "an unrecorded contribution": (
        "ContributionUnknown",
        lambda r: r.call(attest(r, contribution=stated())),
    ),
    "a ballot after closing": ("VoteOver", lambda r: r.call(ballot(r))),
    "closing an unknown vote": ("VoteUnknown", lambda r: close_vote(r.place, 7)),
    "bytes that are no act": (
        "ActMalformed",
        lambda r: replace(close_vote(r.place, 1), contract=r.place.community, data=b"\1\2\3\4"),
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_an_act_that_breaks_a_rule_fails_by_its_name(road: Road, case: str) -> None:
    name, make = REFUSED[case]
    before, sent = road.rows(), road.transactions()
    state = road.outcome(make(road))
    assert state.status is ActStatus.FAILED
    assert state.error is not None
    assert state.error.name == name
    assert str(state.error)
    assert road.rows() == before
    assert road.transactions() == sent, "a refused act costs no transaction"


def test_units_above_the_width_cannot_be_signed(road: Road) -> None:
    with pytest.raises(FieldInvalid, match="units"):
        road.call(record(road, stated(units=65_536)))


@pytest.mark.parametrize(
    ("name", "sequence", "level"),
    [("LevelOutOfRange", 1, 11), ("SequenceWrong", 2, 5), ("SequenceWrong", 0, 5)],
)
def test_a_ballot_that_breaks_a_rule_fails_by_its_name(
    database: Database, tmp_path: Path, name: str, sequence: int, level: int
) -> None:
    with open_road(database, tmp_path) as road:
        assert road.outcome(road.call(OpenVote(1, road.world.deadline(), 1, 1, 0, DAY))).done
        before = road.rows()
        state = road.outcome(road.call(ballot(road, sequence, level)))
        assert (state.status, state.error and state.error.name) == (ActStatus.FAILED, name)
        assert road.rows() == before
        assert road.outcome(road.call(ballot(road))).done


def test_a_closed_epoch_takes_nothing_new(database: Database, tmp_path: Path) -> None:
    with open_road(database, tmp_path) as road:
        road.world.wait(200 * DAY)
        before = road.rows()
        state = road.outcome(road.call(record(road, stated())))
        assert state.error is not None
        assert state.error.name == "EpochClosed"
        assert road.rows() == before

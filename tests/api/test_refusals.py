"""Every act that breaks a rule is refused at the door, by the rule's name, and changes nothing."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from ledger_py.models import Attest, Attestation, Ballot, Contribution, Record
from tests.api.stack import STRANGER, Gateway
from tests.api.test_acts import key

Body = dict[str, Any]
Make = Callable[[Gateway], tuple[str, Body]]
HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0
ORDER = 2 * HALF_ORDER + 1
RECORD, ATTEST = "/contributions", "/attestations"


def record(gateway: Gateway, **changed: Any) -> Record:
    """Member 3 records one event of their own, but for what is changed."""
    made = replace(gateway.contribution("refused", 3), **changed)
    return Record(3, gateway.deadline(), (made,))


def post_record(gateway: Gateway, act: Record, **how: Any) -> tuple[str, Body]:
    """The act with its content."""
    return RECORD, gateway.signed(act, contents=[gateway.contents["refused"]], **how)


def attest(gateway: Gateway, member: int, name: str, **changed: Any) -> tuple[str, Body]:
    """A member attests to a contribution of the stack, but for what is changed."""
    of = gateway.contributions[name]
    made = replace(Attestation(of, of.units, 1), **changed)
    return ATTEST, gateway.signed(Attest(member, gateway.deadline(), (made,)))


def ballot(gateway: Gateway, **changed: Any) -> tuple[str, Body]:
    """Member 1 casts a first ballot in the open vote, but for what is changed."""
    made = replace(Ballot(1, gateway.deadline(), 2, 1, (1, 2, 3, 4)), **changed)
    return f"/votes/{made.vote}/ballots", gateway.signed(made)


def tampered(gateway: Gateway, change: Callable[[bytes], bytes]) -> tuple[str, Body]:
    """A record whose signature is changed after signing."""
    path, body = post_record(gateway, record(gateway))
    body["signature"] = "0x" + change(bytes.fromhex(body["signature"][2:])).hex()
    return path, body


def high_s(signature: bytes) -> bytes:
    """The other signature of the same key over the same digest."""
    s = ORDER - int.from_bytes(signature[32:64])
    return signature[:32] + s.to_bytes(32) + bytes([55 - signature[64]])


def other_message(gateway: Gateway) -> tuple[str, Body]:
    """A record whose units are changed after signing."""
    path, body = post_record(gateway, record(gateway))
    body["act"]["contributions"][0]["units"] += 1
    return path, body


def signed_as(gateway: Gateway, member: int) -> tuple[str, Body]:
    """Member 3's act with member 3's signer and another's signature."""
    path, body = post_record(gateway, record(gateway), by=gateway.keys[member])
    body["signer"] = "0x" + gateway.keys[3].signer.hex()
    return path, body


def by_unclaimed(gateway: Gateway) -> tuple[str, Body]:
    """Somebody speaks for an unclaimed member."""
    act = Record(7, gateway.deadline(), record(gateway, contributor=7, recorder=7).contributions)
    return post_record(gateway, act, by=gateway.keys[STRANGER])


def unknown(gateway: Gateway) -> tuple[str, Body]:
    """An attestation to what was never recorded."""
    never: Contribution = gateway.contribution("never recorded", 3)
    act = Attest(4, gateway.deadline(), (Attestation(never, 100, 1),))
    return ATTEST, gateway.signed(act)


def again(gateway: Gateway) -> tuple[str, Body]:
    """A contribution that is recorded already, in a new act."""
    act = Record(3, gateway.deadline() + 1, (gateway.contributions["waiting"],))
    return RECORD, gateway.signed(act, contents=[gateway.contents["waiting"]])


def items_missing(gateway: Gateway) -> tuple[str, Body]:
    """A record of nothing."""
    return RECORD, gateway.signed(Record(3, gateway.deadline(), ()))


def expired(gateway: Gateway) -> tuple[str, Body]:
    """A record whose deadline has passed."""
    return post_record(gateway, replace(record(gateway), deadline=int(gateway.clock()) - 1))


def too_wide(gateway: Gateway) -> tuple[str, Body]:
    """A record of more units than the chain's 16 bits hold."""
    path, body = post_record(gateway, record(gateway))
    body["act"]["contributions"][0]["units"] = 65_536
    return path, body


CASES: dict[str, tuple[Make, int, str]] = {
    "a signature by a non-member": (
        lambda g: post_record(g, record(g), by=g.keys[STRANGER]),
        403,
        "SignerNotOfMember",
    ),
    "a signer of another member": (
        lambda g: post_record(g, record(g), by=g.keys[4]),
        403,
        "SignerNotOfMember",
    ),
    "a signature by another member": (lambda g: signed_as(g, 4), 403, "SignatureInvalid"),
    "a signature for an unclaimed member": (by_unclaimed, 403, "SignerNotOfMember"),
    "an attestation to one's own work": (
        lambda g: attest(g, 3, "waiting"),
        403,
        "AttesterIsContributor",
    ),
    "a second attestation by the same attester": (
        lambda g: attest(g, 4, "organised"),
        409,
        "AttestationExists",
    ),
    "a signature over another community": (
        lambda g: post_record(g, record(g), place=g.elsewhere),
        403,
        "SignatureInvalid",
    ),
    "a signature over another chain": (
        lambda g: post_record(g, record(g), place=replace(g.place, chain_id=1)),
        403,
        "SignatureInvalid",
    ),
    "an act past its deadline": (expired, 409, "DeadlinePassed"),
    "a signature changed by one bit": (
        lambda g: tampered(g, lambda s: s[:63] + bytes([s[63] ^ 1]) + s[64:]),
        403,
        "SignatureInvalid",
    ),
    "a message changed by one unit": (other_message, 403, "SignatureInvalid"),
    "a signature with high s": (lambda g: tampered(g, high_s), 403, "SignatureHighS"),
    "a signature cut short": (
        lambda g: tampered(g, lambda s: s[:64]),
        403,
        "SignatureLengthInvalid",
    ),
    "an unknown activity type": (
        lambda g: post_record(g, record(g, activity=99)),
        400,
        "ActivityUnknown",
    ),
    "an activity type not yet in force": (
        lambda g: post_record(g, record(g, activity=4)),
        409,
        "ActivityNotInForce",
    ),
    "an unknown contributor": (
        lambda g: post_record(g, record(g, contributor=98, basis=1)),
        400,
        "MemberUnknown",
    ),
    "a recorder who is not the member": (
        lambda g: post_record(g, record(g, recorder=4)),
        403,
        "RecorderMismatch",
    ),
    "a basis for one's own work": (
        lambda g: post_record(g, record(g, basis=1)),
        400,
        "BasisInvalid",
    ),
    "no content": (
        lambda g: (RECORD, g.signed(record(g, content=bytes(32)))),
        400,
        "ContentMissing",
    ),
    "zero units": (lambda g: post_record(g, record(g, units=0)), 400, "UnitsMissing"),
    "a credit of two": (
        lambda g: post_record(g, record(g, activity=3, units=200)),
        400,
        "UnitsNotCredit",
    ),
    "units above the width": (too_wide, 422, "FieldInvalid"),
    "more units attested than stated": (
        lambda g: attest(g, 4, "waiting", units=201),
        400,
        "UnitsAboveStated",
    ),
    "zero units attested": (lambda g: attest(g, 4, "waiting", units=0), 400, "UnitsMissing"),
    "an attestation without a basis": (
        lambda g: attest(g, 4, "waiting", basis=0),
        400,
        "BasisInvalid",
    ),
    "an attestation to nothing": (unknown, 400, "ContributionUnknown"),
    "a contribution recorded before": (again, 409, "ContributionExists"),
    "an act of no items": (items_missing, 400, "ItemsMissing"),
    "an epoch before the origin": (
        lambda g: post_record(g, record(g, epoch=0)),
        400,
        "EpochUnknown",
    ),
    "an epoch in the future": (
        lambda g: post_record(g, record(g, epoch=5)),
        409,
        "EpochNotStarted",
    ),
    "an epoch not listed": (lambda g: post_record(g, record(g, epoch=60)), 400, "EpochUnknown"),
    "an epoch that is closed": (lambda g: post_record(g, record(g, epoch=1)), 409, "EpochClosed"),
    "an attestation in a closed epoch": (
        lambda g: attest(g, 6, "mentored"),
        409,
        "EpochClosed",
    ),
    "a level out of range": (lambda g: ballot(g, levels=(1, 2, 3, 11)), 400, "LevelOutOfRange"),
    "a level above the width": (
        lambda g: (lambda p, b: (p, {**b, "act": {**b["act"], "levels": [256]}}))(*ballot(g)),
        422,
        "FieldInvalid",
    ),
    "too few levels": (lambda g: ballot(g, levels=(1, 2, 3)), 400, "LevelsLength"),
    "a ballot after closing": (lambda g: ballot(g, vote=1), 409, "VoteOver"),
    "a ballot before the opening": (lambda g: ballot(g, vote=3), 409, "VoteNotOpen"),
    "a ballot with a sequence too high": (lambda g: ballot(g, sequence=2), 409, "SequenceWrong"),
    "a ballot with a sequence used before": (
        lambda g: ballot(g, member=3, sequence=1, rationale=bytes(32)),
        409,
        "SequenceWrong",
    ),
    "a ballot of a member who joined later": (
        lambda g: ballot(g, member=9),
        403,
        "JoinedLate",
    ),
    "a ballot in an unknown vote": (lambda g: ballot(g, vote=99), 404, "NotFound"),
    "a ballot for another vote": (
        lambda g: ("/votes/1/ballots", ballot(g)[1]),
        422,
        "VoteDiffers",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_refuses(gateway: Gateway, case: str) -> None:
    make, status, name = CASES[case]
    path, body = make(gateway)
    with gateway.unchanged():
        response = gateway.post(path, body)
        found = response.json()
        assert (response.status_code, found["error"]) == (status, name), found
    assert found["type"] == f"/v1/problems/{name}"
    assert found["detail"]


def test_names_the_values_and_what_to_do(gateway: Gateway) -> None:
    path, body = attest(gateway, 4, "waiting", units=201)
    found = gateway.post(path, body).json()
    assert found["values"] == {"stated": 200, "attested": 201}
    assert found["hint"]


def test_refuses_managed_members_where_the_rules_give_them_no_vote(gateway: Gateway) -> None:
    place = gateway.elsewhere
    made = Ballot(3, gateway.deadline(), 1, 1, (5,))
    body = gateway.signed(made, by=gateway.keys[6], place=place)
    with gateway.unchanged():
        response = gateway.client.post(
            f"/v1/communities/{place.community}/votes/1/ballots",
            json=body,
            headers=key("elsewhere"),
        )
    assert (response.status_code, response.json()["error"]) == (403, "ManagedMayNotVote")

"""One act of every kind and of every odd shape, hashed and signed by eth-account."""

from typing import Any

from eth_account import Account
from eth_account.messages import _hash_eip191_message, encode_typed_data

from tests.vectors.structs import CONTRIBUTION, DOMAIN_TYPE, fields, types

Json = dict[str, Any]

KEYS = ["0x" + f"{n:064x}" for n in (1, 2, 2**255)]
"""Private keys of no account: known to everybody, never to be used outside tests."""
CONSENTING, ONE_TIME, INVITER = ("0x" + f"{n:064x}" for n in (4, 5, 6))
NEW = 0
"""The id of somebody who is no member yet."""
CHAIN_ID = 31_337
COMMUNITY = "0x" + "c0" * 20
ASSEMBLY = "0x" + "a5" * 20
DEADLINE = 1_900_000_000
NOTHING = "0x" + "00" * 32
WIDEST = 2**48 - 1
FUNCTIONS = {
    "Ballot": "cast",
    "SharesBallot": "castShares",
    "ProposalBallot": "castProposal",
    "ElectionBallot": "castElection",
    "ClaimMembership": "claim",
}
VOTING = ("DefineIndicator", "OpenVote", "Propose", "Stand", "ObjectToProposal")
"""What goes to the assembly, apart from ballots."""


def _hash(number: int) -> str:
    return "0x" + f"{number:064x}"


def _contribution(number: int, **changed: Any) -> Json:
    plain = {
        "contributor": 3,
        "recorder": 1,
        "activity": 2,
        "epoch": 5,
        "units": 100,
        "basis": 2,
        "content": _hash(0xC0 + number),
    }
    return {**plain, **changed}


def _attestation(contribution: Json, **changed: Any) -> Json:
    plain = {"contribution": contribution, "units": 100, "basis": 1, "note": NOTHING}
    return {**plain, **changed}


def _admission(signer: str, managed: bool, person: str) -> Json:
    return {"signer": signer, "managed": managed, "person": person}


def _address(key: str) -> str:
    address: str = Account.from_key(key).address.lower()
    return address


def _invite(deadline: int) -> Json:
    return {"member": 1, "deadline": deadline, "key": _address(ONE_TIME)}


def _messages() -> list[tuple[str, Json]]:
    return [*_about_people(), *_about_work(), *_about_votes()]


def _about_people() -> list[tuple[str, Json]]:
    passkey = "0x" + "11" * 20 + "22" * 64
    wallet = "0x" + "01" * 20
    people = [
        _admission(wallet, True, NOTHING),
        _admission(passkey, False, _hash(0xA2)),
        _admission("0x", False, _hash(0xA3)),
    ]
    return [
        ("Admit", {"admissions": [_admission("0x", False, _hash(0xA1))]}),
        ("Admit", {"admissions": people}),
        ("Sponsor", {"admission": people[0]}),
        ("Sponsor", {"admission": people[1]}),
        ("Join", {"member": NEW, "invite": _invite(DEADLINE), "managed": False, "person": NOTHING}),
        ("Join", {"member": NEW, "invite": _invite(WIDEST), "managed": True, "person": _hash(9)}),
        ("Uninvite", {"invite": _invite(DEADLINE)}),
        ("ClaimMembership", {"member": 4, "managed": False}),
        ("ClaimMembership", {"member": 4, "managed": True}),
        ("ConfirmClaim", {"unclaimed": 4, "signer": passkey}),
        ("ContestClaim", {"unclaimed": 2**32 - 1}),
        ("AddSigner", {"managed": False, "signer": _address(CONSENTING)}),
        ("AddSigner", {"managed": True, "signer": _address(CONSENTING)}),
        ("RemoveSigner", {"signer": passkey}),
        ("Recover", {"subject": 3, "managed": False, "signer": wallet}),
        ("Recover", {"subject": 2**32 - 1, "managed": True, "signer": "0x"}),
        ("ObjectToRecovery", {}),
        ("CompleteRecovery", {}),
        ("Depart", {}),
        ("Rejoin", {}),
        ("Choose", {"subject": 1, "recognition": 1}),
        ("Choose", {"subject": 4, "recognition": 255}),
        ("Suspend", {"subject": 3, "until": 0}),
        ("Suspend", {"subject": 2, "until": WIDEST}),
    ]


def _about_work() -> list[tuple[str, Json]]:
    activity = {
        "group": 1,
        "orientation": 2,
        "unit": 1,
        "required": 2,
        "sensitive": False,
        "cap": 2**32 - 1,
        "since": 1,
        "document": _hash(0xD1),
    }
    own = _contribution(1, contributor=1, basis=0, units=65_535)
    widest = _contribution(
        2,
        contributor=2**32 - 1,
        recorder=2**32 - 1,
        activity=65_535,
        epoch=65_535,
        units=1,
        basis=255,
    )
    return [
        ("DefineGroup", {"document": _hash(0xD0)}),
        ("DefineActivity", {"activity": activity}),
        ("DefineActivity", {"activity": {**activity, "sensitive": True, "required": 5}}),
        ("ListEpochs", {"ends": [1_700_000_000, 1_800_000_000, WIDEST]}),
        ("Record", {"contributions": [_contribution(0)]}),
        ("Record", {"contributions": [own, widest, _contribution(3)]}),
        ("Record", {"contributions": []}),
        ("Attest", {"attestations": [_attestation(_contribution(0), note=_hash(0xE0))]}),
        (
            "Attest",
            {"attestations": [_attestation(own, units=1), _attestation(widest, basis=2)]},
        ),
        ("Retract", {"contributions": [_contribution(0)]}),
        ("Retract", {"contributions": [own, widest]}),
        ("Withdraw", {"contributions": [own, widest, _contribution(3)]}),
        ("Withdraw", {"contributions": []}),
        ("Correct", {"replaced": own, "replacement": widest}),
        ("Contest", {"contribution": own, "reason": NOTHING}),
        ("Contest", {"contribution": widest, "reason": _hash(0xE1)}),
        ("Resolve", {"strike": True, "contribution": own, "reason": _hash(0xE2)}),
        ("Resolve", {"strike": False, "contribution": widest, "reason": NOTHING}),
    ]


def _about_votes() -> list[tuple[str, Json]]:
    ballot = {"vote": 2, "sequence": 65_535, "rationale": _hash(0xF0)}
    proposal = {
        "amends": 0,
        "notice": 0,
        "duration": 60,
        "delay": 2**32 - 1,
        "document": _hash(0xD4),
        "calls": [],
    }
    calls = [{"to": 1, "data": "0x01020304"}, {"to": 2, "data": "0x" + "ab" * 200}]
    return [
        ("DefineIndicator", {"kind": 1, "retention": [], "document": _hash(0xD2)}),
        ("DefineIndicator", {"kind": 1, "retention": [10_000, 5_000, 0], "document": _hash(0xD3)}),
        ("OpenVote", {"indicator": 1, "from": 1, "notice": 0, "duration": 60}),
        ("OpenVote", {"indicator": 2, "from": 0, "notice": 86_400, "duration": 2**32 - 1}),
        ("Ballot", {"vote": 1, "sequence": 1, "levels": [0, 10, 15], "rationale": NOTHING}),
        (
            "Ballot",
            {"vote": 2, "sequence": 65_535, "levels": [7] * 60, "rationale": _hash(0xF0)},
        ),
        ("DefineIndicator", {"kind": 2, "retention": [1] * 11, "document": _hash(0xD5)}),
        ("Propose", proposal),
        ("Propose", {**proposal, "amends": 2**32 - 1, "calls": calls}),
        ("Propose", {**proposal, "calls": [{"to": 255, "data": "0x"}]}),
        ("Stand", {"vote": 2**32 - 1}),
        ("SharesBallot", {**ballot, "points": [100, 0], "levels": [0, 10, 15]}),
        ("SharesBallot", {**ballot, "points": [], "levels": [7] * 60}),
        ("SharesBallot", {**ballot, "points": [7] * 16, "levels": [], "rationale": NOTHING}),
        ("ProposalBallot", {**ballot, "choice": 1}),
        ("ProposalBallot", {**ballot, "choice": 255, "rationale": NOTHING}),
        ("ElectionBallot", {**ballot, "approved": [3, 2**32 - 1]}),
        ("ElectionBallot", {**ballot, "approved": [], "rationale": NOTHING}),
        ("ObjectToProposal", {"vote": 1, "rationale": NOTHING}),
        ("ObjectToProposal", {"vote": 2**32 - 1, "rationale": _hash(0xF1)}),
    ]


def _domain(contract: str) -> Json:
    address = COMMUNITY if contract == "Community" else ASSEMBLY
    return {
        "name": f"Auzolan {contract}",
        "version": "1",
        "chainId": CHAIN_ID,
        "verifyingContract": address,
    }


def _signed(primary: str, contract: str, message: Json, key: str) -> Json:
    data = {
        "types": types(primary),
        "primaryType": primary,
        "domain": _domain(contract),
        "message": message,
    }
    signable = encode_typed_data(full_message=data)
    signed = Account.sign_typed_data(key, full_message=data)
    return {
        "typedData": data,
        "domainSeparator": "0x" + signable.header.hex(),
        "structHash": "0x" + signable.body.hex(),
        "digest": "0x" + _hash_eip191_message(signable).hex(),
        "privateKey": key,
        "signer": _address(key),
        "signature": "0x" + signed.signature.hex(),
    }


def _vector(number: int, primary: str, body: Json) -> Json:
    contract = "Assembly" if primary in VOTING or primary.endswith("Ballot") else "Community"
    key = KEYS[number % len(KEYS)]
    message = {"member": 1, "deadline": WIDEST if number % 3 == 2 else DEADLINE, **body}
    if primary == "Join":
        # Nobody joins with another's signer.
        admission = _admission(_address(key), message.pop("managed"), message.pop("person"))
        message["admission"] = admission
    return {
        "function": FUNCTIONS.get(primary, primary[0].lower() + primary[1:]),
        "contract": contract,
        **_signed(primary, contract, message, key),
        "more": _more(primary, message),
    }


def _more(primary: str, message: Json) -> list[str]:
    """What the call carries besides: signatures of others over the act, or an invitation."""
    if primary == "AddSigner":
        return [_signed(primary, "Community", message, CONSENTING)["signature"]]
    if primary == "Join":
        invitation = _signed("Invite", "Community", message["invite"], INVITER)
        answer = _signed(primary, "Community", message, ONE_TIME)["signature"]
        return [answer, invitation["signer"], invitation["signature"]]
    return []


def _contribution_vector(contribution: Json) -> Json:
    data = {
        "types": {"EIP712Domain": fields(DOMAIN_TYPE), "Contribution": fields(CONTRIBUTION)},
        "primaryType": "Contribution",
        "domain": _domain("Community"),
        "message": contribution,
    }
    identity = encode_typed_data(full_message=data).body
    return {"contribution": contribution, "id": "0x" + identity.hex()}


def typed_data_vectors() -> Json:
    """Every act with its hashes and signatures, invitations, and contributions with their ids."""
    messages = _messages()
    recorded = [c for name, body in messages if name == "Record" for c in body["contributions"]]
    invites = (_invite(DEADLINE), _invite(WIDEST))
    return {
        "acts": [_vector(number, *message) for number, message in enumerate(messages)],
        "invitations": [_signed("Invite", "Community", invite, INVITER) for invite in invites],
        "contributions": [_contribution_vector(contribution) for contribution in recorded],
    }

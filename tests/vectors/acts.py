"""One act of every kind and of every odd shape, hashed and signed by eth-account."""

from typing import Any

from eth_account import Account
from eth_account.messages import _hash_eip191_message, encode_typed_data

Json = dict[str, Any]

KEYS = ["0x" + f"{n:064x}" for n in (1, 2, 2**255)]
"""Private keys of no account: known to everybody, never to be used outside tests."""
CHAIN_ID = 31_337
COMMUNITY = "0x" + "c0" * 20
ASSEMBLY = "0x" + "a5" * 20
DEADLINE = 1_900_000_000
NOTHING = "0x" + "00" * 32
WIDEST = 2**48 - 1

CONTRIBUTION = (
    "uint32 contributor,uint32 recorder,uint16 activity,uint16 epoch,uint16 units,uint8 basis,"
    "bytes32 content"
)
STRUCTS = {
    "Admission": "bytes signer,bool managed,bytes32 person",
    "Activity": (
        "uint8 group,uint8 orientation,uint8 unit,uint8 required,uint32 cap,uint16 since,"
        "bytes32 document"
    ),
    "Contribution": CONTRIBUTION,
    "Attestation": "Contribution contribution,uint16 units,uint8 basis,bytes32 note",
}
PRIMARIES = {
    "Admit": "Admission[] admissions",
    "DefineGroup": "bytes32 document",
    "DefineActivity": "Activity activity",
    "ListEpochs": "uint48[] ends",
    "Record": "Contribution[] contributions",
    "Attest": "Attestation[] attestations",
    "DefineIndicator": "uint8 kind,uint16[] retention,bytes32 document",
    "OpenVote": "uint32 indicator,uint16 from,uint32 notice,uint32 duration",
    "Ballot": "uint32 vote,uint16 sequence,uint8[] levels,bytes32 rationale",
}
INNER = {
    "Admit": ["Admission"],
    "DefineActivity": ["Activity"],
    "Record": ["Contribution"],
    "Attest": ["Attestation", "Contribution"],
}
FUNCTIONS = {"Ballot": "cast"}
DOMAIN_TYPE = "string name,string version,uint256 chainId,address verifyingContract"


def _fields(text: str) -> list[dict[str, str]]:
    pairs = [part.split(" ") for part in text.split(",")]
    return [{"name": name, "type": kind} for kind, name in pairs]


def _types(primary: str) -> dict[str, list[dict[str, str]]]:
    head = "uint32 member,uint48 deadline,"
    types = {name: _fields(STRUCTS[name]) for name in INNER.get(primary, [])}
    types["EIP712Domain"] = _fields(DOMAIN_TYPE)
    types[primary] = _fields(head + PRIMARIES[primary])
    return types


def _hash(number: int) -> str:
    return "0x" + f"{number:064x}"


def _contribution(number: int, **changed: Any) -> Json:
    fields = {
        "contributor": 3,
        "recorder": 1,
        "activity": 2,
        "epoch": 5,
        "units": 100,
        "basis": 2,
        "content": _hash(0xC0 + number),
    }
    return {**fields, **changed}


def _attestation(contribution: Json, **changed: Any) -> Json:
    fields = {"contribution": contribution, "units": 100, "basis": 1, "note": NOTHING}
    return {**fields, **changed}


def _admission(signer: str, managed: bool, person: str) -> Json:
    return {"signer": signer, "managed": managed, "person": person}


def _messages() -> list[tuple[str, Json]]:
    passkey = "0x" + "11" * 20 + "22" * 64
    activity = {
        "group": 1,
        "orientation": 2,
        "unit": 1,
        "required": 2,
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
        ("Admit", {"admissions": [_admission("0x", False, _hash(0xA1))]}),
        (
            "Admit",
            {
                "admissions": [
                    _admission("0x" + "01" * 20, True, NOTHING),
                    _admission(passkey, False, _hash(0xA2)),
                    _admission("0x", False, _hash(0xA3)),
                ]
            },
        ),
        ("DefineGroup", {"document": _hash(0xD0)}),
        ("DefineActivity", {"activity": activity}),
        ("ListEpochs", {"ends": [1_700_000_000, 1_800_000_000, WIDEST]}),
        ("Record", {"contributions": [_contribution(0)]}),
        ("Record", {"contributions": [own, widest, _contribution(3)]}),
        ("Record", {"contributions": []}),
        ("Attest", {"attestations": [_attestation(_contribution(0), note=_hash(0xE0))]}),
        (
            "Attest",
            {"attestations": [_attestation(own, units=1), _attestation(widest, basis=2)]},
        ),
        ("DefineIndicator", {"kind": 1, "retention": [], "document": _hash(0xD2)}),
        ("DefineIndicator", {"kind": 1, "retention": [10_000, 5_000, 0], "document": _hash(0xD3)}),
        ("OpenVote", {"indicator": 1, "from": 1, "notice": 0, "duration": 60}),
        ("OpenVote", {"indicator": 2, "from": 0, "notice": 86_400, "duration": 2**32 - 1}),
        ("Ballot", {"vote": 1, "sequence": 1, "levels": [0, 10, 15], "rationale": NOTHING}),
        (
            "Ballot",
            {"vote": 2, "sequence": 65_535, "levels": [7] * 60, "rationale": _hash(0xF0)},
        ),
    ]


def _domain(contract: str) -> Json:
    address = COMMUNITY if contract == "Community" else ASSEMBLY
    return {
        "name": f"Auzolan {contract}",
        "version": "1",
        "chainId": CHAIN_ID,
        "verifyingContract": address,
    }


def _vector(number: int, primary: str, body: Json) -> Json:
    contract = "Assembly" if primary in ("DefineIndicator", "OpenVote", "Ballot") else "Community"
    deadline = WIDEST if number % 3 == 2 else DEADLINE
    data = {
        "types": _types(primary),
        "primaryType": primary,
        "domain": _domain(contract),
        "message": {"member": 1, "deadline": deadline, **body},
    }
    key = KEYS[number % len(KEYS)]
    signable = encode_typed_data(full_message=data)
    signed = Account.sign_typed_data(key, full_message=data)
    return {
        "function": FUNCTIONS.get(primary, primary[0].lower() + primary[1:]),
        "contract": contract,
        "typedData": data,
        "domainSeparator": "0x" + signable.header.hex(),
        "structHash": "0x" + signable.body.hex(),
        "digest": "0x" + _hash_eip191_message(signable).hex(),
        "privateKey": key,
        "signer": Account.from_key(key).address.lower(),
        "signature": "0x" + signed.signature.hex(),
    }


def _contribution_vector(contribution: Json) -> Json:
    types = {
        "EIP712Domain": _fields(DOMAIN_TYPE),
        "Contribution": _fields(CONTRIBUTION),
    }
    data = {
        "types": types,
        "primaryType": "Contribution",
        "domain": _domain("Community"),
        "message": contribution,
    }
    identity = encode_typed_data(full_message=data).body
    return {"contribution": contribution, "id": "0x" + identity.hex()}


def typed_data_vectors() -> Json:
    """Every act with its hashes and a signature, and contributions with their ids."""
    messages = _messages()
    recorded = [c for _, body in messages for c in body.get("contributions", [])]
    return {
        "acts": [_vector(number, *message) for number, message in enumerate(messages)],
        "contributions": [_contribution_vector(contribution) for contribution in recorded],
    }

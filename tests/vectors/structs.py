"""What is signed, as the design has it: the structs in EIP-712's words."""

CONTRIBUTION = (
    "uint32 contributor,uint32 recorder,uint16 activity,uint16 epoch,uint16 units,uint8 basis,"
    "bytes32 content"
)
STRUCTS = {
    "Admission": "bytes signer,bool managed,bytes32 person",
    "Activity": (
        "uint8 group,uint8 orientation,uint8 unit,uint8 required,bool sensitive,uint32 cap,"
        "uint16 since,bytes32 document"
    ),
    "Contribution": CONTRIBUTION,
    "Attestation": "Contribution contribution,uint16 units,uint8 basis,bytes32 note",
    "Invite": "uint32 member,uint48 deadline,address key",
    "Call": "uint8 to,bytes data",
}
PRIMARIES = {
    "Admit": "Admission[] admissions",
    "Sponsor": "Admission admission",
    "Invite": "address key",
    "Join": "Invite invite,Admission admission",
    "Uninvite": "Invite invite",
    "ClaimMembership": "bool managed",
    "ConfirmClaim": "uint32 unclaimed,bytes signer",
    "ContestClaim": "uint32 unclaimed",
    "AddSigner": "bool managed,bytes signer",
    "RemoveSigner": "bytes signer",
    "Recover": "uint32 subject,bool managed,bytes signer",
    "ObjectToRecovery": "",
    "CompleteRecovery": "",
    "Depart": "",
    "Rejoin": "",
    "Choose": "uint32 subject,uint8 recognition",
    "Suspend": "uint32 subject,uint48 until",
    "DefineGroup": "bytes32 document",
    "DefineActivity": "Activity activity",
    "ListEpochs": "uint48[] ends",
    "Record": "Contribution[] contributions",
    "Attest": "Attestation[] attestations",
    "Retract": "Contribution[] contributions",
    "Withdraw": "Contribution[] contributions",
    "Correct": "Contribution replaced,Contribution replacement",
    "Contest": "Contribution contribution,bytes32 reason",
    "Resolve": "bool strike,Contribution contribution,bytes32 reason",
    "DefineIndicator": "uint8 kind,uint16[] retention,bytes32 document",
    "OpenVote": "uint32 indicator,uint16 from,uint32 notice,uint32 duration",
    "Propose": (
        "uint32 amends,uint32 notice,uint32 duration,uint32 delay,bytes32 document,Call[] calls"
    ),
    "Stand": "uint32 vote",
    "Ballot": "uint32 vote,uint16 sequence,uint8[] levels,bytes32 rationale",
    "SharesBallot": ("uint32 vote,uint16 sequence,uint8[] points,uint8[] levels,bytes32 rationale"),
    "ProposalBallot": "uint32 vote,uint16 sequence,uint8 choice,bytes32 rationale",
    "ElectionBallot": "uint32 vote,uint16 sequence,uint32[] approved,bytes32 rationale",
    "ObjectToProposal": "uint32 vote,bytes32 rationale",
}
INNER = {
    "Admit": ["Admission"],
    "Sponsor": ["Admission"],
    "Join": ["Admission", "Invite"],
    "Uninvite": ["Invite"],
    "DefineActivity": ["Activity"],
    "Record": ["Contribution"],
    "Attest": ["Attestation", "Contribution"],
    "Retract": ["Contribution"],
    "Withdraw": ["Contribution"],
    "Correct": ["Contribution"],
    "Contest": ["Contribution"],
    "Resolve": ["Contribution"],
    "Propose": ["Call"],
}
DOMAIN_TYPE = "string name,string version,uint256 chainId,address verifyingContract"


def fields(text: str) -> list[dict[str, str]]:
    """Return a struct's fields as typed data has them."""
    pairs = [part.split(" ") for part in text.split(",")]
    return [{"name": name, "type": kind} for kind, name in pairs]


def types(primary: str) -> dict[str, list[dict[str, str]]]:
    """Return the types of an act's typed data."""
    whole = ",".join(filter(None, ["uint32 member,uint48 deadline", PRIMARIES[primary]]))
    found = {name: fields(STRUCTS[name]) for name in INNER.get(primary, [])}
    found["EIP712Domain"] = fields(DOMAIN_TYPE)
    found[primary] = fields(whole)
    return found

"""Why any signed act is refused."""

ACTS = {
    "InitialisedAlready": ("This contract was initialised before.", "Found a community instead."),
    "DeadlinePassed": (
        "The act was signed to be carried out until {deadline}; it is {time} now.",
        "Sign it again with a later deadline.",
    ),
    "SignerNotOfMember": (
        "Signer {signer} does not belong to member {member}.",
        "Sign with a key that belongs to this member of this community.",
    ),
    "SignatureInvalid": (
        "The signature for member {member} does not fit {digest}, on this contract and chain.",
        "Sign exactly the typed data of this act, with the community's own domain.",
    ),
    "SignatureLengthInvalid": (
        "An ECDSA signature is 65 bytes long, this one {length}.",
        "Send r, s and v, each signature by itself.",
    ),
    "SignatureHighS": (
        "The signature uses the upper value of s, {s}.",
        "Send n - s in its place and flip v: a signature has one form only.",
    ),
    "ActRepeated": (
        "The act {digest} was carried out before.",
        "Nothing is left to do. Where it is an invitation, that was used or taken back: ask a"
        " steward for a new one.",
    ),
    "HandedOver": (
        "The community was handed over to its votes at {since}, and only they do this now.",
        "Propose it to the community.",
    ),
    "EpochBegun": (
        "What a vote changes holds from epoch {earliest} on at the earliest, not from epoch"
        " {epoch}.",
        "Name an epoch that has not begun.",
    ),
    "ItemsMissing": ("The act names nothing to do.", "Name at least one item."),
    "StewardRequired": ("Member {member} is no steward.", "Ask a steward to sign this act."),
    "DocumentMissing": (
        "A definition document is named by its hash; zero names none.",
        "Publish the document and name its hash.",
    ),
    "RelayNested": ("A relayed act cannot be a relay itself.", "Relay the inner acts directly."),
    "RelayLengthInvalid": ("A relay carries 1 to 256 acts, not {length}.", "Cut the batch."),
    "RelayGasShort": (
        "Act {index} was promised {required} gas and the relay has only {available} left.",
        "Send the transaction with more gas, or fewer acts.",
    ),
    "ActMalformed": ("The bytes are no act of this contract.", "Build the call from its ABI."),
    "OutOfGas": ("The act used up its limit of {limit} gas.", "Try again with a higher limit."),
}

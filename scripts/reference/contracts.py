"""The page of contracts: acts, views and events, from the ABI and its NatSpec comments."""

from __future__ import annotations

from collections.abc import Iterator

from ledger_py.structs import encode_type
from ledger_py.typed_data import ACTS
from scripts.reference.markdown import page, sentence, table
from scripts.reference.natspec import Comments, Json, read_abi, read_comments, signature

CONTRACTS = ("CommunityFactory", "Community", "Assembly")
STRUCTS = ("Founding", "Rules", "RelayedAct", "Outcome", "Standing")
LIBRARY = {
    "eip712Domain": "The EIP-712 domain in which acts are signed (ERC-5267).",
    "EIP712DomainChanged": "Of the library; our domains never change.",
}


def contracts_page() -> str:
    """The acts with what is signed, then each contract's functions and events."""
    comments = read_comments()
    parts = [part for name in CONTRACTS for part in _contract(name, comments)]
    return page(
        "Contracts",
        "What the contracts take, answer and tell, from their ABI and their own comments. Their "
        "refusals are in [errors](errors.md). Ids of epochs, groups, activity types, members, "
        "indicators, votes and versions count from 1; units are hundredths; times are seconds "
        "since 1970 (UTC).",
        "## Acts",
        "An act is a function with three arguments: what is said, the signer (ERC-7913 bytes: an "
        "address, or a verifier and a key) and the signature over EIP-712 typed data; `addSigner` "
        "and `join` take more signatures after these. The domain "
        "is `Auzolan Community` or `Auzolan Assembly`, version `1`, the chain's id, and the "
        "address of the community's own contract. Called by the signer itself, the signature may "
        "be empty. The code of a `Community` lies in four parts, `Community`, `Membership`, "
        "`Upkeep` and `Charter`, that of an `Assembly` in `Assembly` and `Agenda`; all parts of "
        "one answer at its one address. What only a vote does (`decide...`, `handOver`) is called "
        "by a proposal.",
        *_acts(comments),
        "## Structs in calls and answers",
        *(part for name in STRUCTS for part in _struct(name, comments)),
        *parts,
    )


def _acts(comments: Comments) -> Iterator[str]:
    shown: set[str] = set()
    for model, kind in ACTS.items():
        told = comments["function", kind.function]
        yield f"### `{kind.function}` on `{kind.contract}`"
        yield sentence(told.notice)
        yield f"```\n{encode_type(model)}\n```"
        for name in _structs_in(encode_type(model)):
            if name not in shown and comments["struct", name].params:
                yield _fields(name, comments)
            shown.add(name)


def _structs_in(text: str) -> list[str]:
    return [part.rpartition(")")[2] for part in text.split("(")[:-1]]


def _struct(name: str, comments: Comments) -> Iterator[str]:
    told = comments["struct", name]
    yield f"### `{name}`"
    yield sentence(told.notice)
    yield _fields(name, comments)


def _fields(name: str, comments: Comments) -> str:
    rows = comments["struct", name].params.items()
    return table((f"field of `{name}`", "meaning"), [(f"`{n}`", text) for n, text in rows])


def _contract(name: str, comments: Comments) -> Iterator[str]:
    abi = read_abi(name)
    told = comments["contract", name]
    yield f"## `{name}`"
    yield sentence(told.notice)
    acts = {kind.function for kind in ACTS.values() if kind.contract == name}
    changing = [e for e in _of(abi, "function") if e["stateMutability"] not in ("view", "pure")]
    doors = [entry for entry in changing if entry["name"] not in acts]
    views = [e for e in _of(abi, "function") if e["stateMutability"] in ("view", "pure")]
    for title, entries, kind in (
        ("functions that are no acts", doors, "function"),
        ("views", views, "function"),
        ("events", _of(abi, "event"), "event"),
    ):
        yield f"### `{name}`: {title}"
        rows = [
            (f"`{signature(entry)}`", _said(name, kind, entry["name"], comments))
            for entry in entries
        ]
        yield table((kind, "meaning"), rows)


def _of(abi: list[Json], kind: str) -> list[Json]:
    return sorted((e for e in abi if e["type"] == kind), key=lambda entry: str(entry["name"]))


def _said(contract: str, kind: str, name: str, comments: Comments) -> str:
    told = comments.get((f"{contract}.{kind}", name)) or comments.get((kind, name))
    return sentence(told.notice if told else LIBRARY.get(name, ""))

"""The code on the chain held against the published sources, contract by contract, byte by byte.

Where a contract's constructor writes values into its code (immutables), both sides are blank, and
the values are told by name, and compared where it is known what they have to be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eth_hash.auto import keccak

from ledger_py.chain.client import Node
from ledger_py.chain.codec import decode_event
from ledger_py.verify.community import Factory
from ledger_py.verify.findings import Report

CODE = "code"
Json = dict[str, Any]
_CLONE = bytes.fromhex("363d3d373d3d3d363d73"), bytes.fromhex("5af43d82803e903d91602b57fd5bf3")
_PARTS = {"Community": ("Membership", "Upkeep", "Charter"), "Assembly": ("Agenda",)}


@dataclass(frozen=True, slots=True)
class Compared:
    """A contract: its name, its address, and the first byte that is another, None where equal."""

    name: str
    address: str
    differs_at: int | None


def check_code(
    node: Node, factory: Factory, compiled: Mapping[str, Json], report: Report
) -> list[Compared]:
    """Compare everything behind a factory with compiled contracts (solc's JSON, by name)."""
    found = [_compare(node, "CommunityFactory", factory.address, compiled, report)]
    for name, constant in (("Community", "COMMUNITY"), ("Assembly", "ASSEMBLY")):
        address = str(node.view(factory.address, "CommunityFactory", constant))
        found += _compare_parts(node, name, address, compiled, report)
    for verifier in _verifiers(node, factory):
        found.append(_compare(node, "PasskeyVerifier", verifier, compiled, report))
    for number in range(1, node.view(factory.address, "CommunityFactory", "communityCount") + 1):
        found += _compare_clones(node, factory, number, report)
    return found


def _compare_parts(
    node: Node, name: str, address: str, compiled: Mapping[str, Json], report: Report
) -> list[Compared]:
    """An implementation and the parts in which its code goes on, each naming the next."""
    found = []
    for part in (name, *_PARTS[name]):
        found.append(_compare(node, part, address, compiled, report))
        if part != (*_PARTS[name],)[-1]:
            address = str(node.view(address, name, "NEXT"))
    return found


def _compare_clones(node: Node, factory: Factory, number: int, report: Report) -> list[Compared]:
    """A community's and its assembly's code: nothing but where it lies."""
    community = str(node.view(factory.address, "CommunityFactory", "communityAt", number))
    assembly = str(node.view(community, "Community", "assemblyAddress"))
    found = []
    for address, constant in ((community, "COMMUNITY"), (assembly, "ASSEMBLY")):
        target = str(node.view(factory.address, "CommunityFactory", constant))
        wanted = _CLONE[0] + bytes.fromhex(target[2:]) + _CLONE[1]
        name = f"{constant.capitalize()} {number} (clone of {target})"
        found.append(_judge(name, address, code_at(node, address), wanted, report))
    return found


def _compare(
    node: Node, name: str, address: str, compiled: Mapping[str, Json], report: Report
) -> Compared:
    deployed = compiled[name]["evm"]["deployedBytecode"]
    places = [one for found in deployed["immutableReferences"].values() for one in found]
    wanted = blanked(bytes.fromhex(deployed["object"]), places)
    there = code_at(node, address)
    known = _known(node, name, address)
    for references in deployed["immutableReferences"].values():
        for value in {there[one["start"] : one["start"] + one["length"]] for one in references}:
            if value in known:
                report.notes[f"{name}: {known[value]}"] += 1
            else:
                record = f"{name} at {address}"
                report.differs(CODE, record, "immutable", value, "nothing that belongs there")
    return _judge(name, address, blanked(there, places), wanted, report)


def _known(node: Node, name: str, address: str) -> dict[bytes, str]:
    """What a constructor may have written, in words: addresses that are compared, and the name."""
    if name == "CommunityFactory":
        targets = {n: str(node.view(address, name, n.upper())) for n in ("Community", "Assembly")}
        return {_word(target): f"code of every {n} {target}" for n, target in targets.items()}
    whole = "Assembly" if name in ("Assembly", *_PARTS["Assembly"]) else "Community"
    title = f"Auzolan {whole}"
    known = {
        _word(address): f"its own address {address}",
        keccak(title.encode()): f"hash of the name “{title}”",
        _short(title): f"the name “{title}”",
        _short("1"): "the version “1”",
    }
    if name in ("Community", "Assembly", "Membership", "Upkeep"):
        following = str(node.view(address, whole, "NEXT"))
        known[_word(following)] = f"goes on at {following}"
    return known


def _word(address: str) -> bytes:
    return bytes.fromhex(address[2:]).rjust(32, b"\0")


def _short(text: str) -> bytes:
    """A short string as OpenZeppelin keeps it in one word: its bytes, and its length at the end."""
    return text.encode().ljust(31, b"\0") + bytes([len(text)])


def _judge(name: str, address: str, there: bytes, wanted: bytes, report: Report) -> Compared:
    at = first_difference(there, wanted)
    report.counts[CODE] += 1
    if at is not None:
        byte, other = there[at : at + 1].hex(), wanted[at : at + 1].hex()
        record = f"{name} at {address}"
        report.differs(CODE, record, f"byte {at}", byte or "no byte", other or "no byte")
    return Compared(name, address, at)


def first_difference(one: bytes, other: bytes) -> int | None:
    """Return where two byte strings first differ, None when they are equal."""
    if one == other:
        return None
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def blanked(code: bytes, places: list[Json]) -> bytes:
    """Return code with zeros where a constructor writes."""
    blank = bytearray(code)
    for place in places:
        if place["start"] + place["length"] <= len(code):
            blank[place["start"] : place["start"] + place["length"]] = bytes(place["length"])
    return bytes(blank)


def code_at(node: Node, address: str) -> bytes:
    """Return the code at an address, empty where there is none."""
    return bytes.fromhex(node.rpc.call("eth_getCode", address, "latest")[2:])


def _verifiers(node: Node, factory: Factory) -> list[str]:
    last = factory.block or node.head().number
    events = map(decode_event, node.logs(factory.block, last, [factory.address]))
    return [event.values["verifier"] for event in events if event.name == "VerifierNamed"]

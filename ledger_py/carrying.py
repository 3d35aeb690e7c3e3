"""Carrying a member's texts from one gateway to another: what the chain names may be kept anywhere.

Who has the salt of a commitment has been given it, and only the very text opens it; so nobody has
to be known to bring one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ledger_py import calls, contents
from ledger_py.calls import SignedAct
from ledger_py.commitments import Content
from ledger_py.outbox import Outbox
from ledger_py.store import Store, acts, erasing
from ledger_py.store.keeping import keep_contents
from ledger_py.store.selects.naming import named
from ledger_py.store.selects.shaping import contents as held_contents


class Brought(StrEnum):
    """What became of a text that was brought."""

    KEPT = "kept"
    ERASED = "erased"
    UNNAMED = "unnamed"


@dataclass(frozen=True, slots=True)
class Text:
    """A content as its member has it: who has salt and body can show what was committed to."""

    commitment: str
    salt: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Receipt:
    """A member's act as it was signed; accepted: Unix seconds."""

    act: str
    accepted: int
    signed: SignedAct


def bring(store: Store, community: str, given: Sequence[Content]) -> list[Brought]:
    """Keep those contents that a community's acts name; say of each what became of it.

    Raises the ContentFault of the rule that a content breaks; then nothing is kept.
    """
    keys = ["0x" + one.commitment.hex() for one in given]
    with store.reading() as connection:
        kinds = named(connection, community, keys)
    wanted = [one for one, key in zip(given, keys, strict=True) if key in kinds]
    for one in wanted:
        contents.check_bytes(kinds["0x" + one.commitment.hex()], one.body)
    with store.transaction() as connection:
        keep_contents(connection, wanted)
        held = set(erasing.held(connection, kinds))
    return [_brought(key, kinds, held) for key in keys]


def texts(store: Store, community: str, member: int) -> list[Text]:
    """All that is kept here of a member's name and texts, and of what others wrote about them."""
    with store.reading() as connection:
        about = erasing.about_member(connection, community, member)
        kinds = named(connection, community, about)
        found: list[Text] = []
        for kind in sorted(set(kinds.values())):
            of_kind = sorted(key for key in kinds if kinds[key] == kind)
            opened = held_contents(connection, community, kind, of_kind, hidden_too=True)
            found += [Text(key, one.salt, dict(one.body)) for key, one in opened.items()]
    return found


def receipts(store: Store, community: str, member: int) -> list[Receipt]:
    """The acts of a member that were accepted here, in order, as they were signed."""
    outbox, found = Outbox(store), []
    with store.reading() as connection:
        rows = [one for one in acts.of_community(connection, community) if one.member == member]
    for row in rows:
        accepted = outbox.act(row.act)
        if signed := calls.signed_act(accepted.call):
            found.append(Receipt(row.act, accepted.accepted, signed))
    return found


def _brought(key: str, kinds: dict[str, str], held: set[str]) -> Brought:
    if key not in kinds:
        return Brought.UNNAMED
    return Brought.KEPT if key in held else Brought.ERASED

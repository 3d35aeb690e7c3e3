"""Erasure: whatever tells of a person goes, in an order that a kill cannot turn round.

The register says what is to go -> its keys are destroyed -> its rows are deleted -> the files are
cleaned. Whatever a kill leaves undone, the next start or the same command does. The chain keeps
what it has: member id, signers, units, ballots and commitments that nothing opens any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ledger_py import calls
from ledger_py.accounts import Accounts
from ledger_py.evidence import about_member
from ledger_py.models import Correct, Record
from ledger_py.outbox import ActStatus, Outbox
from ledger_py.store import (
    Store,
    acts,
    discussion,
    drafts,
    erasing,
    evidence,
    links,
    notices,
    speaking,
    subscriptions,
    webhooks,
)
from ledger_py.store.acts import Connection
from ledger_py.store.users import token_keys


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure would take from here, or took: commitments, each in hex."""

    community: str
    member: int
    commitments: tuple[str, ...]
    """Of everything that tells of the member, whether or not it was kept here."""
    kept: int
    """How many of the texts were kept here."""


def foreseen(store: Store, community: str, member: int) -> Erasure:
    """What the erasure of a member would take; changes nothing.

    It takes the name, the descriptions of their contributions with the notes and reasons that
    others wrote about these, and all notes, reasons and rationales that they wrote. What they
    recorded about others' work stays: it is the others'. What a gateway keeps besides goes too and
    is not counted: comments, files, notices, webhooks, and drafts of whoever speaks for them.
    """
    refused = set(_refused(store, community, member))
    with store.reading() as connection:
        named = erasing.about_member(connection, community, member) | refused
        kept = len(erasing.held(connection, named))
    return Erasure(community, member, tuple(sorted(named)), kept)


def erase(
    store: Store, community: str, member: int, time: int, accounts: Accounts | None = None
) -> Erasure:
    """Erase a member's name and texts for good; time: Unix seconds.

    accounts: the managed keys; one that speaks for the member loses its label, which may be a name.
    Safe to repeat, also after a kill. Raises VaultMissing.
    """
    vault = store.require_vault()
    found = foreseen(store, community, member)
    with store.reading() as connection:
        files = about_member(connection, community, member)
        users, leaving = _users(connection, community, member)
        keys = discussion.about_member(connection, community, member)
        keys += webhooks.names_of_member(connection, community, member)
        keys += [evidence.name_of(community, file) for file in files]
        keys += drafts.names_of(connection, users)
        keys += subscriptions.names_of(connection, leaving)
        keys += token_keys(connection, leaving)
    vault.destroy([*found.commitments, *keys], time)
    with store.transaction() as connection:
        discussion.forget_member(connection, community, member, time)
        evidence.drop(connection, community, files)
        notices.forget_member(connection, community, member)
        links.forget_member(connection, community, member)
        webhooks.forget_member(connection, community, member)
        drafts.forget(connection, users)
        subscriptions.forget(connection, leaving)
        erasing.drop_contents(connection, found.commitments)
        erasing.drop_idempotency_keys(connection, community, member)
        signers = erasing.signers_of(connection, community, member)
    store.forget_deleted()
    if accounts:
        accounts.unlabel([bytes.fromhex(signer[2:]) for signer in signers])
    return found


def _users(connection: Connection, community: str, member: int) -> tuple[list[str], list[str]]:
    """The users who speak or spoke for a member, and those of them who speak for nobody else."""
    users = speaking.users_ever_of(connection, community, member)
    leaving = [
        user
        for user in users
        if {(community, member)}
        >= {(one.community, one.member) for one in speaking.memberships(connection, user)}
    ]
    return users, leaving


def _refused(store: Store, community: str, member: int) -> Iterator[str]:
    """What came with acts that the chain refused: no index names it, and nobody is shown it."""
    outbox = Outbox(store)
    with store.reading() as connection:
        rows = acts.of_community(connection, community)
    for row in rows:
        mine = row.member == member
        if not mine and row.name not in ("record", "correct"):
            continue
        call = outbox.act(row.act).call
        if (mine or _is_about(call, member)) and outbox.state(row.act).status is ActStatus.FAILED:
            yield from ("0x" + one.hex() for one in calls.committed(call))


def _is_about(call: calls.Call, member: int) -> bool:
    match calls.act_of(call):
        case Record(contributions=said):
            return any(one.contributor == member for one in said)
        case Correct(replacement=said):
            return said.contributor == member
    return False

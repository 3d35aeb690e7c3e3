"""Evidence that is a file: kept encrypted, found by its hash, gone with its member's texts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from ledger_py.errors import AuzolanError
from ledger_py.store import Store, audiences, evidence
from ledger_py.store.acts import Connection
from ledger_py.store.audiences import Audience
from ledger_py.store.evidence import File, name_of
from ledger_py.store.rows import Body

LARGEST, MOST = 500_000, 50
"""Bytes of a file, and files of a member."""
MEDIA_TYPES = (
    *("application/pdf", "image/gif", "image/jpeg", "image/png", "image/webp", "text/plain"),
)
"""None of them runs anything where it is opened."""


class EvidenceUnfit(AuzolanError):
    """A file is of a kind that is not kept, empty, or too large."""

    hint = f"Bring {', '.join(MEDIA_TYPES)} of {LARGEST // 1000} kB at most, or link to it."

    def __init__(self, media_type: str, size: int) -> None:
        super().__init__(f"A file of type {media_type[:40]!r} with {size:,} bytes is not kept.")


class EvidenceFull(AuzolanError):
    """A member keeps so many files at a gateway."""

    hint = "Delete one that shows nothing any more, or link to the new one."

    def __init__(self) -> None:
        super().__init__(f"There are {MOST} files already.")


_LINK = re.compile("/evidence/([0-9a-f]{64})$", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shown:
    """A file as it is shown."""

    media_type: str
    content: bytes


class Evidence:
    """The files of one community; times are Unix seconds."""

    def __init__(self, store: Store, community: str) -> None:
        self._store, self._community = store, community
        self._vault = store.require_vault()

    def bring(self, member: int, media_type: str, content: bytes, now: int) -> str:
        """Keep a member's file; return its SHA-256. Raises EvidenceUnfit, EvidenceFull."""
        if media_type not in MEDIA_TYPES or not 0 < len(content) <= LARGEST:
            raise EvidenceUnfit(media_type, len(content))
        file = sha256(content).hexdigest()
        name = name_of(self._community, file)
        with self._store.reading() as connection:
            if evidence.find(connection, self._community, file):
                return file
            if len(evidence.of_member(connection, self._community, member)) >= MOST:
                raise EvidenceFull
        for sealed in self._vault.encrypt({name: content}).values():
            made = File(self._community, file, member, media_type, len(content), now, sealed)
            with self._store.transaction() as connection:
                evidence.add(connection, made)
        return file

    def show(self, file: str, to_members: bool) -> Shown | None:
        """A file, None where there is none or it is not for whoever asks."""
        with self._store.reading() as connection:
            found = evidence.find(connection, self._community, file)
            if found is None:
                return None
            audience = audiences.audience(connection, self._community, found.member)
        if audience is Audience.COMMUNITY and not to_members:
            return None
        name = name_of(self._community, file)
        opened = self._vault.decrypt({name: bytes(found.sealed)})
        return Shown(found.media_type, opened[name]) if name in opened else None

    def drop(self, member: int, file: str, now: int) -> bool:
        """Destroy a member's file; whether it was theirs."""
        with self._store.reading() as connection:
            mine = [one for one, _ in evidence.of_member(connection, self._community, member)]
        if file not in mine:
            return False
        self._vault.destroy([name_of(self._community, file)], now)
        with self._store.transaction() as connection:
            evidence.drop(connection, self._community, [file])
        self._store.forget_deleted()
        return True


def about_member(connection: Connection, community: str, member: int) -> list[str]:
    """A member's files, and those that a recorder brought to show the member's work alone.

    Hashes of files are public, so whoever links to somebody else's file would have it erased with
    their own: a file is about those alone of whose work its owner says that it shows it.
    """
    found = {file for file, _ in evidence.of_member(connection, community, member)}
    shown = evidence.shown_by(connection, community, contributor=member)
    owners = evidence.owners(connection, community, _linked(body for *_, body in shown))
    brought = {
        file for _, by, body in shown for file in _linked([body]) if owners.get(file) == by
    } - found
    for owner in sorted({owners[file] for file in brought}):
        recorded = evidence.shown_by(connection, community, None, recorder=owner)
        brought -= _linked(body for about, _, body in recorded if about != member)
    return sorted(found | brought)


def _linked(bodies: Iterable[Body]) -> set[str]:
    links = (link for body in bodies for link in body.get("evidence", ()))
    return {found[1] for found in map(_LINK.search, links) if found}

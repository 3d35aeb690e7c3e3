"""What members say to each other at a gateway, and how texts that harm somebody are dealt with.

None of it is signed or on the chain: the gateway vouches that whoever said it spoke for the member.
A steward hides a text that was reported, or lets it stand; its author may appeal once, and another
steward has the last word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from ledger_py import contents
from ledger_py.errors import AuzolanError
from ledger_py.store import Store, audiences, discussion
from ledger_py.store.acts import Connection
from ledger_py.store.discussion import Comment, Report, key_name
from ledger_py.store.reads import CursorInvalid
from ledger_py.store.selects.naming import author


class CommentConflict(AuzolanError):
    """A key stands for one comment, and this is another."""

    hint = "Use a new Idempotency-Key for a new comment."

    def __init__(self) -> None:
        super().__init__("Another comment came under this key.")


class CommentForeign(AuzolanError):
    """A comment is its author's to take back."""

    hint = "Report it, if it should not be shown."

    def __init__(self, comment: str) -> None:
        super().__init__(f"The comment {comment} is another member's.")


class TextUnknown(AuzolanError):
    """Nobody said what is reported."""

    hint = "Name a comment, or the commitment of a text of the community's."

    def __init__(self, text: str) -> None:
        super().__init__(f"There is no {text} here.")


class ReportDecided(AuzolanError):
    """A report is decided once, and on an appeal once more."""

    hint = "See the report for what was decided."

    def __init__(self, report: str) -> None:
        super().__init__(f"The report {report} is decided.")


class ReportPartial(AuzolanError):
    """Whoever wrote a text, reported it or decided before does not decide on it."""

    hint = "Leave it to another steward."

    def __init__(self, member: int) -> None:
        super().__init__(f"Member {member} is a party to it.")


class AppealRefused(AuzolanError):
    """The author of a hidden text may appeal, once."""

    hint = "See the report: whether it was hidden, and whether there was an appeal."

    def __init__(self, report: str) -> None:
        super().__init__(f"There is nothing to appeal in report {report}, or not for you.")


@dataclass(frozen=True, slots=True)
class Said:
    """A comment with its text, None where it was taken back or hidden.

    reserved: whether its author shows it to the community alone, and whoever reads is not of it.
    """

    comment: Comment
    text: str | None
    hidden: bool
    reserved: bool


@dataclass(frozen=True, slots=True)
class Reported:
    """A report with the reporter's and the author's words, and whether the text is hidden now.

    said: the comment that it is about, also a hidden one: whoever decides on it has to read it.
    """

    report: Report
    reason: str | None
    appeal: str | None
    hidden: bool
    said: str | None = None


class Discussion:
    """Comments and reports of one community; times are Unix seconds."""

    def __init__(self, store: Store, community: str, now: int) -> None:
        self._store, self._community, self._now = store, community, now

    def say(
        self, keyring: tuple[str, str], member: int, about: str, text: str, reply_to: str | None
    ) -> Comment:
        """Say something about a thing; keyring: a user and a key of theirs, new for each comment.

        Raises the ContentFault of the rule that the text breaks, TextUnknown for a reply to
        nothing, CommentConflict.
        """
        contents.text("text", text)
        id_ = sha256(" ".join((*keyring, self._community)).encode()).hexdigest()[:32]
        with self._store.reading() as connection:
            to = discussion.comment(connection, self._community, reply_to) if reply_to else None
        if reply_to and (to is None or to.about != about):
            raise TextUnknown(f"comment {reply_to}")
        sealed = self._seal("comment", id_, text)
        made = Comment(id_, self._community, about, member, reply_to, self._now, None, sealed)
        with self._store.transaction() as connection:
            # Of several requests under one key, also at once, the first is kept.
            if (before := discussion.comment(connection, self._community, id_)) is None:
                discussion.add_comment(connection, made)
        if before:
            self._require_same(before, about, text)
        return before or made

    def said(self, about: str, after: str | None, limit: int) -> list[Said]:
        """Comments about a thing, the oldest first, from one on; raises CursorInvalid."""
        with self._store.reading() as connection:
            place = self._place(connection, after)
            found = discussion.comments(connection, self._community, about, place, limit)
            return self._opened(connection, found)

    def latest(self, about: str, before: str | None, limit: int) -> list[Said]:
        """The last comments about a thing, the oldest first, up to one; raises CursorInvalid."""
        with self._store.reading() as connection:
            place = self._place(connection, before)
            found = discussion.latest(connection, self._community, about, place, limit)
            return self._opened(connection, found)

    def comments(self, ids: Iterable[str]) -> dict[str, Comment]:
        """Those of some comments that are of this community, by id; without their texts."""
        with self._store.reading() as connection:
            found = discussion.comments_named(connection, self._community, ids)
        return {one.comment: one for one in found}

    def shown(self, made: Comment) -> Said:
        """A comment as it may be shown now."""
        with self._store.reading() as connection:
            (found,) = self._opened(connection, [made])
        return found

    def take_back(self, id_: str, member: int) -> None:
        """Destroy a comment's text, as its author; raises TextUnknown, CommentForeign."""
        with self._store.reading() as connection:
            found = discussion.comment(connection, self._community, id_)
        if found is None:
            raise TextUnknown(f"comment {id_}")
        if found.member != member:
            raise CommentForeign(id_)
        if self._store.vault:
            self._store.vault.destroy([key_name("comment", id_)], self._now)
        with self._store.transaction() as connection:
            discussion.take_back(connection, id_, self._now)
        self._store.forget_deleted()

    # --- texts that should not be shown

    def report(self, user: str, member: int, text: str, reason: str) -> Report:
        """Report a text, `comment …` or `content 0x…`; the same one again is the same report.

        Raises TextUnknown, the ContentFault of the rule that the reason breaks.
        """
        contents.text("reason", reason)
        id_ = sha256(f"{user} {self._community} {text}".encode()).hexdigest()[:32]
        with self._store.reading() as connection:
            by = self._author(connection, text)
        sealed = self._seal("report", id_, reason)
        made = Report(id_, self._community, text, by, member, self._now, sealed)
        with self._store.transaction() as connection:
            if (before := discussion.report(connection, self._community, id_)) is None:
                discussion.add_report(connection, made)
        return before or made

    def reports(self) -> list[Reported]:
        """The reports, the oldest first."""
        with self._store.reading() as connection:
            found = discussion.reports(connection, self._community)
            gone = discussion.hidden(connection, [one.text for one in found])
        reasons = self._open("report", {one.report: one.reason for one in found})
        appeals = self._open("appeal", {one.report: one.appeal for one in found})
        about = self.comments(one.comment for one in found)
        texts = self._open("comment", {id_: one.sealed for id_, one in about.items()})
        return [
            Reported(
                one,
                reasons.get(one.report),
                appeals.get(one.report),
                one.text in gone,
                texts.get(one.comment),
            )
            for one in found
        ]

    def decide(self, id_: str, steward: int, hide: bool) -> None:
        """Hide a reported text, or let it stand; on an appeal, as another steward.

        Raises TextUnknown, ReportDecided, ReportPartial.
        """
        with self._store.transaction() as connection:
            found = self._report(connection, id_)
            if not found.waits:
                raise ReportDecided(id_)
            if found.is_party(steward):
                raise ReportPartial(steward)
            if found.appeals:
                said = {"second": steward, "settled": self._now}
            else:
                said = {"steward": steward, "decided": self._now}
            discussion.change_report(connection, id_, **said)
            if hide:
                discussion.hide(connection, self._community, found.text, id_, self._now)
            else:
                discussion.show(connection, self._community, found.text)

    def appeal(self, id_: str, member: int, why: str) -> None:
        """Ask, as the author of a hidden text, that another steward decides; AppealRefused."""
        contents.text("appeal", why)
        with self._store.reading() as connection:
            found = self._report(connection, id_)
            gone = found.text in discussion.hidden(connection, [found.text])
        if found.author != member or not gone or found.appealed is not None:
            raise AppealRefused(id_)
        sealed = self._seal("appeal", id_, why)
        with self._store.transaction() as connection:
            discussion.change_report(connection, id_, appealed=self._now, appeal=sealed)

    # --- private

    def _place(self, connection: Connection, id_: str | None) -> tuple[int, str] | None:
        if not id_:
            return None
        found = discussion.comment(connection, self._community, id_)
        if found is None:
            raise CursorInvalid(id_)
        return found.created, found.comment

    def _require_same(self, before: Comment, about: str, text: str) -> None:
        held = self._open("comment", {before.comment: before.sealed}).get(before.comment)
        if before.about != about or (held is not None and held != text):
            raise CommentConflict

    def _report(self, connection: Connection, id_: str) -> Report:
        found = discussion.report(connection, self._community, id_)
        if found is None:
            raise TextUnknown(f"report {id_}")
        return found

    def _author(self, connection: Connection, text: str) -> int:
        kind, _, id_ = text.partition(" ")
        if kind == "comment":
            found = discussion.comment(connection, self._community, id_)
            by = found.member if found else None
        else:
            by = author(connection, self._community, id_)
        if by is None:
            raise TextUnknown(text)
        return by

    def _opened(self, connection: Connection, found: Sequence[Comment]) -> list[Said]:
        gone = discussion.hidden(connection, [f"comment {one.comment}" for one in found])
        away = audiences.reserved_members(connection, self._community)
        hidden = {one.comment for one in found if f"comment {one.comment}" in gone}
        reserved = {one.comment for one in found if one.member in away}
        shown = {one.comment: one.sealed for one in found if one.comment not in hidden | reserved}
        texts = self._open("comment", shown)
        return [
            Said(one, texts.get(one.comment), one.comment in hidden, one.comment in reserved)
            for one in found
        ]

    def _seal(self, kind: str, id_: str, text: str) -> bytes | None:
        name = key_name(kind, id_)
        return self._store.require_vault().encrypt({name: text.encode()}).get(name)

    def _open(self, kind: str, sealed: dict[str, bytes | None]) -> dict[str, str]:
        wanted = {key_name(kind, id_): bytes(text) for id_, text in sealed.items() if text}
        opened = self._store.require_vault().decrypt(wanted)
        names = {key_name(kind, id_): id_ for id_ in sealed}
        return {names[name]: text.decode() for name, text in opened.items()}

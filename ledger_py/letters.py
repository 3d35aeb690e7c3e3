"""Notices by mail: a digest rather than a flood, to users who chose it and have shown an address.

It is noted that they go out before they do, so that a worker that dies sends nothing twice.
"""

from __future__ import annotations

import hmac
import logging
import time
from collections.abc import Callable, Sequence
from hashlib import sha256
from urllib.parse import urlencode, urlsplit

from ledger_py.notices import CLAIM, RECOVERY, SECURITY
from ledger_py.postman import Letter, LetterUnsent, address_of, send
from ledger_py.settings import Settings
from ledger_py.store import Store, users
from ledger_py.store.notices import Notice
from ledger_py.store.outgoing import MAIL, last, mark, pending
from ledger_py.store.reads import NotFound, Reads
from ledger_py.store.vault import Vault, VaultMissing

GATHER_SECONDS, DIGEST_SECONDS = 600, 3_600
"""A digest waits for what else comes, and comes so far from the last letter at least."""
OLDEST_SECONDS = 7 * 86_400
LOOK_SECONDS, RETRY_SECONDS = 5, 300
MOST = 50
PAGE = "/v1/notices/unsubscribe"
SENTENCES = {
    "asked": "Somebody asks you to attest to a contribution.",
    "vote_opened": "Something is put to the vote.",
    "accepted": "A contribution of yours was accepted.",
    "contested": "A contribution of yours was contested.",
    "struck": "A contribution of yours was struck.",
    "stands": "A contribution of yours stands.",
    "suspended": "Your membership is to be suspended, or a suspension was changed.",
    RECOVERY: "Somebody proposes that another signer takes over your membership. If it was not "
    "agreed with you, object now: afterwards only the new signer speaks for you.",
    CLAIM: "Somebody else says that they are the member whom you claim to be.",
    "webhook_ended": "A webhook of yours was given up.",
}
"""No names and no texts: a mailbox may be read by others."""
_log = logging.getLogger(__name__)


class Letters:
    """Sends digests; a part of a worker, of which there may be several."""

    def __init__(
        self, store: Store, settings: Settings, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._store, self._settings, self._clock = store, settings, clock
        self._reads, self._look_again = Reads(store), 0.0
        self._later: dict[str, float] = {}

    def step(self) -> int:
        """Send what is due; return how many letters that were."""
        now = self._clock()
        if not self._settings.smtp_url or now < self._look_again:
            return 0
        self._look_again = now + LOOK_SECONDS
        with self._store.reading() as connection:
            waiting = pending(connection, MAIL, SECURITY, int(now) - OLDEST_SECONDS)
            due = [
                user
                for user, found in waiting.items()
                if self._later.get(user, 0) <= now
                and is_due(found, last(connection, MAIL, user), int(now))
            ]
        return sum(self._send(user, int(now)) for user in due)

    def _send(self, user: str, now: int) -> bool:
        with self._store.transaction() as connection:
            found = pending(connection, MAIL, SECURITY, now - OLDEST_SECONDS, user).get(user, [])
            held = [one for one in users.credentials(connection, user) if one.way == "mail"]
            mark(connection, MAIL, user, found, now)
        subject = held[0].subject if held else None
        address = address_of(self._store.vault, subject) if subject else None
        if not found or address is None:
            return False
        try:
            send(self._settings, self._letter(user, address, found))
        except LetterUnsent as error:
            _log.warning("%s", error)
            self._later[user] = now + RETRY_SECONDS
            with self._store.transaction() as connection:
                mark(connection, MAIL, user, found, None)
            return False
        return True

    def _letter(self, user: str, address: str, found: Sequence[Notice]) -> Letter:
        origin = origin_of(self._settings)
        host = urlsplit(origin).netloc
        link = f"{origin}{PAGE}?{urlencode({'link': link_of(self._store.vault, user)})}"
        lines = [f"- {SENTENCES[one.kind]}\n  {self._place(origin, one)}" for one in found[:MOST]]
        if len(found) > MOST:
            lines.append(f"- … and {len(found) - MOST} more")
        text = "\n".join(
            [f"At {host}, for you:", "", *lines, "", f"No such mail any more: {link}", ""]
        )
        count = "One notice" if len(found) == 1 else f"{len(found)} notices"
        headers = {
            "List-Unsubscribe": f"<{link}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        return Letter(address, f"{count} from {host}", text, headers)

    def _place(self, origin: str, one: Notice) -> str:
        """Where more is shown of a notice."""
        try:
            community = f"{origin}/communities/{self._reads.community(one.community).number}"
        except NotFound:
            return f"{origin}/"
        return community + page_of(one)


def page_of(one: Notice) -> str:
    """The page of what a notice is about, under its community's."""
    if contribution := one.about.get("contribution"):
        return f"/contributions/{contribution}"
    if vote := one.about.get("vote"):
        return f"/votes/{vote}"
    # Whom somebody claims to be has not joined, and so no page.
    return "" if one.kind == CLAIM else f"/members/{one.member}"


def is_due(found: Sequence[Notice], last_sent: int, now: int) -> bool:
    """Whether notices go out now: what concerns safety at once, the rest gathered."""
    if any(one.kind in SECURITY for one in found):
        return True
    oldest = min(one.time for one in found)
    return oldest + GATHER_SECONDS <= now and last_sent + DIGEST_SECONDS <= now


def origin_of(settings: Settings) -> str:
    """The address under which people reach the gateway."""
    return settings.public_url or f"http://{settings.host}:{settings.port}"


def link_of(vault: Vault | None, user: str) -> str:
    """What ends a user's mail, and nothing else: the user with a signature. Raises VaultMissing."""
    if vault is None:
        raise VaultMissing
    key = vault.secret("links in letters")
    return f"{user}.{hmac.new(key, user.encode(), sha256).hexdigest()}"


def user_of(vault: Vault | None, link: str) -> str | None:
    """The user whose mail a link ends, None for no link of ours."""
    user = link.partition(".")[0]
    ours = hmac.compare_digest(link_of(vault, user).encode(), link.encode())
    return user if ours else None

"""Notices by mail: to who chose it, gathered, once, and ended by one click."""

import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller

from ledger_py.ledger import Attesting
from ledger_py.letters import DIGEST_SECONDS, GATHER_SECONDS, SENTENCES, Letters, page_of
from ledger_py.models import Basis
from ledger_py.notices import CLAIM, KINDS, RECOVERY
from ledger_py.settings import Settings
from ledger_py.signers import LocalSigner
from ledger_py.store.notices import Notice
from tests.api.stack import RULES, Gateway, open_gateway
from tests.api.test_notices import derive, error, propose, record, told
from tests.api.test_sign_in_elsewhere import Mailbox
from tests.api.visitors import Visitor
from tests.chain.engine_nodes import free_port
from tests.databases import Database

ADDRESS = "ane@example.org"
DYING = """
import os, signal, sys
from pathlib import Path
from ledger_py import letters, postman
from ledger_py.settings import Settings
from ledger_py.store import Store
from ledger_py.store.vault import Vault

def send(*given):
    postman.send(*given)
    os.kill(os.getpid(), signal.SIGKILL)

letters.send = send
url, folder, smtp, now = sys.argv[1:]
settings = Settings.read(data_dir=folder, smtp_url=smtp)
store = Store(url, Vault.in_folder(Path(folder)))
letters.Letters(store, settings, clock=lambda: float(now)).step()
"""


@pytest.fixture(scope="module")
def mailbox() -> Mailbox:
    """Where all mail goes."""
    return Mailbox()


@pytest.fixture(scope="module")
def gateway(
    database: Database, tmp_path_factory: pytest.TempPathFactory, mailbox: Mailbox
) -> Iterator[Gateway]:
    """A gateway that sends mail."""
    port = free_port()
    post = Controller(mailbox, hostname="127.0.0.1", port=port)
    post.start()
    settings = {"smtp_url": f"smtp://127.0.0.1:{port}", "mail_from": "ledger@example.org"}
    try:
        with open_gateway(database, tmp_path_factory.mktemp("letters"), **settings) as opened:
            opened.populate(opened.found("here", RULES))
            yield opened
    finally:
        post.stop()


@pytest.fixture(scope="module")
def visitor(gateway: Gateway, mailbox: Mailbox) -> Visitor:
    """Member 3, who has shown an address and chosen mail about contributions that are accepted."""
    found = Visitor(gateway)
    found.by_wallet(gateway.keys[3])
    found.begin(way="mail", address=ADDRESS, add=True)
    assert found.send("POST", "/credentials", {"sign_in": mailbox.link()}).status_code == 201
    choose(found, accepted=True)
    gateway.pass_time(1)
    return found


def choose(visitor: Visitor, **mail: bool) -> None:
    """Choose mail for kinds of notices."""
    kinds = {kind: {"mail": chosen, "push": True} for kind, chosen in mail.items()}
    assert visitor.send("PUT", "/notices/settings", {"kinds": kinds}).status_code == 200


def accepted(gateway: Gateway, name: str) -> str:
    """A contribution of member 3 that is accepted."""
    id_ = record(gateway, name)
    work = Attesting(gateway.contributions[name], 100, Basis.PRESENT, "")
    gateway.settle(gateway.ledger(4).attest([work]))
    derive(gateway)
    return id_


def post(gateway: Gateway, later: float = 0, settings: Settings | None = None) -> int:
    """Let a worker's part send what is due, after some seconds."""
    gateway.clock.now += later
    services = gateway.services
    return Letters(services.store, settings or services.settings, clock=gateway.clock).step()


class TestLetters:
    def test_anonymous(self) -> None:
        assert set(SENTENCES) == set(KINDS)

    def test_a_digest_comes_once_and_holds_no_words_of_anybody_s(
        self, gateway: Gateway, visitor: Visitor, mailbox: Mailbox
    ) -> None:
        before = len(mailbox.letters)
        ids = [accepted(gateway, name) for name in ("helped at dawn", "helped at dusk")]
        assert post(gateway) == 0, "what else comes is waited for"
        assert post(gateway, GATHER_SECONDS) == 1
        assert post(gateway, DIGEST_SECONDS) == 0
        (letter,) = mailbox.letters[before:]
        text = letter.get_payload(decode=True).decode()
        assert (letter["to"], letter["from"]) == (ADDRESS, "ledger@example.org")
        assert letter["subject"].startswith("2 notices from ")
        assert text.count(SENTENCES["accepted"]) == 2
        assert all(id_ in text for id_ in ids)
        assert "helped" not in text

    def test_what_was_not_chosen_or_is_seen_already_does_not_come(
        self, gateway: Gateway, visitor: Visitor, mailbox: Mailbox
    ) -> None:
        propose(gateway, "Nobody chose mail about this")
        accepted(gateway, "seen in the list")
        newest = told(visitor)["items"][0]["number"]
        visitor.send("POST", "/notices/seen", {"through": newest})
        assert post(gateway, GATHER_SECONDS + DIGEST_SECONDS) == 0

    def test_digests_are_an_hour_apart_and_safety_waits_for_nothing(
        self, gateway: Gateway, visitor: Visitor, mailbox: Mailbox
    ) -> None:
        accepted(gateway, "the first of the hour")
        assert post(gateway, GATHER_SECONDS) == 1
        accepted(gateway, "the second of the hour")
        assert post(gateway, GATHER_SECONDS) == 0
        gateway.settle(gateway.ledger(1).recover(3, LocalSigner(b"\x76" * 32).signer))
        derive(gateway)
        assert post(gateway) == 1
        text = mailbox.letters[-1].get_payload(decode=True).decode()
        assert " ".join(SENTENCES["recovery"].split()) in " ".join(text.split())
        assert SENTENCES["accepted"] in text

    def test_a_server_that_is_down_has_it_sent_later(
        self, gateway: Gateway, visitor: Visitor, mailbox: Mailbox
    ) -> None:
        accepted(gateway, "while the mail was down")
        settings = gateway.services.settings
        down = settings.model_copy(update={"smtp_url": f"smtp://127.0.0.1:{free_port()}"})
        before = len(mailbox.letters)
        assert post(gateway, DIGEST_SECONDS, down) == 0
        assert len(mailbox.letters) == before
        assert post(gateway) == 1
        assert len(mailbox.letters) == before + 1

    def test_a_worker_that_dies_after_sending_sends_nothing_twice(
        self, gateway: Gateway, visitor: Visitor, mailbox: Mailbox
    ) -> None:
        accepted(gateway, "sent by a dying worker")
        gateway.clock.now += DIGEST_SECONDS
        services, before = gateway.services, len(mailbox.letters)
        url = services.store.engine.url.render_as_string(hide_password=False)
        died = subprocess.run(
            [
                *(sys.executable, "-c", DYING, url, str(services.settings.data_dir)),
                *(str(services.settings.smtp_url), str(gateway.clock.now)),
            ],
            check=False,
            timeout=60,
        )
        assert died.returncode == -9
        assert len(mailbox.letters) == before + 1
        assert post(gateway, DIGEST_SECONDS) == 0


class TestUnsubscribing:
    """`/v1/notices/unsubscribe`: the link of a letter."""

    def link(self, mailbox: Mailbox) -> str:
        """The path of the last letter's link."""
        found = re.fullmatch("<(.+)>", mailbox.letters[-1]["list-unsubscribe"])
        assert found
        parts = urlsplit(found[1])
        return f"{parts.path}?{parts.query}"

    @pytest.mark.parametrize("link", ["", "x", "0" * 32 + "." + "0" * 64, "é"])
    def test_anonymous(self, gateway: Gateway, link: str) -> None:
        for method in ("GET", "POST"):
            answer = gateway.client.request(
                method, "/v1/notices/unsubscribe", params={"link": link}
            )
            assert error(answer) == (400, "LetterLinkInvalid")

    def test_one_click_ends_the_mail_but_not_what_concerns_safety(
        self, gateway: Gateway, visitor: Visitor, mailbox: Mailbox
    ) -> None:
        assert mailbox.letters[-1]["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
        link = self.link(mailbox)
        page = gateway.client.get(link)
        assert (page.status_code, "<button>" in page.text) == (200, True)
        assert self.chosen(visitor)["accepted"]["mail"], "a program that looks into mails ends none"
        body = {"List-Unsubscribe": "One-Click"}
        assert gateway.client.post(link, data=body).status_code == 200
        assert [kind for kind, one in self.chosen(visitor).items() if one["mail"]] == [
            "recovery",
            "claim",
        ]
        accepted(gateway, "nobody is mailed of this")
        assert post(gateway, DIGEST_SECONDS) == 0

    def chosen(self, visitor: Visitor) -> dict[str, Any]:
        """What the visitor has chosen."""
        found: dict[str, Any] = visitor.send("GET", "/notices/settings").json()
        assert found["mail"]
        return dict(found["kinds"])

    def test_a_forgotten_user_s_link_does_nothing(
        self, gateway: Gateway, visitor: Visitor, mailbox: Mailbox
    ) -> None:
        link = self.link(mailbox)
        assert visitor.send("DELETE", "/user").status_code == 204
        assert gateway.client.post(link).status_code == 200
        assert gateway.rows()["notice_settings"] == []


def test_leads_to_what_a_notice_is_about() -> None:
    def page(kind: str, **about: object) -> str:
        return page_of(Notice(1, kind, "0xc0", 7, about, 0, None))

    assert page("asked", contribution="0xab") == "/contributions/0xab"
    assert page("vote_opened", vote=4) == "/votes/4"
    assert page(RECOVERY, member=7) == "/members/7"
    assert page(CLAIM, member=7) == "", "who has not joined has no page"

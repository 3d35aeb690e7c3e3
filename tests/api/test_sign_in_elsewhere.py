"""Signing in by a link that comes by mail, and by an organisation's provider."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from api.identity import mail
from ledger_py.signers import LocalSigner
from ledger_py.store import users
from tests.api.provider import CLIENT, SECRET, Provider, open_provider
from tests.api.stack import RULES, Gateway, open_gateway
from tests.api.visitors import Visitor
from tests.chain.engine_nodes import free_port
from tests.databases import Database

ADDRESS = "Ane.Agirre@Example.ORG"
DEEP = b"[" * 100_000 + b"]" * 100_000


class Mailbox(Message):
    """Every mail that came."""

    def __init__(self) -> None:
        super().__init__()
        self.letters: list[Any] = []

    def handle_message(self, message: Any) -> None:
        """Keep it."""
        self.letters.append(message)

    def link(self) -> str:
        """The secret of the last letter's link."""
        found = re.search(
            r"sign_in=([A-Za-z0-9_-]+)", self.letters[-1].get_payload(decode=True).decode()
        )
        assert found
        return found[1]


@pytest.fixture(scope="module")
def mailbox() -> Mailbox:
    """Where all mail goes."""
    return Mailbox()


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    """The organisation's provider."""
    with open_provider() as opened:
        yield opened


@pytest.fixture(scope="module")
def gateway(
    database: Database,
    tmp_path_factory: pytest.TempPathFactory,
    mailbox: Mailbox,
    provider: Provider,
) -> Iterator[Gateway]:
    """A gateway that sends mail and knows a provider."""
    port = free_port()
    post = Controller(mailbox, hostname="127.0.0.1", port=port)
    post.start()
    settings = {"smtp_url": f"smtp://127.0.0.1:{port}", "mail_from": "ledger@example.org"}
    settings |= {
        "oidc_issuer": provider.url,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SECRET,
    }
    try:
        folder = tmp_path_factory.mktemp("elsewhere")
        with open_gateway(database, folder, **settings) as opened:
            opened.found("here", RULES)
            yield opened
    finally:
        post.stop()


@pytest.fixture
def visitor(gateway: Gateway) -> Visitor:
    """A browser that nobody has signed in at."""
    return Visitor(gateway)


def error(answer: Any) -> tuple[int, str]:
    """The status and the name of a refusal."""
    return answer.status_code, answer.json()["error"]


class TestMail:
    """`/v1/sign-ins` by mail: whoever has the mailbox is the user."""

    def test_anonymous(self, visitor: Visitor) -> None:
        ways = visitor.send("GET", "/sign-ins").json()["ways"]
        assert ways == ["passkey", "wallet", "provider", "mail"]

    def test_the_link_signs_in_once_and_the_answer_tells_nothing(
        self, gateway: Gateway, visitor: Visitor, mailbox: Mailbox
    ) -> None:
        told = visitor.begin(way="mail", address=ADDRESS)
        assert (told["sign_in"], told["way"]) == (None, "mail")
        letter = mailbox.letters[-1]
        assert (letter["to"], letter["from"]) == ("Ane.Agirre@example.org", "ledger@example.org")
        secret = mailbox.link()
        first = visitor.open(sign_in=secret)
        assert first.status_code == 201, first.text
        assert error(Visitor(gateway).open(sign_in=secret)) == (400, "SignInUnknown")
        again = Visitor(gateway)
        again.begin(way="mail", address=ADDRESS.lower().replace("ane.agirre", "Ane.Agirre"))
        assert again.open(sign_in=mailbox.link()).json()["user"] == first.json()["user"]
        with gateway.services.store.reading() as connection:
            (held,) = users.credentials(connection, first.json()["user"])
        assert held.subject is not None
        assert mail.address_of(gateway.services, held.subject) == "Ane.Agirre@example.org"
        assert b"Agirre" not in held.subject
        assert "Agirre" not in visitor.send("GET", "/credentials").text

    def test_a_forgotten_user_s_address_cannot_be_read_any_more(
        self, gateway: Gateway, visitor: Visitor, mailbox: Mailbox
    ) -> None:
        visitor.begin(way="mail", address="once@example.org")
        user = visitor.open(sign_in=mailbox.link()).json()["user"]
        with gateway.services.store.reading() as connection:
            (held,) = users.credentials(connection, user)
        assert visitor.send("DELETE", "/user").status_code == 204
        assert held.subject is not None
        assert mail.address_of(gateway.services, held.subject) is None
        back = Visitor(gateway)
        back.begin(way="mail", address="once@example.org")
        assert back.open(sign_in=mailbox.link()).json()["user"] != user

    def test_nobody_s_mailbox_is_filled(self, visitor: Visitor, mailbox: Mailbox) -> None:
        before = len(mailbox.letters)
        for _ in range(5):
            visitor.begin(way="mail", address="often@example.org")
        assert len(mailbox.letters) == before + 3

    @pytest.mark.parametrize(
        "address",
        ["", "nobody", "a@b@c", "a b@example.org", "a@example.org\nBcc: b@example.org", "<a>@b.c"],
    )
    def test_what_is_no_address_is_refused(
        self, visitor: Visitor, mailbox: Mailbox, address: str
    ) -> None:
        before = len(mailbox.letters)
        body = {"way": "mail", "address": address}
        assert error(visitor.send("POST", "/sign-ins", body)) == (422, "FieldInvalid")
        assert len(mailbox.letters) == before


class TestProvider:
    """`/v1/sign-ins` by provider: whoever the organisation says it is."""

    def test_anonymous(self, visitor: Visitor) -> None:
        answer = visitor.client.get("/v1/sign-ins/provider/callback?state=x&code=y")
        assert error(answer) == (400, "SignInUnknown")

    def test_the_provider_s_word_signs_in(
        self, gateway: Gateway, visitor: Visitor, provider: Provider
    ) -> None:
        found = []
        for browser in (visitor, Visitor(gateway)):
            back = provider.visit(browser.begin(way="provider")["url"])
            answer = browser.client.get("/v1/sign-ins/provider/callback", params=back)
            assert (answer.status_code, answer.headers["location"]) == (303, "/you")
            found.append(browser.send("GET", "/session").json()["user"])
        assert found[0] == found[1]

    def test_somebody_signed_in_adds_the_provider_and_a_mail_address(
        self, gateway: Gateway, visitor: Visitor, provider: Provider, mailbox: Mailbox
    ) -> None:
        user = visitor.by_wallet(LocalSigner(b"\x66" * 32))["user"]
        provider.claims = {"sub": "another"}
        try:
            back = provider.visit(visitor.begin(way="provider", add=True)["url"])
            answer = visitor.client.get("/v1/sign-ins/provider/callback", params=back)
            assert (answer.status_code, answer.headers["location"]) == (303, "/you")
            visitor.begin(way="mail", address="added@example.org", add=True)
            page = visitor.client.get("/sign-in/mail", params={"sign_in": mailbox.link()}).text
            assert "Add this address" in page
            body = {"sign_in": mailbox.link()}
            assert visitor.send("POST", "/credentials", body).status_code == 201
            ways = {one["way"] for one in visitor.send("GET", "/credentials").json()["items"]}
            assert ways == {"wallet", "provider", "mail"}
            later = Visitor(gateway)
            back = provider.visit(later.begin(way="provider")["url"])
            later.client.get("/v1/sign-ins/provider/callback", params=back)
            assert later.send("GET", "/session").json()["user"] == user
        finally:
            provider.claims = {}

    def test_another_browser_cannot_be_signed_in_by_a_link(
        self, gateway: Gateway, visitor: Visitor, provider: Provider
    ) -> None:
        back = provider.visit(visitor.begin(way="provider")["url"])
        victim = Visitor(gateway)
        answer = victim.client.get("/v1/sign-ins/provider/callback", params=back)
        assert error(answer) == (400, "SignInUnknown")

    @pytest.mark.parametrize(
        "claims",
        [{"iss": "https://elsewhere"}, {"aud": "another"}, {"nonce": "old"}, {"exp": 1_000}],
        ids=str,
    )
    def test_a_word_that_is_not_for_this_sign_in_is_refused(
        self, visitor: Visitor, provider: Provider, claims: dict[str, Any]
    ) -> None:
        back = provider.visit(visitor.begin(way="provider")["url"])
        provider.claims = claims
        try:
            answer = visitor.client.get("/v1/sign-ins/provider/callback", params=back)
        finally:
            provider.claims = {}
        assert error(answer) == (401, "SignInRefused")

    def test_answers_that_nest_without_end_are_refused(
        self, visitor: Visitor, provider: Provider
    ) -> None:
        deep = urlsafe_b64encode(DEEP).decode()
        head = urlsafe_b64encode(b'{"alg": "RS256", "kid": "one"}').decode()
        for path, answered, refused in (
            ("/token", DEEP, (503, "ProviderUnreachable")),
            ("/token", b'{"id_token": "%s"}' % f"{deep}.e30.x".encode(), (401, "SignInRefused")),
            ("/token", b'{"id_token": "%s"}' % f"{head}.{deep}.x".encode(), (401, "SignInRefused")),
            ("/keys", DEEP, (503, "ProviderUnreachable")),
        ):
            back = provider.visit(visitor.begin(way="provider")["url"])
            provider.instead[path] = answered
            try:
                answer = visitor.client.get("/v1/sign-ins/provider/callback", params=back)
            finally:
                provider.instead.clear()
            assert error(answer) == refused, path

    def test_a_code_is_good_once(self, visitor: Visitor, provider: Provider) -> None:
        back = provider.visit(visitor.begin(way="provider")["url"])
        provider.codes.clear()
        answer = visitor.client.get("/v1/sign-ins/provider/callback", params=back)
        assert error(answer) == (401, "SignInRefused")

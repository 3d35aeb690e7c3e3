"""Notices to browsers: what only they can read, by a server they know, once."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ledger_py.letters import SENTENCES
from ledger_py.pushes import RETRY_SECONDS, Pushes
from tests.api.receivers import Receiver, receiving
from tests.api.stack import RULES, Gateway, open_gateway
from tests.api.test_letters import accepted
from tests.api.test_notices import error, propose, told
from tests.api.visitors import Visitor
from tests.databases import Database


def text(data: bytes) -> str:
    """Bytes as browsers write them."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def data(given: str) -> bytes:
    """What browsers wrote."""
    return base64.urlsafe_b64decode(given + "=" * (-len(given) % 4))


class Browser:
    """A browser that subscribes, and reads what is pushed to it (RFC 8188, 8291)."""

    def __init__(self, receiver: Receiver) -> None:
        self.receiver, self._key = receiver, ec.generate_private_key(ec.SECP256R1())
        self._secret = b"sixteen secret b"
        self._point = self._key.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )

    def subscription(self) -> dict[str, Any]:
        """As `PushSubscription.toJSON()` gives it."""
        keys = {"p256dh": text(self._point), "auth": text(self._secret)}
        return {"endpoint": self.receiver.url, "expirationTime": None, "keys": keys}

    def read(self, body: bytes) -> Any:
        """What a message says."""
        salt, length = body[:16], body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        shared = self._key.exchange(ec.ECDH(), point)
        about = b"WebPush: info\0" + self._point + sender
        secret = HKDF(SHA256(), 32, self._secret, about).derive(shared)
        key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(secret)
        nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(secret)
        return json.loads(
            AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0").removesuffix(b"\2")
        )


@pytest.fixture(scope="module")
def gateway(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway of its own."""
    settings = {"mail_from": "Ledger <ledger@example.org>"}
    with open_gateway(database, tmp_path_factory.mktemp("pushes"), **settings) as opened:
        opened.populate(opened.found("here", RULES))
        yield opened


@pytest.fixture(scope="module")
def visitor(gateway: Gateway) -> Visitor:
    """Member 3, signed in."""
    found = Visitor(gateway)
    found.by_wallet(gateway.keys[3])
    gateway.pass_time(1)
    return found


@pytest.fixture
def browser(gateway: Gateway, visitor: Visitor) -> Iterator[Browser]:
    """A browser of the visitor's; the service that pushes to it is a server here."""
    with receiving() as receiver:
        receiver.status = 201
        found = Browser(receiver)
        answer = visitor.send("POST", "/notices/subscriptions", found.subscription())
        assert answer.status_code == 201, answer.text
        yield found
        visitor.send("DELETE", f"/notices/subscriptions/{answer.json()['subscription']}")
        visitor.send("POST", "/notices/seen", {"through": 2**52})


def push(gateway: Gateway, later: float = 0) -> int:
    """Let a worker's part push what is due, after some seconds."""
    gateway.clock.now += later
    part = Pushes(gateway.services.store, gateway.services.settings, clock=gateway.clock)
    try:
        return part.step()
    finally:
        part.close()


class TestPushKey:
    """`/v1/notices/push`."""

    def test_anonymous(self, gateway: Gateway) -> None:
        assert error(Visitor(gateway).send("GET", "/notices/push")) == (401, "SignInRequired")

    def test_it_is_a_point_and_always_the_same(self, visitor: Visitor) -> None:
        first, second = (visitor.send("GET", "/notices/push").json() for _ in range(2))
        assert first == second
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), data(first["public_key"]))


class TestPushes:
    def test_anonymous(self, gateway: Gateway, browser: Browser) -> None:
        assert push(gateway) == 0
        assert browser.receiver.came == []

    def test_a_browser_reads_a_sentence_and_numbers_and_knows_who_sends(
        self, gateway: Gateway, visitor: Visitor, browser: Browser
    ) -> None:
        accepted(gateway, "pushed to a browser")
        assert push(gateway) == 1
        assert push(gateway) == 0, "it goes out once"
        ((headers, body),) = browser.receiver.came
        newest = told(visitor)["items"][0]
        said = browser.read(body)
        assert said == {"text": SENTENCES["accepted"], "notices": [newest["number"]]}
        assert (headers["content-encoding"], headers["ttl"]) == ("aes128gcm", "86400")
        scheme, _, rest = headers["authorization"].partition(" ")
        token, key = (part.split("=", 1)[1] for part in rest.split(", "))
        assert (scheme, key) == ("vapid", visitor.send("GET", "/notices/push").json()["public_key"])
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), data(key))
        claims = jwt.decode(token, point, ["ES256"], audience="http://127.0.0.1")
        assert claims["sub"] == "mailto:ledger@example.org"

    def test_several_are_one_message(
        self, gateway: Gateway, visitor: Visitor, browser: Browser
    ) -> None:
        propose(gateway, "Several at once")
        accepted(gateway, "several at once")
        assert push(gateway) == 1
        ((_, body),) = browser.receiver.came
        assert browser.read(body)["text"] == "2 notices for you."
        assert len(browser.read(body)["notices"]) == 2

    def test_a_service_that_is_down_is_asked_again(
        self, gateway: Gateway, browser: Browser
    ) -> None:
        accepted(gateway, "while the service was down")
        browser.receiver.status = 503
        assert push(gateway) == 0
        browser.receiver.status = 201
        assert push(gateway, RETRY_SECONDS) == 1

    def test_a_browser_that_is_gone_is_forgotten(
        self, gateway: Gateway, visitor: Visitor, browser: Browser
    ) -> None:
        accepted(gateway, "to a browser that is gone")
        browser.receiver.status = 410
        push(gateway)
        assert visitor.send("GET", "/notices/subscriptions").json()["items"] == []

    def test_what_was_not_chosen_is_not_pushed(
        self, gateway: Gateway, visitor: Visitor, browser: Browser
    ) -> None:
        kinds = {"accepted": {"mail": False, "push": False}}
        visitor.send("PUT", "/notices/settings", {"kinds": kinds})
        accepted(gateway, "not to be pushed")
        assert push(gateway) == 0


class TestSubscriptions:
    """`/v1/notices/subscriptions`."""

    def test_anonymous(self, gateway: Gateway) -> None:
        nobody, path = Visitor(gateway), "/notices/subscriptions"
        for method, more in (("GET", ""), ("DELETE", f"/{'0' * 64}")):
            assert error(nobody.send(method, path + more)) == (401, "SignInRequired")
        body = {"endpoint": "https://push.example/", "keys": {"p256dh": "B" * 87, "auth": "A" * 22}}
        assert error(nobody.send("POST", path, body)) == (401, "SignInRequired")

    def test_its_address_is_kept_encrypted_and_it_is_the_last_user_s(
        self, gateway: Gateway, visitor: Visitor, browser: Browser
    ) -> None:
        assert "127.0.0.1" not in str(gateway.rows()["subscriptions"])
        other = Visitor(gateway)
        other.by_wallet(gateway.keys[4])
        made = other.send("POST", "/notices/subscriptions", browser.subscription())
        assert made.status_code == 201
        assert visitor.send("GET", "/notices/subscriptions").json()["items"] == []
        assert other.send("GET", "/notices/subscriptions").json()["items"] == [made.json()]
        path = f"/notices/subscriptions/{made.json()['subscription']}"
        assert error(visitor.send("DELETE", path)) == (404, "NotFound")
        assert other.send("DELETE", "/user").status_code == 204
        assert gateway.rows()["subscriptions"] == []

    def test_an_address_that_is_not_everybody_s_is_refused(
        self, visitor: Visitor, browser: Browser
    ) -> None:
        body = browser.subscription() | {"endpoint": "https://169.254.169.254/push"}
        answer = visitor.send("POST", "/notices/subscriptions", body)
        assert error(answer) == (422, "AddressForbidden")

    def test_a_key_that_is_no_point_is_refused(self, visitor: Visitor, browser: Browser) -> None:
        body = browser.subscription()
        body["keys"]["p256dh"] = "B" + "A" * 86
        answer = visitor.send("POST", "/notices/subscriptions", body)
        assert error(answer) == (422, "SubscriptionInvalid")

    def test_there_are_ten_at_most(self, visitor: Visitor, browser: Browser) -> None:
        made = []
        for number in range(10):
            body = browser.subscription() | {"endpoint": f"https://push.example/{number}"}
            made.append(visitor.send("POST", "/notices/subscriptions", body))
        assert error(made.pop()) == (409, "SubscriptionsMany")
        for one in made:
            visitor.send("DELETE", f"/notices/subscriptions/{one.json()['subscription']}")

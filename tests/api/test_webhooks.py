"""Webhooks: signed, in order, at least once under stable ids, and never into foreign networks."""

import base64
import hmac
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from hashlib import sha256
from ipaddress import ip_address
from typing import Any

import pytest

from ledger_py import erasure, outward
from ledger_py.notices import WEBHOOK_ENDED
from ledger_py.outward import AddressForbidden, HostSilent, is_public, post, target
from ledger_py.signers import LocalSigner
from ledger_py.store import webhooks as stored
from ledger_py.webhooks import HOLD_SECONDS, WAITS, Webhooks
from tests.api.asking import id_of
from tests.api.receivers import Receiver, receiving
from tests.api.stack import RULES, Gateway, open_gateway
from tests.api.test_events import happened
from tests.api.test_notices import error, record, told
from tests.api.visitors import Visitor
from tests.databases import Database

DYING = """
import os, signal, sys
from pathlib import Path
from ledger_py.outward import post
from ledger_py.store import Store
from ledger_py.store.vault import Vault
from ledger_py.webhooks import Webhooks

def send(*given, **more):
    post(*given, **more)
    os.kill(os.getpid(), signal.SIGKILL)

url, folder, now = sys.argv[1:]
store = Store(url, Vault.in_folder(Path(folder)))
Webhooks(store, loopback=True, send=send, clock=lambda: float(now)).step()
"""


@pytest.fixture(scope="module")
def gateway(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway of its own."""
    with open_gateway(database, tmp_path_factory.mktemp("webhooks")) as opened:
        opened.populate(opened.found("here", RULES))
        yield opened


@pytest.fixture(scope="module")
def visitor(gateway: Gateway) -> Visitor:
    """Member 3, signed in."""
    found = Visitor(gateway)
    found.by_wallet(gateway.keys[3])
    return found


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A program that is told."""
    with receiving() as opened:
        yield opened


@pytest.fixture
def hook(gateway: Gateway, visitor: Visitor, receiver: Receiver) -> Iterator[dict[str, Any]]:
    """A webhook to the receiver, from now on."""
    made = visitor.send("POST", hooks(gateway), {"url": receiver.url})
    assert made.status_code == 201, made.text
    yield made.json()
    visitor.send("DELETE", hooks(gateway, made.json()["webhook"]))


def hooks(gateway: Gateway, *more: str) -> str:
    """The address of the webhooks, or what is under one."""
    return "/".join([f"{gateway.path.removeprefix('/v1')}/webhooks", *more])


def deliver(gateway: Gateway, **more: Any) -> int:
    """Let a worker's part deliver what is due, as one that has just started."""
    store = gateway.services.store
    part = Webhooks(store, loopback=True, clock=more.pop("clock", gateway.clock), **more)
    try:
        return part.step()
    finally:
        part.close()


def is_signed(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """Whether a message is signed, as the specification says it in words."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    version, _, signature = headers["webhook-signature"].partition(",")
    expected = hmac.new(key, said, sha256).digest()
    return version == "v1" and hmac.compare_digest(base64.b64decode(signature), expected)


class TestWebhooks:
    """`/v1/communities/{c}/webhooks`."""

    def test_anonymous(self, gateway: Gateway) -> None:
        nobody = Visitor(gateway)
        for method, body in (("GET", None), ("POST", {"url": "https://example.org/"})):
            assert error(nobody.send(method, hooks(gateway), body)) == (401, "SignInRequired")
        answer = nobody.send("DELETE", hooks(gateway, "0" * 32))
        assert error(answer) == (401, "SignInRequired")

    def test_who_speaks_for_nobody_here_may_make_none(self, gateway: Gateway) -> None:
        stranger = Visitor(gateway)
        stranger.by_wallet(LocalSigner(b"\x75" * 32))
        answer = stranger.send("POST", hooks(gateway), {"url": "https://example.org/"})
        assert error(answer) == (403, "MemberForeign")

    def test_a_token_needs_the_scope(self, gateway: Gateway, visitor: Visitor) -> None:
        tool = visitor.token("read")
        answer = tool.send("POST", hooks(gateway), {"url": "https://example.org/"})
        assert error(answer) == (403, "ScopeMissing")
        made = visitor.token("write").send("POST", hooks(gateway), {"url": "https://example.org/"})
        assert made.status_code == 201
        assert visitor.send("DELETE", hooks(gateway, made.json()["webhook"])).status_code == 204

    def test_its_secret_is_shown_once_and_kept_encrypted(
        self, gateway: Gateway, visitor: Visitor, hook: dict[str, Any]
    ) -> None:
        assert len(base64.b64decode(hook["secret"].removeprefix("whsec_"))) == 32
        (shown,) = visitor.send("GET", hooks(gateway)).json()["items"]
        assert shown == {name: value for name, value in hook.items() if name != "secret"}
        rows = str(gateway.rows()["webhooks"])
        assert "127.0.0.1" not in rows
        assert hook["secret"] not in rows

    def test_another_user_s_is_not_there(self, gateway: Gateway, hook: dict[str, Any]) -> None:
        other = Visitor(gateway)
        other.by_wallet(gateway.keys[4])
        assert other.send("GET", hooks(gateway)).json()["items"] == []
        for method, path in (("DELETE", ""), ("GET", "deliveries")):
            answer = other.send(method, hooks(gateway, hook["webhook"], path).rstrip("/"))
            assert error(answer) == (404, "NotFound")

    def test_there_are_five_at_most(self, gateway: Gateway, visitor: Visitor) -> None:
        body = {"url": "https://example.org/"}
        made = [visitor.send("POST", hooks(gateway), body) for _ in range(6)]
        assert error(made.pop()) == (409, "WebhooksMany")
        for one in made:
            visitor.send("DELETE", hooks(gateway, one.json()["webhook"]))

    @pytest.mark.parametrize(
        "url",
        [
            *("https://10.0.0.1/", "https://[::1]:0x1/", "https://169.254.169.254/latest"),
            *("ftp://example.org/", "http://example.org@127.0.0.1/", "https://user:p@example.org/"),
            *(
                "https:///nowhere",
                "https://example.org/ x",
                "https://[fd00:ec2::254]/",
                "gopher://",
            ),
        ],
    )
    def test_an_address_that_is_not_everybody_s_is_refused(
        self, gateway: Gateway, visitor: Visitor, url: str
    ) -> None:
        answer = visitor.send("POST", hooks(gateway), {"url": url})
        assert error(answer) == (422, "AddressForbidden")


class TestDelivering:
    def test_messages_are_signed_in_order_and_hold_ids_only(
        self, gateway: Gateway, receiver: Receiver, hook: dict[str, Any]
    ) -> None:
        first, second = record(gateway, "told first"), record(gateway, "told second")
        assert deliver(gateway) == len(receiver.came) > 0
        said = [json.loads(body) for _, body in receiver.came]
        recorded = [one for one in said if one["type"] == "contribution_recorded"]
        assert [one["data"]["about"]["contribution"] for one in recorded] == [first, second]
        assert all(is_signed(hook["secret"], *one) for one in receiver.came)
        headers, body = receiver.came[0]
        assert not is_signed(hook["secret"], headers, body + b" ")
        assert b"told first" not in b"".join(body for _, body in receiver.came)
        assert deliver(gateway) == 0

    def test_what_is_not_final_is_not_told(
        self, gateway: Gateway, receiver: Receiver, hook: dict[str, Any]
    ) -> None:
        record(gateway, "not final yet")
        assert deliver(gateway, confirmations=3) == 0
        for _ in range(3):
            gateway.pass_time(1)
        assert deliver(gateway, confirmations=3) > 0

    def test_a_refusal_is_tried_again_later_and_later_under_one_id(
        self, gateway: Gateway, visitor: Visitor, receiver: Receiver, hook: dict[str, Any]
    ) -> None:
        record(gateway, "not taken at first")
        receiver.status = 500
        before = gateway.clock.now
        for wait in WAITS[:3]:
            assert deliver(gateway) == 1
            assert deliver(gateway) == 0
            gateway.clock.now += wait * 1.3
        receiver.status = 204
        assert deliver(gateway) > 0
        assert len(set(receiver.ids[:4])) == 1
        items = visitor.send("GET", hooks(gateway, hook["webhook"], "deliveries")).json()["items"]
        assert [one["status"] for one in items[-4:]] == [204, 500, 500, 500]
        assert items[-1]["time"] == int(before)
        (shown,) = visitor.send("GET", hooks(gateway)).json()["items"]
        assert (shown["refused"], shown["disabled"]) == (0, None)

    def test_after_about_a_day_it_is_given_up_and_its_owner_told(
        self, gateway: Gateway, visitor: Visitor, receiver: Receiver, hook: dict[str, Any]
    ) -> None:
        assert 20 * 3_600 < sum(WAITS) < 28 * 3_600
        record(gateway, "never taken")
        receiver.status, begun = 503, gateway.clock.now
        for wait in (*WAITS, 0):
            assert deliver(gateway) == 1
            gateway.clock.now += wait * 1.3
        assert deliver(gateway) == 0
        (shown,) = visitor.send("GET", hooks(gateway)).json()["items"]
        assert shown["disabled"] >= begun + sum(WAITS) * 0.8
        newest = told(visitor)["items"][0]
        assert (newest["kind"], newest["about"]) == (WEBHOOK_ENDED, {"webhook": hook["webhook"]})

    def test_one_that_is_gone_is_given_up_at_once(
        self, gateway: Gateway, visitor: Visitor, receiver: Receiver, hook: dict[str, Any]
    ) -> None:
        record(gateway, "gone for good")
        receiver.status = 410
        assert deliver(gateway) == 1
        assert visitor.send("GET", hooks(gateway)).json()["items"][0]["disabled"]

    def test_redirects_are_not_followed_and_long_answers_not_read(
        self, gateway: Gateway, receiver: Receiver, hook: dict[str, Any]
    ) -> None:
        with receiving() as elsewhere:
            record(gateway, "sent elsewhere")
            receiver.status, receiver.headers = 302, {"Location": elsewhere.url}
            assert deliver(gateway) == 1
            assert elsewhere.came == []
        receiver.body = b"x" * 10_000_000
        assert len(post(receiver.url, b"", {}, loopback=True).body) == outward.LARGEST

    def test_who_answers_a_byte_at_a_time_is_cut_off(self, receiver: Receiver) -> None:
        def drip(handler: Any) -> None:
            for _ in range(200):
                handler.wfile.write(b"H")
                time.sleep(0.1)

        receiver.each = drip
        begun = time.monotonic()
        with pytest.raises(HostSilent):
            post(receiver.url, b"", {}, loopback=True, seconds=0.5)
        assert time.monotonic() - begun < 5

    def test_of_several_workers_one_delivers_each_message(
        self, gateway: Gateway, receiver: Receiver, hook: dict[str, Any]
    ) -> None:
        for number in range(3):
            record(gateway, f"for one worker {number}")
        receiver.each = lambda _: time.sleep(0.05)
        threads = [threading.Thread(target=deliver, args=(gateway,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        while deliver(gateway):
            pass
        assert len(receiver.ids) == len(set(receiver.ids)) >= 3

    def test_a_worker_that_dies_after_sending_has_it_sent_again_under_the_same_id(
        self, gateway: Gateway, receiver: Receiver, hook: dict[str, Any]
    ) -> None:
        record(gateway, "sent by a dying worker")
        services, now = gateway.services, gateway.clock.now
        url = services.store.engine.url.render_as_string(hide_password=False)
        folder = str(services.settings.data_dir)
        died = subprocess.run(
            [sys.executable, "-c", DYING, url, folder, str(now)], check=False, timeout=60
        )
        assert died.returncode == -9
        assert len(receiver.came) == 1
        assert deliver(gateway) == 0, "the dead one's hold has to run out first"
        assert deliver(gateway, clock=lambda: now + HOLD_SECONDS + 1) > 0
        assert receiver.ids[0] == receiver.ids[1]
        assert len(set(receiver.ids)) == len(receiver.ids) - 1


class TestReplay:
    """`…/webhooks/{w}/replay`."""

    def test_anonymous(self, gateway: Gateway) -> None:
        path = hooks(gateway, "0" * 32, "replay")
        answer = Visitor(gateway).send("POST", path, {"after": "0-0"})
        assert error(answer) == (401, "SignInRequired")

    def test_all_is_told_again_from_a_place_on(
        self, gateway: Gateway, visitor: Visitor, receiver: Receiver, hook: dict[str, Any]
    ) -> None:
        path = hooks(gateway, hook["webhook"], "replay")
        assert visitor.send("POST", path, {"after": "0-0"}).status_code == 202
        while deliver(gateway):
            pass
        assert len(receiver.came) == len(happened(gateway))
        place = json.loads(receiver.came[-3][1])["data"]["place"]
        visitor.send("POST", path, {"after": place})
        deliver(gateway)
        assert receiver.ids[-2:] == receiver.ids[-4:-2]

    def test_one_that_was_given_up_begins_again(
        self, gateway: Gateway, visitor: Visitor, receiver: Receiver, hook: dict[str, Any]
    ) -> None:
        record(gateway, "taken at last")
        receiver.status = 410
        deliver(gateway)
        receiver.status = 204
        assert deliver(gateway) == 0
        answer = visitor.send(
            "POST", hooks(gateway, hook["webhook"], "replay"), {"after": hook["place"]}
        )
        assert answer.status_code == 202
        assert deliver(gateway) > 0

    @pytest.mark.parametrize("after", ["", "x", "1"])
    def test_what_is_no_place_is_refused(
        self, gateway: Gateway, visitor: Visitor, hook: dict[str, Any], after: str
    ) -> None:
        path = hooks(gateway, hook["webhook"], "replay")
        assert error(visitor.send("POST", path, {"after": after})) == (400, "CursorInvalid")


class TestDeliveries:
    """`…/webhooks/{w}/deliveries`."""

    def test_anonymous(self, gateway: Gateway) -> None:
        answer = Visitor(gateway).send("GET", hooks(gateway, "0" * 32, "deliveries"))
        assert error(answer) == (401, "SignInRequired")

    def test_it_says_when_and_what_was_answered_and_holds_no_bodies(
        self, gateway: Gateway, visitor: Visitor, receiver: Receiver, hook: dict[str, Any]
    ) -> None:
        for name in ("in the log", "in the log too"):
            record(gateway, name)
        receiver.body = b"what the receiver says is its own"
        deliver(gateway)
        answer = visitor.send("GET", hooks(gateway, hook["webhook"], "deliveries?limit=1"))
        (item,) = answer.json()["items"]
        assert (item["status"], item["message"]) == (204, receiver.ids[-1])
        assert set(item) == {"number", "message", "block", "log", "time", "status", "fault"}
        rest = visitor.send(
            "GET", hooks(gateway, hook["webhook"], f"deliveries?after={answer.json()['next']}")
        ).json()
        assert len(rest["items"]) == len(receiver.came) - 1

    def test_a_host_that_does_not_answer_is_named_so(
        self, gateway: Gateway, visitor: Visitor
    ) -> None:
        made = visitor.send("POST", hooks(gateway), {"url": "http://127.0.0.1:9/"}).json()
        record(gateway, "for nobody")
        deliver(gateway)
        path = hooks(gateway, made["webhook"], "deliveries")
        (item,) = visitor.send("GET", path).json()["items"]
        assert (item["status"], item["fault"]) == (None, "HostSilent")
        visitor.send("DELETE", hooks(gateway, made["webhook"]))


class TestAddresses:
    @pytest.mark.parametrize(
        "address",
        [
            *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0"),
            *("100.64.0.1", "224.0.0.1", "255.255.255.255", "198.18.0.1", "::", "::1", "fe80::1"),
            *("fc00::1", "fd00:ec2::254", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "64:ff9b::a00:1"),
            *("2002:a00:1::", "2001:0:a00:1::", "ff02::1", "64:ff9b:1::1"),
        ],
    )
    def test_networks_that_are_not_everybody_s_are_told_apart(self, address: str) -> None:
        assert not is_public(ip_address(address))

    @pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1"])
    def test_and_so_are_those_that_are(self, address: str) -> None:
        assert is_public(ip_address(address))

    @pytest.mark.parametrize(
        "found", [["10.0.0.7"], ["93.184.216.34", "127.0.0.1"], ["fe80::1%eth0"], ["::ffff:7f00:1"]]
    )
    def test_a_name_that_leads_there_is_not_connected_to(
        self, monkeypatch: pytest.MonkeyPatch, found: list[str]
    ) -> None:
        def resolve(*_: object, **__: object) -> list[Any]:
            return [(0, 0, 0, "", (one, 443)) for one in found]

        def connect(*_: object) -> None:
            pytest.fail("it was connected to")

        monkeypatch.setattr(outward.socket, "getaddrinfo", resolve)
        monkeypatch.setattr(outward.socket, "create_connection", connect)
        with pytest.raises(AddressForbidden):
            post("https://innocent.example/", b"", {})

    def test_a_name_is_resolved_once_and_that_very_address_connected_to(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked, gone_to = [], []

        def resolve(host: str, *_: object, **__: object) -> list[Any]:
            asked.append(host)
            return [(0, 0, 0, "", ("93.184.216.34" if len(asked) == 1 else "127.0.0.1", 443))]

        def connect(place: tuple[str, int], *_: object) -> None:
            gone_to.append(place)
            raise ConnectionRefusedError

        monkeypatch.setattr(outward.socket, "getaddrinfo", resolve)
        monkeypatch.setattr(outward.socket, "create_connection", connect)
        with pytest.raises(HostSilent):
            post("https://rebinding.example/", b"", {})
        assert (asked, gone_to) == (["rebinding.example"], [("93.184.216.34", 443)])

    def test_a_network_s_gateway_tells_nothing_to_itself(self, receiver: Receiver) -> None:
        for url in (receiver.url, receiver.url.replace("http", "https")):
            with pytest.raises(AddressForbidden):
                target(url)
        with pytest.raises(AddressForbidden):
            post("https://localhost/", b"", {})
        assert receiver.came == []


class TestForgetting:
    def test_a_user_who_is_forgotten_leaves_no_webhook(
        self, gateway: Gateway, receiver: Receiver
    ) -> None:
        visitor = Visitor(gateway)
        visitor.by_wallet(gateway.keys[5])
        made = visitor.send("POST", hooks(gateway), {"url": receiver.url}).json()
        record(gateway, "before being forgotten")
        deliver(gateway)
        assert made["webhook"] in str(gateway.rows()["deliveries"])
        assert visitor.send("DELETE", "/user").status_code == 204
        rows = gateway.rows()
        assert made["webhook"] not in str(rows["webhooks"]) + str(rows["deliveries"])

    def test_one_whose_key_is_destroyed_is_given_up(
        self, gateway: Gateway, visitor: Visitor, receiver: Receiver
    ) -> None:
        made = visitor.send("POST", hooks(gateway), {"url": receiver.url}).json()
        store = gateway.services.store
        with store.reading() as connection:
            name = stored.names_of_member(connection, gateway.place.community, 3)[-1]
        assert store.vault is not None
        store.vault.destroy([name], int(gateway.clock()))
        record(gateway, "for whom nobody knows")
        assert deliver(gateway) == 0
        (shown,) = visitor.send("GET", hooks(gateway)).json()["items"]
        assert (shown["url"], shown["disabled"]) == ("", int(gateway.clock()))
        assert receiver.came == []
        visitor.send("DELETE", hooks(gateway, made["webhook"]))

    def test_a_member_who_is_erased_leaves_no_webhook_notice_or_request(
        self, gateway: Gateway, visitor: Visitor, receiver: Receiver
    ) -> None:
        made = visitor.send("POST", hooks(gateway), {"url": receiver.url}).json()
        record(gateway, "asked about")
        id_ = id_of(gateway, "asked about")
        path = f"{gateway.path.removeprefix('/v1')}/contributions/{id_}/requests"
        assert visitor.send("POST", path, {"members": [4]}).status_code == 201
        erasure.erase(gateway.services.store, gateway.place.community, 3, int(gateway.clock()))
        rows = gateway.rows()
        assert made["webhook"] not in str(rows["webhooks"])
        assert rows["requests"] == []
        assert 3 not in [row[5] for row in rows["notices"]]
        record(gateway, "after the erasure")
        assert deliver(gateway) == 0

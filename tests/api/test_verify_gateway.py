"""Asking a gateway that is out of reach, broken, or means to keep whoever asks."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ledger_py.chain.deployment import Deployment
from ledger_py.chain.errors import NodeUnreachable, RpcError
from ledger_py.chain.rpc import Rpc
from ledger_py.errors import AuzolanError
from ledger_py.verify.findings import Report
from ledger_py.verify.gateway import Refused, _is_told, fetch_documents
from ledger_py.verify.http import Gateway, GatewayUnreachable
from tests.api.test_verify import auzolan

Serve = Callable[..., str]
PATH = "/communities/1/members"


def answer(body: bytes, status: str = "200 OK", more: str = "") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{more}Connection: close\r\n\r\n"
    return head.encode() + body


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Answer every connection with the next of some bytes, the last one for ever after."""
    listener, over = socket.create_server(("127.0.0.1", 0)), threading.Event()

    def start(*parts: bytes, drip: float = 0, repeat: bool = False) -> str:
        def run() -> None:
            number = 0
            while not over.is_set():
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65_536)
                    said = parts[min(number, len(parts) - 1)]
                    number += 1
                    try:
                        if drip:
                            for byte in said:
                                connection.sendall(bytes([byte]))
                                if over.wait(drip):
                                    return
                        connection.sendall(said)
                        while repeat and not over.is_set():
                            connection.sendall(b" " * 65_536)
                    except OSError:
                        continue

        threading.Thread(target=run, daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    over.set()
    listener.close()


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1:1", "http://127.0.0.1:99999", "http://[::1", "ftp://example.org"),
        *("http://exa mple", "file:///etc/passwd", "http://", "http://\u00e9.example", "", "\n"),
    ],
)
def test_address_that_leads_nowhere__is_said_and_no_difference(url: str) -> None:
    with pytest.raises(GatewayUnreachable, match="No answer from the gateway"):
        Gateway(url)(PATH)
    with pytest.raises(NodeUnreachable, match="No answer from the node"):
        Rpc(url).call("eth_chainId")


def test_command__of_a_gateway_that_is_not_there__ends_with_1_before_the_chain_is_read(
    tmp_path: Path,
) -> None:
    Deployment(1, "0x" + "ab" * 20, 1, *["0x" + "ab" * 20] * 6).save(tmp_path / "deployment.json")
    options = ["--rpc", "http://127.0.0.1:1", "--deployment", str(tmp_path / "deployment.json")]
    code, out, err = auzolan("verify", *options, "--gateway", "http://127.0.0.1:1")
    assert (code, out) == (1, "")
    assert "No answer from the gateway" in err


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://ana:secret@127.0.0.1:1", "http://127.0.0.1:1"),
        ("http://127.0.0.1:1/v3/secret", "http://127.0.0.1:1 "),
        ("http://127.0.0.1:1?key=secret", "http://127.0.0.1:1 "),
        ("http://[::1]:1", "http://[::1]:1"),
        ("http://ana:secret@exa\u2100mple.org", "http://exa"),
        ("htp://ana:secret@example.org", "htp://example.org "),
        ("http://ana:secret@127.0.0.1:99999", "http://127.0.0.1:99999 "),
    ],
)
def test_secret_in_an_address__is_in_no_message(url: str, shown: str) -> None:
    for ask in (lambda: Gateway(url)(PATH), lambda: Rpc(url).call("eth_chainId")):
        with pytest.raises((GatewayUnreachable, NodeUnreachable)) as found:
            ask()
        assert shown in str(found.value)
        assert "secret" not in str(found.value)


def test_answer_without_end__ends(serve: Serve) -> None:
    head = b"HTTP/1.1 200 OK\r\n\r\n[1"
    with pytest.raises(GatewayUnreachable, match="more than 1,000,000 bytes"):
        Gateway(serve(head, repeat=True), most=1_000_000)(PATH)


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n", b"HTTP/1.1 "])
def test_answer_that_comes_byte_by_byte__ends(serve: Serve, head: bytes) -> None:
    url, began = serve(head + b" " * 900, drip=0.05), time.monotonic()
    with pytest.raises(GatewayUnreachable, match="did not end within 1 seconds"):
        Gateway(url, seconds=1)(PATH)
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary Redirect"])
@pytest.mark.parametrize("place", ["file:///etc/passwd", "http://127.0.0.1:1/", "/v1/other"])
def test_redirect__is_followed_nowhere(serve: Serve, status: str, place: str) -> None:
    with pytest.raises(Refused, match=f"answered with {status[:3]}"):
        Gateway(serve(answer(b"[]", status, f"Location: {place}\r\n")))(PATH)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[" * 100_000, b"\xff", b'"\\ud800"'], ids=len)
def test_answer_that_is_no_json__is_refused(serve: Serve, body: bytes) -> None:
    with pytest.raises(Refused, match="unreadably"):
        Gateway(serve(answer(body)))(PATH)


@pytest.mark.parametrize(
    "pages",
    [
        [b'{"items": [], "next": 5}'],
        [b'{"items": [], "next": ["/v1/"]}'],
        [b'{"items": [], "next": "http://127.0.0.1:1/v1/"}'],
        [b'{"items": [], "next": "file:///etc/passwd"}'],
        [b'{"items": [], "next": "/v1/\\u00e9"}'],
        [b'{"items": [], "next": "/v1/a"}'],
        [b'{"next": "/v1/a"}', b'{"items": []}'],
        [b'{"items": {}, "next": "/v1/a"}', b'{"items": []}'],
        [b'{"items": [], "next": "/v1/a"}', b"[]"],
        [b'{"items": [], "next": "/v1/a"}', b'{"items": 5}'],
        [b'{"items": [], "next": "/v1/a"}', b"null"],
    ],
)
def test_pages_that_lead_elsewhere_or_are_none__are_refused(
    serve: Serve, pages: list[bytes]
) -> None:
    with pytest.raises(Refused, match="its pages"):
        Gateway(serve(*map(answer, pages)))(PATH)


def test_gateway_that_asks_to_wait__is_asked_again(serve: Serve) -> None:
    busy = answer(b"{}", "429 Too Many Requests", "Retry-After: 1\r\n")
    with closing(Gateway(serve(busy, answer(b'{"member": 1}')))) as gateway:
        assert gateway("/communities/1/members/1") == {"member": 1}


def test_gateway_that_asks_to_wait_for_hours__is_refused(serve: Serve) -> None:
    for_long = answer(b"{}", "429 Too Many Requests", "Retry-After: 9999\r\n")
    with closing(Gateway(serve(for_long))) as gateway, pytest.raises(Refused):
        gateway("/communities/1/members/1")


def test_gateway_below_a_path__is_asked_there(serve: Serve) -> None:
    with closing(Gateway(serve(answer(b"[]")) + "/below/")) as asked:
        assert asked._address.path == "/below"
        assert asked(PATH) == []


def test_document_that_cannot_be_hashed__is_named() -> None:
    report = Report()
    fetch_documents(["0x" + "00" * 32], lambda _: {"half": 0.5}, None, report)  # type: ignore[arg-type]
    (found,) = report.differences
    assert found.given == "no document"


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        ("member 1 and member 2.", "Ana and Berta.", True),
        ("member 1 and member 2.", "Ana and Berta and Carl.", True),
        ("It is member 1", "It is Ana", True),
        ("It is member 1", "It is ", False),
        ("It was member 1", "It is Ana", False),
        ("member 1 and member 2.", "Ana or Berta.", False),
        ("member 1 and member 2.", " and ", False),
        ("Nobody.", "Nobody.", True),
        ("Nobody.", "Somebody.", False),
        ("It is member 1", "It is " + "a" * 600, False),
    ],
)
def test_sentence_about_members__is_the_same_but_for_their_names(
    ours: str, theirs: str, same: bool
) -> None:
    assert _is_told(ours, theirs) is same


def test_sentence_that_almost_fits_in_very_many_ways__is_told_at_once() -> None:
    ours, began = " a ".join(["member 1"] * 40) + ".", time.monotonic()
    assert not _is_told(ours, " a " * 5_000 + "b")
    assert time.monotonic() - began < 1


# --- a node that answers what nobody asked


@pytest.mark.parametrize(
    "body",
    [
        b'{"error": "no"}',
        b'{"error": {"code": "x"}}',
        b'{"error": [1]}',
        b'{"error": {"code": 1, "message": {}}}',
    ],
)
def test_refusal_of_a_node__in_any_form__is_one(serve: Serve, body: bytes) -> None:
    url = serve(answer(body))
    for ask in (lambda: Rpc(url).call("eth_x"), lambda: Rpc(url).batch([("eth_x", [])])):
        with pytest.raises(RpcError):
            ask()


@pytest.mark.parametrize(
    "body", [b"[]", b"[5]", b'[{"id": []}]', b'[{"id": "1"}]', b'{"result": 1}', b"7", b"[" * 9_999]
)
def test_batch_that_is_answered_otherwise__is_no_answer(serve: Serve, body: bytes) -> None:
    with pytest.raises(AuzolanError) as found:
        Rpc(serve(answer(body))).batch([("eth_x", [])])
    assert isinstance(found.value, NodeUnreachable | RpcError)

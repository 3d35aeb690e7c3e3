"""What a gateway says is held against the chain: whatever it alters is found, and named."""

import copy
import io
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from ledger_py import cli, proposals
from ledger_py.cli.mirror import Mirror
from ledger_py.verify.community import Checked, Factory, resources
from ledger_py.verify.comparing import Kept
from ledger_py.verify.findings import Report
from ledger_py.verify.gateway import Refused, compare_resource, fetch_documents
from ledger_py.verify.http import Gateway as Asked
from ledger_py.verify.index_tables import document_hashes
from ledger_py.verify.witness import Witness
from tests.api.deciding import carry_out, decide
from tests.api.stack import Gateway, open_gateway
from tests.databases import Database, SqliteFiles

Json = Any
NAMES = ("name", "login", "link", "demo")
"""Of a member: shown without their salts, so nobody can hold them against the chain."""

EMPTY = {"claims", "contests", "recoveries", "suspensions", "sponsorships", "invitations"}
"""Lists of what did not happen in this community."""


class Stranger:
    """Somebody who has rebuilt the community and asks the gateway what it says."""

    def __init__(self, gateway: Gateway, folder: Path) -> None:
        deployment = gateway.services.deployment
        self.store = SqliteFiles().store(folder)
        witness = Witness(gateway.chain.rpc)
        factory = Factory(deployment.factory, deployment.block)
        self.checked = Checked(
            witness, self.store, factory, gateway.place.community, lambda what, done, total: None
        )
        self.checked.rebuild()
        self.ours = Mirror(self.store, witness, deployment, folder)
        self.theirs = Asked(str(gateway.client.base_url))
        self.documents = document_hashes(self.store, gateway.place.community)
        report = Report()
        fetch_documents(self.documents, self.theirs, Kept(self.checked), report)
        assert report.equal
        self.paths = list(resources(self.checked.reads, gateway.place.community))
        self.answers = {path: self.theirs(path) for path in self.paths}
        self.expected = {path: self.ours(path) for path in self.paths}

    def compare(self, path: str, answer: Json) -> Report:
        report = Report()
        compare_resource(path, self.expected.__getitem__, lambda _: answer, report)
        return report


@pytest.fixture(scope="module")
def gateway(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway whose community has decided in every way, and elects."""
    with open_gateway(database, tmp_path_factory.mktemp("gateway")) as opened:
        decide(opened)
        carry_out(opened, proposals.dismiss(1), proposals.dismiss(2))
        opened.settle(opened.ledger(3).open_election(0))
        election = int(opened.get("/elections").json()["items"][0]["vote"])
        opened.settle(opened.ledger(3).stand(election), opened.ledger(4).stand(election))
        yield opened


@pytest.fixture(scope="module")
def stranger(gateway: Gateway, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stranger]:
    found = Stranger(gateway, tmp_path_factory.mktemp("stranger"))
    yield found
    found.theirs.close()
    found.store.close()


def places(value: Json, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Json]]:
    """Every field of an answer that holds no others, however deep."""
    if isinstance(value, dict | list) and value:
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        for key, one in inner:
            yield from places(one, (*path, key))
    else:
        yield path, value


def lists(value: Json, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every list of records in an answer."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        yield path
    if isinstance(value, dict | list):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        for key, one in inner:
            yield from lists(one, (*path, key))


def altered(value: Json) -> Json:
    """The same kind of value, and another one: one byte, one more, the opposite."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str() if value:
            last = value[-1]
            return value[:-1] + ("0" if last != "0" else "1")
        case _:
            return "something"


def within(answer: Json, path: tuple[Any, ...]) -> Json:
    for key in path:
        answer = answer[key]
    return answer


def changed(answer: Json, path: tuple[Any, ...]) -> Json:
    tampered = copy.deepcopy(answer)
    within(tampered, path[:-1])[path[-1]] = altered(within(answer, path))
    return tampered


def is_unproven(answer: Json, path: tuple[Any, ...]) -> bool:
    """Whether a field is off the chain and comes with nothing to hold it against."""
    around = within(answer, path[:-1])
    named = isinstance(around, dict) and "recognition" in around and path[-1] in NAMES
    closed = isinstance(around, dict) and "salt" in around and around["body"] is None
    own = path[-1] == "next" or "refusal" in path
    return named or own or (closed and path[-1] in ("salt", "body"))


def test_honest_gateway__says_the_same_in_every_resource(stranger: Stranger) -> None:
    assert len(stranger.paths) > 50
    for path in stranger.paths:
        report = stranger.compare(path, stranger.answers[path])
        assert [str(one) for one in report.differences] == []
    kinds = {path.split("?")[0].split("/")[3] for path in stranger.paths if path.count("/") > 2}
    assert kinds >= {"members", "contributions", "indicators", "votes", "proposals", "elections"}
    whole = [path for path in stranger.paths if path.count("/") == 3]
    empty = {path.split("/")[3] for path in whole if not stranger.answers[path].get("items", True)}
    assert empty <= EMPTY


def test_any_field_of_any_resource_that_is_altered__is_named(stranger: Stranger) -> None:
    tried, unproven = 0, 0
    for path in stranger.paths:
        answer = stranger.answers[path]
        for place, _ in places(answer):
            report = stranger.compare(path, changed(answer, place))
            if is_unproven(answer, place):
                unproven += 1
                assert report.equal
                continue
            tried += 1
            assert report.differences, f"{path}: {place} was altered and nobody noticed"
            assert all(one.where == path for one in report.differences)
            _assert_names(report, place)
    assert tried > 3_000
    assert unproven > 100


def _assert_names(report: Report, place: tuple[Any, ...]) -> None:
    """The altered field is named; of a record's key, the record left out and the one added."""
    names = [str(key) for key in place if isinstance(key, str)]
    told = " ".join(f"{one.record} {one.field}" for one in report.differences)
    assert any(name in told for name in names) or {"left out", "added"} <= {
        one.field for one in report.differences
    }, (place, told)


def test_any_record_that_is_left_out__is_named(stranger: Stranger) -> None:
    tried = 0
    for path in stranger.paths:
        answer = stranger.answers[path]
        for place in lists(answer):
            tampered = copy.deepcopy(answer)
            gone = within(tampered, place).pop()
            (found, *more) = stranger.compare(path, tampered).differences
            assert not more
            assert (found.where, found.field, found.given) == (path, "left out", None)
            assert found.chain == within(stranger.expected[path], place)[-1]
            assert gone not in within(tampered, place)
            tried += 1
    assert tried > 50


def test_any_record_that_is_added__is_named(stranger: Stranger) -> None:
    tried = 0
    for path in stranger.paths:
        answer = stranger.answers[path]
        for place in lists(answer):
            tampered = copy.deepcopy(answer)
            within(tampered, place).append(copy.deepcopy(within(answer, place)[0]))
            (found, *more) = stranger.compare(path, tampered).differences
            assert not more
            assert (found.where, found.field, found.chain) == (path, "added", None)
            tried += 1
    assert tried > 50


def test_records_in_another_order__are_named(stranger: Stranger) -> None:
    path = next(path for path in stranger.paths if path.endswith("/contributions"))
    tampered = copy.deepcopy(stranger.answers[path])
    tampered["items"].reverse()
    (found,) = stranger.compare(path, tampered).differences
    assert (found.where, found.field) == (path, "order")


def test_field_that_is_missing_or_made_up__is_named(stranger: Stranger) -> None:
    path = stranger.paths[0]
    without = {k: v for k, v in stranger.answers[path].items() if k != "electorate"}
    (found,) = stranger.compare(path, without).differences
    assert found.field == "electorate"
    (found,) = stranger.compare(path, stranger.answers[path] | {"trusted": True}).differences
    assert (found.field, found.given) == ("trusted", True)


def test_answer_that_is_refused__is_named(stranger: Stranger) -> None:
    def gone(path: str) -> Json:
        raise Refused(path, 404)

    report = Report()
    compare_resource(stranger.paths[0], stranger.expected.__getitem__, gone, report)
    (found,) = report.differences
    assert (found.field, found.chain, found.given) == ("status", 200, 404)


def test_document_that_is_altered__is_named_and_names_nothing(stranger: Stranger) -> None:
    for digest in stranger.documents:
        report, kept = Report(), []

        class Keeper:
            def keep(self, digest: bytes, body: bytes, kept: list[bytes] = kept) -> None:
                kept.append(digest)

        def other(path: str) -> Json:
            found = stranger.theirs(path)
            return found | {"description": "another"}

        fetch_documents([digest], other, Keeper(), report)
        assert [one.record for one in report.differences] == [f"/documents/{digest}"]
        assert not kept


def test_contents_that_are_not_shown__are_counted_and_no_difference(stranger: Stranger) -> None:
    path = next(path for path in stranger.paths if path.endswith("/contributions"))
    tampered = copy.deepcopy(stranger.answers[path])
    for one in tampered["items"]:
        one["content"] |= {"salt": None, "body": None}
    report = stranger.compare(path, tampered)
    assert report.equal
    assert report.notes["contents not shown"] >= len(tampered["items"])


def test_connection_that_the_gateway_closed_meanwhile__is_opened_again(stranger: Stranger) -> None:
    """Servers close idle connections; an answer is not called refused for it."""
    path = stranger.paths[0]
    assert stranger.theirs(path) == stranger.answers[path]
    stranger.theirs._connection.sock.shutdown(socket.SHUT_RDWR)
    assert stranger.theirs(path) == stranger.answers[path]


# --- the command, through a gateway that lies


@contextmanager
def proxy(upstream: str, lie: Callable[[str, Json], Json]) -> Iterator[str]:
    """A gateway that passes everything on, and alters answers on their way."""
    asked = Asked(upstream)
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                with lock:
                    answer = lie(self.path, asked._get(self.path))
                status, body = 200, json.dumps(answer).encode()
            except Refused as refused:
                status, body = refused.status or 502, b"{}"
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        asked.close()


def auzolan(*arguments: str) -> tuple[int, str, str]:
    """Run the command in this process: its exit code, what it answers, what it complains of."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as end:
        cli.app(list(arguments))
    return int(end.value.code or 0), out.getvalue(), err.getvalue()


@pytest.fixture
def verify(gateway: Gateway, tmp_path: Path) -> Callable[..., tuple[int, Json]]:
    """Run `auzolan verify --json` about the gateway's community; its exit code and answer."""
    deployment = tmp_path / "deployment.json"
    gateway.services.deployment.save(deployment)

    def run(url: str | None) -> tuple[int, Json]:
        options = ["--rpc", gateway.chain.url, "--deployment", str(deployment), "--json"]
        options += ["--community", gateway.place.community]
        options += ["--gateway", url] if url else []
        code, out, _ = auzolan("verify", *options)
        return code, json.loads(out)

    return run


def test_command__through_an_honest_proxy__ends_with_0(
    gateway: Gateway, verify: Callable[..., tuple[int, Json]]
) -> None:
    with proxy(str(gateway.client.base_url), lambda path, answer: answer) as url:
        code, said = verify(url)
    assert said["differences"] == []
    assert (code, said["equal"]) == (0, True)
    assert said["checked"]["contents opened"] > 3


def test_command__through_a_proxy_that_lies__ends_with_4_and_names_it(
    gateway: Gateway, verify: Callable[..., tuple[int, Json]]
) -> None:
    def lie(path: str, answer: Json) -> Json:
        if path.endswith("/votes/1"):
            answer["result"]["types"][0]["histogram"][7] += 1
        return answer

    with proxy(str(gateway.client.base_url), lie) as url:
        code, said = verify(url)
    assert code == 4
    (found,) = said["differences"]
    assert found["where"].endswith("/votes/1")
    assert "histogram" in found["field"]


def test_command__of_the_node_alone__ends_with_0(
    verify: Callable[..., tuple[int, Json]],
) -> None:
    code, said = verify(None)
    assert (code, said["differences"]) == (0, [])
    assert said["checked"]["signatures"] > 10


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--factory", "0x12"], "is no address"),
        (["--rpc", "nonsense"], "not an http(s) address"),
        (["--rpc", "http://127.0.0.1:9"], "No answer from the node"),
        (["--community", "99"], "There is no community 99"),
    ],
)
def test_command__that_cannot_check__ends_with_1_and_says_why(
    gateway: Gateway, tmp_path: Path, options: list[str], told: str
) -> None:
    deployment = tmp_path / "deployment.json"
    gateway.services.deployment.save(deployment)
    given = ["--rpc", gateway.chain.url, "--deployment", str(deployment), *options]
    code, _, err = auzolan("verify", *given)
    assert code == 1
    assert told in err

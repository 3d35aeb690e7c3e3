"""`auzolan verify` asks a node that answers anything at all: it says so, and passes nothing."""

import copy
import io
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from ledger_py import cli
from ledger_py.chain.rpc import Rpc
from ledger_py.cli import rebuilding
from ledger_py.models import Attest, Attestation, Contribution, Record
from tests.chain.world import World, open_world, word

HUGE = "0x" + "f" * 64
Lie = Callable[[Any], Any]
Verify = Callable[[str, Lie], tuple[int, str]]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with open_world(tmp_path_factory.mktemp("node")) as opened:
        until = opened.deadline()
        work = Contribution(3, 3, 1, 2, 100, 0, word("work"))
        opened.carry(Record(3, until, (work,)))
        opened.carry(Attest(4, until, (Attestation(work, 100, 1),)))
        yield opened


@pytest.fixture
def verify(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Verify:
    """Run the command over a node whose answers to one method are altered."""
    world.deployment.save(tmp_path / "deployment.json")

    def run(method: str, lie: Lie) -> tuple[int, str]:
        class Lying(Rpc):
            def call(self, asked: str, *params: Any) -> Any:
                found = super().call(asked, *params)
                return lie(copy.deepcopy(found)) if asked == method else found

            def batch(self, calls: list[tuple[str, list[Any]]]) -> list[Any]:
                found = super().batch(calls)
                pairs = zip(calls, found, strict=True)
                return [lie(copy.deepcopy(one)) if c[0] == method else one for c, one in pairs]

        monkeypatch.setattr(rebuilding, "Rpc", Lying)
        options = ["--rpc", world.rpc.url, "--deployment", str(tmp_path / "deployment.json")]
        out = io.StringIO()
        with redirect_stdout(out), redirect_stderr(out), pytest.raises(SystemExit) as end:
            cli.app(["verify", *options])
        return int(end.value.code or 0), out.getvalue()

    return run


def test_node_that_tells_the_truth__ends_with_0(verify: Verify) -> None:
    assert verify("eth_getLogs", lambda found: found)[0] == 0


def each(**changed: Any) -> Lie:
    """Change fields of an answer, or of everything in a list of them."""

    def lie(found: Any) -> Any:
        if isinstance(found, list):
            return [one | changed for one in found]
        return found | changed if found else found

    return lie


LIES: dict[str, tuple[str, Lie]] = {
    "no logs": ("eth_getLogs", lambda _: []),
    "logs that are none": ("eth_getLogs", lambda _: [5]),
    "logs that are no list": ("eth_getLogs", lambda _: {"a": 1}),
    "nothing for logs": ("eth_getLogs", lambda _: None),
    "logs without topics": ("eth_getLogs", each(topics=[])),
    "logs with other topics": ("eth_getLogs", each(topics=[HUGE])),
    "logs without data": ("eth_getLogs", each(data="0x")),
    "logs with anything for data": ("eth_getLogs", each(data="0xzz")),
    "logs of huge numbers": ("eth_getLogs", each(data="0x" + "f" * 64 * 20)),
    "logs of a huge block": ("eth_getLogs", each(blockNumber=HUGE)),
    "logs twice": ("eth_getLogs", lambda found: found * 2),
    "one log less": ("eth_getLogs", lambda found: found[:-1]),
    "a number for an address": ("eth_getLogs", each(address=5)),
    "no block": ("eth_getBlockByNumber", lambda _: None),
    "a word for a block": ("eth_getBlockByNumber", lambda _: "block"),
    "an empty block": ("eth_getBlockByNumber", lambda _: {}),
    "a block of no bloom": ("eth_getBlockByNumber", each(logsBloom="0x")),
    "a block of a huge number": ("eth_getBlockByNumber", each(number=HUGE)),
    "a block of a huge time": ("eth_getBlockByNumber", each(timestamp=HUGE)),
    "no transaction": ("eth_getTransactionByHash", lambda _: None),
    "an empty transaction": ("eth_getTransactionByHash", lambda _: {}),
    "a transaction of other words": ("eth_getTransactionByHash", each(input="0x12345678")),
    "a transaction of no hex": ("eth_getTransactionByHash", each(input=7)),
    "no number for a chain": ("eth_chainId", lambda _: "chain"),
    "another chain": ("eth_chainId", lambda _: "0x1"),
    "nothing for a view": ("eth_call", lambda _: "0x"),
    "too little for a view": ("eth_call", lambda found: found[:34]),
    "ones for every view": ("eth_call", lambda found: "0x" + "f" * (len(found) - 2)),
    "a list for a view": ("eth_call", lambda _: []),
}


@pytest.mark.parametrize("name", LIES)
def test_node_that_lies__is_told_or_refused__and_never_passed(verify: Verify, name: str) -> None:
    code, said = verify(*LIES[name])
    assert code in (1, 4), said
    assert "Everything that was checked" not in said
    assert "Traceback" not in said
    assert said.count("\n") < 400

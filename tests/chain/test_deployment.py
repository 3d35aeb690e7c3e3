"""Deploying on a real node: again finds what is there, and a strange past is said at once."""

import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from eth_account import Account

from ledger_py.chain.client import Node
from ledger_py.chain.deployment import Deployment, DeploymentElsewhere, deploy
from tests.chain.world import CHAIN_ID, open_node


def test_deploy__again__finds_what_is_there_and_keeps_it_on_disk(tmp_path: Path) -> None:
    account = Account.from_key(b"\x31" * 32)
    with open_node(tmp_path) as rpc:
        node = Node(rpc)

        def carry(raws: Sequence[bytes]) -> None:
            for raw in raws:
                node.send(raw)
                rpc.call("evm_mine")

        first = deploy(node, account, carry)
        assert deploy(node, account, lambda _: pytest.fail("nothing is left to send")) == first
    first.save(tmp_path / "deployment.json")
    assert Deployment.load(tmp_path / "deployment.json") == first
    assert not list(tmp_path.glob("*.new"))


def test_deploy__by_a_key_that_deployed_something_else__is_refused_at_once(tmp_path: Path) -> None:
    account = Account.from_key(b"\x32" * 32)
    fields = {"type": 2, "chainId": CHAIN_ID, "nonce": 0, "value": 0, "gas": 100_000}
    fields |= {"maxFeePerGas": 0, "maxPriorityFeePerGas": 0, "data": b"\x00"}
    with open_node(tmp_path) as rpc:
        node = Node(rpc)
        node.send(bytes(account.sign_transaction(fields).raw_transaction))
        rpc.call("evm_mine")
        began = time.monotonic()
        with pytest.raises(DeploymentElsewhere) as refused:
            deploy(node, account, lambda _: pytest.fail("nothing may be sent"))
        assert time.monotonic() - began < 5
    assert "deployment.json" in refused.value.hint

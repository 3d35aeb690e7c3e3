"""A network's processes on the second engine: deploy, work, serve; and what is refused, plainly."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from eth_account import Account
from eth_utils.crypto import keccak

from ledger_py.chain.deployment import Deployment
from ledger_py.chain.rpc import Rpc
from ledger_py.ledger import Newcomer, found
from ledger_py.master import MasterKeys
from ledger_py.outbox import ActStatus, Outbox
from ledger_py.signers import LocalSigner
from ledger_py.store import Store
from ledger_py.store.vault import MASTER_KEY, Vault
from tests.chain.engine_nodes import free_port, open_hardhat
from tests.chain.world import DAY, RULES, word
from tests.databases import Database
from tests.faults.scene import ROOT

BLOCK_MILLISECONDS = 200
PATIENCE = 60


class Network:
    """A chain of Hardhat's node that mines by itself, and a folder for what we run on it."""

    def __init__(self, rpc: Rpc, folder: Path, database: Database) -> None:
        self.rpc, self.folder, self._own = rpc, folder, database.env(folder)
        self.deployer, self.relayer = self.key("deployer"), self.key("relayer")
        MasterKeys(folder / MASTER_KEY).newest()

    def key(self, name: str) -> Path:
        """A file with the key of an account that has something to spend."""
        account, path = Account.from_key(keccak(text=name)), self.folder / f"{name}.key"
        path.touch(mode=0o600)
        path.write_text(account.key.hex())
        # Asked anew, since what changes the node is not repeated on a connection it has closed.
        with Rpc(self.rpc.url) as fresh:
            fresh.call("hardhat_setBalance", account.address, hex(10**24))
        return path

    def start(self, role: str, key: Path, **more: str) -> subprocess.Popen[str]:
        """Start a process."""
        env = os.environ | {
            "PYTHONPATH": str(ROOT),
            "AUZOLAN_PROFILE": "network",
            "AUZOLAN_ENGINE": "hardhat",
            "AUZOLAN_RPC_URL": self.rpc.url,
            "AUZOLAN_DATA_DIR": str(self.folder),
            "AUZOLAN_RELAYER_KEY_FILE": str(key),
            "AUZOLAN_MASTER_KEY_FILE": str(self.folder / MASTER_KEY),
            **self._own,
            **more,
        }
        return subprocess.Popen(
            [sys.executable, "-m", "ledger_py.cli", *role.split()],
            cwd=ROOT,
            env=env,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def store(self) -> Store:
        """The database that its processes share."""
        address = self._own.get("AUZOLAN_DATABASE_URL", f"sqlite:///{self.folder}/auzolan.sqlite")
        return Store(address, Vault.in_folder(self.folder))

    def ended(self, role: str, key: Path, **more: str) -> tuple[int, str]:
        """Run one that ends by itself; its status and what it said."""
        process = self.start(role, key, **more)
        out, err = process.communicate(timeout=PATIENCE)
        return process.returncode, out + err


@pytest.fixture(scope="module")
def network(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    folder = tmp_path_factory.mktemp("network")
    with open_hardhat(folder) as rpc:
        rpc.call("evm_setIntervalMining", BLOCK_MILLISECONDS)
        yield Network(rpc, folder, database)


def test_worker__without_a_deployment__says_so(network: Network) -> None:
    status, said = network.ended("work", network.relayer)
    assert status == 1
    assert "There is no deployment in" in said


def test_worker__with_a_key_that_others_may_read__says_so(network: Network) -> None:
    key = network.key("careless")
    key.chmod(0o644)
    status, said = network.ended("deploy", key)
    assert status == 1
    assert "others may read it" in said
    key.chmod(0o600)
    key.write_text("no key at all")
    status, said = network.ended("deploy", key)
    assert (status, "it is no key" in said, "no key at all" in said) == (1, True, False)


def test_network__deployed__carries_and_serves_and_ends_when_told(network: Network) -> None:
    status, said = network.ended("deploy", network.deployer)
    assert status == 0, said
    assert network.ended("deploy", network.deployer) == (0, said), "it is there already"
    worker = network.start("work", network.relayer)
    assert worker.stdout and "The worker carries" in worker.stdout.readline()
    gateway = network.start("serve", network.relayer, AUZOLAN_PORT=str(free_port()))
    try:
        assert gateway.stdout
        url = gateway.stdout.readline().split()[-1]
        store = network.store()
        outbox, now = Outbox(store), int(time.time())
        act, place = found(
            outbox,
            Deployment.load(network.folder / "deployment.json"),
            {"kind": "community", "name": "On a network", "description": "A community for tests"},
            salt=word("network"),
            origin=now - 100 * DAY,
            ends=[now - 9 * DAY, now + 82 * DAY],
            rules=RULES,
            stewards=[Newcomer({"kind": "person", "name": "A"}, LocalSigner(word("a")).signer)],
        )
        assert outbox.wait(act.act, seconds=PATIENCE).status is ActStatus.FINALISED
        _until_up(f"{url}health/ready")
        answer = httpx.get(f"{url}v1/communities/{place.community}")
        assert answer.status_code == 200
        second = network.start("work", network.relayer)
        assert second.stderr
        assert "sends with the key of 0x" in second.stderr.readline()
        second.send_signal(signal.SIGTERM)
        second.communicate(timeout=PATIENCE)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(PATIENCE) == 0
        store.close()
    finally:
        for process in (worker, gateway):
            process.kill()
            process.communicate()


def test_gateways__several_over_one_database__serve_tell_figures_and_end_well(
    network: Network,
) -> None:
    status, said = network.ended("deploy", network.deployer)
    assert status == 0, said
    here = {"AUZOLAN_PORT": "0", "AUZOLAN_METRICS_PORT": "0", "AUZOLAN_LOG_LEVEL": "info"}
    worker = network.start("work --json", network.relayer, **here)
    one = network.start("serve --json", network.relayer, **here)
    two = network.start("serve --json --processes 2", network.relayer, **here)
    processes = (worker, one, two)
    try:
        told = [_first_document(process) for process in processes]
        for gateway in told[1:]:
            _until_up(f"{gateway['url']}health/ready")
            for _ in range(8):
                assert httpx.get(f"{gateway['url']}v1/communities").status_code == 200
        figures = [httpx.get(str(one["metrics"])).text for one in told]
        assert all("auzolan_index_lag_blocks" in text for text in figures)
        assert all('auzolan_up{part="chain"} 1.0' in text for text in figures)
        assert 'auzolan_up{part="worker"} 1.0' in figures[0]
        answered = 'auzolan_http_requests_total{method="GET",route="/v1/communities",status="200"}'
        assert all(f"{answered} 8.0" in text for text in figures[1:])
        for process in processes:
            process.send_signal(signal.SIGTERM)
        ends = [process.communicate(timeout=PATIENCE) for process in processes]
        assert [process.returncode for process in processes] == [0, 0, 0], ends
        assert not any("Traceback" in err for _, err in ends), ends
        with pytest.raises(httpx.ConnectError):
            httpx.get(str(told[2]["url"]))
    finally:
        for process in processes:
            process.kill()
            process.communicate(timeout=PATIENCE)


def test_gateway__where_it_cannot_run__says_so(network: Network) -> None:
    status, said = network.ended("serve", network.relayer, AUZOLAN_PROFILE="embedded")
    assert (status, "rpc_url is for the network profile" in said) == (1, True)
    port = urlsplit(network.rpc.url).port
    status, said = network.ended(f"serve --port {port}", network.relayer)
    assert (status, f"Port {port} of 127.0.0.1 is in use." in said) == (1, True)
    status, said = network.ended(f"serve --port 0 --metrics-port {port}", network.relayer)
    assert (status, "cannot be used for the figures" in said) == (1, True)


def _first_document(process: subprocess.Popen[str]) -> dict[str, str | None]:
    """What it says as JSON when it begins."""
    assert process.stdout
    lines = [process.stdout.readline()]
    while lines[-1].strip() != "}":
        assert lines[-1], process.communicate()
        lines.append(process.stdout.readline())
    found: dict[str, str | None] = json.loads("".join(lines))
    return found


def _until_up(url: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if httpx.get(url).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    pytest.fail(f"{url} does not answer")

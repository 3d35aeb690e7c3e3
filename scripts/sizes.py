"""Start-up time and memory of gateway and worker at 1,000, 10,000 and 100,000 contributions.

A ledger on a real node (`scripts.bench_index` makes it) is indexed up to three places. At each, a
gateway is started as a process of its own, from the import of Python's modules to its first answer,
asked for some lists and a page, and then for the most memory that it held; and so is a worker,
which opens the index and looks once whether there is anything new.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts.measured import ROOT, Row, row, significant

if TYPE_CHECKING:
    from scripts.ledgers import Large

ASKED = (
    "/v1/communities/1",
    "/v1/communities/1/contributions",
    "/v1/communities/1/activities",
    "/v1/communities/1/members",
    "/communities/1/contributions",
)


def measure(
    large: Large, folder: Path, sizes: Sequence[int], starts: int, command: str
) -> list[Row]:
    """Measure at these sizes of a ledger; return the rows."""
    # Here, since the processes that are measured run this module too.
    from ledger_py.indexer import Indexer
    from ledger_py.store import Store

    world, rows = large.world, []
    url, head = f"sqlite:///{folder / 'sizes.sqlite'}", world.node.head().number
    place = (world.factory, world.deployment.block)
    store = Store(url)
    store.migrate()
    for size in sizes:
        Indexer(world.node, store, *place, confirmations=head - large.blocks[size]).catch_up()
        for kind in ("gateway", "worker"):
            told = [_started(kind, url, world.rpc.url, *place) for _ in range(starts)]
            for what, unit in (("start", "ms"), ("memory", "MB")):
                middle = statistics.median(one[what] for one in told)
                title = f"{kind}, {what} at {size:,} contributions"
                rows.append(row(title, unit, significant(middle), None, None, command))
    store.close()
    return rows


def _started(kind: str, *arguments: object) -> dict[str, float]:
    """Start a process and let it say how long that took (ms) and what it holds (MB)."""
    begun = time.time()
    command = [sys.executable, "-m", "scripts.sizes", kind, str(begun), *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def gateway(store: str, node: str, factory: str, block: str) -> float:
    """Answer as a gateway does; return when the first answer was there."""
    from fastapi.testclient import TestClient

    client = TestClient(_application(store, node, factory, int(block)), base_url="http://127.0.0.1")
    client.get("/v1/communities").raise_for_status()
    ready = time.time()
    for path in ASKED:
        client.get(path).raise_for_status()
    return ready


def _application(url: str, node: str, factory: str, block: int) -> Any:
    from api.app import create_app
    from api.services import Services
    from ledger_py.accounts import Accounts
    from ledger_py.chain.client import Node
    from ledger_py.chain.deployment import Deployment
    from ledger_py.chain.rpc import Rpc
    from ledger_py.outbox import Outbox
    from ledger_py.settings import Settings
    from ledger_py.store import Store

    store, settings = Store(url), Settings.model_construct(profile="network")
    services = Services(
        settings=settings,
        store=store,
        outbox=Outbox(store),
        node=Node(Rpc(node)),
        deployment=Deployment(0, factory, block, "", "", "", "", "", ""),
        accounts=Accounts(settings.accounts_file),
        ready=dict,
    )
    return create_app(services)


def worker(store: str, node: str, factory: str, block: str) -> float:
    """Look once for what is new, as a worker does; return when it had."""
    from ledger_py.chain.client import Node
    from ledger_py.chain.rpc import Rpc
    from ledger_py.indexer import Indexer
    from ledger_py.store import Store

    client = Node(Rpc(node))
    # What is there counts as read: reading on is what `scripts.bench_index` measures.
    Indexer(client, Store(store), factory, int(block), confirmations=client.head().number).step()
    return time.time()


def main() -> int:
    """Be one of the processes that are measured."""
    kind, begun, *arguments = sys.argv[1:]
    ready = {"gateway": gateway, "worker": worker}[kind](*arguments)
    # Not `ru_maxrss`: that is never less than what the process held that started this one.
    status = Path("/proc/self/status").read_text()
    kilobytes = int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0])
    print(json.dumps({"start": 1000 * (ready - float(begun)), "memory": kilobytes / 1024}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Several processes on one database: one act for one key, every block once, one migration."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select

from ledger_py.store import Store, schema
from ledger_py.store.index import dump_index
from tests.chain.governing import Governing
from tests.chain.indexes import replayed
from tests.chain.world import World, open_world
from tests.databases import Database

ROOT = Path(__file__).resolve().parents[2]
PROCESSES, ROUNDS = 4, 25
BEGUN = 'print("ready", flush=True)\nsys.stdin.readline()\n'
ACCEPT = f"""
import sys
from pathlib import Path
from ledger_py import calls, commitments
from ledger_py.models import Contribution, Record
from ledger_py.offchain import OffChain
from ledger_py.outbox import IdempotencyConflict, Outbox
from ledger_py.signers import LocalSigner
from ledger_py.store import Store
from ledger_py.store.vault import Vault
place, signer = calls.Place(1, "0x" + "c0" * 20, "0x" + "a5" * 20), LocalSigner(bytes([1]) * 32)
store = Store(sys.argv[1], Vault.in_folder(Path(sys.argv[3])))
outbox = Outbox(store, clock=lambda: 1)
body = {{"kind": "contribution", "description": "Mentored", "evidence": []}}
content = commitments.seal(body, bytes([7]) * 32)
def call(units):
    act = Record(3, 5_000, (Contribution(3, 3, 1, 1, units, 0, content.commitment),))
    return calls.signed(act, place, signer.signer, signer.sign(place.digest(act)))
{BEGUN}
for round in range({ROUNDS}):
    # Under an even key all say the same; under an odd one each says something else.
    own = call(100 + round * 10 + (int(sys.argv[2]) if round % 2 else 0))
    try:
        print(round, outbox.accept(own, OffChain((content,)), f"key {{round}}").act)
    except IdempotencyConflict as conflict:
        print(round, conflict.act)
"""
READ = f"""
import sys
from ledger_py.chain.client import Node
from ledger_py.chain.rpc import Rpc
from ledger_py.indexer import Indexer
from ledger_py.store import Store
store, _, url, factory, block = sys.argv[1:]
indexer = Indexer(Node(Rpc(url)), Store(store), factory, int(block), window=1)
{BEGUN}
while indexer.step():
    pass
"""
MIGRATE = f"""
import sys
from ledger_py.store import Store
store = Store(sys.argv[1])
{BEGUN}
store.migrate()
"""


def run(script: str, address: str, *arguments: str) -> list[str]:
    """Run a script in several processes that begin together; return what each has said."""
    children = [
        subprocess.Popen(
            [sys.executable, "-c", script, address, str(number), *arguments],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        for number in range(PROCESSES)
    ]
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    for child in children:
        assert child.stdin is not None
        child.stdin.write("\n")
        child.stdin.flush()
    said = [child.communicate(timeout=120)[0] for child in children]
    assert [child.returncode for child in children] == [0] * PROCESSES
    return said


def test_accept__in_several_processes_under_one_key__takes_one_act(
    database: Database, tmp_path: Path
) -> None:
    store = database.store(tmp_path)
    said = run(ACCEPT, str(store.engine.url), str(tmp_path))
    assert len(set(said)) == 1, "all have the same answer, round by round"
    with store.reading() as connection:
        acts = list(connection.execute(select(schema.acts.c.act, schema.acts.c.sequence)))
        keys = connection.execute(select(schema.idempotency_keys.c.act)).scalars().all()
    assert sorted(act.sequence for act in acts) == list(range(1, ROUNDS + 1))
    assert sorted(keys) == sorted(act.act for act in acts)
    store.close()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with open_world(tmp_path_factory.mktemp("world")) as world:
        Governing(world).everything()
        yield world


def test_index__by_several_processes__is_that_of_one(
    world: World, database: Database, tmp_path: Path
) -> None:
    store = database.store(tmp_path)
    place = (world.rpc.url, world.factory, str(world.deployment.block))
    run(READ, str(store.engine.url), *place)
    assert dump_index(store) == replayed(world, database, tmp_path)
    store.close()


def test_migrate__by_several_processes_at_once__is_done_once(
    database: Database, tmp_path: Path
) -> None:
    address = database.address(tmp_path)
    run(MIGRATE, address)
    store = Store(address)
    with store.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []
    store.close()

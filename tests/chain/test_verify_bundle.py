"""A bundle proves a community without any node; what is altered or left out is named."""

import copy
import gzip
import io
import itertools
import json
import tracemalloc
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import rlp  # type: ignore[import-untyped]
from eth_hash.auto import keccak
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger_py import cli
from ledger_py.models import Attest, Attestation, Contribution, Record
from ledger_py.store import Store
from ledger_py.verify.bundle import Block, Bundle, BundleDamaged
from ledger_py.verify.community import Checked, Factory
from ledger_py.verify.encoding import EncodingUnknown, header_bytes, transaction_bytes
from ledger_py.verify.exporting import expected_slots, export
from ledger_py.verify.findings import Report
from ledger_py.verify.offline import _check_state, check_bundle
from ledger_py.verify.trie import ordered_root
from ledger_py.verify.witness import Witness
from tests.chain.governing import Governing
from tests.chain.wandering import Wanderer
from tests.chain.world import World, open_world, word
from tests.databases import SqliteFiles

STORES = SqliteFiles()
QUIET = lambda what, done, total: None  # noqa: E731 - a progress that nobody watches


@dataclass
class Exported:
    """A bundle whose node has ended, and the community as it was rebuilt from it."""

    bundle: Bundle
    checked: Checked
    last: bytes
    folder: Path


def witnessed(world: World, folder: Path) -> Checked:
    deployment = world.deployment
    factory = Factory(deployment.factory, deployment.block)
    checked = Checked(Witness(world.rpc), STORES.store(folder), factory, world.community, QUIET)
    checked.rebuild()
    return checked


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exported]:
    folder = tmp_path_factory.mktemp("bundle")
    with open_world(folder) as world:
        Governing(world).divide(2, (60, 40), (40, 60), (50, 50))
        until = world.deadline()
        works = [Contribution(3, 3, 1, 2, 100 + n, 0, word(f"work {n}")) for n in range(3)]
        world.carry(Record(3, until, tuple(works)))
        world.carry(Attest(4, until, (Attestation(works[0], 100, 1),)))
        world.carry(Attest(5, until, (Attestation(works[0], 90, 1),)))
        Governing(world).propose()
        bundle = export(witnessed(world, folder))
    # The node has ended here: nothing below asks one.
    report = Report()
    checked = check_bundle(bundle, bundle.head, STORES.store(folder), report, QUIET)
    assert [str(one) for one in report.differences] == []
    assert checked is not None
    yield Exported(bundle, checked, bundle.headers[-1], folder)


def found(bundle: Bundle, head: str, folder: Path) -> list[str]:
    """What a check of a bundle names; a fresh copy of what it has used."""
    report = Report()
    store: Store = STORES.store(folder)
    check_bundle(replace(bundle, used=set()), head, store, report, QUIET)
    store.close()
    return [str(one) for one in report.differences]


def flipped(raw: bytes, bit: int = 0) -> bytes:
    at = (bit // 8) % len(raw)
    return raw[:at] + bytes([raw[at] ^ 1 << bit % 8]) + raw[at + 1 :]


def read(told: dict[str, Any]) -> Bundle:
    """A bundle from the JSON of its file, written in its one form."""
    raw = (json.dumps(told, indent=0, separators=(",", ":")) + "\n").encode()
    return Bundle.read(raw, Path("altered"))


def told(bundle: Bundle) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(bundle.text())
    return said


# --- what is good passes


def test_good_bundle__passes_without_a_node(exported: Exported) -> None:
    file = exported.folder / "good.bundle"
    size = exported.bundle.save(file)
    assert size == file.stat().st_size
    assert found(Bundle.load(file), exported.bundle.head, exported.folder) == []


def test_bundle__after_acts_of_every_kind__passes(tmp_path: Path) -> None:
    with open_world(tmp_path) as world:
        Governing(world).everything()
        Wanderer(world, seed=18).everything()
        bundle = export(witnessed(world, tmp_path))
    report = Report()
    assert check_bundle(bundle, None, STORES.store(tmp_path), report, QUIET)
    assert [str(one) for one in report.differences] == []
    assert report.counts["bundle state"] > 200
    assert report.counts["signatures"] > 100


@pytest.mark.parametrize("seed", [2, 9])
def test_bundle__after_random_acts__passes(tmp_path: Path, seed: int) -> None:
    with open_world(tmp_path) as world:
        wanderer = Wanderer(world, seed)
        wanderer.work(10)
        wanderer.walk(25)
        bundle = export(witnessed(world, tmp_path))
    assert found(bundle, bundle.head, tmp_path) == []


# --- a byte of every part


def structure(bundle: Bundle, head: str) -> list[tuple[str, str]]:
    report = Report()
    report.compare("bundle headers", "last block", "hash", head, bundle.head)
    bundle.check(report)
    return [(one.where, one.record) for one in report.differences]


def test_every_header_with_a_byte_changed__is_named(exported: Exported) -> None:
    whole, tried = exported.bundle, 0
    for index, raw in enumerate(whole.headers):
        for bit in range(8 * 7, 8 * len(raw), 8 * 61):
            headers = [*whole.headers[:index], flipped(raw, bit), *whole.headers[index + 1 :]]
            try:
                changed = Bundle.read(replace(whole, headers=headers).text().encode(), Path("b"))
            except BundleDamaged:
                continue  # no header any more
            names = {record for _, record in structure(changed, whole.head)}
            later = f"block {whole.start + index + 1}"
            assert later in names or "last block" in names, (index, bit, names)
            tried += 1
    assert tried > 5 * len(whole.headers)


def blocks_changed(bundle: Bundle, number: int, block: Block) -> Bundle:
    return replace(bundle, blocks={**bundle.blocks, number: block})


@pytest.mark.parametrize("part", ["transactions", "receipts"])
def test_every_list_of_a_block__changed_in_any_way__is_named(exported: Exported, part: str) -> None:
    whole, tried = exported.bundle, 0
    for number, block in whole.blocks.items():
        items: list[bytes] = getattr(block, part)
        ways = [items[:-1], [*items, items[0]], [flipped(items[0], 8 * 40), *items[1:]]]
        ways += [[flipped(items[0], bit), *items[1:]] for bit in range(0, 8 * len(items[0]), 977)]
        if len(items) > 1:
            ways.append([*items[1:], items[0]])
        for way in ways:
            changed = blocks_changed(whole, number, replace(block, **{part: way}))
            assert structure(changed, whole.head) == [("bundle blocks", f"block {number}")]
            tried += 1
    assert tried > 100


def state_names(exported: Exported, nodes: list[bytes]) -> list[str]:
    report = Report()
    changed = replace(exported.bundle, nodes=nodes, used=set())
    _check_state(changed, exported.checked, report)
    return [f"{one.where} {one.record}" for one in report.differences]


def test_every_node_of_the_state__changed_or_left_out__is_named(exported: Exported) -> None:
    nodes = exported.bundle.nodes
    assert state_names(exported, nodes) == []
    step = max(1, len(nodes) // 40)
    for index in range(0, len(nodes), step):
        rest = [*nodes[:index], *nodes[index + 1 :]]
        names = state_names(exported, rest)
        assert names
        changed = flipped(nodes[index], 8 * (index % len(nodes[index])))
        more = state_names(exported, [*rest, changed])
        assert f"bundle state 0x{keccak(changed).hex()}" in more
        assert set(names) <= set(more)


def test_a_proof_of_another_slot__is_named(exported: Exported) -> None:
    """A node that is replaced by another true one of the same trie proves nothing there."""
    first, second, *rest = exported.bundle.nodes
    assert state_names(exported, [second, second, *rest])
    assert "bundle state nodes" in state_names(exported, [first, first, second, *rest])


def test_expected_state__differs_where_a_single_figure_is_another(exported: Exported) -> None:
    """The state is not only proven: it is what the events add up to, slot by slot."""
    slots = expected_slots(exported.checked)
    kinds = {slot.record.split(" ")[0] for slot in slots}
    assert kinds >= {"contribution", "units", "totals", "vote", "ballot", "version", "signer"}
    for slot in slots:
        proven = exported.bundle.storage(slot.address, slot.slot) & slot.mask
        assert proven == slot.expected & slot.mask
        assert proven != (slot.expected ^ (slot.mask & -slot.mask)) & slot.mask


# --- left out, moved, put in


def test_block_with_a_contribution_that_is_left_out__is_named(exported: Exported) -> None:
    whole = exported.bundle
    for number in whole.blocks:
        rest = {n: block for n, block in whole.blocks.items() if n != number}
        (only,) = found(replace(whole, blocks=rest), whole.head, exported.folder)
        assert f"Block {number} may hold events" in only


def test_blocks_and_headers_that_are_left_out_or_moved__are_named(exported: Exported) -> None:
    whole, folder = exported.bundle, exported.folder
    without = [*whole.headers[:5], *whole.headers[6:]]
    assert "parent" in found(replace(whole, headers=without), whole.head, folder)[0]
    swapped = [whole.headers[1], whole.headers[0], *whole.headers[2:]]
    assert found(replace(whole, headers=swapped), whole.head, folder)
    shorter = replace(whole, headers=whole.headers[:-1])
    assert "last block, hash" in found(shorter, whole.head, folder)[0]
    numbers = sorted(whole.blocks)
    moved = {**whole.blocks, numbers[0]: whole.blocks[numbers[1]]}
    assert f"block {numbers[0]}" in found(replace(whole, blocks=moved), whole.head, folder)[0]


def test_block_that_is_put_in__is_named(exported: Exported) -> None:
    whole = exported.bundle
    block = next(iter(whole.blocks.values()))
    beyond = blocks_changed(whole, whole.start + len(whole.headers), block)
    assert structure(beyond, whole.head)[0][0] == "bundle blocks"


def test_another_chain_factory_or_community__is_named(exported: Exported) -> None:
    whole, folder = exported.bundle, exported.folder
    other = replace(whole, chain_id=whole.chain_id + 1)
    assert any(one.startswith("signatures") for one in found(other, whole.head, folder))
    for name in ("factory", "community"):
        assert found(replace(whole, **{name: "0x" + "11" * 20}), whole.head, folder)  # type: ignore[arg-type]


def test_another_history__has_another_head(exported: Exported, tmp_path: Path) -> None:
    """A chain that was made up passes its own checks: what tells it is the head's hash."""
    with open_world(tmp_path) as world:
        other = export(witnessed(world, tmp_path))
    assert found(other, other.head, tmp_path) == []
    assert "last block, hash" in found(other, exported.bundle.head, tmp_path)[0]


# --- the file


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_any_bit_of_the_file__changed__is_found(exported: Exported, place: float, bit: int) -> None:
    raw = exported.bundle.text().encode()
    changed = flipped(raw, 8 * int(place * len(raw)) + bit)
    try:
        bundle = Bundle.read(changed, Path("changed"))
    except BundleDamaged:
        return
    assert found(bundle, exported.bundle.head, exported.folder)


def test_file_that_is_cut_or_no_bundle__is_refused(exported: Exported, tmp_path: Path) -> None:
    file = tmp_path / "cut.bundle"
    exported.bundle.save(file)
    whole = file.read_bytes()
    for bad in (whole[:-9], b"", b"no bundle", gzip.compress(b"{}"), flipped(whole, 8 * 900)):
        file.write_bytes(bad)
        with pytest.raises(BundleDamaged):
            Bundle.load(file)
    with pytest.raises(BundleDamaged):
        Bundle.load(tmp_path / "missing.bundle")


def test_file_that_unfolds_without_measure__is_refused(tmp_path: Path) -> None:
    file = tmp_path / "bomb.bundle"
    file.write_bytes(gzip.compress(b" " * 2**27))
    tracemalloc.start()
    with pytest.raises(BundleDamaged, match="unfolds to more"):
        Bundle.load(file)
    assert tracemalloc.get_traced_memory()[1] < 2**26
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *itertools.product(["chain_id"], ["1", None, True, 0, -1, 1.5, 2**300, []]),
        *itertools.product(["factory", "community"], [5, None, "1", "0x", "0x" + "AB" * 20, {}]),
        *itertools.product(["headers", "nodes", "blocks"], [5, None, {"1": 5}, [5], "ab", [[]]]),
        *itertools.product(["format"], [5, "", [], {}]),
        ("headers", ["c1" * 5_000 + "c0"]),
        ("blocks", {"1": {"transactions": [5], "receipts": []}}),
        ("blocks", {"one": {"transactions": [], "receipts": []}}),
    ],
)
def test_value_that_cannot_be__is_refused(exported: Exported, name: str, value: object) -> None:
    with pytest.raises(BundleDamaged):
        read(told(exported.bundle) | {name: value})


@pytest.mark.parametrize("raw", [b"", b"5", b"[]", b"[" * 200_000, b"\xff", b'"\\ud800"'], ids=len)
def test_text_that_is_no_json_of_a_bundle__is_refused(raw: bytes) -> None:
    with pytest.raises(BundleDamaged):
        Bundle.read(raw, Path("changed"))


def nested(depth: int) -> bytes:
    raw = b"\xc0"
    for _ in range(depth):
        raw = (bytes([0xC0 + len(raw)]) if len(raw) < 56 else b"\xf9" + len(raw).to_bytes(2)) + raw
    return raw


BAD_LISTS = {
    "nothing": b"",
    "a type alone": b"\x02",
    "no items": b"\xc0",
    "lists for bytes": b"\x02" + rlp.encode([[b"a"]] * 12),
    "very deep": nested(5_000),
    "logs that are none": rlp.encode([b"", b"", b"", [b"abc"]]),
    "a log without parts": rlp.encode([b"", b"", b"", [[]]]),
    "a log with lists": rlp.encode([b"", b"", b"", [[[], [], []]]]),
    "a log with too much": rlp.encode([b"", b"", b"", [[b"", [], b"", b""]]]),
    "a huge signature": b"\x02" + rlp.encode([b"\x01"] * 9 + [b"\xff" * 40] * 3),
}


@pytest.mark.parametrize("part", ["transactions", "receipts"])
@pytest.mark.parametrize("name", BAD_LISTS)
def test_chain_that_was_made_up_of_anything__is_told_and_not_passed(
    exported: Exported, name: str, part: str
) -> None:
    """Whoever makes up a chain gives its headers the roots of whatever they put in."""
    number = max(exported.bundle.blocks)
    block = exported.bundle.blocks[number]
    bad = replace(block, **{part: [BAD_LISTS[name]] * len(getattr(block, part))})
    blocks, headers, before = exported.bundle.blocks | {number: bad}, [], b""
    for raw in exported.bundle.headers:
        fields = rlp.decode(raw)
        fields[0] = before or fields[0]
        if int.from_bytes(fields[8]) == number:
            fields[4], fields[5] = ordered_root(bad.transactions), ordered_root(bad.receipts)
        headers.append(rlp.encode(fields))
        before = keccak(headers[-1])
    made_up = replace(exported.bundle, headers=headers, blocks=blocks, used=set())
    said = found(made_up, made_up.head, exported.folder)
    assert said[0].startswith("bundle blocks: events"), said


def test_text_in_another_form__is_refused(exported: Exported) -> None:
    said = told(exported.bundle)
    assert read(said).head == exported.bundle.head
    upper = copy.deepcopy(said)
    upper["headers"][0] = upper["headers"][0].upper()
    for other in (upper, said | {"more": 1}, said | {"format": "auzolan-bundle-2"}):
        with pytest.raises(BundleDamaged):
            read(other)


def test_encodings__of_what_hashes_otherwise__are_refused(tmp_path: Path) -> None:
    with open_world(tmp_path) as world:
        block = world.rpc.call("eth_getBlockByNumber", "latest", True)
    assert keccak(header_bytes(block)).hex() == block["hash"][2:]
    with pytest.raises(EncodingUnknown):
        header_bytes(block | {"extraData": "0x01"})
    (tx,) = block["transactions"]
    assert rlp.decode(transaction_bytes(tx)[1:])
    with pytest.raises(EncodingUnknown):
        transaction_bytes(tx | {"type": "0x7f"})


# --- the commands


def auzolan(*arguments: object) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as end:
        cli.app([str(argument) for argument in arguments])
    return int(end.value.code or 0), out.getvalue(), err.getvalue()


def test_commands__export_and_check__and_say_what_it_rests_on(tmp_path: Path) -> None:
    file, deployment = tmp_path / "community.bundle", tmp_path / "deployment.json"
    with open_world(tmp_path) as world:
        world.deployment.save(deployment)
        where = ("--rpc", world.rpc.url, "--deployment", deployment)
        code, out, _ = auzolan("bundle", file, *where, "--json")
        before = file.read_bytes()
        again = auzolan("bundle", file, *where)
    assert code == 0
    assert again[0] == 1
    assert "There is a file community.bundle already." in again[2]
    assert "Name another" in again[2]
    assert file.read_bytes() == before
    assert sorted(path.name for path in tmp_path.glob("community*")) == [file.name]
    head = json.loads(out)["head"]
    code, out, _ = auzolan("verify", "--bundle", file)
    assert code == 0
    assert head in out
    assert "--head" in out
    code, out, _ = auzolan("verify", "--bundle", file, "--head", head, "--json")
    assert (code, json.loads(out)["equal"]) == (0, True)
    code, out, _ = auzolan("verify", "--bundle", file, "--head", "0x" + "00" * 32, "--json")
    assert code == 4
    assert json.loads(out)["differences"][0]["record"] == "last block"
    file.write_bytes(b"nothing")
    code, _, err = auzolan("verify", "--bundle", file)
    assert code == 1
    assert "cannot be read as a bundle" in err
    assert auzolan("verify", "--bundle", file, "--head", "0x12")[0] == 1


def test_numbers_of_parts__are_those_of_the_chain(exported: Exported) -> None:
    whole = exported.bundle
    numbers = [int(head["number"], 16) for head in whole.heads]
    assert numbers == list(itertools.islice(itertools.count(whole.start), len(numbers)))
    assert set(whole.blocks) <= set(numbers)

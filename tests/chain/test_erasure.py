"""After an erasure no file of an installation holds a text, name, link or salt of a person."""

import base64
import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from ledger_py import commitments, erasure
from ledger_py.ledger import Statement
from ledger_py.master import MasterKeyFault, Wrapped
from ledger_py.models import Record
from ledger_py.offchain import OffChain
from ledger_py.parts import master_of
from ledger_py.store.reads import Reads
from ledger_py.store.rows import Contribution
from ledger_py.store.vault import _keys
from tests.chain.test_cli import Running, run_ledger
from tests.databases import Database
from tests.searching import forms, found_in

NAME, LOGIN = "Maddalen Etxeberria-Goñi", "maddalen-eg-71"
TEXT = "Sat with Ibon through three long evenings until his first patch went in."
LINK = "https://example.org/minutes/of-the-third-evening"
NOTE = "I was there when Maddalen explained it."
REASON = "She told me that it took two evenings."
RATIONALE = "Accompanying people is what keeps us."
NEEDLES = (NAME, LOGIN, TEXT, LINK, NOTE, REASON, RATIONALE)
OTHERS = "Moved the build to the new runner."


@pytest.fixture(scope="module")
def ledger(apart: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A ledger; on PostgreSQL its keys are there too, in a database of their own."""
    folder = tmp_path_factory.mktemp("data")
    on_server = apart.kind == "postgresql"
    keys = {"AUZOLAN_KEYS_URL": apart.address(folder)} if on_server else {}
    with run_ledger(folder, apart, **keys) as running:
        yield running


@pytest.mark.parametrize("needle", [NAME, TEXT, LINK])
def test_the_search__finds_what_lies_there_in_any_form(tmp_path: Path, needle: str) -> None:
    plain = needle.encode()
    for number, (form, shape) in enumerate(forms(plain)):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "file").write_bytes(b"before" + shape + b"after")
        assert form in {one[1] for one in found_in(folder, [plain])}, form
    for number, packed in enumerate((gzip.compress(plain), zlib.compress(plain))):
        folder = tmp_path / f"packed {number}"
        folder.mkdir()
        (folder / "file").write_bytes(b"before" + packed + b"after")
        assert found_in(folder, [plain])
    for offset in range(3):
        folder = tmp_path / f"within {offset}"
        folder.mkdir()
        (folder / "file").write_bytes(base64.b64encode(b"x" * offset + plain + b"and more"))
        assert found_in(folder, [plain]), offset


def spoken(ledger: Running) -> tuple[int, list[bytes]]:
    """Let somebody join, work, vote, be doubted; return their id and what must go."""
    key = ("--as", "Maddalen's key")
    ledger.auzolan(
        "member",
        "admit",
        "--as",
        "steward 1",
        "--name",
        NAME,
        "--login",
        LOGIN,
        "--managed",
        "Maddalen's key",
    )
    member = ledger.json("community", "show")["community"]["joined"]
    words = ("record", "mentoring", TEXT, "--units", "3", "--evidence", LINK, "--epoch", "2")
    work = ledger.json(*words, *key, "--key", f"from {LOGIN}")["contribution"]
    ledger.auzolan("attest", work, "--as", "member 3", "--basis", "present", "--note", NOTE)
    ledger.auzolan("contribution", "contest", work, "--as", "member 4", "--reason", REASON)
    vote = ledger.json(
        "propose", "words", "--title", "Thanks", "--why", "To all.", "--quick", "--as", "steward 1"
    )["proposal"]
    ledger.auzolan("vote", "answer", vote, "for", *key, "--rationale", RATIONALE)
    found = ledger.json("contribution", "show", work)["contribution"]
    salts = [found["salt"], found["attestations"][0]["salt"], found["contest"]["salt"]]
    return member, [needle.encode() for needle in NEEDLES] + [
        bytes.fromhex(salt[2:]) for salt in salts
    ]


def keys_of(ledger: Running, member: int) -> list[tuple[bytes, Wrapped]]:
    """(commitment, wrapped key) of each text that is about a member and kept."""
    store, community = ledger.outbox._store, ledger.place.community
    assert store.vault
    about = erasure.foreseen(store, community, member).commitments
    with store.vault._reading() as connection:
        query = select(_keys).where(_keys.c.commitment.in_(about))
        rows = connection.execute(query).all()
    return [(row.commitment.encode(), Wrapped(row.master, bytes(row.sealed))) for row in rows]


def test_erase__leaves_nothing_in_any_file_in_any_form(ledger: Running, apart: Database) -> None:
    ledger.auzolan("record", "code", OTHERS, "--as", "member 3", "--epoch", "2")
    member, needles = spoken(ledger)
    assert NAME in ledger.auzolan("member", "list").stdout
    refused = ledger.json("erase", member, code=1)
    assert refused["error"] == "ChoiceMissing"
    assert NAME in ledger.auzolan("member", "list").stdout, "nothing was erased"
    keys = [wrapped.sealed for _, wrapped in keys_of(ledger, member)]
    files = apart.files(ledger.data_dir)
    assert len(keys) >= 5
    assert {one[2] for one in found_in(files, keys)} == set(keys), "they lie there until then"
    done = ledger.json("erase", member, "--yes")
    assert done["erased"] >= 5
    assert found_in(ledger.data_dir, needles + keys) == set()
    files = apart.files(ledger.data_dir)
    left = found_in(files, needles + keys) if files != ledger.data_dir else set()
    # A server's log has keys for a while yet, which is why the master key is rotated then.
    assert {one for one in left if one[0] != "pg_wal" or one[2] not in keys} == set()
    shown = ledger.auzolan("member", "list").stdout
    assert f"member {member}" in shown
    assert NAME not in shown
    listed = ledger.json("contribution", "list", "--member", member, "--epoch", 2)
    (row,) = listed["contributions"]
    assert (row["body"], row["salt"]) == (None, None)
    assert row["units"] == 300, "the chain keeps what it has"
    stays = ledger.json("contribution", "list", "--member", 3, "--epoch", 2)["contributions"]
    assert OTHERS in [one["body"]["description"] for one in stays]
    assert "Maddalen" not in ledger.auzolan("key", "list").stdout
    again = ledger.auzolan("erase", member, "--yes").stdout
    assert "0 of" in again, "safe to repeat"
    assert ("auzolan key rotate" in again) == (apart.kind == "postgresql")


def first_with(reads: Reads, community: str, commitment: bytes) -> Contribution:
    """The first contribution that names a content."""
    rows = [c for c in reads.all_contributions(community) if c.content[2:] == commitment.hex()]
    return rows[-1]


def test_what_was_erased__is_not_kept_again__whoever_brings_it(ledger: Running) -> None:
    pen, reads = ledger.pen("member 4"), Reads(ledger.outbox._store)
    content = commitments.seal({"kind": "contribution", "description": TEXT, "evidence": []})
    statement = Statement(pen.member, 1, 2, 100, json.loads(content.body))
    accepted = pen.record([statement])
    ledger.wait(accepted)
    ledger.auzolan("erase", pen.member, "--yes")
    ledger.outbox.accept(accepted.call, accepted.offchain)
    (kept,) = accepted.offchain.contents
    assert first_with(reads, ledger.place.community, kept.commitment).body is None


def test_what_came_with_a_refused_act__goes_too(ledger: Running) -> None:
    pen = ledger.pen("steward 2")
    body = {"kind": "contribution", "description": "Refused, and about me", "evidence": []}
    refused = pen.record([Statement(pen.member, 1, 99, 100, body)])
    state = ledger.outbox.wait(refused.act, seconds=20)
    assert state.error is not None
    store, community = ledger.outbox._store, ledger.place.community
    (content,) = refused.offchain.contents
    about = erasure.foreseen(store, community, pen.member).commitments
    assert "0x" + content.commitment.hex() in about


def test_somebody_elses_text__named_as_ones_own__does_not_go(ledger: Running) -> None:
    """Commitments and salts are public: who names another's text must not have it erased."""
    victim, thief = ledger.pen("member 3"), ledger.pen("member 5")
    body = {"kind": "contribution", "description": "Mine", "evidence": []}
    statement = Statement(3, 3, 2, 100, body)
    accepted = victim.record([statement])
    ledger.wait(accepted)
    (content,) = accepted.offchain.contents
    reads, community = Reads(ledger.outbox._store), ledger.place.community
    victims = first_with(reads, community, content.commitment)
    same = victims.as_signed()
    copied = type(same)(5, 5, same.activity, same.epoch, 200, same.basis, same.content)

    act = Record(5, 2**40, (copied,))
    ledger.wait(thief.submit(act, OffChain((content,))))
    about = erasure.foreseen(ledger.outbox._store, community, 5).commitments
    assert victims.content not in about
    ledger.auzolan("erase", 5, "--yes")
    assert reads.contribution(community, victims.id).body["description"] == "Mine"


def test_erase__of_nobody__is_refused(ledger: Running) -> None:
    assert ledger.json("erase", 4_000, "--yes", code=1)["error"] == "ChoiceMissing"


def test_keys_are_rotated__while_the_ledger_runs(ledger: Running) -> None:
    before = (ledger.data_dir / "master.key").read_text()
    ledger.auzolan("record", "doc", "Before the rotation", "--as", "member 3", "--epoch", "2")
    kept = keys_of(ledger, 3)
    assert kept, "copies of these may be in a log or a backup"
    found = ledger.json("key", "rotate")
    assert found["rewrapped"] > 3
    assert found["master"] not in before
    assert OTHERS in ledger.auzolan("contribution", "list", "--epoch", 2, "--json").stdout
    ledger.auzolan("record", "doc", "After the rotation", "--as", "member 3", "--epoch", "2")
    for about, wrapped in kept:
        with pytest.raises(MasterKeyFault, match="There is no master key"):
            master_of(ledger.settings).unwrap(wrapped, "content key", about)

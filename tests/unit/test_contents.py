"""The one rulebook of contents: each of its rules at every door that a content can come in by."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.pages import drafts
from api.routes.signing import seal
from api.shapes_acts import ContributionBody
from ledger_py import calls, commitments, contents
from ledger_py.calls import Place
from ledger_py.cli.importing import _person
from ledger_py.commitments import canonical
from ledger_py.contents import (
    LONGEST_LINK,
    LONGEST_TEXT,
    MOST_LINKS,
    ContentFault,
    ContentMisshapen,
    DateInvalid,
    LinkInvalid,
    LinksTooMany,
    TextMissing,
    TextTooLong,
    TextUnprintable,
)
from ledger_py.importers import all_contributors
from ledger_py.ledger import Ledger, Statement
from ledger_py.models import Contribution, Record
from ledger_py.offchain import OffChain, require_opened
from ledger_py.outbox import Outbox
from ledger_py.signers import LocalSigner
from scripts.demo.source import Source
from tests.databases import SqliteFiles

Body = dict[str, Any]
PLACE = Place(31_337, "0x" + "c0" * 20, "0x" + "a5" * 20)
SIGNER = LocalSigner(b"\1" * 32)
PLAIN: Body = {"kind": "contribution", "description": "Mentored", "evidence": []}
LINK = "https://example.org/"

GOOD: dict[str, Body] = {
    "the least": {},
    "the longest text": {"description": "é" * LONGEST_TEXT},
    "the most links": {"evidence": [f"{LINK}{n}" for n in range(MOST_LINKS)]},
    "the longest link": {"evidence": [LINK.ljust(LONGEST_LINK, "x")]},
    "a year": {"date": "2024", "date_of": "work"},
    "a month": {"date": "2024-02", "date_of": "work"},
    "a day": {"date": "2024-02-29", "date_of": "work"},
}
BAD: dict[str, tuple[type[ContentFault], str, Body]] = {
    "no description": (TextMissing, "description", {"description": ""}),
    "a blank description": (TextMissing, "description", {"description": " \n"}),
    "a long description": (TextTooLong, "description", {"description": "x" * (LONGEST_TEXT + 1)}),
    "an escape": (TextUnprintable, "description", {"description": "\x1b]0;owned\x07"}),
    "a turned line": (TextUnprintable, "description", {"description": "see \u202egpj.exe"}),
    "a turned line by a mark": (TextUnprintable, "description", {"description": "a \u061c b"}),
    "a line that is none": (TextUnprintable, "description", {"description": "a\u2028b"}),
    "nothing that is seen": (TextMissing, "description", {"description": "\u200b \u3164\ufeff"}),
    "a script for a link": (LinkInvalid, "evidence", {"evidence": ["javascript:alert(1)"]}),
    "data for a link": (LinkInvalid, "evidence", {"evidence": ["data:text/html,x"]}),
    "a file for a link": (LinkInvalid, "evidence", {"evidence": ["file:///etc/passwd"]}),
    "a blank in a link": (LinkInvalid, "evidence", {"evidence": ["https://a b"]}),
    "a bracket in a link": (LinkInvalid, "evidence", {"evidence": ["https://a/<b>"]}),
    "a long link": (LinkInvalid, "evidence", {"evidence": [LINK.ljust(LONGEST_LINK + 1, "x")]}),
    "many links": (LinksTooMany, "evidence", {"evidence": [LINK] * (MOST_LINKS + 1)}),
    "a word for a date": (DateInvalid, "date", {"date": "spring", "date_of": "work"}),
    "month 13": (DateInvalid, "date", {"date": "2024-13", "date_of": "work"}),
    "30 February": (DateInvalid, "date", {"date": "2024-02-30", "date_of": "work"}),
}
SHAPES: dict[str, tuple[str, Body]] = {
    "a text for a source": ("source", {"source": "a file"}),
    "a source without a file": ("file", {"source": {"repository": "a/b"}}),
    "a source of something else": ("colour", {"source": {"file": "a", "colour": "b"}}),
    "an unknown field": ("colour", {"colour": "red"}),
    "another kind": ("kind", {"kind": "note"}),
    "a number for a text": ("description", {"description": 7}),
    "a text for the links": ("evidence", {"evidence": LINK}),
    "a date of something else": ("date_of", {"date_of": "birth"}),
}


def by_outbox(tmp_path: Path, body: Body) -> None:
    """The outbox: where the command, the importer and the demonstration come in, and all others."""
    store = SqliteFiles().store(tmp_path)
    try:
        pen = Ledger(PLACE, 3, SIGNER, Outbox(store))
        pen.record([Statement(3, 1, 1, 100, body)])
    finally:
        store.close()


def by_posted_act(tmp_path: Path, body: Body) -> None:
    """A signed act that a client posts."""
    content = commitments.seal(ContributionBody(**body).model_dump(exclude_unset=True))
    act = Record(3, 5_000, (Contribution(3, 3, 1, 1, 100, 0, content.commitment),))
    call = calls.signed(act, PLACE, SIGNER.signer, SIGNER.sign(PLACE.digest(act)))
    require_opened(call, OffChain((content,)))


def by_draft(tmp_path: Path, body: Body) -> None:
    """What a client asks to have sealed before it is signed."""
    seal("contribution", ContributionBody(**body))


def by_form(tmp_path: Path, body: Body) -> None:
    """A form of a demo account."""
    form = {"activity": "1", "epoch": "1", "units": "1", "description": body["description"]}
    form |= {"evidence": "\n".join(body["evidence"]), "date": body.get("date", "")}
    drafts.statement(form, 3)


DOORS: tuple[Callable[[Path, Body], None], ...] = (by_outbox, by_posted_act, by_draft, by_form)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", GOOD)
def test_contribution__within_the_limits__is_taken_at_every_door(
    door: Callable[[Path, Body], None], name: str, tmp_path: Path
) -> None:
    door(tmp_path, PLAIN | GOOD[name])


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", BAD)
def test_contribution__beyond_a_limit__is_refused_by_one_name_at_every_door(
    door: Callable[[Path, Body], None], name: str, tmp_path: Path
) -> None:
    rule, field, changed = BAD[name]
    with pytest.raises(rule) as refused:
        door(tmp_path, PLAIN | changed)
    assert refused.value.field == field
    assert refused.value.hint


@pytest.mark.parametrize("name", SHAPES)
def test_contribution__of_another_shape__is_refused(name: str, tmp_path: Path) -> None:
    field, changed = SHAPES[name]
    with pytest.raises(ContentMisshapen) as refused:
        by_outbox(tmp_path, PLAIN | changed)
    assert refused.value.field == field


@pytest.mark.parametrize("kind", ["note", "rationale"])
def test_words__of_attesters_and_voters__have_a_contributions_limit(kind: str) -> None:
    contents.check(kind, {"kind": kind, "text": "x" * LONGEST_TEXT})
    with pytest.raises(TextTooLong):
        contents.check(kind, {"kind": kind, "text": "x" * (LONGEST_TEXT + 1)})
    for form in ("note", "rationale"):
        with pytest.raises(TextTooLong):
            drafts.text({form: "x" * (LONGEST_TEXT + 1)}, form)


def test_person__has_a_name_and_web_addresses_only() -> None:
    contents.check("person", {"kind": "person", "name": "Somebody", "login": "s", "demo": True})
    with pytest.raises(ContentMisshapen):
        contents.check("person", {"kind": "person", "login": "s"})
    with pytest.raises(LinkInvalid):
        contents.check("person", {"kind": "person", "name": "S", "link": "javascript:1"})


@pytest.mark.parametrize("unseen", ["\u200b", "\u2060", "\ufeff", "\xad", "\u180e", "\U000e0041"])
def test_name__with_what_nobody_sees__is_not_somebody_elses(unseen: str) -> None:
    with pytest.raises(TextUnprintable):
        contents.check("person", {"kind": "person", "name": f"Some{unseen}body"})


@pytest.mark.parametrize(
    "name",
    ["\u0646\u0645\u06cc\u200c\u062f", "\u0915\u094d\u200d\u0937", "\U0001f469\u200d\U0001f4bb"],
)
def test_name__with_joiners_that_its_script_needs__is_one(name: str) -> None:
    contents.check("person", {"kind": "person", "name": name})


@pytest.mark.parametrize("profile", ["https://example.org/me", "example.org", "", None])
def test_import__a_profile_that_is_no_address__does_not_lose_the_person(
    profile: str | None,
) -> None:
    entry = {"login": "s", "name": "S", "profile": profile, "contributions": []}
    (person,) = all_contributors.read(json.dumps({"contributors": [entry]})).people
    body = _person(person)
    contents.check("person", body)
    assert body.get("link") == (profile if profile == "https://example.org/me" else None)


def test_demonstration__all_that_it_says__is_within_the_rules() -> None:
    source = Source()
    for credit in source.credits:
        contents.check("contribution", json.loads(canonical(credit.body)))
    for person in source.people:
        contents.check("person", json.loads(canonical(person.body)))


def test_body__that_nests_without_end_or_is_no_json__is_refused_at_the_door() -> None:
    for raw in (b"[" * 100_000 + b"]" * 100_000, b'{"kind":' * 100_000, b"{", b"\xff"):
        salt = bytes(32)
        content = commitments.Content(raw, salt, commitments.commitment(salt, raw))
        act = Record(3, 2**40, (Contribution(3, 3, 1, 1, 100, 0, content.commitment),))
        call = calls.signed(act, PLACE, SIGNER.signer, PLACE.signature(SIGNER, act))
        with pytest.raises(ContentMisshapen):
            require_opened(call, OffChain((content,)))

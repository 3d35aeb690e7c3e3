"""The importer on six real files, and on every bad file it must refuse whole."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from ledger_py.errors import ImportFault
from ledger_py.importers.all_contributors import (
    Credit,
    CreditDuplicate,
    LoginDuplicate,
    LoginMissing,
    NotJson,
    Person,
    ShapeInvalid,
    Skipped,
    UnknownKinds,
    read,
)
from ledger_py.importers.kinds import KINDS
from ledger_py.models import Orientation

FILES = Path(__file__).resolve().parents[1] / "data" / "all-contributors"

# People, credits, object-oriented, community-oriented, without a login.
TRUTH = {
    "all-contributors__all-contributors.all-contributorsrc": (118, 162, 156, 6, 0),
    "asyncapi__community.all-contributorsrc": (40, 152, 75, 77, 0),
    "downshift-9.5.0.derived.all-contributorsrc": (144, 253, 230, 23, 10),
    "kcd-scripts-17.0.0.derived.all-contributorsrc": (36, 51, 50, 1, 1),
    "match-sorter-8.3.0.derived.all-contributorsrc": (28, 57, 53, 4, 1),
    "testing-library__react-16.3.3.derived.all-contributorsrc": (144, 221, 199, 22, 9),
}


def person(login: Any = "someone", name: str = "Some One", *kinds: Any) -> dict[str, Any]:
    return {"login": login, "name": name, "contributions": list(kinds or ("code",))}


def file(*people: Any, **more: Any) -> str:
    return json.dumps({"projectName": "here", "contributors": list(people), **more})


class TestRealFiles:
    def test_all_of_them__are_here(self) -> None:
        assert {path.name for path in FILES.iterdir()} == set(TRUTH)

    @pytest.mark.parametrize("name", TRUTH)
    def test_read__finds_every_person_and_credit(self, name: str) -> None:
        found = read((FILES / name).read_bytes())
        kinds = Counter(credit.kind for who in found.people for credit in who.credits)
        oriented = Counter[Orientation]()
        for kind, count in kinds.items():
            oriented[KINDS[kind].orientation] += count
        assert (
            len(found.people),
            sum(kinds.values()),
            oriented[Orientation.OBJECT],
            oriented[Orientation.COMMUNITY],
            len(found.to_map),
        ) == TRUTH[name]
        assert found.skipped == ()

    @pytest.mark.parametrize("name", TRUTH)
    def test_read__keeps_order_names_and_logins(self, name: str) -> None:
        text = (FILES / name).read_text(encoding="utf-8")
        entries = json.loads(text)["contributors"]
        found = read(text).people
        assert [(p.login, p.name, list(p.kinds)) for p in found] == [
            (entry["login"], entry["name"], entry["contributions"]) for entry in entries
        ]

    def test_asyncapi__has_twenty_three_kinds(self) -> None:
        found = read((FILES / "asyncapi__community.all-contributorsrc").read_bytes())
        assert (found.project, found.owner) == ("community", "asyncapi")
        assert len({credit.kind for who in found.people for credit in who.credits}) == 23
        assert all(who.profile for who in found.people)


class TestLogin:
    def test_null__is_listed_by_name_for_mapping(self) -> None:
        found = read(file(person(None, "One"), person("two", "Two"), person(None, "Three")))
        assert [who.name for who in found.to_map] == ["One", "Three"]
        assert len(found.people) == 3

    def test_null__with_the_name_of_another__is_never_merged(self) -> None:
        found = read(file(person(None, "Same"), person("same", "Same"), person(None, "Same")))
        assert [who.login for who in found.people] == [None, "same", None]
        assert len(found.to_map) == 2

    @pytest.mark.parametrize("login", ["", " ", "\t\n"])
    def test_empty__is_refused__with_its_place(self, login: str) -> None:
        with pytest.raises(LoginMissing, match=r"contributors\[1\] \(Second\)"):
            read(file(person("one"), person(login, "Second")))

    def test_missing__is_refused(self) -> None:
        entry = person()
        del entry["login"]
        with pytest.raises(LoginMissing):
            read(file(entry))

    @pytest.mark.parametrize("login", [7, False, ["x"], {}])
    def test_of_another_type__is_refused(self, login: Any) -> None:
        with pytest.raises(ShapeInvalid, match="login"):
            read(file(person(login)))

    @pytest.mark.parametrize(
        ("first", "second"),
        [("Same", "Same"), ("Same", "sAME"), ("same", " same "), ("STRASSE", "straße")],
    )
    def test_duplicate__also_in_different_case__is_refused(self, first: str, second: str) -> None:
        with pytest.raises(LoginDuplicate) as caught:
            read(file(person(first), person("other"), person(second)))
        assert caught.value.first.casefold() == caught.value.second.casefold()

    def test_duplicate__added_to_a_real_file__is_refused(self) -> None:
        data = json.loads((FILES / "asyncapi__community.all-contributorsrc").read_bytes())
        data["contributors"].append({**data["contributors"][0], "login": "DERBERG"})
        with pytest.raises(LoginDuplicate, match="derberg"):
            read(json.dumps(data))


class TestKind:
    def test_unknown__is_listed_with_its_count_and_how_to_map_it(self) -> None:
        text = file(person("a", "A", "code", "juggling"), person("b", "B", "juggling", "baking"))
        with pytest.raises(UnknownKinds) as caught:
            read(text)
        assert caught.value.kinds == {"juggling": 2, "baking": 1}
        assert "juggling (2)" in str(caught.value)
        assert "--map KIND=TYPE" in caught.value.hint

    def test_unknown__mapped__becomes_that_activity_type(self) -> None:
        text = file(person("a", "A", "code", "juggling"))
        (found,) = read(text, mapping={"juggling": "talk"}).people
        assert found.credits == (Credit("code", "code"), Credit("juggling", "talk"))

    def test_unknown__half_mapped__lists_the_rest(self) -> None:
        text = file(person("a", "A", "baking", "juggling"))
        with pytest.raises(UnknownKinds) as caught:
            read(text, mapping={"juggling": "talk"})
        assert caught.value.kinds == {"baking": 1}

    def test_known__mapped__becomes_that_activity_type(self) -> None:
        (found,) = read(file(person("a", "A", "doc")), mapping={"doc": "writing"}).people
        assert found.credits == (Credit("doc", "writing"),)

    def test_skipped__is_listed__never_dropped_silently(self) -> None:
        text = file(person("a", "A", "code", "juggling"), person(None, "B", "juggling"))
        found = read(text, skip={"juggling"})
        assert found.skipped == (Skipped("a", "A", "juggling"), Skipped(None, "B", "juggling"))
        assert [who.kinds for who in found.people] == [("code",), ()]
        assert [len(who.credits) for who in found.people] == [1, 0]

    @pytest.mark.parametrize("kind", ["Code", "code ", "CODE"])
    def test_in_another_spelling__is_unknown(self, kind: str) -> None:
        with pytest.raises(UnknownKinds):
            read(file(person("a", "A", kind)))

    def test_twice_for_one_person__is_refused(self) -> None:
        with pytest.raises(CreditDuplicate, match="code"):
            read(file(person("a", "A", "code", "doc", "code")))

    def test_with_a_link__keeps_it(self) -> None:
        entry = person("a", "A", {"type": "blog", "url": "https://example.org/post"})
        (found,) = read(file(entry)).people
        assert found.credits == (Credit("blog", "blog", "https://example.org/post"),)


class TestShape:
    @pytest.mark.parametrize(
        "text", ["", "{", "not json", "{'a': 1}", '{"contributors": [}', "[" * 100_000, b"\xff\xfe"]
    )
    def test_not_json__is_refused(self, text: str | bytes) -> None:
        with pytest.raises(NotJson):
            read(text)

    @pytest.mark.parametrize("text", ["[" * 33, '{"a":' * 33, '["]]]]",' + "[" * 33])
    def test_nested_deeper_than_any_real_file__is_refused_unparsed(self, text: str) -> None:
        with pytest.raises(NotJson, match="nests deeper"):
            read(text)

    def test_brackets_in_a_name__nest_nothing(self) -> None:
        (found,) = read(file(person("a", 'A "[[[' + "[{" * 50))).people
        assert found.name.endswith("[{")

    @pytest.mark.parametrize(
        "text",
        [
            "[]",
            "null",
            '"text"',
            "{}",
            '{"contributors": {}}',
            '{"contributors": [1]}',
            '{"contributors": [], "contributors": []}',
            '{"contributors": [], "projectName": 7}',
            file({"login": "a", "contributions": []}),
            file({"login": "a", "name": "", "contributions": []}),
            file({"login": "a", "name": "A"}),
            file({"login": "a", "name": "A", "contributions": "code"}),
            file({"login": "a", "name": "A", "profile": 7, "contributions": []}),
            file(person("a", "A", 7)),
            file(person("a", "A", "")),
            file(person("a", "A", {"url": "https://example.org"})),
        ],
    )
    def test_json_of_another_form__is_refused(self, text: str) -> None:
        with pytest.raises(ShapeInvalid):
            read(text)

    def test_every_refusal__is_an_import_fault_that_says_what_to_do(self) -> None:
        for text in ("{", "[]", file(person("")), file(person("a"), person("A"))):
            with pytest.raises(ImportFault) as caught:
                read(text)
            assert caught.value.hint.endswith(".")

    def test_nobody__is_a_file_too(self) -> None:
        assert read('{"contributors": []}').people == ()


def test_person__is_told_as_the_file_tells_it() -> None:
    entry = {**person("a", "A"), "profile": "https://example.org", "avatar_url": "ignored"}
    assert read(file(entry, projectOwner="us")).people == (
        Person("a", "A", "https://example.org", (Credit("code", "code"),)),
    )


def test_kinds__are_those_of_the_specification() -> None:
    assert len(KINDS) == 33
    oriented = Counter(kind.orientation for kind in KINDS.values())
    assert oriented == {Orientation.OBJECT: 19, Orientation.COMMUNITY: 14}
    assert len({kind.group for kind in KINDS.values()}) <= 16
    assert len({kind.title for kind in KINDS.values()}) == 33

"""Reads an all-contributors file (`.all-contributorsrc`): who is credited for which kinds."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

from ledger_py.errors import ImportFault
from ledger_py.importers.kinds import KINDS

_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
"""A string whole, so that brackets in it do not count, or a bracket."""
FORMAT = "all-contributors"
"""The name of this format in the source of a credit."""
_DEEPEST = 32
_NO_MAPPING: Mapping[str, str] = {}
_NO_KINDS: Set[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Credit:
    """One credit: its kind in the file, the activity type it becomes, a link if there is one."""

    kind: str
    activity: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody the file credits; without a login they are known by name only."""

    login: str | None
    name: str
    profile: str | None
    credits: tuple[Credit, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds in the order of the file."""
        return tuple(credit.kind for credit in self.credits)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A credit that the caller asked to leave out."""

    login: str | None
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class AllContributors:
    """What a file says, in its order; `people` includes those without a login."""

    project: str
    owner: str | None
    people: tuple[Person, ...]
    skipped: tuple[Skipped, ...]

    @property
    def to_map(self) -> tuple[Person, ...]:
        """The people without a login: somebody has to say by name who they are; none is merged."""
        return tuple(person for person in self.people if person.login is None)

    @property
    def repository(self) -> str:
        """The repository as its host names it, `owner/project`, as far as the file says."""
        return "/".join(filter(None, (self.owner, self.project)))

    def origin(self, name: str, sha256: str) -> dict[str, str]:
        """The source (`ledger_py.contents`) of a credit from this file, of this name and hash."""
        said = {"repository": self.repository, "file": name, "format": FORMAT, "sha256": sha256}
        return {key: value for key, value in said.items() if value}

    def is_origin(self, source: object) -> bool:
        """Whether a recorded credit came from this project's file, in whatever state it was."""
        if not isinstance(source, Mapping) or source.get("format") != FORMAT:
            return False
        return str(source.get("repository", "")).casefold() == self.repository.casefold()


class NotJson(ImportFault):
    """The file is no JSON."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The file is not JSON: {reason}.")


class ShapeInvalid(ImportFault):
    """The file is JSON, but not of the all-contributors form."""

    def __init__(self, path: str, expected: str) -> None:
        super().__init__(f"{path} is not {expected}.")
        self.path = path


class LoginMissing(ImportFault):
    """An entry has an empty login, or no field for it; null would say that it is not known."""

    hint = "Write the login, or null if nobody knows it."

    def __init__(self, path: str, name: str) -> None:
        super().__init__(f"{path} ({name}) has an empty login or none.")
        self.path, self.name = path, name


class LoginDuplicate(ImportFault):
    """Two entries have the same login, capital letters aside."""

    hint = "Join the two entries at the source."

    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"Login {second} is there twice (first as {first}).")
        self.first, self.second = first, second


class CreditDuplicate(ImportFault):
    """Somebody has the same kind twice; a credit becomes exactly one contribution."""

    def __init__(self, path: str, kind: str) -> None:
        super().__init__(f"{path} has the kind {kind} twice.")
        self.path, self.kind = path, kind


class UnknownKinds(ImportFault):
    """The file has kinds that the specification has not; `kinds` counts the credits of each."""

    def __init__(self, kinds: Mapping[str, int]) -> None:
        listed = ", ".join(f"{kind} ({count})" for kind, count in sorted(kinds.items()))
        super().__init__(f"Unknown kinds of contribution: {listed}.")
        self.kinds = dict(kinds)
        self.hint = (
            "Map each kind to an activity type (--map KIND=TYPE, in Python `mapping`), or leave it"
            " out (--skip KIND, in Python `skip`)."
        )


def read(
    text: str | bytes,
    *,
    mapping: Mapping[str, str] = _NO_MAPPING,
    skip: Set[str] = _NO_KINDS,
) -> AllContributors:
    """Read a file whole or not at all.

    `mapping`: kind to the name of the activity type it becomes; known kinds become themselves.
    `skip`: kinds to leave out, which `skipped` then lists. Raises NotJson, ShapeInvalid,
    LoginMissing, LoginDuplicate, CreditDuplicate, UnknownKinds.
    """
    data = _parse(text)
    project = _text(data, "projectName", "$", required=False) or ""
    owner = _text(data, "projectOwner", "$", required=False)
    entries = data.get("contributors")
    if not isinstance(entries, list):
        raise ShapeInvalid("contributors", "a list")
    known = {**{kind: kind for kind in KINDS}, **mapping}
    people = [_person(entry, f"contributors[{i}]", known) for i, entry in enumerate(entries)]
    _check_logins(people)
    _check_kinds(people, known, skip)
    kept = tuple(_without(person, skip) for person in people)
    return AllContributors(project, owner, kept, tuple(_skipped(people, skip)))


def _parse(text: str | bytes) -> dict[str, Any]:
    try:
        whole = text.decode("utf-8-sig") if isinstance(text, bytes) else text
        _check_depth(whole)
        data = json.loads(whole, object_pairs_hook=_unique)
    except ValueError as error:
        raise NotJson(str(error)) from None
    if not isinstance(data, dict):
        raise ShapeInvalid("The file", "an object")
    return data


def _check_depth(text: str) -> None:
    # Before parsing, because a file of brackets only can exhaust the parser's stack.
    depth = 0
    for bracket in _BRACKET.findall(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(bracket, 0)
        if depth > _DEEPEST:
            raise NotJson(f"it nests deeper than {_DEEPEST} levels")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # JSON readers take the last of two equal keys; a credit could vanish that way.
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ShapeInvalid("An object", "free of repeated keys")
    return found


def _person(entry: object, path: str, known: Mapping[str, str]) -> Person:
    if not isinstance(entry, dict):
        raise ShapeInvalid(path, "an object")
    name = _text(entry, "name", path) or ""
    profile = _text(entry, "profile", path, required=False) or None
    credits = tuple(_credits(entry.get("contributions"), path, known))
    return Person(_login(entry, path, name), name, profile, credits)


def _login(entry: dict[str, Any], path: str, name: str) -> str | None:
    if "login" in entry and entry["login"] is None:
        return None
    login = entry.get("login", "")
    if not isinstance(login, str):
        raise ShapeInvalid(f"{path}.login", "text or null")
    if not login.strip():
        raise LoginMissing(path, name)
    return login.strip()


def _credits(given: object, path: str, known: Mapping[str, str]) -> Iterator[Credit]:
    if not isinstance(given, list):
        raise ShapeInvalid(f"{path}.contributions", "a list")
    seen: set[str] = set()
    for index, item in enumerate(given):
        kind, link = _kind(item, f"{path}.contributions[{index}]")
        if kind in seen:
            raise CreditDuplicate(path, kind)
        seen.add(kind)
        yield Credit(kind, known.get(kind, ""), link)


def _kind(item: object, path: str) -> tuple[str, str | None]:
    """A kind by itself, or an object of the kind and a link to what was done."""
    if isinstance(item, str) and item.strip():
        return item, None
    if isinstance(item, dict):
        return _text(item, "type", path) or "", _text(item, "url", path, required=False)
    raise ShapeInvalid(path, "a kind of contribution")


def _text(entry: Mapping[str, Any], key: str, path: str, *, required: bool = True) -> str | None:
    value = entry.get(key)
    if value is None and not required:
        return None
    if not isinstance(value, str) or (required and not value.strip()):
        raise ShapeInvalid(f"{path}.{key}", "text")
    return value


def _check_logins(people: list[Person]) -> None:
    seen: dict[str, str] = {}
    for person in people:
        if person.login is None:
            continue
        folded = unicodedata.normalize("NFKC", person.login).casefold()
        if folded in seen:
            raise LoginDuplicate(seen[folded], person.login)
        seen[folded] = person.login


def _check_kinds(people: list[Person], known: Mapping[str, str], skip: Set[str]) -> None:
    unknown: dict[str, int] = {}
    for person in people:
        for kind in person.kinds:
            if kind not in known and kind not in skip:
                unknown[kind] = unknown.get(kind, 0) + 1
    if unknown:
        raise UnknownKinds(unknown)


def _without(person: Person, skip: Set[str]) -> Person:
    kept = tuple(credit for credit in person.credits if credit.kind not in skip)
    return Person(person.login, person.name, person.profile, kept)


def _skipped(people: list[Person], skip: Set[str]) -> Iterator[Skipped]:
    for person in people:
        for kind in person.kinds:
            if kind in skip:
                yield Skipped(person.login, person.name, kind)

"""What an import would do, before anything is signed: people, credits, what is in its way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from ledger_py.errors import ImportFault
from ledger_py.importers.all_contributors import AllContributors, Person

NEW = "new"
"""In a mapping of names: nobody here is this person, admit them."""


@dataclass(frozen=True, slots=True)
class Known:
    """A member whom the community knows already."""

    member: int
    name: str | None
    login: str | None


@dataclass(frozen=True, slots=True)
class Planned:
    """A credit that becomes a contribution; `person` is a place in `Plan.people`."""

    person: int
    activity: str
    link: str | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import comes to; nothing is done while `to_map` or `undefined` holds something."""

    people: tuple[Person, ...]
    members: tuple[int | None, ...]
    """Per person: who they are here, None for somebody to admit."""
    credits: tuple[Planned, ...]
    recorded: int
    """Credits that are in the ledger already, or were withdrawn from it."""
    declined: int
    """Credits of members who chose not to be recorded any more."""
    skipped: int
    to_map: tuple[Person, ...]
    """People without a login, whom nobody has mapped yet."""
    undefined: Mapping[str, int]
    """Activity types that the community has not defined, and how many credits need them."""

    @property
    def newcomers(self) -> tuple[Person, ...]:
        """The people to admit as unclaimed members."""
        pairs = zip(self.people, self.members, strict=True)
        return tuple(person for person, member in pairs if member is None)


class PeopleUnmapped(ImportFault):
    """People without a login: somebody has to say who they are."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(f"The file gives no login for: {', '.join(names)}.")
        self.names = names
        self.hint = f'Say who each is: --person "{names[0]}=7" (a member) or "{names[0]}=new".'


class PersonHereAlready(ImportFault):
    """Somebody of this name and without a login was admitted before."""

    def __init__(self, name: str, member: int) -> None:
        super().__init__(f"{name}, without a login, is here already as member {member}.")
        self.hint = f'If that is the same person: --person "{name}={member}".'


class NobodyNamed(ImportFault):
    """A mapping names somebody whom the file does not list without a login."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The file lists nobody without a login as {name!r}.")


class NameAmbiguous(ImportFault):
    """Two people without a login have the same name, so a name does not say which is meant."""

    hint = "Give one of them a login at the source."

    def __init__(self, name: str) -> None:
        super().__init__(f"Two people without a login are named {name}.")


class ActivitiesUndefined(ImportFault):
    """Credits would become contributions of activity types that the community does not have."""

    def __init__(self, undefined: Mapping[str, int]) -> None:
        listed = ", ".join(f"{name} ({count})" for name, count in sorted(undefined.items()))
        super().__init__(f"The community has no activity type named: {listed}.")
        self.undefined = dict(undefined)
        example = min(undefined)
        self.hint = (
            f"Map it to one it has (--map {example}=TYPE), or leave it out (--skip {example})."
        )


def plan(
    file: AllContributors,
    known: tuple[Known, ...],
    activities: Set[str],
    names: Mapping[str, str],
    recorded: Set[tuple[int, str]],
    declining: Set[int] = frozenset(),
) -> Plan:
    """Say what importing `file` comes to.

    names: who people without a login are, "new" or a member's id. recorded: (member, activity type)
    of the credits that were imported before. declining: members who chose not to be recorded any
    more. Raises NobodyNamed, PersonHereAlready.
    """
    _check_names(file, names)
    to_map = tuple(person for person in file.to_map if person.name not in names)
    people = tuple(person for person in file.people if person not in to_map)
    members = tuple(_member(person, known, names) for person in people)
    wanted = [
        (Planned(index, credit.activity, credit.link), members[index])
        for index, person in enumerate(people)
        for credit in person.credits
    ]
    welcome = [(planned, member) for planned, member in wanted if member not in declining]
    fresh = [planned for planned, member in welcome if (member, planned.activity) not in recorded]
    return Plan(
        people=people,
        members=members,
        credits=tuple(fresh),
        recorded=len(welcome) - len(fresh),
        declined=len(wanted) - len(welcome),
        skipped=len(file.skipped),
        to_map=to_map,
        undefined=_count(
            planned.activity for planned in fresh if planned.activity not in activities
        ),
    )


def require_clear(found: Plan) -> None:
    """Raise PeopleUnmapped or ActivitiesUndefined while something stands in the way."""
    if found.to_map:
        raise PeopleUnmapped(tuple(person.name for person in found.to_map))
    if found.undefined:
        raise ActivitiesUndefined(found.undefined)


def _member(person: Person, known: tuple[Known, ...], names: Mapping[str, str]) -> int | None:
    if person.login is not None:
        login = person.login.casefold()
        found = (k.member for k in known if k.login and k.login.casefold() == login)
        return next(found, None)
    named = names[person.name]
    if named != NEW:
        return int(named)
    for somebody in known:
        if somebody.login is None and somebody.name == person.name:
            raise PersonHereAlready(person.name, somebody.member)
    return None


def _check_names(file: AllContributors, names: Mapping[str, str]) -> None:
    listed: set[str] = set()
    for person in file.to_map:
        if person.name in listed:
            raise NameAmbiguous(person.name)
        listed.add(person.name)
    for name in names:
        if name not in listed:
            raise NobodyNamed(name)


def _count(found: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name in found:
        counts[name] = counts.get(name, 0) + 1
    return counts

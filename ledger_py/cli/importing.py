"""`auzolan import`: show what a file comes to, then record it as a steward who vouches for it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from ledger_py import calls, contents
from ledger_py.cli.desk import ChoiceMissing, Desk
from ledger_py.cli.options import AsJson, AtEpoch, DataDir, InCommunity
from ledger_py.cli.show import Show
from ledger_py.importers import all_contributors
from ledger_py.importers.all_contributors import AllContributors, Person, UnknownKinds
from ledger_py.importers.kinds import KINDS
from ledger_py.importers.plan import Known, Plan, plan, require_clear
from ledger_py.ledger import Attesting, Ledger, Newcomer, Statement, parts
from ledger_py.models import ONE_CREDIT, Basis, Recognition
from ledger_py.outbox import AcceptedAct
from ledger_py.store.rows import Community

app = typer.Typer(no_args_is_help=True, help="Import credits from other tools' files.")


@app.callback()
def _imports() -> None:
    """A group of commands, one per kind of file."""


@dataclass(frozen=True)
class Import:
    """One import at work: the file, the community, who records and who else vouches."""

    desk: Desk
    community: Community
    file: AllContributors
    source: dict[str, Any]
    epoch: int
    recorder: Ledger
    vouchers: tuple[Ledger, ...]


@app.command("all-contributors")
def import_all_contributors(
    path: Annotated[
        Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="The file.")
    ],
    steward: Annotated[str, typer.Option("--as", help="The managed steward who records.")],
    vouch: Annotated[
        list[str] | None, typer.Option("--vouch-as", help="A further managed member who vouches.")
    ] = None,
    mapping: Annotated[
        list[str] | None, typer.Option("--map", help="KIND=TYPE: which activity type a kind is.")
    ] = None,
    skip: Annotated[list[str] | None, typer.Option("--skip", help="A kind to leave out.")] = None,
    person: Annotated[
        list[str] | None,
        typer.Option("--person", help="NAME=MEMBER or NAME=new, where the file gives no login."),
    ] = None,
    epoch: AtEpoch = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what it comes to.")] = False,
    community: InCommunity = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Import an all-contributors file: people as unclaimed members, credits as contributions.

    The epoch is when the credits are recorded: the file does not say when the work was done.
    """
    desk, show = Desk(data_dir), Show(as_json)
    found = desk.community(community)
    raw = path.read_bytes()
    kinds, skipped = _pairs(mapping, "--map"), frozenset(skip or ())
    file, unknown = _read(raw, kinds, skipped)
    source = file.origin(path.name, hashlib.sha256(raw).hexdigest())
    work = Import(
        desk,
        found,
        file,
        source,
        desk.epoch(found, epoch).epoch,
        desk.pen(found, steward),
        tuple(desk.pen(found, label) for label in vouch or ()),
    )
    planned = _plan(work, _pairs(person, "--person"))
    _show_plan(show, work, planned, unknown)
    if not dry_run:
        _require_known(unknown)
        require_clear(planned)
        _carry_out(work, planned, show)
    show.answer(_answer(work, planned, unknown, dry_run))


def _read(
    raw: bytes, kinds: dict[str, str], skipped: frozenset[str]
) -> tuple[AllContributors, dict[str, int]]:
    """The file, and the kinds in it that nobody has mapped or left out yet."""
    try:
        return all_contributors.read(raw, mapping=kinds, skip=skipped), {}
    except UnknownKinds as error:
        rest = skipped | error.kinds.keys()
        return all_contributors.read(raw, mapping=kinds, skip=rest), error.kinds


def _require_known(unknown: dict[str, int]) -> None:
    if unknown:
        error, example = UnknownKinds(unknown), min(unknown)
        error.hint = f"Map it to a type (--map {example}=TYPE) or leave it out: --skip {example}."
        raise error


def _plan(work: Import, names: dict[str, str]) -> Plan:
    everybody = work.desk.everybody(work.community).values()
    known = tuple(Known(who.member, who.name, who.login) for who in everybody)
    ids = {who.member for who in everybody}
    for name, who in names.items():
        if who != "new" and not (who.isdecimal() and int(who) in ids):
            raise ChoiceMissing(f"{name!r} is mapped to {who!r}.", "Give a member's id, or new.")
    activities = {a.name: a.activity for a in work.desk.reads.activities(work.community.community)}
    recorded = {
        (member, name)
        for member, activity in _recorded(work)
        for name, id_ in activities.items()
        if id_ == activity
    }
    declining = {who.member for who in everybody if who.recognition == Recognition.UNRECORDED}
    return plan(work.file, known, activities.keys(), names, recorded, declining)


def _recorded(work: Import) -> Iterator[tuple[int, int]]:
    """The credits of this project's files that were imported before."""
    for member, activity, source in work.desk.reads.sources(work.community.community):
        if work.file.is_origin(source):
            yield member, activity


def _carry_out(work: Import, planned: Plan, show: Show) -> None:
    members = _admit(work, planned)
    activities = {a.name: a.activity for a in work.desk.reads.activities(work.community.community)}
    statements = [
        Statement(
            members[credit.person],
            activities[credit.activity],
            work.epoch,
            ONE_CREDIT,
            _body(work, credit.activity, credit.link),
            Basis.VOUCHED,
        )
        for credit in planned.credits
    ]
    for part in parts(statements):
        recorded = work.recorder.record(part)
        vouched = [_vouch(ledger, recorded) for ledger in work.vouchers]
        work.desk.follow([recorded, *vouched])
        many = "contribution" if len(part) == 1 else "contributions"
        show.done(f"{len(part)} {many} recorded and vouched for by {1 + len(vouched)}.")
    if not statements:
        show.done("Everything in this file is in the ledger already.")


def _admit(work: Import, planned: Plan) -> tuple[int, ...]:
    """The member behind each person, newcomers admitted in the order of the file."""
    for part in parts(planned.newcomers):
        work.desk.follow([work.recorder.admit([Newcomer(_person(person)) for person in part])])
    everybody = work.desk.everybody(work.community).values()
    # A newcomer without a login is the last one of that name: nobody of it was here before.
    by_name = {who.name: who.member for who in everybody if who.login is None}
    by_login = {who.login.casefold(): who.member for who in everybody if who.login}
    pairs = zip(planned.people, planned.members, strict=True)
    return tuple(
        member or (by_login[person.login.casefold()] if person.login else by_name[person.name])
        for person, member in pairs
    )


def _vouch(ledger: Ledger, recorded: AcceptedAct) -> AcceptedAct:
    credits = calls.recorded(recorded.call)
    return ledger.attest([Attesting(c, c.units, Basis.VOUCHED) for c in credits])


def _person(person: Person) -> dict[str, Any]:
    body = {"kind": "person", "name": person.name, "login": person.login, "link": person.profile}
    # A profile that is no web address is no link; that is no reason to leave the person out.
    if person.profile and not contents.is_link(person.profile):
        body["link"] = None
    return {key: value for key, value in body.items() if value is not None}


def _body(work: Import, activity: str, link: str | None) -> dict[str, Any]:
    title = KINDS[activity].title if activity in KINDS else activity
    return {
        "kind": "contribution",
        "description": f"{title}, credited in {work.file.project}'s all-contributors file.",
        "evidence": [link] if link and contents.is_link(link) else [],
        "date_of": "recording",
        "source": work.source,
    }


def _show_plan(show: Show, work: Import, planned: Plan, unknown: dict[str, int]) -> None:
    show.title(f"{work.file.project or 'The file'} into {work.community.name}")
    show.rows(
        ("what it comes to", "#"),
        [
            ("people in the file", len(planned.people) + len(planned.to_map)),
            ("  to admit as unclaimed members", len(planned.newcomers)),
            ("credits to record", len(planned.credits)),
            ("  in the ledger already, or withdrawn", planned.recorded),
            ("  of members who are not recorded any more", planned.declined),
            ("  left out as asked", planned.skipped - sum(unknown.values())),
        ],
    )
    _show_obstacles(show, planned, unknown)


def _show_obstacles(show: Show, planned: Plan, unknown: dict[str, int]) -> None:
    if unknown:
        show.title("Unknown kinds", "--map KIND=TYPE or --skip KIND")
        show.rows(("kind", "#credits"), sorted(unknown.items()))
    if planned.to_map:
        show.title("People without a login", '--person "NAME=MEMBER" or "NAME=new"')
        show.rows(("name", "#credits"), [(p.name, len(p.credits)) for p in planned.to_map])
    if planned.undefined:
        show.title("Types the community does not have", "--map KIND=TYPE or --skip KIND")
        show.rows(("type", "#credits"), sorted(planned.undefined.items()))


def _answer(
    work: Import, planned: Plan, unknown: dict[str, int], dry_run: bool
) -> dict[str, object]:
    return {
        "community": work.community.community,
        "source": work.source,
        "dry_run": dry_run,
        "people": len(planned.people) + len(planned.to_map),
        "newcomers": [person.name for person in planned.newcomers],
        "credits": len(planned.credits),
        "recorded_before": planned.recorded,
        "declined": planned.declined,
        "unknown_kinds": unknown,
        "to_map": [person.name for person in planned.to_map],
        "undefined": planned.undefined,
    }


def _pairs(given: Sequence[str] | None, option: str) -> dict[str, str]:
    pairs = {}
    for item in given or ():
        name, sign, value = item.rpartition("=")
        if not sign or not name.strip() or not value.strip():
            raise ChoiceMissing(f"{option} {item!r} has no two sides.", "Write it as NAME=VALUE.")
        pairs[name.strip()] = value.strip()
    return pairs

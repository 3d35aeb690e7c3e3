"""Commands by which members propose what the community should do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from ledger_py import commitments, proposals
from ledger_py.cli.defining import Kept, OfKind, document
from ledger_py.cli.desk import ChoiceMissing
from ledger_py.cli.options import LARGEST_ID, AsJson, By, DataDir, InCommunity
from ledger_py.cli.show import hundredths
from ledger_py.cli.voice import Key, MemberId, Voice, hexed, lasting, read_json, voice
from ledger_py.models import NO_CAP, Call, Kind

app = typer.Typer(
    no_args_is_help=True,
    help="Propose to the community; members vote, and what passes is carried out after a wait.",
)
Title = Annotated[str, typer.Option("--title", help="The proposal in one line.")]
Why = Annotated[str, typer.Option("--why", help="The reason: public, and it stays.")]
Amends = Annotated[
    int, typer.Option("--amends", help="The proposal that it changes.", min=0, max=LARGEST_ID)
]
Quick = Annotated[
    bool, typer.Option("--quick", help="A minute each: as a steward, and until handover.")
]
QUICK = (0, 60, 60)
"""Notice, duration and delay in seconds."""


@app.command()
def words(
    by: By,
    title: Title,
    why: Why,
    amends: Amends = 0,
    quick: Quick = False,
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Propose a resolution in words, by which nothing on the chain changes."""
    v = voice(by, community, as_json, data_dir)
    _propose(v, title, why, (), (), amends, quick, key)


@app.command()
def appoint(
    member: MemberId,
    by: By,
    title: Title,
    why: Why,
    amends: Amends = 0,
    quick: Quick = False,
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Propose to make somebody a steward."""
    v = voice(by, community, as_json, data_dir)
    _propose(v, title, why, [proposals.appoint(member)], (), amends, quick, key)


@app.command()
def dismiss(
    member: MemberId,
    by: By,
    title: Title,
    why: Why,
    amends: Amends = 0,
    quick: Quick = False,
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Propose that somebody is a steward no more; they stay a member."""
    v = voice(by, community, as_json, data_dir)
    _propose(v, title, why, [proposals.dismiss(member)], (), amends, quick, key)


@app.command()
def terms(
    activity: Annotated[str, typer.Argument(help="The activity type's name or id.")],
    by: By,
    title: Title,
    why: Why,
    required: Annotated[
        int | None, typer.Option(help="How many have to attest; as before if left out.")
    ] = None,
    cap: Annotated[
        str | None, typer.Option(help="How many units count, or `none`; as before if left out.")
    ] = None,
    amends: Amends = 0,
    quick: Quick = False,
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Propose what an activity type requires and caps, from the next epoch on."""
    v = voice(by, community, as_json, data_dir)
    kind = v.desk.activity(v.community, activity)
    until = NO_CAP if cap == "none" else kind.cap if cap is None else hundredths(cap)
    call = proposals.revise_activity(
        kind.activity,
        required=required or kind.required,
        cap=NO_CAP if until is None else until,
        document=hexed(kind.document, "hash"),
        until=kind.until or 0,
    )
    _propose(v, title, why, [call], (), amends, quick, key)


@app.command()
def indicator(
    name: Annotated[str, typer.Argument(help="What people read, as in `Care work`.")],
    by: By,
    title: Title,
    why: Why,
    description: Annotated[str, typer.Option("--description", help="What it is.")],
    kind: Annotated[OfKind, typer.Option(help="How units become a score.")] = OfKind.RATES,
    retention: Kept = None,
    amends: Amends = 0,
    quick: Quick = False,
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Propose a further indicator."""
    v = voice(by, community, as_json, data_dir)
    body = document("indicator", name, description)
    digest = commitments.document_hash(commitments.canonical(body))
    call = proposals.define_indicator(Kind[kind.name], digest, retention or ())
    _propose(v, title, why, [call], [body], amends, quick, key)


@app.command()
def vote(
    indicator: Annotated[int, typer.Argument(help="The indicator's id.", min=1, max=LARGEST_ID)],
    by: By,
    title: Title,
    why: Why,
    duration: Annotated[str, typer.Option("--open-for", help="How long: 14d.")] = "14d",
    amends: Amends = 0,
    quick: Quick = False,
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Propose a vote on an indicator's weights."""
    v = voice(by, community, as_json, data_dir)
    found = v.desk.reads.indicator(v.community.community, indicator)
    first = 0 if found.versions else v.desk.epoch(v.community, None).epoch
    notice, seconds = v.community.rules.notice, lasting(duration)
    call = proposals.open_vote(indicator, notice=notice, duration=seconds, from_=first)
    _propose(v, title, why, [call], (), amends, quick, key)


@app.command("hand-over")
def hand_over(
    by: By,
    title: Title,
    why: Why,
    amends: Amends = 0,
    quick: Quick = False,
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Propose that only votes define and rule from now on; there is no way back."""
    v = voice(by, community, as_json, data_dir)
    _propose(v, title, why, [proposals.hand_over()], (), amends, quick, key)


@app.command("calls")
def any_calls(
    file: Annotated[
        Path, typer.Argument(help='JSON: [{"decision": "decideSteward", "member": 5, ...}, ...].')
    ],
    by: By,
    title: Title,
    why: Why,
    amends: Amends = 0,
    quick: Quick = False,
    community: InCommunity = None,
    key: Key = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Propose any of the contracts' decisions, several at once: all of them or none.

    A `document` is its hash, or the document itself; docs/reference/contracts.md has the decisions.
    """
    v = voice(by, community, as_json, data_dir)
    bodies: list[Mapping[str, Any]] = []
    calls = [_call(one, bodies) for one in _listed(read_json(file))]
    _propose(v, title, why, calls, bodies, amends, quick, key)


def _propose(
    v: Voice,
    title: str,
    why: str,
    calls: Sequence[Call],
    documents: Sequence[Mapping[str, Any]],
    amends: int,
    quick: bool,
    key: str | None,
) -> None:
    rules = v.community.rules
    waits = QUICK if quick else (rules.notice, rules.voting_time, rules.delay)
    notice, duration, delay = waits
    accepted = v.pen.propose(
        document("proposal", title, why),
        calls,
        notice=notice,
        duration=duration,
        delay=delay,
        amends=amends,
        documents=documents,
        key=key,
    )
    v.desk.follow([accepted])
    tx = v.desk.outbox.state(accepted.act).tx
    found = [one for one in v.desk.reads.proposals(v.community.community) if one.tx == tx]
    number = next((one.vote.vote for one in found if one.proposer.member == v.pen.member), None)
    v.told(accepted, f"Proposal {number}: {title}", proposal=number)


def _listed(given: Any) -> list[Any]:
    if not isinstance(given, list) or not given:
        raise ChoiceMissing("The file lists no calls.", "Write a list of decisions.")
    return given


def _call(given: Any, bodies: list[Mapping[str, Any]]) -> Call:
    name = given.get("decision") if isinstance(given, dict) else None
    decision = proposals.DECISIONS.get(name) if isinstance(name, str) else None
    if decision is None:
        known = ", ".join(sorted(proposals.DECISIONS))
        raise ChoiceMissing(f"{name!r} is no decision.", f"There are: {known}.")
    fields = {field.name: field for field in decision.fields}
    if faults := fields.keys() ^ (given.keys() - {"decision"}):
        raise ChoiceMissing(
            f"{name} has other fields: {', '.join(sorted(faults))}.",
            f"Give {', '.join(fields) or 'none'}.",
        )
    values = {fields[key].attribute: _value(key, given[key], bodies) for key in fields}
    return proposals.call_of(decision.name, values)


def _value(name: str, given: Any, bodies: list[Mapping[str, Any]]) -> Any:
    if isinstance(given, dict):
        bodies.append(given)
        return commitments.document_hash(commitments.canonical(given))
    if isinstance(given, str):
        return hexed(given, name)
    return tuple(given) if isinstance(given, list) else given

"""The index asked the questions that the contracts' views answer (`wandering.chain_says`)."""

import json
from typing import Any

from ledger_py import tally
from ledger_py.store import Store, schema
from ledger_py.store.index import dump_index
from tests.chain.world import World


def index_says(world: World, store: Store) -> dict[str, Any]:
    """Return what the index holds about the world's community, in the views' shapes."""
    tables = {name: _rows(name, rows) for name, rows in dump_index(store).items()}
    here = {
        name: [row for row in rows if row.get("community", world.community) == world.community]
        for name, rows in tables.items()
    }
    return _record_says(here) | _assembly_says(here)


def _rows(table: str, rows: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    names = schema.metadata.tables[table].columns.keys()
    return [dict(zip(names, row, strict=True)) for row in rows]


def _record_says(tables: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    counts: dict[str, int] = {}
    for row in tables["attestations"]:
        counts[row["contribution"]] = counts.get(row["contribution"], 0) + 1
    caps = [row["cap"] for row in tables["activities"]]
    places = [(m["member"], e["epoch"]) for m in tables["members"] for e in tables["epochs"]]
    units = {(r["member"], r["epoch"], r["activity"]): r["raw"] for r in tables["units"]}
    totals = {(r["epoch"], r["activity"]): r["total"] for r in tables["totals"]}
    kinds = range(1, len(caps) + 1)
    raw = {(m, e): tuple(units.get((m, e, a), 0) for a in kinds) for m, e in places}
    return {
        "members": {
            r["member"]: (r["member"], r["joined"] or 0, r["steward"], r["managed"])
            for r in tables["members"]
        },
        "groups": {r["group"]: _bytes(r["document"]) for r in tables["groups"]},
        "activities": {
            r["activity"]: (
                *(r[name] for name in ("group", "orientation", "unit", "required", "cap", "since")),
                _bytes(r["document"]),
            )
            for r in tables["activities"]
        },
        "epochs": {r["epoch"]: (r["start"], r["end"], r["closes"]) for r in tables["epochs"]},
        "contributions": {
            _bytes(r["id"]): (r["state"], counts.get(r["id"], 0), r["accepted_units"])
            for r in tables["contributions"]
        },
        "attestations": {
            (_bytes(r["contribution"]), r["place"]): (r["member"], r["units"], r["basis"])
            for r in tables["attestations"]
        },
        "raw": raw,
        "capped": {
            place: tuple(min(u, cap) for u, cap in zip(found, caps, strict=True))
            for place, found in raw.items()
        },
        "totals": {
            e["epoch"]: tuple(totals.get((e["epoch"], a), 0) for a in kinds)
            for e in tables["epochs"]
        },
    }


def _assembly_says(tables: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    live: dict[tuple[int, int], dict[str, Any]] = {}
    for row in tables["ballots"]:  # in the order of their sequence
        live[row["vote"], row["member"]] = row
    pending = {r["indicator"]: r["vote"] for r in tables["votes"] if r["closed"] is None}
    versions = {r["indicator"]: r["version"] for r in tables["versions"]}
    return {
        "indicators": {
            r["indicator"]: (
                r["kind"],
                tuple(json.loads(r["retention"])),
                _bytes(r["document"]),
                versions.get(r["indicator"], 0),
                pending.get(r["indicator"], 0),
            )
            for r in tables["indicators"]
        },
        "versions": {
            (r["indicator"], r["version"]): (r["from"], _packed(r["levels"]))
            for r in tables["versions"]
        },
        "votes": {r["vote"]: _vote(r, live) for r in tables["votes"]},
        "ballots": {key: (r["sequence"], _packed(r["levels"])) for key, r in live.items()},
        "histograms": {
            (r["vote"], activity): counts
            for r in tables["votes"]
            for activity, counts in enumerate(_histograms(r, live), 1)
        },
    }


def _vote(row: dict[str, Any], live: dict[tuple[int, int], Any]) -> tuple[Any, ...]:
    ballots = sum(1 for vote, _ in live if vote == row["vote"])
    head = tuple(row[name] for name in ("indicator", "opens", "closes", "quorum"))
    return (*head, ballots, row["from"], row["activities"], row["closed"] is not None)


def _histograms(
    row: dict[str, Any], live: dict[tuple[int, int], Any]
) -> tuple[tuple[int, ...], ...]:
    ballots = [json.loads(b["levels"]) for (vote, _), b in live.items() if vote == row["vote"]]
    return tally.histogram(ballots, row["activities"])


def _packed(levels: str) -> int:
    return tally.pack_levels(json.loads(levels))


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text[2:])

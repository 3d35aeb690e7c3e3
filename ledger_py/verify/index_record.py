"""What the index holds of people and records, in the shapes of the contracts' views."""

from __future__ import annotations

from typing import Any

from eth_hash.auto import keccak

from ledger_py.models import Rules
from ledger_py.store.reads import NotFound, Reads
from ledger_py.verify.chain_says import Asked
from ledger_py.verify.index_tables import Tables, bytes_of

_RULES = tuple(Rules.__dataclass_fields__)


def people_say(tables: Tables, reads: Reads, c: str, asked: Asked) -> dict[str, Any]:
    """Return what there is of members, their signers, recoveries and claims."""
    speaking: dict[int, int] = {}
    for row in tables["signers"]:
        speaking[row["member"]] = speaking.get(row["member"], 0) + (row["removed"] is None)
    who = reads.who(c, [row["member"] for row in tables["members"]])
    return {
        "members": {
            r["member"]: (
                r["joined"] or 0,
                r["last_epoch"],
                speaking.get(r["member"], 0),
                r["recognition"],
                who[r["member"]].active,
                r["departed"] is not None,
                r["steward"],
                r["managed"],
                who[r["member"]].suspended_until or 0,
            )
            for r in tables["members"]
        },
        "stewards": reads.community(c).stewards,
        "electorate": reads.community(c).electorate,
        "signers": {signer: _member_of(reads, c, signer) for signer in asked.signers},
        "recoveries": {r["member"]: _recovery(tables, r["member"]) for r in tables["members"]},
        "claims": {place: _claim(tables, *place) for place in asked.claims},
    }


def _member_of(reads: Reads, c: str, signer: bytes) -> int:
    try:
        return reads.member_of(c, signer)
    except NotFound:
        return 0


def _recovery(tables: Tables, member: int) -> tuple[Any, ...]:
    found = [row for row in tables["recoveries"] if row["member"] == member]
    last = found[-1] if found else None
    if last is None or last["completed"] is not None or last["refused"] is not None:
        return bytes(32), 0, 0, False, False
    hashed, ready = keccak(bytes_of(last["signer"])), last["ready"] or 0
    return hashed, ready, last["proposer"], last["managed"], last["frozen"]


def _claim(tables: Tables, member: int, signer: bytes) -> tuple[Any, ...]:
    of = [row for row in tables["claims"] if row["member"] == member]
    contested = next(r["claims_contested_by"] for r in tables["members"] if r["member"] == member)
    doubted = contested is not None or len(of) > 1
    for row in of:
        if bytes_of(row["signer"]) == signer:
            return row["ready"], row["confirmer"] or 0, row["managed"], doubted
    return 0, 0, False, doubted


def definitions_say(tables: Tables, reads: Reads, c: str) -> dict[str, Any]:
    """Return what there is of rules, groups, activity types and epochs."""
    kinds, epochs = reads.activities(c), reads.epochs(c)
    (community,) = tables["communities"]
    terms = {(kind.activity, e.epoch): (kind, e.epoch) for kind in kinds for e in epochs}
    return {
        "rules": tuple(community[name] for name in _RULES),
        "handed over": community["handed_over"] or 0,
        "terms": {
            place: (kind.terms_in(epoch).required, kind.terms_in(epoch).cap, kind.until or 0)
            for place, (kind, epoch) in terms.items()
        },
        "groups": {r["group"]: bytes_of(r["document"]) for r in tables["groups"]},
        "sensitive": {r["group"]: 0 for r in tables["groups"]}
        | {r["group"]: r["activity"] for r in tables["activities"] if r["sensitive"]},
        "activities": {r["activity"]: _activity(r) for r in tables["activities"]},
        "epochs": {r["epoch"]: (r["start"], r["end"], r["closes"]) for r in tables["epochs"]},
        "epoch states": {epoch.epoch: epoch.state for epoch in epochs},
    }


def record_says(tables: Tables, reads: Reads, c: str) -> dict[str, Any]:
    """Return what there is of contributions, and what they add up to."""
    told = list(reads.all_contributions(c))
    contests = {r["contribution"]: (r["contester"], r["lapses"]) for r in tables["contests"]}
    return {
        "contributions": {
            bytes_of(one.id): (one.state, len(one.attestations), one.accepted_units) for one in told
        },
        "attestations": {
            (bytes_of(r["contribution"]), r["place"]): (
                r["member"],
                r["units"] if r["retracted"] is None else 0,
                r["basis"],
            )
            for r in tables["attestations"]
        },
        "contests": {bytes_of(one.id): contests.get(one.id, (0, 0)) for one in told},
        **_units_say(tables, reads, c),
    }


def _units_say(tables: Tables, reads: Reads, c: str) -> dict[str, Any]:
    kinds = {kind.activity: kind for kind in reads.activities(c)}
    places = [(m["member"], e["epoch"]) for m in tables["members"] for e in tables["epochs"]]
    units = {(r["member"], r["epoch"], r["activity"]): r["raw"] for r in tables["units"]}
    totals = {(r["epoch"], r["activity"]): r["total"] for r in tables["totals"]}
    raw = {(m, e): tuple(units.get((m, e, a), 0) for a in kinds) for m, e in places}
    return {
        "raw": raw,
        "capped": {
            (m, e): tuple(
                min(u, kinds[a].terms_in(e).cap) for a, u in zip(kinds, found, strict=True)
            )
            for (m, e), found in raw.items()
        },
        "totals": {
            e["epoch"]: tuple(totals.get((e["epoch"], a), 0) for a in kinds)
            for e in tables["epochs"]
        },
    }


def _activity(row: dict[str, Any]) -> tuple[Any, ...]:
    names = ("group", "orientation", "unit", "required", "sensitive", "cap", "since")
    return (*(row[name] for name in names), bytes_of(row["document"]))

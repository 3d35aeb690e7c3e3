"""The index asked the questions that the contracts' views answer (`chain_says`)."""

import itertools
import json
from typing import Any

from eth_utils.crypto import keccak

from ledger_py import figures, tally
from ledger_py.errors import ContractError
from ledger_py.models import Rules, VoteKind
from ledger_py.signers import LocalSigner
from ledger_py.store import Store, schema
from ledger_py.store.index import dump_index
from ledger_py.store.reads import NotFound, Reads
from tests.chain.world import OPEN_EPOCHS, UNCLAIMED, World

Tables = dict[str, list[dict[str, Any]]]
_RULES = tuple(Rules.__dataclass_fields__)


def index_says(world: World, store: Store, keys: list[LocalSigner]) -> dict[str, Any]:
    """Return what the index holds about the world's community, in the views' shapes.

    What depends on the time of the last block is asked of `Reads`, as pages and API do.
    """
    tables = {name: _rows(name, rows) for name, rows in dump_index(store).items()}
    here = {
        name: [row for row in rows if row.get("community", world.community) == world.community]
        for name, rows in tables.items()
    }
    reads = Reads(store)
    return (
        _people_say(here, reads, world.community, keys)
        | _record_says(here, reads, world.community)
        | _assembly_says(here)
        | _decisions_say(reads, world.community)
        | _scores_say(here, reads, world.community)
    )


def _people_say(tables: Tables, reads: Reads, c: str, keys: list[LocalSigner]) -> dict[str, Any]:
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
        "signers": {key.signer: _member_of(reads, c, key.signer) for key in keys},
        "recoveries": {r["member"]: _recovery(tables, r["member"]) for r in tables["members"]},
        "claims": {(m, key.signer): _claim(tables, m, key) for m in UNCLAIMED for key in keys},
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
    hashed, ready = keccak(_bytes(last["signer"])), last["ready"] or 0
    return hashed, ready, last["proposer"], last["managed"], last["frozen"]


def _claim(tables: Tables, member: int, key: LocalSigner) -> tuple[Any, ...]:
    of = [row for row in tables["claims"] if row["member"] == member]
    contested = next(r["claims_contested_by"] for r in tables["members"] if r["member"] == member)
    doubted = contested is not None or len(of) > 1
    for row in of:
        if _bytes(row["signer"]) == key.signer:
            return row["ready"], row["confirmer"] or 0, row["managed"], doubted
    return 0, 0, False, doubted


def _rows(table: str, rows: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    names = schema.metadata.tables[table].columns.keys()
    return [dict(zip(names, row, strict=True)) for row in rows]


def _record_says(tables: Tables, reads: Reads, c: str) -> dict[str, Any]:
    kinds, epochs = reads.activities(c), reads.epochs(c)
    places = [(m["member"], e["epoch"]) for m in tables["members"] for e in tables["epochs"]]
    units = {(r["member"], r["epoch"], r["activity"]): r["raw"] for r in tables["units"]}
    totals = {(r["epoch"], r["activity"]): r["total"] for r in tables["totals"]}
    ids = range(1, len(kinds) + 1)
    raw = {(m, e): tuple(units.get((m, e, a), 0) for a in ids) for m, e in places}
    terms = {(k.activity, e.epoch): k.terms_in(e.epoch) for k in kinds for e in epochs}
    told = list(reads.all_contributions(c, at_once=7))
    contests = {r["contribution"]: (r["contester"], r["lapses"]) for r in tables["contests"]}
    (community,) = (row for row in tables["communities"])
    return {
        "rules": tuple(community[name] for name in _RULES),
        "groups": {r["group"]: _bytes(r["document"]) for r in tables["groups"]},
        "handed over": community["handed_over"] or 0,
        "terms": {
            place: (found.required, found.cap, kinds[place[0] - 1].until or 0)
            for place, found in terms.items()
        },
        "sensitive": {r["group"]: 0 for r in tables["groups"]}
        | {r["group"]: r["activity"] for r in tables["activities"] if r["sensitive"]},
        "activities": {r["activity"]: _activity(r) for r in tables["activities"]},
        "epochs": {r["epoch"]: (r["start"], r["end"], r["closes"]) for r in tables["epochs"]},
        "epoch states": {epoch.epoch: epoch.state for epoch in reads.epochs(c)},
        "contributions": {
            _bytes(one.id): (one.state, len(one.attestations), one.accepted_units) for one in told
        },
        "attestations": {
            (_bytes(r["contribution"]), r["place"]): (
                r["member"],
                r["units"] if r["retracted"] is None else 0,
                r["basis"],
            )
            for r in tables["attestations"]
        },
        "contests": {_bytes(one.id): contests.get(one.id, (0, 0)) for one in told},
        "raw": raw,
        "capped": {
            (m, e): tuple(min(u, terms[a, e].cap) for a, u in enumerate(found, 1))
            for (m, e), found in raw.items()
        },
        "totals": {
            e["epoch"]: tuple(totals.get((e["epoch"], a), 0) for a in ids) for e in tables["epochs"]
        },
    }


def _activity(row: dict[str, Any]) -> tuple[Any, ...]:
    names = ("group", "orientation", "unit", "required", "sensitive", "cap", "since")
    return (*(row[name] for name in names), _bytes(row["document"]))


def _assembly_says(tables: Tables) -> dict[str, Any]:
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
                r["until"] or 0,
            )
            for r in tables["indicators"]
        },
        "versions": {
            (r["indicator"], r["version"]): (
                r["from"],
                _packed(r["levels"]),
                tally.pack_shares(json.loads(r["shares"])),
            )
            for r in tables["versions"]
        },
        "votes": {r["vote"]: _vote(r, live) for r in tables["votes"]},
        "ballots": {key: (r["sequence"], _says(r)) for key, r in live.items()},
        "divisions": {
            key: tally.pack_points(json.loads(r["points"]))
            for key, r in live.items()
            if json.loads(r["points"] or "[]")
        },
    }


def _says(ballot: dict[str, Any]) -> int:
    if ballot["choice"] is not None:
        return int(ballot["choice"])
    if ballot["approved"] is not None:
        return sum(1 << number for number in json.loads(ballot["approved"]))
    return _packed(ballot["levels"])


def _decisions_say(reads: Reads, c: str) -> dict[str, Any]:
    weights, proposals = reads.votes(c, kind=VoteKind.WEIGHTS), reads.proposals(c)
    epochs = range(1, len(reads.epochs(c)) + 1)
    defined = [(one, one.revisions) for one in reads.indicators(c)]
    return {
        "weighings": {v.vote: (v.indicator, v.from_, v.activities, v.groups) for v in weights},
        "histograms": {
            (v.vote, activity): counts
            for v in weights
            for activity, counts in enumerate(reads.histograms(c, v.vote), 1)
        },
        "points": {
            (v.vote, group): counts
            for v in weights
            for group, counts in enumerate(reads.points_histograms(c, v.vote), 1)
        },
        "proposals": {
            p.vote.vote: (
                (
                    *(p.proposer.member, p.amends or 0, p.delay, p.ready or 0),
                    *(p.founding, bool(p.executed)),
                ),
                p.in_favour,
                p.against,
            )
            for p in proposals
        },
        "candidates": {
            e.vote.vote: (
                tuple(one.member.member for one in e.candidates),
                tuple(one.approvals for one in e.candidates),
            )
            for e in reads.elections(c)
        },
        "definitions": {
            (i.indicator, e): next(
                (one.from_, one.retention, _bytes(one.document))
                for one in reversed(found)
                if one.from_ <= e
            )
            for i, found in defined
            for e in epochs
        },
    }


def _scores_say(tables: Tables, reads: Reads, c: str) -> dict[str, Any]:
    indicators = [row["indicator"] for row in tables["indicators"]]
    joined = [member.who.member for member in reads.all_joined(c)]
    said, retired = {}, {}
    for place in itertools.product(indicators, OPEN_EPOCHS):
        try:
            said[place] = figures.scores(reads, c, *place)
        except ContractError as error:
            retired[place] = error.name
    scores = {
        (i, e, one.member.member): one.score
        for (i, e), found in said.items()
        for one in found.members
    }
    return {
        "scores": {
            (i, e, m): scores[i, e, m] if (i, e, m) in scores else _refusal(reads, c, i, e, m)
            for i, e in (*said, *retired)
            for m in joined
        },
        "score totals": {place: found.total for place, found in said.items()} | retired,
    }


def _refusal(reads: Reads, c: str, indicator: int, epoch: int, member: int) -> str:
    try:
        figures.member_score(reads, c, indicator, epoch, member)
    except ContractError as error:
        return error.name
    raise AssertionError(f"member {member} has a score and is not listed")


def _vote(row: dict[str, Any], live: dict[tuple[int, int], Any]) -> tuple[Any, ...]:
    ballots = sum(1 for vote, _ in live if vote == row["vote"])
    head = tuple(row[name] for name in ("opens", "closes", "joined_by", "quorum"))
    return (*head, ballots, row["kind"], row["closed"] is not None)


def _packed(levels: str) -> int:
    return tally.pack_levels(json.loads(levels))


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text[2:])

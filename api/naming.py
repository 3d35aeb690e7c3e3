"""What ids are called in the sentences that people read before they sign, and after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass

from api.pages.words import epoch_name
from ledger_py import proposals
from ledger_py.models import Call
from ledger_py.store import rows
from ledger_py.store.reads import Reads
from ledger_py.summaries.words import Names

_NAMED = ("member", "subject", "unclaimed", "contributor")


def names(reads: Reads, community: str, said: object) -> Names:
    """Names for all that an act or its calls name.

    Unclaimed members have one only where a contribution names them already.
    """
    who = reads.who(community, people(said))
    told = {("member", id): one.label for id, one in who.items() if _shown(reads, community, one)}
    titled = [
        *(("activity", one.activity, one.title) for one in reads.activities(community)),
        *(("group", one.group, one.title) for one in reads.groups(community)),
        *(("indicator", one.indicator, one.title) for one in reads.indicators(community)),
        *(("epoch", one.epoch, _dated(one)) for one in reads.epochs(community)),
    ]
    return told | {(kind, id): title for kind, id, title in titled if title}


def people(said: object) -> set[int]:
    """Every member that an act names, however deep; calls are read."""
    if isinstance(said, Call):
        found = proposals.read(said)
        return _members(found.values.items()) if found else set()
    if isinstance(said, tuple):
        return set().union(*map(people, said))
    if not is_dataclass(said):
        return set()
    return _members((field.name, getattr(said, field.name)) for field in fields(said))


def _members(named: Iterable[tuple[str, object]]) -> set[int]:
    found: set[int] = set()
    for name, value in named:
        if name == "approved" and isinstance(value, tuple):
            found |= set(value)
        elif name in _NAMED and isinstance(value, int):
            found.add(value)
        else:
            found |= people(value)
    return found


def _shown(reads: Reads, community: str, who: rows.Who) -> bool:
    if not who.unclaimed:
        return True
    named = reads.contributions(community, contributor=who.member, shown=True, limit=1)
    return bool(named.items)


def _dated(epoch: rows.Epoch) -> str:
    return f"epoch {epoch.epoch} ({epoch_name(epoch)})"

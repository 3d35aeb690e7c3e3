"""Notices to users: of one thing each has one, whatever the chain does to the block it was in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, delete, exists, func, insert, or_, select, update

from ledger_py.store import schema
from ledger_py.store.happenings import Place

_TABLE = schema.notices


@dataclass(frozen=True, slots=True)
class Told:
    """What a notice is of. thing: its name among all things; about: ids, numbers and times.

    block, log, block_hash: where in the ledger it happened, None where that is not in the ledger.
    """

    kind: str
    thing: str
    community: str
    about: Mapping[str, Any]
    time: int
    block: int | None = None
    log: int | None = None
    block_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice to a user, by its number; member: the user's own whom it concerns."""

    number: int
    kind: str
    community: str
    member: int
    about: Mapping[str, Any]
    time: int
    seen: int | None


def tell(connection: Connection, told: Told, users: Mapping[str, int]) -> int:
    """Tell users, each by the member it concerns; return how many had not been told before."""
    return sum(_tell(connection, told, user, member) for user, member in sorted(users.items()))


def _tell(connection: Connection, told: Told, user: str, member: int) -> bool:
    same = (_TABLE.c.user == user) & (_TABLE.c.thing == told.thing)
    found = connection.execute(select(_TABLE.c.taken_back).where(same)).first()
    where = {"block": told.block, "log": told.log, "block_hash": told.block_hash}
    if found is None:
        values = {"user": user, "thing": told.thing, "kind": told.kind, "member": member}
        values |= {"community": told.community, "about": _json(told.about), "time": told.time}
        connection.execute(insert(_TABLE), values | where | {"number": _next(connection)})
        return True
    # The chain has it again, in another block perhaps. What was sent is not sent again.
    if found.taken_back is not None:
        where |= {"taken_back": None, "number": _next(connection)}
    connection.execute(update(_TABLE).where(same).values(**where))
    return found.taken_back is not None


def take_back(connection: Connection, after: Place, now: int) -> None:
    """Take unread notices back whose blocks, after a place, the chain has left."""
    blocks = schema.blocks
    holds = exists().where(blocks.c.number == _TABLE.c.block, blocks.c.hash == _TABLE.c.block_hash)
    left = (_TABLE.c.block > after.block) & _TABLE.c.seen.is_(None) & ~holds
    statement = update(_TABLE).where(left, _TABLE.c.taken_back.is_(None))
    connection.execute(statement.values(taken_back=now))


def settle(connection: Connection, things: str, now: int, users: Collection[str] = ()) -> None:
    """Nothing is waited for any more in things whose names begin so: the notices are seen."""
    mine = _TABLE.c.thing.startswith(things, autoescape=True) & _TABLE.c.seen.is_(None)
    if users:
        mine &= _TABLE.c.user.in_(users)
    connection.execute(update(_TABLE).where(mine).values(seen=now))


def notices(
    connection: Connection,
    user: str,
    limit: int,
    *,
    before: int | None = None,
    after: int | None = None,
) -> list[Notice]:
    """A user's notices, the newest first and `before` a number; or oldest first `after` one."""
    query = select(_TABLE).where(_TABLE.c.user == user, _TABLE.c.taken_back.is_(None))
    if before is not None:
        query = query.where(_TABLE.c.number < before)
    if after is not None:
        query = query.where(_TABLE.c.number > after)
    order = _TABLE.c.number.desc() if after is None else _TABLE.c.number
    return list(map(made, connection.execute(query.order_by(order).limit(limit)).mappings()))


def made(row: Mapping[Any, Any]) -> Notice:
    """A notice from its row."""
    names = Notice.__slots__
    return Notice(**{name: row[name] for name in names} | {"about": orjson.loads(row["about"])})


def unread(connection: Connection, user: str) -> int:
    """How many notices a user has not seen."""
    mine = (_TABLE.c.user == user) & _TABLE.c.seen.is_(None) & _TABLE.c.taken_back.is_(None)
    return int(connection.execute(select(func.count()).where(mine)).scalar_one())


def see(connection: Connection, user: str, through: int, now: int) -> None:
    """Note that a user has seen their notices up to a number."""
    mine = (_TABLE.c.user == user) & (_TABLE.c.number <= through) & _TABLE.c.seen.is_(None)
    connection.execute(update(_TABLE).where(mine).values(seen=now))


def newest(connection: Connection, user: str | None = None) -> int:
    """The number of the newest notice, of a user or of all; 0 for none."""
    query = select(func.max(_TABLE.c.number))
    query = query if user is None else query.where(_TABLE.c.user == user)
    return int(connection.execute(query).scalar() or 0)


# --- who is to be told


def speakers(connection: Connection, c: str, members: Sequence[int], time: int) -> dict[str, int]:
    """The users who speak for members since a time or longer, each with the member."""
    return _speakers(connection, c, time, schema.signers.c.member.in_(members))


def everybody(connection: Connection, c: str, time: int) -> dict[str, int]:
    """The users who speak for anybody in a community since a time or longer."""
    there, people = schema.signers, schema.members
    here = (people.c.community == c) & (people.c.member == there.c.member)
    return _speakers(connection, c, time, exists().where(here, people.c.departed.is_(None)))


def claimants(connection: Connection, c: str, member: int, block: int) -> dict[str, int]:
    """The users whose signers claimed a membership before a block."""
    said, held = schema.claims, schema.user_signers
    query = select(held.c.user).join(said, said.c.signer == held.c.signer)
    there = (said.c.community == c) & (said.c.member == member) & (said.c.block < block)
    return dict.fromkeys(connection.execute(query.where(there)).scalars(), member)


def parties(connection: Connection, c: str, contribution: str) -> list[int]:
    """Whose a contribution is: contributor and recorder."""
    work = schema.contributions
    query = select(work.c.contributor, work.c.recorder)
    found = connection.execute(query.where(work.c.community == c, work.c.id == contribution))
    return sorted({member for row in found for member in row})


def ordinal(connection: Connection, kind: str, c: str, member: int, block: int) -> int:
    """Which recovery, claim or suspension of a member is the last one up to a block, from 1.

    It names the thing alike on every chain; a transaction that was replaced has another hash.
    """
    table = {"recovery": schema.recoveries, "claim": schema.claims}.get(kind, schema.suspensions)
    there = (table.c.community == c) & (table.c.member == member) & (table.c.block <= block)
    return int(connection.execute(select(func.count()).where(there)).scalar_one())


def lapsed(connection: Connection, since: int, until: int) -> list[Told]:
    """What stands since a time, because its contest lapsed: nothing on the chain tells that."""
    doubt, blocks = schema.contests, schema.blocks
    query = select(doubt, blocks.c.hash).join(blocks, blocks.c.number == doubt.c.block)
    over = (doubt.c.lapses > since) & (doubt.c.lapses <= until)
    found = connection.execute(query.where(doubt.c.ended.is_(None), over))
    return [
        Told(
            kind="stands",
            thing=f"stands {row.contribution}",
            community=row.community,
            about={"contribution": row.contribution},
            time=row.lapses,
            block=row.block,
            log=0,
            block_hash=row.hash,
        )
        for row in found
    ]


def _speakers(connection: Connection, c: str, time: int, which: Any) -> dict[str, int]:
    held, there = schema.user_signers, schema.signers
    query = select(held.c.user, func.min(there.c.member).label("member"))
    query = query.join(there, held.c.signer == there.c.signer)
    speaks = (there.c.community == c) & there.c.removed.is_(None) & (held.c.since <= time)
    found = connection.execute(query.where(speaks, which).group_by(held.c.user))
    return {row.user: row.member for row in found}


# --- how far a reader has come


def read_follower(connection: Connection, name: str) -> Place | None:
    """How far a reader has come, None for one that begins."""
    table = schema.followers
    row = connection.execute(select(table).where(table.c.name == name)).first()
    return Place(row.block, row.log, row.hash) if row else None


def write_follower(connection: Connection, name: str, at: Place) -> None:
    """Note how far a reader has come."""
    table = schema.followers
    connection.execute(delete(table).where(table.c.name == name))
    values = {"name": name, "block": at.block, "log": at.log, "hash": at.hash}
    connection.execute(insert(table), values)


# --- erasure


def forget_member(connection: Connection, c: str, member: int) -> None:
    """Take out what was told of a member to themselves, and what they asked or were asked for."""
    asked = schema.requests
    mine = or_(asked.c.member == member, asked.c.asker == member)
    connection.execute(delete(asked).where(asked.c.community == c, mine))
    told = (_TABLE.c.community == c) & (_TABLE.c.member == member)
    connection.execute(delete(_TABLE).where(told))


def _next(connection: Connection) -> int:
    return newest(connection) + 1


def _json(about: Mapping[str, Any]) -> str:
    return orjson.dumps(about, option=orjson.OPT_SORT_KEYS).decode()

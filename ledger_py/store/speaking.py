"""Which members a gateway's users speak for, and forgetting a user."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Select, delete, insert, select, update

from ledger_py.store import schema

_OF_A_USER = (
    schema.credentials,
    schema.sessions,
    schema.tokens,
    schema.user_signers,
    schema.sign_ins,
    schema.drafts,
    schema.notices,
    schema.notice_settings,
    schema.deliveries,
    schema.webhooks,
    schema.subscriptions,
    schema.links,
    schema.users,
)


@dataclass(frozen=True, slots=True)
class Membership:
    """A member that a user speaks for here by a signer (hex); managed: its key is kept here."""

    community: str
    member: int
    signer: str
    managed: bool


def memberships(connection: Connection, user: str) -> list[Membership]:
    """The members that a user speaks for as of the last block, by community."""
    query = _speaking().where(schema.user_signers.c.user == user)
    query = query.order_by(schema.signers.c.community, schema.signers.c.member)
    return [Membership(**row._mapping) for row in connection.execute(query)]


def members_of(connection: Connection, user: str, community: str) -> list[int]:
    """The members of a community that a user speaks for, each once, by id."""
    held = memberships(connection, user)
    return sorted({one.member for one in held if one.community == community})


def communities(connection: Connection, user: str) -> set[str]:
    """The communities to which a user belongs here by a member who has not left."""
    there, of = schema.members, schema.signers
    same = (there.c.community == of.c.community) & (there.c.member == of.c.member)
    query = _speaking().join(there, same).where(schema.user_signers.c.user == user)
    found = query.where(there.c.departed.is_(None)).with_only_columns(there.c.community)
    return set(connection.execute(found).scalars())


def membership(connection: Connection, user: str, community: str, signer: str) -> Membership | None:
    """The member of a community for whom a user's signer (hex) speaks."""
    query = _speaking().where(schema.user_signers.c.user == user)
    there = (schema.signers.c.community == community) & (schema.signers.c.signer == signer)
    found = connection.execute(query.where(there)).first()
    return Membership(**found._mapping) if found else None


def member_of(connection: Connection, community: str, signer: str) -> int | None:
    """The member for whom a signer (hex) speaks as of the last block."""
    there = schema.signers
    query = select(there.c.member).where(
        there.c.community == community, there.c.signer == signer, there.c.removed.is_(None)
    )
    return connection.execute(query).scalar()


def users_ever_of(connection: Connection, community: str, member: int) -> list[str]:
    """The users who hold a signer here that speaks or ever spoke for a member."""
    held, there = schema.user_signers, schema.signers
    query = select(held.c.user).join(there, held.c.signer == there.c.signer)
    query = query.where(there.c.community == community, there.c.member == member)
    return sorted(set(connection.execute(query).scalars()))


def hold(
    connection: Connection, signer: str, user: str, now: int, managed_in: str | None = None
) -> None:
    """Note that a signer (hex) is a user's, whosever it was before.

    managed_in: the community that the key was made for which is kept here.
    """
    table = schema.user_signers
    connection.execute(delete(table).where(table.c.signer == signer))
    values = {"signer": signer, "user": user, "community": managed_in, "since": now}
    connection.execute(insert(table), values | {"managed": managed_in is not None})


def let_go(connection: Connection, user: str, signer: str) -> bool:
    """Forget that a signer is a user's; whether it was."""
    table = schema.user_signers
    mine = (table.c.user == user) & (table.c.signer == signer) & table.c.managed.is_(False)
    return bool(connection.execute(delete(table).where(mine)).rowcount)


def managed_signer(connection: Connection, user: str, community: str) -> str | None:
    """The signer (hex) of the key that is kept for a user in a community."""
    table = schema.user_signers
    query = select(table.c.signer).where(table.c.user == user, table.c.community == community)
    return connection.execute(query).scalar()


def forget_user(connection: Connection, user: str) -> None:
    """Delete all that is known of a user; the acts of their members are the chain's."""
    for table in _OF_A_USER:
        connection.execute(delete(table).where(table.c.user == user))
    # What they had opened stays opened, by nobody any more.
    opened = schema.links.c.opener == user
    connection.execute(update(schema.links).where(opened).values(opener=None))


def _speaking() -> Select[tuple[str, int, str, bool]]:
    held, there = schema.user_signers, schema.signers
    query = select(there.c.community, there.c.member, there.c.signer, held.c.managed)
    return query.join(held, held.c.signer == there.c.signer).where(there.c.removed.is_(None))

"""Users of a gateway: what they sign in with, their sessions and tokens.

Whoever has the database has nobody's session: of what a cookie, a tool or a visitor holds, it has
the SHA-256 alone. What a sign-in is held against, such as a mail address, is encrypted under a key
that only the visitor's secret gives. All times are Unix seconds.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import orjson
from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Table,
    delete,
    func,
    insert,
    select,
    update,
)

from ledger_py.master import CipherDamaged, decrypt, encrypt
from ledger_py.store import schema
from ledger_py.store.vault import vault_of

_SIGN_IN = "sign-in"
SEEN_SECONDS = 300
"""So far apart are two notes of when a session or a token was used."""


@dataclass(frozen=True, slots=True)
class Credential:
    """What a user signs in with; `credential` is a keyed hash (64 hex digits)."""

    credential: str
    user: str
    way: str
    label: str
    created: int
    subject: bytes | None = None
    public_key: bytes | None = None
    uses: int = 0


@dataclass(frozen=True, slots=True)
class Session:
    """A user who is signed in at a browser; `session` is a hash."""

    session: str
    user: str
    way: str
    created: int
    used: int
    expires: int


@dataclass(frozen=True, slots=True)
class Token:
    """A tool that works for a user, within its scopes; `token` is a hash."""

    token: str
    user: str
    number: int
    name: str
    scopes: tuple[str, ...]
    created: int
    used: int | None
    expires: int


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in that was begun; details: what the answer is held against."""

    way: str
    user: str | None
    details: dict[str, object]


def hashed(secret: str) -> str:
    """What the database holds of a secret of 256 random bits."""
    return sha256(secret.encode()).hexdigest()


# --- users and what they sign in with


def add_user(connection: Connection, now: int) -> str:
    """A new user."""
    user = secrets.token_hex(16)
    connection.execute(insert(schema.users), {"user": user, "created": now})
    return user


def is_user(connection: Connection, user: str) -> bool:
    """Whether there is such a user."""
    query = select(schema.users.c.user).where(schema.users.c.user == user)
    return connection.execute(query).first() is not None


def add_credential(connection: Connection, found: Credential) -> None:
    """A further credential of a user."""
    names = Credential.__slots__
    connection.execute(insert(schema.credentials), {name: getattr(found, name) for name in names})


def credential(connection: Connection, key: str) -> Credential | None:
    """A credential by its keyed hash."""
    table = schema.credentials
    found = connection.execute(select(table).where(table.c.credential == key)).first()
    return Credential(**found._mapping) if found else None


def credentials(connection: Connection, user: str) -> list[Credential]:
    """A user's credentials, the oldest first."""
    table = schema.credentials
    query = select(table).where(table.c.user == user).order_by(table.c.created, table.c.credential)
    return [Credential(**row._mapping) for row in connection.execute(query)]


def used_credential(connection: Connection, key: str, uses: int) -> None:
    """Note an authenticator's counter."""
    table = schema.credentials
    connection.execute(update(table).where(table.c.credential == key).values(uses=uses))


def drop_credential(connection: Connection, user: str, key: str) -> None:
    """Take a user's credential away."""
    table = schema.credentials
    mine = (table.c.user == user) & (table.c.credential == key)
    connection.execute(delete(table).where(mine))


# --- sessions, tokens, sign-ins


def begin_session(connection: Connection, user: str, way: str, now: int, expires: int) -> str:
    """A new session; return the secret that its cookie holds."""
    secret = secrets.token_urlsafe(32)
    values = {"session": hashed(secret), "user": user, "way": way}
    times = {"created": now, "used": now, "expires": expires}
    connection.execute(insert(schema.sessions), values | times)
    connection.execute(delete(schema.sessions).where(schema.sessions.c.expires <= now))
    return secret


def session(connection: Connection, secret: str, now: int) -> Session | None:
    """The session that a cookie is of, None when it is over."""
    table = schema.sessions
    query = select(table).where(table.c.session == hashed(secret), table.c.expires > now)
    found = connection.execute(query).first()
    return Session(**found._mapping) if found else None


def end_sessions(connection: Connection, user: str, session: str | None = None) -> None:
    """End one session of a user, or all."""
    table = schema.sessions
    statement = delete(table).where(table.c.user == user)
    if session is not None:
        statement = statement.where(table.c.session == session)
    connection.execute(statement)


def add_token(
    connection: Connection, user: str, name: str, scopes: Sequence[str], now: int, expires: int
) -> tuple[str, Token]:
    """A new token; return the secret that the tool holds, and the token."""
    secret, table = secrets.token_urlsafe(32), schema.tokens
    highest = select(func.max(table.c.number)).where(table.c.user == user)
    number = (connection.execute(highest).scalar() or 0) + 1
    made = Token(hashed(secret), user, number, name, tuple(scopes), now, None, expires)
    values = {one: getattr(made, one) for one in Token.__slots__}
    key = "0x" + secrets.token_hex(32)
    sealed = vault_of(connection).encrypt({key: name.encode()})[key]
    told = {"scopes": " ".join(scopes), "name": key, "sealed": sealed}
    connection.execute(insert(table), values | told)
    return secret, made


def token(connection: Connection, secret: str, now: int) -> Token | None:
    """The token that a tool gave, without its name; None when it is none or over."""
    table = schema.tokens
    query = select(table).where(table.c.token == hashed(secret), table.c.expires > now)
    found = connection.execute(query).mappings().first()
    return _token(found, "") if found else None


def tokens(connection: Connection, user: str) -> list[Token]:
    """A user's tokens, also those that are over, by number."""
    table = schema.tokens
    query = select(table).where(table.c.user == user).order_by(table.c.number)
    rows = connection.execute(query).mappings().all()
    opened = vault_of(connection).decrypt({row["name"]: bytes(row["sealed"]) for row in rows})
    names = {key: name.decode() for key, name in opened.items()}
    return [_token(row, names.get(row["name"], "")) for row in rows]


def token_keys(
    connection: Connection, users: Sequence[str], number: int | None = None
) -> list[str]:
    """Under which names the vault has the keys of what some users call their tokens, or one."""
    table = schema.tokens
    query = select(table.c.name).where(table.c.user.in_(users))
    query = query if number is None else query.where(table.c.number == number)
    return list(connection.execute(query).scalars())


def revoke_token(connection: Connection, user: str, number: int) -> bool:
    """Take a token back; whether there was one."""
    table = schema.tokens
    mine = (table.c.user == user) & (table.c.number == number)
    return bool(connection.execute(delete(table).where(mine)).rowcount)


def seen(connection: Connection, used: Session | Token, now: int) -> None:
    """Note when a session or a token was used."""
    table, same = _row_of(used)
    connection.execute(update(table).where(same).values(used=now))


def holds(connection: Connection, used: Session | Token, now: int) -> bool:
    """Whether a session or a token is still good."""
    table, same = _row_of(used)
    query = select(table.c.user).where(same, table.c.expires > now)
    return connection.execute(query).first() is not None


def begin_sign_in(connection: Connection, begun: SignIn, now: int, expires: int) -> str:
    """Note a sign-in that was begun; return the secret that the visitor holds."""
    secret, table = secrets.token_urlsafe(32), schema.sign_ins
    connection.execute(delete(table).where(table.c.expires <= now))
    values = {"sign_in": hashed(secret), "way": begun.way, "user": begun.user, "expires": expires}
    key, about = _details_key(secret), hashed(secret).encode()
    sealed = encrypt(key, orjson.dumps(begun.details), _SIGN_IN, about)
    told = {"details": sealed.hex(), "credential": begun.details.get("credential")}
    connection.execute(insert(table), values | told)
    return secret


def begun_about(connection: Connection, credential: str, now: int) -> int:
    """How many sign-ins with a credential are under way."""
    table = schema.sign_ins
    query = select(func.count()).where(table.c.credential == credential, table.c.expires > now)
    return int(connection.execute(query).scalar_one())


def begun_for(connection: Connection, secret: str, now: int) -> str | None:
    """The user to whom a sign-in that was begun adds a credential, None for nobody."""
    table = schema.sign_ins
    query = select(table.c.user).where(table.c.sign_in == hashed(secret), table.c.expires > now)
    return connection.execute(query).scalar()


def end_sign_in(connection: Connection, secret: str, now: int) -> SignIn | None:
    """Take a sign-in that was begun, so that it is tried once; None when it is none or over."""
    table = schema.sign_ins
    same = table.c.sign_in == hashed(secret)
    found = connection.execute(select(table).where(same, table.c.expires > now)).first()
    connection.execute(delete(table).where(same))
    if found is None:
        return None
    try:
        sealed, about = bytes.fromhex(found.details), hashed(secret).encode()
        details = decrypt(_details_key(secret), sealed, _SIGN_IN, about)
    except (ValueError, CipherDamaged):
        return None
    return SignIn(found.way, found.user, orjson.loads(details))


def _row_of(used: Session | Token) -> tuple[Table, ColumnElement[bool]]:
    if isinstance(used, Session):
        return schema.sessions, schema.sessions.c.session == used.session
    return schema.tokens, schema.tokens.c.token == used.token


def _details_key(secret: str) -> bytes:
    return sha256(b"the details of a sign-in " + secret.encode()).digest()


def _token(row: RowMapping, name: str) -> Token:
    values = {one: row[one] for one in Token.__slots__}
    return Token(**values | {"name": name, "scopes": tuple(row["scopes"].split())})

"""Names of drafts and tokens, and what sign-ins are held against, are encrypted from here on."""

from typing import Any

import orjson
import sqlalchemy as sa
from alembic import op

from ledger_py.store.drafts import hashed
from ledger_py.store.vault import Vault, vault_of

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Write them into new tables, so that the files of the old ones go; sign-ins begin anew."""
    connection = op.get_bind()
    found = {
        name: connection.execute(sa.text(f"SELECT * FROM {name}")).mappings().all()
        for name in ("drafts", "tokens")
    }
    for name in (*found, "sign_ins"):
        op.drop_table(name)
    drafts, tokens = _drafts(), _tokens()
    _sign_ins()
    for table, seal in ((drafts, _draft), (tokens, _token)):
        rows = [seal(vault_of(connection), row) for row in found[table.name]]
        kept = [row for row in rows if row["sealed"]]
        if kept:
            connection.execute(table.insert(), kept)


def _draft(vault: Vault, row: sa.RowMapping) -> dict[str, Any]:
    """The same row, without what is written where its key is destroyed."""
    draft, name = row["draft"], row["name"]
    opened = vault.decrypt({name: bytes(row["sealed"])})
    told = {
        name: orjson.dumps({"draft": draft, "body": orjson.loads(body)})
        for name, body in opened.items()
    }
    sealed = vault.encrypt(told).get(name)
    return {**row, "draft": hashed(vault, row["user"], draft), "sealed": sealed}


def _token(vault: Vault, row: sa.RowMapping) -> dict[str, Any]:
    name = "0x" + row["token"]
    sealed = vault.encrypt({name: row["name"].encode()}).get(name)
    return {**row, "name": name, "sealed": sealed}


def _drafts() -> sa.Table:
    return op.create_table(
        "drafts",
        sa.Column("user", sa.String(length=32), nullable=False),
        sa.Column("draft", sa.String(length=64), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=66), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("user", "draft"),
    )


def _tokens() -> sa.Table:
    made = op.create_table(
        "tokens",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("user", sa.String(length=32), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.String(length=66), nullable=False),
        sa.Column("scopes", sa.String(length=80), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=True),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("token"),
    )
    op.create_index("tokens_by_user", "tokens", ["user"])
    return made


def _sign_ins() -> None:
    op.create_table(
        "sign_ins",
        sa.Column("sign_in", sa.String(length=64), nullable=False),
        sa.Column("way", sa.String(length=16), nullable=False),
        sa.Column("user", sa.String(length=32), nullable=True),
        sa.Column("credential", sa.String(length=64), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sign_in"),
    )

"""Contents encrypted, each under a key of its own that lies in another database."""

import orjson
import sqlalchemy as sa
from alembic import op

from ledger_py.store.vault import vault_of

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Encrypt what is there; killed at any point, the plain table is still whole."""
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT commitment, salt, body FROM contents")).all()
    op.drop_table("contents")
    contents = op.create_table(
        "contents",
        sa.Column("commitment", sa.String(66), primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    for row in rows:
        plain = orjson.dumps({"salt": row.salt, "body": row.body})
        sealed = vault_of(connection).encrypt({row.commitment: plain}).get(row.commitment)
        if sealed is not None:
            values = {"commitment": row.commitment, "sealed": sealed}
            connection.execute(contents.insert(), values)

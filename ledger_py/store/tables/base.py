"""What every table shares."""

from __future__ import annotations

from sqlalchemy import Column, Index, MetaData, Table

metadata = MetaData()


def table(name: str, *columns: Column[object] | Index) -> Table:
    """Define a table of this database."""
    return Table(name, metadata, *columns)

"""A gateway on each database for all tests of the API; none changes what the others rely on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.api.stack import RULES, Gateway, open_gateway
from tests.databases import Database, Postgresql, SqliteFiles


@pytest.fixture(scope="session")
def gateway(request: pytest.FixtureRequest, database: Database) -> Gateway:
    """The gateway on the wanted kind of database; each is opened once, though files alternate."""
    opened: Gateway = request.getfixturevalue(f"gateway_on_{database.kind}")
    return opened


@pytest.fixture(scope="session")
def gateway_on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    with open_populated(SqliteFiles(), tmp_path_factory.mktemp("gateway")) as opened:
        yield opened


@pytest.fixture(scope="session")
def gateway_on_postgresql(
    postgresql: Postgresql, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Gateway]:
    with open_populated(postgresql, tmp_path_factory.mktemp("gateway")) as opened:
        yield opened


@contextmanager
def open_populated(database: Database, folder: Path) -> Iterator[Gateway]:
    """Open a gateway and populate its community."""
    with open_gateway(database, folder) as opened:
        opened.open_elsewhere(replace(RULES, managed_may_vote=False))
        opened.populate(opened.found("here", RULES))
        yield opened


@pytest.fixture
def community(gateway: Gateway) -> str:
    """The path of the community's pages."""
    found = gateway.services.reads.community(gateway.place.community)
    return f"/communities/{found.number}"

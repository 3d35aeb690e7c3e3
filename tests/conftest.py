"""What all tests share: the databases they run on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import KINDS, Database, Postgresql, Server, SqliteFiles, open_server

GATEWAY_ON_BOTH = tuple(
    f"tests.api.test_{name}" for name in ("acts", "people", "proposing", "reads", "truth", "votes")
)
"""The gateway's tests that run on both databases unless one is wished for."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("both", *KINDS),
        default="both",
        help="what tests with a database run on (PostgreSQL is started for them)",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every test that has a database, itself or by a fixture, on each kind that is wanted.

    Without a wish that is each kind; but of the gateway's, whose SQL the others try already, only
    those that read and write most: `make test-postgresql` runs all of them there.
    """
    if "database" in metafunc.fixturenames:
        wanted = metafunc.config.getoption("--database")
        kinds = KINDS if wanted == "both" else (wanted,)
        if wanted == "both" and "gateway" in metafunc.fixturenames:
            kinds = KINDS if metafunc.module.__name__ in GATEWAY_ON_BOTH else KINDS[:1]
        # What all modules share is made once for each kind, what one module shares within it.
        scope = "session" if "gateway" in metafunc.fixturenames else "module"
        metafunc.parametrize("database", kinds, indirect=True, scope=scope)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The PostgreSQL server of all tests, started when the first one asks for it."""
    with open_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgresql(server: Server) -> Postgresql:
    """Its databases."""
    return Postgresql(server)


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest) -> Database:
    """The kind of database that this test runs on."""
    if request.param == "sqlite":
        return SqliteFiles()
    found: Database = request.getfixturevalue("postgresql")
    return found


@pytest.fixture(autouse=True)
def end_of_databases(request: pytest.FixtureRequest) -> Iterator[None]:
    """Drop the databases of a test's own folder after it."""
    if not {"database", "tmp_path"} <= set(request.fixturenames):
        yield
        return
    database: Database = request.getfixturevalue("database")
    folder: Path = request.getfixturevalue("tmp_path")
    yield
    database.drop(folder)

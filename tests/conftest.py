"""What all tests share: the databases they run on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from xdist.remote import Producer

from tests.databases import KINDS, Database, Postgresql, Server, SqliteFiles, open_server
from tests.stages import Stages

ON_SQLITE = ("api.", "chain.test_cli", "chain.test_how_tos", "faults.", "journeys.")
"""Modules with a whole installation, which run on SQLite alone unless a database is wished for."""
ON_BOTH = {
    *(
        f"api.test_{name}"
        for name in ("acts", "erasure", "people", "proposing", "reads", "truth", "votes")
    ),
    "chain.test_cli_votes",
}
"""Those of them that run on both even so: they read and write most."""
OF_ALL_MODULES = {"gateway", "installation"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("both", *KINDS),
        default="both",
        help="what tests with a database run on (PostgreSQL is started for them)",
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Stages:
    """Hand the tests out to several processes (`-n 2`) so that each stage is set up once."""
    return Stages(config, log)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every test that has a database, itself or by a fixture, on each kind that is wanted.

    Without a wish that is each kind; but of those with an installation, whose SQL the others try
    already, only some: `make test-postgresql` runs all of them there.
    """
    names = set(metafunc.fixturenames)
    if "database" in names:
        wanted = metafunc.config.getoption("--database")
        kinds = KINDS if wanted == "both" else (wanted,)
        module = metafunc.module.__name__.removeprefix("tests.")
        if wanted == "both" and module.startswith(ON_SQLITE) and module not in ON_BOTH:
            kinds = KINDS[:1]
        # What all modules share is made once for each kind, what one module shares within it.
        scope = "session" if OF_ALL_MODULES & names else "module"
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


@pytest.fixture(scope="module")
def apart(database: Database) -> Iterator[Database]:
    """The kind of database, on a server that nothing else has written to."""
    if database.kind == "sqlite":
        yield database
        return
    with open_server() as server:
        yield Postgresql(server)


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

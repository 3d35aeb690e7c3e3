"""One gateway for all tests of the API; each leaves what the others rely on as it was."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.api.stack import RULES, Gateway, open_gateway
from tests.databases import Database


@pytest.fixture(scope="session")
def gateway(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """The gateway, its community populated."""
    with open_gateway(database, tmp_path_factory.mktemp("gateway")) as opened:
        opened.open_elsewhere(replace(RULES, managed_may_vote=False))
        opened.populate(opened.found("here", RULES))
        yield opened


@pytest.fixture
def community(gateway: Gateway) -> str:
    """The path of the community's pages."""
    found = gateway.services.reads.community(gateway.place.community)
    return f"/communities/{found.number}"

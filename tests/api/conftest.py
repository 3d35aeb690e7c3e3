"""One gateway for all tests of the API; each leaves what the others rely on as it was."""

from collections.abc import Iterator

import pytest

from tests.api.stack import Gateway, Rules, open_gateway

RULES = Rules(3_600, 4_000, managed_may_vote=True)


@pytest.fixture(scope="session")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """The gateway, its community populated."""
    with open_gateway(tmp_path_factory.mktemp("gateway")) as opened:
        opened.elsewhere = opened.found("elsewhere", RULES)
        opened.populate(opened.found("here", RULES))
        yield opened

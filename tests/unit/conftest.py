"""Unit tests reach no network: a socket that connects is a failure."""

import socket
from typing import Any, NoReturn

import pytest


class NetworkForbidden(AssertionError):
    """A unit test tried to reach something outside its own process."""


def _refuse(*args: Any, **kwargs: Any) -> NoReturn:
    raise NetworkForbidden(f"Unit tests use no network, not even {args[1:] or kwargs}.")


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("connect", "connect_ex", "bind", "sendto"):
        monkeypatch.setattr(socket.socket, name, _refuse)
    monkeypatch.setattr(socket, "getaddrinfo", _refuse)

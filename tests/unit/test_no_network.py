"""The guard against the network works, so that the other unit tests cannot reach it."""

import socket

import pytest


@pytest.mark.parametrize("name", ["connect", "connect_ex", "bind"])
def test_socket__of_a_unit_test__is_refused(name: str) -> None:
    with socket.socket() as own, pytest.raises(AssertionError, match="no network"):
        getattr(own, name)(("127.0.0.1", 9))


def test_name__of_a_host__is_not_looked_up() -> None:
    with pytest.raises(AssertionError, match="no network"):
        socket.getaddrinfo("localhost", 80)

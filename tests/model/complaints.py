"""How a test says that the chain does not answer as it should."""

from collections.abc import Iterable


class Broken(AssertionError):
    """The chain does not answer as it should."""


def same(chain: object, ours: object, *about: object) -> None:
    """Demand that the chain's answer is ours; what it is about is told when it is not."""
    if chain != ours:
        raise Broken(f"{told(about)}: the chain says {chain!r}, ours is {ours!r}")


def demand(holds: bool, *about: object) -> None:
    """Demand that a rule holds."""
    if not holds:
        raise Broken(told(about))


def told(about: Iterable[object]) -> str:
    """Return the words of a complaint."""
    return " ".join(map(str, about))

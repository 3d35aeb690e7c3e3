"""What a check found: differences by name, what was counted, what cannot be said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_ABSENT = "nothing"
LEFT_OUT, ADDED = "left out", "added"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as the chain says: where, of which record, which field of it.

    where: which comparison or resource; chain: what the chain says; given: what was said instead.
    """

    where: str
    record: str
    field: str
    chain: Any
    given: Any

    def __str__(self) -> str:
        place = f"{self.where}: {self.record}" + (f", {self.field}" if self.field else "")
        return f"{place}: the chain says {_told(self.chain)}, not {_told(self.given)}"


@dataclass
class Report:
    """What checks have found so far; `equal` while nothing differs and nothing went unchecked.

    counts: what was checked, by name. notes: what rests on somebody's word, by name of the word.
    """

    differences: list[Difference] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)

    @property
    def equal(self) -> bool:
        """Whether nothing differs."""
        return not self.differences

    def differs(self, where: str, record: str, field: str, chain: Any, given: Any) -> None:
        """Note a difference."""
        self.differences.append(Difference(where, record, field, chain, given))

    def compare(self, where: str, record: str, field: str, chain: Any, given: Any) -> None:
        """Count a comparison, and note it when the two differ."""
        self.counts[where] += 1
        if chain != given:
            self.differs(where, record, field, chain, given)

    def compare_all(self, where: str, chain: Mapping[Any, Any], given: Mapping[Any, Any]) -> None:
        """Compare records by key; one that only one side has is left out, or added."""
        for key, said in chain.items():
            if key in given:
                self.compare(where, named(key), "", said, given[key])
            else:
                self.differs(where, named(key), LEFT_OUT, said, None)
        for key in given.keys() - chain.keys():
            self.differs(where, named(key), ADDED, None, given[key])

    def add(self, other: Report) -> None:
        """Take over what another report found."""
        self.differences += other.differences
        self.counts += other.counts
        self.notes += other.notes


def named(key: Any) -> str:
    """A record's key in words: bytes as hex, parts of a key with spaces between."""
    if isinstance(key, bytes):
        return "0x" + key.hex()
    return " ".join(map(named, key)) if isinstance(key, tuple) else str(key)


def _told(value: Any) -> str:
    if value is None:
        return _ABSENT
    text = named(value) if isinstance(value, bytes | tuple) else str(value)
    return text if len(text) <= 200 else text[:200] + "…"

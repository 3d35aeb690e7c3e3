"""Whose signer is whose at each moment, told from the events alone."""

from __future__ import annotations

from ledger_py.chain.codec import Event


class Speakers:
    """The signers that speak for members, as far as the events have been taken in."""

    def __init__(self) -> None:
        self._speaks: dict[bytes, int] = {}
        self._fresh: dict[bytes, int] = {}
        self.candidates: dict[int, list[int]] = {}

    def begin(self) -> None:
        """A transaction begins: from now on `speaks` also knows signers that it brought."""
        self._fresh = {}

    def speaks(self, signer: bytes, member: int) -> bool:
        """Whether a signer speaks for a member, at the beginning of this transaction or within."""
        return member in (self._speaks.get(signer), self._fresh.get(signer))

    def foresee(self, events: list[Event]) -> None:
        """Know the signers and candidates that the transaction which begins now brings."""
        for event in events:
            if event.name in _BRING and event.values["signer"]:
                self._fresh[event.values["signer"]] = event.values["member"]
            if event.name == "CandidateStood":
                standing = self.candidates.setdefault(event.values["vote"], [])
                standing.append(event.values["member"])

    def take(self, event: Event) -> None:
        """Take in what an event changes."""
        values = event.values
        if event.name == "RecoveryCompleted":
            kept = {s: m for s, m in self._speaks.items() if m != values["member"]}
            self._speaks = kept
        if event.name in _BRING and values["signer"]:
            self._speaks[values["signer"]] = values["member"]
        if event.name == "SignerRemoved":
            self._speaks.pop(values["signer"], None)


_BRING = frozenset(("MemberAdmitted", "SignerAdded", "ClaimCompleted", "RecoveryCompleted"))

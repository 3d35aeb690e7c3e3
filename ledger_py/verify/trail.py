"""Every event led back to the signed act that it follows from, and every signature checked again.

The transactions' calldata -> relays unwrapped, failed acts set aside -> typed data hashed again ->
signatures -> whose signer that is -> the events that must follow from it, and no others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ledger_py import models
from ledger_py.calls import FOUND, NOBODY, Call, Place, SignedAct, signed_act
from ledger_py.chain.codec import CallMalformed, Event, Log, decode_call, decode_event
from ledger_py.typed_data import ACTS, Domain, digest
from ledger_py.verify.findings import Report
from ledger_py.verify.said import PASSING, UNSIGNED, Key, key_of, keys_of
from ledger_py.verify.signatures import ADDRESS, Verdict, judge, recovered
from ledger_py.verify.speakers import Speakers
from ledger_py.verify.witness import Source, Transaction

ACT, EVENT = "acts", "events"
_RELAY = "relay"
_CONTRACTS = {kind.function: kind.contract for kind in ACTS.values()}
_NEWCOMERS = (models.Join, models.ClaimMembership, models.CompleteRecovery)
"""Acts of somebody whose signer speaks for nobody yet; what follows from them names it."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A call that succeeded: in which transaction, by whom sent when it came by itself."""

    call: Call
    tx: Transaction
    block: int
    alone: bool


class Trail:
    """Checks the acts of one community.

    verifiers: the addresses of passkey verifiers. A signature that is no key's is the word of the
    account's own contract, and noted as such.
    """

    def __init__(
        self, place: Place, factory: str, verifiers: frozenset[str], source: Source, report: Report
    ) -> None:
        self._place, self._factory, self._verifiers = place, factory, verifiers
        self._source, self._report = source, report
        self._speakers = Speakers()
        self._code: dict[str, bool] = {}

    @property
    def accounts(self) -> list[str]:
        """The contract accounts on whose word a signature rests."""
        return sorted(account for account, code in self._code.items() if code)

    def check(self, logs: Sequence[Log]) -> Iterator[int]:
        """Check all that these logs tell, oldest first; yield how many transactions are done."""
        grouped = [(tx, list(part)) for tx, part in groupby(logs, key=lambda log: log.tx)]
        found = self._source.transactions([tx for tx, _ in grouped])
        for done, (tx, (_, part)) in enumerate(zip(found, grouped, strict=True), start=1):
            self._check_transaction(tx, [decode_event(log) for log in part])
            yield done

    def _check_transaction(self, tx: Transaction, events: list[Event]) -> None:
        self._speakers.begin()
        self._speakers.foresee(events)
        calls = self._calls(tx, events)
        if calls is None:
            # What another contract called is in no calldata.
            self._report.notes[f"transactions through the contract {tx.to}"] += 1
        else:
            self._explain(tx, events, calls)
        for event in events:
            self._speakers.take(event)

    def _calls(self, tx: Transaction, events: list[Event]) -> list[Carried] | None:
        """The calls that succeeded; None when they are not in the calldata."""
        name = self._contract(tx.to)
        if name is None or tx.to is None:
            return None
        block = events[0].log.block
        try:
            function, arguments = decode_call(name, tx.data)
            if function != _RELAY:
                return [self._carried(tx, tx.to, tx.data, block, alone=True)]
            done = next(e.values["succeeded"] for e in events if e.name == "Relayed")
            batch = enumerate(arguments[0])
            return [
                self._carried(tx, tx.to, data, block, alone=False)
                for index, (_, data) in batch
                if done >> index & 1
            ]
        except (CallMalformed, StopIteration):
            self._report.differs(ACT, tx.hash, "calldata", "a call of the contract", "unreadable")
            return []

    def _carried(
        self, tx: Transaction, to: str, data: bytes, block: int, *, alone: bool
    ) -> Carried:
        name = self._contract(to)
        assert name is not None
        function, _ = decode_call(name, data)
        call = Call(function, to, self._place.community, NOBODY, data)
        return Carried(call, tx, block, alone)

    def _contract(self, address: str | None) -> str | None:
        names = {
            self._place.community: "Community",
            self._place.assembly: "Assembly",
            self._factory: "CommunityFactory",
        }
        return names.get(address or "")

    def _explain(self, tx: Transaction, events: list[Event], calls: list[Carried]) -> None:
        must: Counter[Key] = Counter()
        may: set[Key] = set()
        allowed = PASSING
        for carried in calls:
            allowed |= UNSIGNED.get(carried.call.name, frozenset())
            if (said := self._signed(carried)) is not None:
                sure, perhaps = keys_of(said.act, said.signer, self._speakers.candidates)
                must.update(sure)
                may.update(perhaps)
        for event in events:
            self._report.counts[EVENT] += 1
            key = key_of(event.name, event.values)
            if key is not None and must[key]:
                must[key] -= 1
            elif key not in may and event.name not in allowed:
                record = f"{tx.hash} {event.name}"
                self._report.differs(EVENT, record, "signed act", "none", event.values)
        skipped = sum(event.name == "ItemSkipped" for event in events)
        missing = list(must.elements())
        if len(missing) > skipped:
            self._report.differs(EVENT, tx.hash, missing[0][0], "none", missing[0][1:])

    def _signed(self, carried: Carried) -> SignedAct | None:
        call = carried.call
        if call.name == FOUND or call.name not in _CONTRACTS:
            self._report.counts["calls that nobody signs"] += 1
            return None
        said = signed_act(call)
        assert said is not None
        self._report.counts[ACT] += 1
        domain = Domain.of(_CONTRACTS[call.name], self._place.chain_id, call.contract)
        record = f"{carried.tx.hash} {call.name} of member {said.act.member}"
        self._check(carried, record, said.signer, digest(said.act, domain), said.signature)
        self._check_more(carried, record, said, domain)
        if not isinstance(said.act, _NEWCOMERS):
            speaks = self._speakers.speaks(said.signer, said.act.member)
            self._report.compare("signers", record, "speaks for the member", True, speaks)
        return said

    def _check_more(self, carried: Carried, record: str, said: SignedAct, domain: Domain) -> None:
        """A new signer's consent; an invitation's key and its steward's signature."""
        match said.act, said.more:
            case models.AddSigner() as act, (consent,):
                self._check(carried, f"{record}: consent", act.signer, digest(act, domain), consent)
            case models.Join() as act, (answer, inviter, invitation):
                key = bytes.fromhex(act.invite.key[2:])
                self._check(carried, f"{record}: answer", key, digest(act, domain), answer)
                invited = digest(act.invite, domain)
                self._check(carried, f"{record}: invitation", inviter, invited, invitation)
                speaks = self._speakers.speaks(inviter, act.invite.member)
                self._report.compare("signers", record, "the steward's signer", True, speaks)

    def _check(
        self, carried: Carried, record: str, signer: bytes, digest_: bytes, signature: bytes
    ) -> None:
        verdict = self._judge(carried, signer, digest_, signature)
        self._report.counts["signatures"] += 1
        if verdict is Verdict.INVALID:
            by = recovered(digest_, signature)
            self._report.differs("signatures", record, "signer", signer, by)
        elif verdict is Verdict.ACCOUNT:
            account = "0x" + signer[:ADDRESS].hex()
            note = f"accepted by account {account} at block {carried.block}"
            self._report.notes[note] += 1
        else:
            self._report.counts[f"signatures: {verdict.value}"] += 1

    def _judge(self, carried: Carried, signer: bytes, digest_: bytes, signature: bytes) -> Verdict:
        verdict = judge(signer, digest_, signature)
        account = "0x" + signer[:ADDRESS].hex()
        if verdict is Verdict.KEY or (verdict is Verdict.PASSKEY and account in self._verifiers):
            return verdict
        if len(signer) != ADDRESS:
            # A verifier of another kind judges by rules of its own.
            return Verdict.INVALID if account in self._verifiers else Verdict.ACCOUNT
        if carried.alone and carried.tx.sender == account:
            return Verdict.SENT
        if account not in self._code:
            self._code[account] = self._source.has_code(account)
        return Verdict.ACCOUNT if self._code[account] else Verdict.INVALID

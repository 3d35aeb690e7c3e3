"""The contracts in an EVM inside this process, with a clock that can be set.

A community is deployed and founded as it always is, but for a door to its assembly: one address,
VOICE, has the assembly call whatever it says, so that what only a vote may decide can also be done
here without one. All others meet the assembly itself. Signers that are contracts, and passkeys with
their verifier, are real.
"""

from dataclasses import dataclass, replace
from typing import Any

from eth_hash.auto import keccak
from pyrevm import EVM, AccountInfo, BlockEnv, CfgEnv, Env

from tests.model.abi import (
    Interface,
    artifact,
    assembly_interface,
    community_interface,
    digest,
)
from tests.model.acts import AT_ASSEMBLY, Act, Proof, Signing, Step
from tests.model.keys import ACCOUNT_CODE, ContractAccount, Passkey, Wallet
from tests.model.things import Admission, Call, Contribution, Rules

CHAIN_ID = 31_337
GAS_PER_TRANSACTION = 500_000_000
"""More than a chain takes: how much an act may use is measured elsewhere, here many are carried."""
GAS_PER_ACT = 10_000_000
STARVING = 6_000
"""So little gas no act gets by with."""
ACCOUNTS = tuple(ContractAccount(f"account {number}") for number in range(8))
STRANGER = Wallet("stranger")
THIEF = Wallet("thief")
VOICE = Wallet("voice")
DOOR = (
    "3373{voice}14603c57"  # VOICE goes on at 3c
    "365f5f37"
    "5f5f365f73{assembly}5af4"
    "604f56"  # all others: the assembly's code does it
    "5b602036038060205f37"
    "5f5f825f5f5f355af1"  # VOICE: the first word tells whom to call
    "5b3d5f5f3e"
    "605a57"
    "3d5ffd"
    "5b3d5ff3"  # 4f: answer as it was answered
)
"""The code of an assembly in the model's world."""
RETURN_ALL = bytes.fromhex("605e8060095f395ff3")
"""The constructor of DOOR, which is 94 bytes long."""


@dataclass(frozen=True)
class Founding:
    """What a community of the model is founded with."""

    rules: Rules
    origin: int
    ends: tuple[int, ...]
    stewards: tuple[Admission, ...]
    time: int
    salt: bytes = bytes(32)


@dataclass(frozen=True)
class Receipt:
    """What a transaction did: for each act why it was refused, "" when it was not; its events."""

    refusals: tuple[str, ...]
    events: list[tuple[str, dict[str, Any]]]


class World:
    """A community on a chain."""

    def __init__(self, founding: Founding) -> None:
        self.abi: Interface = community_interface()
        self.will: Interface = assembly_interface()
        self._errors = self.will.errors | self.abi.errors
        self.calls = self.asked = 0
        self._evm = EVM(Env(cfg=CfgEnv(chain_id=CHAIN_ID)), spec_id="CANCUN")
        for account in ACCOUNTS:
            self._evm.insert_account_info(_hex(account.signer), AccountInfo(code=ACCOUNT_CODE))
        self._number = 0
        self.at(founding.time)
        self.verifier = self._deploy("PasskeyVerifier")
        upkeep = self._deploy("Upkeep", self._deploy("Charter"))
        community = self._deploy("Community", self._deploy("Membership", upkeep))
        assembly = self._deploy("Assembly", self._deploy("Agenda"))
        code = DOOR.format(voice=VOICE.address[2:], assembly=assembly[2:])
        door = self._evm.deploy(STRANGER.address, RETURN_ALL + bytes.fromhex(code))
        self.factory = Interface("CommunityFactory")
        words = [_word(community), _word(door), (96).to_bytes(32), (1).to_bytes(32)]
        factory = self._create("CommunityFactory", b"".join([*words, _word(self.verifier)]))
        self.elsewhere = self._found(factory, replace(founding, salt=keccak(b"another")))
        self.address, self.assembly = self._found(factory, founding)
        self.events = self._logs()
        self.passkeys = tuple(Passkey(f"passkey {number}", self.verifier) for number in range(4))
        self._ids: dict[Contribution, bytes] = {}

    def _deploy(self, name: str, *addresses: str) -> str:
        return self._create(name, b"".join(map(_word, addresses)))

    def _create(self, name: str, arguments: bytes) -> str:
        code = bytes.fromhex(artifact(name)["bytecode"][2:])
        return self._evm.deploy(STRANGER.address, code + arguments)

    def _found(self, factory: str, f: Founding) -> tuple[str, str]:
        document = keccak(b"community")
        founding = (f.salt, document, f.origin, f.ends, f.rules, f.stewards)
        data = self.factory.call("createCommunity", founding)
        answer = self._transact(STRANGER.address, factory, data)
        community, assembly = self.factory.answer("createCommunity", answer)
        return community, assembly

    # Time.

    def at(self, time: int) -> None:
        """Go to a time (seconds, Unix)."""
        self._number += 1
        self._evm.set_block_env(BlockEnv(number=self._number, timestamp=time))

    def remember(self) -> Any:
        """Return what `go_back` takes."""
        return self._evm.snapshot()

    def go_back(self, remembered: Any) -> None:
        """Undo all that was done since."""
        self._evm.revert(remembered)

    # Acts.

    def carry(self, step: Step) -> Receipt:
        """Carry acts in one transaction."""
        self.at(step.at)
        return self._relay(step) if step.relayed else self._call(step.acts[0])

    def _call(self, act: Act) -> Receipt:
        caller, to, data = act.caller or VOICE, self._place(act), self.encode(act)
        if act.caller is None:
            to, data = self.assembly, _word(to) + data
        try:
            self._transact(caller.address, to, data)
        except Refused as refusal:
            return Receipt((self.error(refusal.reason),), [])
        return Receipt(("",), self._logs())

    def _place(self, act: Act) -> str:
        return self.assembly if act.at_assembly else self.address

    def _relay(self, step: Step) -> Receipt:
        limits = [STARVING if i in step.starved else GAS_PER_ACT for i in range(len(step.acts))]
        acts = tuple(
            (limit, self.encode(act)) for limit, act in zip(limits, step.acts, strict=True)
        )
        to = self._place(step.acts[0])
        before = self.remember()
        answer = self._transact(STRANGER.address, to, self.abi.call("simulate", acts))
        simulated = [reason for _, reason in self.abi.answer("simulate", answer)]
        self.go_back(before)
        self._transact(STRANGER.address, to, self.abi.call("relay", acts))
        events = self._logs()
        reasons = _reasons(len(acts), events)
        assert reasons == simulated, "the simulation of a relay told something else"
        refusals = tuple(self.error(reason) if reason else "" for reason in reasons)
        return Receipt(refusals, events)

    def _transact(self, caller: str, to: str, data: bytes) -> bytes:
        self.calls += 1
        try:
            return self._evm.message_call(caller, to, data, gas=GAS_PER_TRANSACTION)
        except RuntimeError as failure:
            raise Refused(failure) from None

    def _logs(self) -> list[tuple[str, dict[str, Any]]]:
        result = self._evm.result
        abis = {self.address: self.abi, self.assembly: self.will}
        logs = [(log.address.lower(), *log.data) for log in result.logs] if result else []
        return [abis[at].event(topics, data) for at, topics, data in logs if at in abis]

    def error(self, reason: bytes) -> str:
        """Return the name of an error; of a proposal's call also which one, and why it failed."""
        name = self._errors.get(reason[:4], f"0x{reason[:4].hex()}")
        if name != "CallFailed":
            return name
        inner = self._errors.get(reason[100:104], f"0x{reason[100:104].hex()}")
        return f"CallFailed({int.from_bytes(reason[4:36])}, {inner})"

    def encode(self, act: Act) -> bytes:
        """Return the call that carries an act."""
        if act.name == "nonsense":
            return bytes(act.fields[0])
        abi = self.will if act.name in self.will.functions else self.abi
        if act.by is None:
            return abi.call(act.name, *map(self.wire, act.fields))
        more: tuple[bytes, ...] = ()
        if act.name == "addSigner":
            more = (self._signature(act.more[0], act.name, act.message),)
        if act.name == "join":
            answer, invitation = act.more
            signed = self._signature(invitation, "Invite", act.fields[0])
            more = (self._signature(answer, act.name, act.message), invitation.key.signer, signed)
        signature = self._signature(act.by, act.name, act.message)
        message = self.wire(act.message)
        return abi.call(act.name, message, act.by.key.signer, signature, *more)

    def wire(self, value: Any) -> Any:
        """Return a value as it goes to the chain: calls as bytes."""
        if isinstance(value, Call):
            said = value.what
            return value.to, said if isinstance(said, bytes) else self.encode(said)
        return tuple(map(self.wire, value)) if type(value) is tuple else value

    def _signature(self, signing: Signing, name: str, message: tuple[Any, ...]) -> bytes:
        if signing.proof is Proof.NOTHING:
            return b""
        if signing.proof is Proof.OTHER_MEMBER:
            message = (message[0] + 1, *message[1:])
        voting = name in AT_ASSEMBLY
        abi = self.will if voting else self.abi
        struct = name if name == "Invite" else abi.primary(name)
        hashed = abi.struct_hash(struct, self.wire(message))
        chain = CHAIN_ID + (signing.proof is Proof.OTHER_CHAIN)
        there = self.elsewhere if signing.proof is Proof.OTHER_COMMUNITY else None
        place = (there or (self.address, self.assembly))[
            voting ^ (signing.proof is Proof.OTHER_CONTRACT)
        ]
        contract = "Auzolan Assembly" if voting else "Auzolan Community"
        signed = digest(chain, contract, place, hashed)
        if signing.proof is Proof.FORGED:
            if isinstance(signing.key, Wallet):
                return THIEF.sign(signed)
            signed = keccak(signed)
        return signing.key.sign(signed)

    # Questions.

    def ask(self, name: str, *arguments: Any) -> Any:
        """Return what the community or its assembly answers."""
        self.asked += 1
        here = name in self.abi.functions
        abi, to = (self.abi, self.address) if here else (self.will, self.assembly)
        data = abi.call(name, *arguments)
        return abi.answer(name, self._evm.message_call(STRANGER.address, to, data))

    def ask_or_why(self, name: str, *arguments: Any) -> Any:
        """Return the answer, or the name of the error with which it is refused."""
        try:
            return self.ask(name, *arguments)
        except RuntimeError as failure:
            return self.error(Refused(failure).reason)

    def calls_hash(self, calls: tuple[Call, ...]) -> bytes:
        """Return what a proposal keeps of its calls."""
        return keccak(b"".join(self.will.struct_hash("Call", self.wire(call)) for call in calls))

    def id_of(self, c: Contribution) -> bytes:
        """Return a contribution's id."""
        if c not in self._ids:
            self._ids[c] = self.abi.struct_hash("Contribution", c)
        return self._ids[c]


class Refused(Exception):
    """A call was reverted; `reason` is the error that it was reverted with."""

    def __init__(self, failure: RuntimeError) -> None:
        super().__init__(failure)
        _, _, output = str(failure).partition("output: 0x")
        self.reason = bytes.fromhex(output.removesuffix(" }"))


def _reasons(acts: int, events: list[tuple[str, dict[str, Any]]]) -> list[bytes]:
    """Why each act of a relay was refused, as its events tell: nothing for those that succeeded."""
    failed = {f["index"]: bytes(f["reason"]) for name, f in events if name == "ActFailed"}
    succeeded = next(f["succeeded"] for name, f in events if name == "Relayed")
    assert all((succeeded >> i & 1) == (i not in failed) for i in range(acts))
    return [failed.get(i, b"") for i in range(acts)]


def _word(address: str) -> bytes:
    return bytes.fromhex(address[2:]).rjust(32, b"\0")


def _hex(address: bytes) -> str:
    return "0x" + address.hex()

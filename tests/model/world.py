"""The contracts in an EVM inside this process, with a clock that can be set.

A community is deployed and founded as it always is, but for its assembly: that is a mouthpiece,
which passes on to the community whatever it is told, so that what only a vote may decide can be
done here as well. Signers that are contracts, and passkeys with their verifier, are real.
"""

from dataclasses import dataclass, replace
from typing import Any

from eth_hash.auto import keccak
from pyrevm import EVM, AccountInfo, BlockEnv, CfgEnv, Env

from tests.model.abi import Interface, artifact, community_interface, digest
from tests.model.acts import Act, Proof, Signing, Step
from tests.model.keys import ACCOUNT_CODE, ContractAccount, Passkey, Wallet
from tests.model.things import Admission, Contribution, Rules

CHAIN_ID = 31_337
GAS_PER_TRANSACTION = 500_000_000
"""More than a chain takes: how much an act may use is measured elsewhere, here many are carried."""
GAS_PER_ACT = 10_000_000
STARVING = 6_000
"""So little gas no act gets by with."""
ACCOUNTS = tuple(ContractAccount(f"account {number}") for number in range(8))
STRANGER = Wallet("stranger")
THIEF = Wallet("thief")
MOUTHPIECE = bytes.fromhex(
    "5f54801560215736"  # it speaks for the community in slot 0; while there is none, go to the end
    "5f5f375f5f365f5f855af1"  # hand on the call
    "3d5f5f3e601d573d5ffd5b3d5ff3"  # answer as it was answered
    "5b6004355f5500"  # `initialise`: remember the community
)
RETURN_ALL = bytes.fromhex("60288060095f395ff3")
"""The constructor of MOUTHPIECE, which is 40 bytes long."""


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
        self.calls = self.asked = 0
        self._evm = EVM(Env(cfg=CfgEnv(chain_id=CHAIN_ID)), spec_id="CANCUN")
        for account in ACCOUNTS:
            self._evm.insert_account_info(_hex(account.signer), AccountInfo(code=ACCOUNT_CODE))
        self._number = 0
        self.at(founding.time)
        self.verifier = self._deploy("PasskeyVerifier")
        community = self._deploy("Community", self._deploy("Membership", self._deploy("Upkeep")))
        voice = self._evm.deploy(STRANGER.address, RETURN_ALL + MOUTHPIECE)
        self.factory = Interface("CommunityFactory")
        words = [_word(community), _word(voice), (96).to_bytes(32), (1).to_bytes(32)]
        factory = self._create("CommunityFactory", b"".join([*words, _word(self.verifier)]))
        self.elsewhere, *_ = self._found(factory, replace(founding, salt=keccak(b"another")))
        self.address, self.assembly, self.events = self._found(factory, founding)
        self.passkeys = tuple(Passkey(f"passkey {number}", self.verifier) for number in range(4))
        self._ids: dict[Contribution, bytes] = {}

    def _deploy(self, name: str, *addresses: str) -> str:
        return self._create(name, b"".join(map(_word, addresses)))

    def _create(self, name: str, arguments: bytes) -> str:
        code = bytes.fromhex(artifact(name)["bytecode"][2:])
        return self._evm.deploy(STRANGER.address, code + arguments)

    def _found(self, factory: str, f: Founding) -> tuple[str, str, list[tuple[str, Any]]]:
        document = keccak(b"community")
        founding = (f.salt, document, f.origin, f.ends, f.rules, f.stewards)
        data = self.factory.call("createCommunity", founding)
        answer = self._transact(STRANGER.address, factory, data)
        community, assembly = self.factory.answer("createCommunity", answer)
        return community, assembly, self._logs(community)

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
        caller, to = (act.caller or STRANGER).address, self.address
        if act.caller is None:
            to = self.assembly
        try:
            self._transact(caller, to, self.encode(act))
        except Refused as refusal:
            return Receipt((self.abi.error(refusal.reason),), [])
        return Receipt(("",), self._logs(self.address))

    def _relay(self, step: Step) -> Receipt:
        limits = [STARVING if i in step.starved else GAS_PER_ACT for i in range(len(step.acts))]
        acts = tuple(
            (limit, self.encode(act)) for limit, act in zip(limits, step.acts, strict=True)
        )
        before = self.remember()
        answer = self._transact(STRANGER.address, self.address, self.abi.call("simulate", acts))
        simulated = [reason for _, reason in self.abi.answer("simulate", answer)]
        self.go_back(before)
        self._transact(STRANGER.address, self.address, self.abi.call("relay", acts))
        events = self._logs(self.address)
        reasons = _reasons(len(acts), events)
        assert reasons == simulated, "the simulation of a relay told something else"
        refusals = tuple(self.abi.error(reason) if reason else "" for reason in reasons)
        return Receipt(refusals, events)

    def _transact(self, caller: str, to: str, data: bytes) -> bytes:
        self.calls += 1
        try:
            return self._evm.message_call(caller, to, data, gas=GAS_PER_TRANSACTION)
        except RuntimeError as failure:
            raise Refused(failure) from None

    def _logs(self, address: str) -> list[tuple[str, dict[str, Any]]]:
        result = self._evm.result
        logs = result.logs if result else []
        found = [log.data for log in logs if log.address.lower() == address]
        return [self.abi.event(topics, data) for topics, data in found]

    def encode(self, act: Act) -> bytes:
        """Return the call that carries an act."""
        if act.name == "nonsense":
            return bytes(act.fields[0])
        if act.by is None:
            return self.abi.call(act.name, *act.fields)
        more: tuple[bytes, ...] = ()
        if act.name == "addSigner":
            more = (self._signature(act.more[0], act.name, act.message),)
        if act.name == "join":
            answer, invitation = act.more
            signed = self._signature(invitation, "Invite", act.fields[0])
            more = (self._signature(answer, act.name, act.message), invitation.key.signer, signed)
        signature = self._signature(act.by, act.name, act.message)
        return self.abi.call(act.name, act.message, act.by.key.signer, signature, *more)

    def _signature(self, signing: Signing, name: str, message: tuple[Any, ...]) -> bytes:
        if signing.proof is Proof.NOTHING:
            return b""
        if signing.proof is Proof.OTHER_MEMBER:
            message = (message[0] + 1, *message[1:])
        struct = name if name == "Invite" else self.abi.primary(name)
        hashed = self.abi.struct_hash(struct, message)
        chain = CHAIN_ID + (signing.proof is Proof.OTHER_CHAIN)
        place = self.elsewhere if signing.proof is Proof.OTHER_COMMUNITY else self.address
        signed = digest(chain, place, hashed)
        if signing.proof is Proof.FORGED:
            if isinstance(signing.key, Wallet):
                return THIEF.sign(signed)
            signed = keccak(signed)
        return signing.key.sign(signed)

    # Questions.

    def ask(self, name: str, *arguments: Any) -> Any:
        """Return what the community answers."""
        self.asked += 1
        data = self.abi.call(name, *arguments)
        return self.abi.answer(name, self._evm.message_call(STRANGER.address, self.address, data))

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

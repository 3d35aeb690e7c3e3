"""A small community on a real node, for every test that needs one.

    with open_world(tmp_path) as world:
        world.carry(Record(member=3, deadline=world.deadline(), contributions=(...)))

The node is a plain one with its history, so that `world.rpc` can roll blocks back
(`anvil_rollback`, `evm_snapshot`, `evm_revert`) and move time (`world.wait`); every transaction
sent gets a block of its own at once. Everything is deployed and done with the real contracts and
real signatures. Members 1 and 2 are stewards, 3 to 7 have joined (6 and 7 managed), 8 to 10 are
unclaimed; there are two groups, five activity types (`ACTIVITIES`), eight epochs of 91 days of
which the first four have begun and are open, one indicator of rates and one of shares.
`world.signers[member]` is a member's LocalSigner.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from eth_account import Account
from eth_utils.crypto import keccak

from ledger_py.chain.client import Node, Receipt
from ledger_py.chain.codec import decode_event, encode_call
from ledger_py.chain.deployment import Deployment, deploy
from ledger_py.chain.engines import ANVIL, HARDHAT, Engine
from ledger_py.chain.node import NodeProcess, find_anvil
from ledger_py.chain.rpc import Rpc
from ledger_py.models import (
    NO_CAP,
    NO_COMMITMENT,
    Act,
    Activity,
    Admission,
    Admit,
    DefineActivity,
    DefineGroup,
    DefineIndicator,
    Founding,
    Kind,
    ListEpochs,
    Rules,
    Unit,
)
from ledger_py.signers import LocalSigner
from ledger_py.typed_data import ACTS, Domain, act_kind, call_arguments, digest
from tests.chain.engine_nodes import open_hardhat

CHAIN_ID = 0x61757A6F
DAY = 86_400
STEWARDS = (1, 2)
JOINED = (1, 2, 3, 4, 5, 6, 7)
MANAGED = (6, 7)
UNCLAIMED = (8, 9, 10)
EPOCHS = 8
OPEN_EPOCHS = (1, 2, 3, 4)
LATE_WINDOW = 30 * DAY
GAS_PER_TRANSACTION = 16_777_216
GAS_PER_ACT = 4_000_000
_KEY = b"\x77" * 32
_NODE = (
    *(
        "--no-mining",
        "--base-fee",
        "0",
        "--hardfork",
        "osaka",
        "--order",
        "fifo",
        "--enable-tx-gas-limit",
    ),
    *("--gas-limit", "500000000", "--chain-id", str(CHAIN_ID)),
)


def word(text: str) -> bytes:
    """Return 32 bytes that stand for a document, a content or a person."""
    return keccak(text=text)


ACTIVITIES = (
    Activity(1, 2, Unit.SESSION, 2, False, 5_000, 1, word("mentoring")),
    Activity(1, 2, Unit.EVENT, 1, True, 600, 1, word("organising")),
    Activity(2, 1, Unit.PATCH, 3, False, NO_CAP, 1, word("patching")),
    Activity(2, 3, Unit.CREDIT, 1, False, 150, 1, word("reviewing")),
    Activity(2, 1, Unit.HOUR, 5, False, 100, 2, word("testing")),
)
RULES = Rules(
    late_window=LATE_WINDOW,
    contest_window=20 * DAY,
    contest_time=5 * DAY,
    recovery_wait=3 * DAY,
    claim_wait=4 * DAY,
    notice=DAY,
    voting_time=2 * DAY,
    delay=DAY,
    admission_cap=12,
    quorum=4_000,
    sponsors=2,
    dormant_after=1,
    contest_limit=4,
    managed_may_vote=True,
)


class World:
    """A community on a node, who signs for its members, and who carries their acts."""

    def __init__(self, rpc: Rpc, engine: Engine = ANVIL) -> None:
        self.rpc, self.node = rpc, Node(rpc, engine)
        self.account = Account.from_key(_KEY)
        self.signers = {member: signer_of(member) for member in JOINED}
        self.deployment: Deployment = deploy(
            self.node, Account.from_key(keccak(_KEY)), lambda raws: [self.mine(raw) for raw in raws]
        )
        self.community, self.assembly = self.found("world")

    @property
    def factory(self) -> str:
        """The factory's address."""
        return self.deployment.factory

    def now(self) -> int:
        """The time of the newest block."""
        return self.node.head().time

    def deadline(self) -> int:
        """A deadline that no test reaches."""
        return self.now() + 3650 * DAY

    def wait(self, seconds: int) -> None:
        """Let chain time pass, and mine a block."""
        self.rpc.call("evm_increaseTime", seconds)
        self.rpc.call("evm_mine")

    def mine(self, raw: bytes) -> str:
        """Put a signed transaction into a block of its own; return its hash."""
        tx = self.node.send(raw)
        self.rpc.call("evm_mine")
        return tx

    def send(self, to: str, data: bytes) -> Receipt:
        """Carry a call in a transaction of its own, whatever becomes of it."""
        fields = {
            "type": 2,
            "chainId": CHAIN_ID,
            "nonce": self.node.nonce(self.account.address),
            "to": bytes.fromhex(to[2:]),
            "value": 0,
            "data": data,
            "gas": GAS_PER_TRANSACTION,
            "maxFeePerGas": 0,
            "maxPriorityFeePerGas": 0,
        }
        raw = bytes(self.account.sign_transaction(fields).raw_transaction)
        receipt = self.node.receipt(self.mine(raw))
        assert receipt is not None
        return receipt

    def found(self, salt: str) -> tuple[str, str]:
        """Found a community with the two stewards; return its address and its assembly's."""
        origin = self.now() - 350 * DAY
        stewards = tuple(Admission(signer_of(m).signer, False, NO_COMMITMENT) for m in STEWARDS)
        ends = tuple(origin + 91 * DAY * n for n in range(1, 4))
        founding = Founding(word(salt), word("community"), origin, ends, RULES, stewards)
        arguments = call_arguments(founding)
        receipt = self.send(
            self.factory, encode_call("CommunityFactory", "createCommunity", arguments)
        )
        assert receipt.succeeded
        created = decode_event(receipt.logs[0]).values
        return created["communityAddress"], created["assemblyAddress"]

    def place(self, act: Act) -> str:
        """The address of the contract that carries out an act."""
        return self.community if act_kind(act).contract == "Community" else self.assembly

    def domain(self, act: Act) -> Domain:
        """The domain over which an act is signed."""
        kind = act_kind(act)
        return Domain.of(kind.contract, CHAIN_ID, self.place(act))

    def call(self, act: Act, by: int | None = None) -> bytes:
        """Sign an act (as another member: `by`) and return the call that carries it."""
        return self.signed(act, self.signers[act.member if by is None else by])

    def signed(self, act: Act, signer: LocalSigner, *more: bytes) -> bytes:
        """Sign an act with any key and return the call that carries it, with what else it needs."""
        signature, kind = self.sign(act, signer), ACTS[type(act)]
        arguments = (call_arguments(act), signer.signer, signature, *more)
        return encode_call(kind.contract, kind.function, *arguments)

    def sign(self, act: Act, signer: LocalSigner) -> bytes:
        """A signature over an act."""
        return signer.sign(digest(act, self.domain(act)))

    def relay(self, to: str, calls: list[bytes], gas: int = GAS_PER_ACT) -> Receipt:
        """Carry calls to one contract in one relay; failing ones undo themselves only."""
        name = "Community" if to == self.community else "Assembly"
        receipt = self.send(to, encode_call(name, "relay", [(gas, call) for call in calls]))
        assert receipt.succeeded
        return receipt

    def carry(self, *acts: Act) -> Receipt:
        """Sign acts of one contract and relay them; every one of them must succeed."""
        receipt = self.relay(self.place(acts[0]), [self.call(act) for act in acts])
        events = [decode_event(log) for log in receipt.logs]
        failed = [event.values for event in events if event.name == "ActFailed"]
        assert not failed, failed
        return receipt

    def ends(self) -> int:
        """When the last epoch ends."""
        last = self.node.view(self.community, "Community", "epochCount")
        return int(self.node.view(self.community, "Community", "epoch", last)[1])

    def settle(self) -> None:
        """Admit the members; define groups, activity types, epochs and indicators."""
        until, at = self.deadline(), self.now() - 350 * DAY
        joined = [
            Admission(self.signers[m].signer, m in MANAGED, word(f"person {m}")) for m in JOINED[2:]
        ]
        unclaimed = [Admission(b"", False, word(f"person {m}")) for m in UNCLAIMED]
        ends = tuple(at + DAY + 91 * DAY * n for n in range(4, EPOCHS + 1))
        self.carry(
            Admit(1, until, (*joined, *unclaimed)),
            DefineGroup(1, until, word("care")),
            DefineGroup(2, until, word("code")),
            *[DefineActivity(1, until, activity) for activity in ACTIVITIES],
            ListEpochs(2, until, ends),
        )
        retention = (5_000, 2_500)
        self.carry(
            DefineIndicator(1, until, Kind.RATES, retention, word("care work")),
            DefineIndicator(1, until, Kind.SHARES, retention[:1], word("recognition")),
        )


def signer_of(member: int) -> LocalSigner:
    """Return the key of a member of the world; the same at every run."""
    return LocalSigner(keccak(text=f"key of member {member}"))


@contextmanager
def open_node(folder: Path) -> Iterator[Rpc]:
    """Run a plain node that keeps its history and mines when it is told to."""
    process = NodeProcess(find_anvil(), list(_NODE), "127.0.0.1", 0, folder / "node.pid")
    try:
        with Rpc(f"http://127.0.0.1:{process.port}") as rpc:
            yield rpc
    finally:
        process.stop()


@contextmanager
def open_world(folder: Path, engine: Engine = ANVIL) -> Iterator[World]:
    """Run a node, deploy the contracts, found the community and set it up; end the node after."""
    opened = open_hardhat(folder) if engine.name == HARDHAT.name else open_node(folder)
    with opened as rpc:
        world = World(rpc, engine)
        world.settle()
        yield world

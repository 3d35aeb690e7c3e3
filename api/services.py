"""What the gateway works with, handed in by whoever starts it: no part of it is global."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from api.built import Built
from api.bundles import Bundles
from ledger_py.accounts import Accounts
from ledger_py.calls import Place
from ledger_py.chain.client import Node
from ledger_py.chain.deployment import Deployment, passkey_verifier
from ledger_py.door import Door
from ledger_py.figures.ties import TiesOf
from ledger_py.figures.whatif import ColumnsOf
from ledger_py.idempotency import Answers
from ledger_py.metrics import Metrics
from ledger_py.outbox import Outbox
from ledger_py.settings import Settings
from ledger_py.store import Store
from ledger_py.store.reads import Reads
from ledger_py.store.rows import Community, Located
from ledger_py.verify.community import Factory


@dataclass(frozen=True)
class Services:
    """The parts of one gateway.

    ready: per part of the installation, whether it is up;
    called in a thread, so it may ask the chain. clock: Unix seconds.
    loading: what is being loaded into the ledger now, in words; empty for nothing.
    metrics: where this process counts.
    """

    settings: Settings
    store: Store
    outbox: Outbox
    node: Node
    deployment: Deployment
    accounts: Accounts
    ready: Callable[[], Mapping[str, bool]]
    clock: Callable[[], float] = field(default=time.time)
    loading: Callable[[], str] = field(default=str)
    metrics: Metrics = field(default_factory=Metrics)

    @cached_property
    def door(self) -> Door:
        """The door that every signed act takes, from tools and forms alike."""
        return Door(self.node, self.outbox, self.clock)

    @cached_property
    def answers(self) -> Answers:
        """What was answered under idempotency keys."""
        return Answers(self.store, self.clock)

    @cached_property
    def bundles(self) -> Bundles:
        """Communities in one file, made from the chain."""
        return Bundles(self.node.rpc, Factory(self.deployment.factory, self.deployment.block))

    @cached_property
    def verifier(self) -> str:
        """The contract that checks passkeys (hex); raises ChainError while the node is away."""
        return passkey_verifier(self.node, self.deployment)

    @cached_property
    def reads(self) -> Reads:
        """The reads of the store."""
        return Reads(self.store)

    @cached_property
    def secret(self) -> bytes:
        """The installation's own secret, the same at all of its gateways; raises VaultMissing."""
        return self.store.require_vault().secret("users of the gateway")

    @cached_property
    def built(self) -> Built:
        """Answers that hold as long as nothing is written."""
        return Built(self.store.changes)

    @cached_property
    def columns(self) -> ColumnsOf:
        """The units of communities as arrays, for what-if."""
        return ColumnsOf()

    @cached_property
    def ties(self) -> TiesOf:
        """Who attests for whom, as it was counted last."""
        return TiesOf()

    def place(self, community: Community | Located) -> Place:
        """Where a community's contracts are."""
        return Place(self.deployment.chain_id, community.community, community.assembly)

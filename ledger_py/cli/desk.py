"""What every command works with: the ledger in a data directory, while `make run` serves it."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from ledger_py.accounts import Accounts
from ledger_py.calls import Place
from ledger_py.chain.deployment import Deployment
from ledger_py.errors import AuzolanError
from ledger_py.ledger import Ledger
from ledger_py.master import MasterKeys
from ledger_py.outbox import AcceptedAct, ActState, ActStatus, Outbox
from ledger_py.parts import accounts_of, master_of, store_of
from ledger_py.settings import Settings
from ledger_py.store import Store
from ledger_py.store.reads import NotFound, Reads
from ledger_py.store.rows import Activity, Community, Contribution, Epoch, Who, epoch_at
from ledger_py.store.vault import Vault

PATIENCE_SECONDS = 30
SILENT_SECONDS = 2


class ActRefused(AuzolanError):
    """The chain refused an act; the message is the rule's."""

    def __init__(self, state: ActState) -> None:
        super().__init__(str(state.error))
        self.hint = state.error.hint if state.error else ""
        self.rule = state.error.name if state.error else type(self).__name__


class NotYet(AuzolanError):
    """An act is accepted and on its way; it has not arrived in time."""

    hint = (
        "Is the ledger running on this data directory? Start it with `make run`; nothing is lost."
    )

    def __init__(self, act: str, status: ActStatus) -> None:
        super().__init__(f"The act {act} is {status} still.")
        self.act = act


class ChoiceMissing(AuzolanError):
    """There is more than one thing that could be meant, or none."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def require_new(file: Path) -> None:
    """Refuse a place where something is: no command writes over a file."""
    if file.exists() or file.is_symlink():
        what = "folder" if file.is_dir() else "file"
        raise ChoiceMissing(
            f"There is a {what} {file.name or file} already.", "Name another, or move it away."
        )


class Desk:
    """The parts a command needs, each opened when it is first used."""

    def __init__(self, data_dir: Path | None) -> None:
        self.settings = Settings.read(**({} if data_dir is None else {"data_dir": data_dir}))
        # Loaded first: it tells whether there is a ledger at all, before a database would be made.
        self.deployment = Deployment.load(self.settings.deployment)

    @cached_property
    def store(self) -> Store:
        """The database of the ledger, with the tables of this version.

        Raises DatabaseNew, DatabaseOlder, DatabaseNewer.
        """
        found = store_of(self.settings)
        found.require_current()
        return found

    @cached_property
    def reads(self) -> Reads:
        """What the index says."""
        return Reads(self.store)

    @cached_property
    def outbox(self) -> Outbox:
        """Where signed acts go; the running ledger notices them by itself."""
        return Outbox(self.store)

    @cached_property
    def master(self) -> MasterKeys:
        """The key that wraps all others."""
        return master_of(self.settings)

    @property
    def vault(self) -> Vault:
        """The keys of what people wrote."""
        return self.store.require_vault()

    @cached_property
    def accounts(self) -> Accounts:
        """The managed keys."""
        return accounts_of(self.settings)

    def community(self, wanted: str | None) -> Community:
        """The community of this number, address or name; the only one when none is named."""
        found = self.reads.communities()
        if wanted is None and len(found) == 1:
            return found[0]
        if wanted is None:
            names = ", ".join(f"{c.number} ({c.name})" for c in found) or "none yet"
            raise ChoiceMissing(
                f"Which community? There are: {names}.", "Name it with --community NUMBER."
            )
        by_name = [c for c in found if c.name.casefold() == wanted.casefold()]
        return by_name[0] if len(by_name) == 1 else self.reads.community(wanted)

    def place(self, community: Community) -> Place:
        """Where a community is."""
        chain_id = self.deployment.chain_id
        return Place(chain_id, community.community, community.assembly)

    def pen(self, community: Community, label: str) -> Ledger:
        """The pen of the member for whom the managed key of this label speaks."""
        signer = self.accounts.signer(label)
        try:
            member = self.reads.member_of(community.community, signer.signer)
        except NotFound:
            raise NotFound("member with the key of", label) from None
        return Ledger(self.place(community), member, signer, self.outbox)

    def everybody(self, community: Community) -> dict[int, Who]:
        """How all members are named, unclaimed ones included."""
        fresh = self.reads.community(community.community)
        ids = range(1, fresh.joined + fresh.unclaimed + 1)
        return self.reads.who(community.community, ids)

    def activity(self, community: Community, wanted: str) -> Activity:
        """The activity type of this id or name."""
        for activity in self.reads.activities(community.community):
            if wanted in (str(activity.activity), activity.name):
                return activity
        raise NotFound("activity type", wanted)

    def contribution(self, community: Community, wanted: str) -> Contribution:
        """The contribution of this id, or the only one whose id begins so."""
        found = self.reads.contribution_ids(community.community, wanted.lower())
        if len(found) > 1:
            raise ChoiceMissing(
                f"More than one contribution begins with {wanted}.", "Give more of its id."
            )
        return self.reads.contribution(community.community, found[0] if found else wanted)

    def epoch(self, community: Community, wanted: str | None) -> Epoch:
        """The epoch of this number, or with this month or day (UTC) in it; the current one."""
        epochs = self.reads.epochs(community.community)
        if wanted is not None and wanted.isdecimal() and len(wanted) < 4:
            found = [epoch for epoch in epochs if epoch.epoch == int(wanted)]
        else:
            at = time.time() if wanted is None else _moment(wanted)
            found = list(filter(None, [epoch_at(epochs, at)]))
        if not found:
            raise NotFound("epoch", wanted or "for this day")
        return found[0]

    def follow(self, acts: Iterable[AcceptedAct]) -> list[ActState]:
        """Wait until the chain has these acts; raise ActRefused, NotYet."""
        until = time.monotonic() + PATIENCE_SECONDS
        return [self._follow(act, until) for act in acts]

    def _follow(self, act: AcceptedAct, until: float) -> ActState:
        state = self.outbox.wait(act.act, seconds=SILENT_SECONDS)
        if not state.over:
            if sys.stderr.isatty():
                print("Waiting for the ledger …", file=sys.stderr)
            state = self.outbox.wait(act.act, seconds=until - time.monotonic())
        if not state.over:
            raise NotYet(act.act, state.status)
        if state.status is ActStatus.FAILED:
            raise ActRefused(state)
        return state


def _moment(text: str) -> float:
    for form in ("%Y-%m-%d", "%Y-%m"):
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC).timestamp()
        except ValueError:
            continue
    raise ChoiceMissing(f"{text!r} is no epoch.", "Give its number, a month (2025-09) or a day.")


def describe(act: AcceptedAct, state: ActState) -> dict[str, Any]:
    """An act and what became of it, as JSON."""
    return {
        "act": act.act,
        "name": act.call.name,
        "member": act.call.member or None,
        "community": act.call.community,
        "accepted": act.accepted,
        "state": state.status.value,
        "tx": state.tx,
        "block": state.block,
        "time": state.time,
        "error": {"name": state.error.name, "detail": str(state.error), "hint": state.error.hint}
        if state.error
        else None,
    }

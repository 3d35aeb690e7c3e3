"""How a view is asked: at which block, with which time, by the name that the contract gives it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ledger_py.calls import Place
from ledger_py.chain.client import Node
from ledger_py.chain.codec import decode_result, encode_call


@dataclass(frozen=True, slots=True)
class Asking:
    """A community's two contracts at a node.

    block: after which block they are asked, None for the newest each time. time: the Unix seconds
    that answers which depend on it are for, None for the block's own.
    """

    node: Node
    place: Place
    block: int | None = None
    time: int | None = None

    def record(self, function: str, *arguments: object) -> Any:
        """A view of the record: its one output, or the tuple of its outputs."""
        return self._ask(self.place.community, "Community", function, *arguments)

    def will(self, function: str, *arguments: object) -> Any:
        """A view of the assembly: its one output, or the tuple of its outputs."""
        return self._ask(self.place.assembly, "Assembly", function, *arguments)

    def _ask(self, address: str, contract: str, function: str, *arguments: object) -> Any:
        data = encode_call(contract, function, *arguments)
        found = self.node.call(address, data, time=self.time, block=self.block)
        outputs = decode_result(contract, function, found)
        return outputs[0] if len(outputs) == 1 else outputs

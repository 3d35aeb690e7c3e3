"""What the contracts' views answer, many at once, all of them after the same block."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ledger_py.calls import Place
from ledger_py.chain.client import Node
from ledger_py.chain.codec import decode_result, encode_call
from ledger_py.chain.errors import RpcError
from ledger_py.errors import ContractError

_PER_BATCH = 100
Arguments = tuple[Any, ...]


class Views:
    """The views of one community and its assembly; `block`: the number of the block, None: last.

    A view that reverts answers with the name of the contract's error.
    """

    def __init__(self, node: Node, place: Place, block: int | None = None) -> None:
        self._node, self._place, self._block = node, place, block

    def record(self, function: str, *arguments: object) -> Any:
        """Ask the community one thing."""
        return self._one("Community", function, arguments)

    def will(self, function: str, *arguments: object) -> Any:
        """Ask the assembly one thing."""
        return self._one("Assembly", function, arguments)

    def records(self, function: str, asked: Iterable[Any]) -> dict[Any, Any]:
        """Ask the community the same of many; keys are the arguments (one, or a tuple of them)."""
        return self._many("Community", function, list(asked))

    def wills(self, function: str, asked: Iterable[Any]) -> dict[Any, Any]:
        """Ask the assembly the same of many."""
        return self._many("Assembly", function, list(asked))

    def _many(self, contract: str, function: str, asked: list[Any]) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for start in range(0, len(asked), _PER_BATCH):
            part = asked[start : start + _PER_BATCH]
            found.update(zip(part, self._batch(contract, function, part), strict=True))
        return found

    def _batch(self, contract: str, function: str, part: list[Any]) -> list[Any]:
        calls: list[tuple[str, list[Any]]] = []
        for arguments in map(_tuple, part):
            data = "0x" + encode_call(contract, function, *arguments).hex()
            asked = {"to": self._address(contract), "data": data}
            calls.append(("eth_call", [asked, self._at()]))
        try:
            told = self._node.rpc.batch(calls)
        except RpcError:
            # One of them reverted, and a batch does not say which.
            return [self._one(contract, function, _tuple(one)) for one in part]
        return [_read(contract, function, bytes.fromhex(answer[2:])) for answer in told]

    def _one(self, contract: str, function: str, arguments: Arguments) -> Any:
        data = encode_call(contract, function, *arguments)
        try:
            answer = self._node.call(self._address(contract), data, block=self._block)
        except ContractError as error:
            return error.name
        return _read(contract, function, answer)

    def _address(self, contract: str) -> str:
        return self._place.community if contract == "Community" else self._place.assembly

    def _at(self) -> str:
        return "latest" if self._block is None else hex(self._block)


def _tuple(arguments: Any) -> Arguments:
    return arguments if isinstance(arguments, tuple) else (arguments,)


def _read(contract: str, function: str, answer: bytes) -> Any:
    outputs = decode_result(contract, function, answer)
    return outputs[0] if len(outputs) == 1 else outputs

"""A small synchronous JSON-RPC client: request out, result or a named error back.

It uses the standard library's HTTP client: on one kept-alive connection it makes two to three times
as many small calls per second as httpx does, and sending transactions in order is nothing else.
"""

import itertools
import threading
from http.client import HTTPConnection, HTTPException
from typing import Any, Self

import orjson

from ledger_py.chain.errors import NodeUnreachable, RpcError
from ledger_py.chain.wire import Address, read_all

_HEADERS = {"Content-Type": "application/json"}
_LARGEST = 2**30
_PATIENCE = 10
"""An answer may go on for so many times the seconds that it may take to begin."""
# Repeating one of these on a fresh connection could mine twice; all others may be asked again.
_NOT_REPEATABLE = ("evm_", "anvil_", "hardhat_")


class Rpc:
    """One node's JSON-RPC endpoint; may be used from several threads at once.

    url: http(s) address of the node. timeout: seconds for one answer.
    """

    def __init__(self, url: str, *, timeout: float = 60.0) -> None:
        try:
            self._address = Address.of(url)
        except ValueError as error:
            raise NodeUnreachable(url, error) from None
        self.url, self._timeout = url, timeout
        query = self._address.query
        self._target = (self._address.path or "/") + (f"?{query}" if query else "")
        self._ids = itertools.count(1)
        self._idle: list[HTTPConnection] = []
        self._guard = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def call(self, method: str, *params: Any) -> Any:
        """Return the result of one call; raise RpcError or NodeUnreachable."""
        answer = self._post(self._request(method, params), _repeatable(method))
        if not isinstance(answer, dict):
            raise NodeUnreachable(self.url, "the answer is not a JSON-RPC object")
        return _result(answer)

    def batch(self, calls: list[tuple[str, list[Any]]]) -> list[Any]:
        """Return the results of several calls, in order; the first refused one is raised.

        A node may run the calls of a batch at once and in any order: use it for reads only.
        """
        if not calls:
            return []
        requests = [self._request(method, params) for method, params in calls]
        answers = self._post(requests, all(_repeatable(method) for method, _ in calls))
        if not isinstance(answers, list):
            _result(answers)  # a refusal of the whole batch
            raise NodeUnreachable(self.url, "the answer is not a JSON-RPC batch")
        told = [answer for answer in answers if isinstance(answer, dict)]
        by_id = {answer["id"]: answer for answer in told if isinstance(answer.get("id"), int)}
        if missing := [r["id"] for r in requests if r["id"] not in by_id]:
            raise NodeUnreachable(self.url, f"{len(missing)} answers of a batch are missing")
        return [_result(by_id[request["id"]]) for request in requests]

    def close(self) -> None:
        """Close the idle connections; a later call opens new ones."""
        with self._guard:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _request(self, method: str, params: Any) -> dict[str, Any]:
        return {
            "jsonrpc": "2.0",
            "id": next(self._ids),
            "method": method,
            "params": list(params),
        }

    def _post(self, request: Any, repeatable: bool) -> Any:
        body = orjson.dumps(request)
        connection, used = self._take()
        try:
            try:
                raw = self._exchange(connection, body)
            except (ConnectionError, HTTPException):
                # The node may close a kept-alive connection between two calls; that is no failure.
                connection.close()
                if not (used and repeatable):
                    raise
                raw = self._exchange(connection, body)
            answer = orjson.loads(raw)
        except (OSError, HTTPException, orjson.JSONDecodeError) as error:
            connection.close()
            raise NodeUnreachable(self.url, error or type(error).__name__) from error
        with self._guard:
            self._idle.append(connection)
        return answer

    def _take(self) -> tuple[HTTPConnection, bool]:
        with self._guard:
            if self._idle:
                return self._idle.pop(), True
        return self._address.connection(self._timeout), False

    def _exchange(self, connection: HTTPConnection, body: bytes) -> bytes:
        connection.request("POST", self._target, body, _HEADERS)
        return read_all(connection.getresponse(), _LARGEST, _PATIENCE * self._timeout)


def _repeatable(method: str) -> bool:
    return not method.startswith(_NOT_REPEATABLE)


def _result(answer: Any) -> Any:
    error = answer.get("error") if isinstance(answer, dict) else "the answer is no object"
    if isinstance(error, dict) and isinstance(code := error.get("code", 0), int):
        raise RpcError(code, str(error.get("message", "")), error.get("data"))
    if error:
        raise RpcError(0, str(error), None)
    return answer.get("result")

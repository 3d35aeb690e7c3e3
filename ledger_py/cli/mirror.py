"""A gateway in this process over a rebuilt index: asked what a stranger's gateway is asked."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import orjson

from ledger_py.accounts import Accounts
from ledger_py.chain.client import Node
from ledger_py.chain.deployment import Deployment
from ledger_py.outbox import Outbox
from ledger_py.settings import Settings
from ledger_py.store import Store
from ledger_py.verify.gateway import Json, Refused
from ledger_py.verify.http import whole

_HEADERS = [(b"host", b"127.0.0.1"), (b"accept", b"application/json")]


class Mirror:
    """Answers paths under /v1 from a store, by the gateway's own routes; nothing listens."""

    def __init__(self, store: Store, node: Node, deployment: Deployment, folder: Path) -> None:
        # Imported here: no other command needs the gateway.
        from api.app import Services, create_app

        services = Services(
            settings=Settings(data_dir=folder),
            store=store,
            outbox=Outbox(store),
            node=node,
            deployment=deployment,
            accounts=Accounts(folder / "accounts.json"),
            ready=dict,
        )
        self._app: Any = create_app(services)

    def __call__(self, path: str) -> Json:
        """Answer a path; raises Refused."""
        return whole(self._get, path)

    def _get(self, path: str) -> Json:
        status, body = asyncio.run(self._ask(path))
        if status != 200:
            raise Refused(path, status)
        return orjson.loads(body)

    async def _ask(self, path: str) -> tuple[int, bytes]:
        """One request as a server hands it to the application (ASGI)."""
        place, _, query = path.partition("?")
        told: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            told.append(message)

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": place,
            "raw_path": place.encode(),
            "query_string": query.encode(),
            "headers": _HEADERS,
            "server": ("127.0.0.1", 80),
            "client": ("127.0.0.1", 0),
        }
        await self._app(scope, receive, send)
        status = next(one["status"] for one in told if one["type"] == "http.response.start")
        return status, b"".join(one.get("body", b"") for one in told)

"""The least that this framework needs to answer with the same bytes: for `bench_gateway`."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Response
from uvicorn.supervisors import Multiprocess

FOLDER = "BARE_FOLDER"


def application() -> FastAPI:
    """One route for each file of a folder, that answers what is in it."""
    app = FastAPI()
    for file in Path(os.environ[FOLDER]).iterdir():
        kind = "text/html" if file.suffix == ".html" else "application/json"
        app.add_api_route(f"/{file.name}", _answering(file.read_bytes(), kind))
    return app


def _answering(body: bytes, kind: str) -> Callable[[], Awaitable[Response]]:
    async def answer() -> Response:
        return Response(body, media_type=kind)

    return answer


def main(port: int, processes: int) -> None:
    """Serve until told to end."""
    config = uvicorn.Config(
        "scripts.bare_gateway:application",
        factory=True,
        workers=processes,
        log_level="critical",
        access_log=False,
        timeout_worker_healthcheck=60,
    )
    # Named as TCP, as the gateway's is: else small answers wait for the client's next word.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", port))
        listener.listen(512)
        if processes > 1:
            Multiprocess(config, sockets=[listener]).run()
        else:
            uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))

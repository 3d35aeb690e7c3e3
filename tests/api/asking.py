"""Asks an application directly: from any machine, with any cookie."""

from __future__ import annotations

import asyncio

import httpx
from fastapi import FastAPI

from api.pages.csrf import COOKIE
from ledger_py.typed_data import contribution_id
from tests.api.stack import Gateway

HERE = ("127.0.0.1", 50_000)
FAR = ("203.0.113.9", 50_000)


def ask(
    app: FastAPI,
    method: str,
    path: str,
    client: tuple[str, int] = HERE,
    cookies: dict[str, str] | None = None,
    **given: object,
) -> httpx.Response:
    """One request to an application as if it came from `client`."""

    async def go() -> httpx.Response:
        transport = httpx.ASGITransport(app=app, client=client)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://127.0.0.1", cookies=cookies
        ) as asker:
            return await asker.request(method, path, **given)

    return asyncio.run(go())


def id_of(gateway: Gateway, name: str) -> str:
    """The id of a contribution of the stack."""
    return "0x" + contribution_id(gateway.contributions[name]).hex()


def opened(app: FastAPI, path: str) -> tuple[str, dict[str, str]]:
    """A form's token, and the cookie that came with it."""
    page = ask(app, "GET", path)
    token = page.text.split('name="token" value="')[1].split('"')[0]
    return token, {COOKIE: page.cookies[COOKIE]}

"""The page of engines, from `ledger_py.chain.engines`."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from ledger_py.chain.engines import ENGINES, Engine
from scripts.reference.markdown import attribute_docs, page, table

_SHOWN: dict[str, Callable[[Engine], str]] = {
    "log_range": lambda e: f"{e.log_range:,}",
    "in_flight": lambda e: str(e.in_flight),
    "confirmations": lambda e: str(e.confirmations),
    "call_time": lambda e: _yes(e.call_time),
    "block_receipts": lambda e: _yes(e.block_receipts),
    "transaction_gas": lambda e: f"{e.transaction_gas:,}",
    "call_gas": lambda e: f"{e.call_gas:,}",
}


def engines_page() -> str:
    """What is set for every engine, and how each words its refusals."""
    engines = list(ENGINES.values())
    told = attribute_docs(Engine)
    limits = [
        (f"`{name}`", told[name], *(shown(engine) for engine in engines))
        for name, shown in _SHOWN.items()
    ]
    parts: list[str] = []
    for engine in engines:
        parts += [f"## {engine.title}", _standing(engine), _wordings(engine)]
    return page(
        "Engines",
        "An engine is a kind of node. What differs between them is in one settings object each, in "
        "`ledger_py/chain/engines.py`. Only what our tests ran on is called supported.",
        table(("setting", "what it is", *(f"`{engine.name}`" for engine in engines)), limits),
        "Where a call takes no time of its own, acts are played through at the time of the last "
        "block. An act that is good only from a moment on, which the next block would have reached "
        "and the last one has not, is then refused; hand it in again.",
        *parts,
    )


def _standing(engine: Engine) -> str:
    if engine.tried:
        return f"Supported: `tests/chain/test_engines.py` runs on version {engine.tried}."
    return (
        f"**Not yet run on {engine.title}.** The settings are taken from its documentation and "
        "source; nothing of ours has met a node of it."
    )


def _wordings(engine: Engine) -> str:
    rows = [
        (refusal.value, ", ".join(f"`{w.code}` `{w.text}`" for w in wordings))
        for refusal, wordings in groupby(engine.wordings, key=lambda w: w.refusal)
    ]
    return table(("refusal", "code and part of the message"), rows)


def _yes(value: bool) -> str:
    return "yes" if value else "no"

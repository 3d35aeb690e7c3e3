"""The page of the Python package: what a program imports, from its docstrings."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import re
from collections.abc import Callable, Iterator
from enum import Enum
from types import ModuleType
from typing import Any

from scripts.reference.markdown import attribute_docs, page, paragraphs

MODULES = (
    "ledger_py.ledger",
    "ledger_py.membership",
    "ledger_py.assembly",
    "ledger_py.pen",
    "ledger_py.proposals",
    "ledger_py.signers",
    "ledger_py.elsewhere",
    "ledger_py.calls",
    "ledger_py.outbox",
    "ledger_py.door",
    "ledger_py.views",
    "ledger_py.views.asking",
    "ledger_py.views.people",
    "ledger_py.views.record",
    "ledger_py.views.assembly",
    "ledger_py.store.reads",
    "ledger_py.store.reading.people",
    "ledger_py.store.reading.record",
    "ledger_py.figures",
    "ledger_py.figures.whatif",
    "ledger_py.scores",
    "ledger_py.columns",
    "ledger_py.whatif",
    "ledger_py.ties",
    "ledger_py.tally",
    "ledger_py.markets",
    "ledger_py.gap",
    "ledger_py.commitments",
    "ledger_py.typed_data",
    "ledger_py.statements",
    "ledger_py.people",
    "ledger_py.voting",
    "ledger_py.models",
)
"""What programs are built on, from saying something to reading what was said."""
_QUALIFIED = re.compile(r"(?:\b[a-z_][\w]*\.)+([A-Z]\w*)")


def python_page() -> str:
    """Every public class, method and function of MODULES, with its docstring."""
    parts = [part for name in MODULES for part in _module(importlib.import_module(name))]
    return page(
        "The Python package",
        "What `ledger_py` offers to programs, module by module. Importing starts nothing: no "
        "chain, no database, no thread. Units are in hundredths, parts in basis points, times in "
        "Unix seconds, hashes and signer bytes are `bytes`. What a call raises stands with it; "
        "every error and what to do about it is in [errors](errors.md).",
        *parts,
    )


def _module(module: ModuleType) -> Iterator[str]:
    yield f"## `{module.__name__}`"
    yield paragraphs(module.__doc__)
    for name, item in _public(module):
        if inspect.isclass(item):
            yield from _class(name, item)
        else:
            yield f"### `{name}`\n\n```python\n{_signature(name, item)}\n```"
            yield paragraphs(item.__doc__)


def _public(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """What a module defines, or a package for its parts that have no place of their own here."""
    for name, item in vars(module).items():
        home = getattr(item, "__module__", "")
        own = home == module.__name__ or (
            home.startswith(f"{module.__name__}.") and home not in MODULES
        )
        if own and not name.startswith("_") and (inspect.isclass(item) or inspect.isfunction(item)):
            yield name, item


def _class(name: str, kind: type) -> Iterator[str]:
    yield f"### `{name}`\n\n{paragraphs(kind.__doc__)}"
    if issubclass(kind, Enum):
        yield "\n".join(f"- `{one.name}` = `{one.value!r}`" for one in kind)
        return
    if dataclasses.is_dataclass(kind):
        told = attribute_docs(kind)
        fields = dataclasses.fields(kind)
        yield "\n".join(
            f"- `{f.name}: {_plain(str(f.type))}`" + (f": {told[f.name]}" if f.name in told else "")
            for f in fields
            if not f.name.startswith("_")
        )
    for method, item in vars(kind).items():
        found = item.fget if isinstance(item, property) else item
        if not method.startswith("_") and inspect.isfunction(found):
            how = " (property)" if isinstance(item, property) else ""
            yield f"#### `{name}.{method}`{how}\n\n```python\n{_signature(method, found)}\n```"
            yield paragraphs(found.__doc__)


def _signature(name: str, function: Callable[..., Any]) -> str:
    """A signature on one line, or a parameter a line where it would not fit."""
    signature = inspect.signature(function)
    given = [p for p in signature.parameters.values() if p.name != "self"]
    shown = [_plain(str(p)) for p in given]
    marks = [i for i, p in enumerate(given) if p.kind is p.KEYWORD_ONLY]
    if marks and not any(p.kind is p.VAR_POSITIONAL for p in given):
        shown.insert(marks[0], "*")
    back = signature.return_annotation
    end = "" if back is inspect.Signature.empty else f" -> {_plain(str(back))}"
    line = f"{name}({', '.join(shown)}){end}"
    if len(line) <= 100:
        return line
    return f"{name}(\n" + "".join(f"    {one},\n" for one in shown) + f"){end}"


def _plain(text: str) -> str:
    """Annotations as they are written: no quotes, no modules, no addresses of objects."""
    text = _QUALIFIED.sub(r"\1", text.replace("'", ""))
    text = re.sub(r"<([\w.]+): [^>]+>", r"\1", text)
    return re.sub(r"<(?:built-in )?function .*?(?: at 0x[0-9a-f]+)?>(?=[,)]|$)", "...", text)

"""The few shapes of Markdown that reference pages are made of."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable, Sequence


def page(title: str, *parts: str) -> str:
    """A page: its title, then its parts, an empty line between each."""
    return "\n\n".join([f"# {title}", *filter(None, parts)]) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; a bar in a cell is kept from ending it."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def sentence(text: str | None) -> str:
    """The first paragraph of a docstring on one line, with a full stop."""
    first = " ".join((text or "").strip().partition("\n\n")[0].split())
    return first if not first or first.endswith((".", "!", "?", ":")) else f"{first}."


def paragraphs(text: str | None) -> str:
    """A docstring's paragraphs, each on one line."""
    return "\n\n".join(" ".join(part.split()) for part in (text or "").strip().split("\n\n"))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def attribute_docs(model: type) -> dict[str, str]:
    """The text under each field, which Python itself does not keep."""
    body = ast.parse(inspect.getsource(model)).body[0]
    assert isinstance(body, ast.ClassDef)
    found: dict[str, str] = {}
    for field, below in zip(body.body, body.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(below, ast.Expr):
            assert isinstance(field.target, ast.Name) and isinstance(below.value, ast.Constant)
            found[field.target.id] = " ".join(str(below.value.value).split())
    return found

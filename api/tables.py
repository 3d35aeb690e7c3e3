"""Answers as tables: CSV (RFC 4180) that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import orjson
from pydantic import BaseModel

MEDIA_TYPE = "text/csv"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
# With these, and an apostrophe of its own before any, so that the text can be told again.
_GUARDED = (*_FORMULA, "'")


def is_wanted(accept: str) -> bool:
    """Whether a client would rather have a table than JSON, by its Accept header."""
    weights = dict(_weights(accept))
    table = weights.get(MEDIA_TYPE, weights.get("text/*", 0.0))
    plain = weights.get("application/json", weights.get("application/*", weights.get("*/*", 0.0)))
    return table > 0 and table >= plain


def table(kind: type[BaseModel], rows: Iterable[BaseModel]) -> str:
    """Rows of one kind: a header line, then a line each; what is no single value is JSON.

    A part that has parts of its own is spread over columns such as `proof.block`.
    """
    columns = list(_columns(kind))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(".".join(path) for path in columns)
    for row in rows:
        plain = row.model_dump(mode="json", by_alias=True)
        writer.writerow(_cell(_value(plain, path)) for path in columns)
    return out.getvalue()


def _columns(kind: type[BaseModel], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, field in kind.model_fields.items():
        here = (*path, field.serialization_alias or field.alias or name)
        inner = _model(field.annotation)
        if inner is None:
            yield here
        else:
            yield from _columns(inner, here)


def _model(kind: Any) -> type[BaseModel] | None:
    """The one model that a field may hold, None for anything else."""
    if get_origin(kind) is Annotated:
        return _model(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        parts = [one for one in get_args(kind) if one is not type(None)]
        return _model(parts[0]) if len(parts) == 1 else None
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _value(plain: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        if plain is None:
            return None
        plain = plain[name]
    return plain


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return "'" + value if value.startswith(_GUARDED) else value
        case int() | float():
            return str(value)
    return orjson.dumps(value).decode()


def _weights(accept: str) -> Iterator[tuple[str, float]]:
    for part in accept.lower().split(","):
        kind, *parameters = (one.strip() for one in part.split(";"))
        given = [one.removeprefix("q=") for one in parameters if one.startswith("q=")]
        try:
            yield kind, float(given[0]) if given else 1.0
        except ValueError:
            yield kind, 0.0

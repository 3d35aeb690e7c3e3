"""An example for every shape, made from its schema: by what a field is called, then by its type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]
_HASH, _ADDRESS = "0x" + "1f" * 32, "0x" + "2e" * 20
_SIGNED = "0x" + "3d" * 64 + "1b"
_POINT = (
    "BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKW" + "T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"
)
_NOW = 1_790_000_000
_DEEPEST = 8
_NAMED: dict[str, Any] = {
    "accepted": _NOW,
    "act": _HASH,
    "auth": "YXV0aGVudGljYXRpb24hIQ",
    "activity": 2,
    "block": 4_711,
    "choice": 1,
    "community": _ADDRESS,
    "contributions": 1,
    "data": "0x0f",
    "date": "2026-09-12",
    "deadline": _NOW + 86_400,
    "description": "An evening for newcomers",
    "detail": "What was wrong, in a sentence.",
    "digest": _HASH,
    "endpoint": "https://push.example.org/send/1",
    "epoch": 4,
    "evidence": ["https://example.org/newcomers"],
    "from": 4,
    "key": "8e03978e-40d5-43e8-bc93-6894a57f9324",
    "levels": [8, 5, 15],
    "link": "https://example.org/ane",
    "login": "ane",
    "member": 3,
    "joined": _NOW,
    "name": "Ane",
    "next": "/v1/communities/1/members?after=50",
    "p256dh": _POINT,
    "points": [60, 40],
    "pointer": "/body/act/member",
    "rationale": _HASH,
    "sequence": 1,
    "signature": _SIGNED,
    "signer": _ADDRESS,
    "status": 202,
    "summary": "member 3 records: 1.50 of Organising in epoch 4",
    "text": "I was there.",
    "time": _NOW,
    "title": "Newcomers' evenings",
    "tx": "0x" + "5c" * 32,
    "type": "/v1/problems/NotFound",
    "error": "NotFound",
    "hint": "Look it up in the list of its kind.",
    "url": f"/v1/acts/{_HASH}",
    "units": 150,
    "vote": 2,
    "voted": 1,
}
_ABSENT = frozenset(
    (
        *("problem", "recovery", "departed", "suspended_until", "removed", "withdrawal", "contest"),
        *("replaced_by", "replaces", "retracted", "refusal", "amends", "reply_to"),
    )
)
"""What is usually not there."""
_TEXTS = (
    ("^0x[0-9a-fA-F]{64}$", _HASH),
    ("^0x[0-9a-f]{40}$", _ADDRESS),
    (r"^0x([0-9a-fA-F]{40}|[0-9a-fA-F]{168})$", _ADDRESS),
)

_TRIED = (
    *(_SIGNED, _HASH, _ADDRESS, "0x", "record", "2026", '"one"', "https://example.org/1"),
    *("a" * 64, "a" * 32, "ane@example.org", f"comment {'a' * 32}", "text", "Ane", "1"),
)
"""What a pattern may be content with."""


def example(schema: Schema, schemas: Mapping[str, Schema], name: str = "", depth: int = 0) -> Any:
    """A value that a schema takes; schemas: those that it may name."""
    if "$ref" in schema:
        return example(schemas[schema["$ref"].rpartition("/")[2]], schemas, name, depth)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    for choice in ("allOf", "oneOf", "anyOf"):
        if choice in schema:
            return _chosen(schema[choice], schemas, name, depth)
    named = _NAMED.get(name)
    if named is not None and _takes(schema, named):
        return named
    return _by_type(schema, schemas, name, depth)


def _chosen(choices: list[Schema], schemas: Mapping[str, Schema], name: str, depth: int) -> Any:
    if (depth > _DEEPEST or name in _ABSENT) and {"type": "null"} in choices:
        return None
    named = _NAMED.get(name)
    for one in choices:
        if named is not None and _takes(one, named):
            return named
    return example(choices[0], schemas, name, depth)


def _by_type(schema: Schema, schemas: Mapping[str, Schema], name: str, depth: int) -> Any:
    match schema.get("type"):
        case "object":
            return _object(schema, schemas, depth)
        case "array":
            least = schema.get("minItems", 0)
            inner = schema.get("items", {})
            count = max(least, 1 if depth < _DEEPEST and schema.get("maxItems", 1) else 0)
            return [example(inner, schemas, name, depth + 1) for _ in range(count)]
        case "string":
            return _text(schema)
        case "integer" | "number":
            return max(int(schema.get("minimum", 1)), 1 if schema.get("maximum", 1) >= 1 else 0)
        case "boolean":
            return False
    return None


def _object(schema: Schema, schemas: Mapping[str, Schema], depth: int) -> dict[str, Any]:
    required = schema.get("required", ())
    return {
        name: example(inner, schemas, name, depth + 1)
        for name, inner in schema.get("properties", {}).items()
        if name in required or depth < 2
    }


def _text(schema: Schema) -> str:
    pattern = schema.get("pattern")
    if pattern is None:
        return "text".ljust(schema.get("minLength", 0), "t")[: schema.get("maxLength", 64)]
    fitting = (text for known, text in _TEXTS if known == pattern)
    tried = [next(fitting, ""), *_TRIED]
    fits = (text for text in tried if text and re.search(pattern, text))
    return next((text for text in fits if len(text) <= schema.get("maxLength", 512)), "")


def _takes(schema: Schema, value: Any) -> bool:
    kinds = {int: "integer", str: "string", list: "array"}
    if schema.get("type") != kinds[type(value)]:
        return False
    if isinstance(value, str):
        fits = re.search(schema.get("pattern", ""), value) is not None
        return fits and len(value) <= schema.get("maxLength", len(value))
    if isinstance(value, list):
        inner = schema.get("items", {})
        return not value or inner.get("type") == kinds[type(value[0])]
    return bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))

"""The description of the API: what the framework makes of the routes, and what it cannot know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any

from eth_hash.auto import keccak
from fastapi import FastAPI

from api import problems
from api.examples import example
from api.keys import PATTERN
from api.limits import FREE
from api.refusals import refusals

Json = dict[str, Any]
_PROBLEM = "#/components/schemas/Problem"
_DEFAULT = ("/Problem", "/HTTPValidationError")
_LIMITED: Json = {
    "description": "This caller asks for more than its limit; see Retry-After",
    "content": {problems.MEDIA_TYPE: {"schema": {"$ref": _PROBLEM}}},
}
_SHOWN = 3
"""So many refusals of a status are shown as examples."""
_UNUSED = ("HTTPValidationError", "ValidationError")


def describe(app: FastAPI) -> None:
    """Complete the description: problems by name, the key that is required, examples."""
    generate = app.openapi

    def openapi() -> Json:
        if app.openapi_schema is None:
            complete(generate())
        assert app.openapi_schema is not None
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def complete(document: Json) -> None:
    """Complete a description in its place."""
    components = document["components"]
    components.setdefault("examples", {})
    schemas = components["schemas"]
    for method, path, operation in operations(document):
        if path not in FREE:
            operation["responses"]["429"] = deepcopy(_LIMITED)
        _require_key(operation.get("parameters", ()))
        _retype(operation["responses"])
        for status, names in refusals(method, path, operation).items():
            _name(operation["responses"][str(status)], status, names, components)
        _show(operation, schemas)
    for name in _UNUSED:
        schemas.pop(name, None)


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    """Every operation: method, path and what is said of it."""
    for path, found in document["paths"].items():
        for method, operation in found.items():
            yield method, path, operation


def _retype(responses: Mapping[str, Json]) -> None:
    """Problems have a media type of their own; the framework takes one for all models."""
    for response in responses.values():
        content = response.get("content", {})
        schema = content.get("application/json", {}).get("schema", {})
        if schema.get("$ref", "").endswith(_DEFAULT):
            content[problems.MEDIA_TYPE] = content.pop("application/json")
            content[problems.MEDIA_TYPE]["schema"] = {"$ref": _PROBLEM}


def _require_key(parameters: Iterable[Json]) -> None:
    """Say that the key is required: its absence is a problem of its own, with another status."""
    for one in parameters:
        if one["name"] == "idempotency-key":
            one["required"] = True
            one["schema"] = {"type": "string", "pattern": PATTERN}


def _name(response: Json, status: int, names: list[str], components: Json) -> None:
    """Say by which names a status is answered; operations share what they have in common."""
    content = response.get("content", {}).get(problems.MEDIA_TYPE)
    if content is None or not names:
        return
    # Some operations are refused by a hundred names, and all acts by the same ones.
    shared = f"Problem{status}_{keccak(' '.join(names).encode()).hex()[:6]}"
    of_these = {"properties": {"error": {"enum": names}}}
    components["schemas"][shared] = {"allOf": [{"$ref": _PROBLEM}, of_these]}
    content["schema"] = {"$ref": f"#/components/schemas/{shared}"}
    shown = names[:_SHOWN]
    content["examples"] = {name: {"$ref": f"#/components/examples/{name}"} for name in shown}
    for name in shown:
        components["examples"][name] = {"value": _example_of(name, status)}


def _example_of(name: str, status: int) -> Json:
    told, hint = problems.meaning_of(name) or ("", "")
    found = problems.problem(status, name, told, hint=hint)
    return found.model_dump(exclude_none=True)


def _show(operation: Json, schemas: Mapping[str, Json]) -> None:
    """Put an example to what is posted, and to what is answered when all is well."""
    holders = [operation.get("requestBody", {})]
    holders += [found for status, found in operation["responses"].items() if status < "400"]
    for holder in holders:
        content = holder.get("content", {}).get("application/json")
        if content and "example" not in content and "examples" not in content:
            content["example"] = example(content["schema"], schemas)

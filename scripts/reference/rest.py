"""The page of the gateway's routes, from the OpenAPI document that it serves itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from api.app import create_app
from api.services import Services
from ledger_py.accounts import Accounts
from ledger_py.chain.client import Node
from ledger_py.chain.deployment import Deployment
from ledger_py.chain.rpc import Rpc
from ledger_py.outbox import Outbox
from ledger_py.settings import Settings
from ledger_py.store import Store
from scripts.reference.markdown import page, sentence, table

Json = dict[str, Any]
_SHARED = re.compile(r"Problem\d{3}_[0-9a-f]{6}")
_SHOWN = 6
"""So many names of refusals are listed with a status."""


def rest_page() -> str:
    """Every route of the REST interface: what it takes and what it answers."""
    document = _with_refusals_in_place(openapi())
    schemas = document["components"]["schemas"]
    return page(
        "The REST interface",
        "The gateway serves the same for tools, as OpenAPI, at `/v1/openapi.json`. Ids count from "
        "1; units are hundredths; times are seconds since 1970 (UTC). A refusal is a problem "
        "document (RFC 9457) whose `error` is listed in [errors](errors.md).",
        *(part for path, item in document["paths"].items() for part in _routes(path, item)),
        "## Schemas",
        *(part for name in sorted(schemas) for part in _schema(name, schemas[name])),
    )


def _with_refusals_in_place(document: Json) -> Json:
    """The document with the names of refusals where they are answered, no shapes of their own."""
    schemas = document["components"]["schemas"]
    shared = {name: schemas.pop(name) for name in list(schemas) if _SHARED.fullmatch(name)}
    for item in document["paths"].values():
        for route in item.values():
            for answer in route["responses"].values():
                for content in answer.get("content", {}).values():
                    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
                    content["schema"] = shared.get(name, content.get("schema", {}))
    return document


def openapi() -> Json:
    """Return the OpenAPI document of a gateway that has nothing behind it."""
    node = Node(Rpc("http://127.0.0.1:9"))
    store = Store("sqlite://")
    # The embedded profile has pages of its own and no route more, but makes files when it starts.
    settings = Settings.model_construct(profile="network")
    services = Services(
        settings=settings,
        store=store,
        outbox=Outbox(store),
        node=node,
        deployment=Deployment(0, "", 0, "", "", "", "", "", ""),
        accounts=Accounts(settings.accounts_file),
        ready=dict,
    )
    return create_app(services).openapi()


def _routes(path: str, item: Json) -> Iterator[str]:
    for method, route in item.items():
        yield f"## `{method.upper()} {path}`"
        yield sentence(route.get("description") or route.get("summary"))
        if given := route.get("parameters"):
            rows = [_parameter(parameter) for parameter in given]
            yield table(("parameter", "in", "takes", "meaning"), rows)
        if body := route.get("requestBody"):
            yield f"Body: {_content(body)}."
        answers = [
            (f"`{status}`", _when(answer), _content(answer))
            for status, answer in sorted(route["responses"].items())
        ]
        yield table(("status", "when", "answer"), answers)


def _when(answer: Json) -> str:
    told = str(answer.get("description", ""))
    said = sentence("Done" if told == "Successful Response" else told)
    names = _refusals(answer)
    shown = f" ({', '.join(f'`{name}`' for name in names)})" if len(names) <= _SHOWN else ""
    return said + shown if names else said


def _refusals(answer: Json) -> list[str]:
    """By which names a problem is told; of acts there are many, listed with the errors."""
    for content in answer.get("content", {}).values():
        for part in content.get("schema", {}).get("allOf", ()):
            if "properties" in part:
                return list(part["properties"]["error"]["enum"])
    return []


def _parameter(parameter: Json) -> tuple[str, str, str, str]:
    name = f"`{parameter['name']}`" + (" (required)" if parameter.get("required") else "")
    told = sentence(parameter.get("description"))
    return name, parameter["in"], _kind(parameter["schema"]).removesuffix(" or nothing"), told


def _schema(name: str, schema: Json) -> Iterator[str]:
    yield f"### {name}"
    yield sentence(schema.get("description"))
    required = schema.get("required", [])
    rows = [
        (
            f"`{field}`" + ("" if field in required else " (optional)"),
            _kind(inner),
            sentence(inner.get("description")),
        )
        for field, inner in schema.get("properties", {}).items()
    ]
    yield table(("field", "is", "meaning"), rows) if rows else _kind(schema)


def _content(holder: Json) -> str:
    kinds = holder.get("content", {})
    told = [f"{_kind(kind.get('schema', {}))} as `{media}`" for media, kind in kinds.items()]
    return " or ".join(told)


def _kind(schema: Json) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return " or ".join(f"`{value}`" for value in schema["enum"])
    if "allOf" in schema:
        return _kind(schema["allOf"][0])
    for key in ("anyOf", "oneOf"):
        if key in schema:
            return " or ".join(dict.fromkeys(_kind(one) for one in schema[key]))
    if schema.get("type") == "array":
        return f"a list of {_kind(schema.get('items', {}))}"
    return _words(schema)


def _words(schema: Json) -> str:
    names = {"integer": "whole number", "string": "text", "boolean": "yes or no", "null": "nothing"}
    kind = str(schema.get("type", "anything"))
    low, high = schema.get("minimum"), schema.get("maximum")
    bounds = f" {low:,.0f} to {high:,.0f}" if low is not None and high is not None else ""
    return names.get(kind, kind) + bounds

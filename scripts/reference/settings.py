"""The page of settings, from `ledger_py.settings`."""

from __future__ import annotations

import re
from typing import Any

from ledger_py.settings import PREFIX, SUFFIX, Settings, secrets
from scripts.reference.markdown import attribute_docs, page, table


def settings_page() -> str:
    """Every setting: its variable, what it takes, its default, what it is for."""
    told = attribute_docs(Settings)
    rows = [
        (_variable(name), _plain_type(field.annotation), _default(field), told[name])
        for name, field in Settings.model_fields.items()
    ]
    return page(
        "Settings",
        "Each setting is an environment variable. `make run` passes `PORT` and `DATA_DIR` on; the "
        "`auzolan` command reads the variables, and its options win over them. A variable that "
        f"begins with `{PREFIX}` and is not in this table is refused, so that a slip of the pen "
        "never goes unnoticed. What is secret may be in a file that only its owner may read: the "
        f"variable that ends in `{SUFFIX}` names it. No secret has a default outside the embedded "
        "profile, and no other setting is read from a file.",
        table(("variable", "takes", "default", "what it is for"), rows),
        "The network profile needs `AUZOLAN_RPC_URL`, and a worker `AUZOLAN_RELAYER_KEY` too; "
        "the embedded profile has a chain of its own and refuses an `AUZOLAN_RPC_URL`. Engine, "
        "node, key and fees are the network profile's alone.",
    )


def _variable(name: str) -> str:
    variable = f"{PREFIX}{name.upper()}"
    return f"`{variable}`" + (f" or `{variable}{SUFFIX}`" if name in secrets() else "")


def _plain_type(kind: Any) -> str:
    if "tuple" in str(kind):
        return "texts, with commas between"
    choices = re.findall(r"'([^']+)'", str(kind)) if "Literal" in str(kind) else []
    if choices:
        return " or ".join(f"`{choice}`" for choice in choices)
    names = {"Path": "a path", "int": "a whole number", "str": "text"}
    return next(word for name, word in names.items() if re.search(rf"\b{name}\b", str(kind)))


def _default(field: Any) -> str:
    return "none" if field.default in (None, ()) else f"`{field.default}`"

"""The page of settings, from `ledger_py.settings`."""

from __future__ import annotations

import re
from typing import Any

from ledger_py.settings import PREFIX, Settings
from scripts.reference.markdown import attribute_docs, page, table


def settings_page() -> str:
    """Every setting: its variable, what it takes, its default, what it is for."""
    told = attribute_docs(Settings)
    rows = [
        (f"`{PREFIX}{name.upper()}`", _plain_type(field.annotation), _default(field), told[name])
        for name, field in Settings.model_fields.items()
    ]
    return page(
        "Settings",
        "Each setting is an environment variable. `make run` passes `PORT` and `DATA_DIR` on; the "
        "`auzolan` command reads the variables, and its options win over them. A variable that "
        f"begins with `{PREFIX}` and is not in this table is refused, so that a slip of the pen "
        "never goes unnoticed. Nothing is read from files.",
        table(("variable", "takes", "default", "what it is for"), rows),
        "The network profile needs `AUZOLAN_RPC_URL`, and a worker `AUZOLAN_RELAYER_KEY_FILE` too; "
        "the embedded profile has a chain of its own and refuses an `AUZOLAN_RPC_URL`. Engine, "
        "node, key and fees are the network profile's alone.",
    )


def _plain_type(kind: Any) -> str:
    choices = re.findall(r"'([^']+)'", str(kind)) if "Literal" in str(kind) else []
    if choices:
        return " or ".join(f"`{choice}`" for choice in choices)
    names = {"Path": "a path", "int": "a whole number", "str": "text"}
    return next(word for name, word in names.items() if re.search(rf"\b{name}\b", str(kind)))


def _default(field: Any) -> str:
    return "none" if field.default is None else f"`{field.default}`"

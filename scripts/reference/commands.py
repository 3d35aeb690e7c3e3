"""The page of the `auzolan` command, from its own help."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import typer

from ledger_py import cli
from scripts.reference.markdown import page, paragraphs, sentence, table


def command_page() -> str:
    """Every command of `auzolan`, with its arguments and options."""
    root = typer.main.get_command(cli.app)
    parts = list(_commands(root, ["auzolan"]))
    return page(
        "The `auzolan` command",
        sentence(root.help),
        sentence(root.epilog),
        "With `--json` a command answers with one JSON document, and tells a refusal as JSON on "
        "standard error. It ends with 0 when done, 1 when refused, 2 when used wrongly, 3 when an "
        "act is accepted and not yet on the chain, and 4 when something differs from the chain.",
        *parts,
    )


def _commands(command: Any, names: list[str]) -> Iterator[str]:
    inner = getattr(command, "commands", {})
    if inner:
        for name, child in inner.items():
            yield from _commands(child, [*names, name])
        return
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option" and not p.hidden]
    yield f"## `{' '.join(names)}`"
    yield paragraphs(command.help)
    yield f"```\n{' '.join([*names, *map(_usage, arguments), '[OPTIONS]'])}\n```"
    rows = [(f"`{_usage(argument)}`", sentence(argument.help)) for argument in arguments]
    rows += [(_flags(option), sentence(option.help)) for option in options]
    yield table(("argument or option", "meaning"), rows)


def _usage(argument: Any) -> str:
    word = (argument.metavar or argument.name).upper()
    word += "..." if argument.nargs != 1 else ""
    return word if argument.required else f"[{word}]"


def _flags(option: Any) -> str:
    kind = "" if option.is_flag else f" {_value(option)}"
    flags = ", ".join(f"`{flag}{kind}`" for flag in [*option.opts, *option.secondary_opts])
    return flags + (" (required)" if option.required else "")


def _value(option: Any) -> str:
    """What an option takes: its choices, or the kind of its value."""
    kind = option.type_descriptor.annotation
    if isinstance(kind, type) and issubclass(kind, Enum):
        return "|".join(str(choice.value) for choice in kind)
    names = {int: "NUMBER", Path: "PATH"}
    return names.get(kind, "TEXT")

"""The page of errors: the contracts' and Python's own."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import api
import ledger_py
from api import problems
from ledger_py import explanations
from ledger_py.errors import AuzolanError, contract_error
from scripts.reference.markdown import page, sentence, table

FAMILIES = {
    "Of every signed act": explanations.ACTS,
    "Of the record (`Community`): people": explanations.PEOPLE,
    "Of the record (factory and `Community`): rules and work": explanations.RECORD,
    "Of the will (`Assembly`)": explanations.ASSEMBLY,
    "Of the will (`Assembly`): shares, proposals, elections": explanations.VOTING,
    "Of the compiler and the library": explanations.PLATFORM,
}


def errors_page() -> str:
    """Every named refusal, with what it means, what to do, and its HTTP status."""
    parts: list[str] = []
    for title, family in FAMILIES.items():
        parts += [f"## {title}", _contract_errors(family)]
    ours = [
        (f"`{e.__name__}`", sentence(e.__doc__), str(e.hint or "–"), f"`{e.__module__}`")
        for e in own_errors()
    ]
    return page(
        "Errors",
        "Every refusal has a name, says which rule was broken with the values that broke it, and "
        "what to do. The contracts' names are the same in Solidity, in `ledger_py.errors`, in the "
        "gateway's problem documents (RFC 9457, field `error`) and on the pages. Words in braces "
        "stand for the error's values. *Status* is the gateway's HTTP status for a refusal that is "
        "known before the act is accepted; an act refused later is *failed* and carries the error.",
        *parts,
        "## Of Python",
        "These are raised by the library, the command and the gateway. Commands print them in one "
        "sentence and end with a status that is not 0.",
        table(("error", "means", "what to do", "defined in"), ours),
    )


def _contract_errors(family: dict[str, tuple[str, str]]) -> str:
    rows = [
        (f"`{name}`", sentence, hint, str(problems.status_of(contract_error(name, {}))))
        for name, (sentence, hint) in family.items()
    ]
    return table(("error", "means", "what to do", "status"), rows)


def own_errors() -> list[type[AuzolanError]]:
    """Return the named errors of Python's own, by module and name."""
    for name in _modules():
        importlib.import_module(name)
    classes = {e for e in _below(AuzolanError) if e.__name__ not in explanations.EXPLANATIONS}
    mine = [e for e in classes if e.__module__.split(".")[0] in ("ledger_py", "api", "scripts")]
    return sorted(mine, key=lambda e: (e.__module__, e.__name__))


def _modules() -> Iterator[str]:
    """Everything that may define an error; importing a program or a migration would run it."""
    for package in (ledger_py, api):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "__main__" not in module.name and ".migrations" not in module.name:
                yield module.name
    yield from ("scripts.dev", "scripts.demo.load")


def _below(kind: type[AuzolanError]) -> Iterator[type[AuzolanError]]:
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)

"""Imports go one way, each part does its own work only, and every file stays readable."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 299

LAYERS: tuple[tuple[str, ...], ...] = (
    (
        "ledger_py.people",
        "ledger_py.statements",
        "ledger_py.voting",
        "ledger_py.models",
        "ledger_py.units",
        "ledger_py.base64url",
        "ledger_py.errors",
        "ledger_py.explanations",
    ),
    (
        "ledger_py.scores",
        "ledger_py.columns",
        "ledger_py.whatif",
        "ledger_py.ties",
        "ledger_py.tally",
        "ledger_py.markets",
        "ledger_py.gap",
        "ledger_py.ballots",
        "ledger_py.structs",
        "ledger_py.proposals",
        "ledger_py.summaries",
        "ledger_py.typed_data",
        "ledger_py.commitments",
        "ledger_py.contents",
        "ledger_py.signers",
        "ledger_py.elsewhere",
        "ledger_py.importers",
    ),
    (
        "ledger_py.compiling",
        "ledger_py.store",
        "ledger_py.chain",
        "ledger_py.settings_shapes",
        "ledger_py.settings",
        "ledger_py.logs",
        "ledger_py.durable",
        "ledger_py.master",
    ),
    (
        "ledger_py.calls",
        "ledger_py.views",
        "ledger_py.offchain",
        "ledger_py.idempotency",
        "ledger_py.outbox",
        "ledger_py.together",
        "ledger_py.pen",
        "ledger_py.invitations",
        "ledger_py.membership",
        "ledger_py.assembly",
        "ledger_py.ledger",
        "ledger_py.door",
        "ledger_py.figures",
        "ledger_py.accounts",
        "ledger_py.parts",
        "ledger_py.erasure",
        "ledger_py.carrying",
        "ledger_py.discussion",
        "ledger_py.drafts",
        "ledger_py.evidence",
    ),
    (
        "ledger_py.relay",
        "ledger_py.underway",
        "ledger_py.holding",
        "ledger_py.handlers",
        "ledger_py.windows",
        "ledger_py.indexer",
        "ledger_py.duties",
        "ledger_py.notices",
        "ledger_py.asking",
        "ledger_py.outward",
        "ledger_py.webhooks",
        "ledger_py.telling",
        "ledger_py.postman",
        "ledger_py.letters",
        "ledger_py.pushes",
        "ledger_py.worker",
        "ledger_py.health",
        "ledger_py.metrics",
        "ledger_py.network",
        "ledger_py.verify",
        "ledger_py.backup",
    ),
    ("api", "ledger_py.cli", "scripts"),
)
"""From the ground up: a module imports from its own layer or from those below."""
FRONT = ("ledger_py",)
"""The package's front door: it names what is public, and pure things only, since all run it."""
PURE = LAYERS[0] + LAYERS[1]

IO = frozenset(
    """aiohttp alembic anyio api asyncio ftplib http httpx io logging multiprocessing os pathlib
    psycopg requests select shutil signal smtplib socket sqlalchemy sqlite3 ssl subprocess tempfile
    threading time urllib uvicorn web3 websockets""".split()  # noqa: SIM905 - one a line is a wall
)
IO_CALLS = frozenset({"open", "print", "input", "__import__", "exec", "eval"})
CHAIN, STORE = ("ledger_py.chain",), ("ledger_py.store",)
OWNERS: dict[str, tuple[str, ...]] = {
    "sqlalchemy": STORE,
    "alembic": STORE,
    "psycopg": STORE,
    "eth_abi": CHAIN,
    "eth_account": (*CHAIN, "ledger_py.accounts", "ledger_py.relay", "ledger_py.underway"),
    "coincurve": ("ledger_py.signers", "ledger_py.accounts", "ledger_py.verify"),
    "eth_utils": (),
    "prometheus_client": ("ledger_py.metrics",),
    "structlog": ("ledger_py.logs",),
    "web3": (),
}
"""Who alone may import a library; nobody web3 (docs/decisions/0009), and keccak is eth_hash's."""
LONGEST_FUNCTION = 40


def sources(*packages: str) -> list[Path]:
    return sorted(path for package in packages for path in (ROOT / package).rglob("*.py"))


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def below(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def layer_of(module: str) -> int:
    """The layer of a module; -1 when the table has no place for it."""
    for number, packages in enumerate(LAYERS):
        if any(below(module, package) for package in packages):
            return number
    return -1


def imported(tree: ast.AST, module: str, is_package: bool) -> Iterator[str]:
    """Every module that a file imports, wherever in it; `from a import b` may mean a or a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _base(node, module, is_package)
            yield from (_known(f"{base}.{alias.name}") or base for alias in node.names)


def _base(node: ast.ImportFrom, module: str, is_package: bool) -> str:
    if not node.level:
        return node.module or ""
    parts = module.split(".")
    up = parts[: len(parts) - node.level + (1 if is_package else 0)]
    return ".".join([*up, node.module] if node.module else up)


def _known(module: str) -> str | None:
    path = ROOT / module.replace(".", "/")
    return module if path.with_suffix(".py").is_file() or path.is_dir() else None


def imports_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return set(imported(tree, module_of(path), path.name == "__init__.py"))


def own(module: str) -> bool:
    return module.split(".")[0] in ("ledger_py", "api", "scripts")


Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(*nodes: ast.AST) -> list[Function]:
    """The functions in these nodes, at any depth."""
    return [n for node in nodes for n in ast.walk(node) if isinstance(n, Function)]


def length(function: Function) -> int:
    """The lines of a function's body."""
    return (function.end_lineno or 0) - function.body[0].lineno + 1


ALL = sources("ledger_py", "api", "scripts")
PRODUCT = sources("ledger_py", "api")
PURE_FILES = [path for path in PRODUCT if any(below(module_of(path), name) for name in PURE)]


def name_of(path: Path) -> str:
    return module_of(path)


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_module__has_its_layer__and_imports_none_above(path: Path) -> None:
    module = module_of(path)
    layer = 1 if module in FRONT else layer_of(module)
    assert layer >= 0, f"{module} has no place in the table of layers"
    for other in filter(own, imports_of(path)):
        if other in FRONT:
            assert not below(module, other), f"{module} imports its own package's front door"
        else:
            assert 0 <= layer_of(other) <= layer, f"{module} must not import {other}"


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_store_and_chain__know_nothing_of_each_other(path: Path) -> None:
    module = module_of(path)
    for one, other in (
        ("ledger_py.store", "ledger_py.chain"),
        ("ledger_py.chain", "ledger_py.store"),
    ):
        if below(module, one):
            assert not [name for name in imports_of(path) if below(name, other)]


@pytest.mark.parametrize("path", PURE_FILES, ids=name_of)
def test_pure_code__imports_and_calls__no_io(path: Path) -> None:
    found = {name.split(".")[0] for name in imports_of(path)} & IO
    assert not found, f"{module_of(path)} is pure and imports {found}"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not calls & IO_CALLS


@pytest.mark.parametrize("path", PRODUCT, ids=name_of)
def test_library__with_an_owner__is_imported_by_it_alone(path: Path) -> None:
    module = module_of(path)
    for name in imports_of(path):
        owners = OWNERS.get(name.split(".")[0])
        allowed = owners is None or any(below(module, owner) for owner in owners)
        assert allowed, f"{module} imports {name}, which is for {owners} alone"


@pytest.mark.parametrize("path", PRODUCT, ids=name_of)
def test_file__stays_under_three_hundred_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


# A migration is a list of tables; a command's signature is its help, so bodies are what counts,
# and what is defined within is a function of its own.
@pytest.mark.parametrize("path", [p for p in ALL if "versions" not in p.parts], ids=name_of)
def test_function__stays_under_forty_lines(path: Path) -> None:
    for node in functions(ast.parse(path.read_text(encoding="utf-8"))):
        lines = length(node) - sum(map(length, functions(*node.body)))
        assert lines < LONGEST_FUNCTION, f"{node.name} has {lines} lines"


def test_pure_code__is_found_where_the_table_says() -> None:
    found = {module_of(path) for path in PURE_FILES}
    assert set(PURE) <= found


def test_table__finds_an_import__in_every_form() -> None:
    code = (
        "import web3.types\nfrom ledger_py import store\nfrom ledger_py.models import Act\n"
        "def late():\n    from .schema import acts\n    from . import rows\n"
    )
    found = set(imported(ast.parse(code), "ledger_py.store.reads", False))
    assert found == {
        "web3.types",
        "ledger_py.store",
        "ledger_py.models",
        "ledger_py.store.schema",
        "ledger_py.store.rows",
    }

"""Small wrong versions of a contract's functions, made from the compiler's syntax trees.

Each mutant changes one place: a comparison, a calculation, a condition, a number or one of our
numeric constants by one, a truth value, or a statement (a refusal among them) that is left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

Json = dict[str, Any]
Change = tuple[int, int, str]

INSTEAD = """< <= >=; <= < >; > >= <=; >= > <; == !=; != ==; && ||; || &&; + -; - +; * /; / *; % *;
<< >>; >> <<; & |; | &; ^ &; += -=; -= +=; *= /=; /= *=; |= &=; &= |="""
SWAPS = {operator: others for operator, *others in map(str.split, INSTEAD.split(";"))}
NEGATED_ALREADY = frozenset({"<", "<=", ">", ">=", "==", "!="})
CONDITIONAL = frozenset({"IfStatement", "ForStatement", "WhileStatement", "Conditional"})
REMOVABLE = frozenset(
    """IfStatement ForStatement ExpressionStatement Return RevertStatement EmitStatement
    Continue Break InlineAssembly YulExpressionStatement YulAssignment""".split()  # noqa: SIM905
)


@dataclass(frozen=True)
class Mutant:
    """One change to one function; `was` and `now` are the lines it touches, before and after."""

    file: str
    function: str
    start: int
    end: int
    text: str
    was: str
    now: str

    def within(self, source: bytes, start: int, end: int) -> bytes:
        """Return this range of the file with the change made."""
        return source[start : self.start] + self.text.encode() + source[self.end : end]


def mutants(trees: Json, sources: dict[str, str], targets: tuple[str, ...]) -> list[Mutant]:
    """Return every mutant of the functions that a target, `Contract.function`, names."""
    constants = {node["id"] for tree in trees.values() for node in walk(tree) if _is_number(node)}
    found = {}
    for file, tree in trees.items():
        source = sources[file].encode()
        for name, function in functions(tree):
            if any(fnmatchcase(name, target) for target in targets):
                for change in _changes(function["body"], source, constants):
                    mutant = _mutant(file, name, source, change)
                    found[mutant.function, mutant.was, mutant.now] = mutant
    return list(found.values())


def functions(tree: Json) -> Iterator[tuple[str, Json]]:
    """Return the functions of a file that have a body, as (`Contract.function`, node)."""
    for contract in tree["nodes"]:
        for node in contract.get("nodes", []):
            if node["nodeType"] == "FunctionDefinition" and node.get("body"):
                yield f"{contract['name']}.{node['name'] or node['kind']}", node


def _mutant(file: str, function: str, source: bytes, change: Change) -> Mutant:
    start, end, text = change
    first, last = source.rfind(b"\n", 0, start) + 1, source.find(b"\n", end)
    was, head, tail = source[first:last], source[first:start], source[end:last]
    now = head + text.encode() + tail
    return Mutant(file, function, start, end, text, _one_line(was), _one_line(now))


def _one_line(code: bytes) -> str:
    return " ".join(code.decode().split())


def walk(node: Any) -> Iterator[Json]:
    """Return a syntax tree's nodes, each before what is in it."""
    if isinstance(node, list):
        for item in node:
            yield from walk(item)
    elif isinstance(node, dict):
        if "nodeType" in node and "src" in node:
            yield node
        for value in node.values():
            yield from walk(value)


def _is_number(node: Json) -> bool:
    kind = node.get("typeDescriptions", {}).get("typeString") or ""
    return bool(node.get("constant")) and kind.startswith(("uint", "int"))


def _changes(body: Json, source: bytes, constants: set[int]) -> Iterator[Change]:
    for node in walk(body):
        kind = node["nodeType"]
        if kind in ("BinaryOperation", "Assignment"):
            yield from _swapped(node, source)
        elif kind == "UnaryOperation":
            yield from _turned(node)
        elif kind in ("Literal", "YulLiteral"):
            yield from _off_by_one(node)
        elif node.get("referencedDeclaration") in constants:
            yield from ((*span(node), f"({_code(node, source)} {s} 1)") for s in "+-")
        elif kind == "VariableDeclarationStatement":
            yield from _undefined(node)
        if kind in CONDITIONAL and node.get("condition"):
            yield from _negated(node["condition"], source)
        if kind in REMOVABLE and not _stands_alone(node, body):
            yield *whole(node, source), "{}"


def span(node: Json) -> tuple[int, int]:
    """Return where a node begins and ends in its file, in bytes."""
    start, length, _ = map(int, node["src"].split(":"))
    return start, start + length


def whole(statement: Json, source: bytes) -> tuple[int, int]:
    """Return where a statement begins and ends, its semicolon included."""
    start, end = span(statement)
    return start, end + (source[end : end + 1] == b";")


def _code(node: Json, source: bytes) -> str:
    return source[slice(*span(node))].decode()


def _swapped(node: Json, source: bytes) -> Iterator[Change]:
    """Another operator between the same two sides."""
    left = node.get("leftExpression") or node["leftHandSide"]
    operator = node["operator"]
    at = source.index(operator.encode(), span(left)[1])
    yield from ((at, at + len(operator), other) for other in SWAPS.get(operator, ()))


def _turned(node: Json) -> Iterator[Change]:
    """Up for down, or the operator left out; `delete` is a statement."""
    (start, end), operator = span(node), node["operator"]
    at = start if node["prefix"] else end - len(operator)
    if operator in ("++", "--"):
        yield at, at + 2, "--" if operator == "++" else "++"
    elif operator != "delete":
        yield at, at + len(operator), ""


def _off_by_one(node: Json) -> Iterator[Change]:
    (start, end), value = span(node), node.get("value") or ""
    if node["kind"] == "bool":
        yield start, end, "false" if value == "true" else "true"
    elif node["kind"] == "number" and not node.get("subdenomination") and "." not in value:
        number = int(value.replace("_", ""), 0)
        yield from ((start, end, str(n)) for n in (number + 1, number - 1) if n >= 0)


def _undefined(node: Json) -> Iterator[Change]:
    """A variable that keeps the value it has before it is given one."""
    value, names = node.get("initialValue"), node["declarations"]
    if value and len(names) == 1:
        kind = names[0]["typeDescriptions"]["typeString"]
        empty = "false" if kind == "bool" else "0" if kind.startswith("uint") else ""
        if empty and value.get("value") != empty:
            yield *span(value), empty


def _negated(condition: Json, source: bytes) -> Iterator[Change]:
    operator = condition.get("operator")
    if operator not in NEGATED_ALREADY and operator != "!":
        yield *span(condition), f"!({_code(condition, source)})"


def _stands_alone(node: Json, body: Json) -> bool:
    """Tell whether to leave out the `if` around this is the same, or it ends a round of a `for`."""
    src = node["src"]
    return any(
        src == (other.get("loopExpression") or {}).get("src")
        or (not other.get("falseBody") and src == (other.get("trueBody") or {}).get("src"))
        for other in walk(body)
    )

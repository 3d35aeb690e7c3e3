"""Every mutant in one contract: a number that the tests choose says which of them is alive.

To compile each mutant by itself takes far longer than to try it. So a changed expression becomes
`block.coinbase == address(7) ? changed : as it is`, a changed statement an `if` of the same kind;
with the zero address as the coinbase, the code does what it did.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scripts.mutants import Json, Mutant, functions, span, walk, whole

ALIVE = "block.coinbase == address({})"
MARK = re.compile(rb"block\.coinbase == address\((\d+)\)")
LOOPS = frozenset({"IfStatement", "ForStatement", "WhileStatement"})
SIMPLE = frozenset(
    """ExpressionStatement Return RevertStatement EmitStatement Continue Break
    InlineAssembly""".split()  # noqa: SIM905
)


@dataclass(frozen=True)
class Spot:
    """A place where one code can stand for another: an expression or a whole statement."""

    start: int
    end: int
    is_expression: bool

    def holds(self, start: int, end: int) -> bool:
        """Tell whether this range lies within."""
        return self.start <= start and end <= self.end


def weave(name: str, text: str, tree: Json, numbered: dict[int, Mutant]) -> bytes:
    """Return a file with those mutants woven in that are its own, and nothing `pure` in it.

    Raises LookupError for a mutant that has no place.
    """
    source = text.encode()
    spots = sorted(
        {spot for _, function in functions(tree) for spot in _spots(function["body"], source)},
        key=lambda spot: (spot.start, -spot.end),
    )
    at: dict[Spot, dict[int, Mutant]] = {}
    for number, mutant in numbered.items():
        if mutant.file != name:
            continue
        within = [spot for spot in spots if spot.holds(mutant.start, mutant.end)]
        if not within:
            raise LookupError(f"{mutant.function}: no place for {mutant.now}")
        narrowest = min(within, key=lambda spot: spot.end - spot.start)
        at.setdefault(narrowest, {})[number] = mutant
    used = sorted(at, key=lambda spot: (spot.start, -spot.end))
    return unpure(_woven(source, 0, len(source), used, at))


def unpure(source: bytes) -> bytes:
    """Let every function read the coinbase, as it has to ask who is alive."""
    return re.sub(rb"\bpure\b", b"view", source)


def _spots(body: Json, source: bytes) -> Iterator[Spot]:
    after_each_round = {(node.get("loopExpression") or {}).get("src") for node in walk(body)}
    for node in walk(body):
        kind = node["nodeType"]
        if kind in LOOPS and node.get("condition"):
            yield Spot(*span(node["condition"]), True)
        if kind == "VariableDeclarationStatement" and node.get("initialValue"):
            if len(node["declarations"]) == 1:
                yield Spot(*span(node["initialValue"]), True)
            # Between tuples there is no choice; between what a call is given there is.
            for argument in node["initialValue"].get("arguments", ()):
                yield Spot(*span(argument), True)
        elif node["src"] in after_each_round and kind == "ExpressionStatement":
            yield Spot(*span(node), True)
        elif kind in LOOPS or kind in SIMPLE:
            yield Spot(*whole(node, source), False)


def _woven(
    source: bytes,
    start: int,
    end: int,
    spots: list[Spot],
    at: dict[Spot, dict[int, Mutant]],
) -> bytes:
    """Return a range of the file with the mutants of these spots, the outer before the inner."""
    parts, done = [], start
    while spots:
        spot, *rest = spots
        inner = [other for other in rest if spot.holds(other.start, other.end)]
        spots = [other for other in rest if other not in inner]
        plain = _woven(source, spot.start, spot.end, inner, at)
        parts += [source[done : spot.start], _choice(source, spot, plain, at[spot])]
        done = spot.end
    return b"".join([*parts, source[done:end]])


def _choice(source: bytes, spot: Spot, plain: bytes, mutants: dict[int, Mutant]) -> bytes:
    changed = {
        number: mutant.within(source, spot.start, spot.end) for number, mutant in mutants.items()
    }
    if spot.is_expression:
        choices = [
            f"{ALIVE.format(n)} ? (".encode() + code + b") : " for n, code in changed.items()
        ]
        return b"(" + b"".join(choices) + b"(" + plain + b"))"
    choices = [f"if ({ALIVE.format(n)}) {{ ".encode() + c + b" } else " for n, c in changed.items()]
    return b"{ " + b"".join(choices) + b"{ " + plain + b" } }"


def culprit(woven: bytes, start: int) -> int | None:
    """Return the mutant for which the compiler complains of what begins there."""
    here = MARK.match(woven, start)
    before = here or max(MARK.finditer(woven, 0, start), key=re.Match.start, default=None)
    return int(before[1]) if before else None

"""How the tests of every language are called, for the pages that name them."""

import re
from pathlib import Path

TITLE = re.compile(r'\b(?:describe|it)\(\s*(["`])(.*?)\1', re.DOTALL)
DOOR = re.compile(r", \$\{how\}$| \(seed \$\{seed\}\)$")


def titles_of(path: Path) -> set[str]:
    """The names of the tests in a file: titles, the sentences of a table, or functions."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return set(re.findall(r"^ *def (test_\w+)", source, re.MULTILINE))
    if path.suffix == ".sol":
        return set(re.findall(r"\bfunction (test\w+)", source))
    told = [title for _, title in TITLE.findall(source)]
    return {DOOR.sub("", title) for title in told + re.findall(r'\bwhen: "([^"]+)"', source)}

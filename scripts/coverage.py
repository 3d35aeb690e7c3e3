"""Run the contracts' tests with coverage; fail when a line is not reached and nobody says why.

Hardhat marks statements in a copy of the contracts and notes which ones run. It sees statements
only: not which side of a condition or of `?:` decided, nothing inside assembly, nothing of the
libraries, and it does not know whether a test looks at what it reached. A line counts as reached
when each statement on it was. Marked code is larger and dearer than ours, so the tests of size and
gas are left out.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from scripts.audited import make_copy, test_files
from scripts.explained import Finding, is_explained
from scripts.export_abi import ROOT

CONTRACT = re.compile(r"^(?:abstract contract|contract|library|interface) (\w+)")
FUNCTION = re.compile(r"^ {4}(?:(?:function|modifier) (\w+)|(constructor|receive|fallback)\b)")


class NotMeasured(Exception):
    """There is no coverage to speak of; the message says what failed."""


def measure(root: Path) -> tuple[str, str]:
    """Return Hardhat's table and its lcov file; the pages it draws go to `coverage/html`."""
    with tempfile.TemporaryDirectory() as folder:
        copy = make_copy(root, Path(folder) / "copy")
        command = ["hardhat", "test", "--coverage", *test_files(copy)]
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True)
        if done.returncode:
            raise NotMeasured(f"{done.stdout}{done.stderr}\nThe tests fail when they are measured.")
        shutil.rmtree(root / "coverage", ignore_errors=True)
        shutil.copytree(copy / "coverage", root / "coverage")
    _, _, table = done.stdout.partition("Saved html report to")
    return table.partition("\n")[2].strip(), (root / "coverage" / "lcov.info").read_text()


def uncovered(lcov: str, root: Path) -> Iterator[Finding]:
    """Read which lines were not reached, each as {function, line}: its place and its text."""
    file = ""
    for record in lcov.splitlines():
        kind, _, rest = record.partition(":")
        if kind == "SF":
            file = rest
        elif kind == "DA" and rest.split(",")[1] == "0":
            lines = (root / file).read_text(encoding="utf-8").splitlines()
            at = int(rest.split(",")[0]) - 1
            yield {"function": _function(lines[: at + 1]), "line": lines[at].strip()}


def _function(lines: list[str]) -> str:
    """Return `Contract.function` for the last of these lines."""
    name = ""
    for line in reversed(lines):
        function, contract = FUNCTION.match(line), CONTRACT.match(line)
        if function and not name:
            name = function[1] or function[2]
        if contract:
            return f"{contract[1]}.{name}"
    return name


def main() -> int:
    """Measure; 1 when a line is neither reached nor explained, or a test fails."""
    try:
        table, lcov = measure(ROOT)
    except NotMeasured as error:
        print(error, file=sys.stderr)
        return 1
    print(table)
    return 0 if is_explained(uncovered(lcov, ROOT), "coverage", ROOT) else 1


if __name__ == "__main__":
    raise SystemExit(main())

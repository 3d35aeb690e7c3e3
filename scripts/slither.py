"""Run Slither over `contracts/`; fail when a finding is not explained, or an explanation is stale.

Slither gets the sources as our own compiler reads them, and reads their syntax trees. Findings in
libraries alone are left out. Comments that silence it have no effect: reasons stand in one file.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.audited import compiler_of, syntax_input
from scripts.explained import Finding, is_explained
from scripts.export_abi import ROOT, Json, read_sources

OPTIONS = [
    *("--compile-force-framework", "solc-json", "--json", "-"),
    *("--exclude-location", "--show-ignored-findings", "--fail-none", "--disable-color"),
    # It compares the versions that files ask for: ours is one, the libraries state ranges.
    *("--exclude", "pragma"),
]
PLACE = re.compile(r" \([^()]*\.sol#[\d-]+\)")


class NotAnalysed(Exception):
    """Slither gave no result; the message is the last it said."""


def findings(root: Path) -> list[Finding]:
    """Return what Slither says of our own contracts, each as {detector, finding}."""
    return [
        {"detector": result["check"], "finding": _text(result["description"])}
        for result in _run(syntax_input(root, read_sources(root)), root)
        if _is_ours(result["elements"])
    ]


def _run(sources: Json, root: Path) -> list[Json]:
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(sources, file)
        file.flush()
        options = [*OPTIONS, "--solc", compiler_of(root)]
        command = [sys.executable, "-m", "slither", file.name, *options]
        # Slither walks through sets; with a seed of its own, their order is the same each time.
        env = {**os.environ, "PYTHONHASHSEED": "0"}
        done = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True)
    answer = json.loads(done.stdout) if done.stdout.startswith("{") else {}
    if not answer.get("success"):
        said = (answer.get("error") or done.stderr).strip() or "nothing"
        raise NotAnalysed(f"Slither gave no result; it said: {said}")
    results: list[Json] = answer["results"].get("detectors", [])
    return results


def _is_ours(elements: list[Json]) -> bool:
    places = [str(element["source_mapping"]["filename_relative"]) for element in elements]
    return not places or any(place.startswith("contracts/") for place in places)


def _text(description: str) -> str:
    """Return a description in one line, without places, inner headings and chance order."""
    head, *rest = [" ".join(PLACE.sub("", line).split()) for line in description.splitlines()]
    return " ".join([head, *sorted(line for line in rest if line and not line.endswith(":"))])


def main() -> int:
    """Analyse; 1 when something is unexplained or Slither did not run."""
    try:
        return 0 if is_explained(findings(ROOT), "slither", ROOT) else 1
    except NotAnalysed as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    raise SystemExit(main())

"""Break the contracts in one place at a time; fail when the tests do not notice, unexplained.

All mutants of the functions in TARGETS are compiled into one copy of the contracts; each is then
brought to life by itself and meets the contracts' tests until one of them fails. Survivors stand,
each with its reason, in `contracts/explained/mutants.jsonl`.
"""

import argparse
import json
import sys
import tempfile
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatchcase
from pathlib import Path

from scripts.audited import make_copy
from scripts.explained import Finding, is_explained
from scripts.export_abi import ROOT
from scripts.mutant_bench import Bench, NotMeasured, plant
from scripts.mutants import Mutant

TARGETS = (
    *("SignedActs.*", "Members._authorise*", "Members._isSignerOf", "Votes._authorise*"),
    *("Contributions._settle", "Contributions._capped", "Slots.*"),
)
"""Who may act, and what counts. `--only 'Relay.*'` and the like try others."""
Results = dict[Mutant, bool]
"""Whether each mutant was noticed."""


def run(root: Path, targets: tuple[str, ...], jobs: int) -> Results:
    """Return which mutants were noticed; what is not valid Solidity is none."""
    with tempfile.TemporaryDirectory() as folder:
        copy = make_copy(root, Path(folder) / "copy")
        numbered = plant(root, copy, targets)
        bench = Bench(copy)
        print(f"{len(numbered)} mutants, {jobs} at a time", flush=True)
        results: Results = {}
        with ThreadPoolExecutor(jobs) as pool:
            noticed = pool.map(bench.notices, numbered)
            for mutant, is_noticed in zip(numbered.values(), noticed, strict=True):
                results[mutant] = is_noticed
                if not is_noticed:
                    print(f"{mutant.function}: {mutant.was} -> {mutant.now}", flush=True)
                if len(results) % 25 == 0:
                    print(f"{len(results)} of {len(numbered)}", flush=True)
        return results


def survivors(results: Results) -> list[Finding]:
    """Return the mutants that no test noticed, as they are explained."""
    return [
        {"function": mutant.function, "was": mutant.was, "now": mutant.now}
        for mutant, noticed in results.items()
        if not noticed
    ]


def counts(results: Results) -> dict[str, Counter[bool]]:
    """Return how many mutants of each function were noticed and were not."""
    table: dict[str, Counter[bool]] = defaultdict(Counter)
    for mutant, noticed in results.items():
        table[mutant.function][noticed] += 1
    return dict(sorted(table.items()))


def show(table: dict[str, Counter[bool]]) -> None:
    """Print the counts."""
    print(f"{'function':42} mutants  killed  survived")
    for function, noticed in [*table.items(), ("all", sum(table.values(), Counter()))]:
        print(f"{function:42} {noticed.total():7} {noticed[True]:7} {noticed[False]:9}")


def write_figures(table: dict[str, Counter[bool]], path: Path) -> None:
    """Write one row a function; the limit is every mutant, of which some change nothing at all.

    Rows of functions that were not tried now stay.
    """
    kept = {row["name"]: row for row in json.loads(path.read_text())} if path.exists() else {}
    for function, noticed in table.items():
        name = f"mutants of {function} that the contracts' tests notice"
        kept[name] = {
            "name": name,
            "unit": "mutants",
            "ours": noticed[True],
            "peer": None,
            "limit": noticed.total(),
            "command": "make mutate",
        }
    rows = [kept[name] for name in sorted(kept)]
    path.write_text(json.dumps(rows, indent=2) + "\n")


def main() -> int:
    """Mutate; 1 when a survivor is unexplained, an explanation is stale, or nothing was run."""
    parser = argparse.ArgumentParser(description="Mutate the contracts and run their tests.")
    parser.add_argument("--only", nargs="+", default=TARGETS, help="functions: Contract.function")
    parser.add_argument("--jobs", type=int, default=2, help="mutants at a time")
    given = parser.parse_args()
    targets = tuple(given.only)
    try:
        results = run(ROOT, targets, given.jobs)
    except NotMeasured as error:
        print(error, file=sys.stderr)
        return 1
    table = counts(results)
    show(table)
    write_figures(table, ROOT / "bench" / "results" / "mutation.json")

    def within(entry: Finding) -> bool:
        return any(fnmatchcase(entry["function"], target) for target in targets)

    return 0 if is_explained(survivors(results), "mutants", ROOT, within) else 1


if __name__ == "__main__":
    raise SystemExit(main())

"""Where the mutants are tried: a copy of the contracts that holds them all, and their tests."""

import contextlib
import json
import os
import re
import signal
import subprocess
import threading
import time
from fnmatch import fnmatchcase
from pathlib import Path

from scripts.audited import compiler_of, syntax_input, test_files
from scripts.export_abi import Json, read_sources
from scripts.mutant_weave import culprit, unpure, weave
from scripts.mutants import Mutant, mutants

CONFIG = """import config from "./hardhat.config.js";

const { networks, test } = config;
const coinbase = `0x${Number(process.env.MUTANT ?? 0).toString(16).padStart(40, "0")}`;
const changes = { coinbase, allowUnlimitedContractSize: true };
const network = { type: "edr-simulated", ...networks?.default, ...changes };
const solidity = { ...test?.solidity, coinbase };
export default {
  ...config,
  networks: { ...networks, default: network },
  test: { ...test, solidity },
};
"""
HARDHAT = ("hardhat", "--config", "mutants.config.js")
KEENEST = ("record.test.js", "refusals.test.js", "relay.test.js")
"""Tests that notice most, and soon; they are run first."""
FAILED = re.compile(r"^\s*\d+\) ")
NOBODY = 0
"""The number with which no mutant is alive."""


class NotMeasured(Exception):
    """Nothing can be said of mutants; the message is one sentence for a person."""


def plant(root: Path, copy: Path, targets: tuple[str, ...]) -> dict[int, Mutant]:
    """Weave all mutants that compile into the copy's contracts; return them by number."""
    sources = read_sources(root)
    trees = {name: found["ast"] for name, found in _check(root, sources)["sources"].items()}
    found = mutants(trees, sources, targets)
    for target in targets:
        if not any(fnmatchcase(mutant.function, target) for mutant in found):
            raise NotMeasured(f"{target} names no function that could be changed.")
    numbered = dict(enumerate(found, 1))
    own = [name for name in sources if name.startswith("contracts/")]
    invalid: set[int] | None = None
    while invalid != set():
        numbered = {n: mutant for n, mutant in numbered.items() if n not in (invalid or ())}
        woven = {name: weave(name, sources[name], trees[name], numbered) for name in own}
        texts = {name: text.decode() for name, text in woven.items()}
        answer = _check(root, sources | texts)
        invalid = {_culprit(error, woven) for error in _errors(answer)}
    for path in (copy / "tests").rglob("*.sol"):
        texts[path.relative_to(copy).as_posix()] = unpure(path.read_bytes()).decode()
    for name, text in texts.items():
        (copy / name).write_text(text, encoding="utf-8")
    return numbered


def _culprit(error: Json, woven: dict[str, bytes]) -> int:
    place = error["sourceLocation"]
    number = culprit(woven[place["file"]], place["start"])
    if number is None:
        raise NotMeasured(f"The contracts do not compile: {error['formattedMessage']}")
    return number


def _check(root: Path, sources: dict[str, str]) -> Json:
    """Let the compiler read the sources without making code."""
    given = json.dumps(syntax_input(root, sources))
    command = [compiler_of(root), "--standard-json"]
    done = subprocess.run(command, input=given, capture_output=True, text=True)
    answer: Json = json.loads(done.stdout)
    return answer


def _errors(answer: Json) -> list[Json]:
    return [error for error in answer.get("errors", []) if error["severity"] == "error"]


class Bench:
    """The copy of the contracts that holds all mutants, compiled, and its tests."""

    def __init__(self, folder: Path) -> None:
        files = sorted(test_files(folder), key=lambda file: not file.endswith(KEENEST))
        fuzzed = [file for file in files if file.endswith(".sol")]
        self._parts = [["solidity", *fuzzed]] if fuzzed else []
        self._parts.append(["nodejs", *(file for file in files if file not in fuzzed)])
        self._folder = folder
        self._limit = 1_200.0
        (folder / "mutants.config.js").write_text(CONFIG)
        built = subprocess.run([*HARDHAT, "build"], cwd=folder, capture_output=True, text=True)
        if built.returncode:
            raise NotMeasured(f"{built.stderr}\nHardhat does not compile the mutants.")
        started = time.monotonic()
        if self.notices(NOBODY):
            raise NotMeasured("The tests fail although no mutant is alive.")
        self._limit = 30 + 5 * (time.monotonic() - started)

    def notices(self, number: int) -> bool:
        """Tell whether a test fails, or does not end, while this mutant is alive."""
        return not all(self._passes(part, number) for part in self._parts)

    def _passes(self, part: list[str], number: int) -> bool:
        with subprocess.Popen(
            [*HARDHAT, "test", part[0], "--no-compile", *part[1:]],
            cwd=self._folder,
            env={**os.environ, "MUTANT": str(number)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        ) as process:
            clock = threading.Timer(self._limit, _end, [process])
            clock.start()
            assert process.stdout
            for line in process.stdout:
                if FAILED.match(line):
                    _end(process)
            clock.cancel()
        return process.returncode == 0


def _end(process: "subprocess.Popen[str]") -> None:
    """End a run of the tests with all that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)

"""Set the repository up: `setup.py run` for the ledger, `setup.py test` for the tests as well.

Runs before anything is installed, so it uses the standard library alone. Python's and Node's
packages are installed side by side; what is up to date is left alone, which takes milliseconds.
"""

import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from scripts.setup_show import Progress, Show, StepFailed

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
MODULES = ROOT / "node_modules"
LOGS = ROOT / ".setup"
KINDS = ("run", "test")
OLDEST_NODE = 20
# Where Debian keeps PostgreSQL's programs, one folder per version, off the path.
POSTGRESQL = Path("/usr/lib/postgresql")
# Hardhat's native part is left out, without a word, by an npm that runs on an older Node.
HARDHAT_NODE = 22
# The pinned Node brings certificates of its own and would not see those this machine trusts.
CHILD_ENV = {"DEBIAN_FRONTEND": "noninteractive", "NODE_USE_SYSTEM_CA": "1"}


def main() -> int:
    """Set up what the first argument names; 1 with one sentence when something is missing."""
    kind = sys.argv[1] if sys.argv[1:] else ""
    if kind not in KINDS:
        print("usage: setup.sh run|test", file=sys.stderr)
        return 2
    LOGS.mkdir(exist_ok=True)
    show = Show(sys.stdout)
    try:
        with alone(show), show:
            set_up(kind, show)
    except StepFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped; the next run goes on from here.", file=sys.stderr)
        return 130
    return 0


class alone:  # noqa: N801 - reads as the `with` statement it is used in
    """Hold the set-up for one process: two `make run` side by side share one clone."""

    def __init__(self, show: Show) -> None:
        self._show = show
        self._file = (LOGS / "lock").open("w")

    def __enter__(self) -> None:
        import fcntl

        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._show.say("waiting for another set-up in this folder to end")
            fcntl.flock(self._file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self._file.close()


def set_up(kind: str, show: Show) -> None:
    """Install what is not up to date, compile the contracts, see to what the tests drive."""
    python_kind, python_mark = wanted(kind, VENV, python_inputs)
    node_kind, node_mark = wanted(kind, MODULES, node_inputs)
    steps: list[tuple[str, Callable[[Progress], None]]] = []
    if not is_marked(VENV, python_mark):
        require_venv(show)
        steps.append(("Python packages", lambda p: install_python(python_kind, python_mark, p)))
    if not is_marked(MODULES, node_mark):
        node = require_node()
        steps.append(("Node packages", lambda p: install_node(node_kind, node_mark, node, p)))
    with ThreadPoolExecutor(max_workers=2) as pool:
        for running in [pool.submit(show.run, name, step) for name, step in steps]:
            running.result()
    show.run("Contracts", compile_contracts)
    if kind == "test":
        install_browser(show)
        install_postgresql(show)
        # Only `make bench` misses it, and says so.
        if not shutil.which("wrk"):
            with suppress(StepFailed):
                install_packages(show, ["wrk"], "What measures the gateway")


# What is installed is written, as a hash of its inputs, into the folder it was installed in.


def wanted(kind: str, folder: Path, inputs: Callable[[str], list[str]]) -> tuple[str, str]:
    """Return the kind to install and its mark; what has the tests' packages keeps them."""
    installed = mark_of(folder).partition(" ")[0]
    chosen = max(kind, installed if installed in KINDS else kind, key=KINDS.index)
    digest = hashlib.sha256(json.dumps(inputs(chosen)).encode()).hexdigest()
    return chosen, f"{chosen} {digest}"


def mark_of(folder: Path) -> str:
    """Return the mark that the last complete installation left in this folder."""
    try:
        return (folder / ".set-up").read_text()
    except OSError:
        return ""


def is_marked(folder: Path, mark: str) -> bool:
    """Tell whether this folder holds exactly what the mark stands for."""
    return mark_of(folder) == mark


def lock_file(kind: str) -> Path:
    """Return the lock file with what this kind needs."""
    return ROOT / ("requirements.lock" if kind == "run" else "requirements-dev.lock")


def python_inputs(kind: str) -> list[str]:
    """Return what decides how the virtual environment looks."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    package = [settings["build-system"], settings["project"], settings["tool"]["setuptools"]]
    locked = lock_file(kind).read_text()
    return [str(ROOT), platform.python_version(), json.dumps(package), locked]


def node_inputs(_kind: str) -> list[str]:
    """Return what decides how node_modules looks."""
    files = [ROOT / "package.json", ROOT / ".npmrc"]
    return [platform.machine(), *(path.read_text() for path in files)]


def require_venv(show: Show) -> None:
    """Make sure that this Python can make virtual environments; Debian packs that apart."""
    if not can_import("ensurepip"):
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        install_packages(show, [f"python{version}-venv"], "Virtual environments for Python")


def can_import(module: str) -> bool:
    """Tell whether a fresh interpreter finds this module."""
    told = subprocess.run([sys.executable, "-c", f"import {module}"], capture_output=True)
    return told.returncode == 0


def install_python(kind: str, mark: str, progress: Progress) -> None:
    """Make the virtual environment and put the locked packages and ourselves into it."""
    log = LOGS / "python.log"
    (VENV / ".set-up").unlink(missing_ok=True)
    if not is_usable():
        call([sys.executable, "-m", "venv", "--clear", str(VENV)], log)
    lock = lock_file(kind)
    total = len(re.findall(r"^[a-z0-9]\S*==", lock.read_text(), re.MULTILINE))
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    options = ["--no-deps", "--require-hashes", "--only-binary=:all:", "--progress-bar=off"]
    seen = 0

    def count(line: str) -> None:
        nonlocal seen
        if line.startswith(("Collecting ", "Requirement already ")):
            seen += 1
            progress.say(f"{min(seen, total)} of {total}" if seen < total else "installing")

    call([*pip, *options, "-r", str(lock)], log, each_line=count)
    call([*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)], log)
    (VENV / ".set-up").write_text(mark)


def is_usable() -> bool:
    """Tell whether there is an environment of this Python version, made in this folder."""
    code = "import pip, sys; print(sys.version_info[:3], sys.prefix)"
    try:
        told = subprocess.run([str(PYTHON), "-c", code], capture_output=True, text=True)
    except OSError:
        return False
    return told.stdout.strip() == f"{sys.version_info[:3]} {VENV}"


def require_node() -> int:
    """Return the major version of the machine's Node, which has to be new enough."""
    need = f"Node {OLDEST_NODE} or newer with npm is needed"
    for tool in ("node", "npm"):
        if not shutil.which(tool):
            raise StepFailed(f"{need} and `{tool}` was not found; install it and run this again.")
    told = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout.strip()
    major = int(re.sub(r"^v(\d+)\..*$", r"\1", told) or 0) if told.startswith("v") else 0
    if major < OLDEST_NODE:
        raise StepFailed(f"{need} and this one is {told or 'not running'}; install a newer one.")
    return major


def install_node(kind: str, mark: str, node: int, progress: Progress) -> None:
    """Install the pinned Node packages, for the tests by means of the pinned Node itself."""
    log = LOGS / "node.log"
    npm = ["npm", "install", "--no-progress", "--loglevel=error"]
    (MODULES / ".set-up").unlink(missing_ok=True)
    if kind == "run" or (node < HARDHAT_NODE and not (MODULES / ".bin" / "node").exists()):
        call([*npm, "--omit=dev"], log)
    if kind == "test":
        progress.say("with the tests' own")
        call(npm, log, path=MODULES / ".bin")
    if not list(MODULES.glob("@foundry-rs/anvil-*/bin/anvil*")):
        raise StepFailed(
            "npm has no `anvil`, the engine of the embedded chain, for this machine "
            f"({platform.system()} {platform.machine()}); use Linux or macOS on x86-64 or arm64."
        )
    (MODULES / ".set-up").write_text(mark)


def compile_contracts(progress: Progress) -> None:
    """Compile the contracts into the package, which takes no time when nothing has changed."""
    progress.say("compiling")
    call([str(PYTHON), "-m", "scripts.export_abi"], LOGS / "contracts.log")


def install_browser(show: Show) -> None:
    """Make sure of a Chromium for the tests of the pages."""
    if not any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        install_packages(show, ["chromium", "fonts-dejavu-core"], "A browser for the tests")


def install_postgresql(show: Show) -> None:
    """Make sure of a PostgreSQL for the tests, which start a server of their own."""
    if shutil.which("postgres") or list(POSTGRESQL.glob("*/bin/postgres")):
        return
    if os.geteuid() == 0:
        install_packages(show, ["postgresql-common"], "PostgreSQL's settings")
        # The programs are all that is needed: no server of this machine is to be started.
        settings = Path("/etc/postgresql-common/createcluster.conf")
        settings.write_text(settings.read_text() + "\ncreate_main_cluster = false\n")
    install_packages(show, ["postgresql"], "A PostgreSQL for the tests")


def install_packages(show: Show, packages: list[str], purpose: str) -> None:
    """Install the system's packages where that is allowed, else say in one sentence what to do."""
    names = " ".join(packages)
    if os.geteuid() != 0 or not Path("/etc/debian_version").exists():
        raise StepFailed(
            f"{purpose} is missing: install {names} "
            f"(on Debian or Ubuntu: `sudo apt-get install {names}`) and run this again."
        )
    log = LOGS / "system.log"

    def install(progress: Progress) -> None:
        progress.say(names)
        call(["apt-get", "update", "-q"], log)
        call(["apt-get", "install", "-qy", "--no-install-recommends", *packages], log)

    show.run(purpose, install)


def call(
    command: list[str],
    log: Path,
    path: Path | None = None,
    each_line: Callable[[str], None] = lambda line: None,
) -> None:
    """Run a command with its output in the log; a failure tells the log's name and last line."""
    search = os.pathsep.join(filter(None, [str(path) if path else "", os.environ["PATH"]]))
    env = {**os.environ, **CHILD_ENV, "PATH": search}
    last = ""
    with (
        log.open("a") as kept,
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as process,
    ):
        kept.write(f"$ {' '.join(command)}\n")
        assert process.stdout
        for line in process.stdout:
            kept.write(line)
            each_line(line)
            last = line.strip() or last
    if process.returncode:
        raise StepFailed(f"{last}\nThe full log is in {log.relative_to(ROOT)}.")


if __name__ == "__main__":
    raise SystemExit(main())

#!/bin/sh
# Finds a Python that can carry the project and hands over to scripts/setup.py with its arguments.
# A candidate is run, not only looked up: version managers leave commands behind that do nothing.
cd "$(dirname "$0")/.." || exit 1

can() { # can PYTHON TEST: does this command exist, run, and pass the test?
    "$1" -c "import sys; raise SystemExit(not ($2))" >/dev/null 2>&1
}

pick() { # pick TEST: prints the first candidate that passes
    for python in python3 python3.13 python3.12 python3.11 python3.14; do
        if can "$python" "$1"; then
            echo "$python"
            return 0
        fi
    done
    return 1
}

BEST="(3, 11) <= sys.version_info < (3, 14)" # 3.14 and later are untried
NEW="sys.version_info >= (3, 11)"
VENV="__import__('ensurepip')"

python=$(pick "$BEST and $VENV" || pick "$NEW and $VENV" || pick "$NEW") || {
    echo "Python 3.11 or newer is needed and was not found; install python3 and run this again." >&2
    exit 1
}
exec "$python" -m scripts.setup "$@"

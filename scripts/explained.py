"""What a tool found and a person explained, compared both ways.

`contracts/explained/<tool>.jsonl` holds one JSON object a line: what identifies the finding, and
`reason`. Findings are told apart by contract, function and text, never by line number.
"""

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

FOLDER = Path("contracts") / "explained"

Finding = dict[str, str]


def is_explained(
    found: Iterable[Finding],
    tool: str,
    root: Path,
    within: Callable[[Finding], bool] = lambda entry: True,
) -> bool:
    """Tell whether each finding has its reason and each reason its finding; print what has not.

    Only those explanations count that lie `within` what the tool looked at.
    """
    path = root / FOLDER / f"{tool}.jsonl"
    name = path.relative_to(root)
    lines = path.read_text(encoding="utf-8").splitlines()
    known = [entry for entry in map(json.loads, filter(None, lines)) if within(entry)]
    keys = [_key(entry) for entry in known]
    here = {_key(finding): finding for finding in found}
    new = [finding for key, finding in here.items() if key not in keys]
    gone = [entry for entry, key in zip(known, keys, strict=True) if key not in here]
    twice = [entry for at, entry in enumerate(known) if keys[at] in keys[:at]]
    silent = [entry for entry in known if not entry.get("reason", "").strip()]
    _show(f"Not explained in {name}; change the code, or add the line with a reason:", new, "")
    _show(f"Explained in {name} and found no more:", gone)
    _show(f"Explained twice in {name}:", twice)
    _show(f"Without a reason in {name}:", silent)
    print(f"{len(here)} found, {len(here) - len(new)} of them explained in {name}.")
    return not (new or gone or twice or silent)


def _key(entry: Finding) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, text) for name, text in entry.items() if name != "reason"))


def _show(heading: str, entries: list[Finding], reason: str | None = None) -> None:
    if not entries:
        return
    print(heading, file=sys.stderr)
    for entry in entries:
        line = entry if reason is None else {**entry, "reason": reason}
        print(json.dumps(line, ensure_ascii=False), file=sys.stderr)

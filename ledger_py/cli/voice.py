"""One member's voice at the command line: an act is said, followed to the chain, and answered."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import orjson
import typer

from ledger_py.cli.desk import ChoiceMissing, Desk, describe
from ledger_py.cli.options import LARGEST_ID
from ledger_py.cli.show import Show
from ledger_py.ledger import Ledger
from ledger_py.outbox import AcceptedAct
from ledger_py.store.rows import Community

Key: TypeAlias = Annotated[
    str | None, typer.Option("--key", help="Idempotency key: the same key says it only once.")
]
MemberId: TypeAlias = Annotated[int, typer.Argument(help="The member's id.", min=1, max=LARGEST_ID)]
SECONDS = {"m": 60, "h": 3_600, "d": 86_400}


@dataclass(frozen=True, slots=True)
class Voice:
    """A community as one member speaks in it, and where the answer goes."""

    desk: Desk
    show: Show
    community: Community
    pen: Ledger
    by: str

    def told(self, accepted: AcceptedAct, sentence: str, **more: Any) -> None:
        """Follow an act until the chain has it and say so; raise ActRefused, NotYet.

        more: what the JSON answer says besides.
        """
        (state,) = self.desk.follow([accepted])
        self.show.done(sentence)
        self.show.say(f"  act {accepted.act}")
        self.show.answer(describe(accepted, state) | more)


def voice(by: str, community: str | None, as_json: bool, data_dir: Path | None) -> Voice:
    """The voice of the member for whom the managed key of this label speaks."""
    desk = Desk(data_dir)
    found = desk.community(community)
    return Voice(desk, Show(as_json), found, desk.pen(found, by), by)


def hexed(text: str, what: str) -> bytes:
    """Bytes written as 0x hex."""
    try:
        return bytes.fromhex(text.removeprefix("0x"))
    except ValueError:
        raise ChoiceMissing(f"{text[:40]!r} is no {what}.", "Write it as 0x hex.") from None


def lasting(text: str) -> int:
    """A length of time, `90m`, `36h` or `14d`, in seconds."""
    number, unit = text[:-1], text[-1:]
    if unit not in SECONDS or not number.isdecimal() or len(number) > 6:
        raise ChoiceMissing(f"{text!r} is no length of time.", "Write 90m, 36h or 14d.")
    return int(number) * SECONDS[unit]


def moment(text: str) -> int:
    """A day (2026-12-31) or a length of time from now (14d) as Unix seconds."""
    try:
        return int(datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).timestamp())
    except ValueError:
        return int(time.time()) + lasting(text)


def read_json(path: Path) -> Any:
    """What a file says, which is JSON."""
    try:
        return orjson.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ChoiceMissing(
            f"{path.name} cannot be read: {error.__class__.__name__}.", "Give a file with JSON."
        ) from None

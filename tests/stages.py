"""Which tests one process takes over from the next when several run the suite side by side.

A file is one piece, since its tests share what is costly to set up; and so are all journeys, which
share an installation.
"""

from __future__ import annotations

from xdist.scheduler import LoadFileScheduling


class Stages(LoadFileScheduling):
    """Gives out files in the order in which they were collected, and the journeys as one."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return "tests/journeys" if file.startswith("tests/journeys/") else file

    def schedule(self) -> None:
        """Begin; a file with many tests is not for that a long one."""
        self.config.option.loadscopereorder = False
        super().schedule()

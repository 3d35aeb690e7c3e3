"""What the journeys stand on: an installation that runs, and a watch over what its pages do."""

from __future__ import annotations

import json
import re
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import ConsoleMessage, Page, Request

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 90
LOAD_SECONDS = 240
LAST_VOTE, LAST_BALLOTS = 7, 4
"""The demonstration's last vote, an amendment, and the ballots cast about it."""
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
"""An authenticator as Chromium simulates it (WebAuthn's virtual authenticators)."""

_ONLY_ES256 = "pubKeyCredParams is missing at least one of the default algorithm identifiers"


@dataclass(frozen=True)
class Installation:
    """A gateway that runs, with the demonstration loaded; `home` is the community's page."""

    url: str
    home: str
    data: Path

    def get(self, path: str) -> dict[str, object]:
        """What the interface for tools answers."""
        with urlopen(self.url + path, timeout=10) as answer:
            found: dict[str, object] = json.load(answer)
        return found


@dataclass
class Watch:
    """What a page asked for and complained about, to be judged at the end of each test."""

    origin: str
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def on_request(self, request: Request) -> None:
        """Note a request that leaves the installation, which has a number and a name."""
        if not _by_name(request.url).startswith(_by_name(self.origin) + "/"):
            self.foreign.append(request.url)

    def on_console(self, message: ConsoleMessage) -> None:
        """Note an error or warning, but for refusals: tests look at what the page says of them.

        Chromium also warns of every site that takes no passkeys with RSA keys; no contract does.
        """
        address = message.location.get("url") or ""
        page_itself = address == (message.page.url if message.page else None)
        refused = "Failed to load resource" in message.text and (page_itself or "/v1/" in address)
        if message.type in ("error", "warning") and not (refused or _ONLY_ES256 in message.text):
            self.complaints.append(message.text)

    def follow(self, page: Page) -> None:
        """Watch a page."""
        page.on("request", self.on_request)
        page.on("console", self.on_console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))


def _by_name(url: str) -> str:
    return url.replace("//127.0.0.1:", "//localhost:", 1)


def address_of(process: subprocess.Popen[bytes], log: Path) -> str:
    for _ in range(START_SECONDS * 5):
        found = re.search(r"http://[\d.]+:\d+", log.read_text())
        if found:
            return found.group()
        if process.poll() is not None:
            break
        time.sleep(0.2)
    pytest.fail(f"The installation did not start:\n{log.read_text()}")


def wait_for_open_vote(url: str, log: Path) -> int:
    """The number of the community once its year-long votes are open and have all their ballots."""
    for _ in range(LOAD_SECONDS * 2):
        try:
            with urlopen(url + "/v1/communities", timeout=10) as answer:
                found = json.load(answer)["items"]
            if found:
                address = found[0]["community"]
                with urlopen(f"{url}/v1/communities/{address}/votes", timeout=10) as answer:
                    votes = json.load(answer)["items"]
                if len(votes) == LAST_VOTE and votes[-1]["ballots"] == LAST_BALLOTS:
                    return int(found[0]["number"])
        except OSError:
            pass
        time.sleep(0.5)
    pytest.fail(f"The demonstration was not loaded:\n{log.read_text()}")


def wait_until_pages_tell(url: str, log: Path, *, loading: bool) -> None:
    """Return once the pages say that the demonstration is being loaded, or no more."""
    for _ in range(LOAD_SECONDS * 2):
        with urlopen(url + "/words", timeout=10) as answer:
            if (b"is being loaded" in answer.read()) == loading:
                return
        time.sleep(0.5)
    pytest.fail(f"The pages never told that loading is {loading}:\n{log.read_text()}")

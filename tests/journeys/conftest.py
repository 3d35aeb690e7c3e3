"""Journeys run on the real thing: `scripts.dev` in a process of its own, seen through Chromium."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.databases import Database
from tests.journeys.stage import (
    CHROMIUM,
    DEVICE,
    FLAGS,
    ROOT,
    Installation,
    Watch,
    address_of,
    wait_for_open_vote,
    wait_until_pages_tell,
)


@pytest.fixture(scope="session")
def installation(
    database: Database, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """An installation of its own, begun empty, with the demonstration loaded."""
    folder = tmp_path_factory.mktemp("installation")
    log = folder / "log"
    log.touch()
    command = [sys.executable, "-m", "scripts.dev", "--port", "0", "--data-dir", folder / "data"]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=os.environ | database.env(folder),
        )
    try:
        url = address_of(process, log)
        wait_until_pages_tell(url, log, loading=True)
        number = wait_for_open_vote(url, log)
        wait_until_pages_tell(url, log, loading=False)
        yield Installation(url, f"{url}/communities/{number}", folder / "data")
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium as the machine has it; its event loop must not outlive the module."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        pytest.fail("The journeys need Chromium: install it, for example apt-get install chromium.")
    flags = [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=flags)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, installation: Installation) -> Iterator[Page]:
    """A desktop page of a visitor who comes for the first time; nothing may come from elsewhere."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    watch = Watch(installation.url)
    found = context.new_page()
    found.set_default_timeout(15_000)
    watch.follow(found)
    yield found
    context.close()
    assert watch.foreign == []
    assert watch.complaints == []


@pytest.fixture
def named(installation: Installation) -> str:
    """The installation under a name: browsers keep passkeys for names only."""
    return installation.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def device(browser: Browser, named: str) -> Iterator[Page]:
    """A visitor on a phone that verifies them, as Chromium simulates one."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    watch = Watch(named)
    found = context.new_page()
    found.set_default_timeout(15_000)
    watch.follow(found)
    session = context.new_cdp_session(found)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield found
    context.close()
    assert watch.foreign == []
    assert watch.complaints == []

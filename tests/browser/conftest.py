"""A real Chromium for the tests in this folder, and pages that fail the test when they do what no report may do."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from workshop import REPOSITORY

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

# Playwright brings browsers of its own, of hundreds of megabytes; the system's does as well.
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

Open = Callable[..., "Page"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine; Debian: apt-get install chromium")
    with playwright.sync_playwright() as started:
        # Containers run as root, and have little shared memory.
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield chromium
        chromium.close()


@pytest.fixture
def look(browser: Browser) -> Iterator[Open]:
    """Open a file once its script has done its work: ``look(file, "#page=...", width=390, color_scheme="dark")``.

    At the end the test fails if a page wrote on the console, raised an error, opened a dialog or a window, or asked for
    anything but the file.
    """
    contexts = []
    complaints: list[str] = []

    def refuse_dialog(dialog: Dialog) -> None:
        complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def opened(file: Path, fragment: str = "", *, width: int = 1280, ready: bool = True, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        context.set_default_timeout(20_000)
        context.on("console", lambda message: complaints.append(f"console: {message.text}"))
        context.on("weberror", lambda error: complaints.append(f"error: {error.error}"))
        context.on("dialog", refuse_dialog)
        address = file.resolve().as_uri()

        def refuse(route: Any) -> None:
            if route.request.url.split("#")[0] == address:
                route.continue_()
            else:
                complaints.append(f"request: {route.request.url[:200]}")
                route.abort()

        context.route("**/*", refuse)
        page = context.new_page()
        context.on("page", lambda other: complaints.append(f"window: {other.url}"))
        page.goto(address + fragment)
        if ready:
            page.wait_for_selector("html[data-ready]")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints


@pytest.fixture
def shots() -> Path:
    """Where screenshots go."""
    folder = REPOSITORY / "build/screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    file = Path(__file__).parent / "node_modules/axe-core/axe.min.js"
    if not file.is_file():
        pytest.skip("axe-core is not installed: npm ci --prefix tests/browser")
    return file.read_text(encoding="utf-8")

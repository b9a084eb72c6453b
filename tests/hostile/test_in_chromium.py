"""The hostile corpus in a real browser: behind all its walls, and behind the first one alone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from harness.pageview import CapturedPage
from harness.render.html.frame_style import OUTCOMES, outcome_style
from harness.render.html.pages import fragment
from harness.render.html.sandbox import POLICY, frame_of, iframe
from hostile.corpus import HOST, PAYLOAD, STRINGS, hostile_view, pages

HEAD = '<!DOCTYPE html><html><head><meta charset="utf-8"><title>Report</title>'
CSP = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
# A page may act only once somebody points at it, moves into it or waits.
TOUCH = """async () => {
  for (const node of document.querySelectorAll('body *')) {
    if (node.focus) node.focus();
    for (const kind of ['mouseover', 'click', 'focus', 'toggle', 'load', 'error', 'animationstart'])
      if (node.tagName !== 'A') node.dispatchEvent(new Event(kind, {bubbles: true, cancelable: true}));
  }
  await new Promise(requestAnimationFrame);
  return window.__pwned || 0;
}"""


class Visit:
    """What happened while a document was open."""

    def __init__(self, context: Any) -> None:
        self.page = context.new_page()
        self.requests: list[str] = []
        self.dialogs: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("dialog", self._dismiss)
        self.page.route("**/*", lambda route: route.abort())

    def _dismiss(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def open(self, document: str) -> tuple[int, list[str], list[str]]:
        """Open a document, touch everything in it; return what ran, what was asked for, and the dialogs."""
        self.page.set_content(document, wait_until="load")
        ran = self.page.evaluate(TOUCH)
        ran += sum(frame.evaluate("() => window.__pwned || 0") for frame in self.page.frames[1:])
        asked = [url for url in self.requests if not url.startswith(("about:", "data:image/"))]
        return ran, asked, self.dialogs


@pytest.fixture(scope="module")
def context() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if executable is None:
        pytest.skip("no Chromium on this machine")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser.new_context()
        browser.close()


@pytest.fixture
def visit(context: Any) -> Iterator[Visit]:
    visit = Visit(context)
    yield visit
    visit.page.close()


def frames() -> Iterator[tuple[str, str]]:
    for name, html in pages().items():
        yield name, frame_of(CapturedPage(name, html, ())).document
    for name, text in STRINGS.items():
        page = hostile_view(text).page
        assert page is not None
        yield name, frame_of(page).document.replace(OUTCOMES, outcome_style(hostile_view(text)))


def test_browser_would_run_and_fetch_what_the_corpus_holds(visit: Visit) -> None:
    ran, asked, dialogs = visit.open(f"{HEAD}</head><body>{pages()['handlers']}{pages()['media']}")
    assert ran
    assert any(HOST in url for url in asked)
    assert dialogs


def test_report_of_the_whole_corpus_runs_nothing_and_asks_for_nothing(visit: Visit) -> None:
    parts = [fragment(hostile_view(text)) for text in STRINGS.values()]
    parts += [iframe(document, name).replace('loading="lazy"', "") for name, document in frames()]
    result = visit.open(f"{HEAD}{CSP}</head><body>{''.join(parts)}</body></html>")
    assert result == (0, [], [])
    assert len(visit.page.frames) == 1 + len(pages()) + len(STRINGS)
    # The frames are there and readable, and are not stopped by the policy of the report around them.
    texts = [frame.evaluate("() => document.body.innerText") for frame in visit.page.frames[1:]]
    assert sum("ferry" in text for text in texts) >= len(pages()) - 1
    assert visit.page.frames[1].evaluate("() => getComputedStyle(document.body).maxWidth") == "720px"


def test_documents_alone_without_policy_or_sandbox_run_nothing_and_ask_for_nothing(visit: Visit) -> None:
    for name, document in frames():
        assert POLICY in document
        bare = document.replace(POLICY, "")
        if len(bare) < 50_000:
            assert visit.open(bare) == (0, [], []), name


def test_fragments_without_a_policy_run_nothing_and_ask_for_nothing(visit: Visit) -> None:
    parts = "".join(fragment(hostile_view(text)) for text in STRINGS.values())
    assert PAYLOAD in parts
    assert visit.open(f"{HEAD}</head><body>{parts}</body></html>") == (0, [], [])

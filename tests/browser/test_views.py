"""The words behind a page, and the page itself, in a run that was really made."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest

from harness.cli import call
from workshop import PAGE, write_case, write_workspace

from .conftest import Open
from .test_report import violations

HOSTILE = """<script>top.hacked=1;window.hacked=1</script><img src="https://evil.example/a.png" onerror="top.hacked=1">
<svg onload="top.hacked=1"></svg><a href="javascript:top.hacked=1">click</a><base href="https://evil.example/">
<meta http-equiv="refresh" content="0;url=https://evil.example/"><link rel=stylesheet href="https://evil.example/s.css">
<style>body{background:url(https://evil.example/b.png)}</style><form action="https://evil.example/"><input></form>
<iframe src="https://evil.example/"></iframe><p style="background:url(https://evil.example/c.png)">styled</p></body>"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a run over two cases and a hostile one."""
    root = write_workspace(tmp_path_factory.mktemp("views"))
    write_case(root / "golden/news/evil", PAGE.replace("</body>", HOSTILE))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        assert call(["run", "-E", "mine", "-E", "everything"]) == 0
        assert call(["report", "--html", "report.html"]) == 0
    return root / "report.html"


def test_page_shows_what_was_lost_beside_the_expected_text(look: Open, report: Path) -> None:
    page = look(report, f"#page={quote('news/bakery', safe='')}&extractor=mine")
    page.locator(".pv").wait_for()
    assert page.locator(".pv-side-expected .pv-lost").first.inner_text() == "[lost heading: What comes next]"
    page.get_by_label("extractor", exact=True).select_option(index=1)
    page.locator(".pv-side-output .pv-leak").first.wait_for()


def test_captured_page_is_drawn_in_a_frame_that_runs_and_asks_for_nothing(look: Open, report: Path) -> None:
    page = look(report, f"#page={quote('news/evil', safe='')}&extractor=everything")
    frame = page.frame_locator(".pv-frame")
    frame.get_by_text("Bakery opens on Mill Lane").first.wait_for()
    assert page.locator(".pv-frame").get_attribute("sandbox") == ""
    assert page.evaluate("window.hacked") is None
    # The colours of the marks: the policy lets the frame's own style in.
    ground = frame.get_by_text("A new bakery opened").evaluate("e => getComputedStyle(e).backgroundColor")
    assert ground != "rgba(0, 0, 0, 0)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_page_view_is_readable_by_all(look: Open, report: Path, axe: str, shots: Path, width: int, scheme: str) -> None:
    page = look(report, f"#page={quote('news/bakery', safe='')}&extractor=everything", width=width, color_scheme=scheme)
    page.locator(".pv-frame").wait_for()
    page.screenshot(path=shots / f"page-{width}-{scheme}.png")
    page.evaluate(axe)
    assert violations(page) == []

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
<iframe src="https://evil.example/"></iframe><p style="background:url(https://evil.example/c.png)">styled</p>
<script type="application/ld+json">{"headline":"</script><script>top.hacked=1</script>"}</script>
<style>p[title^=a]{background:url(https://evil.example/a)}@import "https://evil.example/i.css";</style>
<svg><a xlink:href="javascript:top.hacked=1"><text>svg</text></a><image href="https://evil.example/s.png"/></svg>
<p title='"><script>top.hacked=1</script>'>in an attribute</p><p>turned \u202egnp.exe\u2066 round</p>
<math><mtext><style><img src=x onerror="top.hacked=1"></style></mtext></math><template><script>1</script></template>
<p>&lt;img src=x onerror="top.hacked=1"&gt; and &lt;/script&gt;&lt;script&gt;top.hacked=1&lt;/script&gt;</p></body>"""
# Of every paragraph the first two thirds of the words.
HALF = """
from harness import extractor


def extract(page):
    import re

    pieces = (re.sub("<[^>]+>", " ", one).split() for one in re.findall("<p>(.*?)</p>", page.html, re.DOTALL))
    return "\\n".join(" ".join(words[: len(words) * 2 // 3]) for words in pieces if len(words) < 1000)


EXTRACTOR = extractor(extract)
"""
TITLE = "<title>Bakery</title><script>top.hacked=1</script>"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a run over two cases and a hostile one."""
    root = write_workspace(tmp_path_factory.mktemp("views"))
    write_case(root / "golden/news/evil", PAGE.replace("</body>", HOSTILE).replace("</head>", f"{TITLE}</head>"))
    write_case(root / "golden/news/long", PAGE.replace("</body>", f"<p>{'x' * 5_000_000}</p></body>"))
    (root / "extractors/half.py").write_text(HALF, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        assert call(["run", "-E", "mine", "-E", "half", "-E", "everything"]) == 0
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


def test_words_of_a_piece_that_is_there_in_part_are_coloured_one_by_one(look: Open, report: Path) -> None:
    page = look(report, f"#page={quote('news/bakery', safe='')}&extractor=half")
    frame = page.frame_locator(".pv-frame")
    frame.locator(".hit").first.wait_for()
    hits, misses = (frame.locator(f".pv-expected > .{name}").all_inner_texts() for name in ("hit", "miss"))
    expected = page.locator(".pv-side-expected .pv-text").inner_text()
    assert hits
    assert misses
    assert all(piece.strip() in expected for piece in hits)
    lost = frame.locator(".pv-expected > .miss").first.evaluate("e => getComputedStyle(e).textDecorationLine")
    assert lost == "line-through"


def test_hostile_page_stays_harmless_when_its_words_are_coloured(look: Open, report: Path) -> None:
    page = look(report, f"#page={quote('news/evil', safe='')}&extractor=half")
    frame = page.frame_locator(".pv-frame")
    frame.locator(".hit").first.wait_for()
    frame.get_by_text("top.hacked=1").first.wait_for()
    assert page.evaluate("window.hacked") is None
    assert frame.locator("script, svg, img, iframe, form, a[href], link, base, template, math").count() == 0
    assert frame.locator("[onerror], [onload]").count() == 0


def test_page_of_one_line_of_megabytes_opens_cut(look: Open, report: Path) -> None:
    page = look(report, f"#page={quote('news/long', safe='')}&extractor=everything")
    page.frame_locator(".pv-frame").get_by_text("The page is cut here").wait_for()
    assert report.stat().st_size < 400_000


def test_frame_follows_the_choice_of_light_or_dark(look: Open, report: Path) -> None:
    page = look(report, color_scheme="light")
    page.locator("#theme").click()
    page.evaluate(f"location.hash = 'page={quote('news/bakery', safe='')}&extractor=half'")
    scheme = page.frame_locator(".pv-frame").locator("html").evaluate("e => getComputedStyle(e).colorScheme")
    assert scheme == "dark"


def test_file_says_how_many_views_it_has(look: Open, report: Path) -> None:
    assert "it holds 12 pages, each extractor's worst" in look(report).locator("#words").inner_text()

"""Names and messages that want to be markup or script: none of them runs, none of them breaks the file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from crowds import crowd
from harness.leaderboard import build_report
from harness.render.html import render

from .conftest import Open

HOSTILE = (
    "</script><script>window.hacked=1</script>",
    '"><img src=x onerror="window.hacked=1">',
    "javascript:window.hacked=1",
    "<svg onload=window.hacked=1>",
    "</template></title></style><iframe srcdoc='<script>top.hacked=1</script>'>",
    "\u2028window.hacked=1\u2029",
    "{{ 7*7 }}${window.hacked=1}`+window.hacked",
    "\u202egnp.exe\u2066\u200b",
    "__proto__",
    "<!--<script>",
    "a&page=b#extractor=%00",
    "x" * 5_000_000,
)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report in which every string is hostile."""
    run = crowd(16, 16, names=HOSTILE, cases=HOSTILE, message=HOSTILE[0] + HOSTILE[1])
    run = replace(
        run,
        extractors=tuple(replace(info, version=HOSTILE[1]) for info in run.extractors),
        cases=tuple(
            replace(case, tags=(HOSTILE[0], HOSTILE[3]), language=HOSTILE[1], page_type=HOSTILE[2])
            for case in run.cases
        ),
        data_sets=tuple(replace(one, name=HOSTILE[0]) for one in run.data_sets),
        results=tuple(
            replace(one, counts={**one.counts, "ledger": {**(one.counts["ledger"] or {}), f"noise:{HOSTILE[0]}": 3}})
            for one in run.results
        ),
        environment={HOSTILE[0]: HOSTILE[1]},
        problems=HOSTILE,
        notices=HOSTILE,
    )
    file = tmp_path_factory.mktemp("hostile") / "report.html"
    file.write_text(render(build_report(run)), encoding="utf-8")
    return file


def test_nothing_of_theirs_runs_wherever_the_reader_goes(look: Open, report: Path) -> None:
    page = look(report)
    for select in ("protocol", "metric", "stratum", "heat", "order", "shade"):
        for i in range(page.locator(f"#{select} option").count()):
            page.locator(f"#{select}").select_option(index=i)
    page.locator("#cells td button").first.click()
    page.keyboard.press("Escape")
    page.locator("#filter").fill("<svg")
    page.locator("#find").fill("<svg")
    for element in page.locator("summary").all():
        element.click()
    assert page.evaluate("window.hacked") is None
    assert page.locator("img, iframe, object, embed").count() == 0


@pytest.mark.parametrize("name", HOSTILE[:-1], ids=range(len(HOSTILE) - 1))
def test_page_of_a_hostile_name_opens_as_text(look: Open, report: Path, name: str) -> None:
    page = look(report, f"#page={quote(name, safe='')}&extractor={quote(name, safe='')}")
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    assert page.evaluate("window.hacked") is None
    if name == HOSTILE[3]:
        assert dialog.get_by_role("heading").first.inner_text() == name
        assert dialog.locator("option:checked").inner_text().startswith(name)


def test_line_of_megabytes_is_cut(report: Path) -> None:
    assert report.stat().st_size < 120_000

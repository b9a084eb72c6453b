"""The comparison of two runs in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from crowds import crowd
from harness.compare.comparison import compare
from harness.compare.report import ComparisonReport
from harness.compare.sides import side_of_run
from harness.compare.texts import Texts
from harness.compare.word_diff import Passage, WordDiff
from harness.render.html import changes_of, render

from .conftest import Open
from .test_report import violations


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What changed between two runs that differ much, with the words of a page."""
    found = compare(*(side_of_run(crowd(8, 30, seed=seed), label=f"reports/run-{seed}") for seed in (1, 2)))
    words = WordDiff(
        (Passage("A new bakery opened on Mill Lane this morning", 9),),
        (Passage("READ MORE: The old bakery closes", 6), Passage("Subscribe", 1)),
        (Passage("She plans to hire two apprentices", 6),),
    )
    texts = Texts({(row.id, row.moved[0].case): words for row in found.rows if row.moved})
    file = tmp_path_factory.mktemp("comparison") / "report.html"
    file.write_text(render(None, comparison=changes_of(ComparisonReport(found, texts))), encoding="utf-8")
    return file


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_comparison_is_readable_by_all(
    look: Open, report: Path, axe: str, shots: Path, width: int, scheme: str
) -> None:
    page = look(report, width=width, color_scheme=scheme, ready=False)
    page.locator("#theme").wait_for()
    page.screenshot(path=shots / f"compare-{width}-{scheme}.png")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(axe)
    assert violations(page) == []


def test_extractors_that_changed_are_sorted_by_any_heading(look: Open, report: Path) -> None:
    page = look(report, ready=False)
    page.get_by_role("button", name="delta", exact=True).click()
    deltas = [float(one) for one in page.locator("tbody td:nth-child(5)").all_inner_texts()]
    assert deltas == sorted(deltas, reverse=True)

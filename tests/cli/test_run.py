"""``harness run``: what it prints, what it writes, which cases and extractors it takes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from workshop import Harness, write_case, write_extractor


def results(workspace: Path, report: str = "reports/latest") -> list[tuple[str, str]]:
    """Return the (extractor, case) pairs of a report."""
    document = json.loads((workspace / report / "run.json").read_text(encoding="utf-8"))
    return [(row["extractor"], row["case"]) for row in document["results"]]


def test_json_is_a_list_of_flat_objects(workspace: Path, harness: Harness) -> None:
    declaration = "extractor(extract, package='no-such-package')"
    write_extractor(workspace / "extractors", "absent", "return ''", declaration)
    run = harness("run", "-E", "mine", "-E", "nothing", "-E", "absent", "--format", "json")
    rows = {row["extractor"]: row for row in json.loads(run.out)}
    assert (run.code, run.err) == (0, "")
    assert list(rows) == ["mine", "nothing", "absent"], "best F1 first, rows without a result last"
    assert all(isinstance(value, (str, int, float, type(None))) for row in rows.values() for value in row.values())
    assert len({tuple(row) for row in rows.values()}) == 1, "every row has the same keys"
    mine, absent = rows["mine"], rows["absent"]
    assert {"extractor", "version", "status", "f1", "precision", "recall", "failures", "ms"} <= mine.keys()
    # Three of 46 words are lost and nothing leaks: F1 = 2 * 43 / (43 + 46).
    assert (mine["pages"], mine["precision"], mine["recall"]) == (2, 1.0, pytest.approx(43 / 46))
    assert (mine["f1"], mine["status"], mine["control"]) == (pytest.approx(86 / 89), "ready", False)
    assert (absent["version"], absent["status"], absent["pages"], absent["f1"]) == (None, "not installed", 0, None)


def test_csv_has_the_columns_and_figures_of_json(workspace: Path, harness: Harness) -> None:
    (row,) = csv.DictReader(io.StringIO(harness("run", "-E", "mine", "--format", "csv").out))
    (same,) = json.loads(harness("report", "--format", "json").out)
    assert row == {key: "" if value is None else str(value) for key, value in same.items()}


def test_table_is_for_people(workspace: Path, harness: Harness) -> None:
    lines = harness("run", "-E", "mine").out.splitlines()
    (line,) = [line for line in lines if line.startswith("mine ")]
    assert line.split()[:6] == ["mine", "-", "1", "0.966", "1.000", "0.935"]
    assert max(map(len, lines)) <= 100


def test_markdown_is_a_document(workspace: Path, harness: Harness) -> None:
    out = harness("run", "-E", "mine", "--format", "markdown").out
    (line,) = [line for line in out.splitlines() if line.startswith("| mine ") and "0.966" in line]
    assert [cell.strip() for cell in line.split("|")[1:6]] == ["mine", "-", "1", "0.966", "1.000"]
    assert out.startswith("# Scores\n")
    assert out == (workspace / "reports/latest/report.md").read_text(encoding="utf-8")


PRODUCT: dict[str, Any] = {
    "language": "de-AT",
    "page_type": "product",
    "noise": [],
    "optional": [],
    "metadata": {},
}


@pytest.mark.parametrize(
    ("options", "cases"),
    [
        ([], ["news/bakery", "news/cafe", "shop/wine"]),
        (["--collection", "shop"], ["shop/wine"]),
        (["--tag", "short"], ["news/cafe"]),
        (["--language", "de"], ["news/cafe", "shop/wine"]),
        (["--language", "de-AT", "--language", "en"], ["news/bakery", "shop/wine"]),
        (["--language", "de", "--page-type", "product"], ["shop/wine"]),
        (["golden/news"], ["news/bakery", "news/cafe"]),
        (["golden/shop/wine"], ["shop/wine"]),
    ],
)
def test_options_choose_among_the_cases(
    workspace: Path, harness: Harness, options: list[str], cases: list[str]
) -> None:
    write_case(workspace / "golden/shop/wine", "<p>Red wine</p>", "Red wine\n", **PRODUCT)
    assert harness("run", "-E", "nothing", *options).code == 0
    assert results(workspace) == [("nothing", case) for case in cases]


def test_report_goes_below_the_current_folder_and_the_workspace_is_found_above_it(
    workspace: Path, harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workspace / "golden/news")
    assert harness("run", "-E", "mine", "--report", "mine/too").code == 0
    assert results(workspace / "golden/news", "mine/too") == [("mine", "news/bakery"), ("mine", "news/cafe")]
    assert not (workspace / "reports").exists()


def test_failures_and_broken_cases_are_told_and_do_not_stop_the_run(workspace: Path, harness: Harness) -> None:
    write_extractor(workspace / "extractors", "hangs", "import time; time.sleep(600)")
    (workspace / "golden/news/cafe/expected.md").unlink()
    run = harness("run", "-E", "mine", "-E", "hangs", "--timeout", "2.5", "--jobs", "2", "--memory", "1000")
    assert run.code == 0
    assert "  hangs on news/bakery: timeout: took more than 2.5 s for this page\n" in run.out
    assert "Golden cases with problems, not scored\n  golden/news/cafe" in run.out
    assert results(workspace) == [("hangs", "news/bakery"), ("mine", "news/bakery")]

"""``harness survey``: extractors on pages without gold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from crawls import answer, write_crawl

from workshop import Harness, write_extractor

pytest.importorskip("fastwarc", reason='FastWARC is not installed: pip install "scraper-harness[scale]"')


@pytest.fixture
def crawl(workspace: Path) -> str:
    """Four pages of two sites, one of them unreadable, and three extractors beside ``mine``."""
    body = "<html lang={}><p>one two three four five</p><p>six seven eight nine ten</p></html>"
    write_crawl(
        workspace / "crawl" / "a.warc.gz",
        [
            answer(1, body.format("en"), url="https://a.example/1"),
            answer(2, body.format("de"), url="https://a.example/2"),
            answer(3, body.format("de"), url="https://b.example/3"),
            answer(4, "none", headers="Content-Encoding: gzip\r\n", url="https://b.example/4"),
        ],
    )
    words = "one two three four five six seven eight nine ten"
    write_extractor(workspace / "extractors", "whole", f'return Article(text="{words}")')
    # On the first page half of it: an agreement of 2 * 5 / 15 with the others.
    half = f'return Article(text="{words[:23]}" if page.url.endswith("1") else "{words}")'
    write_extractor(workspace / "extractors", "half", half)
    write_extractor(workspace / "extractors", "fails", 'raise ValueError("no")')
    return "warc:crawl/*.warc.gz"


SOME = ("-E", "whole", "-E", "half", "-E", "mine")


def test_every_table_is_there(harness: Harness, crawl: str) -> None:
    done = harness("survey", crawl, *SOME, "--format", "json")
    assert done.code == 0, done.err
    tables = json.loads(done.out)
    rows = {row["extractor"]: row for row in tables["extractors"]}
    assert {name: (row["pages"], row["coverage"], row["words"]) for name, row in rows.items()} == {
        "half": (3, 1.0, 10.0),
        "mine": (3, 1.0, 10.0),
        "whole": (3, 1.0, 10.0),
    }
    # (2/3 + 1 + 1) / 3 with each of the other two.
    assert rows["half"]["agreement"] == pytest.approx(8 / 9)
    assert rows["whole"]["agreement"] == pytest.approx((8 / 9 + 1) / 2)
    pairs = {(row["extractor"], row["other"]): row["differ"] for row in tables["pairs"]}
    assert pairs["half", "whole"] == pytest.approx(1 / 3)
    assert pairs["mine", "whole"] == 0
    assert [(row["group"], row["extractor"]) for row in tables["groups"]] == [(1, "mine"), (1, "whole"), (2, "half")]
    sites = {row["site"]: (row["pages"], row["differ"], row["outsider"]) for row in tables["sites"]}
    assert sites == {"a.example": (2, 0.5, "half"), "b.example": (1, 0.0, None)}
    assert {row["language"]: row["pages"] for row in tables["languages"]} == {"de": 2, "en": 1}


def test_page_that_cannot_be_read_is_left_out_and_said(harness: Harness, crawl: str) -> None:
    done = harness("survey", crawl, *SOME)
    assert "4 pages, 3 extractors; 1 pages cannot be read or are empty, and are left out" in done.out
    assert max(map(len, done.out.splitlines())) <= 100


def test_failures_are_counted_by_class(harness: Harness, crawl: str) -> None:
    done = harness("survey", crawl, "-E", "whole", "-E", "fails", "--table", "failures", "--format", "json")
    assert json.loads(done.out) == [{"extractor": "fails", "control": False, "error": 3}]


def test_second_survey_comes_from_the_cache(harness: Harness, crawl: str) -> None:
    first = harness("survey", crawl, *SOME, "--table", "pairs", "--format", "csv")
    assert harness("survey", crawl, *SOME, "--table", "pairs", "--format", "csv").out == first.out
    assert first.out.startswith("extractor,control,other,agreement,differ\n")


def test_golden_cases_can_be_surveyed_too(harness: Harness, workspace: Path) -> None:
    done = harness("survey", "golden", "-E", "mine", "-E", "everything", "--format", "markdown")
    assert done.code == 0, done.err
    assert "### 2 pages, 2 extractors" in done.out


def test_outputs_are_kept_in_the_workspace_wherever_one_stands_in_it(
    harness: Harness, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (workspace / "below").mkdir()
    monkeypatch.chdir(workspace / "below")
    assert harness("survey", "../golden", "-E", "mine", "-E", "everything").code == 0
    assert (workspace / "reports/survey/journal.jsonl").is_file()
    assert not list((workspace / "below").iterdir())
    assert harness("survey", "../golden", "-E", "mine", "-E", "everything", "--report", "kept").code == 0
    assert (workspace / "below/kept/journal.jsonl").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("warc:crawl?status=404",), "there is no page to look at"),
        (("warc:crawl?stat=404",), "did you mean status"),
        (("warc:crawl", "--material", "2"), "--material is an F1"),
        (("warc:nowhere",), "nowhere is no WARC file, nor a folder or pattern of such files; write warc:PLACE"),
    ],
)
def test_wrong_usage_is_told(harness: Harness, crawl: str, arguments: tuple[str, ...], said: str) -> None:
    done = harness("survey", *arguments)
    assert (done.code, said in done.err) == (2, True), done.err

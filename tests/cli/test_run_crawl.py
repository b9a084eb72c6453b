"""``harness run`` on a crawl: opened by its index, and nothing in it keeps the run from its end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from crawls import answer, write_crawl

from workshop import Harness, write_extractor

pytest.importorskip("fastwarc", reason='FastWARC is not installed: pip install "scraper-harness[scale]"')

RECORDS = [
    answer(1, "<html lang=en><p>one</p></html>"),
    answer(2, "<html lang=de-AT><p>zwei</p></html>"),
    answer(3, "none", headers="Content-Encoding: gzip\r\n"),
]


@pytest.fixture
def crawl(workspace: Path) -> str:
    write_crawl(workspace / "crawl" / "a.warc.gz", RECORDS)
    write_extractor(workspace / "extractors", "same", 'return Article(text="one")')
    return "warc:crawl"


def pages(workspace: Path) -> list[str]:
    document = json.loads((workspace / "reports/latest/run.json").read_text(encoding="utf-8"))
    return [case["id"].removeprefix("warc/urn:test:") for case in document["cases"]]


def test_page_that_cannot_be_decoded_is_an_empty_one_and_is_told(crawl: str, workspace: Path, harness: Harness) -> None:
    run = harness("run", crawl, "-E", "same", "--format", "json")
    assert run.code == 0
    assert pages(workspace) == ["1", "2", "3"]
    document = json.loads((workspace / "reports/latest/run.json").read_text(encoding="utf-8"))
    (notice,) = document["notices"]
    assert notice.startswith("warc/urn:test:3: The page cannot be read: ")
    assert "given to the extractors as an empty page" in notice


@pytest.mark.parametrize(
    ("spec", "chosen", "found"),
    [
        ("warc:crawl", ["--language", "de"], ["2"]),
        ("warc:crawl?sample=1", ["--language", "de", "--language", "en"], ["1", "2"]),
        ("warc:crawl?language=en,de", ["--language", "de"], ["2"]),
        ("warc:crawl?language=de-AT", ["--page-type", "other"], ["2"]),
        ("warc:crawl/*.warc.gz?limit=0&language=de", ["--language", "de"], []),
    ],
)
def test_language_and_options_choose_together(
    crawl: str, workspace: Path, harness: Harness, spec: str, chosen: list[str], found: list[str]
) -> None:
    run = harness("run", spec, "-E", "same", *chosen)
    assert run.code == (0 if found else 2)
    assert (pages(workspace) if found else []) == found


def test_url_is_opened(crawl: str, workspace: Path, harness: Harness) -> None:
    fsspec = pytest.importorskip("fsspec", reason='fsspec is not installed: pip install "scraper-harness[scale]"')
    memory = fsspec.filesystem("memory")
    try:
        memory.pipe_file("/far/a.warc", b"".join(RECORDS[:2]))
        assert harness("run", "warc:memory://far/*.warc", "-E", "same").code == 0
        assert pages(workspace) == ["1", "2"]
        check = harness("golden", "check", "warc:memory://far/*.warc")
        assert (check.code, "needs the files here: fetch them" in check.err) == (2, True)
    finally:
        memory.rm("/far", recursive=True)

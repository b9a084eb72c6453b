"""``harness triage``: the pages to annotate next, and drafts of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from crawls import answer, write_crawl

from harness.goldens import load_case
from workshop import Harness, write_extractor

pytest.importorskip("fastwarc", reason='FastWARC is not installed: pip install "scraper-harness[scale]"')

BODY = "<p>The ferry leaves the harbour at nine.</p><ul><li>Home page</li><li>Site map</li></ul>"


@pytest.fixture
def crawl(workspace: Path) -> str:
    """Six pages of three sites; ``lost`` returns nothing for the last of them."""
    pages = [answer(n, BODY, url=f"https://{'abc'[n // 2]}.example/{n}") for n in range(6)]
    write_crawl(workspace / "crawl" / "a.warc.gz", pages)
    found = "The ferry leaves the harbour at nine."
    write_extractor(workspace / "extractors", "one", f'return "{found}"')
    write_extractor(workspace / "extractors", "two", f'return "{found}"')
    write_extractor(workspace / "extractors", "lost", f'return "" if page.url.endswith("5") else "{found}"')
    return "warc:crawl"


SOME = ("-E", "one", "-E", "two", "-E", "lost")


def test_most_disputed_page_is_first(harness: Harness, crawl: str) -> None:
    done = harness("triage", crawl, *SOME, "--by", "disagreement", "--top", "2", "--format", "json")
    assert done.code == 0, done.err
    first, _ = json.loads(done.out)
    assert (first["case"], first["site"], first["rank"]) == ("warc/urn:test:5", "c.example", 1)
    assert first["disagreement"] == pytest.approx(2 / 3)  # two of the three pairs agree in nothing
    assert first["shape_share"] == 1.0


def test_pages_are_spread_over_sites(harness: Harness, crawl: str) -> None:
    done = harness("triage", crawl, *SOME, "--top", "3", "--format", "json")
    assert {row["site"] for row in json.loads(done.out)} == {"a.example", "b.example", "c.example"}


def test_drafts_hold_the_page_and_what_most_agree_on(harness: Harness, crawl: str, workspace: Path) -> None:
    done = harness("triage", crawl, *SOME, "--top", "2", "--to", "golden/triage")
    assert done.code == 0, done.err
    folders = sorted((workspace / "golden/triage").iterdir())
    assert len(folders) == 2
    for folder in folders:
        assert (folder / "page.html").read_text() == BODY
        assert (folder / "expected.md").read_text() == "The ferry leaves the harbour at nine.\n"
        loaded = load_case(folder, workspace / "golden")
        assert loaded.case is not None
        assert loaded.case.provenance.status == "draft"
        assert loaded.case.provenance.source.startswith("warc/urn:test:")
    assert max(map(len, done.out.splitlines())) <= 100


def test_drafts_come_from_the_outputs_in_the_workspace_wherever_one_stands_in_it(
    harness: Harness, crawl: str, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (workspace / "below").mkdir()
    monkeypatch.chdir(workspace / "below")
    done = harness("triage", "warc:../crawl", *SOME, "--top", "1", "--to", "drafts")
    assert done.code == 0, done.err
    (draft,) = (workspace / "below/drafts").iterdir()
    assert (draft / "expected.md").read_text() == "The ferry leaves the harbour at nine.\n"
    assert (workspace / "reports/triage/journal.jsonl").is_file()
    assert [path.name for path in (workspace / "below").iterdir()] == ["drafts"]


def test_folder_with_something_in_it_is_left_alone(harness: Harness, crawl: str, workspace: Path) -> None:
    harness("triage", crawl, *SOME, "--top", "2", "--to", "drafts")
    (edited, *_) = sorted((workspace / "drafts").iterdir())
    (edited / "expected.md").write_text("Mine.\n")
    refused = harness("triage", crawl, *SOME, "--top", "6", "--to", "drafts")
    assert (refused.code, "--force" in refused.err) == (2, True)
    added = harness("triage", crawl, *SOME, "--top", "6", "--to", "drafts", "--force")
    assert "wrote 4 drafts" in added.err
    assert (edited / "expected.md").read_text() == "Mine.\n"


@pytest.mark.parametrize(
    ("arguments", "said"), [(("--top", "0", *SOME), "--top must be 1 or more"), (("-E", "one"), "at least two")]
)
def test_wrong_usage_is_told(harness: Harness, crawl: str, arguments: tuple[str, ...], said: str) -> None:
    done = harness("triage", crawl, *arguments)
    assert (done.code, said in done.err) == (2, True), done.err

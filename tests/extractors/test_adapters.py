"""The adapters that ship: each finds the story of a seed, gives nothing for a page without any, and repeats itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.alignment import Candidate, Reference
from harness.extraction.discovery import discover
from harness.extraction.process import Child, Limits, PageFile
from harness.goldens import load_case, read_page_text
from harness.metrics.ledger import Ledger
from harness.model import Extractor
from workshop import REPOSITORY

ROWS = [row for row in discover(REPOSITORY / "extractors") if not row.control]
GOLDEN = REPOSITORY / "golden"
NO_STORY = ("<html></html>", "<html><head><script>let text = 'no';</script></head><body></body></html>")


@pytest.fixture(params=ROWS, ids=[row.id for row in ROWS])
def row(request: pytest.FixtureRequest) -> Extractor:
    found: Extractor = request.param
    if not found.ready:
        pytest.skip(f"{found.id} is not installed: {found.install}")
    return found


def test_adapter_finds_the_story_and_survives_pages_without_one(row: Extractor, tmp_path: Path) -> None:
    case = load_case(GOLDEN / "seeds" / "belarus-blog", GOLDEN).case
    assert case is not None
    pages = []
    for i, page in enumerate((case.page_path.read_text(encoding="utf-8"), *NO_STORY)):
        pages.append(PageFile(tmp_path / f"{i}.html", case.url, "text/html", None))
        pages[-1].path.write_text(page, encoding="utf-8")
    with Child(row.command, Limits()) as child:
        first, *empty, second = (child.extract(page) for page in (*pages, pages[0]))
    assert first.outcome == "ok", first.failure
    assert first.article == second.article
    assert [one.outcome for one in empty] == ["empty"] * len(NO_STORY), [one.failure for one in empty]
    reference = Reference(case, read_page_text(case))
    counts = Ledger().count(reference, Candidate(first.article, reference))
    assert counts is not None
    # The worst of them keeps the longest block alone.
    assert (Ledger().figures(counts)["recall"] or 0.0) > 0.5


def test_every_adapter_declares_its_licence_and_what_it_is() -> None:
    for row in discover(REPOSITORY / "extractors"):
        assert row.control or row.licence, row.id
        assert row.description, row.id

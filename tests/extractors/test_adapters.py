"""The adapters that ship: each finds the story of a seed, gives nothing for a page without any, and repeats itself."""

from __future__ import annotations

from collections.abc import Iterator
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
# They read metadata and no text, the second but where a page embeds one.
METADATA_ONLY = {"extruct", "extruct[body]", "htmldate", "htmldate[fast]"}
# It knows the pages of its publishers alone.
PUBLISHERS_ONLY = {"fundus"}
CODE = """<!DOCTYPE html><html lang="en"><head><title>Bread</title></head><body><main><article>
<h1>How the bread is made</h1>
<p>The dough rests in the cold for a whole night, and by the morning it has doubled in its wooden trough. It has to be
folded three times before that, an hour apart, and nobody has yet found a machine that could do so with the same care
as the two apprentices who are there until midnight.</p>
<script>var leaked = "zebra crossing";</script><style>.zebra { color: red }</style>
<p>Then the baker shapes forty loaves, lets them rise once more, and slides them into the oven before the sun is up.</p>
<p>Whoever comes early, with a bag and a little patience, takes home a loaf that is still warm in the middle.</p>
</article></main></body></html>"""


@pytest.fixture(scope="module", params=ROWS, ids=[row.id for row in ROWS])
def row(request: pytest.FixtureRequest) -> Extractor:
    found: Extractor = request.param
    if not found.ready:
        pytest.skip(f"{found.id} is not installed: {found.install}")
    if found.id in PUBLISHERS_ONLY:
        pytest.skip(f"{found.id} knows the pages of its publishers alone")
    return found


@pytest.fixture(scope="module")
def child(row: Extractor) -> Iterator[Child]:
    with Child(row.command, Limits()) as child:
        yield child


def test_adapter_finds_the_story_and_survives_pages_without_one(row: Extractor, child: Child, tmp_path: Path) -> None:
    case = load_case(GOLDEN / "seeds" / "belarus-blog", GOLDEN).case
    assert case is not None
    pages = []
    for i, page in enumerate((case.page_path.read_text(encoding="utf-8"), *NO_STORY)):
        pages.append(PageFile(tmp_path / f"{i}.html", case.url, "text/html", None))
        pages[-1].path.write_text(page, encoding="utf-8")
    first, *empty, second = (child.extract(page) for page in (*pages, pages[0]))
    assert first.article == second.article
    assert [one.outcome for one in empty] == ["empty"] * len(NO_STORY), [one.failure for one in empty]
    if row.id in METADATA_ONLY:
        assert first.article is not None, first.failure
        assert first.outcome == "empty"
        return
    assert first.outcome == "ok", first.failure
    reference = Reference(case, read_page_text(case))
    counts = Ledger().count(reference, Candidate(first.article, reference))
    assert counts is not None
    # The worst of them keeps the longest block alone.
    assert (Ledger().figures(counts)["recall"] or 0.0) > 0.5


def test_no_adapter_takes_code_for_text(row: Extractor, child: Child, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(CODE, encoding="utf-8")
    answer = child.extract(PageFile(page, "https://bread.example/made", "text/html", None))
    assert answer.article is not None, answer.failure
    shown = "".join(filter(None, (answer.article.text, answer.article.markdown, answer.article.html)))
    assert "zebra" not in shown
    assert "dough" in shown or row.id in METADATA_ONLY


def test_every_adapter_declares_its_licence_and_what_it_is() -> None:
    for row in discover(REPOSITORY / "extractors"):
        assert row.control or row.licence, row.id
        assert row.description, row.id

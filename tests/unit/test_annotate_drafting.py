"""A draft from a page and from what extractors answered."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from harness.annotate.asking import ask, askable, texts_of
from harness.annotate.capture import Captured
from harness.annotate.drafting import Labels, candidates, choose, make_draft, slug
from harness.annotate.embedded import Candidate
from harness.errors import PageError, UsageError
from harness.extraction.discovery import discover
from harness.extraction.process import Limits
from harness.model import Article, Extraction
from workshop import EXPECTED, PAGE, load, write_extractor

URL = "https://lane.example/news/bakery.html?a=1"
LABELS = Labels(source="a file", captured=None, annotator="Ann Onym")
WHOLE = EXPECTED.replace("## ", "")
SHORT = WHOLE.split("\n\n")[0]


def page(content: bytes = PAGE.encode(), media_type: str = "text/html", encoding: str | None = None) -> Captured:
    return Captured(content, URL, media_type, encoding)


def answers(*texts: str | None) -> dict[str, Extraction]:
    made: dict[str, Extraction] = {}
    for number, text in enumerate(texts):
        extraction = Extraction("crash") if text is None else Extraction("ok", Article(text=text))
        made[f"e{number}"] = extraction
    return made


def test_a_draft_is_a_case_that_only_wants_a_review(tmp_path: Path) -> None:
    draft = make_draft(page(), answers(WHOLE, WHOLE, WHOLE, SHORT, None, ""), LABELS)
    draft.write(tmp_path / "golden/mine/bakery")
    case = load(tmp_path / "golden/mine/bakery")
    assert (draft.agreed, draft.disputed, draft.answered) == (4, 0, ("e0", "e1", "e2", "e3"))
    assert case.expected_markdown == EXPECTED
    assert case.page_path.read_bytes() == PAGE.encode()
    assert (case.language, case.page_type, case.url) == ("en", "article", URL)
    assert case.provenance.status == "draft"
    assert case.metadata["title"] == "Bakery opens | The Lane"


def test_what_a_third_to_two_thirds_have_is_marked() -> None:
    draft = make_draft(page(), answers(WHOLE, SHORT, SHORT), LABELS)
    assert (draft.agreed, draft.disputed) == (1, 3)
    assert draft.case.expected is not None
    assert draft.case.expected.count("<!-- disputed: 1 of 3 (e0) -->") == 3


def test_the_headline_is_optional_where_it_is_the_title() -> None:
    text = f"Bakery opens on Mill Lane\n{WHOLE}"
    titled = page(PAGE.replace("Bakery opens | The Lane", "Bakery opens on Mill Lane").encode())
    draft = make_draft(titled, answers(text, text, text), LABELS)
    assert draft.case.document["optional"] == [{"exact": "Bakery opens on Mill Lane"}]
    assert draft.case.expected == EXPECTED


def test_without_any_answer_the_text_is_empty_and_the_page_is_kept(tmp_path: Path) -> None:
    draft = make_draft(page(), answers(None, ""), LABELS)
    draft.write(tmp_path / "empty")
    assert (tmp_path / "empty/expected.md").read_text() == ""
    assert (tmp_path / "empty/page.html").read_bytes() == PAGE.encode()


def test_a_large_page_is_packed_and_the_charset_of_the_header_kept(tmp_path: Path) -> None:
    content = ("<p>Süd</p>" + " " * 600_000).encode("latin-1")
    make_draft(page(content, encoding="iso-8859-1"), {}, LABELS).write(tmp_path / "large")
    assert gzip.decompress((tmp_path / "large/page.html.gz").read_bytes()) == content
    assert '"encoding": "iso-8859-1"' in (tmp_path / "large/golden.json").read_text()


def test_a_plain_page_stays_plain(tmp_path: Path) -> None:
    draft = make_draft(page(WHOLE.encode(), "text/plain"), answers(WHOLE, WHOLE), LABELS)
    draft.write(tmp_path / "plain")
    assert (tmp_path / "plain/page.txt").read_bytes() == WHOLE.encode()
    assert draft.case.document["language"] == "und"


def test_labels_that_golden_json_cannot_hold_are_wrong_usage() -> None:
    with pytest.raises(UsageError, match=r"\$\.language"):
        make_draft(page(), {}, Labels(source="x", captured=None, annotator="y", language="English"))


def test_a_page_that_nests_too_deep_is_told() -> None:
    with pytest.raises(PageError, match="nest"):
        make_draft(page(b"<div>" * 20_001), {}, LABELS)


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is there already"):
        make_draft(page(), {}, LABELS).write(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_experts_come_first_then_the_page_then_the_most_answers() -> None:
    articles = {
        "a": Article(title="One", site_name="Lane"),
        "b": Article(title="Two"),
        "c": Article(title="Two"),
        "extruct": Article(published="2026-03-09"),
        "htmldate": Article(published="2026-03-08"),
    }
    html = "<title>Zero</title>"
    found = [(one.field, one.value, one.source) for one in candidates(html, URL, articles)]
    assert found == [
        ("published", "2026-03-09", "extruct"),
        ("published", "2026-03-08", "htmldate"),
        ("title", "Zero", "<title>"),
        ("title", "Two", "b"),
        ("title", "Two", "c"),
        ("title", "One", "a"),
        ("site_name", "Lane", "a"),
    ]
    assert choose([Candidate("tags", ("x",), "a"), *candidates(html, URL, articles)]) == {
        "title": "Zero",
        "published": "2026-03-09",
        "site_name": "Lane",
        "tags": ["x"],
    }


@pytest.mark.parametrize(
    ("url", "name", "wanted"),
    [
        (URL, "saved", "bakery"),
        ("https://lane.example/2026/The%20Big_Fire/", "saved", "the-20big-fire"),
        ("https://lane.example/", "saved", "lane-example"),
        (None, "My Page", "my-page"),
        (None, "页面", "page"),
        ("https://lane.example/index.html", "x", "lane-example"),
    ],
)
def test_a_folder_is_named_after_the_address_or_the_file(url: str | None, name: str, wanted: str) -> None:
    assert slug(Captured(b"", url, "text/html", None), name) == wanted


def test_extractors_are_asked_in_their_children_and_a_crash_costs_one_answer(tmp_path: Path) -> None:
    write_extractor(tmp_path, "sound", "return f'{page.encoding} {page.url} {len(page.content)}'")
    write_extractor(tmp_path, "broken", "raise ValueError('no')")
    write_extractor(tmp_path, "bound", "return 'x'", "extractor(extract, control=True)")
    write_extractor(tmp_path, "moded", "return 'x'", "extractor(extract, modes={'fast': {}})")
    rows = [row for row in askable(discover(tmp_path)) if row.origin == "workspace"]
    assert [row.id for row in rows] == ["broken", "moded", "sound"]
    done: list[tuple[int, int]] = []
    found = ask(rows, page(encoding="utf-8"), Limits(), 2, lambda *counts: done.append(counts))
    assert {name: answer.outcome for name, answer in found.items()} == {"broken": "error", "moded": "ok", "sound": "ok"}
    assert texts_of(found)["sound"] == f"utf-8 {URL} {len(PAGE.encode())}"
    assert done == [(1, 3), (2, 3), (3, 3)]

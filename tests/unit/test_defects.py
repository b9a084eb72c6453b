"""Defects: one output for each, and the outputs that come close without having it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.alignment import Candidate, Reference
from harness.metrics.defects import DEFECTS, Defects, find_defects
from harness.model import Article
from workshop import REPOSITORY, reference_of, write_case

FIRST = "The ferry left the harbour at dawn with forty people and two goats aboard."
SECOND = "Nobody had told the captain about the goats, who slept beside the life belts."
THIRD = "By noon the wind had turned and the deck was full of hats and laughter."
LAST = "They came home at dusk without a single hat, and with one more goat."
TEXT = "\n".join((FIRST, SECOND, THIRD, LAST))
PAGE = (
    "".join(f"<p>{line}</p>" for line in TEXT.split("\n"))
    + "<p>Subscribe to our letter, dear reader, and never miss a goat.</p>"
)


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    folder = tmp_path_factory.mktemp("golden") / "ferry"
    noise = [{"kind": "newsletter", "exact": "Subscribe to our letter, dear reader, and never miss a goat."}]
    return reference_of(write_case(folder, page=PAGE, expected=TEXT.replace("\n", "\n\n"), noise=noise, optional=[]))


@pytest.mark.parametrize(
    ("text", "defects"),
    [
        (TEXT, set()),
        ("", {"empty"}),
        (" \n ", {"empty"}),
        # 11 words of noise against none kept.
        ("Subscribe to our letter, dear reader, and never miss a goat.", {"wrong-block", "flood"}),
        ("\n".join((SECOND, THIRD, LAST)), {"lead-missing"}),
        ("\n".join((FIRST, SECOND, THIRD)), {"tail-missing"}),
        ("\n".join((FIRST, SECOND, LAST)), {"middle-lost"}),
        ("\n".join((FIRST, LAST)), {"middle-lost"}),
        # Half of a block is enough to have it: 8 of its 14 words.
        ("The ferry left the harbour at dawn with\n" + "\n".join((SECOND, THIRD, LAST)), set()),
        (f"{TEXT}\n{FIRST}", {"duplicated"}),
        ("\n".join((SECOND, FIRST, THIRD, LAST)), {"reordered"}),
        (TEXT.replace("\n", ""), {"glued"}),
        (TEXT.replace("harbour at", "harbourat"), {"glued"}),
        # Two breaks are no habit, three in 57 words are.
        (TEXT.replace("harbour at", "harbour\nat").replace("captain about", "captain\nabout"), set()),
        (TEXT.replace(" at ", "\nat ").replace(" with ", "\nwith "), {"broken-lines"}),
        (f"{TEXT}\ncafÃ© noir", {"mojibake"}),
        (f"{TEXT}\nhe said â€œno", {"mojibake"}),
        (f"{TEXT}\na \ufffd b", {"mojibake"}),
        # Letters of other languages are none.
        (f"{TEXT}\nÂngela, Ådal, Ñandú", set()),
        (f"{TEXT}\ngoats &amp; hats", {"markup"}),
        (f"{TEXT}\n<br/>", {"markup"}),
        (f"{TEXT}\n1 < 2 & 3 > 2", set()),
        (f"{TEXT}\nUnicorns were also seen that day by several sober witnesses.", {"invented"}),
        (f"{TEXT}\nUnicorns were also seen", set()),
    ],
)
def test_output_has_exactly_the_defects_that_a_person_would_name(
    reference: Reference, text: str, defects: set[str]
) -> None:
    assert find_defects(reference, Candidate(Article(text=text), reference)) == defects


def test_markup_that_the_page_itself_shows_is_none(tmp_path: Path) -> None:
    line = "Write &amp;amp; for an ampersand and &lt;br&gt; for a line break in HTML."
    shown = "Write &amp; for an ampersand and <br> for a line break in HTML."
    code = "Write `&amp;` for an ampersand and `<br>` for a line break in HTML."
    reference = reference_of(write_case(tmp_path / "docs", page=f"<p>{line}</p>", expected=code, noise=[], optional=[]))
    assert find_defects(reference, Candidate(Article(text=shown), reference)) == set()


def test_neighbours_without_a_space_are_no_defect_where_words_are_single_characters(tmp_path: Path) -> None:
    text = "猫は魚を食べて、すぐに眠った。"
    reference = reference_of(write_case(tmp_path / "ja", page=f"<p>{text}</p>", expected=text, noise=[], optional=[]))
    assert find_defects(reference, Candidate(Article(text=text), reference)) == set()


def test_figures_are_shares_of_the_pages(reference: Reference) -> None:
    metric = Defects()
    pages = [metric.count(reference, Candidate(Article(text=text), reference)) for text in (TEXT, "", "", FIRST)]
    figures = metric.aggregate([*pages, None])
    assert figures.keys() == {f"defect_{defect.name}" for defect in DEFECTS}
    assert (figures["defect_empty"], figures["defect_tail-missing"], figures["defect_glued"]) == (0.5, 0.25, 0.0)


def test_case_without_expected_text_is_not_applicable(tmp_path: Path) -> None:
    snippets = reference_of(write_case(tmp_path / "snippets", expected=None, must_include=["ninety years"]))
    assert Defects().count(snippets, Candidate(Article(text="x"), snippets)) is None


@settings(deadline=None)
@given(text=st.text(max_size=300))
def test_any_text_has_only_known_defects(reference: Reference, text: str) -> None:
    found = find_defects(reference, Candidate(Article(text=text), reference))
    assert found <= {defect.name for defect in DEFECTS}


def test_documentation_has_every_definition() -> None:
    text = (REPOSITORY / "docs" / "defects.md").read_text(encoding="utf-8")
    for defect in DEFECTS:
        assert f"| {defect.name} | {defect.definition} | {defect.reason} |" in text

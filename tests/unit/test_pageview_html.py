"""A page view as HTML: what it says, and that no string from outside can change how it is built."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import html5lib  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from harness.model import Failure
from harness.pageview import FieldView, PageView, Run, ViewText
from harness.render.html.pages import fragment
from hostile.corpus import STRINGS, hostile_view

# All that a fragment is made of; the attributes of each.
ELEMENTS: dict[str, set[str]] = {
    **{name: {"class"} for name in "header h3 p span div section del ins mark tr table details".split()},
    **{name: set() for name in "b bdi li h4 small summary pre caption thead tbody td".split()},
    "article": {"class", "data-case", "data-extractor"},
    "ul": {"class", "aria-label"},
    "th": {"scope"},
}
TEXT_ATTRIBUTES = {"dir", "lang"}


def skeleton(markup: str) -> list[tuple[str, tuple[str, ...]]]:
    """The elements of a fragment with the names of their attributes, as browsers read it."""
    root = LexborHTMLParser(f"<body><main>{markup}</main><footer></footer>").css_first("body")
    assert root is not None
    assert [node.tag for node in root.iter()] == ["main", "footer"]
    return [(node.tag or "", tuple(sorted(node.attributes))) for node in root.traverse() if node.tag != "body"]


def html5lib_elements(markup: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    tree = html5lib.parseFragment(markup, treebuilder="etree", namespaceHTMLElements=False)
    for node in tree.iter():
        if isinstance(node.tag, str) and node.tag != "DOCUMENT_FRAGMENT":
            yield node.tag, tuple(sorted(node.attrib))


def plain(markup: str) -> str:
    """What a reader of the bare text gets."""
    root = LexborHTMLParser(markup).body
    assert root is not None
    return root.text(separator="")


def tiny_view(*runs: Run, expected: tuple[Run, ...] = ()) -> PageView:
    return PageView(
        case="news/bakery",
        extractor="mine",
        url="https://lane.example/bakery",
        language="en",
        outcome="ok",
        figures={"f1": 0.75, "order": None},
        counts={},
        expected=ViewText(expected, sum(run.words for run in expected)),
        output=ViewText(runs, sum(run.words for run in runs)),
        fields=(),
    )


def test_marked_words_say_in_words_what_they_are() -> None:
    view = tiny_view(
        Run("A bakery opened. ", "kept", 3),
        Run("READ MORE\n", "noise:promo", 2),
        Run("opened it", "moved", 2),
        expected=(Run("A bakery opened.\n", "found", 3, "paragraph"), Run("Next steps", "lost", 2, "heading")),
    )
    markup = fragment(view)
    text = plain(markup)
    assert "A bakery opened. [promo: READ MORE]\n[moved: opened it]" in text
    assert "A bakery opened.\n[lost heading: Next steps]" in text
    assert '<ins class="pv-leak pv-noise-promo">' in markup
    assert '<del class="pv-lost">' in markup
    assert "F1 0.750" in text
    assert "order -" in text


def test_right_words_stand_in_the_text_without_markup() -> None:
    assert '<div class="pv-text" dir="auto" lang="en">A bakery.</div>' in fragment(
        tiny_view(Run("A bakery.", "kept", 2))
    )


def test_legend_counts_the_words_of_each_kind() -> None:
    view = tiny_view(Run("a b ", "page", 2), Run("c ", "kept", 1), Run("d", "page", 1))
    assert '<span class="pv-page">page</span> 3' in fragment(view)


def test_long_text_folds_and_loses_nothing() -> None:
    lines = "".join(f"line {n} of the long text\n" for n in range(400))
    view = tiny_view(Run(lines, "kept", 2400))
    tree = LexborHTMLParser(fragment(view))
    first, rest = (node.text() for node in tree.css(".pv-side-output .pv-text"))
    assert first + rest == lines
    assert first.count("\n") in range(130, 140)  # 800 words
    assert tree.css_first(".pv-side-output details.pv-more > .pv-text") is not None


def test_short_text_does_not_fold() -> None:
    assert "<details" not in fragment(tiny_view(Run("word\n" * 900, "kept", 900)))


def test_cut_text_says_how_much_is_missing() -> None:
    view = tiny_view(Run("a b", "kept", 2))
    cut = replace(view, output=replace(view.output, words=12, left_out=10, cut=True))
    assert "Cut here: 10 words more are not shown. All of them are counted." in plain(fragment(cut))


def test_failure_says_why_and_shows_the_end_of_stderr() -> None:
    view = replace(tiny_view(), outcome="error", failure=Failure("ValueError", "no luck", "a trace\n"))
    text = plain(fragment(view))
    assert "Failed: error" in text
    assert "ValueError no luck" in text
    assert "a trace\n" in text
    assert "Empty." in text


def test_fields_stand_in_a_table_with_their_verdict() -> None:
    fields = (
        FieldView("title", "A", "B", {"wrong": 1}),
        FieldView("tags", ("a", "b"), None, {"correct": 1, "missing": 1}),
        FieldView("authors", (), (), {}),
    )
    tree = LexborHTMLParser(fragment(replace(tiny_view(), fields=fields)))
    rows = [[cell.text() for cell in row.css("th, td")] for row in tree.css(".pv-fields tbody tr")]
    assert rows == [
        ["title", "A", "B", "wrong"],
        ["tags", "ab", "none", "1 correct, 1 missing"],
        ["authors", "none", "none", "absent"],
    ]
    assert [row.attributes["class"] for row in tree.css(".pv-fields tbody tr")] == ["pv-wrong", "pv-mixed", "pv-absent"]


def test_size_is_about_that_of_the_fragment() -> None:
    runs = [Run("a dozen words or so that stand on a line of their own here\n", "page", 13) for _ in range(60)]
    view = tiny_view(*runs)
    assert 0.6 < len(fragment(view)) / view.size < 1.5


@pytest.mark.parametrize("text", STRINGS.values(), ids=STRINGS.keys())
def test_hostile_string_changes_nothing_of_the_structure(text: str) -> None:
    markup = fragment(hostile_view(text))
    harmless = fragment(hostile_view("word"))
    assert skeleton(markup) == skeleton(harmless)
    for name, attributes in (*skeleton(markup), *html5lib_elements(markup)):
        assert name in ELEMENTS or name in ("main", "footer")
        assert set(attributes) <= ELEMENTS.get(name, set()) | TEXT_ATTRIBUTES
    assert Counter(html5lib_elements(markup)) == Counter(html5lib_elements(harmless))


@pytest.mark.parametrize("text", STRINGS.values(), ids=STRINGS.keys())
def test_fragment_holds_no_character_that_turns_or_breaks_the_text_around_it(text: str) -> None:
    markup = fragment(hostile_view(text))
    assert not set(markup) & set("\0\x08\x1b\x7f\x85\u202a\u202b\u202d\u202e\u2066\u2067\u2068\ufffe")
    assert markup.encode("utf-8")


def test_turning_characters_show_as_their_numbers() -> None:
    assert "ferry[U+202E]gpj.exe" in plain(fragment(hostile_view(STRINGS["turned"])))


@given(text=st.text(max_size=40))
def test_any_string_leaves_the_structure_as_it_is(text: str) -> None:
    view = tiny_view(Run(f"a{text}b", "page", 1), expected=(Run(f"a{text}b", "lost", 1, "table"),))
    fields = (FieldView("title", f"v{text}", None, {}),)
    view = replace(view, case=text, extractor=text, url=f"u{text}", fields=fields)
    assert skeleton(fragment(view)) == skeleton(fragment(replace(view, case="", extractor="", url="u")))

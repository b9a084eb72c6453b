"""What is taken out of WebMainBench's pages, and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.datasets.annotation_marks import remainder, without_marks


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        # attributes, however they are written
        ('<p cc-select="true">a</p>', "<p>a</p>"),
        ("<p cc-select='true' id=x>a</p>", "<p id=x>a</p>"),
        ("<p id=x cc-select=true>a</p>", "<p id=x>a</p>"),
        ("<p cc-select>a</p>", "<p>a</p>"),
        ("<P CC-Select = 'true' >a</P>", "<P >a</P>"),
        ('<p\n  cc-select="true"\n  id="x">a</p>', '<p\n  id="x">a</p>'),
        ('<br cc-select="true"/>', "<br/>"),
        ('<a href="?a>b" data-anno-uid="anno-uid-1">a</a>', '<a href="?a>b">a</a>'),
        ('<p cc-a="1" x="2" cc-b="3">a</p>', '<p x="2">a</p>'),
        ('<p x="1"cc-select="true">a</p>', '<p x="1">a</p>'),
        # classes
        ('<p class="mark-selected">a</p>', "<p>a</p>"),
        ('<p class="lead mark-selected">a</p>', '<p class="lead">a</p>'),
        ('<p class="mark-selected lead">a</p>', '<p class="lead">a</p>'),
        ("<p class='a  mark-selected\tb'>a</p>", "<p class='a\tb'>a</p>"),
        ("<p class=mark-selected id=x>a</p>", "<p id=x>a</p>"),
        ('<img class="cc-unloaded" src="x.png">', '<img src="x.png">'),
        # tags, without what is in them
        ("<p>one <marked-text data-anno-uid='1'>two</marked-text> three</p>", "<p>one two three</p>"),
        ("a<marked-tail>b</marked-tail><Marked-Inline>c</Marked-Inline >", "abc"),
        ('<cc-alg-uc-text class="x">a</cc-alg-uc-text>', "a"),
        # the injected style
        ('<head>\n<style id="cc-extraStyle" name="cc">\n.mark-selected {}\n</style>\n<title>', "<head>\n\n<title>"),
        ("<STYLE name=cc ID = cc-extrastyle>x</STYLE\n>y", "y"),
        ('<style id="cc-extraStyle">never closed', ""),
        # raw text keeps its inside, its tag does not keep its marks
        ('<script data-anno-uid="1">if (a<b) "<p cc-select>"</script>', '<script>if (a<b) "<p cc-select>"</script>'),
        ("<textarea cc-x><p cc-select></textarea cc-y>", "<textarea><p cc-select></textarea>"),
        ("<title>cc-select</title>", "<title>cc-select</title>"),
    ],
)
def test_marks_are_taken_out(html: str, expected: str) -> None:
    assert without_marks(html) == expected


@pytest.mark.parametrize(
    "html",
    [
        "<p>The attribute cc-select says so, 1 <2 and cc-x='3'>.</p>",
        "<!-- <p cc-select='true'> --><p>a</p>",
        "<!--><p>a</p><!-- cc- never closed <p cc-select>",
        '<p title="cc-select" alt=\'<p cc-select="true">\'>a</p>',
        '<p class="cc-window mark-selected-not cc-unloaded-not">a</p>',
        '<style id="cc-extra">p {}</style><style>.mark-selected {}</style>',
        '<p xcc-select="true" data-anno="1" acc-select>a</p>',
        "<script><!-- <script>cc-select</script> -->",
        "< p cc-select>",
        '<a href="x cc-select=true>never closed',
        "<marked>a</marked><market-text>b</market-text>",
        "",
    ],
)
def test_what_is_no_mark_stays_to_the_character(html: str) -> None:
    assert without_marks(html) == html


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("<p>a</p>", None),
        ('<p class="cc-window">a</p>', None),
        ("<!-- <p CC-Select> -->", "CC-Select"),
        ("<script>'mark-selected'</script>", "mark-selected"),
        ("&lt;p data-anno-uid&gt;", "data-anno-uid"),
        ("<marked-", None),
    ],
)
def test_remainder_is_named(html: str, left: str | None) -> None:
    assert remainder(html) == left


# fmt: off
PIECES = [
    "<p", "<P", "</p>", ">", "/>", "/", " ", "\n", "=", '"', "'", "<", "<!--", "-->", "<!-->", "<script", "</script",
    "<style", "</style>", "<title>", "</title >", "<textarea>", "</textarea>", "<marked-text",
    "</marked-text>", "<cc-x>",
    ' cc-select="true"', " cc-select", " data-anno-uid='1'", ' class="a mark-selected b"', " class=mark-selected",
    "<div>",
    ' id="cc-extraStyle"', ' title="cc-select"', "text", "é",
]
# fmt: on
pages = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@given(pages)
def test_page_only_loses_characters(html: str) -> None:
    rest = iter(html)
    assert all(character in rest for character in without_marks(html))


@given(pages)
def test_page_without_any_sign_stays(html: str) -> None:
    for sign in ("cc-", "mark-selected", "data-anno-uid", "marked-"):
        html = html.replace(sign, "x")
    assert without_marks(html) == html


@given(st.lists(st.sampled_from(["x", " y='2'", ' z="&gt;"', " w"]), max_size=4), st.integers(0, 4))
def test_attribute_leaves_its_neighbours_alone(others: list[str], place: int) -> None:
    attributes = [f" {one.strip()}" for one in others]
    marked = [*attributes[:place], ' cc-select="true"', *attributes[place:]]
    assert without_marks(f"<p{''.join(marked)}>a</p>") == f"<p{''.join(attributes)}>a</p>"


@pytest.mark.parametrize(
    "piece", ["<", "<p ", "<!--", "<a '", '<a x="', "<style ", "<style>", "</", "= ", "<p cc-", "<p\n\n\n"]
)
def test_page_of_many_broken_pieces_is_read_in_one_pass(piece: str) -> None:
    # Quadratic time would take hours here, so that a run that ends is the test.
    assert len(without_marks(piece * 200_000 + "<p cc-select>")) <= len(piece) * 200_000 + 13

"""The page itself, harmless: what comes out is on a list, whatever went in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import html5lib  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from harness.goldens import collect
from harness.html import NestingError, read_html
from harness.html.visible import _HIDDEN_STYLE, _NOT_RENDERED
from harness.model import Article, Extraction, GoldenCase
from harness.pageview import CapturedPage, PageMark, make_view, reference_of
from harness.render.html import sandbox
from harness.render.html.frame_style import OUTCOMES, STYLE, outcome_style, outcome_turns
from harness.render.html.sandbox import POLICY, frame_of, iframe, safe
from hostile.corpus import HOST, STRINGS, hostile_view, pages
from workshop import EXPECTED, REPOSITORY, load, write_case

GOLDEN = tuple(collect(REPOSITORY / "golden").cases)
PAGES = pages()
# The case is there to be scored, but no browser keeps it.
UNREADABLE = {"deep"}

ELEMENTS = frozenset(
    "html head meta title style body a abbr address article aside b bdi bdo blockquote br caption cite code col "
    "colgroup dd del dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd li "
    "main mark nav ol p pre q rb rt ruby s samp section small span strong sub sup table tbody td tfoot th thead time "
    "tr u ul var wbr".split()
)
ATTRIBUTES = frozenset("dir lang style colspan rowspan start value width height alt src class title".split())


def page_of(html: str, *marks: PageMark) -> CapturedPage:
    return CapturedPage("news/case", html, marks)


def body(html: str, *marks: PageMark, limit: int = 200_000) -> str:
    document = frame_of(page_of(html, *marks), limit).document
    return document.partition("<body>")[2].removesuffix("</body></html>")


def lexbor_elements(document: str) -> Iterator[tuple[str, dict[str, str | None]]]:
    root = LexborHTMLParser(document).root
    assert root is not None
    for node in root.traverse():
        if node.tag and not node.tag.startswith(("-", "!", "#")):
            yield node.tag, dict(node.attributes)


def html5lib_elements(document: str, *, scripting: bool) -> Iterator[tuple[str, dict[str, str | None]]]:
    tree = html5lib.parse(document, treebuilder="etree", namespaceHTMLElements=False, scripting=scripting)
    for node in tree.iter():
        if isinstance(node.tag, str):
            yield node.tag, dict(node.attrib)


def assert_harmless(document: str) -> None:
    """No element, attribute or URL that is on no list, by three ways of reading the document."""
    readings = [
        list(lexbor_elements(document)),
        list(html5lib_elements(document, scripting=True)),
        list(html5lib_elements(document, scripting=False)),
    ]
    for elements in readings:
        names = Counter(name for name, _ in elements)
        assert set(names) <= ELEMENTS
        assert (names["meta"], names["title"], names["style"], names["html"], names["body"]) == (2, 1, 2, 1, 1)
        for name, attributes in elements:
            if name == "meta":
                assert attributes in (
                    {"charset": "utf-8"},
                    {"http-equiv": "Content-Security-Policy", "content": POLICY},
                )
                continue
            assert set(attributes) <= ATTRIBUTES
            assert re.fullmatch(r"|data:image/(png|gif|jpeg|webp);base64,[A-Za-z0-9+/=]+", attributes.get("src") or "")
            assert re.fullmatch(r"(?:[a-z-]+:[a-z0-9 -]+;?)*", attributes.get("style") or "")
            assert re.fullmatch(r"(?:pv-[a-z]+ )?m\d+|pv-cut|", attributes.get("class") or "")
    # The sheets are ours, to the letter.
    styles = re.findall(r"<style>(.*?)</style>", document, re.DOTALL)
    assert styles[0].startswith(STYLE)
    assert re.fullmatch(r'(?:\.pv-noise\[title="[a-z-]+"\]\{--k:\d+\})*', styles[0].removeprefix(STYLE))
    assert styles[1] == "/*outcomes*/"


@pytest.mark.parametrize("name", PAGES)
def test_hostile_page_comes_out_harmless(name: str) -> None:
    frame = frame_of(page_of(PAGES[name]))
    assert_harmless(frame.document)
    assert len(frame.document.encode()) < 202_000
    assert ("ferry" in frame.document) == (name not in UNREADABLE)


@pytest.mark.parametrize("text", STRINGS.values(), ids=STRINGS.keys())
def test_hostile_string_as_a_page_comes_out_harmless(text: str) -> None:
    for html in (text, f"<p>{text}", f'<p title="{text}">', f"<title>{text}", f"<td {text}>", f"<!--{text}"):
        assert_harmless(frame_of(page_of(html)).document)


markup = st.lists(
    st.sampled_from(
        "<p> </p> <table> <tr> <td> </table> <svg> </svg> <math> <mtext> <mglyph> <style> </style> <title> </title> "
        "<noscript> </noscript> <template> </template> <select> <option> <a> </a> <form> </form> <pre> <textarea> "
        "<script> </script> <!-- --> <![CDATA[ ]]> <img <b> </b> <h1> <li> word noon src=x onerror=alert(1) > < \" ' "
        "<plaintext> <xmp> </xmp> <iframe> </iframe> <object> <frameset> <body> </body> <caption> <ruby><rt> "
        "<foreignObject> <desc> <annotation-xml> <br> </br> </p></p> <button> <marquee> <font color=red>".split(" ")
    ),
    max_size=25,
).map("".join)


@given(html=markup)
def test_any_tangle_of_tags_comes_out_harmless(html: str) -> None:
    assert_harmless(frame_of(page_of(html)).document)


@given(html=markup)
def test_what_was_written_is_what_is_read_again(html: str) -> None:
    once = body(html)
    twice = body(once)
    assert "".join(read_html(once).visible.split()) == "".join(read_html(twice).visible.split())


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case.id)
def test_frame_shows_the_very_text_that_was_scored(case: GoldenCase) -> None:
    reference, page = reference_of(case)
    frame = frame_of(page, 10**7)
    assert frame.note is None
    assert read_html(frame.document).visible == reference.visible
    assert_harmless(frame.document)


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case.id)
def test_marks_hold_the_words_that_they_are_of(case: GoldenCase) -> None:
    reference, page = reference_of(case)
    tree = LexborHTMLParser(frame_of(page, 10**7).document)
    found: dict[int, str] = {}
    for node in tree.css("span[class]"):
        number = int((node.attributes["class"] or "").rpartition("m")[2])
        found[number] = found.get(number, "") + "".join(node.text().split())
    solid = "".join(reference.visible.split())
    assert found == {number: solid[mark.start : mark.end] for number, mark in enumerate(page.marks)}
    assert bool(page.marks) == bool(solid)


def test_what_is_never_shown_is_what_the_visible_text_leaves_out() -> None:
    assert sandbox._DROPPED == _NOT_RENDERED
    assert sandbox._HIDDEN == _HIDDEN_STYLE


def test_what_reads_well_is_kept() -> None:
    html = (
        '<h1 dir="RTL" lang="ar">Head</h1><ol start=3><li value=7>one</li></ol><table><tr><td colspan=2>cell</table>'
        '<p style="Font-Weight: bold; color: red; text-align:center">bold</p><pre>a\n  b</pre><a href="https://x.example/">'
        "link</a>"
    )
    assert body(html) == (
        '<h1 dir="rtl" lang="ar">Head</h1><ol start="3"><li value="7">one</li></ol><table><tbody><tr>'
        '<td colspan="2">cell</td></tr></tbody></table><p style="font-weight:bold;text-align:center">bold</p>'
        "<pre>a\n  b</pre><a>link</a>"
    )


@pytest.mark.parametrize(
    ("style", "kept"),
    [
        ("font-weight:bold", "font-weight:bold"),
        ("font-weight:bold;font-weight:100", "font-weight:100"),
        ("FONT-STYLE : Italic ;", "font-style:italic"),
        ("text-decoration:underline!important", ""),
        ("text-decoration:url(https://evil.example/)", ""),
        ("text-align:/**/left", ""),
        ("text-align:le\\66t", ""),
        ("text-align:'a;font-weight:bold;'", "font-weight:bold"),
        ("text-align:left}body{display:none", ""),
        ("color:red;background:blue;position:fixed;font-size:0;content:x", ""),
        ("--x:left;text-align:var(--x)", ""),
        ("@import x;text-align:left", "text-align:left"),
        ("", ""),
    ],
)
def test_declarations_stay_only_as_plain_words(style: str, kept: str) -> None:
    attribute = f' style="{kept}"' if kept else ""
    assert body(f'<p style="{style}">x</p>') == f"<p{attribute}>x</p>"


def test_pages_own_small_image_is_kept_and_no_other() -> None:
    dot = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
    assert body(f'<img src="{dot}" alt="dot">') == f'<img alt="dot" src="{dot}">'
    assert body(f'<img src="https://{HOST}/a.png" srcset="{dot} 2x" alt="a ferry">') == '<img alt="a ferry">'
    assert body(f'<img src="{dot.replace("gif", "svg+xml")}">') == ""
    assert body(f'<img src="{dot}{"A" * 20_000}">') == ""


def test_marks_cross_elements_and_leave_the_space_between_alone() -> None:
    marks = (PageMark(0, 6, "expected", 0, 2), PageMark(6, 10, "noise:promo", 2, 3), PageMark(10, 12, "page", 3, 4))
    assert body("<p>one <b>two</b> more</p><p>xy rest</p>", *marks) == (
        '<p><span class="pv-expected m0">one</span> <b><span class="pv-expected m0">two</span></b> '
        '<span class="pv-noise m1" title="promo">more</span></p><p><span class="m2">xy</span> rest</p>'
    )


def test_outcomes_of_a_view_colour_the_marks(tmp_path: Path) -> None:
    reference, page = reference_of(load(write_case(tmp_path / "case")))
    promo = next(number for number, mark in enumerate(page.marks) if mark.label == "noise:promo")
    text = f"{EXPECTED.splitlines()[0]}\nREAD MORE: The old bakery closes after ninety years"
    style = outcome_style(make_view(reference, "mine", Extraction("ok", Article(text=text)), page))
    assert re.fullmatch(r"<style>(?:(?:\.m\d+,)*\.m\d+\{[a-z0-9#:;%.,/() -]+\})+</style>", style)
    assert f".m{promo}{{background:hsl(" in style
    document = frame_of(page).document
    assert document.count(OUTCOMES) == 1
    assert '.pv-noise[title="promo"]{--k:' in document


def test_mark_of_which_some_words_are_there_is_coloured_by_its_turns_and_not_as_a_whole(tmp_path: Path) -> None:
    reference, page = reference_of(load(write_case(tmp_path / "case")))
    # The first six words of a paragraph, and no others of it.
    first = next(
        line for line in EXPECTED.splitlines() if len(line.split()) > 12 and not line.startswith(("#", ">", "-"))
    )
    text = " ".join(first.split()[:6])
    view = make_view(reference, "mine", Extraction("ok", Article(text=text)), page)
    ((mark, *turns),) = outcome_turns(view)
    assert turns[:2] == [0, len(text.replace(" ", ""))]
    assert sum(turns) == page.marks[mark].end - page.marks[mark].start
    assert f".m{mark}," not in outcome_style(view)
    assert f".m{mark}{{" not in outcome_style(view)


@pytest.mark.parametrize("limit", [0, 10, 100, 1000])
def test_page_is_cut_at_its_limit_with_a_note(limit: int) -> None:
    html = "<div><p>The &amp; ferry “sails” at noon.</p></div>" * 100
    frame = frame_of(page_of(html), limit)
    assert frame.note == f"The page is cut here: more than {limit:,} bytes."
    cut = body(html, limit=limit)
    content, _, note = cut.rpartition("<p ")
    assert note == f'class="pv-cut">{frame.note}</p>'
    assert len(content.encode()) <= limit
    assert content.count("<div>") == content.count("</div>")
    assert "".join(read_html(html).visible.split()).startswith("".join(read_html(content).visible.split()))
    assert_harmless(frame.document)


def test_long_line_is_cut_near_the_limit() -> None:
    size = len(frame_of(page_of(PAGES["long-line"])).document.encode())
    assert 195_000 < size < 202_000


def test_page_that_nests_too_deep_is_told_and_not_parsed() -> None:
    with pytest.raises(NestingError):
        read_html(PAGES["deep"])
    frame = frame_of(page_of(PAGES["deep"]))
    assert frame.note == "The page is not shown: elements nest more than 20,000 deep."
    assert frame.note in frame.document


def test_deep_page_is_written_flat_and_keeps_its_words_apart() -> None:
    html = "<div>" * 300 + "one<div>two</div><p>three</p>"
    assert read_html(body(html)).visible == read_html(html).visible == "one\ntwo\nthree"
    assert body(html).count("<div>") == 100


def test_frame_element_has_no_permission_and_its_document_stays_inside_the_attribute() -> None:
    page = hostile_view(STRINGS["end of containers"]).page
    assert page is not None
    document = frame_of(page).document
    element = iframe(document, STRINGS["end of attribute"])
    root = LexborHTMLParser(f"<body><main>{element}</main><footer></footer>").css_first("body")
    assert root is not None
    assert [node.tag for node in root.iter()] == ["main", "footer"]
    (frame,) = root.css("main > *")
    assert frame.tag == "iframe"
    assert frame.attributes == {
        **{"class": "pv-frame", "sandbox": "", "referrerpolicy": "no-referrer", "loading": "lazy"},
        "title": STRINGS["end of attribute"],
        "srcdoc": document,
    }


@given(text=st.text(max_size=60))
def test_safe_text_holds_nothing_that_markup_or_a_reader_could_trip_over(text: str) -> None:
    found = safe(text)
    assert not set(found) & set('<>"\0\x1b\u202e\u2066')
    assert found.encode("utf-8").decode("utf-8") == found
    assert safe("a\tb\nc é 日 \u200f") == "a\tb\nc é 日 \u200f"

"""What a reader sees of a page, in blocks, and what only a program sees."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.blocks import Block, join
from harness.html import NestingError, read_html, read_plain_text
from harness.html.visible import MAX_DEPTH

TAGS = (
    "<p> </p> <div> </div> <b> </i> <pre> </pre> <br> <table> <td> </table> <li> <h1> <script> </script> <style> "
    "<svg> </svg> <select> <template> </template> <blockquote> <!-- --> <p hidden> <img alt=x> &lt; &#0; text \n"
).split(" ")


def blocks_of(html: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in read_html(html).blocks]


@pytest.mark.parametrize(
    ("html", "blocks"),
    [
        ("", []),
        ("plain", [("paragraph", "plain")]),
        ("<p>a <b>bo</b>ld\n  word</p>", [("paragraph", "a bold word")]),
        ("<p>one<p>two<div>three</div>four", [("paragraph", text) for text in ("one", "two", "three", "four")]),
        ("one<br>two<hr>three", [("paragraph", "one"), ("paragraph", "two"), ("paragraph", "three")]),
        ("<p>a<!-- no -->b &amp; &lt;c&gt; &eacute;</p>", [("paragraph", "ab & <c> é")]),
        ("<h1>H <em>one</em></h1><h6>six</h6>", [("heading", "H one"), ("heading", "six")]),
        ("<ul><li>a<ul><li>b</ul>c</ul>", [("list", "a"), ("list", "b"), ("list", "c")]),
        ("<dl><dt>term<dd>what it is</dl>after", [("list", "term"), ("list", "what it is"), ("paragraph", "after")]),
        ("<li><p>item<h3>head</h3>", [("list", "item"), ("heading", "head")]),
        ("<blockquote>said<p>so</blockquote>end", [("quote", "said"), ("quote", "so"), ("paragraph", "end")]),
        (
            "<table><caption>cap<tr><th>h<td>d<p>p</table>after",
            [("caption", "cap"), ("table", "h"), ("table", "d"), ("table", "p"), ("paragraph", "after")],
        ),
        ("<figure><img><figcaption>photo</figcaption></figure>", [("caption", "photo")]),
        ("<pre>\n  a\n\n    b<br>c  \n</pre>x", [("code", "  a\n\n    b\nc"), ("paragraph", "x")]),
        ("<pre>\n\n\n  a</pre>", [("code", "  a")]),
        ("<pre>  \n </pre>", []),
        ("<p>press <code>x  y</code></p>", [("paragraph", "press x y")]),
        ("<label>Name<textarea>in</textarea></label>", [("paragraph", "Name"), ("paragraph", "in")]),
        ("<button>Buy</button><a href=/>link</a>", [("paragraph", "Buy"), ("paragraph", "link")]),
        ("<dialog open>said<p>so</dialog>end", [("paragraph", "said"), ("paragraph", "so"), ("paragraph", "end")]),
    ],
)
def test_page_reads_as_these_blocks(html: str, blocks: list[tuple[str, str]]) -> None:
    assert blocks_of(html) == blocks


@pytest.mark.parametrize(
    ("html", "hidden"),
    [
        ("<title>The  title</title><meta name=description content='What it is'>", ("The title", "What it is")),
        ("<body><noscript><p>Please <b>enable</b></p></noscript>", ("Please enable",)),
        ("<p hidden>h</p>", ("h",)),
        ("<dialog><p>closed</p></dialog>", ("closed",)),
        ("<dialog class=a>closed</dialog>", ("closed",)),
        ("<div popover>up</div><div popover=manual>higher</div>", ("up", "higher")),
        ("<p style='color:red; DISPLAY : none'>d</p>", ("d",)),
        ("<p style='visibility:hidden'>v</p>", ("v",)),
        ("<div hidden><p>a</p><p>b</p></div>", ("a b",)),
        ("<img alt='A  tree' title=T><input placeholder=Search aria-label=S>", ("A tree", "T", "S", "Search")),
        ('<script type="application/ld+json">{"a": "caf\\u00e9", "b": [1, null, "x"]}</script>', ("café", "x")),
        ("<script type=application/json>{broken}</script>", ("{broken}",)),
        ("<script>var a = 'never'</script><style>p{}</style>", ()),
        ("<svg><text>drawn</text></svg><iframe>fallback</iframe>", ("drawn", "fallback")),
    ],
)
def test_what_no_browser_shows_is_hidden_text(html: str, hidden: tuple[str, ...]) -> None:
    page = read_html(html)
    assert (page.blocks, page.hidden) == ((), hidden)


def test_strings_of_json_ld_are_told_apart_from_other_hidden_text() -> None:
    page = read_html('<title>T</title><script type="application/ld+json">{"a": "x  y", "b": {"c": " "}}</script>')
    assert (page.hidden, page.structured) == (("T", "x y"), ("x y",))


@pytest.mark.parametrize("style", ["display:block", "x-display:none", "visibility:visible", "background:none"])
def test_style_that_hides_nothing_leaves_the_text_visible(style: str) -> None:
    assert blocks_of(f"<p style='{style}'>seen</p>") == [("paragraph", "seen")]


def test_visible_text_is_one_block_a_line() -> None:
    page = read_html("<h1>a</h1><pre>b\nc</pre><p>d")
    assert page.visible == join(page.blocks) == "a\nb\nc\nd"


def test_plain_text_is_one_paragraph_a_line() -> None:
    assert read_plain_text(" a  b \n\n<p>c").blocks == (Block("paragraph", "a b"), Block("paragraph", "<p>c"))


@pytest.mark.parametrize(
    "start",
    [
        "",
        "</i>" * 2 * MAX_DEPTH,
        "<p></p>" * 2 * MAX_DEPTH,
    ],
    ids=["alone", "after stray end tags", "after paragraphs"],
)
def test_page_that_nests_too_deep_is_refused_at_once(start: str) -> None:
    with pytest.raises(NestingError, match="20,000"):
        read_html(start + "<div>" * (MAX_DEPTH + 1))


def test_end_tags_that_close_nothing_do_not_hide_the_depth() -> None:
    with pytest.raises(NestingError):
        read_html("<div></i>" * (MAX_DEPTH + 1))


def test_deep_page_below_the_limit_is_read_without_recursion() -> None:
    assert blocks_of("<div>" * 5000 + "deep") == [("paragraph", "deep")]


def test_long_flat_page_is_not_taken_for_a_deep_one() -> None:
    page = "<ul>" + "<li><a href=/>x</a><br>" * MAX_DEPTH + "</ul>"
    assert len(read_html(page).blocks) == MAX_DEPTH


@given(st.lists(st.sampled_from(TAGS) | st.text(st.characters(), max_size=5), max_size=40).map("".join))
def test_any_input_is_read_and_its_blocks_are_tidy(html: str) -> None:
    for block in read_html(html).blocks:
        assert block.text.strip()
        if block.kind != "code":
            assert block.text == " ".join(block.text.split())

"""Markdown to blocks: what an expected text and an extractor's Markdown say, without their marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink

from harness.markdown import _PLAIN_ADDRESS, markdown_parser, read_markdown

# References make a line mean something else; escapes and images are joined after a line is parsed.
LINES = [
    "[known][x] and ![known \\* too][x] *em*",
    "[known][x]",
    "[x]: https://a.example/path 'title'",
    "a \\* b &amp; ~~c~~ `d` <br>",
    "![alt \\_ text](photo.jpg) a caption",
    "- item [x]\n- item [x]",
    "| a | [x] |\n|---|---|\n| \\| | ~~s~~ |",
    "long " * 500 + "[known][x]",
]
MARKS = "# |- *_`~>[]()!<b>\n\n    1. + text ``` \\ &amp; ![](x) | a | b |\n|---|---|\n".split(" ")


@pytest.mark.parametrize(
    ("source", "blocks"),
    [
        ("", []),
        (" \n\n", []),
        ("One\ntwo.\n\nThree.", [("paragraph", "One two."), ("paragraph", "Three.")]),
        ("One  \ntwo\\\nthree", [("paragraph", "One"), ("paragraph", "two"), ("paragraph", "three")]),
        ("a *b* __c__ ~~d~~ `e  f`", [("paragraph", "a b c d e f")]),
        ("un*frigging*believable", [("paragraph", "unfriggingbelievable")]),
        (
            "[text *of* it](https://a.example 'title') <https://b.example>",
            [("paragraph", "text of it https://b.example")],
        ),
        ("a \\* b &amp; c &#65; \\# d", [("paragraph", "a * b & c A # d")]),
        ("2 * 3 * 4 and snake_case_name", [("paragraph", "2 * 3 * 4 and snake_case_name")]),
        ("x <b>y</b> z<br>w<BR/>v<br />u", [("paragraph", "x y z"), *(("paragraph", text) for text in "wvu")]),
        ("|a|\n|-|\n|one<br>two|", [("table", text) for text in ("a", "one", "two")]),
        ("x <!-- no --> y <brand>z", [("paragraph", "x y z")]),
        ("<div>\nraw &amp; <b>bo</b>ld\n</div>\n\nafter", [("paragraph", "raw & bold"), ("paragraph", "after")]),
        ("<table><tr><th>h<td>d</table>\n\n- <p>item</p>", [("table", "h"), ("table", "d"), ("list", "item")]),
        ("<!-- no -->\n\n<script>no</script>\n\n<p hidden>no</p>", []),
        ("<div>" * 20_100, []),
        ("# One\n\nTwo\n===\n\n### Three ###", [("heading", "One"), ("heading", "Two"), ("heading", "Three")]),
        ("- a\n- b\n  - c\n\n1. d", [("list", "a"), ("list", "b"), ("list", "c"), ("list", "d")]),
        ("- a\n\n  second\n\nafter", [("list", "a"), ("list", "second"), ("paragraph", "after")]),
        ("> said\n>\n> so\n\nend", [("quote", "said"), ("quote", "so"), ("paragraph", "end")]),
        ("> # H\n>\n> - item", [("heading", "H"), ("list", "item")]),
        ("|a|b|\n|-|-|\n|1||\n|\\||*x*|", [("table", text) for text in ("a", "b", "1", "|", "x")]),
        ("```py\nif x:\n    y\n\n```", [("code", "if x:\n    y")]),
        ("~~~\n*not* [marks]\n~~~", [("code", "*not* [marks]")]),
        ("    indented\n      more", [("code", "indented\n  more")]),
        ("```\n\n```", []),
        ("- ```\n  code\n  ```", [("code", "code")]),
        ("![alt](photo.jpg) The harbour\nat dawn.", [("caption", "The harbour at dawn.")]),
        ("![alt](photo.jpg)", []),
        ("Text ![alt](i.png) goes on", [("paragraph", "Text goes on")]),
        ("- ![alt](i.png) item", [("list", "item")]),
        ("a\n\n---\n\n***\n\nb", [("paragraph", "a"), ("paragraph", "b")]),
    ],
)
def test_markdown_reads_as_these_blocks(source: str, blocks: list[tuple[str, str]]) -> None:
    assert [(block.kind, block.text) for block in read_markdown(source)] == blocks


@given(st.lists(st.sampled_from(MARKS) | st.text(st.characters(), max_size=4), max_size=30).map(" ".join))
def test_any_text_is_markdown_and_its_blocks_are_tidy(source: str) -> None:
    for block in read_markdown(source):
        assert block.text.strip()
        if block.kind != "code":
            assert block.text == " ".join(block.text.split())


@given(st.lists(st.lists(st.sampled_from(["a", "Word", "été", "日本"]), min_size=1).map(" ".join)))
def test_plain_paragraphs_come_back_as_they_are(paragraphs: list[str]) -> None:
    blocks = read_markdown("\n\n".join(paragraphs))
    assert [(block.kind, block.text) for block in blocks] == [("paragraph", text) for text in paragraphs]


@given(st.from_regex(_PLAIN_ADDRESS, fullmatch=True))
def test_plain_address_is_what_the_library_makes_of_it(address: str) -> None:
    assert normalizeLink(address) == address


@given(st.text("abAZ09/:?#[]@!$&'()*+,;=-._~%é ", max_size=30))
def test_addresses_are_those_of_the_library(address: str) -> None:
    assert markdown_parser().normalizeLink(address) == normalizeLink(address)


@given(st.lists(st.lists(st.sampled_from(LINES), max_size=6).map("\n\n".join), min_size=2, max_size=4))
def test_lines_that_were_parsed_before_mean_the_same(sources: list[str]) -> None:
    plain = MarkdownIt("commonmark").enable("table").enable("strikethrough")
    ours = markdown_parser()
    for source in (*sources, *sources):
        expected = [token.as_dict() for token in plain.parse(source)]
        assert [token.as_dict() for token in ours.parse(source)] == expected

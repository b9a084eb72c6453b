"""Disputed blocks in Markdown: written, found, settled, and no text to anybody who reads the file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.annotate.agreement import Ballot
from harness.annotate.disputes import draft_markdown, find_disputes, without, without_marks
from harness.blocks import Block
from harness.markdown import read_markdown

ALL, SOME = ("a", "b", "c"), ("a", "c")


def ballot(kind: str, text: str, holders: tuple[str, ...] = ALL) -> Ballot:
    return Ballot(Block(kind, text), holders, 3)  # type: ignore[arg-type]


DRAFT = [
    ballot("heading", "The boat"),
    ballot("paragraph", "She came in at noon."),
    ballot("paragraph", "Read our letter.", SOME),
    ballot("paragraph", "Share this.", SOME),
    ballot("list", "one", SOME),
    ballot("list", "two", SOME),
    ballot("list", "three"),
    ballot("code", "x = 1\n\ny = 2", ("b",)),
    ballot("paragraph", "The end."),
]
MARKDOWN = """## The boat

She came in at noon.

<!-- disputed: 2 of 3 (a, c) -->

Read our letter.

<!-- disputed: 2 of 3 (a, c) -->

Share this.

<!-- disputed: 2 of 3 (a, c) -->

- one
- two

<!-- agreed -->

- three

<!-- disputed: 1 of 3 (b) -->

```
x = 1

y = 2
```

The end.
"""


def test_a_draft_has_a_comment_before_each_disputed_block() -> None:
    assert draft_markdown(DRAFT) == MARKDOWN
    assert draft_markdown([]) == ""


def test_comments_are_no_text() -> None:
    assert read_markdown(MARKDOWN) == tuple(one.block for one in DRAFT)
    assert read_markdown("<!-- disputed: 1 of 2 -->\nText right below.\n") == (Block("paragraph", "Text right below."),)


def test_disputes_are_found_with_their_markdown_and_their_holders() -> None:
    found = find_disputes(MARKDOWN)
    assert [one.markdown for one in found][:2] == ["Read our letter.", "Share this."]
    assert found[-1].markdown == "```\nx = 1\n\ny = 2\n```"
    assert [(one.holders, one.votes, one.voters) for one in found] == [(SOME, 2, 3)] * 3 + [(("b",), 1, 3)]


def test_a_comment_of_the_short_form_will_do_and_others_are_left_alone() -> None:
    text = "<!-- a note -->\n\nOne.\n\n<!-- disputed: 3 of 7 -->\nTwo.\n\n<!-- disputed: 1 of 2 -->\n"
    assert [(one.markdown, one.holders, one.votes) for one in find_disputes(text)] == [("Two.", (), 3)]


def test_a_comment_inside_code_is_code() -> None:
    assert find_disputes("```\n<!-- disputed: 1 of 2 -->\n```\n\nText.\n") == []


@pytest.mark.parametrize("text", ["", "\n", "<!-- disputed: 1 of 2 -->\n"])
def test_a_text_without_a_block_has_no_disputes(text: str) -> None:
    assert find_disputes(text) == []


def test_keeping_takes_the_comment_and_dropping_the_block_too() -> None:
    first = find_disputes(MARKDOWN)[0]
    assert without(MARKDOWN, first, block=False) == MARKDOWN.replace("<!-- disputed: 2 of 3 (a, c) -->\n\n", "", 1)
    dropped = without(MARKDOWN, first, block=True)
    assert "Read our letter" not in dropped
    assert len(find_disputes(dropped)) == 3


def test_settling_every_dispute_leaves_what_was_kept() -> None:
    kept, dropped = MARKDOWN, MARKDOWN
    while found := find_disputes(kept):
        kept = without(kept, found[0], block=False)
    while found := find_disputes(dropped):
        dropped = without(dropped, found[-1], block=True)
    assert {block.text for block in read_markdown(kept)} == {one.block.text for one in DRAFT}
    left = [block.text for block in read_markdown(dropped)]
    assert left == ["The boat", "She came in at noon.", "three", "The end."]
    assert "agreed" not in without_marks(dropped)


# Python ends a line at each of them, CommonMark only at the first three.
LINE_ENDS = ["\n", "\r\n", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]


@pytest.mark.parametrize("end", LINE_ENDS)
def test_a_disputed_block_is_found_behind_code_with_any_line_end(end: str) -> None:
    text = f"<pre>a{end}b</pre>\n\n```\nx{end}y\n```\n\n<!-- disputed: 1 of 2 -->\n\nRead our letter.\n\nThe end.\n"
    (found,) = find_disputes(text)
    assert found.markdown == "Read our letter."
    dropped = without(text, found, block=True)
    assert "Read our letter." not in dropped
    assert dropped.endswith("The end.\n")
    assert "disputed" not in without(text, found, block=False)


@given(st.lists(st.sampled_from(["a", " ", "`", "-", *LINE_ENDS]), max_size=30).map("".join))
def test_any_code_before_a_dispute_leaves_it_its_block(code: str) -> None:
    text = draft_markdown([ballot("code", code), ballot("paragraph", "Read our letter.", SOME), ballot("list", "end")])
    (found,) = find_disputes(text)
    assert found.markdown == "Read our letter."
    assert read_markdown(without(text, found, block=True)) == tuple(
        one for one in read_markdown(text) if one.text != "Read our letter."
    )

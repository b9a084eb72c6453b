"""A text in the habits of a site: the same words, whatever the markup."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import pytest

from harness.forge.body import Habits, write
from harness.forge.chunks import read_chunks
from harness.forge.marks import EXPECTED, OPTIONAL, marked, noise_mark, page_bytes, twin_of
from harness.html import read_html
from harness.markdown import read_markdown
from harness.text import words

SOURCE = """First paragraph, with “quotes” – and a *stress* on Donaudampfschifffahrt.

## A heading

- one
- two
  - below

1. step

> Said somebody.
>
> Twice.

| head | more |
|------|------|
| cell | 1 & 2 |

```python
if a < 3:
    return "x"
```

![alt](picture-1.jpg "Its caption")

Last one.
"""
HABITS: Mapping[str, tuple[object, ...]] = {
    "paragraph": ("p", "div", "br", "span", "open", "bare"),
    "heading": ("h", "bold", "div"),
    "quote": ("blockquote", "div", "figure"),
    "lists": ("ul", "open", "bullets"),
    "table": ("table", "div"),
    "code": ("pre", "spans", "lines", "table"),
    "figure": ("figure", "div", "link", "none"),
    "captions": ("optional", "expected"),
    "lazy": (False, True),
    "wrap": ("", '<div class="x">'),
    "drop_cap": (False, True),
    "soft_hyphens": (False, True),
    "entities": (False, True),
}


def visible_words(page: bytes) -> list[str]:
    return words(read_html(page.decode()).visible)


@pytest.mark.parametrize(("habit", "value"), [(name, value) for name, values in HABITS.items() for value in values])
def test_no_habit_changes_a_word(habit: str, value: object) -> None:
    made = page_bytes(str(write(read_chunks(SOURCE), Habits(**{habit: value}))))  # type: ignore[arg-type]
    wanted = words("\n".join(block.text for block in read_markdown(SOURCE)))
    caption = ["Its", "caption"]
    found = visible_words(made)
    at = len(wanted) - 2
    assert found in (wanted, wanted[:at] + caption + wanted[at:])
    assert (found == wanted) == (habit == "figure" and value == "none")


@pytest.mark.parametrize(
    ("paragraph", "lists", "wrap"), list(product(("br", "open", "bare"), ("open", "bullets"), ("", "<section>")))
)
def test_habits_go_together(paragraph: str, lists: str, wrap: str) -> None:
    one = page_bytes(str(write(read_chunks(SOURCE), Habits(paragraph=paragraph, lists=lists, wrap=wrap))))
    assert visible_words(one) == visible_words(page_bytes(str(write(read_chunks(SOURCE), Habits()))))


def test_captions_are_labelled_as_asked() -> None:
    chunks = read_chunks('![a](b.jpg "Its caption")')
    assert f"{OPTIONAL}Its caption" in twin_of(str(write(chunks, Habits())))
    assert f"{EXPECTED}Its caption" in twin_of(str(write(chunks, Habits(captions="expected"))))


def test_what_stands_in_between_keeps_its_own_label() -> None:
    promo = noise_mark("promo")
    made = write(read_chunks("A.\n\nB."), Habits(), lambda n: marked(promo, f"<p>more {n}</p>") if n == 1 else "")
    assert twin_of(str(made)) == f"<p>{EXPECTED}A.</p>\n<p>{promo}more 1</p>\n<p>{EXPECTED}B.</p>\n"


def test_markup_in_a_caption_stays_text() -> None:
    assert "&lt;b&gt;" in write(read_chunks('![a](b.jpg "<b>x</b>")'), Habits())

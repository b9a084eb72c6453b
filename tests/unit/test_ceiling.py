"""The ceiling: where a page holds its expected words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from harness.alignment import Reference
from harness.goldens import read_page_text
from harness.metrics.ceiling import ceiling
from workshop import load, write_case

TEXT = "The lamp was lit at six and burned until the oil ran out at four."  # 15 words
SCRIPT = "<script>window.state = {text: 'A moth came by and stayed for the \\u006cight, they said.'}</script>"
LINKED = (
    '<script type="application/ld+json">'
    '{"articleBody": "Nobody slept that night\\nbut the cat, which never does."}</script>'
)


@pytest.mark.parametrize(
    ("expected", "counts"),
    [
        (TEXT, (15, 15, 0, 0, 0)),
        ("Nobody slept that night but the cat, which never does.", (10, 0, 10, 0, 0)),
        ("A moth came by and stayed for the light, they said.", (11, 0, 0, 11, 0)),
        ("Something else altogether was written here in vain.", (8, 0, 0, 0, 8)),
        (
            f"{TEXT}\n\nNobody slept that night but the cat, which never does.\n\nNot here at all, no.",
            (30, 15, 10, 0, 5),
        ),
        # Words in another order, or fewer than four in a row, are not held.
        ("slept Nobody night that cat the but", (7, 0, 0, 0, 7)),
        # A leftover shorter than a run must be there as a whole.
        (f"{TEXT}\n\nthe cat", (17, 15, 2, 0, 0)),
        (f"{TEXT}\n\nthe moth", (17, 15, 0, 0, 2)),
        # Half of a longer word does not hold a shorter one.
        (f"{TEXT}\n\nmot", (16, 15, 0, 0, 1)),
    ],
)
def test_each_word_is_counted_where_it_is_found_first(
    tmp_path: Path, expected: str, counts: tuple[int, int, int, int, int]
) -> None:
    page = f"<head>{LINKED}{SCRIPT}</head><body><p>{TEXT}</p></body>"
    case = load(write_case(tmp_path / "case", page=page, expected=expected, noise=[], optional=[]))
    text = read_page_text(case)
    found = ceiling(Reference(case, text), text, lambda: page)
    names = ("expected", "visible", "structured", "anywhere", "missing")
    assert found == dict(zip(names, counts, strict=True))


def test_source_is_not_read_when_the_visible_text_holds_everything(tmp_path: Path) -> None:
    case = load(write_case(tmp_path / "case", page=f"<p>{TEXT}</p>", expected=TEXT, noise=[], optional=[]))
    text = read_page_text(case)

    def source() -> str:
        raise AssertionError("read in vain")

    assert ceiling(Reference(case, text), text, source) is not None


def test_case_without_expected_text_has_no_ceiling(tmp_path: Path) -> None:
    case = load(write_case(tmp_path / "case", expected=None, must_include=["ninety years"]))
    text = read_page_text(case)
    assert ceiling(Reference(case, text), text, lambda: "") is None


def test_empty_expected_text_has_a_ceiling_of_no_words(tmp_path: Path) -> None:
    case = replace(load(write_case(tmp_path / "case")), expected=())
    text = read_page_text(case)
    counts = ceiling(Reference(case, text), text, lambda: "")
    assert counts == dict.fromkeys(("expected", "visible", "structured", "anywhere", "missing"), 0)

"""Shapes of pages: the same template is the same shape, whatever stands in it."""

from __future__ import annotations

import numpy as np

from harness.survey.shapes import SIGNATURE, ShapeBook, signature

ARTICLE = "<nav><ul><li><a>x</a></li></ul></nav><main><article><h1>{}</h1>{}</article></main><footer><p>y</p></footer>"
FORUM = "<table><tr><td><b>a</b></td><td><div><blockquote>q</blockquote><i>b</i></div></td></tr></table><form></form>"


def article(title: str, paragraphs: int) -> str:
    return ARTICLE.format(title, "<p>Text, <em>more</em> text.</p>" * paragraphs)


def test_text_and_length_do_not_matter() -> None:
    assert np.array_equal(signature(article("One", 2)), signature(article("Another", 40)))


def test_classes_do_not_matter() -> None:
    assert np.array_equal(signature("<div class='a1'><p>x</p></div>"), signature("<div class='b2'><p>x</p></div>"))


def test_templates_are_told_apart_and_numbered_as_they_come() -> None:
    book = ShapeBook()
    pages = [article("One", 3), FORUM, article("Two", 1), FORUM + "<p>more</p>", "no element at all"]
    assert [book.number(signature(page)) for page in pages] == [0, 1, 0, 1, 2]


def test_page_with_a_little_more_is_of_the_same_shape() -> None:
    book = ShapeBook()
    assert book.number(signature(article("One", 3))) == book.number(signature(article("One", 3) + "<aside>x</aside>"))


def test_estimate_is_about_the_overlap_of_the_paths() -> None:
    # 40 elements in both, 20 in each alone: 40 / 80, give or take three standard deviations of 64 draws. The paths of
    # html, head and body come to both.
    both = "".join(f"<x{n}></x{n}>" for n in range(40))
    one, other = (both + "".join(f"<{mark}{n}></{mark}{n}>" for n in range(20)) for mark in "yz")
    assert abs(np.mean(signature(one) == signature(other)) - 0.5) < 3 * (0.25 / SIGNATURE) ** 0.5 + 0.03


def test_hostile_pages_have_a_shape() -> None:
    for page in ("", "<div>" * 100_000, "<p>\x00</p>", "<" * 10_000):
        assert len(signature(page)) == SIGNATURE

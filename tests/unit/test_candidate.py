"""An output in words, and where its text comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.alignment import Candidate, Reference
from harness.alignment.candidate import article_text
from harness.html.visible import MAX_DEPTH
from harness.model import Article
from workshop import reference_of, write_case


@pytest.fixture
def reference(tmp_path: Path) -> Reference:
    noise = [{"kind": "injected-spam", "exact": "Tuesday"}]
    return reference_of(
        write_case(
            tmp_path / "case", "<p>At the CenterTuesday a fair</p>", "At the Center a fair", noise=noise, optional=[]
        )
    )


@pytest.mark.parametrize(
    ("article", "text"),
    [
        (None, ""),
        (Article(), ""),
        (Article(text="t", markdown="*m*", html="<p>h"), "t"),
        (Article(text="", markdown="*m*"), ""),
        (Article(markdown="# *m*\n\n> q", html="<p>h"), "m\nq"),
        (Article(html="<h1>h</h1><p>p<script>s</script>"), "h\np"),
        (Article(html="<div>" * (MAX_DEPTH + 1) + "deep"), ""),
        (Article(title="alone"), ""),
    ],
)
def test_text_is_taken_from_the_plainest_form_there_is(article: Article | None, text: str) -> None:
    assert article_text(article) == text


def test_lines_are_counted_in_words_and_empty_ones_left_out(reference: Reference) -> None:
    candidate = Candidate(Article(text="At the\n\n—\nfair\r\na\u2028fair"), reference)
    assert candidate.words == ["At", "the", "fair", "a", "fair"]
    assert candidate.lines == [(0, 2), (2, 3), (3, 4), (4, 5)]


def test_words_are_cut_where_the_annotations_cut_the_page(reference: Reference) -> None:
    candidate = Candidate(Article(text="the CenterTuesday\nfair"), reference)
    assert candidate.words == ["the", "Center", "Tuesday", "fair"]
    assert candidate.lines == [(0, 3), (3, 4)]


def test_words_are_numbered_as_in_the_reference(reference: Reference) -> None:
    numbers = Candidate(Article(text="a fair never seen"), reference).numbers.tolist()
    assert numbers == [*reference.expected[3:].tolist(), 0, 0]


def test_failure_is_an_empty_output(reference: Reference) -> None:
    candidate = Candidate(None, reference)
    assert (candidate.text, candidate.words, candidate.lines, len(candidate.numbers)) == ("", [], [], 0)


def test_text_is_read_when_it_is_asked_for(reference: Reference, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Article | None] = []

    def read_text(article: Article | None) -> str:
        read.append(article)
        return "a fair"

    monkeypatch.setattr("harness.alignment.candidate.article_text", read_text)
    article = Article(markdown="# a")
    candidate = Candidate(article, reference)
    assert (candidate.article, read) == (article, [])
    assert (candidate.words, candidate.lines, candidate.text) == (["a", "fair"], [(0, 2)], "a fair")
    assert read == [article]

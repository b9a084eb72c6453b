"""Snippets that must and must not be there."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.alignment import Candidate
from harness.metrics.snippets import Snippets
from harness.model import Article
from workshop import reference_of, write_case

WANTED = ["ninety  years", "sold every loaf"]
UNWANTED = ["READ MORE"]


@pytest.mark.parametrize(
    ("wanted", "unwanted", "text", "figures"),
    [
        (WANTED, UNWANTED, "ninety\nyears, sold every loaf", (1.0, 0.0)),
        (WANTED, UNWANTED, "READ  MORE: ninety years", (0.5, 1.0)),
        (WANTED, UNWANTED, "Ninety years, read more", (0.0, 0.0)),
        (WANTED, UNWANTED, "", (0.0, 0.0)),
        (WANTED, [], "ninety years", (0.5, None)),
        ([], UNWANTED, "ninety years", (None, 0.0)),
        # The same letters spelled with marks of their own, on either side.
        (["caf\u00e9 noir"], [], "a cafe\u0301 noir", (1.0, None)),
        (["cafe\u0301 noir"], [], "a caf\u00e9 noir", (1.0, None)),
    ],
)
def test_shares_of_snippets_that_are_there(
    tmp_path: Path, wanted: list[str], unwanted: list[str], text: str, figures: tuple[float | None, float | None]
) -> None:
    reference = reference_of(write_case(tmp_path / "case", must_include=wanted, must_exclude=unwanted))
    counts = Snippets().count(reference, Candidate(Article(text=text), reference))
    assert counts is not None
    found = Snippets().figures(counts)
    assert (found["snippets_with"], found["snippets_without"]) == figures


def test_case_without_snippets_is_not_applicable_and_a_run_pools_the_others(tmp_path: Path) -> None:
    metric = Snippets()
    assert (reference := reference_of(write_case(tmp_path / "none"))) is not None
    assert metric.count(reference, Candidate(Article(text="x"), reference)) is None
    pages = [{"with": 1, "with-found": 1, "without": 0, "without-found": 0}, None]
    pages.append({"with": 3, "with-found": 0, "without": 2, "without-found": 1})
    assert metric.aggregate(pages) == {"snippets_with": 0.25, "snippets_without": 0.5}

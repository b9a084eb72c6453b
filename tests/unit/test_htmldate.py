"""htmldate's days: the table of its docstring, and the figures of a run."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.alignment import Candidate
from harness.metrics.htmldate import HtmlDate, count_dates
from harness.model import Article
from workshop import reference_of, write_case

HTMLDATE = HtmlDate()
NAMES = ("tp", "fp", "tn", "fn")


@pytest.mark.parametrize(
    ("expected", "given", "counts"),
    [
        ("2025-04-07", "2025-04-07", (1, 0, 0, 0)),
        ("2025-04-07", " 2025-04-07T23:59:59+14:00", (1, 0, 0, 0)),
        ("2025-04-07", "2025-04-07 09:22", (1, 0, 0, 0)),
        ("2025-04-07", "2025-04-08", (0, 1, 0, 0)),
        ("2025-04-07", "2025-04", (0, 1, 0, 0)),
        ("2025-04-07", "7 April 2025", (0, 1, 0, 0)),
        ("2025-04-07", None, (0, 0, 0, 1)),
        ("2025-04-07", " ", (0, 0, 0, 1)),
        (None, "2025-04-07", (0, 1, 0, 0)),
        # Rightly none: booked twice, as the peer does.
        (None, None, (0, 0, 1, 1)),
    ],
)
def test_answer_counts_as(expected: str | None, given: str | None, counts: tuple[int, ...]) -> None:
    assert tuple(count_dates(expected, given)[name] for name in NAMES) == counts


@pytest.mark.parametrize(
    ("counts", "figures"),
    [
        ((1, 0, 0, 0), (1.0, 1.0, 1.0, 1.0)),
        ((6, 2, 1, 3), (12 / 17, 6 / 8, 6 / 9, 7 / 12)),
        ((0, 1, 0, 0), (0.0, 0.0, None, 0.0)),
        ((0, 0, 0, 1), (0.0, None, 0.0, 0.0)),
        ((0, 0, 1, 1), (0.0, None, 0.0, 0.5)),
    ],
)
def test_figures_by_hand(counts: tuple[int, ...], figures: tuple[float | None, ...]) -> None:
    found = HTMLDATE.figures(dict(zip(NAMES, counts, strict=True)))
    names = ("htmldate_f1", "htmldate_precision", "htmldate_recall", "htmldate_accuracy")
    assert found == pytest.approx(dict(zip(names, figures, strict=True)))


def test_run_pools_its_pages() -> None:
    pages = [count_dates("2025-04-07", date) for date in ("2025-04-07", "2025-04-08", None)]
    run = HTMLDATE.aggregate([*pages, None])
    assert run == HTMLDATE.figures({"tp": 1, "fp": 1, "tn": 0, "fn": 1})
    assert set(HTMLDATE.aggregate([None]).values()) == {None}


@pytest.mark.parametrize(
    ("annotated", "given", "counts"),
    [
        ({"published": "2025-04-07T09:22+02:00"}, "2025-04-07", (1, 0, 0, 0)),
        ({"published": None}, None, (0, 0, 1, 1)),
        # A month says no day, and this benchmark knows nothing else.
        ({"published": "2025-04"}, "2025-04-07", None),
        ({"published": "2025"}, None, None),
        ({"title": "T"}, "2025-04-07", None),
    ],
)
def test_case_is_scored_by_its_day(
    tmp_path: Path, annotated: dict[str, str | None], given: str | None, counts: tuple[int, ...] | None
) -> None:
    reference = reference_of(write_case(tmp_path / "case", metadata=annotated))
    found = HTMLDATE.count(reference, Candidate(Article(published=given), reference))
    assert (found and tuple(found[name] for name in NAMES)) == counts


def test_failure_gives_no_date(tmp_path: Path) -> None:
    reference = reference_of(write_case(tmp_path / "case", metadata={"published": "2025-04-07"}))
    assert HTMLDATE.count(reference, Candidate(None, reference)) == {"tp": 0, "fp": 0, "tn": 0, "fn": 1}


@given(st.none() | st.dates().map(str), st.none() | st.dates().map(str) | st.text(st.characters(exclude_categories=())))
def test_every_answer_counts_once_but_the_right_none(expected: str | None, given: str | None) -> None:
    counts = count_dates(expected, given)
    assert sum(counts.values()) == 1 + counts["tn"]
    assert counts["tn"] == (expected is None and not (given or "").strip())

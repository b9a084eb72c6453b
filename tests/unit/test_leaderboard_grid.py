"""Pages against extractors: what each did where, and which pages are kept of a large run."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from harness.leaderboard.grid import Grid, GridTally, Pieces
from harness.metrics.base import Counts
from harness.runs import CaseInfo, CaseResult
from workshop import row_info

ROWS = (row_info("good"), row_info("bad"), row_info("all", control=True))


def case(name: str) -> CaseInfo:
    return CaseInfo(name, "golden", "news", "en", "article", (), "c" * 64)


def result(extractor: str, name: str, ledger: Counts | None = None, *defects: str) -> CaseResult:
    counts: dict[str, Counts | None] = {"ledger": ledger, "defects": {"pages": 1, **dict.fromkeys(defects, 1)}}
    return CaseResult(extractor, name, "ok", counts)


def grid_of(pages: Mapping[str, Mapping[str, float | None]], most: int = 10) -> Grid:
    tally = GridTally(ROWS, most=most)
    for name, f1 in pages.items():
        tally.add(case(name), [result(who, name) for who in f1], f1)
    return tally.grid(["bad", "good", "all"])


def test_extractors_stand_in_the_order_that_was_asked_for() -> None:
    (page,) = grid_of({"a": {"good": 1.0, "bad": 0.5, "all": 0.0}}).pages
    assert page.f1 == (0.5, 1.0, 0.0)


def test_controls_count_neither_for_difficulty_nor_for_disagreement() -> None:
    (page,) = grid_of({"a": {"good": 1.0, "bad": 0.5, "all": 0.0}}).pages
    assert (page.difficulty, page.disagreement) == (0.75, 0.25)


def test_page_without_a_figure_has_neither() -> None:
    (page,) = grid_of({"a": {"good": None}}).pages
    assert (page.f1, page.difficulty, page.disagreement) == ((None, None, None), None, None)
    assert page.outcomes == (None, "ok", None)


def test_hardest_pages_are_kept_in_the_order_of_the_run() -> None:
    found = grid_of({"a": {"good": 0.9}, "b": {"good": 0.1}, "c": {"good": 0.2}, "d": {"good": None}}, most=2)
    assert [page.case.id for page in found.pages] == ["b", "c"]
    assert found.left_out == 2


def test_of_equal_pages_the_earlier_one_is_kept() -> None:
    found = grid_of({"a": {"good": 0.5}, "b": {"good": 0.5}}, most=1)
    assert [page.case.id for page in found.pages] == ["a"]


def test_words_of_a_kind_stand_with_what_each_leaked_and_lost() -> None:
    tally = GridTally(ROWS)
    shown = {"in-page:promo": 9, "in-page:share": 2, "expected:list": 5}
    results = [
        result("good", "a", {**shown, "noise:promo": 4}, "glued"),
        result("bad", "a", {**shown, "noise:promo": 9, "lost:list": 5}, "glued", "flood"),
    ]
    tally.add(case("a"), results, {"good": 0.9, "bad": 0.1})
    (page,) = tally.grid(["bad", "good", "all"]).pages
    assert page.leaks == (Pieces("promo", 9, (9, 4, 0)), Pieces("share", 2, (0, 0, 0)))
    assert page.losses == (Pieces("list", 5, (5, 0, 0)),)
    assert page.defects == {"flood": [0], "glued": [0, 1]}


@pytest.mark.parametrize("name", ["in-page:<script>", "noise:promo", "expected:"])
def test_count_of_no_kind_that_there_is_shows_nowhere(name: str) -> None:
    tally = GridTally(ROWS)
    tally.add(case("a"), [result("good", "a", {name: 3}, "no-such-defect")], {"good": 0.5})
    (page,) = tally.grid(["good"]).pages
    assert (page.leaks, page.losses, page.defects) == ((), (), {})

"""The tables of a run, with every number worked out by hand."""

from __future__ import annotations

import dataclasses

import pytest

from harness.errors import RunFileError
from harness.leaderboard import FailureRow, HardPage, build_report, page_figures
from harness.metrics.base import Counts
from harness.model import Failure
from harness.runs import CaseResult
from workshop import row_info, tiny_run

TIMEOUT = Failure("Timeout", "took more than 30 s")


def ledger(output: int, kept: int, expected: int, **more: int) -> dict[str, Counts | None]:
    """Return the counts of a page; names such as ``noise__promo`` stand for ``noise:promo``, 0 is left out."""
    counts = {"output": output, "kept": kept, "ordered": kept, "expected": expected, "found": kept, **more}
    return {"ledger": {name.replace("__", ":").replace("_", "-"): size for name, size in counts.items() if size}}


# Page a expects 10 words, page b 20; a promo of 2 words stands in a, one of 10 in b.
A = {"in_page__promo": 2, "expected__paragraph": 10}
B = {"in_page__promo": 10, "expected__paragraph": 15, "expected__list": 5}
RESULTS = [
    CaseResult("bad", "a", "ok", ledger(10, 10, 10, **A), None, 0.05, 100),
    CaseResult("bad", "b", "timeout", ledger(0, 0, 20, lost__paragraph=15, lost__list=5, **B), TIMEOUT, 30.0, 300),
    CaseResult("good", "a", "ok", ledger(10, 10, 10, **A), None, 0.1, 200),
    CaseResult(
        "good", "b", "ok", ledger(20, 10, 20, noise__promo=10, lost__paragraph=10, **{**B, "ordered": 5}), None, 0.3
    ),
    CaseResult("none *", "a", "empty", ledger(0, 0, 10, lost__paragraph=10, **A)),
    CaseResult("none *", "b", "empty", ledger(0, 0, 20, lost__paragraph=15, lost__list=5, **B)),
]
ROWS = (
    row_info("absent", version=None),
    row_info("bad"),
    row_info("broken", status="SyntaxError: no"),
    row_info("good"),
    row_info("none *", control=True),
)
REPORT = build_report(tiny_run(RESULTS, *ROWS))


def figures_of(name: str) -> dict[str, float | None]:
    (row,) = [row for row in REPORT.rows if row.extractor.id == name]
    return {name: row.figures[name] for name in ("f1", "precision", "recall", "order", "noise")}


def test_best_f1_comes_first_and_rows_without_a_result_last() -> None:
    assert [(row.extractor.id, row.pages) for row in REPORT.rows] == [
        ("good", 2),
        ("bad", 2),
        ("none *", 2),
        ("absent", 0),
        ("broken", 0),
    ]
    assert REPORT.rows[-1].figures == {}


def test_figures_are_means_over_the_pages() -> None:
    # Page a: everything right. Page b: 10 of 20 words given and expected, half of them moved, 10 are a promo.
    assert figures_of("good") == {"f1": 0.75, "precision": 0.75, "recall": 0.75, "order": 0.75, "noise": 0.25}


def test_failure_stays_in_the_denominator() -> None:
    assert figures_of("bad") == {"f1": 0.5, "precision": 0.5, "recall": 0.5, "order": 1, "noise": 0}
    row = REPORT.rows[1]
    assert (row.pages, row.failures, row.empty) == (2, 1, 0)


def test_empty_outputs_are_no_failures() -> None:
    row = REPORT.rows[2]
    assert (row.failures, row.empty, row.figures["f1"], row.figures["order"]) == (0, 2, 0, None)


def test_time_is_the_median_without_failures_and_memory_the_most() -> None:
    assert [(row.seconds, row.memory) for row in REPORT.rows] == [
        (pytest.approx(0.2), 200),
        (0.05, 300),
        (None, None),
        (None, None),
        (None, None),
    ]


def test_leaks_are_shares_of_the_words_that_the_pages_hold() -> None:
    assert [(kind, REPORT.leaks.words[kind]) for kind in REPORT.leaks.kinds] == [("promo", 12)]
    assert dict(REPORT.leaks.rows) == {"good": {"promo": 10 / 12}, "bad": {"promo": 0}, "none *": {"promo": 0}}
    assert REPORT.leaks.pages == {("good", "promo"): 1}


def test_losses_are_shares_of_the_expected_words() -> None:
    assert [(kind, REPORT.losses.words[kind]) for kind in REPORT.losses.kinds] == [("paragraph", 25), ("list", 5)]
    assert list(REPORT.losses.rows) == [
        ("good", {"paragraph": 0.4, "list": 0}),
        ("bad", {"paragraph": 0.6, "list": 1}),
        ("none *", {"paragraph": 1, "list": 1}),
    ]


def test_kind_that_an_extractor_never_met_has_no_share() -> None:
    report = build_report(tiny_run([RESULTS[0], RESULTS[3]], *ROWS))
    assert dict(report.losses.rows) == {"bad": {"paragraph": 0}, "good": {"paragraph": 10 / 15, "list": 0}}
    assert report.losses.words["paragraph"] == 15


def test_hardest_page_comes_first_and_controls_do_not_count() -> None:
    assert REPORT.worst == (
        HardPage("b", None, None, mean_f1=0.25, best="good", best_f1=0.5, worst="bad", worst_f1=0, failures=1),
        HardPage("a", None, None, mean_f1=1, best="bad", best_f1=1, worst="bad", worst_f1=1, failures=0),
    )


def test_every_failure_is_listed() -> None:
    assert REPORT.failures == (FailureRow("bad", "b", "timeout", TIMEOUT),)


def test_page_without_expected_text_is_left_out_of_the_means() -> None:
    snippets = CaseResult("good", "c", "ok", {"ledger": None, "fields": {"title:correct": 1}})
    report = build_report(tiny_run([*RESULTS, snippets], *ROWS))
    row = report.rows[0]
    assert (row.pages, row.figures["f1"], row.figures["title_f1"]) == (3, 0.75, 1)
    assert [page.case for page in report.worst] == ["b", "a"]


def test_row_that_was_measured_without_an_f1_stands_before_rows_without_a_result() -> None:
    report = build_report(tiny_run([CaseResult("good", "c", "ok", {"ledger": None})], *ROWS))
    first, second = report.rows[:2]
    assert (first.extractor.id, first.figures.get("f1"), second.pages) == ("good", None, 0)


def test_fields_are_pooled_over_the_pages() -> None:
    found = [
        CaseResult("good", "a", "ok", {"fields": {"title:correct": 1, "authors:correct": 1, "authors:wrong": 3}}),
        CaseResult("good", "b", "ok", {"fields": {"title:wrong": 1, "authors:correct": 2}}),
    ]
    figures = build_report(tiny_run(found, *ROWS)).rows[0].figures
    assert (figures["title_f1"], figures["authors_precision"], figures["image_f1"]) == (0.5, 0.5, None)


def test_equal_rows_keep_their_order() -> None:
    same = [dataclasses.replace(RESULTS[0], extractor=name) for name in ("good", "bad", "none *")]
    assert [row.extractor.id for row in build_report(tiny_run(same, *ROWS)).rows[:3]] == ["bad", "good", "none *"]


def test_figures_of_a_page() -> None:
    figures = page_figures(RESULTS[3], REPORT.metrics)
    assert (figures["f1"], figures["order"], figures["noise"]) == (0.5, 0.5, 0.5)
    assert page_figures(CaseResult("good", "c", "ok", {"ledger": None}), REPORT.metrics) == {}


def test_run_without_results_has_empty_tables() -> None:
    report = build_report(tiny_run([], *ROWS))
    assert [row.extractor.id for row in report.rows] == [info.id for info in ROWS]
    assert (report.leaks.kinds, report.leaks.rows, report.worst, report.failures) == ((), (), (), ())


def test_hard_page_says_what_its_bytes_hold() -> None:
    run = tiny_run(RESULTS, *ROWS)
    ceiling = {"expected": 10, "visible": 4, "structured": 3, "anywhere": 1, "missing": 2}
    cases = tuple(dataclasses.replace(case, ceiling=ceiling if case.id == "a" else None) for case in run.cases)
    pages = {page.case: (page.visible, page.held) for page in build_report(dataclasses.replace(run, cases=cases)).worst}
    assert pages == {"a": (0.4, 0.8), "b": (None, None)}


def test_run_counted_by_another_version_is_refused() -> None:
    run = tiny_run(RESULTS, *ROWS)
    old = dataclasses.replace(run, metrics={**run.metrics, "ledger": "ledger|v0"})
    with pytest.raises(RunFileError, match=r"counted by 'ledger\|v0', this harness has 'ledger\(.*; run again"):
        build_report(old)

"""Versions of a library side by side: the tables, and the rows that never answered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.model import Extractor, Failure
from harness.runs import RunResult
from harness.table import Measured, Name, Table
from harness.version_pairs import always_failing, version_tables
from harness.versions import VersionRow
from pasts import past_run

KEPT = {
    "lib@1": [5] * 20,
    "lib@2": [8] * 20,
    "lib@3": [8] * 19 + [7],
    "lib@1[fast]": [5] * 20,
    "lib@2[fast]": [5] * 20,
}


def rows_of(*ids: str) -> list[VersionRow]:
    found = []
    for name in ids:
        of, _, rest = name.partition("@")
        number, bracket, mode = rest.partition("[")
        extractor = Extractor(f"{of}@{number}", mode.rstrip("]") or None, number, (), "version", "0" * 64)
        found.append(VersionRow(extractor, f"{of}{bracket}{mode}", number))
    return found


def flat(table: Table) -> list[dict[str, object]]:
    return [
        {
            column.name: cell.id if isinstance(cell, Name) else cell.value if isinstance(cell, Measured) else cell
            for column, cell in zip(table.columns, row, strict=True)
        }
        for row in table.rows
    ]


def test_every_two_versions_of_a_row_are_compared_and_no_others() -> None:
    _, pairs, _ = version_tables(past_run(KEPT), rows_of(*KEPT), "recall")
    said = [(row["extractor"], row["base"], row["new"], row["changed"], row["verdict"]) for row in flat(pairs)]
    assert said == [
        ("lib", "1", "2", 20, "better"),
        ("lib", "1", "3", 20, "better"),
        ("lib", "2", "3", 1, "inconclusive"),
        ("lib[fast]", "1", "2", 0, "same"),
    ]
    first = flat(pairs)[0]
    assert (first["base_recall"], first["new_recall"], first["change"]) == pytest.approx((0.5, 0.8, 0.3))


def test_each_version_has_its_figure() -> None:
    listed, _, _ = version_tables(past_run(KEPT), rows_of(*KEPT), "recall")
    assert [(row["extractor"], row["recall"]) for row in flat(listed)] == [
        ("lib@1", pytest.approx(0.5)),
        ("lib@2", pytest.approx(0.8)),
        ("lib@3", pytest.approx(0.795)),
        ("lib@1[fast]", pytest.approx(0.5)),
        ("lib@2[fast]", pytest.approx(0.5)),
    ]


def test_pages_that_moved_most_come_first_and_are_few() -> None:
    kept = {"lib@1": [5] * 20, "lib@2": [*range(5, 9), *[6] * 16]}
    _, _, pages = version_tables(past_run(kept), rows_of(*kept), "recall")
    rows = flat(pages)
    assert len(rows) == 10
    assert [row["page"] for row in rows[:3]] == ["news/003", "news/002", "news/001"]
    assert (rows[0]["before"], rows[0]["after"], rows[0]["change"]) == pytest.approx((0.5, 0.8, 0.3))


def test_version_without_results_is_left_out() -> None:
    kept = {"lib@1": [5, 5], "lib@2": []}
    listed, pairs, pages = version_tables(past_run(kept), rows_of(*kept), "recall")
    assert [row["extractor"] for row in flat(listed)] == ["lib@1"]
    assert (pairs.rows, pages.rows) == ((), ())


def failing(run: RunResult, name: str, pages: int, stderr: str) -> RunResult:
    failure = Failure("Crash", "exited with status 1", stderr)
    results = []
    for i, result in enumerate(run.results):
        broken = result.extractor == name and i // len(run.extractors) < pages
        results.append(replace(result, outcome="crash", failure=failure) if broken else result)
    return replace(run, results=tuple(results))


@pytest.mark.parametrize(
    ("pages", "stderr", "reasons"),
    [
        (2, "Traceback\n  ...\nImportError: no lxml\n", {"b": "ImportError: no lxml"}),
        (2, "", {"b": "exited with status 1"}),
        (1, "ImportError: no lxml", {}),
    ],
)
def test_row_that_never_answered_is_named_with_its_last_words(pages: int, stderr: str, reasons: dict[str, str]) -> None:
    run = failing(past_run({"a": [1, 1], "b": [0, 0]}), "b", pages, stderr)
    assert always_failing(run) == reasons

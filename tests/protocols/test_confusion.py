"""trafilatura's and htmldate's protocols: pooled figures by hand, the time, the order of rows."""

from __future__ import annotations

import pytest

from harness.protocols import htmldate, trafilatura
from harness.render.tables import flat, terminal
from harness.table import Measured
from scored import cell, names, scored, system


def counts(tp: int, fp: int, fn: int, tn: int) -> dict[str, int]:
    return {"tp": tp, "fp": fp, "fn": fn, "tn": tn}


# Pooled: tp 6, fp 2, fn 4, tn 4.
PAGES = [counts(5, 1, 0, 0), counts(0, 1, 4, 3), counts(1, 0, 0, 1)]
A = system("a", {"segments": PAGES, "htmldate": PAGES}, seconds=14.2, failures=1)
BASELINE = system("baseline", {"segments": [counts(3, 3, 0, 0), None, counts(1, 0, 0, 1)]}, seconds=2.0)
NOTHING = system("nothing", {"segments": [counts(0, 0, 2, 2)] * 3}, control=True, version=None, seconds=0.001)


def test_trafilaturas_table_by_hand() -> None:
    (table,) = trafilatura.PROTOCOL.tables(scored(3, A, BASELINE, NOTHING))
    lines = terminal(table).splitlines()
    headings = [column.heading for column in table.columns]
    assert headings[2:8] == ["Precision", "Recall", "Accuracy", "F-Score", "F-Score, 95 %", "Time"]
    rows = {line.split()[0]: line.split() for line in lines[3:6]}
    assert rows["a"][1:6] == ["1.0", "0.750", "0.600", "0.625", "0.667"]
    assert rows["a"][-2:] == ["7.1x", "1"]
    assert rows["baseline"][-2:] == ["1.0x", "0"]
    # Doing nothing earns all true negatives, and a precision of 0.
    assert rows["nothing"][:7] == ["nothing", "*", "-", "0.000", "0.000", "0.500", "0.000"]


def test_trafilaturas_rows_stand_by_f_score_the_lowest_first() -> None:
    (table,) = trafilatura.PROTOCOL.tables(scored(3, A, BASELINE, NOTHING, system("none", {})))
    assert names(table) == ["nothing", "a", "baseline", "none"]


def test_interval_pools_each_resample_again() -> None:
    (table,) = trafilatura.PROTOCOL.tables(scored(3, A))
    found = cell(table, "a", "segments_recall")
    # Three times the second page: no recall at all. The other extreme has two or three of the first.
    assert found.value == 0.6
    assert (found.low, found.high) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("seconds", "times", "base"),
    [
        ({"a": 3.0, "baseline": 2.0}, [1.5, 1.0], "baseline"),
        ({"a": 3.0, "trafilatura[baseline]": 1.5}, [2.0, 1.0], "trafilatura[baseline]"),
        ({"a": 3.0, "b": 1.5}, [2.0, 1.0], "b"),
        ({"a": 3.0, "baseline": None}, [1.0, None], "a"),
        ({"a": None, "b": 0.0}, [None, None], None),
        ({"a": None, "b": None}, [None, None], None),
    ],
)
def test_time_is_a_multiple_of_the_baselines(
    seconds: dict[str, float | None], times: list[float | None], base: str | None
) -> None:
    systems = [system(name, {"segments": PAGES}, seconds=time) for name, time in seconds.items()]
    (table,) = trafilatura.PROTOCOL.tables(scored(3, *systems, NOTHING))
    found = {str(row["extractor"]): row["time"] for row in flat(table)}
    assert [found[name] for name in seconds] == times
    assert (f"{base}'s" in table.note) == (base is not None)


def test_control_that_is_alone_with_a_time_is_no_baseline() -> None:
    (table,) = trafilatura.PROTOCOL.tables(scored(3, NOTHING))
    assert flat(table)[0]["time"] is None


def test_htmldates_table_by_hand() -> None:
    fast = system("htmldate[fast]", {"htmldate": [counts(1, 0, 0, 0)] * 3}, seconds=7.1)
    (table,) = htmldate.PROTOCOL.tables(scored(3, fast, A))
    rows = [line.split() for line in terminal(table).splitlines()[3:5]]
    assert rows[0][:6] == ["a", "1.0", "0.750", "0.600", "0.625", "0.667"]
    assert rows[0][-2:] == ["2.0x", "1"]
    assert rows[1][-2:] == ["1.0x", "0"]


def test_htmldates_rows_stand_by_name() -> None:
    systems = [
        system(name, {"htmldate": PAGES}) for name in ("goose3", "Zebra", "articleDateExtractor", "date_guesser")
    ]
    (table,) = htmldate.PROTOCOL.tables(scored(3, *systems))
    assert names(table) == ["articleDateExtractor", "date_guesser", "goose3", "Zebra"]


def test_figure_whose_denominator_is_0_does_not_apply_to_dates_and_is_0_for_segments() -> None:
    silent = [counts(0, 0, 1, 0)]
    one = scored(1, system("a", {"segments": silent, "htmldate": silent}))
    (dates,), (segments,) = htmldate.PROTOCOL.tables(one), trafilatura.PROTOCOL.tables(one)
    assert cell(dates, "a", "htmldate_precision") == Measured(None)
    assert cell(segments, "a", "segments_precision") == Measured(0.0)
    assert cell(dates, "a", "htmldate_recall") == Measured(0.0, None, 0.0, 0.0)


def test_differences_are_in_the_f_score() -> None:
    table = trafilatura.PROTOCOL.tables(scored(3, A, BASELINE), differences=True)[1]
    assert [column.name for column in table.columns] == ["extractor", "other", "segments_f1_difference"]
    assert names(table) == ["a"]

"""A baseline as a side of a comparison."""

from __future__ import annotations

from harness.bounds import Gate
from harness.compare.baseline import baseline_of
from harness.compare.baseline_side import side_of_baseline
from harness.compare.comparison import compare
from harness.compare.gate import drops
from harness.compare.sides import SideCase, side_of_run
from harness.runs import CaseResult
from records import baseline, record
from workshop import row_info, tiny_run

A = SideCase("a", "a", "a.example", "golden", "forum", "de", ("short",))
B = SideCase("b", "b", "b.example", "golden", "article", "en")


def test_it_borrows_the_cases_that_have_not_changed() -> None:
    changed = SideCase("c", "other", "c.example", "golden", "article", "en")
    fresh = SideCase("d", "d", "d.example", "golden", "article", "en")
    kept = baseline(record(case="a", f1=0.5), record("other", "b"), record(case="c"))
    side = side_of_baseline(kept, (A, changed, fresh, B), label="reports/baseline.json")
    assert side.cases == (A, B)
    assert (side.label, side.digits, side.metrics) == ("reports/baseline.json", 6, kept.metrics)
    mine, other = side.rows["mine"], side.rows["other"]
    assert (mine.figures["f1"].at(0), mine.figures["f1"].at(1), mine.outcomes.at(0)) == (0.5, None, "ok")
    assert (mine.outcomes.at(1), other.outcomes.at(0), other.outcomes.at(1)) == (None, None, "ok")
    assert (mine.version, mine.digest, mine.control) == ("1.0", None, False)


def test_run_held_against_its_own_baseline_did_not_change() -> None:
    counts = {"ledger": {"kept": 2, "ordered": 1, "output": 3, "expected": 6, "found": 2, "noise:promo": 1}}
    results = [CaseResult("mine", f"news/{i}", "ok", counts) for i in range(12)]
    run = tiny_run(results, row_info("mine"))
    new = side_of_run(run)
    base = side_of_baseline(baseline_of(run), new.cases)
    assert drops(base, new, Gate({"f1": 0.0, "noise": 0.0, "precision": 0.0}, {"f1": 0.0, "noise": 0.0})) == ()
    assert [row.verdict for row in compare(base, new).rows] == ["same"]

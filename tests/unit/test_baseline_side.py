"""A baseline as a side of a comparison."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.bounds import Gate
from harness.compare.baseline import baseline_of
from harness.compare.baseline_side import side_of_baseline
from harness.compare.comparison import compare
from harness.compare.gate import drops
from harness.compare.pairing import LeftOut
from harness.compare.sides import SideCase, side_of_run
from harness.errors import NotComparableError
from harness.runs import CaseResult
from records import baseline, record
from two_runs import level, run_of
from workshop import row_info, tiny_run

A = SideCase("a", "a", "a.example", "golden", "forum", "de", ("short",))
B = SideCase("b", "b", "b.example", "golden", "article", "en")


def test_it_has_its_own_cases_and_borrows_what_groups_them() -> None:
    changed = SideCase("c", "other", "c.example", "golden", "article", "en")
    fresh = SideCase("d", "d", "d.example", "golden", "article", "en")
    kept = baseline(record(case="a", f1=0.5), record("other", "b"), record(case="c"), record(case="removed"))
    side = side_of_baseline(kept, (A, changed, fresh, B), label="reports/baseline.json")
    assert side.cases == (A, B, replace(changed, digest="c"), SideCase("removed", "removed", "removed", "", "", ""))
    assert (side.label, side.digits, side.metrics) == ("reports/baseline.json", 6, kept.metrics)
    mine, other = side.rows["mine"], side.rows["other"]
    assert [mine.figures["f1"].at(n) for n in range(4)] == [0.5, None, 0.9, 0.9]
    assert [mine.outcomes.at(n) for n in range(4)] == ["ok", None, "ok", "ok"]
    assert [other.outcomes.at(n) for n in range(4)] == [None, "ok", None, None]
    assert (mine.version, mine.digest, mine.control) == ("1.0", None, False)


def test_what_is_left_out_of_a_baseline_is_told_as_of_a_run() -> None:
    old = run_of({"lib": level(80, 6)})
    run = run_of({"lib": level(80, 4, p1=70)}, cases={"s00/p00": {"digest": "e" * 64}, "new/page": {}})
    new = side_of_run(run)
    for base in (side_of_run(old), side_of_baseline(baseline_of(old), new.cases)):
        with pytest.raises(NotComparableError, match="1 changed, 2 only in the base run, 1 only in the new run"):
            compare(base, new)
        found = compare(base, new, intersect=True)
        assert found.left_out == LeftOut(2, 1, 1)
        assert (found.cases, [page.case for page in found.rows[0].moved]) == (3, ["s01/p01"])
        # Neither the case that changed nor those that are gone are anything to the gate.
        (breach,) = drops(base, new, Gate({"f1": 0.0}, {"f1": 0.05}))
        assert (breach.kind, breach.where) == ("page", "s01/p01")


def test_run_held_against_its_own_baseline_did_not_change() -> None:
    counts = {"ledger": {"kept": 2, "ordered": 1, "output": 3, "expected": 6, "found": 2, "noise:promo": 1}}
    results = [CaseResult("mine", f"news/{i}", "ok", counts) for i in range(12)]
    run = tiny_run(results, row_info("mine"))
    new = side_of_run(run)
    base = side_of_baseline(baseline_of(run), new.cases)
    assert drops(base, new, Gate({"f1": 0.0, "noise": 0.0, "precision": 0.0}, {"f1": 0.0, "noise": 0.0})) == ()
    assert [row.verdict for row in compare(base, new).rows] == ["same"]

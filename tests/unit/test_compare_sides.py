"""A run as a side: columns of what its results hold, and damage that is named."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from harness.compare.columns import Outcomes, Scores
from harness.compare.reading import read_sides
from harness.compare.sides import HEADLINE, PARTS, WHOLES, side_of_run
from harness.errors import NotComparableError, RunFileError, UnknownNameError
from harness.run_files import write_run
from harness.runs import RunResult
from two_runs import case_of, counts_of, level, run_of


def changed(run: RunResult, **changes: Any) -> RunResult:
    """Return a run whose first result is another one."""
    first, *others = run.results
    return dataclasses.replace(run, results=(dataclasses.replace(first, **changes), *others))


def test_columns_hold_what_the_results_say() -> None:
    run = run_of({"lib": level(80, 3, p1="crash"), "part": {"s02/p02": 50}}, controls=("part",))
    side = side_of_run(run, label="here")
    lib, part = side.rows["lib"], side.rows["part"]
    assert tuple(lib.figures) == HEADLINE
    assert [lib.figures["f1"].at(n) for n in range(3)] == [pytest.approx(0.8), 0.0, pytest.approx(0.8)]
    assert [lib.figures["order"].at(n) for n in range(3)] == [1.0, None, 1.0]
    assert [lib.outcomes.at(n) for n in range(3)] == ["ok", "crash", "ok"]
    assert lib.outcomes.failed.tolist() == [False, True, False]
    assert [part.outcomes.at(n) for n in range(3)] == [None, None, "ok"]
    assert part.outcomes.there.tolist() == [False, False, True]
    assert part.figures["f1"].applies.tolist() == [False, False, True]
    assert (side.label, part.control, lib.version, lib.status) == ("here", True, "1.0", "ready")


def test_counts_by_kind_and_field_are_kept_page_by_page() -> None:
    side = side_of_run(changed(run_of({"lib": level(80, 2)}), counts=counts_of(70, leaked=7, title="wrong")))
    parts, wholes = side.rows["lib"].parts, side.wholes
    assert parts is not None
    assert wholes is not None
    named = [{name: int(row[at]) for at, name in enumerate(PARTS) if row[at]} for row in parts]
    assert named == [
        {"noise:promo": 7, "lost:paragraph": 30, "title:wrong": 1},
        {"lost:paragraph": 20, "title:correct": 1},
    ]
    assert {name: int(wholes[0][at]) for at, name in enumerate(WHOLES) if wholes[0][at]} == {
        "in-page:promo": 20,
        "expected:paragraph": 100,
    }


def test_page_without_a_site_is_a_site_of_its_own() -> None:
    run = run_of({"lib": level(80, 2)})
    run = dataclasses.replace(run, cases=(case_of("s00/p00", url=None), case_of("s01/p01")))
    assert [case.site for case in side_of_run(run).cases] == ["s00/p00", "s01.example"]


def test_other_figures_are_kept_when_they_are_asked_for() -> None:
    run = changed(
        run_of({"lib": level(80, 2)}), counts={**counts_of(80), "words": {"hits": 1, "output": 2, "expected": 2}}
    )
    side = side_of_run(run, figures=(*HEADLINE, "words_f1"))
    assert [side.rows["lib"].figures["words_f1"].at(n) for n in range(2)] == [0.5, None]
    with pytest.raises(UnknownNameError, match="unknown figure 'word_f1'; did you mean words_f1"):
        side_of_run(run, figures=("word_f1",))


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ({"ledger": {"output": -1, "noise:promo": -1}}, r"a count lies outside of 0 to 2147483647"),
        ({"ledger": {"lost:paragraph": 2**40}}, r"a count lies outside of 0 to 2147483647"),
        ({"ledger": {"lost:paragraph": 2**80}}, r"the counts of lib on s00/p00 make no sense \(OverflowError"),
        ({"ledger": {"kept": "many", "output": 1, "expected": 1}}, r"the counts of .* make no sense \(TypeError"),
        ({"ledger": [1, 2]}, r"the counts of .* make no sense \(AttributeError"),
        ({"ledger": {"kept": 1e300, "output": 1, "expected": 1e-300}}, r"is damaged: "),
    ],
)
def test_counts_that_make_no_sense_are_named(counts: Any, message: str) -> None:
    with pytest.raises(RunFileError, match=message):
        side_of_run(changed(run_of({"lib": level(80, 2)}), counts=counts), label="here")


def test_columns_may_be_cut_to_some_cases() -> None:
    some = np.array([2, 0])
    scores = Scores.of([0.5, None, 1.0]).take(some)
    assert [scores.at(n) for n in range(2)] == [1.0, 0.5]
    outcomes = Outcomes.of(["ok", None, "memory"]).take(some)
    assert [outcomes.at(n) for n in range(2)] == ["memory", "ok"]


def test_file_that_is_named_twice_is_read_once(tmp_path: Path) -> None:
    write_run(run_of({"lib": level(80, 2)}), tmp_path / "run.json")
    (tmp_path / "link").symlink_to(tmp_path)
    base, new = read_sides(tmp_path / "run.json", tmp_path / "link", "f1")
    assert base is new


def test_large_runs_are_read_in_two_processes_to_the_same_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [tmp_path / name / "run.json" for name in ("base", "new")]
    for path, score in zip(paths, (80, 70), strict=True):
        write_run(run_of({"lib": level(score, 3)}), path)
    alone = read_sides(paths[0], paths[1], "f1")
    monkeypatch.setattr("harness.compare.reading._WORTH_PROCESS", 0)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    together = read_sides(paths[0], paths[1], "f1")
    for one, other in zip(alone, together, strict=True):
        assert (one.label, one.cases, one.file) == (other.label, other.cases, other.file)
        assert one.rows["lib"].figures["f1"].values.tolist() == other.rows["lib"].figures["f1"].values.tolist()
    paths[0].write_bytes(paths[0].read_bytes().replace(b'"ok"', b'"fine"'))
    with pytest.raises(RunFileError, match=r"base/run\.json is damaged: .*unknown outcome 'fine'"):
        read_sides(paths[0], paths[1], "f1")


def test_program_from_stdin_compares_large_runs_without_a_second_process(tmp_path: Path) -> None:
    for name, score in (("base", 80), ("new", 70)):
        write_run(run_of({"lib": level(score, 3)}), tmp_path / name / "run.json")
    program = (
        "import os\nfrom pathlib import Path\nfrom harness.compare import reading\n"
        "reading._WORTH_PROCESS = 0\nos.cpu_count = lambda: 2\n"
        "print(*(side.label for side in reading.read_sides(Path('base'), Path('new'), 'f1')))\n"
    )
    done = subprocess.run(
        [sys.executable, "-"], input=program, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == "base new\n"


def test_other_metrics_are_told_before_any_result_is_read(tmp_path: Path) -> None:
    base, new = tmp_path / "base.json", tmp_path / "new.json"
    write_run(run_of({"lib": level(80, 2)}), base)
    write_run(run_of({"lib": level(80, 2)}, metrics={"ledger": "ledger|v0"}), new)
    new.write_bytes(new.read_bytes().replace(b'"ok"', b'"fine"'))
    with pytest.raises(
        NotComparableError, match=r"ledger is 'ledger\(.*' in .*base\.json and 'ledger\|v0' in .*new\.json"
    ):
        read_sides(base, new, "f1")

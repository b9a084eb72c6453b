"""The file of a baseline: what it keeps, how it reads, and everything that can be wrong with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from harness.compare.baseline import ROUNDING, Baseline, baseline_of, read_baseline, write_baseline
from harness.errors import RunFileError
from harness.model import Failure
from harness.runs import CaseResult
from records import baseline, baselines, record
from workshop import row_info, tiny_run


def ledger(kept: int, output: int, expected: int, noise: int = 0) -> dict[str, dict[str, int]]:
    """Return the counts of an output that kept so many words, all in order."""
    counts = {"kept": kept, "ordered": kept, "output": output, "expected": expected, "found": kept}
    return {"ledger": counts | ({"noise:promo": noise} if noise else {})}


def result(extractor: str = "mine", case: str = "news/a", **changes: Any) -> CaseResult:
    return CaseResult(extractor, case, **({"outcome": "ok", "counts": ledger(2, 3, 6, noise=1)} | changes))


def test_run_is_kept_rounded_without_its_controls() -> None:
    failure = Failure("ValueError", "no luck")
    rows = [
        result(),
        result("everything"),
        result(case="news/b", outcome="error", counts=ledger(0, 0, 6), failure=failure),
        result("other", "news/b", counts={"ledger": None}),
    ]
    extractors = (row_info("mine"), row_info("everything", control=True), row_info("other"), row_info("absent", None))
    found = baseline_of(tiny_run(rows, *extractors))
    # Kept 2 of 3 words of output and of 6 expected: P 2/3, R 1/3, F1 4/9, one word of noise.
    assert list(found.records.values()) == [
        record(f1=0.444444, precision=0.666667, recall=0.333333, order=1.0, noise=0.333333),
        record(case="news/b", f1=0.0, precision=0.0, recall=0.0, order=None, noise=0.0, outcome="error"),
        record("other", "news/b", f1=None, precision=None, recall=None, order=None, noise=None),
    ]
    assert found.extractors == {"mine": "1.0", "other": "1.0"}
    assert found.cases == {"news/a": "c" * 16, "news/b": "c" * 16}
    assert list(found.metrics) == ["ledger"]


def test_rounding_can_make_no_difference_look_larger_than_the_slack() -> None:
    # The worst case: one side rounded up by half a step, the other one down.
    low, high = 0.1234565001, 0.9876544999
    assert (round(high, 6) - round(low, 6)) - (high - low) < ROUNDING
    assert abs((round(low, 6) - round(high, 6)) - (low - high)) < ROUNDING


def test_file_has_one_result_a_line_sorted(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    write_baseline(baseline(record("b", "y", f1=0.5), record("a", "z", f1=None), record("b", "x")), path)
    assert path.read_text(encoding="utf-8") == (
        '{\n'
        '  "baseline": 1,\n'
        '  "data_sets": [\n'
        f'    {{"name": "golden", "digest": "{"d" * 64}", "cases": 3}}\n'
        '  ],\n'
        '  "metrics": {\n'
        '    "ledger": "ledger(test)|v1"\n'
        '  },\n'
        '  "extractors": {\n'
        '    "a": "1.0",\n'
        '    "b": "1.0"\n'
        '  },\n'
        '  "cases": {\n'
        '    "x": "x",\n'
        '    "y": "y",\n'
        '    "z": "z"\n'
        '  },\n'
        '  "results": [\n'
        '    {"extractor": "a", "case": "z", "outcome": "ok", "f1": null, "precision": 0.9, "recall": 0.9,'
        ' "order": 1.0, "noise": 0.1},\n'
        '    {"extractor": "b", "case": "x", "outcome": "ok", "f1": 0.9, "precision": 0.9, "recall": 0.9,'
        ' "order": 1.0, "noise": 0.1},\n'
        '    {"extractor": "b", "case": "y", "outcome": "ok", "f1": 0.5, "precision": 0.9, "recall": 0.9,'
        ' "order": 1.0, "noise": 0.1}\n'
        '  ]\n'
        '}\n'
    )  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kept=baselines())
def test_writing_then_reading_gives_the_same_and_the_same_bytes(tmp_path: Path, kept: Baseline) -> None:
    path = tmp_path / "baseline.json"
    write_baseline(kept, path)
    before = path.read_bytes()
    again = read_baseline(path)
    assert again == kept
    write_baseline(again, path)
    assert path.read_bytes() == before


def test_file_that_was_formatted_and_sorted_anew_is_read(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    kept = baseline(record("a", "x"), record("b", "y", f1=1.0))
    write_baseline(kept, path)
    document = json.loads(path.read_text(encoding="utf-8"))
    document["results"].reverse()
    document["results"][0]["f1"] = 1
    path.write_text(json.dumps(document, indent=4), encoding="utf-8", newline="\r\n")
    assert read_baseline(path) == kept


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "baseline.json"
    write_baseline(baseline(record(case="a"), record(case="b")), path)
    return path


def error_of(path: Path) -> str:
    with pytest.raises(RunFileError) as error:
        read_baseline(path)
    message = str(error.value)
    assert message.startswith(str(path))
    assert "\n" not in message
    return message.removeprefix(str(path))


def test_merge_conflict_is_named_with_its_lines(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").split("\n")
    lines[14:14] = ["<<<<<<< HEAD", lines[14], "||||||| base", "=======", lines[14], ">>>>>>> upgrade"]
    file.write_text("\n".join(lines), encoding="utf-8")
    assert error_of(file) == (
        " holds a merge conflict, in line 15, 17, 18, 20; take either side, then run: "
        "pytest golden --harness-update-baseline"
    )


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_truncated_file_is_an_error_that_says_so(file: Path, share: float) -> None:
    text = file.read_text(encoding="utf-8")
    file.write_text(text[: int(len(text) * share)], encoding="utf-8")
    message = error_of(file)
    assert message.startswith(", line ")
    assert "take it from version control again" in message


Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda doc: doc.update(baseline=2), ": schema version 2, this harness reads 1; move it away"),
        (lambda doc: doc.update(baseline=None), ": schema version None"),
        (lambda doc: doc.pop("baseline"), " is not a baseline; name the file"),
        (lambda doc: doc.pop("cases"), " is damaged: its keys are baseline, data_sets, extractors, metrics, results"),
        (lambda doc: doc.update(extra=1), " is damaged: its keys are "),
        (lambda doc: doc.update(results={}), " is damaged: results must be a list, not dict"),
        (lambda doc: doc.update(cases={"a": 1}), " is damaged: cases must be an object of strings"),
        (lambda doc: doc.update(metrics={"ledger": None}), " is damaged: metrics must be an object of strings"),
        (lambda doc: doc.update(data_sets=[{"name": "x"}]), " is damaged: data_sets[0] must have name, digest"),
        (lambda doc: doc["data_sets"][0].update(cases=True), " is damaged: data_sets[0]: name and digest"),
        (lambda doc: doc["results"].append(doc["results"][0]), " is damaged: results[2] is a second one of mine on a"),
        (lambda doc: doc["results"].append([]), " is damaged: results[2] must have extractor, case, outcome, f1"),
        (lambda doc: doc["results"][1].pop("noise"), " is damaged: results[1] must have extractor"),
        (lambda doc: doc["results"][1].update(seconds=1), " is damaged: results[1] must have extractor"),
        (lambda doc: doc["results"][1].update(case="c"), " is damaged: results[1] is of 'c', which is not among"),
        (lambda doc: doc["results"][1].update(case=["c"]), " is damaged: results[1]: extractor and case must be"),
        (lambda doc: doc["results"][1].update(extractor="c"), " is damaged: results[1] is of 'c', which is not"),
        (lambda doc: doc["results"][1].update(outcome="great"), " is damaged: results[1]: unknown outcome 'great'"),
        (lambda doc: doc["results"][1].update(f1=1.01), " is damaged: results[1].f1 is 1.01, not a number from 0"),
        (lambda doc: doc["results"][1].update(f1=True), " is damaged: results[1].f1 is True, not a number"),
        (lambda doc: doc["results"][1].update(f1="0.9"), " is damaged: results[1].f1 is '0.9', not a number"),
        (lambda doc: doc["results"][1].update(f1=float("nan")), " is not a baseline: NaN is not a number"),
        (lambda doc: doc["results"][1].update(f1=float("-inf")), " is not a baseline: -Infinity is not a number"),
    ],
)
def test_wrong_content_is_one_sentence(file: Path, change: Change, message: str) -> None:
    document = json.loads(file.read_text(encoding="utf-8"))
    change(document)
    file.write_text(json.dumps(document), encoding="utf-8")
    assert error_of(file).startswith(message)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", ", line 1: it ends in the middle"),
        (b"[1]", " is not a baseline; name the file"),
        (b"\xff\xfe", " is not a baseline: it is not UTF-8"),
        (b'{"baseline": 1, "baseline": 1}', " is not a baseline: 'baseline' stands twice in one object"),
        (b"[" * 100_000, " is not a baseline: "),
        (b'{"baseline": 1e999}', ": schema version inf"),
        (b'{"schema": 2, "results": []}', " is not a baseline; name the file"),
        (b"{'baseline': 1}", ", line 1: Expecting property name"),
    ],
)
def test_other_files_are_one_sentence(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_bytes(content)
    assert error_of(path).startswith(message)


def test_folder_missing_file_and_file_of_two_gigabytes_are_one_sentence(tmp_path: Path) -> None:
    assert error_of(tmp_path) == " is no file; name a baseline that `pytest golden` wrote"
    assert error_of(tmp_path / "none.json").startswith(": No such file or directory; name a baseline")
    with (tmp_path / "huge.json").open("wb") as file:
        file.truncate(2**31)  # a hole on the disk
    assert error_of(tmp_path / "huge.json") == " has more than 256 MiB and is no baseline; name another file"


def test_run_of_another_counting_is_an_error() -> None:
    run = tiny_run([result()], row_info("mine"))
    with pytest.raises(RunFileError, match="did not count ledger"):
        baseline_of(type(run)(run.data_sets, {}, run.extractors, run.cases, run.results, run.environment))

"""``run.json``: the same run comes back, the same bytes are written, and no damaged file is read."""

from __future__ import annotations

import dataclasses
import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness import run_files
from harness.compare.baseline import baseline_of, write_baseline
from harness.errors import RunFileError
from harness.model import FAILURES, Extractor, Failure
from harness.run_files import read_run, write_run, write_text
from harness.runs import CaseInfo, CaseResult, ExtractorInfo, RunResult, case_info, environment, extractor_info
from workshop import load, row_info, tiny_run, write_case

COUNTS = {"ledger": {"kept": 3, "output": 4}, "fields": None}
RUN = tiny_run(
    [
        CaseResult("lib", "news/a", "ok", COUNTS, None, 0.125, 2**33),
        CaseResult("lib", "news/b", "timeout", COUNTS, Failure("Timeout", "took\nlong", "stderr")),
        CaseResult("other[fast]", "news/a", "empty", {}),
    ],
    row_info("lib"),
    row_info("other[fast]", version=None),
    problems=("golden/x: is broken; mend it",),
)


def held(run: RunResult) -> RunResult:
    """Return a run with all that it reads from its file in memory."""
    return dataclasses.replace(run, cases=tuple(run.cases), results=tuple(run.results))


def test_run_comes_back_from_its_file_or_its_folder(tmp_path: Path) -> None:
    write_run(RUN, tmp_path / "deep" / "folder" / "run.json")
    assert held(read_run(tmp_path / "deep" / "folder" / "run.json")) == RUN
    assert held(read_run(tmp_path / "deep" / "folder")) == RUN


def test_same_run_is_the_same_bytes_and_metrics_are_sorted(tmp_path: Path) -> None:
    write_run(RUN, tmp_path / "a.json")
    write_run(dataclasses.replace(RUN, metrics=dict(reversed(dict(RUN.metrics).items()))), tmp_path / "b.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert list(json.loads((tmp_path / "a.json").read_text())["metrics"]) == sorted(RUN.metrics)


def test_each_result_stands_on_a_line_of_its_own(tmp_path: Path) -> None:
    write_run(RUN, tmp_path / "run.json")
    lines = (tmp_path / "run.json").read_text().splitlines()
    start = lines.index('  "results": [')
    rows = [json.loads(line.rstrip(",")) for line in lines[start + 1 : start + 4]]
    assert [(row["extractor"], row["case"]) for row in rows] == [
        ("lib", "news/a"),
        ("other[fast]", "news/a"),
        ("lib", "news/b"),
    ]
    assert lines[start + 4 :] == ["  ]", "}"]


def test_run_without_anything_comes_back(tmp_path: Path) -> None:
    empty = tiny_run([])
    write_run(empty, tmp_path / "run.json")
    assert held(read_run(tmp_path)) == empty


TEXT = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(["\ud800", "a\udfffb", "\u2028", '"\\'])
NAMES = st.sampled_from(["lib", "other[fast]"])
SIZES = st.integers(0, 2**64 - 1)


def results(outcomes: tuple[str, ...]) -> st.SearchStrategy[CaseResult]:
    return st.builds(
        CaseResult,
        NAMES,
        st.sampled_from(["news/a", "news/b"]),
        st.sampled_from(outcomes),
        st.dictionaries(TEXT, st.none() | st.dictionaries(TEXT, SIZES), max_size=3),
        st.builds(Failure, TEXT, TEXT, TEXT) if set(outcomes) <= FAILURES else st.none(),
        st.none() | st.floats(0, 2**63),
        st.none() | SIZES,
    )


ALL = st.lists(
    results(tuple(sorted(FAILURES))) | results(("ok", "empty")), unique_by=lambda one: (one.extractor, one.case)
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)  # each example writes anew
@given(ALL, TEXT, st.dictionaries(TEXT, TEXT), st.lists(TEXT).map(tuple))
def test_any_run_comes_back(
    tmp_path: Path, found: list[CaseResult], name: str, about: dict[str, str], problems: tuple[str, ...]
) -> None:
    rows = (row_info("lib", version=name), row_info("other[fast]", status=name))
    run = dataclasses.replace(tiny_run(found, *rows, problems=problems, name=name), environment=about)
    write_run(run, tmp_path / "run.json")
    assert held(read_run(tmp_path)) == run


def test_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    write_run(RUN, tmp_path / "run.json")
    before = (tmp_path / "run.json").read_bytes()
    nan = dataclasses.replace(RUN, results=(CaseResult("lib", "news/a", "ok", {}, None, float("nan")),))
    with pytest.raises(ValueError, match="JSON compliant"):
        write_run(nan, tmp_path / "run.json")
    assert (tmp_path / "run.json").read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["run.json"]


def rewritten(folder: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    write_run(RUN, folder / "run.json")
    document = json.loads((folder / "run.json").read_text())
    change(document)
    (folder / "run.json").write_text(json.dumps(document))
    return folder / "run.json"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda run: run.update(schema=3), "schema version 3, this harness reads 2; run again"),
        (lambda run: run.pop("schema"), r"run\.json is no run\.json; give the run\.json of a run, or its folder"),
        (
            lambda run: run["results"].insert(0, run["results"][0]),
            "damaged: two results of lib on news/a; run again, or copy it anew",
        ),
        (lambda run: run["results"][0].update(outcome="fine"), r"damaged: results\[0\]: unknown outcome 'fine'"),
        (lambda run: run["results"][0].update(seconds=float("nan")), "is not a run: NaN is not a number"),
        (lambda run: run["results"][0].update(seconds=float("-inf")), "is not a run: -Infinity is not a number"),
        (lambda run: run["results"][0].pop("counts"), r"damaged: results\[0\]: it has no counts"),
        (lambda run: run["results"][0].update(mood="glad"), r"damaged: results\[0\]: unknown key 'mood'"),
        (lambda run: run["results"][0].update(extractor="ghost"), "damaged: a result of ghost, which is not listed"),
        (lambda run: run["results"][0].update(extractor=5), "damaged: a result of 5, which is not listed"),
        (lambda run: run["results"][0].update(case=None), "damaged: results that stand with none of the cases"),
        (lambda run: run["results"][0].update(case="ghost"), "damaged: results that stand with none of the cases"),
        (lambda run: run.update(results=[5]), r"damaged: results\[0\]: it is 5, and must be an object"),
        (lambda run: run.update(cases=None), "damaged: it has no list of cases"),
        (lambda run: run.pop("metrics"), "damaged: it has no metrics"),
        (lambda run: run["data_sets"][0].pop("digest"), r"damaged: data_sets\[0\]: it has no digest"),
    ],
)
def test_run_that_says_nonsense_is_refused(
    tmp_path: Path, change: Callable[[dict[str, Any]], object], message: str
) -> None:
    with pytest.raises(RunFileError, match=message):
        read_run(rewritten(tmp_path, change))


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"schema": 1'])
def test_file_that_is_no_json_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "run.json").write_bytes(content)
    with pytest.raises(RunFileError, match=r"run\.json is not a run: "):
        read_run(tmp_path / "run.json")


@pytest.mark.parametrize("content", ["[]", "5", "null", '"run"'])
def test_json_that_is_no_run_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "run.json").write_text(content)
    with pytest.raises(RunFileError, match=r"/run\.json is no run\.json; give the run\.json of a run"):
        read_run(tmp_path)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_file_that_was_cut_short_is_refused(tmp_path: Path, share: float) -> None:
    write_run(RUN, tmp_path / "run.json")
    content = (tmp_path / "run.json").read_bytes()
    (tmp_path / "run.json").write_bytes(content[: int(len(content) * share)])
    with pytest.raises(RunFileError, match="is not a run"):
        read_run(tmp_path)


@pytest.mark.parametrize("name", ["", "nowhere.json"])
def test_missing_file_says_what_to_give(tmp_path: Path, name: str) -> None:
    with pytest.raises(RunFileError, match=r"No such file.*; give the run\.json of a run, or its folder"):
        read_run(tmp_path / name)


@pytest.mark.parametrize(
    ("version", "problem", "status"),
    [("1.0", None, "ready"), (None, None, "not installed"), (None, "SyntaxError", "SyntaxError")],
)
def test_run_keeps_of_an_extractor_what_a_table_needs(version: str | None, problem: str | None, status: str) -> None:
    row = Extractor("lib", "fast", version, ("x",), "bundled", "d", "lib", "MIT", "", "pip install lib", problem, True)
    assert extractor_info(row) == ExtractorInfo("lib[fast]", version, status, True, "pip install lib", "MIT", "d")


def test_run_keeps_of_a_case_what_groups_results(tmp_path: Path) -> None:
    case = load(write_case(tmp_path / "one", tags=["short"]))
    assert case_info(case) == CaseInfo("one", "golden", "one", "en", "article", ("short",), case.digest, case.url)


def test_environment_is_text_alone() -> None:
    found = environment("1.2")
    assert found["harness"] == "1.2"
    assert all(isinstance(value, str) and value for value in found.values())


def test_rows_are_read_from_the_file_each_time(tmp_path: Path) -> None:
    write_run(RUN, tmp_path / "run.json")
    run = read_run(tmp_path)
    assert list(run.results) == list(run.results) == list(RUN.results)
    assert (len(run.results), len(run.cases)) == (3, 2)


def test_rows_of_a_small_file_are_parsed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_run(RUN, tmp_path / "run.json")
    run = read_run(tmp_path)
    assert [id(one) for one in run.results] == [id(one) for one in run.results]
    monkeypatch.setattr(run_files, "_MOST_HELD", 0)
    large = read_run(tmp_path)
    assert list(large.results) == list(run.results)
    assert [one is other for one, other in zip(large.results, large.results, strict=True)] == [False] * 3


def test_file_that_changes_while_it_is_read_is_said(tmp_path: Path) -> None:
    write_run(RUN, tmp_path / "run.json")
    run = read_run(tmp_path)
    write_run(tiny_run([]), tmp_path / "run.json")
    with pytest.raises(RunFileError, match="has changed while it was read"):
        list(run.results)


def test_results_come_with_their_case_also_where_a_case_has_none() -> None:
    lonely = dataclasses.replace(RUN, results=tuple(one for one in RUN.results if one.case == "news/b"))
    assert [(case.id, len(results)) for case, results in lonely.by_case()] == [("news/a", 0), ("news/b", 1)]


def test_baseline_is_told_what_it_is_for(tmp_path: Path) -> None:
    write_baseline(baseline_of(tiny_run([])), tmp_path / "baseline.json")
    with pytest.raises(RunFileError, match=r"is a baseline and no run; it can only be BASE of `harness compare"):
        read_run(tmp_path / "baseline.json")


COUNT = "and must be a whole number of 0 or more"
NUMBER = "and must be a number of 0 or more, or null"


@pytest.mark.parametrize(
    ("rows", "change", "message"),
    [
        ("results", {"counts": None}, "counts is null, and must be an object"),
        ("results", {"counts": "x"}, 'counts is "x", and must be an object'),
        ("results", {"counts": {"words": 5}}, "counts.words is 5, and must be an object or null"),
        ("results", {"counts": {"words": ""}}, 'counts.words is "", and must be an object or null'),
        ("results", {"counts": {"ledger": {"expected": "x"}}}, f'counts.ledger.expected is "x", {COUNT}'),
        ("results", {"counts": {"ledger": {"expected": 0.5}}}, f"counts.ledger.expected is 0.5, {COUNT}"),
        ("results", {"counts": {"ledger": {"expected": -5}}}, f"counts.ledger.expected is -5, {COUNT}"),
        ("results", {"counts": {"ledger": {"expected": 2**64}}}, f"counts.ledger.expected is {2**64}, {COUNT}"),
        ("results", {"counts": {"ledger": {"expected": [1]}}}, f"counts.ledger.expected is [1], {COUNT}"),
        ("results", {"seconds": "x"}, f'seconds is "x", {NUMBER}'),
        ("results", {"seconds": 10**400}, f"seconds is 1{'0' * 38}…, {NUMBER}"),
        ("results", {"seconds": -1.5}, f"seconds is -1.5, {NUMBER}"),
        ("results", {"cpu_seconds": []}, f"cpu_seconds is [], {NUMBER}"),
        ("results", {"peak_memory": "x"}, f'peak_memory is "x", {COUNT}, or null'),
        ("results", {"failure": "x"}, 'failure: it is "x", and must be an object'),
        ("results", {"failure": {"type": "E"}}, "failure: it has no message"),
        ("results", {"failure": {"type": "E", "message": 5}}, "failure: message is 5, and must be text"),
        ("results", {"repeats": {"answers": 2.5, "different": 0}}, f"repeats: answers is 2.5, {COUNT}"),
        ("cases", {"url": 5}, "url is 5, and must be text or null"),
        ("cases", {"data_set": None}, "data_set is null, and must be text"),
        ("cases", {"tags": "short"}, 'tags is "short", and must be a list'),
        ("cases", {"tags": ["a", 1]}, "tags[1] is 1, and must be text"),
        ("cases", {"words": "x"}, f'words is "x", {COUNT}, or null'),
        ("cases", {"ceiling": {"text": -1}}, f"ceiling.text is -1, {COUNT}"),
        ("cases", {"complexity": "x"}, f'complexity is "x", {NUMBER}'),
        ("cases", {"digest": None}, "digest is null, and must be text"),
        ("extractors", {"version": 5}, "version is 5, and must be text or null"),
        ("extractors", {"control": 1}, "control is 1, and must be true or false"),
        ("data_sets", {"digest": 5}, "digest is 5, and must be text"),
        ("data_sets", {"cases": "x"}, f'cases is "x", {COUNT}'),
    ],
)
def test_value_of_another_kind_is_named_with_its_place(
    tmp_path: Path, rows: str, change: dict[str, Any], message: str
) -> None:
    path = rewritten(tmp_path, lambda run: run[rows][0].update(change))
    with pytest.raises(RunFileError) as refused:
        read_run(path)
    assert str(refused.value) == f"{path} is damaged: {rows}[0]: {message}; run again, or copy it anew"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"problems": [5]}, "problems[0] is 5, and must be text"),
        ({"notices": "none"}, 'notices is "none", and must be a list'),
        ({"metrics": {"ledger": None}}, "metrics.ledger is null, and must be text"),
        ({"environment": []}, "environment is [], and must be an object"),
        ({"data_sets": None}, "data_sets is null, and must be a list"),
    ],
)
def test_value_of_the_head_is_named(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    path = rewritten(tmp_path, lambda run: run.update(change))
    with pytest.raises(RunFileError) as refused:
        read_run(path)
    assert str(refused.value) == f"{path} is damaged: {message}; run again, or copy it anew"


@pytest.mark.parametrize("name", ["words", "shingles(4)"])
def test_counts_that_lack_what_a_figure_needs_are_named(tmp_path: Path, name: str) -> None:
    path = rewritten(tmp_path, lambda run: run["results"][0].update(counts={name: {}}))
    with pytest.raises(RunFileError) as refused:
        read_run(path)
    said = f"the counts.{name} of lib on news/a have no hits; run again, or copy it anew"
    assert str(refused.value) == f"{path} is damaged: {said}"


def test_value_in_a_file_of_our_own_layout_is_named_with_its_line(tmp_path: Path) -> None:
    write_run(RUN, tmp_path / "run.json")
    text = (tmp_path / "run.json").read_text()
    number = next(at for at, line in enumerate(text.splitlines(), start=1) if "0.125" in line)
    (tmp_path / "run.json").write_text(text.replace("0.125", "1e999"))
    with pytest.raises(RunFileError, match=f"damaged: line {number}: seconds is Infinity, {NUMBER}"):
        read_run(tmp_path)


def test_link_stays_one_and_its_file_is_written(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "link").symlink_to("deep/file")
    for text in ("made", "made anew"):
        write_text(tmp_path / "link", text)
        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "deep/file").read_text() == text
    assert [file.name for file in (tmp_path / "deep").iterdir()] == ["file"]


def test_pipe_is_written_into(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("pipe")
    reading = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_text(tmp_path / "link", ["one\n", "two\n"])
        assert os.read(reading, 99) == b"one\ntwo\n"
    finally:
        os.close(reading)
    assert (tmp_path / "pipe").is_fifo()


def test_link_to_stdout_is_written_into(tmp_path: Path) -> None:
    # What /dev/stdout is; that itself would be lost where this fails.
    (tmp_path / "stdout").symlink_to("/proc/self/fd/1")
    program = (
        "import sys, pathlib; from harness.run_files import write_text; write_text(pathlib.Path(sys.argv[1]), 'said')"
    )
    done = subprocess.run([sys.executable, "-c", program, tmp_path / "stdout"], stdout=subprocess.PIPE, check=True)
    assert done.stdout == b"said"
    assert [path.name for path in tmp_path.iterdir()] == ["stdout"]


def test_draft_is_removed_when_a_file_cannot_be_written(tmp_path: Path) -> None:
    def parts() -> Iterator[str]:
        yield "half"
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("before")
    with pytest.raises(OSError, match="No space left"):
        write_text(tmp_path / "file", parts())
    with pytest.raises(IsADirectoryError):
        write_text(tmp_path / "folder", "text")
    assert (tmp_path / "file").read_text() == "before"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["file", "folder"]

"""``run.json``: the same run comes back, the same bytes are written, and no damaged file is read."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness import run_files
from harness.errors import RunFileError
from harness.model import FAILURES, Extractor, Failure
from harness.run_files import read_run, write_run
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


def results(outcomes: tuple[str, ...]) -> st.SearchStrategy[CaseResult]:
    return st.builds(
        CaseResult,
        NAMES,
        st.sampled_from(["news/a", "news/b"]),
        st.sampled_from(outcomes),
        st.dictionaries(TEXT, st.none() | st.dictionaries(TEXT, st.integers(0)), max_size=3),
        st.builds(Failure, TEXT, TEXT, TEXT) if set(outcomes) <= FAILURES else st.none(),
        st.none() | st.floats(0, allow_infinity=False),
        st.none() | st.integers(0),
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
        (lambda run: run.pop("schema"), "schema version None"),
        (lambda run: run["results"].insert(0, run["results"][0]), "damaged: .* two results of lib on news/a"),
        (lambda run: run["results"][0].update(outcome="fine"), "damaged: .* unknown outcome 'fine'"),
        (lambda run: run["results"][0].update(seconds=float("nan")), "is not a run: NaN is not a number"),
        (lambda run: run["results"][0].update(seconds=float("-inf")), "is not a run: -Infinity is not a number"),
        (lambda run: run["results"][0].pop("counts"), "damaged: TypeError.*counts"),
        (lambda run: run["results"][0].update(mood="glad"), "damaged: TypeError.*mood"),
        (lambda run: run["results"][0].update(extractor="ghost"), "damaged: .* a result of ghost, which is not listed"),
        (lambda run: run["results"][0].update(case="ghost"), "damaged: .* results that stand with none of the cases"),
        (lambda run: run.update(results=[5]), "damaged"),
        (lambda run: run.update(cases=None), "damaged"),
        (lambda run: run.pop("metrics"), "damaged: KeyError: 'metrics'"),
        (lambda run: run["data_sets"][0].pop("digest"), "damaged: TypeError.*digest"),
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
    with pytest.raises(RunFileError, match="schema version"):
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

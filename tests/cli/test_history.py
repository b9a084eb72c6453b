"""``harness history``: which runs it takes, what it prints and draws, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from harness.cli.history import labels, run_files
from harness.errors import UsageError
from pasts import past_run, write_past
from workshop import Harness


@pytest.fixture
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of three runs, the current folder's ``reports``."""
    monkeypatch.chdir(tmp_path)
    return write_past(
        tmp_path / "reports",
        run_2=past_run({"mine": [8] * 20, "nothing": [0] * 20}, controls=["nothing"]),
        run_10=past_run({"mine": [9] * 20, "nothing": [0] * 20}, controls=["nothing"], versions={"mine": "2.0"}),
        run_9=past_run({"mine": [8] * 20, "nothing": [0] * 20}, controls=["nothing"]),
    )


def test_folder_of_runs_is_followed_in_natural_order(reports: Path, harness: Harness) -> None:
    done = harness("history", "reports", "--format", "json", "--metric", "recall")
    rows = json.loads(done.out)
    assert (done.code, done.err) == (0, "")
    assert [(row["extractor"], row["run"], row["version"], row["recall"], row["verdict"]) for row in rows] == [
        ("mine", "run-2", "1.0", pytest.approx(0.8), None),
        ("mine", "run-9", "1.0", pytest.approx(0.8), "same"),
        ("mine", "run-10", "2.0", pytest.approx(0.9), "better"),
    ]
    assert {"recall_low", "recall_high", "change", "change_low", "change_high", "p", "changed"} <= rows[0].keys()


def test_by_run_keeps_the_order_and_by_version_makes_one(reports: Path, harness: Harness) -> None:
    given = ("history", "reports/run-10", "reports/run-2", "--format", "json")
    by_run = json.loads(harness(*given, "--by", "run").out)
    assert [row["version"] for row in by_run] == ["2.0", "1.0"]
    assert [row["version"] for row in json.loads(harness(*given, "--by", "version").out)] == ["1.0", "2.0"]
    assert harness(*given).out == harness(*given, "--by", "version").out, "another version in every run"


def test_table_is_for_people(reports: Path, harness: Harness) -> None:
    lines = harness("history", "reports").out.splitlines()
    assert lines[0] == "f1 by run"
    (row,) = [line.split() for line in lines if "run-10" in line]
    # 2 * 0.9 / 1.9 on every page. Twenty sites leave room for one that was not seen, at 0 or at 1: its weight is below
    # 1 - 0.025 ** (1 / 20) = 0.168 in 97.5 of 100 draws, so the ends are 0.947 * 0.832 and 0.947 + 0.168 * 0.053.
    assert row[:6] == ["mine", "2.0", "run-10", "20", "0", "0.947"]
    assert [float(end) for end in row[6].split("–")] == pytest.approx([0.788, 0.956], abs=0.005)
    assert row[-1] == "better"
    assert max(map(len, lines)) <= 100


@pytest.mark.parametrize("figure", ["f1", "recall", "title_precision"])
def test_table_stays_within_its_columns_whatever_the_runs_are_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harness: Harness, figure: str
) -> None:
    monkeypatch.chdir(tmp_path)
    name = "an-extractor-of-a-rather-long-name"
    kept = [[8] * 15 + [3] * 5, [9] * 8 + [7] * 8 + [3] * 4]
    for month, found in zip(("03", "04"), kept, strict=True):
        run = past_run({name: found}, versions={name: f"2026.{month}.01"})
        write_past(tmp_path / "reports", **{f"2026_{month}_01_a_rather_long_name_of_a_run": run})
    out = harness("history", "reports", "--metric", figure).out
    table = out.splitlines()
    assert max(map(len, table)) <= 100
    # What tells runs and rows apart is still there, and the title says in full what a heading has no room for.
    assert table[0] == f"{figure} by version"
    assert len([line for line in table if line.startswith("an-")]) == 2
    assert table[1].split()[5][:3] in ("F1", figure[:3])


def test_markdown_and_csv_have_the_same_rows(reports: Path, harness: Harness) -> None:
    markdown = harness("history", "reports", "--format", "markdown").out
    assert markdown.startswith("### f1 by run\n\n| extractor")
    assert markdown.count("| mine") == 3
    rows = list(csv.DictReader(io.StringIO(harness("history", "reports", "--format", "csv").out)))
    same = json.loads(harness("history", "reports", "--format", "json").out)
    assert rows == [{key: "" if value is None else str(value) for key, value in row.items()} for row in same]


def test_chart_is_written_and_said(reports: Path, harness: Harness) -> None:
    done = harness("history", "reports", "--svg", "new/history.svg")
    assert (done.code, done.err) == (0, "wrote new/history.svg\n")
    root = ElementTree.parse("new/history.svg").getroot()
    description = root.find("{http://www.w3.org/2000/svg}desc")
    assert description is not None
    assert "mine goes from 0.889 in run-2 to 0.947 in run-10." in (description.text or "")


def test_controls_are_shown_when_asked_for(reports: Path, harness: Harness) -> None:
    done = harness("history", "reports", "-E", "nothing", "-E", "mine", "--format", "json")
    assert {(row["extractor"], row["control"]) for row in json.loads(done.out)} == {("mine", False), ("nothing", True)}


def test_runs_over_other_cases_end_in_one_sentence(reports: Path, harness: Harness) -> None:
    write_past(reports, run_11=past_run({"mine": [8] * 19}, digest="e"))
    done = harness("history", "reports")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "harness: run-2 and run-11 are of other cases: data set golden is dddddddddddd there, eeeeeeeeeeee here; "
        "--intersect takes the cases that all have alike\n"
    )
    rows = json.loads(harness("history", "reports", "--intersect", "--format", "json").out)
    assert {row["pages"] for row in rows} == {19}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "nowhere is neither a file nor a folder, nor does it match any"),
        (["nowhere/*.json"], "nowhere/*.json is neither a file nor a folder"),
        (["empty"], "empty holds no run"),
        (["reports", "--metric", "f2"], "unknown figure 'f2'; did you mean f1"),
        (["reports", "-E", "mime"], "unknown extractor 'mime'; did you mean mine?"),
        (["reports", "--svg", "reports"], "reports cannot be written: "),
        (["reports", "broken.json"], "broken.json is not a run: "),
    ],
)
def test_wrong_use_ends_in_one_sentence(reports: Path, harness: Harness, arguments: list[str], message: str) -> None:
    Path("empty").mkdir()
    Path("broken.json").write_text("{", encoding="utf-8")
    done = harness("history", *arguments)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert done.err.count("\n") == 1


def test_single_run_is_a_short_history(reports: Path, harness: Harness) -> None:
    (row,) = json.loads(harness("history", "reports/run-9", "--format", "json").out)
    assert (row["run"], row["change"], row["verdict"]) == ("run-9", None, None)


def test_folder_gives_runs_in_folders_and_files_but_no_baseline(tmp_path: Path) -> None:
    write_past(tmp_path, run_2=past_run({"mine": [1]}))
    for name in ("run-1.json", "run-10.json", "baseline.json"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    found = run_files([str(tmp_path)])
    assert [file.relative_to(tmp_path).as_posix() for file in found] == ["run-1.json", "run-2/run.json", "run-10.json"]
    assert labels(found) == ["run-1", "run-2", "run-10"]


def test_pattern_is_expanded_where_no_shell_has(tmp_path: Path) -> None:
    write_past(tmp_path, a_10=past_run({"mine": [1]}), a_9=past_run({"mine": [1]}), b=past_run({"mine": [1]}))
    assert labels(run_files([f"{tmp_path}/a-*/"])) == ["a-9", "a-10"]


def test_runs_of_one_name_are_called_by_their_paths(tmp_path: Path) -> None:
    files = [tmp_path / "old/latest/run.json", tmp_path / "new/latest/run.json", tmp_path / "x.json"]
    assert labels(files) == [str(files[0]), str(files[1]), "x"]


def test_folder_without_a_run_says_what_it_looked_for(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"holds no run: neither run\.json, nor folders that have one"):
        run_files([str(tmp_path)])

"""``harness score`` and ``harness run`` on data sets, with recorded outputs and by other benchmarks' protocols."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from workshop import EXPECTED, PAGE, Harness, write_extractor

STORY = "\n".join(line.lstrip("# ") for line in EXPECTED.splitlines() if line)


@pytest.fixture
def mine(workspace: Path) -> Path:
    """A data set of three records, two of which have the same page, and outputs of a system for two of them."""
    rows = [
        {"id": "a", "url": "https://one.example/a", "html": PAGE, "expected": STORY},
        {"id": "b", "url": "https://two.example/b", "html": PAGE.replace("Lyon", "Bonn"), "expected": STORY},
        {"id": "c", "html": PAGE, "expected": STORY, "language": "en"},
    ]
    (workspace / "mine.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    outputs = {"version": "7", "output": {"a": STORY, "b": STORY[: len(STORY) // 2]}}
    (workspace / "system.json").write_text(json.dumps(outputs), encoding="utf-8")
    return workspace


def leaderboard(folder: Path) -> dict[str, dict[str, Any]]:
    rows = json.loads((folder / "reports/latest/leaderboard.json").read_text(encoding="utf-8"))
    return {row["extractor"]: row for row in rows}


def test_recorded_outputs_are_rows_and_a_missing_one_is_a_failure(mine: Path, harness: Harness) -> None:
    shown = harness("score", "jsonl:mine.jsonl", "--predictions", "system.json")
    assert shown.code == 0
    assert "3 cases of jsonl" in shown.out
    assert "system: no output for 1 page (jsonl/c), counted as failures" in shown.out
    row = leaderboard(mine)["system"]
    assert (row["version"], row["pages"], row["failures"]) == ("7", 3, 1)
    assert 0.4 < row["f1"] < 0.7


def test_protocol_alone_prints_its_table_alone(mine: Path, harness: Harness) -> None:
    shown = harness("score", "jsonl:mine.jsonl", "--predictions", "system.json", "--protocol", "zyte")
    assert "Zyte's article-extraction-benchmark" in shown.out
    assert "order" not in shown.out.splitlines()[3]
    run = json.loads((mine / "reports/latest/run.json").read_text(encoding="utf-8"))
    assert (list(run["metrics"]), run["protocols"]) == (["zyte"], ["zyte"])
    assert harness("report").out == shown.out


def test_several_protocols_stand_below_each_other(mine: Path, harness: Harness) -> None:
    arguments = ("--protocol", "zyte", "--protocol", "wcxb", "--protocol", "native", "--differences")
    shown = harness("score", "jsonl:mine.jsonl", "--predictions", "system.json", *arguments).out
    assert shown.index("Zyte's") < shown.index("WCXB") < shown.index("order noise")


def test_extractors_and_recorded_outputs_stand_in_one_table(mine: Path, harness: Harness) -> None:
    arguments = ("-E", "mine", "-E", "nothing", "--predictions", "system.json", "--format", "json")
    shown = harness("run", "jsonl:mine.jsonl", *arguments)
    assert [row["extractor"] for row in json.loads(shown.out)] == ["mine", "system", "nothing"]


def test_data_sets_are_compared_in_one_report(mine: Path, harness: Harness) -> None:
    shown = harness("run", "golden", "jsonl:mine.jsonl", "-E", "mine", "-E", "everything", "-E", "nothing")
    assert shown.code == 0
    assert "5 cases: 2 of golden" in shown.out
    assert "F1 by data set, and rank" in shown.out
    markdown = (mine / "reports/latest/report.md").read_text(encoding="utf-8")
    assert "### F1 by data set, 95 % intervals" in markdown


def test_repeated_pages_are_left_out_on_demand_and_counted(mine: Path, harness: Harness) -> None:
    shown = harness("score", "jsonl:mine.jsonl", "--predictions", "system.json", "--dedupe")
    assert "left out 1 case whose page an earlier one has" in shown.err
    assert "2 cases of jsonl" in shown.out


def test_selection_holds_for_data_sets(mine: Path, harness: Harness) -> None:
    shown = harness("score", "jsonl:mine.jsonl", "--predictions", "system.json", "--language", "en")
    assert "1 case of jsonl" in shown.out


def test_golden_check_lists_the_oddities_of_a_data_set(mine: Path, harness: Harness) -> None:
    shown = harness("golden", "check", "jsonl:mine.jsonl")
    assert shown.code == 0
    assert "is the same page as that of a" in shown.out
    assert shown.out.splitlines()[-1].startswith("3 sound cases, 0 problems in 0 others")
    rows = json.loads(harness("golden", "check", "jsonl:mine.jsonl", "--format", "json").out)
    assert {row["severity"] for row in rows} == {"oddity"}


def test_broken_record_is_told_and_the_others_are_scored(mine: Path, harness: Harness) -> None:
    with (mine / "mine.jsonl").open("a", encoding="utf-8") as file:
        file.write("{broken\n")
    shown = harness("score", "jsonl:mine.jsonl", "--predictions", "system.json")
    assert (shown.code, "3 cases of jsonl" in shown.out) == (0, True)
    assert "mine.jsonl line 4" in shown.out
    assert harness("golden", "check", "jsonl:mine.jsonl").code == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("score", "jsonl:mine.jsonl"), "nothing to score; give recorded outputs with --predictions"),
        (("score", "jsonl:mine.jsonl", "--predictions", "gone.json"), "gone.json does not exist"),
        (
            ("score", "jsonl:mine.jsonl", "--predictions", "system.json", "system.json"),
            "two rows are called system; rename one of the files",
        ),
        (("score", "jsonl:gone.jsonl", "--predictions", "system.json"), "gone.jsonl does not exist"),
        (("score", "jsonk:mine.jsonl", "--predictions", "system.json"), "unknown data set 'jsonk'; did you mean jsonl"),
        (
            ("score", "jsonl:mine.jsonl", "--predictions", "system.json", "--protocol", "zyt"),
            "unknown protocol 'zyt'; did you mean zyte",
        ),
        (
            ("score", "jsonl:mine.jsonl", "jsonl:mine.jsonl", "--predictions", "system.json"),
            "two cases are called jsonl/a; give each data set once",
        ),
    ],
)
def test_misuse_is_one_sentence(mine: Path, harness: Harness, arguments: tuple[str, ...], message: str) -> None:
    shown = harness(*arguments)
    assert (shown.code, shown.out) == (2, "")
    assert message in shown.err


def test_second_run_is_answered_from_the_cache(mine: Path, harness: Harness) -> None:
    pytest.importorskip("inscriptis")
    arguments = ("jsonl:mine.jsonl", "-E", "inscriptis", "--cache", "kept")
    first = harness("run", *arguments)
    assert first.code == 0
    before = (mine / "reports/latest/run.json").read_bytes()
    assert harness("run", *arguments).out == first.out
    # Times too: they are those of the first run.
    assert (mine / "reports/latest/run.json").read_bytes() == before
    assert (mine / "kept").is_dir()


def test_extractor_that_somebody_works_on_is_run_each_time(mine: Path, harness: Harness) -> None:
    """Its file may import code that no version names: the cache would give yesterday's answer."""
    (mine / "library.py").write_text("TEXT = 'A new bakery opened'\n", encoding="utf-8")
    body = f"import sys; sys.path.insert(0, {str(mine)!r})\nimport library\nreturn library.TEXT"
    write_extractor(mine / "extractors", "working", body)
    arguments = ("jsonl:mine.jsonl", "-E", "working", "--cache", "kept", "--format", "json")
    before = json.loads(harness("run", *arguments).out)[0]["recall"]
    (mine / "library.py").write_text("TEXT = 'A new bakery opened on Mill Lane this morning'\n", encoding="utf-8")
    assert json.loads(harness("run", *arguments).out)[0]["recall"] > before


def test_no_cache_is_written_when_it_is_off(mine: Path, harness: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(mine / "user"))
    harness("run", "jsonl:mine.jsonl", "-E", "everything", "--cache", "off")
    assert not (mine / "user").exists()

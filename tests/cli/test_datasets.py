"""``harness datasets``: the list, one in full, import and export."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from harness.datasets.catalogue import NAMES
from layouts import write_files
from workshop import Harness

TEXT = "The well is deep."


@pytest.fixture
def sets(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of data sets with a miniature of Zyte's: two cases, and a third that is empty."""
    truth = {"aa": {"articleBody": TEXT}, "bb": {"articleBody": "The rope is new."}, "cc": {"articleBody": ""}}
    pages = {f"html/{key}.html.gz": f"<p>{record['articleBody']}" for key, record in truth.items()}
    write_files(workspace / "sets/zyte", {"ground-truth.json": truth, **pages})
    monkeypatch.setenv("HARNESS_DATASETS", str(workspace / "sets"))
    return workspace / "sets"


def test_list_has_every_data_set_and_what_is_at_hand(sets: Path, harness: Harness) -> None:
    shown = harness("datasets")
    assert shown.code == 0
    lines = {line.split()[0]: line for line in shown.out.splitlines() if line.strip()}
    assert lines.keys() >= set(NAMES)
    assert lines["zyte"].split()[1:5] == ["181", "MIT", "zyte", "3"]
    assert max(map(len, shown.out.splitlines())) <= 160


def test_list_for_programs_has_source_citation_protocol_and_place(sets: Path, harness: Harness) -> None:
    rows = {row["data_set"]: row for row in json.loads(harness("datasets", "--format", "json").out)}
    assert tuple(rows) == NAMES
    zyte = rows["zyte"]
    assert (zyte["cases"], zyte["records"], zyte["status"], zyte["protocol"]) == (181, 3, "found", "zyte")
    assert zyte["path"] == str((sets / "zyte").resolve())
    assert zyte["source"].startswith("https://github.com/")
    assert (rows["wcxb"]["records"], rows["wcxb"]["status"]) == (None, "not there")
    (head, *_) = csv.reader(io.StringIO(harness("datasets", "--format", "csv").out))
    assert head == list(zyte)
    assert harness("datasets", "--format", "markdown").out.startswith("| data_set")


def test_one_data_set_is_shown_in_full(sets: Path, harness: Harness) -> None:
    shown = harness("datasets", "zyte").out
    for part in ("MIT", "https://github.com/scrapinghub", "html/<id>.html.gz", "3 records in", "downloads nothing"):
        assert part in shown
    (row,) = json.loads(harness("datasets", "wcxb", "--format", "json").out)
    assert "139 of the 511 test pages" in row["defects"]
    assert json.loads(harness("datasets", "--format", "json", "wcxb").out) == [row]


@pytest.mark.parametrize("name", NAMES)
def test_every_data_set_can_be_shown_without_a_folder_of_them(
    harness: Harness, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HARNESS_DATASETS", raising=False)
    shown = harness("datasets", name)
    assert (shown.code, shown.err) == (0, "")
    assert "HARNESS_DATASETS is not set" in shown.out


def test_unknown_name_is_wrong_usage(harness: Harness) -> None:
    assert harness("datasets", "nosuch").code == 2


def test_import_writes_sound_cases_and_says_what_was_left_out(sets: Path, harness: Harness) -> None:
    done = harness("datasets", "import", "zyte:", "--to", "golden/zyte")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "zyte/cc: left out: its expected text is empty, and it has no snippets instead",
        "2 cases written to golden/zyte, 1 left out",
    ]
    assert harness("golden", "check").out.startswith("4 sound cases, 0 problems in 0 others")
    again = harness("datasets", "import", "zyte:", "--to", "golden/zyte")
    assert again.code == 2
    assert "golden/zyte is not empty" in again.err
    forced = harness(
        "datasets", "import", "zyte:", "--to", "golden/zyte", "--force", "--limit", "1", "--format", "json"
    )
    assert (forced.code, json.loads(forced.out)) == (0, [])
    assert forced.err == "1 cases written to golden/zyte, 0 left out; 1 cases that were there stay\n"


def test_import_of_a_selection_alone(sets: Path, harness: Harness) -> None:
    none = harness("datasets", "import", "zyte:", "--to", "golden/zyte", "--page-type", "forum")
    assert (none.code, none.err) == (2, "harness: zyte: has no such case; choose less narrowly\n")
    assert not Path("golden/zyte").exists()


def test_import_that_writes_nothing_fails(workspace: Path, harness: Harness) -> None:
    write_files(workspace / "in", {"rows.jsonl": '{"id": "a", "html": "<p>x"}\n'})
    done = harness("datasets", "import", "jsonl:in", "--to", "golden/mine")
    assert done.code == 1
    assert done.out.startswith("jsonl/a: left out: it has neither a text nor snippets")
    assert not Path("golden/mine").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("import", "golden", "--to", "x"), "golden is no data set; write it as name:path"),
        (("import", "nosuch:in", "--to", "x"), "unknown data set 'nosuch'"),
        (("import", "zyte:nowhere", "--to", "x"), "nowhere does not exist"),
        (("import", "zyte:golden", "--to", "x"), "holds no zyte data set"),
        (("import", "zyte:", "--to", "pyproject/x"), "cannot be written"),
        (("import", "zyte:", "--to", "pyproject", "--force"), "pyproject is a file; give a folder"),
        (("import", "zyte:", "--to", "x", "--limit", "0"), "'0' is no number of cases"),
        (("export", "nowhere", "--as", "zyte", "--to", "x"), "nowhere is not a folder"),
        (("export", "golden", "--as", "zyte", "--to", "golden"), "golden is not empty"),
        (("export", "golden", "--as", "nosuch", "--to", "x"), "invalid choice: 'nosuch'"),
    ],
)
def test_wrong_usage_is_told_and_writes_nothing(
    sets: Path, harness: Harness, arguments: tuple[str, ...], said: str
) -> None:
    Path("pyproject").touch()
    done = harness("datasets", *arguments)
    assert done.code == 2
    assert said in done.err
    assert "Traceback" not in done.err
    assert not Path("x").exists()


def test_interrupted_import_says_that_what_is_there_is_whole(
    sets: Path, harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("harness.cli.datasets.import_cases", interrupt)
    done = harness("datasets", "import", "zyte:", "--to", "golden/zyte")
    assert done.code == 130
    assert "golden/zyte is whole, --force starts again" in done.err


def test_export_is_scored_as_that_data_set_and_says_what_is_lost(workspace: Path, harness: Harness) -> None:
    done = harness("datasets", "export", "golden", "--as", "wcxb", "--to", "out", "--language", "de")
    assert done.code == 0
    assert "lost: noise, of 1 cases" in done.out.splitlines()
    assert done.out.splitlines()[-1] == "1 cases written to out, 0 left out; score them: harness run wcxb:out"
    assert harness("golden", "check", "wcxb:out").code == 0
    rows = json.loads(harness("datasets", "export", "wcxb:out", "--as", "zyte", "--to", "o2", "--format", "json").out)
    assert {"case": None, "what": "lost", "found": "title, of 1 cases"} in rows

"""``harness report``: a run shown again, and run files that cannot be read."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.cli import call
from workshop import Harness, write_workspace


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a run in its report folder."""
    root = write_workspace(tmp_path_factory.mktemp("finished"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        assert call(["run", "-E", "mine", "-E", "nothing"]) == 0
    return root


@pytest.fixture
def again(finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, which is also the current folder."""
    monkeypatch.chdir(shutil.copytree(finished, tmp_path / "copy"))
    return tmp_path / "copy"


@pytest.mark.parametrize("form", ["table", "markdown", "csv", "json"])
def test_run_is_shown_as_it_was_the_first_time(again: Path, harness: Harness, form: str) -> None:
    shown = harness("report", "--format", form)
    assert (shown.code, shown.err) == (0, "")
    assert "mine" in shown.out
    files = {"markdown": "report.md", "csv": "leaderboard.csv", "json": "leaderboard.json"}
    if form in files:
        assert shown.out == (again / "reports/latest" / files[form]).read_text(encoding="utf-8")


def test_run_is_named_by_its_folder_or_its_file(again: Path, harness: Harness) -> None:
    shutil.move(again / "reports/latest", again / "kept")
    shown = harness("report", "kept", "--format", "json")
    assert shown == harness("report", "kept/run.json", "--format", "json")
    assert [row["extractor"] for row in json.loads(shown.out)] == ["mine", "nothing"]


FIRST_RESULT = re.compile(r'^    \{"extractor": "mine", "case".*$', re.MULTILINE)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda text: "", "is not a run: "),
        (lambda text: text[:-10], "is not a run: "),
        (lambda text: text.replace('"schema": 2', '"schema": NaN'), "is not a run: NaN is not a number"),
        (lambda text: "[]", "is no run.json; give the run.json of a run, or its folder"),
        (
            lambda text: text.replace('"schema": 2', '"schema": 99'),
            "schema version 99, this harness reads 2; run again",
        ),
        (
            lambda text: text.replace('"results"', '"result"'),
            "is damaged: it has no list of results; run again, or copy it anew",
        ),
        (lambda text: text.replace('"page_type"', '"colour"'), ": unknown key 'colour'; run again"),
        (lambda text: text.replace('"ok"', '"fine"'), ": unknown outcome 'fine'; run again"),
        (
            lambda text: FIRST_RESULT.sub(r"\g<0>\n\g<0>", text, count=1),
            "is damaged: two results of mine on news/bakery",
        ),
    ],
    ids=[
        "empty",
        "cut short",
        "NaN",
        "no object",
        "newer",
        "no results",
        "unknown key",
        "unknown outcome",
        "two of one",
    ],
)
def test_damaged_run_is_an_error_that_says_what_is_wrong(
    again: Path, harness: Harness, damage: Callable[[str], str], message: str
) -> None:
    file = again / "reports/latest/run.json"
    file.write_text(damage(file.read_text(encoding="utf-8")), encoding="utf-8")
    shown = harness("report")
    assert (shown.code, shown.out) == (2, "")
    assert shown.err.startswith(f"harness: {file}")
    assert message in shown.err
    assert "Traceback" not in shown.err

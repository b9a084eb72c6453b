"""All extractions of a plan in one journal, and what a session says of one that was broken off."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from harness.execution import makeup
from harness.execution.extracted import extracted
from harness.execution.plan import Plan
from harness.extraction.discovery import choose, discover
from harness.extraction.process import Limits
from harness.goldens import collect
from harness.model import Extractor
from workshop import write_extractor, write_program, write_workspace

ECHO = 'say({"id": request["id"], "article": {"text": "x"}})'


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    """Two cases, a released extractor, a control, and a program of which no version is known."""
    write_workspace(tmp_path)
    write_extractor(tmp_path / "extractors", "mine", "return 'x'", 'extractor(extract, package="tabulate")')
    found = discover(tmp_path / "extractors", {"loose": write_program(tmp_path / "bin", "loose", ECHO)})
    rows = choose(found, ["mine", "nothing", "loose"])
    assert [row.id for row in rows if row.repeatable] == ["mine"]
    return Plan(tuple(rows), collect(tmp_path / "golden").cases, Limits(timeout=20.0))


def broken_off(plan: Plan, folder: Path) -> list[str]:
    """Extract everything, die before the end, and return what was said."""
    said: list[str] = []
    with suppress(KeyboardInterrupt), extracted(plan, folder, 2, say=said.append) as found:
        assert len(found.journal) == 6
        raise KeyboardInterrupt
    return said


def test_answers_of_code_that_no_version_names_are_kept_and_it_is_said(plan: Plan, tmp_path: Path) -> None:
    assert broken_off(plan, tmp_path / "report") == []
    (said,) = broken_off(plan, tmp_path / "report")
    assert said.startswith("what loose answered before the interruption is kept,")
    assert said.endswith(f"remove {tmp_path / 'report/journal.jsonl'} to ask again")
    with extracted(plan, tmp_path / "report", 2) as found:
        assert found.notices == (), "the run is that of one that was not killed"


def without_loose(plan: Plan) -> Plan:
    return replace(plan, extractors=tuple(row for row in plan.extractors if row.id != "loose"))


def test_nothing_is_said_of_releases_and_controls(plan: Plan, tmp_path: Path) -> None:
    plan = without_loose(plan)
    for _ in range(2):
        said: list[str] = []
        with suppress(KeyboardInterrupt), extracted(plan, tmp_path / "report", 2, say=said.append):
            raise KeyboardInterrupt
        assert said == []


def test_another_library_below_an_extractor_is_another_run(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken_off(plan, tmp_path / "report")

    def made_of(row: Extractor) -> str:
        return "another libxml2" if row.id == "mine" else makeup.made_of(row)

    monkeypatch.setattr("harness.execution.plan.made_of", made_of)
    said: list[str] = []
    with extracted(plan, tmp_path / "report", 2, say=said.append) as found:
        assert found.notices == tuple(said)
    assert len(said) == 1
    assert "changed: extractor mine" in said[0]

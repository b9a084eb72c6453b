"""The lists of a run's file line by line, and files that are none."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from harness import run_lines
from harness.errors import RunFileError
from harness.run_files import checked_cases, open_run, read_run, write_run
from harness.run_lines import Lines, scan
from two_runs import case_of, level, run_of


def test_lists_are_places_in_the_file_with_their_line_numbers(tmp_path: Path) -> None:
    write_run(run_of({"lib": level(80, 3)}), tmp_path / "run.json")
    head, parts = scan(tmp_path / "run.json")
    assert head["schema"] == 2
    assert {name: len(rows) for name, rows in parts.items()} == {"extractors": 1, "cases": 3, "results": 3}
    text = (tmp_path / "run.json").read_text(encoding="utf-8").splitlines()
    cases = parts["cases"]
    assert isinstance(cases, Lines)
    assert '"id": "s00/p00"' in text[cases.first - 1]


def test_value_that_is_no_json_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    write_run(run_of({"lib": level(80, 3)}), file)
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if '"s01/p01", "outcome"' in line)
    lines[at] = lines[at].replace('"ok"', "ok")
    file.write_text("".join(lines), encoding="utf-8")
    with pytest.raises(RunFileError, match=rf"Expecting value in line {at + 1}, column \d+"):
        read_run(file)


@pytest.mark.parametrize("name", ["cases", "extractors"])
def test_two_of_one_name_are_refused(tmp_path: Path, name: str) -> None:
    run = run_of({"lib": level(80, 2)})
    if name == "cases":
        run = dataclasses.replace(run, cases=(*run.cases, case_of("s00/p00")))
    else:
        run = dataclasses.replace(run, extractors=run.extractors * 2)
    with pytest.raises(RunFileError, match=r"is damaged: two (cases are called s00/p00|extractors of)"):
        list(checked_cases(run, tmp_path))


def test_head_is_read_without_the_results(tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    write_run(run_of({"lib": level(80, 3)}), file)
    file.write_bytes(file.read_bytes().replace(b'"ok"', b'"fine"'))
    run = open_run(tmp_path)
    assert [info.id for info in run.extractors] == ["lib"]
    with pytest.raises(RunFileError, match=r"run\.json is damaged: line [0-9]+: unknown outcome 'fine'"):
        list(checked_cases(run, tmp_path))


def test_file_of_another_layout_must_be_small_enough_to_be_read_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "run.json").write_text('{"schema": 2}', encoding="utf-8")
    monkeypatch.setattr(run_lines, "_LARGEST_WHOLE", 5)
    with pytest.raises(RunFileError, match="another layout than the harness writes"):
        read_run(tmp_path)


def test_what_follows_the_closing_brace_is_refused_unless_it_is_blank(tmp_path: Path) -> None:
    write_run(run_of({"lib": level(80, 1)}), tmp_path / "run.json")
    whole = (tmp_path / "run.json").read_bytes()
    (tmp_path / "run.json").write_bytes(whole + b"\n \n")
    assert len(read_run(tmp_path).results) == 1
    for more in (b"x\n", whole):
        (tmp_path / "run.json").write_bytes(whole + more)
        with pytest.raises(RunFileError, match="something follows the closing brace, in line"):
            read_run(tmp_path)

"""Words out of journals: the right outputs, from files of any size and of any make."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harness.compare.comparison import compare
from harness.compare.reading import read_sides
from harness.compare.texts import Texts, changed_words
from harness.run_files import read_run, write_run
from two_runs import Score, level, run_of, write

OLD, NEW = "One two three.\nFour five six.", "One two three."
KEY = ("lib", "s01/p01")


def found(tmp_path: Path, top: int = 5) -> Texts:
    base, new = read_sides(tmp_path / "base", tmp_path / "new", "f1")
    return changed_words(base, new, compare(base, new), top)


def write_both(tmp_path: Path, score: Score = 70, *, old: str | None = OLD, new: str | None = NEW) -> None:
    for name, run, text in (
        ("base", run_of({"lib": level(80, 3)}), old),
        ("new", run_of({"lib": level(80, 3, p1=score)}), new),
    ):
        write(run, tmp_path / name, {} if text is None else {KEY: text, ("lib", "s02/p02"): "same"})


def test_words_of_the_pages_that_moved(tmp_path: Path) -> None:
    write_both(tmp_path)
    texts = found(tmp_path)
    assert texts.missing == ()
    assert {key: [one.text for one in words.lost] for key, words in texts.words.items()} == {KEY: ["Four five six."]}


def test_failure_is_an_empty_output(tmp_path: Path) -> None:
    write_both(tmp_path, "crash", new=None)
    assert [one.text for one in found(tmp_path).words[KEY].lost] == ["One two three. Four five six."]


def test_only_the_pages_that_are_shown_are_looked_up(tmp_path: Path) -> None:
    write_both(tmp_path)
    assert found(tmp_path, top=0) == Texts({})


def test_missing_journal_is_said_and_named(tmp_path: Path) -> None:
    write_both(tmp_path)
    (tmp_path / "base/journal.jsonl").unlink()
    texts = found(tmp_path)
    assert texts.words == {}
    (said,) = texts.missing
    assert said.startswith(f"no words of {tmp_path}/base: {tmp_path}/base/journal.jsonl: No such file")


def test_journal_that_was_cut_is_said_and_not_called_that_of_another_run(tmp_path: Path) -> None:
    write_both(tmp_path, old=None)
    assert found(tmp_path).missing == (
        f"no words of 1 of 1 outputs of {tmp_path}/base, lib on s01/p01 for one: {tmp_path}/base/journal.jsonl lacks "
        "them, or their ends; run again to have them",
    )


HUNDRED = "word " * 100  # as many as counts_of() counts


@pytest.mark.parametrize(
    ("timed", "counted", "journal", "its_own"),
    [
        (True, True, {}, True),  # five words and not the hundred that were counted: an annotation may have cut them
        (True, True, {"seconds": 0.5, "article": {"text": HUNDRED}}, False),
        (True, True, {"seconds": None, "article": {"text": HUNDRED}}, False),
        (True, True, {"outcome": "empty"}, False),
        (True, True, {"outcome": "crash", "article": None}, False),
        (False, True, {"article": {"text": HUNDRED}}, True),
        (False, True, {"article": {"text": HUNDRED.replace(" ", "\n")}}, True),
        (False, True, {"article": {"text": HUNDRED + "more"}}, False),
        (False, True, {"outcome": "empty", "article": {"text": HUNDRED}}, False),
        (False, False, {}, True),
        (False, False, {"outcome": "empty"}, False),
    ],
)
def test_output_of_another_run_is_told_and_never_shown(
    tmp_path: Path, timed: bool, counted: bool, journal: dict[str, Any], its_own: bool
) -> None:
    write_both(tmp_path, "crash", old="One two three four five.")
    file = tmp_path / "base/run.json"
    run = read_run(file)
    kept: dict[str, Any] = ({} if timed else {"seconds": None}) | ({} if counted else {"counts": {"ledger": None}})
    results = tuple(replace(one, **kept) if one.case == KEY[1] else one for one in run.results)
    write_run(replace(run, results=results), file)
    lines = (file.parent / "journal.jsonl").read_text(encoding="ascii").splitlines()
    changed = (json.dumps(json.loads(line) | journal) if '"s01/p01"' in line else line for line in lines)
    (file.parent / "journal.jsonl").write_text("".join(f"{line}\n" for line in changed), encoding="ascii")
    texts = found(tmp_path)
    assert (KEY in texts.words) is its_own
    assert texts.missing == (
        ()
        if its_own
        else (
            f"no words of 1 of 1 outputs of {tmp_path}/base, lib on s01/p01 for one: {tmp_path}/base/journal.jsonl has "
            f"other answers than {file} was counted from; run again to have them",
        )
    )


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"no json\n",
        b"[" * 10_000 + b"\n",
        b'{"extractor": "lib", "case": "s01/p01", "outcome": "ok", "article": {"text": 5}}\n',
        b'{"extractor": "lib", "case": "s01/p01", "outcome": "ok", "art',
    ],
)
def test_damaged_journal_costs_its_words_alone(tmp_path: Path, line: bytes) -> None:
    write_both(tmp_path)
    (tmp_path / "new/journal.jsonl").write_bytes(line)
    texts = found(tmp_path)
    assert texts.words == {}
    assert "journal.jsonl lacks them, or their ends" in texts.missing[0]


def test_last_of_two_outputs_counts_and_long_lines_are_passed_over(tmp_path: Path) -> None:
    write_both(tmp_path)
    journal = tmp_path / "new/journal.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    again = next(line for line in lines if b'"s01/p01"' in line)
    long = json.dumps({"extractor": "other", "case": "x", "outcome": "ok", "article": {"text": "x " * 1_500_000}})
    first = again.replace(b"One two", b"Six seven")
    journal.write_bytes(b"".join([lines[0], first, long.encode() + b"\n", again, *lines[-1:]]))
    assert [one.text for one in found(tmp_path).words[KEY].lost] == ["Four five six."]

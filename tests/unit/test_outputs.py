"""Outputs of a run that is over, found again in its journal."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.execution.journal import JOURNAL, Journal
from harness.execution.outputs import Outputs
from harness.model import Article, Extraction

LONG = "warc/https://a.example/?" + "q=%C3%A4&" * 1000


def journal_of(folder: Path, *entries: tuple[tuple[str, str], str]) -> None:
    with Journal(folder / JOURNAL, "plan") as journal:
        for key, text in entries:
            journal.add(key, Extraction("ok", Article(text=text)))


@pytest.mark.parametrize("case", ["news/a", "news/ä \ud800", 'news/", "outcome": ', LONG, LONG * 30])
def test_output_is_found_however_long_its_name_is(tmp_path: Path, case: str) -> None:
    key = "lib[fast]", case
    journal_of(tmp_path, (("lib", case), "other"), (key, "first"), (key, "x" * 10_000), (("lib", LONG + "x"), "more"))
    outputs = Outputs(tmp_path, [key, ("lib", "news/none")])
    found = outputs.read(key)
    assert found is not None
    assert found.article == Article(text="x" * 10_000), "the last counts"
    assert outputs.read(("lib", "news/none")) is None
    assert outputs.read(("lib", case)) is None, "nobody wanted it"


def test_missing_journal_is_a_problem_that_names_it(tmp_path: Path) -> None:
    problem = Outputs(tmp_path, []).problem
    assert problem is not None
    assert problem.startswith(str(tmp_path / JOURNAL))

"""Looking at pages: here or on several processes, the same of every page, in order."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.execution import processes
from harness.execution.journal import Journal
from harness.goldens import HeldCases
from harness.model import Article, Extraction, Failure
from harness.survey import look
from harness.survey.look import Looker, look_at_all
from workshop import EXPECTED, PAGE, load, write_case

ANSWERS = {
    "good": Extraction("ok", Article(text=EXPECTED), None, 0.25),
    "failed": Extraction("timeout", None, Failure("Timeout", "took long", "")),
}


def test_several_processes_see_the_same_in_the_same_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"Town{number}" for number in range(6)]
    cases = HeldCases(
        load(write_case(tmp_path / name, PAGE.replace("Lyon", name), EXPECTED.replace("Lyon", name))) for name in names
    )
    with Journal(tmp_path / "journal.jsonl", "plan", cases.ids) as journal:
        for case_id in cases.ids:
            for row, extraction in ANSWERS.items():
                journal.add((row, case_id), extraction)
        looker = Looker(cases, journal.path, (0, 1), shapes=True)
        monkeypatch.setattr(look, "_PAGES_A_TASK", 2)

        def places(number: int) -> list[int | None]:
            return [journal.place((row, cases.ids[number])) for row in ANSWERS]

        alone = list(look_at_all(looker, places, slots=1))
        monkeypatch.setattr(processes, "_WORTH_PROCESSES", 0.0)
        several = list(look_at_all(looker, places, slots=2))
    assert list(map(repr, several)) == list(map(repr, alone))
    assert [one.number for one in alone] == list(range(6))
    assert alone[0].outcomes == ("ok", "timeout")
    assert alone[0].words[0] > 0 == alone[0].words[1]

"""Votes in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from harness.errors import HarnessError, UsageError
from harness.execution.journal import Journal
from harness.execution.plan import Plan
from harness.execution.voting import vote_all
from harness.extraction.ensemble import Ensemble
from harness.extraction.ensemble_rows import ensemble_rows
from harness.extraction.process import Limits
from harness.goldens import HeldCases
from harness.model import Article, Extraction, Extractor, Failure
from workshop import load, write_case

FAILED = Extraction("crash", failure=Failure("Crash", "killed by SIGSEGV"))
STORY = "A new bakery opened on Mill Lane this morning, and the queue reached the bridge."
NEXT = "She plans to hire two apprentices and to open on Sundays from next month."


def member(name: str) -> Extractor:
    return Extractor(name, None, "1", ("true",), "workspace", name)


MEMBERS = [member("one"), member("two"), member("three")]


def plan_of(folder: Path, *names: str, pairs: frozenset[tuple[str, str]] | None = None) -> Plan:
    cases = [load(write_case(folder / "golden/news" / name, tags=[name])) for name in names or ("bakery",)]
    ensemble = Ensemble(("one", "two", "three"), (1.0, 1.0, 1.0))
    rows = [*MEMBERS, *ensemble_rows({"vote": ensemble}, MEMBERS)]
    return Plan(tuple(rows), HeldCases(cases), Limits(), pairs)


def voted(plan: Plan, folder: Path, outputs: Mapping[str, Extraction]) -> Extraction:
    with Journal(folder / "journal.jsonl", plan.key, plan.cases.ids) as journal:
        for name, extraction in outputs.items():
            journal.add((name, plan.cases.ids[0]), extraction)
        vote_all(plan, journal)
        return journal.read(("vote", plan.cases.ids[0]))


def said(text: str) -> Extraction:
    return Extraction("ok", Article(text=text), seconds=0.1)


def test_members_outputs_are_put_to_the_vote(tmp_path: Path) -> None:
    outputs = {
        "one": said(f"{STORY}\n{NEXT}"),
        "two": Extraction("ok", Article(markdown=f"# Bakery\n\n**{STORY}**")),
        "three": Extraction("ok", Article(html=f"<p>{NEXT}</p><p>{STORY}</p>")),
    }
    assert voted(plan_of(tmp_path), tmp_path, outputs) == Extraction("ok", Article(text=f"{STORY}\n{NEXT}"))


def test_failed_member_casts_no_vote_and_its_weight_still_counts(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    two_of_three = {"one": said(STORY), "two": said(STORY), "three": FAILED}
    assert voted(plan, tmp_path, two_of_three).article == Article(text=STORY)
    one_of_three = {"one": said(STORY), "two": FAILED, "three": FAILED}
    assert voted(plan, tmp_path, one_of_three) == Extraction("empty", Article(text=""))


def test_page_that_cannot_be_read_is_a_failure(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    (tmp_path / "golden/news/bakery/page.html").unlink()
    found = voted(plan, tmp_path, {row.id: said(STORY) for row in MEMBERS})
    assert found.outcome == "error"
    assert found.failure is not None
    assert found.failure.type == "PageError"


def test_vote_that_the_journal_holds_is_not_cast_again(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "bakery", "cafe")
    calls: list[tuple[int, int]] = []
    with Journal(tmp_path / "journal.jsonl", plan.key, plan.cases.ids) as journal:
        for row in MEMBERS:
            for case_id in plan.cases.ids:
                journal.add((row.id, case_id), said(STORY))
        journal.add(("vote", plan.cases.ids[0]), said("kept"))
        vote_all(plan, journal, lambda done, total: calls.append((done, total)))
        texts = [article.text for case in plan.cases.ids if (article := journal.read(("vote", case)).article)]
        assert len(journal) == 8
    assert (texts, calls) == (["kept", STORY], [(0, 1), (1, 1)])


def test_run_without_ensembles_has_no_votes(tmp_path: Path) -> None:
    plan = Plan(tuple(MEMBERS), plan_of(tmp_path).cases, Limits())
    with Journal(tmp_path / "journal.jsonl", plan.key, plan.cases.ids) as journal:
        vote_all(plan, journal, lambda done, total: pytest.fail("nothing is to be done"))
        assert len(journal) == 0


def test_only_the_wanted_pairs_are_voted_on(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "bakery", "cafe", pairs=frozenset({("vote", "cafe")}))
    with Journal(tmp_path / "journal.jsonl", plan.key, plan.cases.ids) as journal:
        for row in MEMBERS:
            journal.add((row.id, "cafe"), said(STORY))
        vote_all(plan, journal)
        assert ("vote", "cafe") in journal
        assert ("vote", "bakery") not in journal


def test_member_that_is_no_row_of_the_run_is_a_usage_error(tmp_path: Path) -> None:
    whole = plan_of(tmp_path)
    plan = Plan(whole.extractors[1:], whole.cases, Limits())
    with (
        Journal(tmp_path / "journal.jsonl", plan.key, plan.cases.ids) as journal,
        pytest.raises(UsageError, match='the ensemble vote needs one in the same run; add -E "one"'),
    ):
        vote_all(plan, journal)


def test_member_without_an_output_for_a_page_is_named(tmp_path: Path) -> None:
    with pytest.raises(HarnessError, match="the ensemble vote needs the output of two for bakery"):
        voted(plan_of(tmp_path), tmp_path, {"one": said(STORY)})

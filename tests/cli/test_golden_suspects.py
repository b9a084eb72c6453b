"""``harness golden suspects``: a run in, cases to look at out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from two_runs import run_of, write
from workshop import EXPECTED, Harness, load

FIVE = ("alpha", "bravo", "charlie", "delta", "echo")
STORY = "what five libraries have and no gold at all"


@pytest.fixture
def run(workspace: Path) -> Path:
    """A run on the two cases of the workspace; on the bakery five libraries agree on another text."""
    digest = load(workspace / "golden/news/bakery").digest
    scores = {name: {"news/bakery": 20, "news/cafe": 90} for name in FIVE}
    made = run_of(scores, cases={"news/bakery": {"digest": digest}})
    write(made, workspace / "reports/latest", {(name, "news/bakery"): STORY for name in FIVE})
    return workspace / "reports/latest"


def test_suspects_are_listed_with_both_passages(run: Path, harness: Harness) -> None:
    shown = harness("golden", "suspects")
    assert (shown.code, shown.err) == (0, "")
    gold = " ".join(EXPECTED.replace(",", "").replace(".", "").replace("#", "").split()[:24])
    assert shown.out.splitlines() == [
        "news/bakery: agreement 1.000, F1 0.200",
        f"  they all have: {STORY}",
        f"  the gold alone has: {gold} ...",
        "1 suspects among 2 cases: agreement of at least 0.9 and F1 of at most 0.7, by " + ", ".join(FIVE),
    ]


def test_suspects_as_json(run: Path, harness: Harness) -> None:
    (row,) = json.loads(harness("golden", "suspects", str(run), "--format", "json").out)
    assert (row["case"], row["agreement"], row["f1"], row["extra"]) == ("news/bakery", 1.0, 0.2, STORY)


def test_a_gold_that_has_changed_since_is_not_quoted(run: Path, workspace: Path, harness: Harness) -> None:
    (workspace / "golden/news/bakery/expected.md").write_text(EXPECTED + "\n", encoding="utf-8")
    (row,) = json.loads(harness("golden", "suspects", "--format", "json").out)
    assert (row["extra"], row["lacking"]) == (None, None)


def test_cases_may_lie_elsewhere(run: Path, workspace: Path, harness: Harness) -> None:
    (workspace / "golden").rename(workspace / "elsewhere")
    (workspace / "elsewhere/golden").mkdir()
    (workspace / "elsewhere/news").rename(workspace / "elsewhere/golden/news")
    (row,) = json.loads(harness("golden", "suspects", "--cases", "elsewhere/golden", "--format", "json").out)
    assert row["extra"] == STORY

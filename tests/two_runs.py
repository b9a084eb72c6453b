"""Runs to be compared, made from the F1 that every extractor shall have on every page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from harness.goldens import DataSet
from harness.metrics.catalogue import native
from harness.model import FAILURES, Article, Failure, Outcome
from harness.run_files import write_run
from harness.runs import CaseInfo, CaseResult, ExtractorInfo, RunResult

# F1 in hundredths, or how it failed.
Score = int | Outcome
Scores = Mapping[str, Mapping[str, Score]]

EXPECTED = 100


def counts_of(f1: int, *, leaked: int = 0, title: str = "correct") -> dict[str, Any]:
    """Return counts of an output of 100 words, ``f1`` of which are of the 100 expected ones."""
    ledger = {"expected": EXPECTED, "expected:paragraph": EXPECTED, "in-page:promo": 20, "output": EXPECTED}
    ledger |= {"found": f1, "kept": f1, "ordered": f1, "noise:promo": leaked, "lost:paragraph": EXPECTED - f1}
    return {
        "ledger": {name: size for name, size in ledger.items() if size},
        "fields": {f"title:{title}": 1},
    }


def case_of(name: str, **changes: Any) -> CaseInfo:
    """Return a case; the first part of its id is its site."""
    site = name.split("/")[0]
    given = {
        "id": name,
        "data_set": "golden",
        "collection": site,
        "language": "en",
        "page_type": "article",
        "tags": (),
        "digest": name.encode().hex().ljust(64, "0"),
        "url": f"https://{site}.example/{name}",
    }
    return CaseInfo(**{**given, **changes})


def result_of(extractor: str, case: str, score: Score) -> CaseResult:
    """Return a result; a failure is counted as an empty output."""
    if isinstance(score, int):
        return CaseResult(extractor, case, "ok", counts_of(score))
    empty = {"ledger": {"expected": EXPECTED, "expected:paragraph": EXPECTED, "in-page:promo": 20}}
    empty["ledger"]["lost:paragraph"] = EXPECTED
    failure = Failure("Error", "why") if score in FAILURES else None
    return CaseResult(extractor, case, score, {**empty, "fields": {"title:missing": 1}}, failure)


def run_of(
    scores: Scores,
    *,
    version: str = "1.0",
    cases: Mapping[str, Mapping[str, Any]] | None = None,
    controls: tuple[str, ...] = (),
    **changes: Any,
) -> RunResult:
    """Return a run of the cases that are named; ``cases`` changes what is known of some of them."""
    names = sorted({case for pages in scores.values() for case in pages} | set(cases or {}))
    results = [
        result_of(extractor, name, pages[name])
        for name in names
        for extractor, pages in scores.items()
        if name in pages
    ]
    given = {
        "data_sets": (DataSet("golden", "d" * 64, len(names)),),
        "metrics": {metric.name: metric.signature for metric in native()},
        "extractors": tuple(
            ExtractorInfo(name, version, "ready", name in controls, None, "MIT", "0" * 64) for name in scores
        ),
        "cases": tuple(case_of(name, **(cases or {}).get(name, {})) for name in names),
        "results": tuple(results),
        "environment": {"harness": "0", "python": "3.11"},
    }
    return RunResult(**{**given, **changes})


def level(f1: int, pages: int, sites: int | None = None, **others: Score) -> dict[str, Score]:
    """Return the same F1 on ``pages`` pages of as many sites, or of fewer; ``others`` by number, ``p3=50``."""
    found: dict[str, Score] = {}
    for page in range(pages):
        found[f"s{page % (sites or pages):02}/p{page:02}"] = others.get(f"p{page}", f1)
    return found


def write(
    run: RunResult, folder: Path, texts: Mapping[tuple[str, str], str] | None = None, *, journal: bool = True
) -> Path:
    """Write a run into a folder, with a journal of the texts beside it; outputs without one are left out.

    Run and journal say the same of how long each output took, which is what makes them of one run.
    """
    timed = (replace(one, seconds=number / 1024) for number, one in enumerate(run.results, start=1))
    run = replace(run, results=tuple(timed))
    write_run(run, folder / "run.json")
    if journal:
        lines: list[dict[str, Any]] = [{"plan": "p" * 64}]
        for one in run.results:
            text = (texts or {}).get((one.extractor, one.case))
            if text is not None or one.failure:
                article = None if text is None else Article(text=text).to_json()
                lines.append(
                    {
                        "extractor": one.extractor,
                        "case": one.case,
                        "outcome": one.outcome,
                        "article": article,
                        "failure": one.failure and asdict(one.failure),
                        "seconds": one.seconds,
                        "peak_memory": None,
                    }
                )
        lines.append({"end": True})
        (folder / "journal.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="ascii")
    return folder / "run.json"

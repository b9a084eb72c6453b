"""Runs of the same extractors that differ as a test wants: a few words lost here, another version there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from harness.goldens import DataSet
from harness.metrics.catalogue import native
from harness.run_files import write_run
from harness.runs import CaseInfo, CaseResult, RunResult
from workshop import row_info

WORDS = 10


def case_names(count: int) -> list[str]:
    """Return the ids of so many cases."""
    return [f"news/{i:03d}" for i in range(count)]


def past_run(
    kept: Mapping[str, Sequence[int]],
    *,
    versions: Mapping[str, str] | None = None,
    controls: Sequence[str] = (),
    failed: Mapping[str, Sequence[int]] | None = None,
    digest: str = "d",
    changed: Sequence[int] = (),
) -> RunResult:
    """Return a run in which an extractor found ``kept`` of the ten words of each page, and nothing else.

    Precision is 1 on every page where anything was kept, and recall a tenth of what was kept. Each page is a site of
    its own. ``failed`` are the numbers of pages on which a row crashed, ``changed`` those of cases of another digest.
    """
    size = max(map(len, kept.values()))
    cases = case_names(size)
    results = []
    for i, case in enumerate(cases):
        for name, words in kept.items():
            if i < len(words):
                crashed = i in (failed or {}).get(name, ())
                results.append(CaseResult(name, case, "crash" if crashed else "ok", _counts(words[i])))
    infos = [row_info(name, (versions or {}).get(name, "1.0"), control=name in controls) for name in kept]
    return RunResult(
        data_sets=(DataSet("golden", digest * 64, size),),
        metrics={metric.name: metric.signature for metric in native()},
        extractors=tuple(infos),
        cases=tuple(
            CaseInfo(
                case,
                "golden",
                "news",
                "en",
                "article",
                (),
                ("x" if i in changed else "c") * 64,
                f"https://site-{i}.example/a",
            )
            for i, case in enumerate(cases)
        ),
        results=tuple(results),
        environment={"harness": "0", "python": "3"},
    )


def _counts(words: int) -> dict[str, dict[str, int] | None]:
    ledger = {"expected": WORDS, "output": words, "kept": words, "found": words, "ordered": words}
    title = {"title:correct": 1} if words >= 5 else {"title:wrong": 1}
    return {"ledger": {name: size for name, size in ledger.items() if size}, "fields": title}


def write_past(folder: Path, **runs: RunResult) -> Path:
    """Write runs as ``folder/NAME/run.json``; ``_`` in a name becomes ``-``."""
    for name, run in runs.items():
        write_run(run, folder / name.replace("_", "-") / "run.json")
    return folder


def recounted(run: RunResult, **signatures: str) -> RunResult:
    """Return the run with other signatures of its metrics."""
    return replace(run, metrics={**run.metrics, **signatures})

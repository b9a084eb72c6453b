"""A comparison for programs: all of it as JSON, and its figures as CSV."""

from __future__ import annotations

import json
from typing import Any

from ..compare.changes import Change, ExtractorChange, PageChange, Share
from ..compare.report import ComparisonReport
from ..compare.word_diff import Passage, WordDiff
from ..table import Value
from . import csv

# Of this document: a change of what a key means raises it.
SCHEMA_VERSION = 1
# Figures are given to as many digits; what lies behind is rounding, and another processor's is another one.
_DIGITS = 12


def as_json(report: ComparisonReport) -> str:
    """Return everything: every page that changed, words where they are known."""
    found = report.comparison
    document = {
        "comparison": SCHEMA_VERSION,
        "base": found.base,
        "new": found.new,
        "metric": found.metric,
        "lower_is_better": found.lower_is_better,
        "confidence": found.confidence,
        "tolerance": found.tolerance,
        "cases": found.cases,
        "sites": found.sites,
        "left_out": {
            "base_only": found.left_out.base_only,
            "new_only": found.left_out.new_only,
            "changed": found.left_out.changed,
        },
        "failed": report.failed,
        "worse": [row.id for row in found.got_worse],
        "gate": [{"extractor": one.extractor, "kind": one.kind, "message": str(one)} for one in report.breaches],
        "notices": [*report.notices, *report.texts.missing],
        "environment": [{"name": fact.name, "base": fact.base, "new": fact.new} for fact in found.environment],
        "one_sided_metrics": list(found.one_sided),
        "extractors": [_extractor(row, report) for row in found.rows],
    }
    return json.dumps(_rounded(document), ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def as_csv(report: ComparisonReport) -> str:
    """Return a row for each extractor over all pages, over each stratum, and on each page that changed."""
    rows: list[dict[str, Value]] = []
    for row in report.comparison.rows:
        rows.append({"scope": "all", "group": None, **_flat(row)})
        for one in row.strata:
            change = _change(one.figure)
            del change["name"]
            rows.append({"scope": one.kind, "group": one.group, "extractor": row.id, "pages": one.pages, **change})
        for page in row.moved:
            rows.append({"scope": "page", "group": page.case, "extractor": row.id, "pages": 1, **_moved(page)})
    return csv.table([_rounded(row) for row in rows])


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    return [_rounded(one) for one in value] if isinstance(value, list) else value


def _extractor(row: ExtractorChange, report: ComparisonReport) -> dict[str, Any]:
    pages = []
    for page in row.moved:
        words = report.texts.words.get((row.id, page.case))
        pages.append({"case": page.case, **_moved(page), **({"words": _words(words)} if words else {})})
    return {
        **_flat(row),
        "figures": [_change(change) for change in row.others],
        "strata": [
            {"kind": one.kind, "group": one.group, "pages": one.pages, "changed": one.changed, **_change(one.figure)}
            for one in row.strata
        ],
        "noise": [_share(share) for share in row.leaks],
        "lost": [_share(share) for share in row.losses],
        "fields": [_change(change) for change in row.fields],
        "moved": pages,
    }


def _flat(row: ExtractorChange) -> dict[str, Value]:
    figure = row.figure
    return {
        "extractor": row.id,
        "control": row.control,
        "verdict": row.verdict,
        "base_version": row.base_version,
        "new_version": row.new_version,
        "code_changed": row.code_changed,
        "status": row.status,
        "pages": row.pages,
        "base": figure.base,
        "new": figure.new,
        "delta": figure.delta,
        "low": figure.low,
        "high": figure.high,
        "p": row.p,
        "p_holm": row.p_holm,
        "smallest_detectable": row.smallest_detectable,
        "changed": row.changed,
        "better": row.better,
        "worse": row.worse,
        "otherwise": row.otherwise,
        "base_failures": row.base_failures,
        "new_failures": row.new_failures,
    }


def _moved(page: PageChange) -> dict[str, Value]:
    return {
        "base": page.base,
        "new": page.new,
        "delta": page.delta,
        "base_outcome": page.base_outcome,
        "new_outcome": page.new_outcome,
    }


def _change(change: Change) -> dict[str, Value]:
    return {
        "name": change.name,
        "base": change.base,
        "new": change.new,
        "delta": change.delta,
        "low": change.low,
        "high": change.high,
    }


def _share(share: Share) -> dict[str, Value]:
    return {"kind": share.kind, "words": share.words, "base": share.base, "new": share.new, "delta": share.delta}


def _words(words: WordDiff) -> dict[str, list[dict[str, Value]]]:
    kinds: dict[str, tuple[Passage, ...]] = {"lost": words.lost, "gained": words.gained, "moved": words.moved}
    return {kind: [{"text": passage.text, "words": passage.words} for passage in some] for kind, some in kinds.items()}

"""WebMainBench's table: overall, and the five scores that it is the mean of; four digits, best overall first.

A score's figure is the mean over the pages that have it (a page without any code, expected or given, has no code
score), and 0 where no page has it. *Overall* is the mean of the five figures of the run, such zeros included: a data
set without formulas costs everybody a fifth. ``total_samples`` and ``success_rate`` are those of ``leaderboard.csv``:
pages, and the share of them on which the extractor did not fail. The peer leaves a failed page out of the means; here
it counts as an empty output.

Where ROUGE-5 was counted too (``--metric webmainbench_rouge``), its F1, precision and recall follow in a second table:
means over the pages.

Source: opendatalab/WebMainBench, ``evaluator/evaluator.py``, ``data/saver.py`` and ``examples/run_545_leaderboard.py``
(2025), without the language model (Apache-2.0).
"""

from __future__ import annotations

import numpy as np

from ..metrics.webmainbench import WebMainBench
from ..metrics.webmainbench_rouge import WebMainBenchRouge
from ..statistics import Samples
from ..table import Column, Table
from .base import Scored
from .cells import FAILURES, VERSION, Row, interval_of, measured, name_of, ranked
from .figures import mean_samples, page_figures
from .pairs import pair_table

_OVERALL = Column("webmainbench_overall", "overall", 4)
_COLUMNS = (
    Column("webmainbench_text_edit", "text", 4),
    Column("webmainbench_code_edit", "code", 4),
    Column("webmainbench_formula_edit", "formula", 4),
    Column("webmainbench_table_edit", "table", 4),
    Column("webmainbench_teds", "TEDS", 4),
)
_ROUGE = tuple(
    Column(f"webmainbench_rouge5_{name}", heading, 4)
    for name, heading in (("f1", "F1"), ("precision", "P"), ("recall", "R"))
)
_NOTE = (
    "Text, code, formula and table: edit similarity, mean over the pages that have it, 0 if none has. Overall: mean "
    "of the five. TEDS is the peer's, no tree edit distance. 95 %: of overall, over resamples. * bounds the table."
)


class WebMainBenchProtocol:
    """The recipe."""

    name = "webmainbench"
    metrics = ("webmainbench",)
    optional = ("webmainbench_rouge",)

    def tables(self, scored: Scored, *, differences: bool = False) -> list[Table]:
        """Return the leaderboard, ROUGE-5 where it was counted, and the differences when asked for."""
        rows: list[Row] = []
        names = [column.name for column in _COLUMNS]
        tables_of_counts = [system.counted("webmainbench", len(scored.pages)) for system in scored.systems]
        samples = mean_samples([page_figures(WebMainBench(), counts, names) for counts in tables_of_counts])
        for system, counts, drawn in zip(scored.systems, tables_of_counts, samples, strict=True):
            pages = int(counts.applies.sum())
            means = WebMainBench().aggregate(counts) if pages else {}
            (overall,) = measured([means.get(_OVERALL.name)], _overall(drawn))
            scores = measured([means.get(name) for name in names], drawn)
            rate = max(0.0, 1 - system.failures / pages) if pages else None
            rows.append((name_of(system), system.version, pages, rate, overall, overall, *scores))
        columns = (
            Column("extractor", "Extractor"),
            VERSION,
            Column("total_samples", "pages"),
            Column("success_rate", "success", 4),
            _OVERALL,
            interval_of(_OVERALL),
            *_COLUMNS,
        )
        tables = [Table(self.name, "WebMainBench", columns, ranked(rows, 4), _NOTE)]
        if any("webmainbench_rouge" in system.counts for system in scored.systems):
            tables.append(_rouge(scored))
        if differences:
            tables.append(pair_table(self.name, scored.systems, (_OVERALL,), [_overall(one) for one in samples]))
        return tables


def _overall(drawn: Samples) -> Samples:
    """Return the mean of the five scores, a score that no page of a resample has being 0 there too."""
    defined = np.asarray(drawn.defined.any(axis=1, keepdims=True))
    return Samples(drawn.values.mean(axis=1, keepdims=True), defined)


def _rouge(scored: Scored) -> Table:
    names = [column.name for column in _ROUGE]
    figures = [
        page_figures(WebMainBenchRouge(), system.counted("webmainbench_rouge", len(scored.pages)), names)
        for system in scored.systems
    ]
    rows: list[Row] = []
    for system, one, drawn in zip(scored.systems, figures, mean_samples(figures), strict=True):
        cells = measured(one.means(), drawn)
        rows.append((name_of(system), system.version, *cells, cells[0], system.failures))
    columns = (
        Column("extractor", "Extractor"),
        VERSION,
        *_ROUGE,
        interval_of(_ROUGE[0], "F1, 95 %"),
        FAILURES,
    )
    note = "5-grams of jieba's words; means over the pages. 95 %: over resamples of the pages. * bounds the table."
    return Table("webmainbench_rouge", "WebMainBench, ROUGE-5", columns, ranked(rows, 2), note)


PROTOCOL = WebMainBenchProtocol()

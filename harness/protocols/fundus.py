"""fundus-evaluation's table: precision, recall and F1 of ROUGE-LSum, each with its standard deviation over the pages.

All pages count, a failure as an empty output; every figure is the mean of the pages' figures, times a hundred, with two
digits; ± is the standard deviation (n - 1) over the pages, not over resamples. The rows stand by F1, best first.

A second table has the two measures that the peer computes but does not print: exact paragraphs and the word error rate
(best is 0, and it may exceed 100). Odd: a page on which no paragraph is right has no paragraph F1, and drops out of
that mean, so an extractor gains by finding none at all. *pages* says how many remain.

Source: dobbersc/fundus-evaluation, ``analysis.py`` and the table of its README; M. Dallabetta, C. Dobberstein, A.
Breiding, A. Akbik, "Fundus: A Simple-to-Use News Scraper Optimized for High Quality Extractions", 2024.
"""

from __future__ import annotations

from dataclasses import replace

from ..metrics.fundus import Fundus
from ..statistics import Samples
from ..table import Column, Measured, Table
from .base import Scored
from .cells import FAILURES, VERSION, Row, interval_of, measured, name_of, ranked
from .figures import PageFigures, mean_samples, page_figures
from .pairs import pair_table

_RATES = {"precision": "Precision", "recall": "Recall", "f1": "F1-Score"}
_ROUGE = tuple(
    Column(f"fundus_rouge_{rate}", heading, 2, percent=True, part="deviation") for rate, heading in _RATES.items()
)
_OTHERS = (
    *(
        Column(f"fundus_paragraph_{rate}", heading, 2, percent=True, part="deviation")
        for rate, heading in _RATES.items()
    ),
    Column("fundus_wer", "WER", 2, percent=True, part="deviation"),
)
_NOTES = (
    "ROUGE-LSum times 100, mean over the pages ± standard deviation over the pages. 95 %: interval of the mean F1 over "
    "resamples of the pages. * bounds the table.",
    "Times 100, mean ± standard deviation over the pages; pages: those with a paragraph right, which alone count in "
    "F1. WER: word error rate, 0 is best. 95 %: interval of its mean.",
)


class FundusProtocol:
    """The recipe."""

    name = "fundus"
    metrics = ("fundus",)
    optional = ()

    def tables(self, scored: Scored, *, differences: bool = False) -> list[Table]:
        """Return ROUGE-LSum, paragraphs and word error rate, and the differences when asked for."""
        rouge: list[Row] = []
        others: list[Row] = []
        names = [column.name for column in (*_ROUGE, *_OTHERS)]
        of_systems = [
            page_figures(Fundus(), system.counted("fundus", len(scored.pages)), names) for system in scored.systems
        ]
        samples = mean_samples(of_systems)
        for system, figures, drawn in zip(scored.systems, of_systems, samples, strict=True):
            cells = _cells(figures, drawn)
            name = name_of(system)
            rouge.append((name, *cells[:3], cells[2], system.version, system.failures))
            others.append((name, *cells[3:], cells[-1], int(figures.known[:, 5].sum())))
        name_column = Column("extractor", "Scraper")
        columns = (name_column, *_ROUGE, interval_of(_ROUGE[2], "F1, 95 %"), VERSION, FAILURES)
        more = (name_column, *_OTHERS, interval_of(_OTHERS[-1], "WER, 95 %"), Column("pages", "pages"))
        tables = [
            Table(self.name, "fundus-evaluation, ROUGE-LSum", columns, ranked(rouge, 3), _NOTES[0]),
            Table(
                "fundus_paragraphs",
                "fundus-evaluation, paragraphs and word error rate",
                more,
                ranked(others, 3),
                _NOTES[1],
            ),
        ]
        if differences:
            f1 = [Samples(one.values[:, 2:3], one.defined[:, 2:3]) for one in samples]
            tables.append(pair_table(self.name, scored.systems, _ROUGE[2:], f1))
        return tables


def _cells(figures: PageFigures, drawn: Samples) -> list[Measured]:
    """Return the means with their intervals, and the deviation over the pages."""
    cells = measured(figures.means(), drawn)
    return [replace(cell, deviation=one) for cell, one in zip(cells, figures.deviations(), strict=True)]


PROTOCOL = FundusProtocol()

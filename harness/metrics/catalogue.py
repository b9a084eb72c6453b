"""Every metric there is, by name: what it is, how to read it, and where it comes from."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from ..errors import RunFileError, UnknownNameError
from .base import Metric

Best = Literal["high", "low", "mixed"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One metric of the catalogue.

    Attributes:
        name: the metric's name.
        maker: ``module:class`` below ``harness.metrics``, imported when the metric is asked for.
        arguments: what the class is called with.
        native: whether every run counts it.
        best: whether a high figure is good, a low one, or it depends on the figure.
        range: the values that its figures can have.
        summary: what it measures, in a sentence.
        source: where it comes from.
    """

    name: str
    maker: str
    arguments: tuple[int, ...]
    native: bool
    best: Best
    range: str
    summary: str
    source: str

    def make(self) -> Metric:
        """Return the metric."""
        metric: Metric = getattr(self._module, self.maker.split(":")[1])(*self.arguments)
        return metric

    @property
    def definition(self) -> str:
        """The whole definition, with the edge cases and the source: the docstring of the metric's module."""
        return (self._module.__doc__ or "").strip()

    @property
    def _module(self) -> object:
        return importlib.import_module(f".{self.maker.split(':')[0]}", __package__)


# fmt: off
CATALOGUE = (
    Entry("ledger", "ledger:Ledger", (), True, "mixed", "0..1",
          "every word booked once: kept, lost, optional, noise by kind ...",
          "Wise 1993 for the tiling"),
    Entry("shingles(4)", "shingles:Shingles", (4,), True, "high", "0..1",
          "multiset of 4-word shingles: precision, recall, F1", "Broder 1997"),
    Entry("words", "words:Words", (), True, "high", "0..1",
          "multiset of words: precision, recall, F1", "Rajpurkar et al. 2016, the bag-of-words F1"),
    Entry("fields", "fields:Fields", (), True, "high", "0..1",
          "metadata, value by value: precision, recall, F1 of each field", "own"),
    Entry("snippets", "snippets:Snippets", (), True, "mixed", "0..1",
          "shares of wanted and of unwanted snippets that are there", "Barbaresi 2021 for the idea"),
    Entry("defects", "defects:Defects", (), True, "low", "0..1",
          "share of pages with each of thirteen defects", "own"),
    Entry("structure", "structure:Structure", (), True, "high", "0..1",
          "headings, lists, tables (TEDS), code, formulas, links, images", "Zhong et al. 2020 for TEDS"),
    Entry("rouge_lsum", "rouge:RougeLSum", (), False, "high", "0..1",
          "union of longest common subsequences, line by line", "Lin 2004; rouge-score 0.1.2"),
    Entry("levenshtein", "levenshtein:Levenshtein", (), False, "high", "0..1",
          "normalised edit similarity over words", "Levenshtein 1966"),
    Entry("zyte", "zyte:Zyte", (), False, "high", "0..1",
          "Zyte's: 4-gram precision, recall, F1 of the means, accuracy", "article-extraction-benchmark"),
    Entry("wcxb", "wcxb:Wcxb", (), False, "mixed", "0..1",
          "WCXB's: bag of lower-cased words, snippet rates", "WCXB"),
    Entry("segments", "segments:Segments", (), False, "high", "0..1",
          "trafilatura's: segments that must and must not be there, pooled", "trafilatura's evaluation"),
    Entry("htmldate", "htmldate:HtmlDate", (), False, "high", "0..1",
          "htmldate's: the publication day, pooled", "htmldate's evaluation"),
    Entry("wceb", "wceb:Wceb", (), False, "high", "0..1",
          "WCEB's: ROUGE-LSum over Punkt sentences, token edit ratio", "Bevendorff et al. 2023"),
    Entry("fundus", "fundus:Fundus", (), False, "mixed", "0..; best 1, word error rate 0",
          "fundus-evaluation's: ROUGE-LSum, paragraphs, word error rate", "Dallabetta et al. 2024"),
    Entry("webmainbench", "webmainbench:WebMainBench", (), False, "high", "0..1",
          "WebMainBench's: text, code, formula and table edit, TEDS", "WebMainBench"),
    Entry("webmainbench_rouge", "webmainbench_rouge:WebMainBenchRouge", (), False, "high", "0..1",
          "WebMainBench's ROUGE-5 over jieba words", "WebMainBench"),
)
# fmt: on


def native() -> tuple[Metric, ...]:
    """Return the metrics that every run counts, the headline first."""
    return tuple(entry.make() for entry in CATALOGUE if entry.native)


def find(name: str) -> Entry:
    """Return a metric's entry; an unknown name lists the nearest ones."""
    for entry in CATALOGUE:
        if entry.name == name:
            return entry
    raise UnknownNameError("metric", name, [entry.name for entry in CATALOGUE])


def chosen(names: Iterable[str], *, beside_native: bool = True) -> tuple[Metric, ...]:
    """Return the metrics that were asked for, each once; after the native ones, unless told otherwise."""
    asked = [find(name) for name in dict.fromkeys(names)]
    if not beside_native:
        return tuple(entry.make() for entry in asked)
    return (*native(), *(entry.make() for entry in asked if not entry.native))


def of_run(signatures: Mapping[str, str]) -> tuple[Metric, ...]:
    """Return the metrics that a run was counted by, in the catalogue's order.

    Raises :class:`RunFileError` for a run whose counts this version would read in another sense.
    """
    known = {entry.name: entry for entry in CATALOGUE}
    for name, signature in signatures.items():
        here = known[name].make().signature if name in known else "no such metric"
        if here != signature:
            raise RunFileError(f"this run was counted by {signature!r}, this harness has {here!r}; run again")
    return tuple(entry.make() for entry in CATALOGUE if entry.name in signatures)

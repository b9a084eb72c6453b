"""The protocols by name, each loaded when it is asked for, and the one that a data set is scored by."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from types import ModuleType

from ..errors import UnknownNameError
from .base import Protocol


@dataclass(frozen=True, slots=True)
class Entry:
    """One protocol of the catalogue; its module below ``harness.protocols`` has its name.

    Attributes:
        name: as in ``--protocol``.
        data_sets: those whose published table it makes, by the names of their adapters.
        summary: what the table has, in a sentence.
        source: whose it is.
    """

    name: str
    data_sets: tuple[str, ...]
    summary: str
    source: str

    def make(self) -> Protocol:
        """Return the protocol."""
        protocol: Protocol = self._module.PROTOCOL
        return protocol

    @property
    def definition(self) -> str:
        """The whole definition, with its odd conventions and the source: the docstring of the protocol's module."""
        return (self._module.__doc__ or "").strip()

    @property
    def _module(self) -> ModuleType:
        return importlib.import_module(f".{self.name}", __package__)


# fmt: off
PROTOCOLS = (
    Entry("zyte", ("zyte",), "F1, precision, recall, accuracy of 4-word shingles, ± over resamples",
          "article-extraction-benchmark"),
    Entry("wcxb", ("wcxb",), "F1, precision, recall of words, snippet rates; by page type", "WCXB"),
    Entry("wceb", ("wceb", "cleaneval"), "ROUGE-LSum and Levenshtein, means and medians; macro, micro, by set",
          "Bevendorff et al. 2023"),
    Entry("trafilatura", ("trafilatura",), "precision, recall, accuracy, F-score of segments, pooled; time",
          "trafilatura's evaluation"),
    Entry("webmainbench", ("webmainbench",), "overall, text, code, formula and table edit, TEDS", "WebMainBench"),
    Entry("fundus", ("fundus",), "ROUGE-LSum, ± over pages; paragraphs, word error rate", "Dallabetta et al. 2024"),
    Entry("htmldate", ("htmldate",), "precision, recall, accuracy, F-score of dates, pooled; time",
          "htmldate's evaluation"),
)
# fmt: on


def find_protocol(name: str) -> Protocol:
    """Return a protocol by name. Raises :class:`UnknownNameError` with the nearest names."""
    for entry in PROTOCOLS:
        if entry.name == name:
            return entry.make()
    raise UnknownNameError("protocol", name, [entry.name for entry in PROTOCOLS])


def default_protocol(data_set: str) -> str | None:
    """Return the protocol whose table a data set is published in; ``None`` where there is none.

    CleanEval is one of the sets that WCEB combines. Readability's pages have no score of their own.
    """
    return next((entry.name for entry in PROTOCOLS if data_set in entry.data_sets), None)

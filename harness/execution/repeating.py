"""Asking for the same pages again: who answers differently, and between which times an answer comes."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from statistics import median

from ..model import Extraction, Repeats

# Pages that are gone through forwards and backwards. Their first answers are held in memory, and lost in a kill.
WINDOW = 25


def extract_repeatedly(
    ask: Callable[[int], Extraction], numbers: Sequence[int], times: int
) -> Iterator[tuple[int, Extraction]]:
    """Have each case answered so many times, and yield its number and its first answer with what the others showed.

    A few pages forwards, the same backwards, and so on: an extractor that remembers something of the pages before
    shows it as well as one that throws dice. The times of the answer that is yielded are the medians of all.
    """
    for start in range(0, len(numbers), WINDOW):
        window = numbers[start : start + WINDOW]
        tallies = {number: _Tally(ask(number)) for number in window}
        for turn in range(1, times):
            for number in reversed(window) if turn % 2 else window:
                tallies[number].add(ask(number))
        for number, tally in tallies.items():
            yield number, tally.result()


class _Tally:
    """The first answer to a page, and what is kept of the others."""

    def __init__(self, first: Extraction) -> None:
        self._first = first
        self._answers = self._different = 0
        self._seconds, self._cpu_seconds = array("d"), array("d")
        self.add(first)

    def add(self, answer: Extraction) -> None:
        self._answers += 1
        # Why a page failed may be told in other words each time.
        self._different += (answer.outcome, answer.article) != (self._first.outcome, self._first.article)
        for values, value in ((self._seconds, answer.seconds), (self._cpu_seconds, answer.cpu_seconds)):
            if value is not None:
                values.append(value)

    def result(self) -> Extraction:
        fastest, slowest = min(self._seconds, default=None), max(self._seconds, default=None)
        return replace(
            self._first,
            seconds=median(self._seconds) if self._seconds else None,
            cpu_seconds=median(self._cpu_seconds) if self._cpu_seconds else None,
            repeats=Repeats(self._answers, self._different, fastest, slowest),
        )

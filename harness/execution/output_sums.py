"""Sums over a run's Parquet files in bounded memory: some files at a time, through polars.

Medians come from a histogram of logarithmic bins, 2^(1/16) wide, so that no value needs to be kept: they are within
3 % (2^(1/32) is 1.022) of the true ones. Needs the extra ``scale``.
"""

from __future__ import annotations

import heapq
import json
import math
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from ..big_run import Aggregate, WorstPage
from ..errors import RunFileError
from ..model import FAILURES
from .manifest import MANIFEST, listed_files
from .output_files import polars_library

# Some ten thousand pages: 50 MB where a page's text has 5,000 characters.
_FILES_AT_ONCE = 50
WORST = 50
_BINS = 16  # to a doubling
_NOTHING = -(1 << 30)  # the bin of zero
_COLUMNS = ("number", "case", "outcome", "failure", "seconds", "peak_memory", "cpu_seconds")

_Rank = tuple[int, float, int]


class OutputSums:
    """What the files of each extractor come to, while they are gone through."""

    def __init__(self) -> None:
        self._tallies: dict[str, _Tally] = {}

    def add_all(self, folder: Path, progress: Callable[[int, int], None] | None = None) -> None:
        """Go through the files that the manifest of a folder ``outputs`` lists.

        ``progress`` is called with (files done, files in all). Raises :class:`~harness.errors.RunFileError` naming the
        file that is missing or damaged.
        """
        by_row: dict[str, list[str]] = {}
        for extractor, file in listed_files(folder):
            by_row.setdefault(extractor, []).append(file)
        done, total = 0, sum(map(len, by_row.values()))
        if not total:
            raise RunFileError(f"{folder / MANIFEST} lists no outputs; run again")
        for extractor, files in by_row.items():
            for start in range(0, len(files), _FILES_AT_ONCE):
                some = files[start : start + _FILES_AT_ONCE]
                self._tally(extractor).add(_frame([folder / file for file in some]))
                done += len(some)
                if progress:
                    progress(done, total)

    def add_page(self, page: WorstPage, number: int) -> None:
        """Count a page of which no file tells, for its worker died with it."""
        self._tally(page.extractor).add_page(page, number)

    def add_crashes(self, extractor: str, count: int) -> None:
        """Count so many pages that took a worker along and of which nothing else is known any more."""
        self._tally(extractor).add_crashes(count)

    def pages(self, extractor: str) -> int:
        """Return how many pages of an extractor were counted."""
        return self._tally(extractor).pages

    def aggregate(self, extractor: str) -> Aggregate:
        """Return the sums of an extractor."""
        return self._tally(extractor).aggregate(extractor)

    def worst(self, extractor: str) -> list[WorstPage]:
        """Return the pages of an extractor to look at first: failures, then empty outputs, then the slowest.

        Of more failures, or of more empty outputs, than have room, some from all over the run.
        """
        return self._tally(extractor).worst(extractor)

    def _tally(self, extractor: str) -> _Tally:
        return self._tallies.setdefault(extractor, _Tally())


class _Tally:
    def __init__(self) -> None:
        self.pages = 0
        self._outcomes: Counter[str] = Counter()
        self._bins: dict[str, Counter[int]] = {"seconds": Counter(), "cpu_seconds": Counter(), "letters": Counter()}
        self._memory: int | None = None
        self._worst: list[tuple[_Rank, tuple[str, str, str | None, float | None]]] = []

    def add(self, frame: Any) -> None:
        pl = polars_library()
        self.pages += len(frame)
        self._outcomes.update(dict(frame["outcome"].value_counts().iter_rows()))
        answered = frame.filter(~pl.col("outcome").is_in(sorted(FAILURES)))
        for name, counter in self._bins.items():
            values = answered[name].drop_nulls().cast(pl.Float64)
            # The logarithm of zero is minus infinity, which no integer is.
            bins = (values.log(2.0) * _BINS).floor().clip(_NOTHING, 1 << 30).cast(pl.Int64)
            counter.update(dict(bins.value_counts().iter_rows()))
        most = frame["peak_memory"].max()
        if most is not None:
            self._memory = max(self._memory or 0, most)
        # A number that is as good as random, and the same in every run of the same pages.
        scattered = (pl.col("number") * 2654435761) % (1 << 32)
        failed, empty = pl.col("outcome").is_in(sorted(FAILURES)), pl.col("outcome") == "empty"
        group = pl.when(failed).then(0).when(empty).then(1).otherwise(2).alias("group")
        order = pl.when(group < 2).then(scattered.cast(pl.Float64)).otherwise(-pl.col("seconds").fill_null(0.0))
        first = (
            frame.with_columns(group, order.alias("order"))
            .sort("group", "order", "number")
            .head(WORST)
            .select("group", "order", "number", "case", "outcome", "failure", "seconds")
        )
        for one, by, number, case, outcome, failure, seconds in first.iter_rows():
            self._worst.append(((one, by, number), (case, outcome, _reason(failure), seconds)))
        self._worst = heapq.nsmallest(WORST, self._worst, key=lambda item: item[0])

    def add_crashes(self, count: int) -> None:
        self.pages += count
        self._outcomes.update({"crash": count} if count else {})

    def add_page(self, page: WorstPage, number: int) -> None:
        self.pages += 1
        self._outcomes[page.outcome] += 1
        # Before all others: such a page took a worker along.
        self._worst.append(((-1, 0.0, number), (page.case, page.outcome, page.failure, page.seconds)))
        self._worst = heapq.nsmallest(WORST, self._worst, key=lambda item: item[0])

    def aggregate(self, extractor: str) -> Aggregate:
        return Aggregate(
            extractor=extractor,
            pages=self.pages,
            outcomes=dict(sorted(self._outcomes.items())),
            seconds=_quantile(self._bins["seconds"], 0.5),
            slow_seconds=_quantile(self._bins["seconds"], 0.99),
            cpu_seconds=_quantile(self._bins["cpu_seconds"], 0.5),
            letters=_quantile(self._bins["letters"], 0.5),
            memory=self._memory,
        )

    def worst(self, extractor: str) -> list[WorstPage]:
        return [WorstPage(extractor, *what) for _, what in self._worst]


def _frame(files: Iterable[Path]) -> Any:
    pl = polars_library()
    paths = list(files)
    letters = pl.coalesce("text", "markdown", pl.lit("")).str.len_chars().alias("letters")
    try:
        return pl.scan_parquet(paths, hive_partitioning=False).select(*_COLUMNS, letters).collect()
    except (OSError, pl.exceptions.PolarsError) as error:
        first = next((path for path in paths if not path.exists()), paths[0])
        raise RunFileError(
            f"the outputs from {first} on cannot be read: {error}; remove what is damaged and run again"
        ) from error


def _quantile(bins: Counter[int], share: float) -> float | None:
    """Return the middle of the bin that holds a quantile; ``None`` of nothing."""
    left = math.ceil(bins.total() * share)
    for number in sorted(bins):
        left -= bins[number]
        if left <= 0:
            return 0.0 if number == _NOTHING else float(2.0 ** ((number + 0.5) / _BINS))
    return None


def _reason(failure: str | None) -> str | None:
    if failure is None:
        return None
    told = json.loads(failure)
    return f"{told.get('type')}: {told.get('message')}"

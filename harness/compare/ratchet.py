"""The ratchet of a baseline: an update adds and raises; it lowers only where that is allowed.

A result is kept or replaced whole, so that the baseline holds results that an extractor really gave, and never the
best precision of one version beside the best recall of another, which nobody may ever reach again.

====================================================== ===============================================================
a result of the run                                    what becomes of the baseline's
====================================================== ===============================================================
it has none of that extractor and case                 added
as good in outcome and every figure, or better         raised: replaced by the run's
worse in any of them                                   kept; with leave to lower: replaced, and each figure is told
of a page that has changed since                       re-based: replaced, for the two cannot be compared
not part of the run                                    kept
of a case that the data set no longer has              dropped
of an extractor that the workspace no longer has       kept; with leave to lower: dropped, and told
====================================================== ===============================================================

A failure is worse than an answer, be that an empty one. Of noise more is worse. A figure that no longer applies is
worse. An empty output has no noise and a perfect order of nothing, which are no achievement: where F1 rises from one,
nothing was lowered.

A baseline whose figures were counted in another way cannot be compared with at all. With leave to lower it is made anew
of the run, and every result that the run does not have is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from fcntl import LOCK_EX, flock
from os import O_RDONLY
from os import close as close_descriptor
from os import open as open_descriptor
from pathlib import Path

from ..bounds import GATED, LOW_IS_GOOD
from ..errors import RunFileError
from ..goldens import DataSet
from ..model import FAILURES
from .baseline import Baseline, Pair, Record, read_baseline, write_baseline


@dataclass(frozen=True, slots=True)
class Lowered:
    """Something that is worse than in the baseline: an outcome, or a figure in 0..1 (``None``: does not apply).

    ``figure`` is the figure's name, ``outcome``, or ``result`` for one that was dropped.
    """

    extractor: str
    case: str
    figure: str
    old: float | str | None
    new: float | str | None

    def __str__(self) -> str:
        return f"{self.extractor} on {self.case}: {self.figure} {_shown(self.old)} -> {_shown(self.new)}"


@dataclass(frozen=True, slots=True)
class Update:
    """A baseline after a run, and what became of its results.

    Attributes:
        baseline: the new one.
        added: results that it did not have.
        raised: results that got better in something and worse in nothing.
        lowered: what was lowered, with leave.
        refused: what would have been lowered, without leave; these results stand as they were.
        rebased: cases whose page or annotations have changed.
        dropped: cases that the data set no longer has.
        lost: how many results another way of counting cost.
    """

    baseline: Baseline
    added: int = 0
    raised: int = 0
    lowered: tuple[Lowered, ...] = ()
    refused: tuple[Lowered, ...] = ()
    rebased: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    lost: int = 0


def losses(old: Record, new: Record) -> tuple[Lowered, ...]:
    """Return in what a result is worse than an older one of the same extractor and case."""
    if old.outcome != "ok" and new.outcome not in FAILURES and (new.f1 or 0.0) > (old.f1 or 0.0):
        return ()
    found = []
    if old.outcome not in FAILURES and new.outcome in FAILURES:
        found.append(Lowered(*new.pair, "outcome", old.outcome, new.outcome))
    for name in GATED:
        before, after = old.figure(name), new.figure(name)
        if before is not None and (after is None or (after > before if name in LOW_IS_GOOD else after < before)):
            found.append(Lowered(*new.pair, name, before, after))
    return tuple(found)


def refuse_other_counting(old: Mapping[str, str], new: Mapping[str, str], place: str) -> None:
    """Raise :class:`RunFileError` where the figures of a baseline and of a run do not mean the same."""
    if old != new:
        raise RunFileError(
            f"{place} was counted by {_listed(old)}, this run by {_listed(new)}, and they cannot be compared; make it "
            "anew of a whole run: pytest golden --harness-update-baseline --harness-allow-regression"
        )


def ratchet(
    old: Baseline,
    new: Baseline,
    *,
    lower: bool = False,
    case_exists: Callable[[str], bool] = lambda _: True,
    extractor_exists: Callable[[str], bool] = lambda _: True,
    place: str = "the baseline",
) -> Update:
    """Return the baseline after a run, by the table above.

    Args:
        old: the baseline.
        new: what the run reached.
        lower: whether anything may be lowered.
        case_exists: whether the data set still has a case, by its id.
        extractor_exists: whether the workspace still has an extractor, by its id.
        place: what messages call the baseline.

    Raises:
        RunFileError: They were counted in different ways, and nothing may be lowered.
    """
    if old.metrics != new.metrics and not lower:
        refuse_other_counting(old.metrics, new.metrics, place)
    if old.metrics != new.metrics:
        return Update(new, added=len(new.records.keys() - old.records.keys()), lost=len(old.records))
    changed = {case for case, digest in new.cases.items() if old.cases.get(case, digest) != digest}
    records: dict[Pair, Record] = {}
    lowered: list[Lowered] = []
    refused: list[Lowered] = []
    dropped: set[str] = set()
    for pair, record in old.records.items():
        name, case = pair
        if pair in new.records:
            continue
        if case in changed or not case_exists(case):
            # Of a page that has changed, an extractor that was not part of the run has no result to compare with.
            dropped |= {case} - changed
        elif lower and not extractor_exists(name):
            lowered.append(Lowered(name, case, "result", record.f1, None))
        else:
            records[pair] = record
    added = raised = 0
    for pair, record in new.records.items():
        before = old.records.get(pair)
        worse = () if before is None or pair[1] in changed else losses(before, record)
        records[pair] = before if before is not None and worse and not lower else record
        (lowered if lower else refused).extend(worse)
        added += before is None
        raised += before is not None and before != record and not worse and pair[1] not in changed
    versions = {**old.extractors, **new.extractors}
    cases = {**old.cases, **new.cases}
    baseline = Baseline.of(_data_sets(old, new, records), new.metrics, versions, cases, records.values())
    return Update(
        baseline,
        added,
        raised,
        tuple(_sorted(lowered)),
        tuple(_sorted(refused)),
        tuple(sorted(changed)),
        tuple(sorted(dropped)),
    )


def update_file(
    path: Path,
    new: Baseline,
    *,
    lower: bool = False,
    case_exists: Callable[[str], bool] = lambda _: True,
    extractor_exists: Callable[[str], bool] = lambda _: True,
) -> Update:
    """Bring a file up to date with a run, or make it; see :func:`ratchet`. Others that do so at once wait for this one.

    Raises:
        RunFileError: The file cannot be read or written, or was counted in another way.
    """
    with _folder_lock(path):
        if path.exists():
            old = read_baseline(path)
            update = ratchet(
                old,
                new,
                lower=lower,
                case_exists=case_exists,
                extractor_exists=extractor_exists,
                place=str(path),
            )
        else:
            old = None
            update = Update(new, added=len(new.records))
        # A file that says the same already keeps its time, and its name in no list of what has changed.
        if update.baseline != old:
            write_baseline(update.baseline, path)
    return update


@contextmanager
def _folder_lock(path: Path) -> Iterator[None]:
    """Hold the folder of a file for this process: a lock file of its own would lie among what is committed."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = open_descriptor(path.parent, O_RDONLY)
    except OSError as error:
        raise RunFileError(
            f"{path} cannot be written: {error.strerror}; name another with --harness-baseline"
        ) from error
    try:
        flock(descriptor, LOCK_EX)
        yield
    finally:
        close_descriptor(descriptor)


def _data_sets(old: Baseline, new: Baseline, records: Iterable[Pair]) -> Iterable[DataSet]:
    """Return what the cases of some records belong to; a run of some of them knows a part of its data sets alone."""
    if new.cases.keys() >= {case for _, case in records}:
        return new.data_sets
    return {data_set.name: data_set for data_set in (*new.data_sets, *old.data_sets)}.values()


def _sorted(rows: Iterable[Lowered]) -> list[Lowered]:
    return sorted(rows, key=lambda row: (row.extractor, row.case))


def _listed(metrics: Mapping[str, str]) -> str:
    return ", ".join(metrics.values()) or "nothing"


def _shown(value: float | str | None) -> str:
    if value is None:
        return "-"
    return f"{value:.4f}" if isinstance(value, float) else value

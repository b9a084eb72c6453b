"""Two sides compared, extractor by extractor: what moved, by how much, how sure.

The verdict on an extractor, from the pages that both sides have a result of. *d* is the difference of the compared
figure, new minus base, turned so that above 0 is good; the interval is that of :mod:`harness.statistics.difference`,
over whole sites; p is the sign-flip test's, corrected by Holm's method. A pooled figure has no p, and its interval
decides alone (:mod:`.figures`).

=============== =====================================================================================================
verdict         when
=============== =====================================================================================================
``new``         the base side has no result of it on a compared page
``gone``        the new side has none
``same``        no page changed: neither its outcome nor one of the figures that are compared
``worse``       d is below -tolerance, so is its whole interval, and p is at most 1 - confidence
``better``      d is above the tolerance, so is its whole interval, and p is at most 1 - confidence
``inconclusive``  pages changed, but chance or the tolerance may account for it; or there is but one site
=============== =====================================================================================================

The family of Holm's correction is the extractors of which a page changed, but for controls. An extractor without a
changed page has nothing to be tested, and leaving it out is fair: the sign-flip test looks at the signs of the
differences alone, and which extractors are in the family depends on their sizes.

A changed page is no estimate but a fact, for extractors are deterministic: every one is listed, whatever the verdict.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..direction import lower_is_better
from ..errors import UnknownNameError
from ..statistics.difference import Difference
from ..statistics.holm import holm
from . import kinds
from .changes import VERDICTS, Change, Comparison, ExtractorChange, Fact, PageChange, Verdict
from .figures import ComparedFigure, compared_figure, everywhere, means
from .pairing import Pairing, pair
from .rows import PairedRow, paired_row
from .sides import HEADLINE, Counted, Side
from .strata import strata


def compare(
    base: Side,
    new: Side,
    *,
    metric: str = "f1",
    confidence: float = 0.95,
    tolerance: float = 0.0,
    intersect: bool = False,
) -> Comparison:
    """Return what changed from one side to the other, by the table above.

    Args:
        base: what was.
        new: what is; both need the figure ``metric``.
        metric: the compared figure, by its column name.
        confidence: of the intervals and of the verdicts, between 0 and 1.
        tolerance: in the figure's own unit, 0 or more.
        intersect: whether to compare the cases that both have where others differ, instead of refusing.

    Raises:
        UnknownNameError: Neither side has the figure.
        UsageError: It is one that no verdict can be given on.
        NotComparableError: The sides have other cases or other metrics; see :mod:`harness.compare.pairing`.
    """
    pairing = pair(base, new, intersect=intersect)
    sign = -1.0 if lower_is_better(metric) else 1.0
    known = {name for side in (base, new) for row in side.rows.values() for name in row.figures}
    if metric not in known:
        raise UnknownNameError("figure", metric, known)
    names = dict.fromkeys((*new.rows, *base.rows))
    paired = (paired_row(name, base, new, pairing) for name in names)
    # A baseline has no controls, and a control that comes or goes says nothing of anybody.
    rows = [row for row in paired if row is not None and (row.both.any() or not row.control)]
    tested = [row for row in rows if row.changed.any()]
    figure = compared_figure(metric, base, new, pairing, confidence)
    found = figure.differences(tested, everywhere(pairing))
    differences = {row.id: difference for row, difference in zip(tested, found, strict=True)}
    family = [row.id for row in tested if not row.control]
    corrected = dict(zip(family, holm([differences[name].p for name in family]), strict=True))
    wholes = _wholes(base, new, pairing)
    groups = strata(tested, figure, pairing)
    changes = []
    for row in rows:
        difference = differences.get(row.id)
        p = corrected.get(row.id, difference.p if difference else None)
        verdict = _verdict(row, difference, p, sign, tolerance, confidence)
        change = _described(row, verdict, figure)
        if difference is not None:
            told = replace(change.figure, low=difference.low, high=difference.high)
            detectable = difference.smallest_detectable
            change = replace(change, figure=told, p=difference.p, p_holm=p, smallest_detectable=detectable)
            change = replace(_with_pages(change, row, metric, sign, pairing), strata=groups[row.id])
            change = _with_parts(change, row, wholes, pairing)
        changes.append(change)
    changes.sort(key=lambda change: (VERDICTS.index(change.verdict), sign * (change.figure.delta or 0.0), change.id))
    return Comparison(
        base=base.label,
        new=new.label,
        metric=metric,
        lower_is_better=sign < 0,
        confidence=confidence,
        tolerance=tolerance,
        cases=len(pairing.cases),
        sites=int(pairing.clusters.max()) + 1,
        left_out=pairing.left_out,
        rows=tuple(changes),
        environment=_facts(base, new),
        one_sided=tuple(sorted(base.metrics.keys() ^ new.metrics.keys())),
    )


def _verdict(
    row: PairedRow, found: Difference | None, p: float | None, sign: float, tolerance: float, confidence: float
) -> Verdict:
    if not row.outcomes[0].there.any():
        return "new"
    if not row.outcomes[1].there.any():
        return "gone"
    if found is None:
        return "same" if row.both.any() else "inconclusive"
    if found.delta is None or found.low is None or found.high is None:
        return "inconclusive"
    if p is not None and p > 1 - confidence:
        return "inconclusive"
    low, high = sorted((sign * found.low, sign * found.high))
    delta = sign * found.delta
    if max(delta, high) < -tolerance:
        return "worse"
    return "better" if min(delta, low) > tolerance else "inconclusive"


def _described(row: PairedRow, verdict: Verdict, compared: ComparedFigure) -> ExtractorChange:
    base, new = row.base, row.new
    others = [name for name in HEADLINE if name != compared.name and name in row.figures]
    known = base is not None and new is not None and base.digest is not None and new.digest is not None
    missing = {"new": base, "gone": new}.get(verdict)
    alone = (compared.alone(side) if side else None for side in (base, new))
    figure = Change(compared.name, *(compared.values(row) if row.both.any() else alone))
    return ExtractorChange(
        id=row.id,
        control=row.control,
        verdict=verdict,
        base_version=base.version if base else None,
        new_version=new.version if new else None,
        code_changed=base.digest != new.digest if known and base and new else None,
        pages=int(row.both.sum()),
        figure=figure,
        others=tuple(Change(name, *means(row, name)) for name in others),
        base_failures=int(row.outcomes[0].failed.sum()),
        new_failures=int(row.outcomes[1].failed.sum()),
        status=missing.status if missing is not None and missing.status != "ready" else None,
    )


def _with_pages(change: ExtractorChange, row: PairedRow, metric: str, sign: float, pairing: Pairing) -> ExtractorChange:
    """Add every page that changed, the one that moved most first; of equals, the one that lost."""
    before, after = row.figures.get(metric, (None, None))
    pages = []
    for place in np.flatnonzero(row.changed).tolist():
        base, new = before.at(place) if before else None, after.at(place) if after else None
        delta = None if base is None or new is None else new - base
        was, now = row.outcomes[0].at(place), row.outcomes[1].at(place)
        if was is not None and now is not None:  # as on every page that changed
            pages.append(PageChange(pairing.cases[place].id, base, new, delta, was, now))
    pages.sort(key=lambda page: (-abs(page.delta or 0.0), sign * (page.delta or 0.0), page.case))
    better = sum(sign * (page.delta or 0.0) > 0 for page in pages)
    worse = sum(sign * (page.delta or 0.0) < 0 for page in pages)
    otherwise = len(pages) - better - worse
    return replace(change, moved=tuple(pages), better=better, worse=worse, otherwise=otherwise)


def _with_parts(change: ExtractorChange, row: PairedRow, wholes: Counted | None, pairing: Pairing) -> ExtractorChange:
    if row.base is None or row.new is None or row.base.parts is None or row.new.parts is None or wholes is None:
        return change
    base, new = row.base.parts[pairing.base[row.both]], row.new.parts[pairing.new[row.both]]
    whole = wholes[row.both]
    return replace(
        change,
        leaks=kinds.leaks(base, new, whole),
        losses=kinds.losses(base, new, whole),
        fields=kinds.fields(base, new),
    )


def _wholes(base: Side, new: Side, pairing: Pairing) -> Counted | None:
    """Return the words by kind of the pages that are compared; both sides say the same of a page, if they say it."""
    if new.wholes is not None:
        return np.asarray(new.wholes[pairing.new])
    return None if base.wholes is None else np.asarray(base.wholes[pairing.base])


def _facts(base: Side, new: Side) -> tuple[Fact, ...]:
    """Return what differs of the two machines, where both sides say anything of theirs."""
    before, after = base.environment, new.environment
    if not before or not after:
        return ()
    facts = (Fact(name, before.get(name), after.get(name)) for name in dict.fromkeys((*before, *after)))
    return tuple(fact for fact in facts if fact.base != fact.new)

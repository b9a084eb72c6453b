"""The tables of a survey."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from ..model import FAILURES, OUTCOMES
from ..table import Cell, Column, Name, Table, Value
from .tally import ALIKE, Stratum, Tally

# Rows that people are shown of sites and of pairs; programs get them all.
SHOWN = 20


def tables(tally: Tally, threshold: float = ALIKE, shown: int | None = SHOWN) -> list[Table]:
    """Return all tables of a survey.

    Args:
        tally: what was counted.
        threshold: from which mean agreement extractors behave alike.
        shown: the most rows of pairs and of sites; ``None`` for all.
    """
    found = [_behaviours(tally), _failures(tally)]
    if len(tally.texts) > 1 and tally.agreement() is not None:
        found += [_pairs(tally, shown), _groups(tally, threshold)]
    found.append(_strata("languages", "Languages", tally, tally.languages, shown))
    found.append(_strata("sites", "Sites", tally, tally.sites, shown))
    return [table for table in found if table.rows]


def _behaviours(tally: Tally) -> Table:
    agreement = tally.agreement()
    rows: list[tuple[Cell, ...]] = []
    for number, (row, did) in enumerate(zip(tally.extractors, tally.behaviours, strict=True)):
        mean = None
        if agreement is not None and number in tally.texts:
            at = tally.texts.index(number)
            others = [voter for voter in tally.voters if voter != at]
            mean = float(agreement[at, others].mean()) if others else None
        seconds = did.median_seconds()
        status = "ok" if did.pages else (row.problem or "not installed")
        rows.append(
            (
                Name(row.id, row.control),
                row.version,
                status,
                did.pages,
                did.coverage if row.text else None,
                did.median_words() if row.text else None,
                mean,
                did.failures,
                None if seconds is None else seconds * 1000,
            )
        )
    columns = (
        Column("extractor", "extractor"),
        Column("version", "version", width=10),
        Column("status", "status", width=16),
        Column("pages", "pages"),
        Column("coverage", "cover", digits=1, percent=True, unit="%"),
        Column("words", "words", digits=0),
        Column("agreement", "agree"),
        Column("failures", "fail"),
        Column("ms", "ms", digits=1),
    )
    read = tally.pages - tally.unreadable
    title = f"{tally.pages:,} pages, {len(tally.extractors)} extractors"
    if tally.unreadable:
        title += f"; {tally.unreadable:,} pages cannot be read or are empty, and are left out"
    whole = tally.whole
    said = (
        f" On {whole.material / whole.compared:.1%} of the {read:,} pages they agree by less than {tally.material:g} "
        "in the mean."
        if whole.compared
        else ""
    )
    note = (
        "cover: share of pages with any text. words: median of these. agree: mean over the other extractors of the F1 "
        f"of the two outputs' bags of words, controls (*) left out. ms: median a page.{said}"
    )
    return Table("extractors", title, columns, tuple(rows), note)


def _failures(tally: Tally) -> Table:
    kinds = [kind for kind in OUTCOMES if kind in FAILURES or kind == "empty"]
    seen = [kind for kind in kinds if any(did.outcomes[kind] for did in tally.behaviours)]
    rows: list[tuple[Cell, ...]] = [
        (Name(row.id, row.control), *(did.outcomes[kind] for kind in seen))
        for row, did in zip(tally.extractors, tally.behaviours, strict=True)
        if any(did.outcomes[kind] for kind in seen)
    ]
    columns = (Column("extractor", "extractor"), *(Column(kind, kind) for kind in seen))
    return Table("failures", "Empty outputs and failures, in pages", columns, tuple(rows))


def _pairs(tally: Tally, shown: int | None) -> Table:
    agreement, shares = tally.agreement(), tally.material_shares()
    assert agreement is not None
    assert shares is not None
    names = [tally.extractors[at] for at in tally.texts]
    pairs = [(one, other) for at, one in enumerate(tally.voters) for other in tally.voters[at + 1 :]]
    pairs.sort(key=lambda pair: (agreement[pair], pair))
    rows: list[tuple[Cell, ...]] = [
        (Name(names[a].id), Name(names[b].id), float(agreement[a, b]), float(shares[a, b])) for a, b in pairs[:shown]
    ]
    columns = (
        Column("extractor", "extractor"),
        Column("other", "other"),
        Column("agreement", "agree"),
        Column("differ", "differ", digits=1, percent=True, unit="%"),
    )
    note = f"Least agreement first. differ: share of pages on which the two agree by less than {tally.material:g}."
    return Table("pairs", "Pairs" + _of(len(rows), len(pairs)), columns, tuple(rows), note)


def _groups(tally: Tally, threshold: float) -> Table:
    agreement = tally.agreement()
    assert agreement is not None
    numbers = {tally.extractors[at].id: row for row, at in enumerate(tally.texts)}
    rows: list[tuple[Cell, ...]] = []
    for number, group in enumerate(tally.groups(threshold), start=1):
        members = [numbers[name] for name in group]
        inner = agreement[np.ix_(members, members)]
        others = len(members) - 1
        sums = inner.sum(axis=1) - 1.0
        rows += [
            (number, Name(name), float(one) / others if others else None) for name, one in zip(group, sums, strict=True)
        ]
    columns = (Column("group", "group"), Column("extractor", "extractor"), Column("agreement", "agree"))
    note = (
        f"Average linkage; groups are joined as long as they agree by {threshold:g} or more in the mean. "
        "agree: with the others of the group."
    )
    return Table("groups", "Extractors that behave alike", columns, tuple(rows), note)


def _strata(name: str, title: str, tally: Tally, strata: Mapping[str, Stratum], shown: int | None) -> Table:
    order: Callable[[tuple[str, Stratum]], tuple[int, str]] = lambda item: (-item[1].pages, item[0])  # noqa: E731
    rows: list[tuple[Cell, ...]] = []
    for key, one in sorted(strata.items(), key=order)[:shown]:
        compared = one.compared
        rows.append(
            (
                key,
                one.pages,
                one.covered / one.asked if one.asked else None,
                one.agreement / compared if compared else None,
                one.material / compared if compared else None,
                _outsider(tally, one),
            )
        )
    columns = (
        Column(name.removesuffix("s"), name.removesuffix("s"), width=30),
        Column("pages", "pages"),
        Column("coverage", "cover", digits=1, percent=True, unit="%"),
        Column("agreement", "agree"),
        Column("differ", "differ", digits=1, percent=True, unit="%"),
        Column("outsider", "outsider", width=26),
    )
    note = (
        f"Most pages first. cover, agree: means over the extractors. differ: share of pages on which they agree by "
        f"less than {tally.material:g} in the mean. outsider: who agrees least with the others."
    )
    return Table(name, title + _of(len(rows), len(strata)), columns, tuple(rows), note)


def _outsider(tally: Tally, one: Stratum) -> Value:
    """Return who agrees least with the others; ``None`` where only two are compared, or nobody stands out."""
    if one.sums is None or len(one.sums) < 3 or float(np.ptp(one.sums)) < 1e-9:
        return None
    return tally.extractors[tally.texts[tally.voters[int(np.argmin(one.sums))]]].id


def _of(shown: int, there: int) -> str:
    return f" ({shown} of {there:,})" if shown < there else ""

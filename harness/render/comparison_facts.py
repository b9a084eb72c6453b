"""What is said of a comparison, in words, for the terminal, for Markdown and for JUnit alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from ..compare.changes import VERDICTS, Change, Comparison, ExtractorChange, PageChange, Share
from ..compare.report import ComparisonReport
from ..compare.word_diff import Passage, WordDiff
from ..table import Column, Measured, Name, Table
from .columns import one_line, shorten

# A reader takes in a few examples; JSON has all of them.
_MOST_NAMED = 5
_MOST_KINDS = 6
_MOST_PASSAGES = 3
_PASSAGE = 160


def headline(report: ComparisonReport) -> str:
    """Say in a line how many extractors got what verdict."""
    rows = report.comparison.rows
    sizes = ((verdict, sum(row.verdict == verdict for row in rows)) for verdict in VERDICTS)
    said = ", ".join(f"{size} {verdict}" for verdict, size in sizes if size)
    gate = f"; the gate does not allow {len(report.breaches)} changes" if len(report.breaches) > 1 else ""
    gate = "; the gate does not allow 1 change" if len(report.breaches) == 1 else gate
    return (said or "no extractor") + gate


def about(report: ComparisonReport) -> list[str]:
    """Say what was compared and what differs around it, a sentence or two each."""
    found = report.comparison
    pages = _number(found.cases, "page")
    lines = [
        f"{found.base} → {found.new}: {pages} of {_number(found.sites, 'site')}, {found.metric}"
        f"{' (lower is better)' if found.lower_is_better else ''}, {_confidence(found)} intervals"
        f"{f', tolerance {found.tolerance:g}' if found.tolerance else ''}."
    ]
    if found.left_out:
        lines.append(f"Left out are cases that the runs do not share: {found.left_out}.")
    if found.environment:
        said = ", ".join(f"{fact.name} {fact.base or '-'} → {fact.new or '-'}" for fact in found.environment)
        lines.append(f"The runs were made differently: {said}.")
    if found.one_sided:
        lines.append(f"Counted in one run alone: {', '.join(found.one_sided)}.")
    return [*lines, *report.notices, *(f"{_capital(text)}." for text in report.texts.missing)]


def overview(found: Comparison) -> Table:
    """Return the table of the extractors that changed in any way."""
    columns = (
        Column("extractor", "extractor"),
        Column("version", "version", width=15),
        Column("base", "base"),
        Column("new", "new"),
        Column("delta", "delta"),
        Column("delta", _confidence(found), part="interval"),
        Column("p", "p"),
        Column("better", "up"),
        Column("worse", "down"),
        Column("failures", "fail"),
        Column("verdict", "verdict"),
    )
    rows = []
    for row in found.rows:
        if row.verdict != "same":
            figure = row.figure
            delta = Measured(figure.delta, None, figure.low, figure.high)
            name, fails = Name(one_line(row.id), row.control), _arrow(str(row.base_failures), str(row.new_failures))
            p = chance(row.p_holm)
            counts = row.better, row.worse
            rows.append((name, versions(row), figure.base, figure.new, delta, delta, p, *counts, fails, row.verdict))
    note = (
        "up, down: pages on which the figure rose for the better and for the worse. p: sign-flip test over sites, "
        "corrected for the number of extractors. fail: pages that failed."
    )
    return Table("comparison", "Extractors that changed", columns, tuple(rows), note)


def same(found: Comparison) -> str:
    """Name the extractors of which no page changed; empty when there are none."""
    names = [row.id for row in found.of("same")]
    if not names:
        return ""
    return f"The same on every page: {', '.join(names)}."


def facts(row: ExtractorChange, found: Comparison) -> list[tuple[str, str]]:
    """Return what is known of an extractor's change, as pairs of a word and what there is to say of it."""
    said = [(found.metric, _figure(row, found))]
    if row.verdict in ("new", "gone"):
        return [*said, ("status", row.status)] if row.status else said
    moved = [f"{change.name} {_before_after(change)}" for change in row.others if change.delta]
    said.append(("also", ", ".join(moved)))
    if row.code_changed:
        said.append(("code", "the extractor's own file or command is another one"))
    otherwise = f", {row.otherwise} in other figures alone" if row.otherwise else ""
    changed = f"{row.changed} of {row.pages} changed: {row.better} better, {row.worse} worse{otherwise}"
    said.append(("pages", changed))
    for word, pages in (("fails now", row.broke), ("mended", row.mended)):
        said.append((word, _named(pages)))
    for kind, strata in groupby(row.strata, key=lambda stratum: stratum.kind):
        parts = [
            f"{one.group} {_signed(one.figure.delta)} ({_interval(one.figure)}{one.changed} of {one.pages} changed)"
            for one in strata
            if one.changed
        ]
        said.append((f"by {kind.replace('_', ' ')}", "; ".join(parts)))
    said.append(("noise", _shares(row.leaks)))
    said.append(("lost", _shares(row.losses)))
    said.append(("fields", ", ".join(f"{change.name} {_before_after(change)}" for change in row.fields)))
    return [(word, text) for word, text in said if text]


def page_line(page: PageChange) -> str:
    """Say how a page moved."""
    outcome = "" if page.base_outcome == page.new_outcome else f", {page.base_outcome} → {page.new_outcome}"
    if page.delta is None:
        return f"{_plain(page.base)} → {_plain(page.new)}{outcome}"
    return f"{_plain(page.base)} → {_plain(page.new)} ({_signed(page.delta)}){outcome}"


def passages(words: WordDiff) -> list[tuple[str, list[str], int]]:
    """Return the words that were lost, gained and moved: what to call them, the longest, how many more there are."""
    kinds = (("lost", words.lost), ("gained", words.gained), ("moved", words.moved))
    return [(_amount(word, some), _excerpts(some), max(0, len(some) - _MOST_PASSAGES)) for word, some in kinds if some]


def versions(row: ExtractorChange) -> str:
    """Say the version of an extractor, or both when they differ."""
    if row.verdict == "new":
        return row.new_version or "-"
    if row.verdict == "gone":
        return row.base_version or "-"
    return _arrow(row.base_version or "-", row.new_version or "-")


def chance(p: float | None) -> str | None:
    """Write a p-value, so that little is not shown as nothing."""
    if p is None:
        return None
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def _figure(row: ExtractorChange, found: Comparison) -> str:
    figure = row.figure
    if figure.delta is None:
        return f"{_plain(figure.base)} → {_plain(figure.new)}"
    said = _before_after(figure)
    if figure.low is not None and figure.high is not None:
        said += f", {_confidence(found)} {_signed(figure.low)} … {_signed(figure.high)}"
    if row.p is not None:
        said += f", p {chance(row.p)}"
        said += f" ({chance(row.p_holm)} corrected)" if row.p_holm != row.p else ""
    if row.smallest_detectable is not None:
        said += f"; four times in five a difference of {row.smallest_detectable:.4f} would show"
    return said


def _confidence(found: Comparison) -> str:
    # 0.9999 is not 100 %, and 97.5 % are not 98 %.
    return f"{100 * found.confidence:g}%"


def _before_after(change: Change) -> str:
    delta = f" ({_signed(change.delta)})" if change.delta is not None else ""
    return f"{_plain(change.base)} → {_plain(change.new)}{delta}"


def _interval(change: Change) -> str:
    if change.low is None or change.high is None:
        return ""
    return f"{_signed(change.low)} … {_signed(change.high)}, "


def _shares(shares: Sequence[Share]) -> str:
    said = [f"{one.kind} {one.base:.1%} → {one.new:.1%} of {one.words} words" for one in shares[:_MOST_KINDS]]
    return ", ".join(said + _more(len(shares) - _MOST_KINDS))


def _named(pages: Sequence[PageChange]) -> str:
    said = [f"{page.case} ({_arrow(page.base_outcome, page.new_outcome)})" for page in pages[:_MOST_NAMED]]
    return ", ".join(said + _more(len(pages) - _MOST_NAMED))


def _more(size: int) -> list[str]:
    return [f"and {size} more"] if size > 0 else []


def _amount(word: str, some: Iterable[Passage]) -> str:
    return f"{word} {_number(sum(passage.words for passage in some), 'word')}"


def _excerpts(some: Sequence[Passage]) -> list[str]:
    return [shorten(one_line(passage.text), _PASSAGE) for passage in some[:_MOST_PASSAGES]]


def _arrow(base: str, new: str) -> str:
    return base if base == new else f"{base} → {new}"


def _plain(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def _signed(value: float | None) -> str:
    return "-" if value is None else f"{value:+.4f}"


def _number(size: int, noun: str) -> str:
    return f"1 {noun}" if size == 1 else f"{size:,} {noun}s"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

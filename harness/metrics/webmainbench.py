"""WebMainBench: edit similarity of text, code, formulas and tables, and its TEDS, without the language model.

Each part of both texts (see :mod:`.webmainbench_parts`) is compared as one string, character by character:
``score = 1 - Levenshtein distance / length of the longer one``. The text part is the whole Markdown, markup, code,
formulas and tables included. ``overall`` of a page is the mean of the scores that it has.

============================= =================================================================
case                          figures
============================= =================================================================
both texts empty              none: the peer calls it a failure and leaves the page out
a part absent in both         none for that part
a part absent in one          0
a formula or table in one, but edit score and TEDS both 0
empty in the other
pages without any score       0 for the run, not none
overall of a run              the mean of the five figures of the run, such zeros included, not of the pages'
a text too long or a table    ``too_long`` in the counts, no figures for the page
too deep to compare
============================= =================================================================

Odd conventions, reproduced:

- **TEDS is no tree edit distance.** The peer writes both tables in brackets and hands the *strings* to its tree
  library, which takes each for a tree of one node. The distance is then at most one rename (0 to 1, or 1 where the
  part before the first colon differs), yet it is divided by the number of nodes of the larger real tree. A table of 30
  cells that is wrong in every one scores about 0.97. An empty table against another costs at most 2. ``tables_f1`` of
  :mod:`.structure` is the real one.
- Indented lines within a fence count as code twice; the marks of ``$$`` formulas match as empty ``$`` formulas.
- Tables are compared as HTML, so a third of the characters of a small table are its tags, right by themselves.
- TEDS reads the first HTML table alone, but all Markdown tables as one; empty cells of those are left out.
- With a mean over the pages that have a score, failing pages cost nothing. What the harness does differently: a
  failed extraction is an empty output here, where the peer's evaluator drops it before it scores.

The peer's Beautiful Soup raises on markup that Python's parser refuses (``<![x``) and fails the page; here such a text
merely has no HTML table. Compared are the case's Markdown and the article's Markdown, on either side the plain text
where there is none.

Source: github.com/opendatalab/WebMainBench, ``metrics/`` and ``evaluator/evaluator.py`` (2025), with ``use_llm`` off.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..alignment import Candidate, Reference
from .base import Aggregate, Aggregated, Counts, Figures, Means
from .webmainbench_distance import distance
from .webmainbench_parts import code_part, formula_part, without_code
from .webmainbench_tables import TablePart, TableTooLargeError, table_part

EDITS = ("text", "code", "formula", "table")
# In the peer's order, in which the page's mean is summed.
FIGURES = (
    "webmainbench_code_edit",
    "webmainbench_formula_edit",
    "webmainbench_text_edit",
    "webmainbench_table_edit",
    "webmainbench_teds",
)


@dataclass(frozen=True, slots=True)
class Parts:
    """What the peer compares of one text."""

    text: str
    code: str
    formula: str
    table: TablePart


class WebMainBench(Aggregated):
    """The peer's five scores and their mean; figures ``webmainbench_text_edit``, ..., ``webmainbench_overall``."""

    name = "webmainbench"
    signature = "webmainbench(llm=no)|tok:characters|v1"

    def count(self, reference: Reference, candidate: Candidate) -> Counts | None:
        """Return distances and lengths by part; parts absent in both texts are left out."""
        if reference.case.expected is None:
            return None
        expected = reference.memo("webmainbench", lambda: split_or_none(expected_markdown(reference)))
        output = markdown_of(candidate)
        return reference.memo(f"webmainbench:{output}", lambda: compare(expected, split_or_none(output)))

    def figures(self, counts: Counts) -> Figures:
        """Return the scores of one page."""
        scores: Figures = {f"webmainbench_{part}_edit": _edit_score(counts, part) for part in EDITS}
        scores["webmainbench_teds"] = _teds_score(counts)
        found = [score for name in FIGURES if (score := scores[name]) is not None]
        scores["webmainbench_overall"] = sum(found) / len(found) if found else None
        return scores

    def start(self) -> Aggregate:
        """Return the peer's means: over the pages that have the score, 0 if none has; overall is the mean of them."""
        return _WebMainBenchMeans(self)


class _WebMainBenchMeans:
    def __init__(self, metric: WebMainBench) -> None:
        self._metric = metric
        self._means = Means()

    def add(self, counts: Counts | None) -> None:
        if counts is not None:
            self._means.add(self._metric.figures(counts))

    def figures(self) -> Figures:
        found = self._means.figures()
        means: Figures = {name: found.get(name) or 0.0 for name in FIGURES}
        # The peer's order once more, another one: the order of a sum decides its last bit.
        order = (FIGURES[2], FIGURES[0], FIGURES[3], FIGURES[4], FIGURES[1])
        means["webmainbench_overall"] = sum(means[name] or 0.0 for name in order) / len(order)
        return means


def expected_markdown(reference: Reference) -> str:
    """Return what the peer compares with: the case's Markdown, or its plain expected text if it has none."""
    markdown = reference.case.expected_markdown
    return reference.expected_text if markdown is None else markdown


def markdown_of(candidate: Candidate) -> str:
    """Return what the peer compares of an output: its Markdown, or its text if it has none."""
    article = candidate.article
    return article.markdown if article is not None and article.markdown is not None else candidate.text


def split(text: str) -> Parts:
    """Return the parts of a text; raises :class:`TableTooLargeError`."""
    uncoded = without_code(text)
    return Parts(text, code_part(text), formula_part(uncoded), table_part(text, uncoded))


def split_or_none(text: str) -> Parts | None:
    """Return the parts of a text, or ``None`` when its table is too large to be read."""
    try:
        return split(text)
    except TableTooLargeError:
        return None


def count_texts(expected: str, output: str) -> dict[str, int]:
    """Return the counts of two Markdown texts."""
    return compare(split_or_none(expected), split_or_none(output))


def compare(expected: Parts | None, output: Parts | None) -> dict[str, int]:
    """Return the counts of the parts of two texts."""
    if expected is None or output is None:
        return {"too_long": 1}
    counts: dict[str, int] = {}
    strings = {
        "text": (expected.text, output.text),
        "code": (expected.code, output.code),
        "formula": (expected.formula, output.formula),
        "table": (expected.table.html, output.table.html),
    }
    for part, (wanted, given) in strings.items():
        if wanted or given:
            edits = distance(wanted, given)
            if edits is None:
                return {"too_long": 1}
            counts[f"{part}:distance"] = edits
            counts[f"{part}:length"] = max(len(wanted), len(given))
    if "table:length" in counts:
        teds = _count_teds(expected.table, output.table)
        if teds is None:
            return {"too_long": 1}
        counts.update(teds)
    return counts


def _count_teds(expected: TablePart, output: TablePart) -> dict[str, int] | None:
    """Return the cost of the one rename as ``teds:distance / teds:length``, and the nodes of the larger tree."""
    if not expected.nodes or not output.nodes:
        return {"teds:distance": int(expected.nodes != output.nodes), "teds:length": 1, "teds:nodes": 1}
    # The peer renames the output's label into the expected one's; the cost is the same both ways.
    wanted_tag, _, wanted = expected.label.partition(":")
    given_tag, _, given = output.label.partition(":")
    edits: int | None = 0
    length = 1
    if wanted_tag != given_tag:
        edits = 1
    elif not wanted or not given:
        # The cost is a length here, not a share of it; deleting and inserting the one node is the cheaper way out.
        edits = min(max(len(wanted), len(given)), 2)
    else:
        edits, length = distance(wanted, given), max(len(wanted), len(given))
    if edits is None:
        return None
    return {"teds:distance": edits, "teds:length": length, "teds:nodes": max(expected.nodes, output.nodes)}


def _edit_score(counts: Counts, part: str) -> float | None:
    length = counts.get(f"{part}:length")
    return 1.0 - counts[f"{part}:distance"] / length if length else None


def _teds_score(counts: Counts) -> float | None:
    nodes = counts.get("teds:nodes")
    if not nodes:
        return None
    return max(0.0, 1.0 - counts["teds:distance"] / counts["teds:length"] / nodes)

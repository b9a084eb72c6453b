"""Structure: what of headings, lists, tables, code, formulas, links and images an output keeps, in Markdown or HTML.

Each kind is put beside the golden case's Markdown in order (what was moved is lost), and the most that can be
matched without crossing counts:

======== ================================================= ========================================================
kind     unit                                              what a unit can earn
======== ================================================= ========================================================
headings heading                                           1 for its text, 1 more for its level
lists    item: its own text, the lists in it left out      1 for its text, 1 more for its depth and kind of list
tables   table                                             its TEDS, in millionths
code     line of a code block, blank ones left out         1 when it is verbatim, indentation included
formulas formula: its TeX without white space              1
links    link with a target                                1 for its text, 1 for its target
images   image: its address                                1
======== ================================================= ========================================================

TEDS = 1 - (tree edit distance / nodes of the larger tree), over trees of table, rows and cells: deleting or inserting
a node costs 1, renaming a cell its normalised Levenshtein distance, any other node into another kind 1. Costs and
scores are whole millionths (a cell's cost rounded to the nearest one, a table's score down), so counts stay integers.
Header cells and spans are no difference: Markdown cannot leave out the first nor write the second.

Counts are ``kind:hits``, ``kind:output``, ``kind:expected`` in those points: precision = hits / output, recall =
hits / expected, F1 = 2 hits / (output + expected). ``structure_f1`` is the mean F1 of the kinds that apply.

======================================== =====================================================
case                                     figures
======================================== =====================================================
kind absent from the expected text       not applicable, whatever the output holds
kind present there, absent in the output P = R = F1 = 0
output with text alone                   not applicable at all
failed extraction                        as an empty output
no kind in the expected text             ``structure_f1`` not applicable
no expected text annotated, or as plain  not applicable at all
text alone
expected text over a million characters, ``too_long`` in the counts, no figures for the page
or 200,000 marks of Markdown
output over a million characters, or as  as an empty output; ``too_long`` in the counts
many marks
expected kind too large to be compared   ``kind:too_long`` in the counts, its figures not computed
with one of its own size
output's kind too large to be compared   as none of that kind; ``kind:too_long`` in the counts
======================================== =====================================================

Texts are compared after NFC with white space collapsed and marks of emphasis, links and formulas taken off; targets
absolute. An article's Markdown is read before its HTML. Inline code, images without an address, links without a
target, empty headings and items do not count. Formulas are ``$..$``, ``$$..$$``, ``\\(..\\)``, ``\\[..\\]``, MathML.

Source: X. Zhong et al., "Image-based table recognition: data, model, and evaluation", 2020, for TEDS; Zhang and Shasha
(:mod:`.tree_edit`) for the distance; the rest is our own.
"""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from ..alignment import Candidate, Reference
from ..model import Article
from .base import Aggregate, Counts, Figures, MeanOfPages, PageMeans, precision_recall_f1
from .structure_align import MAX_CELLS, MAX_LINE_CELLS, common, common_pairs, heaviest
from .structure_html import read_html_structure
from .structure_markdown import read_markdown_structure
from .structure_parts import Parts, cell_text
from .tree_edit import Tree, tree_edit_distance

KINDS = ("headings", "lists", "tables", "code", "formulas", "links", "images")
MILLION = 1_000_000
MAX_CHARACTERS = 1_000_000
# The Markdown parser takes up to 60 microseconds for each of these, and next to nothing for other characters.
MARKS = "\n#[]!`*_$<>&|~\\-+"
MAX_MARKS = 200_000
# Pairs of nodes over all pairs of a page's tables: two to three seconds.
MAX_NODE_PAIRS = 400_000


class Structure(MeanOfPages):
    """Figures ``headings_f1``, ``headings_precision``, ``headings_recall``, ..., ``structure_f1``."""

    name = "structure"
    signature = "structure(teds=millionths)|v2"

    def count(self, reference: Reference, candidate: Candidate) -> Counts | None:
        """Return the points of each kind that the expected text has."""
        case, markdown = reference.case, reference.case.expected_markdown
        if case.expected is None or markdown is None or not _has_structure(candidate.article):
            return None
        if is_too_long(markdown):
            return {"too_long": 1}
        expected = reference.memo("structure", lambda: read_markdown_structure(markdown, case.url))
        if not any(getattr(expected, kind) for kind in KINDS):
            return {}
        output = read_structure(candidate.article, case.url)
        counts = compare(expected, output or Parts())
        if output is None:
            counts["too_long"] = 1
        return counts if candidate.article is not None else {**counts, "failure": 1}

    def figures(self, counts: Counts) -> Figures:
        """Return F1, precision and recall of every kind, and the mean F1."""
        figures: Figures = {}
        for kind in KINDS:
            scores: tuple[float | None, float | None, float | None] = (None, None, None)
            if expected := counts.get(f"{kind}:expected"):
                scores = precision_recall_f1(counts[f"{kind}:hits"], counts[f"{kind}:output"], expected)
            figures[f"{kind}_f1"] = scores[2]
            figures[f"{kind}_precision"], figures[f"{kind}_recall"] = scores[:2]
        found = [f1 for kind in KINDS if (f1 := figures[f"{kind}_f1"]) is not None]
        figures["structure_f1"] = sum(found) / len(found) if found else None
        return figures

    def start(self) -> Aggregate:
        """Return a mean over the pages that each figure applies to."""
        return _StructureMeans(self)


class _StructureMeans:
    """A failure counts as an output without structure, but failures alone do not say that an extractor offers any."""

    def __init__(self, metric: Structure) -> None:
        self._metric = metric
        self._means = PageMeans(metric.figures)
        self._answered = False

    def add(self, counts: Counts | None) -> None:
        self._means.add(counts)
        if counts is not None and not counts.get("failure"):
            self._answered = True

    def figures(self) -> Figures:
        return self._means.figures() if self._answered else self._metric.figures({})


def _has_structure(article: Article | None) -> bool:
    return article is None or article.markdown is not None or article.html is not None


def read_structure(article: Article | None, base: str | None) -> Parts | None:
    """Return the structure of an output, none for a failure; ``None`` for one that is too long."""
    source = (article.html or "" if article.markdown is None else article.markdown) if article else ""
    if article is not None and article.markdown is not None:
        return None if is_too_long(source) else read_markdown_structure(source, base)
    return None if len(source) > MAX_CHARACTERS else read_html_structure(source, base)


def is_too_long(markdown: str) -> bool:
    """Whether a Markdown text has so many characters, or marks among them, that parsing it takes more than seconds."""
    return len(markdown) > MAX_CHARACTERS or sum(map(markdown.count, MARKS)) > MAX_MARKS


def compare(expected: Parts, output: Parts) -> dict[str, int]:
    """Return the points of each kind that the expected text has."""
    points = {
        "headings": (common_pairs(expected.headings, output.headings, by_text=True), 2, MAX_CELLS),
        "lists": (common_pairs(expected.lists, output.lists, by_text=True), 2, MAX_CELLS),
        "tables": (table_points(expected.tables, output.tables), MILLION, MAX_NODE_PAIRS),
        "code": (common(expected.code, output.code), 1, MAX_LINE_CELLS),
        "formulas": (common(expected.formulas, output.formulas), 1, MAX_LINE_CELLS),
        "links": (common_pairs(expected.links, output.links, by_text=False), 2, MAX_CELLS),
        "images": (common(expected.images, output.images), 1, MAX_LINE_CELLS),
    }
    counts: dict[str, int] = {}
    for kind, (hits, worth, most) in points.items():
        wanted, given = getattr(expected, kind), getattr(output, kind)
        if not wanted:
            continue
        if hits is None:
            counts[f"{kind}:too_long"] = 1
            # An output that is made too large for a comparison must not get out of the mean by that.
            size = sum(map(_size, wanted)) if kind == "tables" else len(wanted)
            if size * size > most:
                continue
            hits, given = 0, ()
        counts |= {f"{kind}:hits": hits, f"{kind}:output": len(given) * worth, f"{kind}:expected": len(wanted) * worth}
    return counts


def table_points(expected: Sequence[Tree], output: Sequence[Tree]) -> int | None:
    """Return the millionths of TEDS of the best pairs of tables in order; ``None`` when they are too large."""
    left = MAX_NODE_PAIRS
    weights: list[list[int]] = []
    known: dict[tuple[Tree, Tree], int] = {}
    for wanted in expected:
        weights.append([])
        for given in output:
            if (wanted, given) not in known:
                first, second = _without_shared_rows(wanted, given)
                left -= _size(first) * _size(second)
                if left < 0:
                    return None
                distance = tree_edit_distance(first, second, _rename, MILLION, MAX_NODE_PAIRS)
                assert distance is not None  # there are nodes left to compare
                nodes = max(_size(wanted), _size(given))
                known[wanted, given] = max(0, MILLION * nodes - distance) // nodes
            weights[-1].append(known[wanted, given])
    return heaviest(weights)


def teds(first: Tree, second: Tree) -> float | None:
    """Return the tree edit similarity of two tables; ``None`` when they are too large."""
    points = table_points([first], [second])
    return points / MILLION if points is not None else None


def _without_shared_rows(first: Tree, second: Tree) -> tuple[Tree, Tree]:
    """Return two tables without the rows that are equal at the start and at the end.

    The distance stays the same: as inserting and deleting a node cost no less than anything else, a least mapping can
    be made to match equal rows at an end, node by node, without getting dearer.
    """
    a, b = first.children, second.children
    shorter = min(len(a), len(b))
    start = 0
    while start < shorter and a[start] == b[start]:
        start += 1
    end = 0
    while end < shorter - start and a[-1 - end] == b[-1 - end]:
        end += 1
    return Tree(first.label, a[start : len(a) - end]), Tree(second.label, b[start : len(b) - end])


def _size(table: Tree) -> int:
    return 1 + sum(1 + len(row.children) for row in table.children)


def _rename(first: str, second: str) -> int:
    """Return the cost of a node's label: of two cells their normalised distance in millionths."""
    if first == second:
        return 0
    wanted, given = cell_text(first), cell_text(second)
    if wanted is None or given is None:
        return MILLION
    longer = max(len(wanted), len(given))
    return (2 * MILLION * Levenshtein.distance(wanted, given) + longer) // (2 * longer)

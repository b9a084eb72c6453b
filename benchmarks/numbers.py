"""Are the shipped pages like real ones in numbers too?

    HARNESS_DATASETS=... python -m benchmarks.numbers [--golden golden] [--write]

Prints, for each page type, the medians of the shipped pages with those of real pages in brackets: for articles those of
Zyte's sample, for the other types those of WCXB's pages of that type. Columns: kB of HTML; elements; depth of the tree;
links, the share of the visible words that stand in links; main, the share of the visible words that is expected; blocks
of visible text. Ends with 1, and names the figures, if a median is more than twice or less than half of the real one.

``--write`` puts the same table into docs/realism.md, or into the document that is given.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from selectolax.lexbor import LexborHTMLParser

from benchmarks.document import around, renew, row
from harness.blocks import join
from harness.datasets import open_spec
from harness.errors import HarnessError, PageError, UsageError
from harness.goldens import Selection, collect, read_page
from harness.html import read_html
from harness.model import GoldenCase
from harness.text import words

COLUMNS = ("kB", "elements", "depth", "links", "main", "blocks")
REPOSITORY = Path(__file__).parents[1]
GOLDEN = REPOSITORY / "golden"
DOCUMENT = REPOSITORY / "docs" / "realism.md"


@dataclass(frozen=True)
class Medians:
    """Of pages of one type: how many there are, and the median of each column."""

    pages: int
    values: list[float]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, and renew the document if asked to; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--golden", type=Path, default=GOLDEN, help="the shipped set")
    parser.add_argument("--write", nargs="?", type=Path, const=DOCUMENT, metavar="FILE", help="renew the document too")
    options = parser.parse_args(arguments)
    try:
        if options.write:
            around(options.write, "numbers")  # before any work
        datasets = os.environ.get("HARNESS_DATASETS")
        if not datasets:
            raise UsageError("HARNESS_DATASETS is not set; set it to the folder that has zyte/ and wcxb/")
        ours = medians(collect(options.golden).cases)
        real = medians(open_spec(f"wcxb:{Path(datasets, 'wcxb')}", Selection()).cases)
        real["article"] = medians(open_spec(f"zyte:{Path(datasets, 'zyte')}", Selection()).cases)["article"]
        lines, far = table(ours, real)
        text = "\n".join(lines)
        print(text)
        if options.write:
            renew(options.write, "numbers", text)
    except HarnessError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 1 if far else 0


def table(ours: Mapping[str, Medians], real: Mapping[str, Medians]) -> tuple[list[str], list[str]]:
    """Return the lines of the table, as Markdown, and the figures that are more than a factor of two apart."""
    lines = [row("page type", "pages", *COLUMNS), f"|---|{'--:|' * (len(COLUMNS) + 1)}"]
    far = []
    for page_type, found in sorted(ours.items()):
        others = real[page_type].values if page_type in real else [None] * len(COLUMNS)
        cells = []
        for name, value, other in zip(COLUMNS, found.values, others, strict=True):
            cells.append(f"{value:,.4g}" + ("" if other is None else f" ({other:,.4g})"))
            if other is not None and not other / 2 <= value <= other * 2:
                far.append(f"{name} of {page_type} pages, {cells[-1]}")
        lines.append(row(page_type, found.pages, *cells))
    lines += ["", f"More than a factor of two apart: {'; '.join(far) or 'none'}."]
    return lines, far


def medians(cases: Iterable[GoldenCase]) -> dict[str, Medians]:
    """Return the medians of each page type."""
    found: dict[str, list[list[float]]] = defaultdict(list)
    for case in cases:
        try:
            found[case.page_type].append(numbers(case))
        except PageError:
            continue  # a page that no browser would show
    return {
        name: Medians(len(pages), [median(column) for column in zip(*pages, strict=True)])
        for name, pages in found.items()
    }


def numbers(case: GoldenCase) -> list[float]:
    """Return the figures of one page, in the order of the columns."""
    html = read_page(case).html
    root = LexborHTMLParser(html).root
    elements, deepest, links = 0, 0, 0
    waiting = [(root, 1)] if root is not None else []
    while waiting:
        node, depth = waiting.pop()
        elements, deepest = elements + 1, max(deepest, depth)
        if node.tag == "a":
            links += len(words(node.text(deep=True, separator=" ")))
        child = node.child
        while child is not None:
            if child.is_element_node:
                waiting.append((child, depth + 1))
            child = child.next
    page = read_html(html)
    size = len(words(page.visible)) or 1
    expected = len(words(case.peer_text if case.peer_text is not None else join(case.expected or ())))
    return [len(html.encode()) / 1000, elements, deepest, links / size, expected / size, len(page.blocks)]


if __name__ == "__main__":
    sys.exit(main())

"""Are the shipped pages like real ones in numbers too?

    HARNESS_DATASETS=... python -m benchmarks.numbers [--golden golden]

Prints, for each page type, the medians of the shipped pages beside those of real pages: articles beside Zyte's sample,
the other types beside WCXB's pages of that type. Columns: kB of HTML; elements; depth of the tree; links, the share of
the visible words that stand in links; main, the share of the visible words that is expected; blocks of visible text.
Ends with 1, and names the figures, if a median is more than twice or less than half of the real one.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from statistics import median

from selectolax.lexbor import LexborHTMLParser

from harness.blocks import join
from harness.datasets import open_spec
from harness.errors import PageError
from harness.goldens import Selection, collect, read_page
from harness.html import read_html
from harness.model import GoldenCase
from harness.text import words

COLUMNS = ("kB", "elements", "depth", "links", "main", "blocks")
GOLDEN = Path(__file__).parents[1] / "golden"


def main() -> int:
    """Print the table; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--golden", type=Path, default=GOLDEN, help="the shipped set")
    options = parser.parse_args()
    datasets = Path(os.environ["HARNESS_DATASETS"])
    ours = medians(collect(options.golden).cases)
    real = medians(open_spec(f"wcxb:{datasets / 'wcxb'}", Selection()).cases)
    real["article"] = medians(open_spec(f"zyte:{datasets / 'zyte'}", Selection()).cases)["article"]
    print(f"{'page type':16}{'pages':>6}" + "".join(f"{name:>18}" for name in COLUMNS))
    far = []
    for page_type, (size, found) in sorted(ours.items()):
        line = f"{page_type:16}{size:6}"
        for name, value, other in zip(COLUMNS, found, real[page_type][1], strict=True):
            line += f"{f'{value:,.4g} ({other:,.4g})':>18}"
            if not other / 2 <= value <= other * 2:
                far.append(f"{page_type}: {name} {value:,.4g} against {other:,.4g}")
        print(line)
    print("\nin brackets the medians of real pages")
    for one in far:
        print(f"more than a factor of two apart: {one}")
    return 1 if far else 0


def medians(cases: Iterable[GoldenCase]) -> dict[str, tuple[int, list[float]]]:
    """Return for each page type how many pages there are, and the median of each column."""
    found: dict[str, list[list[float]]] = defaultdict(list)
    for case in cases:
        try:
            found[case.page_type].append(numbers(case))
        except PageError:
            continue  # a page that no browser would show
    return {name: (len(rows), [median(column) for column in zip(*rows, strict=True)]) for name, rows in found.items()}


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

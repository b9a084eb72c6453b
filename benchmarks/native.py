"""What the native metrics cost for one page and system, on the real pages of the WCXB sample.

    HARNESS_DATASETS=... python -m benchmarks.native

Reading the page and aligning the expected text is done once a page for all systems, and is shown apart.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import MappingProxyType

from harness.alignment import Candidate, Reference
from harness.blocks import Block
from harness.html import PageText, decode, read_html
from harness.metrics.catalogue import native
from harness.model import Article, GoldenCase, Provenance
from harness.text import collapse

QUANTILES = (0.5, 0.9, 0.99, 1.0)


def pages(folder: Path) -> Iterator[tuple[GoldenCase, str, dict[str, str]]]:
    """Yield each page of the sample as a case, with its HTML and the recorded outputs by system."""
    recorded = {
        path.stem: json.loads(path.read_text())["output"] for path in sorted((folder / "output").glob("*.json"))
    }
    provenance = Provenance("WCXB", None, "WCXB", None, "verified", "CC-BY-4.0")
    for path in sorted((folder / "dev" / "ground-truth").glob("*.json")):
        gold = json.loads(path.read_text())["ground_truth"].get("main_content") or ""
        blocks = tuple(Block("paragraph", line) for line in map(collapse, gold.splitlines()) if line)
        case = GoldenCase(
            id=path.stem,
            folder=folder,
            page_path=path,
            media_type="text/html",
            url=None,
            encoding=None,
            language="en",
            page_type="article",
            expected_markdown=gold,
            expected=blocks,
            metadata=MappingProxyType({}),
            noise=(),
            optional=(),
            must_include=(),
            must_exclude=(),
            tags=(),
            not_visible=None,
            provenance=provenance,
            notes="",
            page_digest="",
            digest="",
        )
        html = decode(gzip.decompress((folder / "dev" / "html" / f"{path.stem}.html.gz").read_bytes()))
        yield case, html, {name: str(outputs.get(path.stem) or "") for name, outputs in recorded.items()}


def main() -> int:
    """Measure and print; return the exit code."""
    datasets = os.environ.get("HARNESS_DATASETS")
    if not datasets:
        print("set HARNESS_DATASETS to a folder that holds the WCXB sample", file=sys.stderr)
        return 2
    seconds: dict[str, list[float]] = {"page and reference": [], "all native metrics": []}
    for case, html, outputs in pages(Path(datasets) / "wcxb"):
        start = time.perf_counter()
        page: PageText = read_html(html)
        reference = Reference(case, page)
        # The indexes are made on first use, for all systems of the page.
        assert reference.expected_index
        assert reference.page_index
        seconds["page and reference"].append(time.perf_counter() - start)
        for text in outputs.values():
            before = time.perf_counter()
            candidate = Candidate(Article(text=text), reference)
            for metric in native():
                start = time.perf_counter()
                metric.count(reference, candidate)
                seconds.setdefault(metric.name, []).append(time.perf_counter() - start)
            seconds["all native metrics"].append(time.perf_counter() - before)
    print(f"{'milliseconds':22} {'median':>8} {'90 %':>8} {'99 %':>8} {'most':>8}")
    for name, values in seconds.items():
        print(f"{name:22} " + " ".join(f"{1000 * value:8.2f}" for value in _quantiles(values)))
    return 0


def _quantiles(values: Sequence[float]) -> list[float]:
    ordered = sorted(values)
    return [ordered[min(int(len(ordered) * share), len(ordered) - 1)] for share in QUANTILES]


if __name__ == "__main__":
    sys.exit(main())

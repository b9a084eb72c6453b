r"""Zyte's, WCXB's and trafilatura's recipes and Zyte's bootstrap, written plainly by their formulas, against ours.

The pages are those of ``$HARNESS_DATASETS``; without it, made here. Each side starts from the texts: what ours makes
once a page is part of its time.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks.measure import Benchmark
from benchmarks.samples import Snippets, Texts, trafilatura_pages, wcxb_pages, zyte_pages
from harness.metrics import segments, wcxb, zyte
from harness.metrics.peer_words import ExpectedWords
from harness.statistics import bootstrap, deviations, differences, weights

WORD = re.compile(r"\w+")
SPACE = re.compile(r"\s+")


def cases() -> list[Benchmark]:
    pages, cut = zyte_pages(), trafilatura_pages()
    bags = wcxb_pages() + pages
    # Zyte's own set has 181 pages, and its table some thirty systems; sixteen keep the peer's side short.
    counts = some_counts(pages=181, systems=16)
    return [
        Benchmark("Zyte's shingles", *size(pages), lambda: plain_zyte(pages), lambda: our_zyte(pages), 8),
        Benchmark("WCXB's word bag", *size(bags), lambda: plain_wcxb(bags), lambda: our_wcxb(bags), 3),
        Benchmark("trafilatura's segments", *size(cut), lambda: plain_segments(cut), lambda: our_segments(cut), 4),
        bootstrap_case(counts, resamples=1000),
        differences_case(counts, resamples=30),
    ]


def size(pages: Sequence[Texts] | Sequence[Snippets]) -> tuple[str, int]:
    return "pages x systems", sum(len(page.outputs) for page in pages)


# Zyte's shingles.


def plain_zyte(pages: list[Texts]) -> list[float]:
    figures: list[float] = []
    for page in pages:
        for output in page.outputs:
            figures += plain_zyte_pair(page.expected, output)
            figures.append(float(WORD.findall(page.expected) == WORD.findall(output)))
    return figures


def plain_zyte_pair(expected: str, output: str) -> list[float]:
    wanted, given = plain_shingles(expected), plain_shingles(output)
    tp = fp = fn = 0
    for shingle in wanted.keys() | given.keys():
        a, b = wanted.get(shingle, 0), given.get(shingle, 0)
        tp += min(a, b)
        fp += max(0, b - a)
        fn += max(0, a - b)
    total = tp + fp + fn
    return [tp / total, fp / total, fn / total] if total else [0.0, 0.0, 0.0]


def plain_shingles(text: str) -> Counter[tuple[str, ...]]:
    found = WORD.findall(text)
    return Counter(tuple(found[i : i + 4]) for i in range(max(1, len(found) - 3)) if found)


def our_zyte(pages: list[Texts]) -> list[float]:
    figures: list[float] = []
    for page in pages:
        expected = ExpectedWords(page.expected, zyte.N)
        for output in page.outputs:
            counts = zyte.count_output(expected, output)
            figures += [*zyte.normalised(counts), float(counts["exact"])]
    return figures


# WCXB's bag of words.


def plain_wcxb(pages: list[Texts]) -> list[float]:
    figures: list[float] = []
    for page in pages:
        for output in page.outputs:
            wanted = Counter(WORD.findall(page.expected.lower()))
            given = Counter(WORD.findall(output.lower()))
            shared, expected_size, output_size = (wanted & given).total(), wanted.total(), given.total()
            if not expected_size or not output_size:
                figures += [float(not expected_size and not output_size)] * 3
                continue
            precision, recall = shared / output_size, shared / expected_size
            both = precision + recall
            figures += [precision, recall, 2 * precision * recall / both if both else 0.0]
    return figures


def our_wcxb(pages: list[Texts]) -> list[float]:
    figures: list[float] = []
    for page in pages:
        expected = ExpectedWords(page.expected, 1, lower=True)
        for output in page.outputs:
            figures += wcxb.scores(**wcxb.count_output(expected, output))
    return figures


# trafilatura's segments.


def plain_segments(pages: list[Snippets]) -> list[float]:
    figures: list[float] = []
    for page in pages:
        for output in page.outputs:
            text = plain_collapse(output)
            tp = sum(1 for segment in page.wanted if plain_collapse(segment) in text)
            fp = sum(1 for segment in page.unwanted if plain_collapse(segment) in text)
            figures += [tp, fp, len(page.wanted) - tp, len(page.unwanted) - fp]
    return figures


def plain_collapse(text: str) -> str:
    return SPACE.sub(" ", text).strip()


def our_segments(pages: list[Snippets]) -> list[float]:
    figures: list[float] = []
    for page in pages:
        expected = segments.ExpectedSegments(page.wanted, page.unwanted)
        for output in page.outputs:
            figures += expected.count(output).values()
    return figures


# Zyte's bootstrap. Its script draws pages with ``random``; here it is handed the pages that our seed draws, ready made,
# so that both give the same numbers, and the plain side is spared its draws.

Page = tuple[float, float, float, float]


def bootstrap_case(counts: Any, resamples: int) -> Benchmark:
    systems, drawn = as_pages(counts), draws(len(counts), resamples)

    def plain() -> list[float]:
        found: list[float] = []
        for pages in systems:
            samples = [plain_figures([pages[i] for i in indices]) for indices in drawn]
            found += [statistics.stdev(column) for column in zip(*samples, strict=True)]
        return found

    def ours() -> list[float]:
        samples = bootstrap(zyte.page_terms(counts), zyte.figures_of_sums, resamples)
        return [value for value in deviations(samples) if value is not None]

    return Benchmark("Zyte's bootstrap", "resamples x systems", resamples * len(systems), plain, ours, 1000)


def differences_case(counts: Any, resamples: int) -> Benchmark:
    systems, drawn = as_pages(counts), draws(len(counts), resamples)
    size = len(systems)
    upper = [(i, j) for i in range(size) for j in range(i + 1, size)]

    def plain() -> list[float]:
        found: list[float] = []
        for i, j in upper:
            samples = []
            for indices in drawn:
                one = plain_figures([systems[i][k] for k in indices])
                other = plain_figures([systems[j][k] for k in indices])
                samples.append([a - b for a, b in zip(one, other, strict=True)])
            for column in zip(*samples, strict=True):
                found += [statistics.mean(column), statistics.stdev(column)]
        return found

    def ours() -> list[float]:
        samples = bootstrap(zyte.page_terms(counts), zyte.figures_of_sums, resamples)
        every = [
            differences(samples._replace(values=samples.values[..., k], defined=samples.defined[..., k]))
            for k in range(len(zyte.FIGURES))
        ]
        return [float(part[pair]) for pair in upper for each in every for part in each]

    return Benchmark("all differences", "resamples x pairs", resamples * len(upper), plain, ours, 0)


def plain_figures(pages: list[Page]) -> tuple[float, float, float, float]:
    precision = statistics.mean([plain_share(tp, fp, fn) for tp, fp, fn, _ in pages if tp + fp > 0])
    recall = statistics.mean([plain_share(tp, fn, fp) for tp, fp, fn, _ in pages if tp + fn > 0])
    f1 = 2 * precision * recall / (precision + recall)
    return f1, precision, recall, statistics.mean([page[3] for page in pages])


def plain_share(tp: float, wrong: float, other: float) -> float:
    if wrong == other == 0:
        return 1.0
    return 0.0 if tp == wrong == 0 else tp / (tp + wrong)


def as_pages(counts: Any) -> list[list[Page]]:
    """Return each system's pages: normalised tp, fp, fn, and whether the words are equal."""
    whole = counts[..., :3].sum(axis=-1, keepdims=True)
    shares = np.concatenate([counts[..., :3] / np.maximum(whole, 1), counts[..., 3:]], axis=-1)
    return [[tuple(page) for page in shares[:, i].tolist()] for i in range(counts.shape[1])]


def draws(pages: int, resamples: int) -> list[list[int]]:
    return [np.repeat(np.arange(pages), row).tolist() for row in weights(pages, resamples)]


def some_counts(pages: int, systems: int) -> Any:
    """Return (pages, systems, 4) counts: tp, fp, fn, exact; some outputs empty, some perfect."""
    generator = np.random.default_rng(1)
    counts = generator.integers(0, 900, (pages, systems, 4))
    counts[..., 3] = generator.random((pages, systems)) < 0.2
    counts[..., 1:3] *= 1 - counts[..., 3:]
    counts[generator.random((pages, systems)) < 0.05, :2] = 0
    return counts

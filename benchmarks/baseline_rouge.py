"""ROUGE-LSum and the token Levenshtein of WCEB: rouge-score and python-Levenshtein against ours.

Pages, goldens and the outputs of four systems are those of Zyte's sample in ``$HARNESS_DATASETS``; without it, made
here. rouge-score takes half a second a pair, so a few pages stand for all.

A real run scores some twenty systems, most of them modes and versions that hardly differ. There are records of four,
so the case that shares work adds four near-duplicates of each, made by small edits. Both sides get sentences, so Punkt
is part of neither time. Each pair starts from texts, as in WCEB, whose tokens come from ``re.split``; what ours makes
once a page is part of its time.
"""

from __future__ import annotations

import json
import os
import random
import re
from pathlib import Path
from typing import NamedTuple

import Levenshtein
from rouge_score.rouge_scorer import RougeScorer
from rouge_score.tokenizers import Tokenizer

from benchmarks.measure import Benchmark
from harness.metrics.levenshtein import WordString, similarity
from harness.metrics.punkt import sentences
from harness.metrics.rouge import RougePage

SPACE = re.compile(r"\s+", re.MULTILINE)
SYSTEMS = ("AutoExtract", "html2text", "justext", "readability_js")


class Sentences(NamedTuple):
    """The golden of a page and the outputs of all systems, in sentences without line breaks."""

    expected: list[str]
    outputs: list[list[str]]


class Texts(NamedTuple):
    """The golden of a page and the outputs of all systems."""

    expected: str
    outputs: list[str]


class WhiteSpace(Tokenizer):  # type: ignore[misc]
    def tokenize(self, text: str) -> list[str]:
        return white_space_tokens(text)


def white_space_tokens(text: str) -> list[str]:
    """Return WCEB's tokens, by WCEB's recipe; ``str.split`` gives the same."""
    text = text.strip()
    return SPACE.split(text) if text else []


def cases() -> list[Benchmark]:
    texts = zyte_pages()
    pages = [split(page) for page in texts[::8]]
    shared = [with_duplicates(page) for page in pages[:2]]
    many = [joined(with_duplicates(split(page))) for page in texts]
    return [
        Benchmark("ROUGE-LSum, one pair", *size(pages), lambda: peer_rouge(pages), lambda: pair_by_pair(pages), 30),
        Benchmark("ROUGE-LSum, shared", *size(shared), lambda: peer_rouge(shared), lambda: page_by_page(shared), 150),
        Benchmark("token Levenshtein", *size(many), lambda: peer_levenshtein(many), lambda: our_levenshtein(many), 3),
    ]


def size(pages: list[Sentences] | list[Texts]) -> tuple[str, int]:
    return "pages x systems", sum(len(page.outputs) for page in pages)


def peer_rouge(pages: list[Sentences]) -> list[float]:
    scorer = RougeScorer(["rougeLsum"], tokenizer=WhiteSpace())
    figures: list[float] = []
    for page in pages:
        for output in page.outputs:
            figures += scorer.score("\n".join(page.expected), "\n".join(output))["rougeLsum"]
    return figures


def pair_by_pair(pages: list[Sentences]) -> list[float]:
    figures: list[float] = []
    for page in pages:
        for output in page.outputs:
            figures += rates(RougePage(map(str.split, page.expected)).count(map(str.split, output)))
    return figures


def page_by_page(pages: list[Sentences]) -> list[float]:
    figures: list[float] = []
    for page in pages:
        expected = RougePage(map(str.split, page.expected))
        for output in page.outputs:
            figures += rates(expected.count(map(str.split, output)))
    return figures


def rates(counts: dict[str, int]) -> list[float]:
    hits, output, expected = counts["hits"], counts["output"], counts["expected"]
    if not hits:
        return [0.0, 0.0, 0.0]
    return [hits / output, hits / expected, 2 * hits / (output + expected)]


def peer_levenshtein(pages: list[Texts]) -> list[float]:
    return [
        Levenshtein.ratio(white_space_tokens(page.expected), white_space_tokens(output))
        for page in pages
        for output in page.outputs
    ]


def our_levenshtein(pages: list[Texts]) -> list[float]:
    figures: list[float] = []
    for page in pages:
        expected = WordString(page.expected.split())
        for output in page.outputs:
            spelled = expected.spell_text(output)
            figures.append(similarity(expected.indel(spelled) or 0, len(expected) + len(spelled)))
    return figures


# Inputs.


def zyte_pages() -> list[Texts]:
    folder = os.environ.get("HARNESS_DATASETS")
    if folder is None:
        return [made_page(random.Random(seed)) for seed in range(40)]
    files = [
        Path(folder) / "zyte" / name for name in ("ground-truth.json", *(f"output/{name}.json" for name in SYSTEMS))
    ]
    truth, *outputs = (json.loads(file.read_text(encoding="utf-8")) for file in files)
    given = [output.get("output", output) for output in outputs]
    return [
        Texts(page["articleBody"], [one.get(key, {}).get("articleBody") or "" for one in given])
        for key, page in truth.items()
    ]


def made_page(source: random.Random) -> Texts:
    """Make some forty sentences and four outputs that lose some, add some, and change words."""
    vocabulary = [f"w{rank}" for rank in range(1, 3000)]
    weights = [1 / rank for rank in range(1, 3000)]

    def sentence() -> str:
        return " ".join(source.choices(vocabulary, weights, k=source.randint(8, 40))).capitalize() + "."

    article = [sentence() for _ in range(40)]
    outputs = [
        [one if source.random() < 0.8 else one.replace(" w1 ", " ") for one in article if source.random() < 0.9]
        + [sentence() for _ in range(noise)]
        for noise in (0, 2, 8, 30)
    ]
    return Texts("\n".join(article), ["\n".join(output) for output in outputs])


def split(page: Texts) -> Sentences:
    return Sentences(flat_sentences(page.expected), [flat_sentences(output) for output in page.outputs])


def joined(page: Sentences) -> Texts:
    return Texts("\n".join(page.expected), ["\n".join(output) for output in page.outputs])


def flat_sentences(text: str) -> list[str]:
    """Return the sentences; rouge-score splits at line breaks, so none may hold one."""
    return [" ".join(sentence.split()) for sentence in sentences(text)]


def with_duplicates(page: Sentences) -> Sentences:
    """Return the page with four near-duplicates of each output: cut at the end, at the start, added to, a word gone."""
    outputs: list[list[str]] = []
    for output in page.outputs:
        middle = len(output) // 2
        cut = " ".join(output[middle].split()[1:]) if output else ""
        outputs += [
            output,
            output[:-1],
            output[1:],
            [*output, "Share this article with your friends."],
            [*output[:middle], cut, *output[middle + 1 :]],
        ]
    return Sentences(page.expected, outputs)

"""How the cost of each metric grows with the length of the texts: the exponent between 10,000 and 100,000 words.

    python -m benchmarks.growth

Exit code 1 when one that is no edit distance grows faster than n^1.2.
"""

from __future__ import annotations

import math
import random
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from harness.alignment import Candidate, Reference
from harness.goldens import read_page_text
from harness.goldens.load import load_case
from harness.metrics.base import Metric
from harness.metrics.catalogue import CATALOGUE
from harness.model import Article

SIZES = (10_000, 30_000, 100_000)
MOST = 1.2
# Words with the frequencies of prose, so that runs repeat as they do there.
VOCABULARY = [f"word{i:x}" for i in range(20_000)]
WEIGHTS = [1 / (i + 1) for i in range(20_000)]
# The longest common subsequence is one too.
EDIT_DISTANCES = {"levenshtein", "rouge_lsum", "wceb", "fundus", "webmainbench"}
# jieba's own segmentation of a page is not ours to speed up.
LEFT_OUT = {"webmainbench_rouge"}


def text_of(size: int, chance: random.Random) -> list[str]:
    """Return paragraphs of 60 words that end in full stops."""
    found = chance.choices(VOCABULARY, WEIGHTS, k=size)
    return [" ".join(found[i : i + 60]) + "." for i in range(0, size, 60)]


def reference_of(folder: Path, paragraphs: list[str]) -> tuple[Reference, str]:
    """Return the reference of a page of these paragraphs, and an output that lost some, moved some and added some."""
    folder.mkdir()
    page = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    (folder / "page.html").write_text(page, encoding="utf-8")
    (folder / "expected.md").write_text("\n\n".join(paragraphs[: len(paragraphs) // 2]), encoding="utf-8")
    # Ten that are there or lost, and one whose words are there and not together: the dearest to look for.
    wanted = [paragraph[:60] for paragraph in paragraphs[:10]] + [" ".join(paragraphs[1].split()[5::-1])]
    snippets = '["' + '", "'.join(wanted) + '"]'
    (folder / "golden.json").write_text(
        '{"format": 1, "url": null, "language": "en", "page_type": "article", "metadata": {"published": "2026-01-02"}, '
        f'"must_include": {snippets}, "provenance": {{"source": "made", "annotator": "made", "status": "verified", '
        '"licence": "MIT"}}',
        encoding="utf-8",
    )
    case = load_case(folder, folder.parent).case
    assert case is not None
    output = [p for i, p in enumerate(paragraphs[: len(paragraphs) * 2 // 3]) if i % 10]
    output[::7] = reversed(output[::7])
    return Reference(case, read_page_text(case)), "\n".join(output)


def seconds(metric: Metric, reference: Reference, text: str) -> float:
    """Return the best of three countings, each with everything made anew."""
    best = math.inf
    for _ in range(3):
        fresh = Reference(reference.case, read_page_text(reference.case))
        candidate = Candidate(Article(text=text, markdown=text, published="2026-01-02"), fresh)
        start = time.perf_counter()
        metric.count(fresh, candidate)
        best = min(best, time.perf_counter() - start)
    return best


def main() -> int:
    """Measure and print; return the exit code."""
    chance = random.Random(7)
    failed = False
    print(f"{'metric':14}" + "".join(f"{size:>12,}" for size in SIZES) + "   exponent")
    with TemporaryDirectory() as folder:
        pages = [reference_of(Path(folder) / str(size), text_of(2 * size, chance)) for size in SIZES]
        for entry in CATALOGUE:
            if entry.name in LEFT_OUT:
                continue
            found = [seconds(entry.make(), *page) for page in pages]
            # Below a tenth of a millisecond there is nothing to grow.
            exponent = math.log(max(found[-1], 1e-4) / max(found[0], 1e-4)) / math.log(SIZES[-1] / SIZES[0])
            bad = exponent > MOST and entry.name not in EDIT_DISTANCES
            failed |= bad
            note = "MISSED" if bad else "(edit distance)" if entry.name in EDIT_DISTANCES else ""
            print(f"{entry.name:14}" + "".join(f"{1000 * one:10.1f}ms" for one in found) + f"   {exponent:5.2f} {note}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())

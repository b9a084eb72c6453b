"""How long the command takes for a published table: 30 systems x 181 pages, Zyte's protocol, start-up included.

Run as ``python -m benchmarks.published``. With HARNESS_DATASETS set, pages and outputs are those of Zyte's sample,
given as often as needed, each time a little different; else they are made up. Prints seconds with and without the
table of all 435 paired differences, each the best of three.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SYSTEMS, PAGES = 30, 181


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder))
        plain = min(seconds(Path(folder)) for _ in range(3))
        differences = min(seconds(Path(folder), "--differences") for _ in range(3))
    print(f"{SYSTEMS} systems x {PAGES} pages, Zyte's protocol: {plain:.1f} s")
    print(
        f"with all {SYSTEMS * (SYSTEMS - 1) // 2} paired differences: {differences:.1f} s, {differences - plain:+.2f} s"
    )


def seconds(folder: Path, *more: str) -> float:
    """Time the command as a person would call it."""
    outputs = sorted(map(str, (folder / "output").glob("*.json")))
    command = [sys.executable, "-m", "harness", "score", f"zyte:{folder}", "--predictions", *outputs]
    start = time.perf_counter()
    arguments = [*command, "--protocol", "zyte", "--report", str(folder / "report"), *more]
    done = subprocess.run(arguments, check=True, capture_output=True, cwd=folder)
    assert done.stdout.count(b"\n") > SYSTEMS
    return time.perf_counter() - start


def write(folder: Path) -> None:
    """Write a data set in Zyte's layout and the outputs of its systems."""
    draw = random.Random(1)
    pages, outputs = sample()
    (folder / "html").mkdir()
    (folder / "output").mkdir()
    truth = {}
    given: dict[str, dict[str, dict[str, str]]] = {f"system{number:02}": {} for number in range(SYSTEMS)}
    for number in range(PAGES):
        key = f"page{number:03}"
        text, recorded = pages[number % len(pages)], outputs[number % len(pages)]
        truth[key] = {"articleBody": text, "url": f"https://site{number % 60}.example/{number}"}
        (folder / "html" / f"{key}.html.gz").write_bytes(gzip.compress(f"<p>{key}</p>".encode()))
        for at, system in enumerate(given):
            words = recorded[at % len(recorded)].split(" ")
            for place in (draw.randrange(len(words)) for _ in range(at)):
                words[place] = f"word{draw.randrange(1000)}"
            given[system][key] = {"articleBody": " ".join(words)}
    (folder / "ground-truth.json").write_text(json.dumps(truth), encoding="utf-8")
    for system, articles in given.items():
        (folder / "output" / f"{system}.json").write_text(json.dumps(articles), encoding="utf-8")


def sample() -> tuple[list[str], list[list[str]]]:
    """Return expected texts, and for each what some systems made of it."""
    if folder := os.environ.get("HARNESS_DATASETS"):
        root = Path(folder) / "zyte"
        truth = json.loads((root / "ground-truth.json").read_text(encoding="utf-8"))
        files = [json.loads(file.read_text(encoding="utf-8")) for file in sorted((root / "output").glob("*.json"))]
        systems = [file.get("output", file) for file in files]
        texts = [page["articleBody"] for page in truth.values()]
        return texts, [[one.get(key, {}).get("articleBody") or "" for one in systems] for key in truth]
    draw = random.Random(2)
    texts = [" ".join(f"word{draw.randrange(900)}" for _ in range(draw.randrange(100, 1500))) for _ in range(40)]
    return texts, [[text, text[: len(text) // 2], f"{text} {text[:500]}"] for text in texts]


if __name__ == "__main__":
    main()

"""The texts that scoring is timed on: those of ``$HARNESS_DATASETS``; without it, made here."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path
from typing import Any, NamedTuple


class Texts(NamedTuple):
    """The expected text of a page and the outputs of all systems."""

    expected: str
    outputs: list[str]


class Snippets(NamedTuple):
    """The segments of a page and the outputs of all systems."""

    wanted: list[str]
    unwanted: list[str]
    outputs: list[str]


def zyte_pages() -> list[Texts]:
    folder = dataset("zyte")
    if folder is None:
        return made_pages(40, 4)
    outputs = [unwrapped(path) for path in sorted((folder / "output").glob("*.json"))]
    return [
        Texts(page["articleBody"], [(output.get(key) or {}).get("articleBody") or "" for output in outputs])
        for key, page in load(folder / "ground-truth.json").items()
    ]


def wcxb_pages() -> list[Texts]:
    folder = dataset("wcxb")
    if folder is None:
        return made_pages(140, 2)
    outputs = [unwrapped(path) for path in sorted((folder / "output").glob("*.json"))]
    truths = {path.stem: load(path)["ground_truth"] for path in sorted((folder / "dev/ground-truth").glob("*.json"))}
    return [
        Texts(truth.get("main_content") or "", [output.get(key) or "" for output in outputs])
        for key, truth in truths.items()
    ]


def trafilatura_pages() -> list[Snippets]:
    folder = dataset("trafilatura")
    if folder is None:
        return [snippets_of(page) for page in made_pages(60, 2)]
    outputs = [unwrapped(path) for path in sorted((folder / "output").glob("*.json"))]
    return [
        Snippets(page["with"], page["without"], [output.get(key) or "" for output in outputs])
        for key, page in load(folder / "evaldata.json").items()
    ]


def snippets_of(page: Texts) -> Snippets:
    lines = page.expected.split("\n")
    return Snippets(
        [line[:60] for line in lines[:3]], ["Sign up for our newsletter", "Read more", "Cookies"], page.outputs
    )


def made_pages(pages: int, systems: int) -> list[Texts]:
    """Return pages of some 700 words in paragraphs; outputs lose a paragraph each and gain some other words."""
    source = random.Random(7)
    vocabulary = ["".join(source.choices("abcdefghijklmnoprstuvwyé", k=source.randint(2, 9))) for _ in range(3000)]

    def paragraph() -> str:
        return " ".join(vocabulary[int(source.paretovariate(0.6)) % 3000] for _ in range(50)).capitalize() + "."

    made = []
    for _ in range(pages):
        paragraphs = [paragraph() for _ in range(14)]
        outputs = []
        for _ in range(systems):
            lost = source.randrange(14)
            outputs.append("\n\n".join([paragraph(), *paragraphs[:lost], *paragraphs[lost + 1 :]]))
        made.append(Texts("\n".join(paragraphs), outputs))
    return made


def dataset(name: str) -> Path | None:
    root = os.environ.get("HARNESS_DATASETS")
    return Path(root) / name if root else None


def unwrapped(path: Path) -> dict[str, Any]:
    """Return a system's outputs by page, with or without a version beside them."""
    document: dict[str, Any] = load(path)
    outputs: dict[str, Any] = document["output"] if set(document) == {"version", "output"} else document
    return outputs


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))

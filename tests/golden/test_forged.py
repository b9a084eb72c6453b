"""The forge's labels are true: proven on pages of every template with an oracle, with everything, and without noise."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from harness.alignment import Candidate, Reference
from harness.forge.catalogue import templates
from harness.forge.choosing import Choice, fitting, nth, shipped
from harness.forge.forging import Forged, forge, render, write_case
from harness.forge.labelling import LabellingError
from harness.forge.library import library
from harness.forge.marks import EXPECTED, MARKS, twin_of
from harness.goldens import check_case, load_case, read_page_text
from harness.html import read_html
from harness.metrics.catalogue import native
from harness.model import Article, GoldenCase

LEDGER = next(metric for metric in native() if metric.name == "ledger")


def choices() -> list[Choice]:
    """Two pieces for each template, of different languages where it has them."""
    found = []
    for made in templates().values():
        pieces = [piece for piece in library().pieces if made in fitting(piece, [made])]
        found += [
            Choice(made, piece, "test")
            for piece in {pieces[0].language: pieces[0], pieces[-1].language: pieces[-1]}.values()
        ]
    return found


def made_case(forged: Forged, folder: Path) -> GoldenCase:
    write_case(forged, folder / "case")
    case = load_case(folder / "case", folder).case
    assert case is not None
    return case


def figures(reference: Reference, text: str) -> Mapping[str, float | None]:
    counts = LEDGER.count(reference, Candidate(Article(text=text), reference))
    assert counts is not None
    return LEDGER.figures(counts)


def without_noise(twin: str) -> str:
    """Return the page without the text that is not expected: each piece of text stands behind its mark."""
    return MARKS.sub("", re.sub("[\ue001-\ue0ff][^<\ue000-\ue0ff]*", "", twin))


@pytest.mark.parametrize("choice", choices(), ids=lambda choice: f"{choice.template.name}-{choice.piece.slug}")
def test_labels_are_true(choice: Choice, tmp_path: Path) -> None:
    forged = forge(choice.template, choice.piece, choice.seed, library())
    case = made_case(forged, tmp_path)
    assert check_case(case) == []
    if choice.template.not_visible:
        return

    page = read_page_text(case)
    reference = Reference(case, page)
    visible, labels = forged.labelled.visible, forged.labelled.labels
    assert page.visible == visible
    oracle = "\n".join(visible[one.start() : one.end()] for one in re.finditer(f"{EXPECTED}+", labels))
    exact = figures(reference, oracle)
    assert (exact["precision"], exact["recall"], exact["f1"], exact["noise"]) == (1.0, 1.0, 1.0, 0.0)

    everything = LEDGER.count(reference, Candidate(Article(text=visible), reference))
    assert everything is not None
    assert LEDGER.figures(everything)["recall"] == 1.0
    kinds = {quote.kind for quote in case.noise}
    leaked = {kind for kind in kinds if everything.get(f"noise:{kind}")}
    # A pull quote repeats the text: its words are told as a second copy.
    assert kinds - leaked <= ({"other"} if choice.piece.pull else set())

    _, source = render(choice.template, choice.piece, choice.seed, library())
    cleaned = figures(reference, read_html(without_noise(twin_of(source))).visible)
    assert cleaned["f1"] is not None
    assert cleaned["f1"] >= 0.99


def test_a_page_is_the_same_in_another_process() -> None:
    choice = nth(library(), list(templates().values()), 5, "again")
    here = forge(choice.template, choice.piece, choice.seed, library())
    code = (
        "import hashlib, sys; from harness.forge.catalogue import templates; from harness.forge.choosing import nth;"
        "from harness.forge.forging import forge; from harness.forge.library import library;"
        "c = nth(library(), list(templates().values()), 5, 'again'); f = forge(c.template, c.piece, c.seed, library());"
        "print(f.name, hashlib.sha256(f.page + repr(f.golden).encode()).hexdigest())"
    )
    env = {**os.environ, "PYTHONHASHSEED": "77"}
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env)
    assert there.stdout.split() == [here.name, hashlib.sha256(here.page + repr(here.golden).encode()).hexdigest()]


def test_another_seed_gives_another_page() -> None:
    choice = nth(library(), list(templates().values()), 1, "other")
    one = forge(choice.template, choice.piece, "one", library())
    two = forge(choice.template, choice.piece, "two", library())
    assert one.page != two.page
    assert one.expected == two.expected


def test_nearly_every_template_is_in_the_shipped_set() -> None:
    shown = {choice.template.name for choice in shipped(library(), list(templates().values()))}
    assert len(shown) >= 50
    assert shown <= set(templates())


def test_a_template_that_loses_a_paragraph_is_named() -> None:
    choice = nth(library(), [templates()["wordpress-classic"]], 0, "loss")
    longer = replace(choice.piece.parts[0], markdown=choice.piece.parts[0].markdown + "\n\n<p>raw</p>")
    piece = replace(choice.piece, parts=(longer, *choice.piece.parts[1:]))
    with pytest.raises(
        LabellingError, match=r"wordpress-classic-.*: the words .* are not the piece's: “” stands where “raw”"
    ):
        forge(choice.template, piece, "x", library())

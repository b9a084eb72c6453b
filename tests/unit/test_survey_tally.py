"""What a survey counts while pages go by."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model import Extractor
from harness.survey import tally as module
from harness.survey.look import Look
from harness.survey.tables import tables
from harness.survey.tally import OTHER_SITES, Tally, median


def row(name: str, *, control: bool = False, text: bool = True) -> Extractor:
    return Extractor(name, None, "1", ("x",), "here", digest="d", control=control, text=text)


def look(number: int, agreements: list[float], site: str | None = "a.example", **changes: object) -> Look:
    size = 3
    values: dict[str, object] = {
        "language": "de-AT",
        "unreadable": False,
        "outcomes": ("ok",) * size,
        "words": (10,) * size,
        "seconds": (0.5,) * size,
        **changes,
    }
    return Look(number=number, site=site, agreements=np.array(agreements), **values)  # type: ignore[arg-type]


ROWS = [row("a"), row("b"), row("c")]


@given(st.lists(st.integers(0, 9), min_size=1))
def test_median_of_counts_is_that_of_the_numbers(numbers: list[int]) -> None:
    assert median(Counter(numbers)) == np.median(numbers)


def test_nothing_has_no_median() -> None:
    assert median(Counter()) is None


def test_empty_outputs_count_against_coverage_and_not_in_the_length() -> None:
    tally = Tally(ROWS)
    tally.add(look(0, [1, 1, 1], words=(10, 0, 0), outcomes=("ok", "empty", "timeout")))
    tally.add(look(1, [1, 1, 1], words=(20, 30, 0), outcomes=("ok", "ok", "error")))
    found = [(one.coverage, one.median_words(), one.failures) for one in tally.behaviours]
    assert found == [(1.0, 15.0, 0), (0.5, 30.0, 0), (0.0, None, 2)]


def test_time_is_right_within_one_per_cent() -> None:
    tally = Tally(ROWS)
    tally.add(look(0, [1, 1, 1], seconds=(0.0123, None, 0.0)))
    assert tally.behaviours[0].median_seconds() == pytest.approx(0.0123, rel=0.0101)
    assert tally.behaviours[1].median_seconds() is None


def test_controls_and_givers_of_metadata_are_left_out_of_agreement() -> None:
    tally = Tally([row("a"), row("everything", control=True), row("date", text=False), row("b")])
    one = look(0, [0.1, 0.9, 0.2], outcomes=("ok",) * 4, words=(1,) * 4, seconds=(None,) * 4)
    assert tally.texts == (0, 1, 3)
    assert tally.disagreement(one) == pytest.approx(0.1)  # a and b agree by 0.9


def test_one_extractor_has_nobody_to_disagree_with() -> None:
    tally = Tally([row("a")])
    one = look(0, [], outcomes=("ok",), words=(1,), seconds=(None,))
    tally.add(one)
    assert tally.disagreement(one) is None
    assert tally.whole.compared == 0
    assert [table.name for table in tables(tally)] == ["extractors", "languages", "sites"]


def test_unreadable_pages_are_counted_and_left_out() -> None:
    tally = Tally(ROWS)
    tally.add(look(0, [0.5, 0.5, 0.5], unreadable=True))
    assert (tally.pages, tally.unreadable, tally.agreement(), tally.groups()) == (1, 1, None, [])


def test_outsider_of_a_site_agrees_least() -> None:
    tally = Tally(ROWS)
    tally.add(look(0, [0.9, 0.3, 0.4]))  # a-b 0.9, a-c 0.3, b-c 0.4
    (sites,) = (table for table in tables(tally) if table.name == "sites")
    assert sites.rows[0][:2] == ("a.example", 1)
    assert sites.rows[0][-1] == "c"
    (languages,) = (table for table in tables(tally) if table.name == "languages")
    assert languages.rows[0][0] == "de"


def test_more_sites_than_are_remembered_share_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_SITES", 2)
    tally = Tally(ROWS)
    for number in range(6):
        tally.add(look(number, [1, 1, 1], f"s{number % 4}.example"))
    assert {site: one.pages for site, one in tally.sites.items()} == {"s0.example": 2, "s1.example": 2, OTHER_SITES: 2}

"""Which cases are compared, and what is refused by name."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from harness.compare.pairing import LeftOut, Pairing, pair, same_digest
from harness.compare.sides import Side, side_of_run
from harness.errors import NotComparableError
from harness.goldens import DataSet
from harness.metrics.catalogue import find
from two_runs import level, run_of


def side(label: str, pages: int = 4, **changes: Any) -> Side:
    return side_of_run(run_of({"lib": level(80, pages)}, **changes), label=label)


def paired(base: Side, new: Side, *, intersect: bool = False) -> Pairing:
    return pair(base, new, intersect=intersect)


def test_same_cases_are_paired_by_id_whatever_their_order() -> None:
    base, new = side("base"), side("new")
    turned = dataclasses.replace(new, cases=tuple(reversed(new.cases)))
    found = paired(base, turned)
    assert [case.id for case in found.cases] == ["s03/p03", "s02/p02", "s01/p01", "s00/p00"]
    assert found.base.tolist() == [3, 2, 1, 0]
    assert found.new.tolist() == [0, 1, 2, 3]
    assert not found.left_out


def test_pages_of_one_site_are_one_cluster() -> None:
    sides = [side_of_run(run_of({"lib": level(80, 5, 2)})) for _ in range(2)]
    found = paired(*sides)
    assert [case.site for case in found.cases] == [*["s00.example"] * 3, *["s01.example"] * 2]
    assert found.clusters.tolist() == [0, 0, 0, 1, 1]


def test_other_digest_of_a_data_set_is_named() -> None:
    base = side("old/run.json")
    new = side("new/run.json", data_sets=(DataSet("golden", "e" * 64, 4),), cases={"s01/p01": {"digest": "f" * 64}})
    with pytest.raises(NotComparableError) as error:
        paired(base, new)
    assert str(error.value) == (
        "not comparable, the pages differ: golden has digest dddddddddddd in old/run.json and eeeeeeeeeeee in "
        "new/run.json (1 changed); compare the other 3 with --intersect"
    )


def test_data_set_of_one_side_is_named() -> None:
    with pytest.raises(NotComparableError, match=r"golden is only in base; wcxb is only in new"):
        paired(side("base"), side("new", data_sets=(DataSet("wcxb", "d" * 64, 4),)))


def test_cases_that_differ_are_refused_also_under_one_digest() -> None:
    with pytest.raises(NotComparableError, match=r"same digest, other cases \(2 only in the new run\)"):
        paired(side("base", 4), side("new", 6, data_sets=(DataSet("golden", "d" * 64, 4),)))


def test_intersection_leaves_out_what_differs_and_says_how_many() -> None:
    base = side("base", 5)
    new = side("new", 7, cases={"s00/p00": {"digest": "f" * 64}})
    fewer = dataclasses.replace(new, cases=new.cases[:-1])
    found = paired(base, fewer, intersect=True)
    assert [case.id for case in found.cases] == ["s01/p01", "s02/p02", "s03/p03", "s04/p04"]
    assert found.left_out == LeftOut(0, 1, 1)
    assert str(found.left_out) == "1 changed, 1 only in the new run"


def test_nothing_in_common_is_refused_even_so() -> None:
    new = side("new", 2, cases={f"s0{n}/p0{n}": {"digest": "f" * 64} for n in range(2)})
    with pytest.raises(NotComparableError, match=r"base and new have no case in common \(2 changed\)"):
        paired(side("base", 2), new, intersect=True)


@pytest.mark.parametrize("intersect", [False, True])
def test_other_signature_of_a_metric_is_named_with_both(intersect: bool) -> None:
    base, new = side("base"), side("new")
    other = dataclasses.replace(new, metrics={**new.metrics, "words": "words|v0"})
    with pytest.raises(NotComparableError, match=r"words is 'words\|.*' in base and 'words\|v0' in new"):
        paired(base, other, intersect=intersect)


def test_metric_of_one_side_alone_is_no_hindrance() -> None:
    base, new = side("base"), side("new")
    more = dataclasses.replace(new, metrics={**new.metrics, "levenshtein": find("levenshtein").make().signature})
    assert len(paired(base, more).cases) == 4


def test_side_without_results_is_refused() -> None:
    with pytest.raises(NotComparableError, match="base holds no results, so there is nothing to compare"):
        paired(side("base", results=()), side("new"))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a" * 64, "a" * 64, True),
        ("a" * 64, "a" * 16, True),
        ("a" * 16, "a" * 64, True),
        ("a" * 64, "a" * 15 + "b", False),
        ("a" * 64, "aaaa", False),
        ("", "a" * 64, False),
        ("", "", True),
    ],
)
def test_digest_may_be_cut_short_but_not_to_nothing(one: str, other: str, same: bool) -> None:
    assert same_digest(one, other) is same

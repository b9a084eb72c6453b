"""Whether another machine would extract as this one does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.execution.likeness import differences, python_version, row_difference
from harness.model import Extractor

HERE = Extractor("mine", "fast", "1.0", ("x",), "workspace", "d1", install="pip install mine")


def test_differences_name_both_sides() -> None:
    here, there = {"a": "1", "b": "2", "c": "3"}, {"a": "1", "b": "2.1", "d": "4"}
    assert differences(here, there) == ["b is 2 here and 2.1 there", "c is 3 here and missing there"]


@pytest.mark.parametrize(
    ("there", "said"),
    [
        (HERE, None),
        (None, "mine[fast] does not exist there"),
        (replace(HERE, version="0.9"), "mine[fast] is 1.0 here and 0.9 there"),
        (replace(HERE, digest="d2"), "mine[fast] is made of other files there"),
        (replace(HERE, version=None), "mine[fast] is 1.0 here and cannot run there: pip install mine"),
        (replace(HERE, problem="broken"), "mine[fast] is 1.0 here and cannot run there: broken"),
    ],
)
def test_row_is_the_same_or_it_is_said_how_not(there: Extractor | None, said: str | None) -> None:
    assert row_difference(HERE, there) == said


def test_python_is_compared_without_its_patch_level() -> None:
    assert python_version().count(".") == 1

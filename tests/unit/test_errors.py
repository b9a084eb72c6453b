"""The errors: one tree, and messages that help."""

from __future__ import annotations

import inspect

import pytest

from harness import errors
from harness.errors import HarnessError, UnknownNameError


def test_one_clause_catches_every_error_and_the_docstring_draws_them_all() -> None:
    found = [one for _, one in inspect.getmembers(errors, inspect.isclass) if one.__module__ == errors.__name__]
    assert len(found) >= 8
    for error in found:
        assert issubclass(error, HarnessError)
        assert error.__name__ in (errors.__doc__ or "")


@pytest.mark.parametrize(
    ("name", "known", "message"),
    [
        ("trafilatrua", ["justext", "trafilatura", "goose3"], "'trafilatrua'; did you mean trafilatura?"),
        ("trafilatura[fats]", ["trafilatura[fast]", "boilerpy3"], "did you mean trafilatura[fast]?"),
        ("zzz", ["goose3", "boilerpy3"], "unknown extractor 'zzz'; known: boilerpy3, goose3"),
        ("zzz", [], "unknown extractor 'zzz'; there are none"),
    ],
)
def test_unknown_name_comes_with_those_that_exist(name: str, known: list[str], message: str) -> None:
    assert message in str(UnknownNameError("extractor", name, known))

"""Whether a cluster is fit for a run: what its workers say of themselves, against what is here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest

from harness import __version__
from harness.errors import UsageError
from harness.execution.cluster import Client, ClusterError, check_machines, open_cluster
from harness.execution.likeness import python_version


class Answers:
    """A client whose workers answer so."""

    def __init__(self, answers: dict[str, tuple[str, str | None]]) -> None:
        self._answers = answers

    def run(self, function: Callable[..., Any]) -> dict[str, tuple[str, str | None]]:
        assert function() == (python_version(), __version__), "what is asked, asked here"
        return self._answers


def check(**answers: tuple[str, str | None]) -> None:
    check_machines(cast("Client", Answers(answers)))


def test_workers_that_are_the_same_are_fit() -> None:
    check(a=(python_version(), __version__), b=(python_version(), __version__))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (("2.7", __version__), f"Python is {python_version()} here and 2.7 on the worker b;"),
        ((python_version(), "0.0.1"), f"scraper-harness is {__version__} here and 0.0.1 on the worker b;"),
        ((python_version(), None), f"scraper-harness is {__version__} here and missing on the worker b;"),
    ],
)
def test_other_version_is_named_with_the_worker(answer: tuple[str, str | None], said: str) -> None:
    with pytest.raises(ClusterError) as error:
        check(a=(python_version(), __version__), b=answer)
    assert str(error.value).startswith(said)
    assert 'pip install "scraper-harness[scale]"' in str(error.value)


@pytest.mark.parametrize("setting", ["local", "spark", "dask://"])
def test_setting_that_names_no_cluster_is_refused(setting: str) -> None:
    with pytest.raises(UsageError, match="is no cluster; write dask or dask://HOST:PORT"), open_cluster(setting, 1):
        pass

"""The versions of what is installed below a package."""

from __future__ import annotations

from pathlib import Path

import pytest
from distributions import install

from harness.execution.libraries import library_versions


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that Python looks into; what the tests put there are distributions."""
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def test_versions_are_those_of_a_library_and_of_all_below_it() -> None:
    found = library_versions(["Jinja2"])
    assert set(found) == {"jinja2", "markupsafe"}, "Babel is an extra that nobody asked for"
    assert library_versions(["no-such-library"]) == {}


def test_spelling_of_a_name_does_not_matter() -> None:
    assert library_versions(["MarkupSafe", "markup_safe"]) == library_versions(["markupsafe"])


def test_extra_is_followed_where_a_requirement_asks_for_it(site: Path) -> None:
    install(site, "top-lib", "1", ["middle-lib[fast] >= 2"])
    install(site, "middle-lib", "2.1", ['fast-lib; extra == "fast"', 'slow-lib; extra == "slow"'], ["fast", "slow"])
    install(site, "fast-lib", "3")
    install(site, "slow-lib", "4")
    assert library_versions(["top-lib"]) == {"top-lib": "1", "middle-lib": "2.1", "fast-lib": "3"}
    assert library_versions(["middle-lib"]) == {"middle-lib": "2.1"}
    every = {"middle-lib": "2.1", "fast-lib": "3", "slow-lib": "4"}
    assert library_versions(["middle-lib"], optional=True) == every
    assert library_versions(["top-lib"], optional=True) == {"top-lib": "1", "middle-lib": "2.1", "fast-lib": "3"}


@pytest.mark.parametrize(
    ("requirement", "followed"),
    [
        ("low-lib", True),
        ('low-lib (>=1) ; python_version >= "3.11"', True),
        ('low-lib; python_version < "3"', False),
        ("Low.Lib~=9.0", True),  # what is there counts, whether it fits or not
        ("low-lib @ https://files.example/low-lib.whl", True),
        ("no such requirement !", False),
    ],
)
def test_requirement_is_followed_as_an_installer_would(site: Path, requirement: str, followed: bool) -> None:
    install(site, "top-lib", "1", [requirement], about="Requires-Dist: slow-lib\n\nThe book of the library.")
    install(site, "low-lib", "2")
    install(site, "slow-lib", "4")
    assert library_versions(["top-lib"]) == {"top-lib": "1", **({"low-lib": "2"} if followed else {})}


def test_libraries_may_need_each_other(site: Path) -> None:
    install(site, "one-lib", "1", ["two-lib"])
    install(site, "two-lib", "2", ["one-lib"])
    assert library_versions(["one-lib"]) == {"one-lib": "1", "two-lib": "2"}

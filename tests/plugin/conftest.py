"""A workspace that the plug-in is run in: two golden cases, and an extractor ``mine`` that loses three words of 46."""

from __future__ import annotations

import pytest

from workshop import write_workspace


@pytest.fixture
def pytester(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    # Else a file that somebody left above the temporary folders would make its own folder pytest's root.
    (pytester.path / "pytest.ini").touch()
    # Hypothesis costs a session most of a second, and here a test is a session.
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p no:hypothesispytest")
    return pytester


@pytest.fixture
def workspace(pytester: pytest.Pytester) -> pytest.Pytester:
    write_workspace(pytester.path)
    return pytester

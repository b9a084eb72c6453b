"""``--harness-cache`` and ``--harness-no-cache``: where the results of earlier runs lie, or that there are none."""

from __future__ import annotations

import pytest

from workshop import MINE, write_extractor

BAKERY = "golden/news/bakery/golden.json"


@pytest.fixture
def released(workspace: pytest.Pytester) -> pytest.Pytester:
    """The extractor is a released package's, whose answers may be cached, and notes each page that it is asked for."""
    calls = workspace.path / "calls"
    body = f"open({str(calls)!r}, 'a').write('x')\n{MINE}"
    write_extractor(workspace.path / "extractors", "mine", body, 'extractor(extract, package="tabulate")')
    return workspace


def calls(workspace: pytest.Pytester, *options: str) -> str:
    """Run one page and return how often the extractor has been asked so far."""
    workspace.runpytest_inprocess(BAKERY, "-E", "mine", *options).assert_outcomes(passed=1)
    return (workspace.path / "calls").read_text(encoding="utf-8")


def test_folder_keeps_what_was_extracted(released: pytest.Pytester) -> None:
    assert calls(released, "--harness-cache", "kept", "--harness-report", "one") == "x"
    assert calls(released, "--harness-cache", "kept", "--harness-report", "two") == "x"
    assert (released.path / "kept").is_dir()


@pytest.mark.parametrize("options", [("--harness-no-cache",), ("--harness-cache", "off")])
def test_without_a_cache_all_is_done_anew_and_nothing_kept(released: pytest.Pytester, options: tuple[str, ...]) -> None:
    assert calls(released, *options) == "x"
    assert calls(released, *options) == "xx"
    assert not (released.path / "off").exists()

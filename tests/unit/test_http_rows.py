"""Rows of services: when they may run, and where their secrets are."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from harness.execution.cache_entries import extraction_key
from harness.execution.plan import Plan
from harness.extraction.discovery import choose, discover
from harness.extraction.http_rows import NOT_RUN, http_row
from harness.extraction.http_settings import HttpSettings
from harness.extraction.process import Limits
from harness.goldens import HeldCases
from harness.runs import extractor_info
from workshop import load, write_case

KEY = "s3cr3t-value-of-the-key"
SETTINGS = HttpSettings(
    "https://service.example/x", headers=(("A", "Bearer ${SERVICE_KEY}"),), fields=(("text", "text"),)
)


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVICE_KEY", KEY)


def test_row_is_not_run_until_it_is_named(tmp_path: Path) -> None:
    rows = discover(tmp_path, {"mine": SETTINGS})
    (row,) = [row for row in rows if row.name == "mine"]
    assert (row.origin, row.problem, row.ready) == ("http", NOT_RUN, False)
    assert NOT_RUN.startswith("not run: network")
    assert [one.ready for one in choose(rows, []) if one.name == "mine"] == [False]
    assert [one.ready for one in choose(rows, ["mine"])] == [True]


def test_row_that_is_enabled_runs_with_the_others() -> None:
    row = http_row("mine", replace(SETTINGS, enabled=True))
    assert (row.ready, row.network, row.repeatable) == (True, True, True)


def test_missing_secret_is_named_and_no_name_on_the_command_line_makes_up_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("SERVICE_KEY")
    for settings in (SETTINGS, replace(SETTINGS, enabled=True)):
        (row,) = choose([http_row("mine", settings)], ["mine"])
        assert row.problem == "not ready: the environment variable SERVICE_KEY is not set"
        assert row.environment == ()


def test_wrong_expression_is_a_row_that_says_why() -> None:
    row = http_row("mine", replace(SETTINGS, fields=(("text", "a["),)))
    assert (row.problem or "").startswith("fields.text is no JMESPath")


def test_missing_library_is_a_row_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec

    def find_spec(name: str) -> ModuleSpec | None:
        return None if name == "jmespath" else found(name)

    monkeypatch.setattr(importlib.util, "find_spec", find_spec)
    row = http_row("mine", SETTINGS)
    assert (row.version, row.install, row.problem) == (None, 'pip install "scraper-harness[http]"', None)


def test_version_is_the_declared_one_or_a_digest_of_the_settings() -> None:
    assert http_row("mine", SETTINGS).version == SETTINGS.digest[:8]
    assert http_row("mine", replace(SETTINGS, version="2026-03")).version == "2026-03"


def test_secret_is_in_the_environment_of_the_child_and_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = http_row("mine", replace(SETTINGS, enabled=True))
    assert [name for name, value in row.environment if value == KEY] == ["SERVICE_KEY"]
    assert sum(KEY in value for _, value in row.environment) == 1
    case = load(write_case(tmp_path / "golden/news/bakery"))
    plan = Plan((row,), HeldCases([case]), Limits())
    shown = [repr(row), repr(extractor_info(row)), " ".join(row.command), row.description, row.digest]
    assert not any(KEY in text for text in shown)
    # Another key is another account, not another extractor: what is paid for stays in the cache.
    before = (plan.key, extraction_key(case, row))
    monkeypatch.setenv("SERVICE_KEY", "another-secret-value")
    other = http_row("mine", replace(SETTINGS, enabled=True))
    assert (Plan((other,), plan.cases, Limits()).key, extraction_key(case, other)) == before


def test_rows_of_one_server_share_their_turns_and_others_do_not() -> None:
    def file(url: str) -> str:
        return dict(http_row("mine", replace(SETTINGS, url=url)).environment)["HARNESS_HTTP_RATE"]

    assert file("https://a.example/x") == file("https://a.example/y") != file("https://b.example/x")
    assert file("http://localhost:8000/") != file("http://localhost:8001/")
    assert ".." not in file("http://../x")

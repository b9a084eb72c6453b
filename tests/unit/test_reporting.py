"""A run and its report: made once, and again as soon as anything that decides them has changed."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from distributions import install

from harness import reporting
from harness.config import Config
from harness.errors import RunFileError
from harness.execution import makeup
from harness.execution.cache import Cache
from harness.execution.unchanged import REPORT_FILES
from harness.extraction.discovery import bundled_folder, choose, discover
from harness.goldens import collect
from harness.leaderboard import Report
from harness.metrics.catalogue import native
from harness.reporting import report_of
from workshop import MINE, write_case, write_extractor, write_program, write_workspace

RELEASED = 'extractor(extract, package="tabulate")'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace whose extractor is a released package's, so that its answers are cached."""
    write_workspace(tmp_path)
    write_extractor(tmp_path / "extractors", "mine", MINE, RELEASED)
    return tmp_path


def make(
    root: Path, wanted: tuple[str, ...] = ("mine", "nothing"), config: Config | None = None, repeat: int = 1
) -> Report:
    rows = choose(discover(root / "extractors", {"loose": write_program(root, "loose", "say({})")}), wanted)
    with Cache(root / "cache") as cache:
        return report_of(
            collect(root / "golden"), rows, config or Config(root), metrics=native(), cache=cache, repeat=repeat
        )


def made(root: Path) -> int:
    """Return when the run's file was last written."""
    return (root / "reports/latest/run.json").stat().st_mtime_ns


def test_report_stands_when_nothing_has_changed(root: Path) -> None:
    first, before = make(root), made(root)
    second = make(root)
    assert made(root) == before
    assert second.rows == first.rows
    assert [row.pages for row in second.rows] == [2, 2]


def edit_expected(root: Path) -> None:
    file = root / "golden/news/cafe/expected.md"
    file.write_text(file.read_text(encoding="utf-8").replace("Rome", "Oslo"), encoding="utf-8")


def add_case(root: Path) -> None:
    write_case(root / "golden/news/third", "<p>One two three four.</p>", "One two three four.", noise=[], optional=...)


def edit_extractor(root: Path) -> None:
    write_extractor(root / "extractors", "mine", f"# changed\n{MINE}", RELEASED)


def drop_a_file(root: Path) -> None:
    (root / "reports/latest/scores.csv").unlink()


def touch_the_run(root: Path) -> None:
    os.utime(root / "reports/latest/run.json", (1, 1))


def clear_the_cache(root: Path) -> None:
    with Cache(root / "cache") as cache:
        cache.clear()


@pytest.mark.parametrize(
    "change", [edit_expected, add_case, edit_extractor, drop_a_file, touch_the_run, clear_the_cache]
)
def test_report_is_made_anew_after_a_change(root: Path, change: Callable[[Path], None]) -> None:
    make(root)
    change(root)
    before = made(root)
    make(root)
    assert made(root) > before
    assert (root / "reports/latest/scores.csv").exists()


def test_other_settings_rows_or_repeats_are_another_report(root: Path) -> None:
    make(root)
    fewer = replace(Config(root), page_views=1)
    for wanted, config, repeat in (
        (("mine", "nothing"), fewer, 1),
        (("mine", "nothing"), replace(fewer, timeout=3.0), 1),
        (("nothing",), fewer, 1),
        (("nothing",), fewer, 2),
        (("nothing",), fewer, 2),
    ):
        before = made(root)
        make(root, wanted, config, repeat)
        assert made(root) > before


def test_extractor_that_is_never_cached_is_asked_each_time(root: Path) -> None:
    make(root, ("mine", "loose"))
    before = made(root)
    make(root, ("mine", "loose"))
    assert made(root) > before


def test_failure_that_may_pass_is_asked_for_again(root: Path) -> None:
    write_extractor(root / "extractors", "dies", "import os\nos._exit(3)", RELEASED)
    make(root, ("dies",))
    before = made(root)
    make(root, ("dies",))
    assert made(root) > before


def test_what_others_put_beside_a_report_is_not_of_it(root: Path) -> None:
    make(root)
    written = {path.name for path in (root / "reports/latest").iterdir() if not path.name.startswith(".")}
    assert written == set(REPORT_FILES)
    before = made(root)
    (root / "reports/latest/junit.xml").write_text("<testsuites/>")
    make(root)
    assert made(root) == before


def test_report_is_made_anew_when_a_library_has_changed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = root / "site"
    monkeypatch.syspath_prepend(site)
    monkeypatch.setenv("PYTHONPATH", str(site))
    install(site, "tiny-lib", "1", ["low-lib"])
    install(site, "low-lib", "1")
    write_extractor(root / "extractors", "mine", MINE, 'extractor(extract, package="tiny-lib")')
    make(root)
    before = made(root)
    make(root)
    assert made(root) == before
    install(site, "low-lib", "2")
    makeup._read.cache_clear()
    makeup._python_below.cache_clear()
    make(root)
    assert made(root) > before


def test_report_is_made_anew_when_a_parser_of_the_harness_has_changed(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(root)
    before = made(root)
    monkeypatch.setattr("harness.execution.unchanged.own_versions", lambda: {"selectolax": "99"})
    make(root)
    assert made(root) > before


def test_control_of_a_workspace_may_import_what_changes(root: Path) -> None:
    own = (bundled_folder() / "nothing.py").read_text(encoding="utf-8")
    (root / "extractors/nothing.py").write_text(own, encoding="utf-8")
    write_extractor(root / "extractors", "bound", "return ''", "extractor(extract, control=True)")
    make(root, ("nothing",))
    before = made(root)
    make(root, ("nothing",))
    assert made(root) == before, "a copy of the harness's own"
    make(root, ("bound",))
    before = made(root)
    make(root, ("bound",))
    assert made(root) > before


@pytest.mark.parametrize("name", ["run.json", "scores.csv", "report.html"])
def test_folder_in_the_place_of_a_file_is_told_and_the_run_goes_on(root: Path, name: str) -> None:
    folder = root / "reports/latest"
    (folder / name).mkdir(parents=True)
    with pytest.raises(RunFileError, match=rf"cannot write .*/{name}: Is a directory; move it away, or choose"):
        make(root)
    assert not [file for file in folder.iterdir() if re.fullmatch(r"\..*\.[0-9]+", file.name)], "no draft is left"
    (folder / name).rmdir()
    assert [row.pages for row in make(root).rows] == [2, 2]


@pytest.mark.parametrize("place", ["write_report", "finish_journal"])
def test_full_disk_is_told(root: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(reporting, place, full)
    with pytest.raises(RunFileError, match=r"cannot write .*latest: No space left on device; make room for it"):
        make(root)


def test_what_is_said_of_a_broken_run_is_said_once(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, suppress(KeyboardInterrupt):
        patch.setattr(reporting, "write_report", killed)
        make(root)
    edit_extractor(root)
    assert "began anew" in "".join(make(root).run.notices)
    assert "harness: began anew" in capsys.readouterr().err
    assert make(root).run.notices == ()
    assert capsys.readouterr().err == ""
    before = made(root)
    assert make(root).run.notices == ()
    assert made(root) == before

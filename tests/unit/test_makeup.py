"""What an extractor is made of below its own files."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from distributions import install

from harness.execution import makeup
from harness.execution.makeup import code_is_known, counting_versions, made_of, own_versions
from harness.extraction.discovery import bundled_folder
from harness.extraction.venv import Environment
from harness.model import Extractor

FILE = "/somewhere/extractors/tiny.py"
TINY = Extractor("tiny", None, "1", (sys.executable, "-m", "harness.child", FILE), "workspace", "d", package="tiny-lib")


def made_now(row: Extractor) -> str:
    """What a process finds that begins now."""
    for memory in (makeup._read, makeup._python_below, makeup._started, makeup.counting_versions):
        memory.cache_clear()
    return made_of(row)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that Python looks into, with a library and one below it."""
    monkeypatch.syspath_prepend(tmp_path)
    install(tmp_path, "tiny-lib", "1", ["low-lib"])
    install(tmp_path, "low-lib", "1")
    yield tmp_path
    made_now(TINY)


def test_library_below_the_package_is_part_of_it(site: Path) -> None:
    before = made_now(TINY)
    assert made_now(TINY) == before
    install(site, "low-lib", "1.1")
    assert made_now(TINY) != before
    assert made_now(replace(TINY, package=None)) != before


def test_python_is_part_of_it(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = made_now(TINY)
    monkeypatch.setattr(platform, "python_version", lambda: "3.11.999")
    assert made_now(TINY) != before


def test_modes_of_a_library_are_made_of_the_same(site: Path) -> None:
    fast = replace(TINY, mode="fast", command=(*TINY.command, "--mode", "fast"))
    assert made_now(fast) == made_now(TINY)


def test_program_that_is_found_by_its_name_is_known_by_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    row = replace(TINY, command=("tinyserve", "--serve"))
    assert made_now(row) == ""
    program = tmp_path / "tinyserve"
    seen = set()
    for content, when in (("a", 1), ("ab", 1), ("ab", 2)):
        program.write_text(content)
        program.chmod(0o755)
        os.utime(program, (when, when))
        seen.add(made_now(row))
    assert len(seen) == 3
    assert made_now(replace(row, command=(str(program),))) == "", "its content is in the row's digest"


def test_environment_of_its_own_is_known_by_its_interpreter(tmp_path: Path) -> None:
    environment = Environment(tmp_path, "d")
    environment.python.parent.mkdir(parents=True)
    environment.python.write_text("#!")
    environment.python.chmod(0o755)
    row = replace(TINY, command=environment.command(Path(FILE)))
    before = made_now(row)
    environment.python.write_text("#!/other")
    assert "" != before != made_now(row)


@pytest.mark.parametrize(
    "row",
    [
        replace(TINY, command=()),
        replace(TINY, origin="http", command=(sys.executable, "-m", "harness.http_child")),
    ],
)
def test_what_runs_elsewhere_depends_on_nothing_here(row: Extractor) -> None:
    assert made_now(row) == ""


def test_counts_depend_on_what_parses_and_what_cuts_words() -> None:
    named = {line.split()[0] for line in counting_versions().splitlines()}
    assert {"selectolax", "markdown-it-py", "unicode-segmentation-rs", "chardetng-py", "rapidfuzz"} <= named
    assert named <= set(own_versions())


def test_code_is_known_of_releases_and_of_the_harness_itself(tmp_path: Path) -> None:
    everything = bundled_folder() / "everything.py"
    copy = tmp_path / "everything.py"
    copy.write_bytes(everything.read_bytes())
    control = replace(TINY, package=None, control=True)
    assert code_is_known(replace(TINY, repeatable=True))
    assert not code_is_known(TINY)
    for file in (everything, copy):
        assert code_is_known(replace(control, command=(*TINY.command[:3], str(file))))
    copy.write_text("import mine\n")
    assert not code_is_known(replace(control, command=(*TINY.command[:3], str(copy))))
    assert not code_is_known(control)

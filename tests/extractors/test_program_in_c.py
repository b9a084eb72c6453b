"""A real program in another language, declared by a file and by the configuration: it is built here, and run."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from harness.config import load_config
from harness.extraction.checkup import check_up
from harness.extraction.discovery import discover
from harness.extraction.process import Child, Limits
from harness.model import Extractor, Outcome
from workshop import page_file, text_of

SOURCE = Path(__file__).with_name("paragraphs.c")
FILE = '''"""Paragraphs, in C."""
from pathlib import Path
from harness import program
EXTRACTOR = program(
    [Path("bin/paragraphs")], version="1.0", modes={"loud": ["loud"]}, licence="MIT", install="make paragraphs",
    environment={"GREETING": "!"},
)
'''


@pytest.fixture(scope="module")
def binary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("there is no C compiler (cc)")
    target = tmp_path_factory.mktemp("c") / "paragraphs"
    build = [compiler, "-std=c11", "-Wall", "-Wextra", "-Werror", "-O1", "-o", str(target), str(SOURCE)]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture
def folder(tmp_path: Path, binary: Path) -> Path:
    """A workspace's extractors, with the program where its file says."""
    folder = tmp_path / "extractors"
    (folder / "bin").mkdir(parents=True)
    shutil.copy(binary, folder / "bin" / "paragraphs")
    (folder / "inc.py").write_text(FILE, encoding="utf-8")
    return folder


def rows(folder: Path) -> dict[str, Extractor]:
    return {row.id: row for row in discover(folder) if row.name == "inc"}


def test_program_is_a_row_for_each_mode_and_answers_in_it(folder: Path, tmp_path: Path) -> None:
    found = rows(folder)
    assert [(row.id, row.version, row.licence, row.ready) for row in found.values()] == [
        ("inc", "1.0", "MIT", True),
        ("inc[loud]", "1.0", "MIT", True),
    ]
    page = page_file(tmp_path / "pages")
    page.path.write_text("<p>one</p> no <p>two \\ “three”</p>", encoding="utf-8")
    titles = []
    for row in found.values():
        with Child(row.command, Limits(), dict(row.environment)) as child:
            extraction = child.extract(page)
        assert text_of(extraction) == "one\ntwo \\ “three”\n"
        assert extraction.article is not None
        titles.append(extraction.article.title)
    assert titles == ["plain!", "loud!"]


@pytest.mark.parametrize(
    ("word", "outcome", "message"),
    [
        ("poison", "error", "no luck"),
        ("fatal", "crash", "killed by SIGABRT"),
        ("silent", "protocol", "not a JSON object on stdout: b'nothing to say'"),
    ],
)
def test_what_goes_wrong_in_it_costs_one_page(
    folder: Path, tmp_path: Path, word: str, outcome: Outcome, message: str
) -> None:
    good, bad = page_file(tmp_path / "pages", "good"), page_file(tmp_path / "pages", word)
    good.path.write_text("<p>fine</p>", encoding="utf-8")
    with Child(rows(folder)["inc"].command, Limits()) as child:
        before, failed, after = child.extract(good), child.extract(bad), child.extract(good)
    assert text_of(before) == text_of(after) == "fine\n"
    assert failed.outcome == outcome
    assert failed.failure is not None
    assert failed.failure.message == message


def test_it_is_not_installed_until_it_is_built(folder: Path) -> None:
    (folder / "bin" / "paragraphs").unlink()
    row = rows(folder)["inc"]
    assert (row.ready, row.version, row.install, row.problem) == (False, None, "make paragraphs", None)


def test_another_build_is_another_extractor(folder: Path) -> None:
    before = rows(folder)
    with (folder / "bin" / "paragraphs").open("ab") as file:
        file.write(b"\0")
    after = rows(folder)
    assert not {row.digest for row in before.values()} & {row.digest for row in after.values()}


def test_it_may_also_stand_in_the_configuration(binary: Path, tmp_path: Path) -> None:
    shutil.copy(binary, tmp_path / "tool")
    (tmp_path / "pyproject.toml").write_text(
        '[tool.harness.extractors.ours]\ncommand = ["tool", "quick"]\nenvironment = { GREETING = "?" }\n',
        encoding="utf-8",
    )
    config = load_config(tmp_path)
    (row,) = (row for row in discover(config.extractors_path, config.commands) if row.name == "ours")
    checkup = check_up(row, Limits())
    assert checkup.extraction.outcome == "ok"
    assert checkup.extraction.article is not None
    assert checkup.extraction.article.title == "quick?"
    # The paragraphs of the checkup page that stand on lines of their own in the source are found by any reader.
    assert (checkup.story, checkup.furniture) == (checkup.stories, checkup.furnitures)

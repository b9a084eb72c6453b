"""Pins of a library's versions: what they mean, what is made for them, and what stays of what could not be made."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from harness.errors import UnknownNameError, UsageError
from harness.extraction import venv
from harness.extraction.discovery import discover
from harness.model import Extractor
from harness.versions import Version, find_versions, make_rows
from wheels import install_from, write_wheel
from workshop import write_extractor

DECLARATION = "extractor(extract, package='tiny-library', imports=['tiny_library'], modes={'loud': {}, 'low': {}})"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace's extractors: ``tiny`` drives tiny-library, ``pair`` and ``other`` both drive two-fold."""
    where = tmp_path_factory.mktemp("workspace") / "extractors"
    write_extractor(where, "tiny", "import tiny_library\nreturn tiny_library.find(page.html)", DECLARATION)
    for name in ("pair", "other"):
        write_extractor(where, name, "return ''", "extractor(extract, package='two-fold')")
    write_extractor(where, "plain", "return ''")
    (where / "damaged.py").write_text("1 / 0", encoding="utf-8")
    own = "extractor(extract, package='Own_Library', requirements=['own-library>=1', 'beside==3'], python='>=3.11')"
    write_extractor(where, "own", "return ''", own)
    return where


@pytest.fixture(scope="module")
def rows(folder: Path) -> list[Extractor]:
    program = Extractor("served", None, "", ("./served",), "command", "0" * 64, package=None)
    names = {file.stem for file in folder.glob("*.py")}
    return [*(row for row in discover(folder) if row.name in names), program]


def found(pins: list[str], rows: list[Extractor], folder: Path, **options: list[str]) -> list[Version]:
    return find_versions(pins, rows, folder, **options)


def test_versions_are_found_by_extractor_or_library_and_put_in_order(folder: Path, rows: list[Extractor]) -> None:
    versions = found(["tiny==1.10", " Tiny_Library == 1.9 "], rows, folder)
    assert [(one.adapter, one.number, one.file) for one in versions] == [
        ("tiny", "1.9", folder / "tiny.py"),
        ("tiny", "1.10", folder / "tiny.py"),
    ]
    assert [one.wanted for one in versions] == [
        venv.Wanted("tiny@1.9", ("tiny-library==1.9",)),
        venv.Wanted("tiny@1.10", ("tiny-library==1.10",)),
    ]
    assert [[row.id for row in one.rows] for one in versions] == [["tiny"], ["tiny"]]


def test_modes_take_the_place_of_the_plain_row(folder: Path, rows: list[Extractor]) -> None:
    versions = found(["tiny==1", "tiny==2"], rows, folder, modes=["low", "loud", "low"])
    assert [[row.id for row in one.rows] for one in versions] == [["tiny[low]", "tiny[loud]"]] * 2


def test_requirements_beside_are_installed_with_every_version(folder: Path, rows: list[Extractor]) -> None:
    versions = found(["tiny==1", "tiny==2"], rows, folder, beside=["lxml<5"])
    assert [one.wanted.requirements for one in versions] == [
        ("tiny-library==1", "lxml<5"),
        ("tiny-library==2", "lxml<5"),
    ]


def test_environment_of_its_own_keeps_what_it_asks_for_beside_the_library(folder: Path, rows: list[Extractor]) -> None:
    versions = found(["own==1", "own==2"], rows, folder)
    assert versions[0].wanted == venv.Wanted("own@1", ("Own_Library==1", "beside==3"), ">=3.11")


@pytest.mark.parametrize(
    ("pins", "message"),
    [
        (["tiny"], "'tiny' names no exact version; write it as NAME==VERSION"),
        (["tiny>=1", "tiny==2"], "'tiny>=1' names no exact version"),
        (["tiny==2.*", "tiny==2"], "'tiny==2.*' names no exact version"),
        (["tiny==", "tiny==2"], "'tiny==' names no exact version"),
        (["tiny==1; rm -rf /", "tiny==2"], "names no exact version"),
        (["tiny==../../x", "tiny==2"], "names no exact version"),
        (["tiny==1"], "tiny has nothing to be compared with; give two versions of it or more"),
        (["tiny==1", "own==2", "tiny==2"], "own has nothing to be compared with"),
        (["tiny==1", "tiny==1"], "tiny==1 is given twice"),
        (["tiny==1", "tiny-library==1"], "tiny-library==1 is given twice"),
        (["two-fold==1", "two-fold==2"], "driven by several extractors; name one of them: other, pair"),
        (["plain==1", "plain==2"], "plain is no Python extractor that declares the package it drives"),
        (["served==1", "served==2"], "served is no Python extractor that declares the package it drives"),
        (["damaged==1", "damaged==2"], "damaged cannot be used: ZeroDivisionError"),
    ],
)
def test_pin_that_cannot_be_run_says_why(folder: Path, rows: list[Extractor], pins: list[str], message: str) -> None:
    with pytest.raises(UsageError) as error:
        found(pins, rows, folder)
    assert message in str(error.value)


def test_unknown_names_list_the_nearest(folder: Path, rows: list[Extractor]) -> None:
    with pytest.raises(UnknownNameError, match="unknown extractor or library 'tini'; did you mean tiny"):
        found(["tini==1", "tini==2"], rows, folder)
    with pytest.raises(UnknownNameError, match="unknown mode of tiny 'lou'; did you mean loud"):
        found(["tiny==1", "tiny==2"], rows, folder, modes=["lou"])


def test_program_with_a_package_is_none_of_pips(tmp_path: Path, rows: list[Extractor]) -> None:
    program = replace(rows[-1], package="served", origin="workspace", command=("node", "serve.mjs"))
    write_extractor(tmp_path, "served", "return ''")
    with pytest.raises(UsageError, match="served is no Python extractor"):
        found(["served==1", "served==2"], [program], tmp_path)


@pytest.fixture
def environments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for version in ("1.9", "1.10"):
        write_wheel(tmp_path / "wheels", "tiny-library", version, f"def find(html):\n    return '{version}'\n")
    install_from(tmp_path / "wheels", tmp_path / "environments", monkeypatch)
    return tmp_path / "environments"


def test_rows_run_in_environments_that_are_made_once(
    environments: Path, folder: Path, rows: list[Extractor], capfd: pytest.CaptureFixture[str]
) -> None:
    versions = found(["tiny==1.10", "tiny==1.9"], rows, folder, modes=["loud"])
    said: list[str] = []
    made = make_rows(versions, said.append)
    assert [(row.extractor.id, row.of, row.number, row.extractor.version) for row in made] == [
        ("tiny@1.9[loud]", "tiny[loud]", "1.9", "1.9"),
        ("tiny@1.10[loud]", "tiny[loud]", "1.10", "1.10"),
    ]
    assert all(row.extractor.ready and row.extractor.repeatable for row in made)
    assert len({row.extractor.digest for row in made}) == 2
    assert all(row.extractor.command[-3:] == (str(folder / "tiny.py"), "--mode", "loud") for row in made)
    assert [step.split(" ")[0] for step in said] == ["making", "installing"] * 2
    assert "installing tiny-library==1.9" in said
    assert capfd.readouterr().out == "", "what pip prints goes to stderr"
    said.clear()
    assert make_rows(versions, said.append) == made
    assert said == []


def test_version_that_there_is_not_leaves_nothing_behind(
    environments: Path, folder: Path, rows: list[Extractor], capfd: pytest.CaptureFixture[str]
) -> None:
    versions = found(["tiny==7", "tiny==8"], rows, folder)
    with pytest.raises(UsageError) as error:
        make_rows(versions, lambda _: None)
    here = f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert f"tiny@7: no environment with tiny-library==7 could be made on Python {here}" in str(error.value)
    assert "--with" in str(error.value)
    assert "tiny-library==7" in capfd.readouterr().err
    assert [path for path in environments.iterdir() if path.is_dir()] == []


def test_interrupted_installation_leaves_nothing_behind(
    environments: Path, folder: Path, rows: list[Extractor], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(wanted: venv.Wanted, say: object) -> venv.Environment:
        half = environments / f"{wanted.name}-{wanted.key}-py3.11"
        (half / "bin").mkdir(parents=True)
        raise KeyboardInterrupt

    monkeypatch.setattr(venv, "build", interrupted)
    with pytest.raises(KeyboardInterrupt):
        make_rows(found(["tiny==1.9", "tiny==1.10"], rows, folder), lambda _: None)
    assert [path for path in environments.iterdir() if path.is_dir()] == []

"""What a file may say of a program, and what can be said of it without starting it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from harness import program
from harness.extraction.discovery import discover
from harness.extraction.program import Standing, examine
from harness.model import Extractor


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"command": "node serve.mjs"}, TypeError, "the command must be a list, not 'node serve.mjs'"),
        ({"command": []}, ValueError, "takes the command line as a list"),
        ({"command": ["node", 5]}, TypeError, "the command must hold str or Path only, not 5"),
        ({"command": ["x"], "modes": {"very fast": []}}, ValueError, "mode name 'very fast'"),
        ({"command": ["x"], "modes": {"fast": "--fast"}}, TypeError, "mode 'fast' must be a list, not '--fast'"),
        ({"command": ["x"], "modes": {"fast": [1]}}, TypeError, "mode 'fast' must hold str only, not 1"),
        ({"command": ["x"], "files": ["a"]}, TypeError, "the files must hold Path only, not 'a'"),
        ({"command": ["x"], "environment": {"A": 1}}, TypeError, "the environment must hold str only, not 1"),
        ({"command": ["x"], "ready": "yes"}, TypeError, "ready must be a Path or a function, not str"),
    ],
)
def test_wrong_declaration_says_what_is_wrong(arguments: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error) as raised:
        program(**arguments)
    assert message in str(raised.value)


def test_paths_start_at_the_folder_of_the_file_and_strings_stay_as_they_are(tmp_path: Path) -> None:
    declared = program([Path("bin/run"), "data/x", Path("/opt/y")], files=[Path("more")], ready=None, version="2")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/run").touch(mode=0o755)
    assert examine(declared, tmp_path) == Standing(
        command=(str(tmp_path / "bin/run"), "data/x", "/opt/y"),
        files=(tmp_path / "bin/run", Path("/opt/y"), tmp_path / "more"),
        version="2",
        install=None,
    )


READY: list[tuple[dict[str, Any], str | None, str | None]] = [
    # what is declared, the version shown, what to do
    ({}, "", None),
    ({"version": "1.2", "install": "make"}, "1.2", "make"),
    ({"version": Path("package.json")}, "3.4", None),
    ({"version": Path("none.json"), "install": "make"}, None, "make"),
    ({"version": "1", "ready": Path("package.json")}, "1", None),
    ({"version": "1", "ready": Path("none"), "install": "make"}, None, "make"),
    ({"version": "1", "ready": Path("none")}, None, "provide {folder}/none"),
    ({"version": "1", "ready": lambda: None}, "1", None),
    ({"version": "1", "ready": lambda: "wait for it", "install": "make"}, None, "wait for it"),
]


@pytest.mark.parametrize(("declared", "version", "install"), READY)
def test_it_is_installed_when_all_it_asks_for_is_there(
    tmp_path: Path, declared: dict[str, Any], version: str | None, install: str | None
) -> None:
    (tmp_path / "package.json").write_text('{"name": "x", "version": "3.4"}', encoding="utf-8")
    standing = examine(program([sys.executable], **declared), tmp_path)
    assert (standing.version, standing.install) == (version, install and install.format(folder=tmp_path))


@pytest.mark.parametrize(("install", "advice"), [(None, "install no-such-program"), ("make it", "make it")])
def test_program_that_is_not_on_the_path_is_not_installed(tmp_path: Path, install: str | None, advice: str) -> None:
    standing = examine(program(["no-such-program"], version="1", install=install), tmp_path)
    assert (standing.version, standing.install) == (None, advice)


@pytest.mark.parametrize(
    ("content", "message"),
    [("{", "is no JSON"), ("[]", 'has no "version"'), ("{}", 'has no "version"'), ('{"version": 1}', "has no")],
)
def test_file_of_the_version_that_has_none_is_named(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "package.json").write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=message) as error:
        examine(program([sys.executable], version=Path("package.json")), tmp_path)
    assert str(tmp_path / "package.json") in str(error.value)


@pytest.mark.parametrize("answer", [False, "", 5])
def test_ready_function_returns_advice_or_none(tmp_path: Path, answer: object) -> None:
    with pytest.raises(TypeError, match=r"ready\(\) must return what to do"):
        examine(program([sys.executable], ready=lambda: answer), tmp_path)  # type: ignore[arg-type,return-value]


# As rows


def write(folder: Path, name: str, declaration: str) -> None:
    folder.mkdir(exist_ok=True)
    source = (
        f'"""It is a program."""\nfrom pathlib import Path\nfrom harness import program\nEXTRACTOR = {declaration}\n'
    )
    (folder / f"{name}.py").write_text(source, encoding="utf-8")


def found(folder: Path) -> Mapping[str, Extractor]:
    return {row.id: row for row in discover(folder) if row.origin == "workspace"}


def test_each_mode_is_a_row_whose_arguments_come_last(tmp_path: Path) -> None:
    write(tmp_path, "mine", "program(['sh', '-c', 'exit'], modes={'fast': ['--fast', '9']}, environment={'A': 'b'})")
    rows = found(tmp_path)
    assert {name: row.command for name, row in rows.items()} == {
        "mine": ("sh", "-c", "exit"),
        "mine[fast]": ("sh", "-c", "exit", "--fast", "9"),
    }
    assert {row.environment for row in rows.values()} == {(("A", "b"),)}
    assert {(row.version, row.description, row.ready) for row in rows.values()} == {("", "It is a program.", True)}


def test_program_that_cannot_be_examined_is_a_row_that_says_why(tmp_path: Path) -> None:
    write(tmp_path, "wrong", "program('node x')")
    write(tmp_path, "raises", "program(['sh'], ready=lambda: 1 / 0)")
    write(tmp_path, "right", "program(['sh'])")
    rows = found(tmp_path)
    assert (rows["wrong"].problem or "").startswith("TypeError: the command must be a list")
    assert (rows["raises"].problem or "").startswith("ZeroDivisionError")
    assert rows["right"].ready


def test_digest_covers_file_command_files_and_folders_but_not_where_they_lie(tmp_path: Path) -> None:
    digests = []
    for name in ("first", "moved"):
        folder = tmp_path / name
        write(folder, "mine", "program(['sh', Path('run.sh')], files=[Path('parts')])")
        (folder / "run.sh").write_text("exit", encoding="utf-8")
        (folder / "parts" / "deep").mkdir(parents=True)
        (folder / "parts/deep/one").write_text("1", encoding="utf-8")
        digests.append(found(folder)["mine"].digest)
    assert digests[0] == digests[1]
    changes: list[Callable[[], object]] = [
        lambda: (folder / "run.sh").write_text("exit 1", encoding="utf-8"),
        lambda: (folder / "parts/deep/one").write_text("2", encoding="utf-8"),
        lambda: (folder / "parts/deep/one").rename(folder / "parts/deep/two"),
        lambda: (folder / "_shared.py").write_text("", encoding="utf-8"),
        lambda: write(folder, "mine", "program(['sh', Path('run.sh'), '-v'], files=[Path('parts')])"),
        lambda: write(folder, "mine", "program(['sh', Path('run.sh'), '-v'], environment={'A': 'b'})"),
    ]
    for change in changes:
        change()
        digests.append(found(folder)["mine"].digest)
    assert len(set(digests)) == 1 + len(changes)


def test_shared_code_is_that_of_its_own_folder(tmp_path: Path) -> None:
    # The bundled adapters have an _npm too, and come first.
    write(tmp_path, "mine", "__import__('_npm').OURS")
    (tmp_path / "_npm.py").write_text("from harness import program\nOURS = program(['sh'], version='ours')\n", "utf-8")
    row = found(tmp_path)["mine"]
    assert (row.problem, row.version) == (None, "ours")

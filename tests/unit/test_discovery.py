"""Which extractors there are: files of the workspace, bundled ones, commands, and what is wrong with them."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from harness.config import Command
from harness.errors import UnknownNameError
from harness.extraction.discovery import choose, discover
from harness.extraction.process import Child, Limits
from harness.model import Extractor
from workshop import page_file, text_of, write_extractor


def found(folder: Path, commands: Mapping[str, Command | Sequence[str]] | None = None) -> dict[str, Extractor]:
    return {row.id: row for row in discover(folder, commands)}


def row(name: str, mode: str | None = None) -> Extractor:
    return Extractor(name, mode, "1", ("true",), "workspace", "")


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Extractor]:
    """The rows of a workspace with a file of every kind."""
    folder = tmp_path_factory.mktemp("extractors")
    write_extractor(folder, "absent", "return ''", "extractor(extract, package='no-such-package')")
    write_extractor(
        folder, "absent2", "return ''", "extractor(extract, package='no-such-package', install='make install')"
    )
    write_extractor(folder, "packaged", "return ''", "extractor(extract, package='pytest', licence='MIT')")
    write_extractor(folder, "modal", "return ''", "extractor(extract, version='3', modes={'fast': {}, 'deep': {}})")
    write_extractor(folder, "_control", "return ''")
    write_extractor(folder, "a-control", "return ''", "extractor(extract, control=True)")
    (folder / "chatty.py").write_text(
        '"""Prints much.\n\nAnd says why, at length.\n"""\nprint("hello")\n'
        "from harness import extractor\nEXTRACTOR = extractor(str)\n",
        encoding="utf-8",
    )
    (folder / "raises.py").write_text("import no_such_module\n", encoding="utf-8")
    (folder / "exits.py").write_text("import os\nos._exit(7)\n", encoding="utf-8")
    (folder / "gives_up.py").write_text("import sys\nsys.exit('not today')\n", encoding="utf-8")
    (folder / "broken.py").write_text("def extract(:\n", encoding="utf-8")
    (folder / "bare.py").write_text("def extract(page):\n    return ''\n", encoding="utf-8")
    (folder / "notes.txt").write_text("no extractor", encoding="utf-8")
    return found(folder)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("raises", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("exits", "importing it ended the process with status 7"),
        ("gives_up", "importing it ended the process with status 1"),
        ("broken", "SyntaxError: "),
        ("bare", "TypeError: bare.py must set EXTRACTOR = extractor(...), from harness import extractor"),
    ],
)
def test_file_that_cannot_be_loaded_is_a_row_that_says_why(
    crowd: dict[str, Extractor], name: str, problem: str
) -> None:
    assert (crowd[name].problem or "").startswith(problem)
    assert not crowd[name].ready


def test_file_that_cannot_be_loaded_costs_no_other_row(crowd: dict[str, Extractor]) -> None:
    assert {name for name, row in crowd.items() if row.origin == "workspace" and row.ready} == {
        *("packaged", "modal", "modal[fast]", "modal[deep]", "a-control", "chatty"),
    }


def test_package_that_is_not_installed_leaves_a_row_with_the_command_that_installs_it(
    crowd: dict[str, Extractor],
) -> None:
    assert (crowd["absent"].version, crowd["absent"].install) == (None, "pip install no-such-package")
    assert (crowd["absent2"].version, crowd["absent2"].install) == (None, "make install")
    assert not crowd["absent"].ready
    assert crowd["absent"].problem is None


def test_version_is_that_of_the_package_or_the_declared_one(crowd: dict[str, Extractor]) -> None:
    assert (crowd["packaged"].version, crowd["packaged"].licence) == (pytest.__version__, "MIT")
    assert (crowd["modal"].version, crowd["modal[fast]"].version, crowd["a-control"].version) == ("3", "3", "")


def test_description_is_the_first_paragraph_of_the_docstring(crowd: dict[str, Extractor]) -> None:
    assert crowd["chatty"].description == "Prints much."


def test_modes_are_rows_of_their_own(crowd: dict[str, Extractor]) -> None:
    assert [row.mode for row in crowd.values() if row.name == "modal"] == [None, "deep", "fast"]
    assert crowd["modal[fast]"].command == (*crowd["modal"].command, "--mode", "fast")


def test_rows_are_sorted_and_controls_come_last(crowd: dict[str, Extractor]) -> None:
    rows = list(crowd.values())
    assert rows == sorted(rows, key=lambda row: (row.control, row.id))
    assert [row.id for row in rows if row.control] == ["a-control", "everything", "nothing"]


def test_shared_code_is_importable_and_no_row(tmp_path: Path) -> None:
    folder = tmp_path / "extractors"
    folder.mkdir()
    (folder / "_shared.py").write_text("ANSWER = 'shared'\n", encoding="utf-8")
    file = write_extractor(folder, "mine", "from _shared import ANSWER as late\nreturn ANSWER + late")
    file.write_text("from _shared import ANSWER\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    rows = found(folder)
    assert "_shared" not in rows
    assert rows["mine"].problem is None
    with Child(rows["mine"].command, Limits()) as child:
        assert text_of(child.extract(page_file(tmp_path / "pages"))) == "sharedshared"


def test_file_of_the_workspace_takes_the_place_of_a_bundled_one(tmp_path: Path) -> None:
    assert found(tmp_path / "none")["nothing"].origin == "bundled"
    file = write_extractor(tmp_path, "nothing", "return 'something'", "extractor(extract, version='mine')")
    row = found(tmp_path)["nothing"]
    assert (row.origin, row.version, row.command[-1]) == ("workspace", "mine", str(file))


def test_configured_command_takes_the_place_of_a_file(tmp_path: Path) -> None:
    write_extractor(tmp_path, "mine", "return ''")
    rows = discover(tmp_path, {"mine": ["node", "mine.js"]})
    assert [(row.origin, row.command) for row in rows if row.name == "mine"] == [("command", ("node", "mine.js"))]


def test_digest_changes_with_the_file_or_with_what_a_command_runs(tmp_path: Path) -> None:
    script = tmp_path / "run.sh"
    digests = []
    for text in ("one", "two"):
        script.write_text(text, encoding="utf-8")
        write_extractor(tmp_path, "mine", f"return {text!r}")
        rows = found(tmp_path, {"shell": ["sh", str(script)]})
        digests.append((rows["mine"].digest, rows["shell"].digest))
    assert digests[0][0] != digests[1][0]
    assert digests[0][1] != digests[1][1]


def test_current_folder_is_no_place_to_import_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A child runs elsewhere, so what only works from here must not look ready.
    (tmp_path / "neighbour.py").touch()
    file = write_extractor(tmp_path / "extractors", "mine", "return ''")
    file.write_text("import neighbour\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert found(tmp_path / "extractors")["mine"].problem == "ModuleNotFoundError: No module named 'neighbour'"


def test_commands_run_the_python_of_the_harness(crowd: dict[str, Extractor]) -> None:
    assert crowd["packaged"].command[0] == sys.executable


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        ([], ["alpha", "alpha[fast]", "beta"]),
        (["alpha"], ["alpha", "alpha[fast]"]),
        (["alpha[fast]"], ["alpha[fast]"]),
        (["beta", "alpha[fast]", "beta"], ["alpha[fast]", "beta"]),
    ],
)
def test_choice_by_name_or_mode_keeps_the_order_of_the_table(wanted: list[str], chosen: list[str]) -> None:
    rows = [row("alpha"), row("alpha", "fast"), row("beta")]
    assert [one.id for one in choose(rows, wanted)] == chosen


@pytest.mark.parametrize(
    ("wanted", "hint"),
    [
        ("trafilatur", "unknown extractor 'trafilatur'; did you mean trafilatura or trafilatura[fast]?"),
        ("zzz", "unknown extractor 'zzz'; known: justext, trafilatura, trafilatura[fast]"),
    ],
)
def test_unknown_name_lists_the_nearest(wanted: str, hint: str) -> None:
    with pytest.raises(UnknownNameError) as error:
        choose([row("trafilatura"), row("trafilatura", "fast"), row("justext")], ["justext", wanted])
    assert str(error.value) == hint


def test_change_of_shared_code_is_a_change_of_every_extractor_beside_it(tmp_path: Path) -> None:
    write_extractor(tmp_path, "mine", "return ''")
    before = found(tmp_path)["mine"].digest
    (tmp_path / "_shared.py").write_text("ANSWER = 1\n", encoding="utf-8")
    changed = found(tmp_path)["mine"].digest
    (tmp_path / "_shared.py").write_text("ANSWER = 2\n", encoding="utf-8")
    assert len({before, changed, found(tmp_path)["mine"].digest}) == 3


def test_configured_program_keeps_what_is_said_of_it(tmp_path: Path) -> None:
    said = Command(("node", "mine.js"), {"B": "secret", "A": "1"}, ("text/plain",))
    row = found(tmp_path, {"mine": said})["mine"]
    assert (row.command, row.environment, row.accepts) == (
        ("node", "mine.js"),
        (("A", "1"), ("B", "secret")),
        said.accepts,
    )
    others: list[Command | Sequence[str]] = [
        ["node", "mine.js"],
        Command(said.command, {"A": "1"}),
        Command(said.command, said.environment),
    ]
    digests = {row.digest} | {found(tmp_path, {"mine": other})["mine"].digest for other in others}
    assert len(digests) == 1 + len(others)
    assert "secret" not in repr(row)


def test_change_of_a_file_that_an_extractor_names_is_a_change_of_it(tmp_path: Path) -> None:
    declaration = "extractor(extract, files=[Path('words.txt'), Path('model')])"
    file = write_extractor(tmp_path, "mine", "return ''", declaration)
    file.write_text("from pathlib import Path\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    digests = [found(tmp_path)["mine"].digest]
    (tmp_path / "model").mkdir()
    for name, text in (("words.txt", "one"), ("words.txt", "two"), ("model/weights", "1"), ("model/weights", "2")):
        (tmp_path / name).write_text(text, encoding="utf-8")
        digests.append(found(tmp_path)["mine"].digest)
    assert len(set(digests)) == 5
    (tmp_path / "notes.txt").write_text("none of its business", encoding="utf-8")
    assert found(tmp_path)["mine"].digest == digests[-1]


@pytest.mark.parametrize("files", ["'words.txt'", "['words.txt']"])
def test_files_are_paths(tmp_path: Path, files: str) -> None:
    write_extractor(tmp_path, "mine", "return ''", f"extractor(extract, files={files})")
    assert (found(tmp_path)["mine"].problem or "").startswith("TypeError: files must be a list of Paths, not ")

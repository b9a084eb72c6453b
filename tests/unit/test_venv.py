"""Environments of their own: which interpreter, when there is one, and making one without a network."""

from __future__ import annotations

import json
import os
import re
import sys
import zipfile
from pathlib import Path

import pytest

from harness import extractor
from harness.errors import ExtractorError, HarnessError
from harness.extraction import venv
from harness.extraction.checkup import check_up
from harness.extraction.discovery import discover, wanted_environment
from harness.extraction.process import Limits
from harness.extraction.venv import Wanted, build, find, interpreter
from harness.model import Extractor
from workshop import write_extractor

HERE = sys.version_info[:2]
DECLARATION = (
    "extractor(extract, package='tiny-library', imports=['tiny_library'], requirements=['tiny-library==1.5'], "
    "modes={'loud': {'loud': True}})"
)
BODY = "import tiny_library\nreturn tiny_library.find(page.content.decode()) + '!' * bool(settings)"


in_the_cache_of_the_user = venv.environments_folder


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of environments, empty."""
    monkeypatch.setattr(venv, "environments_folder", lambda: tmp_path / "cache")
    return tmp_path / "cache"


@pytest.fixture
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that pip installs from, and from nowhere else; ``tiny-library`` lies in it."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    with zipfile.ZipFile(wheels / "tiny_library-1.5-py3-none-any.whl", "w") as wheel:
        wheel.writestr("tiny_library.py", "def find(html):\n    return html.split('<p>')[1].split('</p>')[0]\n")
        information = "tiny_library-1.5.dist-info"
        wheel.writestr(f"{information}/METADATA", "Metadata-Version: 2.1\nName: tiny-library\nVersion: 1.5\n")
        wheel.writestr(f"{information}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{information}/RECORD", "")
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    monkeypatch.setattr(venv, "_DECODERS", ())  # those are not in the folder; tests/unit/test_launcher.py has them
    return wheels


def fake(folder: Path, wanted: Wanted, version: str, packages: dict[str, str] | None = None) -> Path:
    """Write what an environment of that Python version looks like."""
    environment = folder / f"{wanted.name}-{wanted.key}-py{version}"
    (environment / "bin").mkdir(parents=True)
    (environment / "bin/python").symlink_to(sys.executable)
    for name, number in (packages or {}).items():
        information = environment / f"lib/python{version}/site-packages/{name}-{number}.dist-info"
        information.mkdir(parents=True)
        (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {number}\n", "utf-8")
    (environment / "environment.json").write_text(json.dumps({"python": version}), encoding="utf-8")
    return environment


def rows(folder: Path) -> dict[str, Extractor]:
    return {row.id: row for row in discover(folder) if row.name == "own"}


@pytest.mark.parametrize(
    ("python", "admitted"),
    [
        ("", {(3, 11), (3, 12), (3, 13)}),
        (">=3.12", {(3, 12), (3, 13)}),
        ("<3.12", {(3, 11)}),
        (">=3.11, <3.13", {(3, 11), (3, 12)}),
        (">=3.9", {(3, 11), (3, 12), (3, 13)}),
        (">=3.13,<3.13", set()),
    ],
)
def test_interpreters_that_will_do(python: str, admitted: set[tuple[int, int]]) -> None:
    wanted = Wanted("own", ("x",), python)
    assert {(3, minor) for minor in range(9, 14) if wanted.admits((3, minor))} == admitted


def test_key_depends_on_what_is_installed_and_not_on_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [Wanted("own", requirements).key for requirements in (("a", "b"), ("b", "a"), ("a",), ("a", "b==1"))]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3
    monkeypatch.setattr(venv, "decoders", lambda: ["webencodings==0"])
    assert Wanted("own", ("a", "b")).key not in keys


def test_what_decodes_pages_is_installed_in_the_version_that_decodes_them_here() -> None:
    assert [re.sub(r"==\d+(\.\d+)+$", "", one) for one in venv.decoders()] == [
        "chardetng-py",
        "html5prescan",
        "webencodings",
    ]


def test_environments_lie_in_the_cache_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    assert in_the_cache_of_the_user().parts[-2:] == ("scraper-harness", "environments")
    monkeypatch.setitem(sys.modules, "platformdirs", None)
    with pytest.raises(HarnessError, match="pip install platformdirs"):
        in_the_cache_of_the_user()


def test_environment_of_this_interpreter_is_preferred_and_else_the_oldest_that_fits(cache: Path) -> None:
    wanted = Wanted("own", ("x",))
    assert find(wanted) is None
    newer, newest = fake(cache, wanted, f"3.{HERE[1] + 1}"), fake(cache, wanted, f"3.{HERE[1] + 2}")
    fake(cache, Wanted("own", ("y",)), f"3.{HERE[1]}")
    found = find(wanted)
    assert found is not None
    assert found.folder == newer
    same = fake(cache, wanted, f"3.{HERE[1]}")
    found = find(wanted)
    assert found is not None
    assert found.folder == same
    found = find(Wanted("own", ("x",), f">=3.{HERE[1] + 2}"))
    assert found is not None
    assert found.folder == newest


@pytest.mark.parametrize("lost", ["environment.json", "bin/python"])
def test_half_made_environment_is_none(cache: Path, lost: str) -> None:
    wanted = Wanted("own", ("x",))
    (fake(cache, wanted, f"3.{HERE[1]}") / lost).unlink()
    assert find(wanted) is None


def test_row_is_not_installed_until_its_environment_is_made(cache: Path, tmp_path: Path) -> None:
    write_extractor(tmp_path, "own", BODY, DECLARATION)
    before = rows(tmp_path)
    assert [(row.id, row.version, row.install) for row in before.values()] == [
        ("own", None, "harness extractors install own"),
        ("own[loud]", None, "harness extractors install own"),
    ]
    wanted = wanted_environment(tmp_path, "own")
    assert wanted == Wanted("own", ("tiny-library==1.5",))
    assert wanted is not None
    folder = fake(cache, wanted, f"3.{HERE[1]}", {"tiny_library": "1.5"})
    after = rows(tmp_path)
    assert [(row.version, row.ready, row.command[0]) for row in after.values()] == [
        ("1.5", True, str(folder / "bin/python"))
    ] * 2
    assert after["own[loud]"].command[-2:] == ("--mode", "loud")
    (folder / "environment.json").write_text("other versions below it", encoding="utf-8")
    assert rows(tmp_path)["own"].digest != after["own"].digest


def test_environment_without_the_package_is_a_row_that_says_so(cache: Path, tmp_path: Path) -> None:
    write_extractor(tmp_path, "own", BODY, DECLARATION)
    fake(cache, Wanted("own", ("tiny-library==1.5",)), f"3.{HERE[1]}")
    assert rows(tmp_path)["own"].problem == "its environment has no tiny-library: name it in requirements"


def test_extractor_that_asks_for_none_has_none(tmp_path: Path) -> None:
    write_extractor(tmp_path, "plain", "return ''")
    assert wanted_environment(tmp_path, "plain") is None


def test_made_environment_serves_its_extractor_and_is_made_once(offline: Path, cache: Path, tmp_path: Path) -> None:
    write_extractor(tmp_path, "own", BODY, DECLARATION)
    wanted = wanted_environment(tmp_path, "own")
    assert wanted is not None
    said: list[str] = []
    made = build(wanted, said.append)
    assert said == [f"making {made.folder} with {sys.executable}", "installing tiny-library==1.5"]
    checked = [check_up(row, Limits()) for row in rows(tmp_path).values()]
    assert [one.extraction.outcome for one in checked] == ["ok", "ok"], [one.extraction.failure for one in checked]
    assert checked[1].text == checked[0].text + "!"
    said.clear()
    assert build(wanted, said.append) == made
    assert said == []


def test_what_cannot_be_installed_leaves_no_environment(offline: Path, capfd: pytest.CaptureFixture[str]) -> None:
    wanted = Wanted("own", ("no-such-library==9",))
    with pytest.raises(ExtractorError) as error:
        build(wanted, lambda _: None)
    assert "no-such-library==9` ended with status 1; what it printed says why." in str(error.value)
    assert "`harness extractors install own` again" in str(error.value)
    printed = capfd.readouterr()
    assert "no-such-library" in printed.err
    assert printed.out == ""
    assert find(wanted) is None


def on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, script: str) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    return folder / name


def test_this_interpreter_is_taken_where_it_fits() -> None:
    assert interpreter(Wanted("own", ("x",), f">=3.{HERE[1]}")) == (sys.executable, HERE)


def test_another_interpreter_is_looked_for_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    newer = on_path(tmp_path, monkeypatch, f"python3.{HERE[1] + 1}", "exit 0")
    assert interpreter(Wanted("own", ("x",), f">=3.{HERE[1] + 1}")) == (str(newer), (3, HERE[1] + 1))


def test_stand_in_that_starts_nothing_is_no_interpreter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on_path(tmp_path, monkeypatch, f"python3.{HERE[1] + 1}", "echo no such version >&2; exit 127")
    with pytest.raises(ExtractorError) as error:
        interpreter(Wanted("own", ("x",), f">=3.{HERE[1] + 1}"))
    assert f"own needs Python >=3.{HERE[1] + 1}; this is 3.{HERE[1]}, and PATH has no other" in str(error.value)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"requirements": "x==1"}, TypeError, "requirements must be a list of requirements"),
        ({"requirements": [""]}, TypeError, "requirements must be a list of requirements"),
        ({"requirements": [5]}, TypeError, "requirements must be a list of requirements"),
        ({"python": ">=3.12"}, ValueError, "give requirements too"),
        ({"requirements": ["x"], "python": "3.12"}, ValueError, "python must be such as"),
        ({"requirements": ["x"], "python": ">=2.7"}, ValueError, "python must be such as"),
    ],
)
def test_wrong_declaration_says_what_is_wrong(
    arguments: dict[str, object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        extractor(print, **arguments)  # type: ignore[arg-type]

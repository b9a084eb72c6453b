"""``harness versions``: one library in two versions, from its wheels to the verdict."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from harness import reporting
from wheels import install_from, write_wheel
from workshop import Harness, write_extractor, write_workspace

# The older version loses the last of three paragraphs; the newest does not import.
FIND = "import re\n\n\ndef find(html):\n    return '\\n\\n'.join(re.findall('<p>(.*?)</p>', html){})\n"
DECLARATION = "extractor(extract, package='tiny-library', imports=['tiny_library'])"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the wheels, in which environments stay for all tests of this module."""
    folder = tmp_path_factory.mktemp("versions")
    for version, source in (
        ("1.9", FIND.format("[:-1]")),
        ("1.10", FIND.format("")),
        ("2.0", "import no_such_module\n"),
    ):
        write_wheel(folder / "wheels", "tiny-library", version, source)
    with pytest.MonkeyPatch.context() as patch:
        install_from(folder / "wheels", folder / "environments", patch)
        yield folder


@pytest.fixture
def tiny(tmp_path: Path, made: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace of two cases and an extractor that drives tiny-library; the current folder."""
    write_workspace(tmp_path)
    write_extractor(
        tmp_path / "extractors",
        "tiny",
        "import tiny_library\nreturn tiny_library.find(page.content.decode())",
        DECLARATION,
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_versions_are_scored_in_their_own_environments_and_compared(tiny: Path, made: Path, harness: Harness) -> None:
    done = harness(
        "versions", "tiny-library==1.10", "tiny==1.9", "--on", "golden", "--metric", "recall", "--format", "json"
    )
    assert done.code == 0, done.err
    (row,) = json.loads(done.out)
    # 43 of the 46 expected words stand in the three paragraphs, 14 of them in the last.
    assert (row["extractor"], row["base"], row["new"]) == ("tiny", "1.9", "1.10")
    assert (row["base_recall"], row["new_recall"]) == (pytest.approx(29 / 46), pytest.approx(43 / 46))
    assert row["change"] == pytest.approx(14 / 46)
    assert (row["pages"], row["changed"], row["verdict"]) == (2, 2, "inconclusive"), "two pages prove nothing"
    folder = tiny / "reports/latest/versions"
    names = [row["extractor"] for row in json.loads((folder / "leaderboard.json").read_text(encoding="utf-8"))]
    assert names == ["tiny@1.10", "tiny@1.9"]

    table = harness("versions", "tiny==1.9", "tiny==1.10")
    assert [line for line in table.err.splitlines() if line.startswith(("making", "installing"))] == [], "made once"
    assert [line.split()[:3] for line in table.out.splitlines()[3:5]] == [
        ["tiny@1.9", "1.9", "2"],
        ["tiny@1.10", "1.10", "2"],
    ]
    assert "F1: every two versions" in table.out
    pages = table.out.split("F1: the pages that moved most")[1]
    assert "news/bakery" in pages
    assert "news/cafe" in pages
    markdown = harness("versions", "tiny==1.9", "tiny==1.10", "--format", "markdown")
    assert markdown.out.count("\n### ") == 2
    assert "| tiny@1.10 " in markdown.out.replace("\\", "")


def test_run_that_was_killed_before_its_report_goes_on(
    tiny: Path, harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ("versions", "tiny==1.9", "tiny==1.10", "--cache", "off", "--report", "versions")

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, suppress(KeyboardInterrupt):
        patch.setattr(reporting, "write_report", killed)
        harness(*command)
    journal = tiny / "versions/journal.jsonl"
    extracted = journal.read_bytes()
    assert harness(*command).code == 0
    assert journal.read_bytes() == extracted + b'{"end": true}\n', "nothing was extracted again"
    assert (tiny / "versions/report.html").exists()


def test_version_that_does_not_import_is_named_with_its_reason(tiny: Path, made: Path, harness: Harness) -> None:
    done = harness("versions", "tiny==1.10", "tiny==2.0", "--format", "json")
    assert done.code == 1
    assert "harness: tiny@2.0 failed on every page: ModuleNotFoundError: No module named 'no_such_module'" in done.err
    assert "--with REQUIREMENT" in done.err
    (row,) = json.loads(done.out)
    assert (row["new_f1"], row["changed"]) == (0.0, 2)


def test_nothing_is_installed_for_cases_that_are_not_there(tiny: Path, made: Path, harness: Harness) -> None:
    before = sorted((made / "environments").glob("*"))
    shutil.rmtree(tiny / "golden")
    done = harness("versions", "tiny==3.0", "tiny==3.1")
    assert (done.code, done.out) == (2, "")
    assert sorted((made / "environments").glob("*")) == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["tiny"], "'tiny' names no exact version"),
        (["tiny==1"], "tiny has nothing to be compared with"),
        (["mine==1", "mine==2"], "mine is no Python extractor that declares the package it drives"),
    ],
)
def test_wrong_use_ends_in_one_sentence(tiny: Path, harness: Harness, arguments: list[str], message: str) -> None:
    done = harness("versions", *arguments)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert done.err.count("\n") == 1

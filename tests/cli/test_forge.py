"""``harness forge``: what it refuses, and that nothing which somebody changed is written over."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from workshop import Harness

FEW = ("--count", "3", "--seed", "7", "--jobs", "1", "--to", "forged")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--count", "0"), "--count must be 1 or more, not 0"),
        (("--count", "-5"), "--count must be 1 or more, not -5"),
        (("--count", "1", "--warc", "0"), "--warc must be 1 or more, not 0"),
        (("--count", "1", "--jobs", "-1"), "--jobs must be 1 or more, not -1"),
        (("--page-type", "banana"), "'banana'; known: article, collection, documentation"),
        (("--language", "en-GB"), "'en-GB'; did you mean en?"),
        (("--language", "xx"), "'xx'; known: ar, de, "),
        (("--language", "el", "--page-type", "service"), "no piece in el is of the type service; there is article"),
        (("--count", "1", "--template", "shopify", "--page-type", "article"), "shopify shows product"),
        (("--template", "shopify", "--page-type", "article"), "the shipped set has no such page; give --count"),
        (("--seed", "7"), "--seed needs --count"),
        (("--count", "1", "--seed", "2026/03"), "--seed must be letters, digits, '-', '_' and '.', not '2026/03'"),
        (("--count", "1", "--seed", ""), "not ''"),
        (("--count", "1", "--seed", "shipped-2"), "--seed must not begin with 'shipped'"),
        (("--count", "2", "--warc", "3"), "--warc 3 is more than the 2 pages"),
        (("--list", "--page-type", "banana"), "'banana'; known: article"),
        (("--template", "shopfy"), "unknown template 'shopfy'; did you mean shopify"),
    ],
)
def test_wrong_usage_is_told_and_nothing_is_written(
    harness: Harness, here: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = harness("forge", "--to", "forged", *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert not list(here.iterdir())


def test_folder_is_asked_for(harness: Harness) -> None:
    done = harness("forge", "--count", "1")
    assert (done.code, "--to is missing" in done.err) == (2, True)


def test_pages_are_written_and_nothing_else_is_left(harness: Harness, here: Path) -> None:
    done = harness("forge", *FEW)
    assert (done.code, done.out.split(",")[0]) == (0, "3 pages")
    assert [path.name for path in here.iterdir()] == ["forged"]
    assert len(list((here / "forged").glob("*/*/golden.json"))) == 3


def test_cases_that_nobody_changed_are_written_again_without_a_word(harness: Harness, here: Path) -> None:
    harness("forge", *FEW)
    first = files(here)
    assert harness("forge", *FEW).code == 0
    assert files(here) == first


@pytest.mark.parametrize("change", ["expected.md", "golden.json", "page.html.gz", "a note.txt"])
def test_changed_case_is_replaced_only_by_force(harness: Harness, here: Path, change: str) -> None:
    harness("forge", *FEW)
    first = files(here)
    case = min((here / "forged").glob("*/*"))
    (case / change).write_bytes(b"mine\n")
    changed = files(here)
    refused = harness("forge", *FEW)
    assert (refused.code, refused.out) == (2, "")
    assert f"({case.relative_to(here / 'forged').as_posix()}); nothing was written" in refused.err
    assert "--force" in refused.err
    assert files(here) == changed
    assert harness("forge", *FEW, "--force").code == 0
    assert files(here) == first


def test_other_cases_of_the_folder_stay(harness: Harness, here: Path) -> None:
    mine = here / "forged/article/mine/expected.md"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine\n")
    assert harness("forge", *FEW).code == 0
    assert mine.read_text() == "mine\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_folder_that_cannot_be_written_is_named(harness: Harness, here: Path) -> None:
    (here / "locked").mkdir(mode=0o500)
    done = harness("forge", "--count", "1", "--jobs", "1", "--to", "locked/forged")
    assert (done.code, "locked/forged cannot be written" in done.err) == (2, True)


def test_crawl_is_written_as_files(harness: Harness, here: Path) -> None:
    done = harness("forge", "--count", "4", "--jobs", "1", "--warc", "2", "--to", "crawl")
    assert (done.code, done.out.split(",")[0]) == (0, "4 pages")
    assert sorted(path.name for path in (here / "crawl").iterdir()) == ["forged-00000.warc.gz", "forged-00001.warc.gz"]


def test_files_of_a_crawl_are_replaced_only_by_force(harness: Harness, here: Path) -> None:
    asked = ("forge", "--count", "4", "--jobs", "1", "--warc", "2", "--to", "crawl")
    harness(*asked)
    first = files(here)
    (here / "crawl/forged-00001.warc.gz").write_bytes(b"mine")
    refused = harness(*asked)
    assert (refused.code, refused.out) == (2, "")
    assert "crawl has forged-00000.warc.gz already; give another --to, or --force" in refused.err
    assert files(here)["crawl/forged-00001.warc.gz"] == b"mine"
    assert harness(*asked, "--force").code == 0
    assert files(here) == first


def test_a_crawl_that_cannot_be_written_is_told_and_leaves_nothing(harness: Harness, here: Path) -> None:
    (here / "taken").write_text("a file")
    done = harness("forge", "--count", "2", "--jobs", "1", "--warc", "1", "--to", "taken")
    assert (done.code, "taken: cannot be written: File exists; name another folder" in done.err) == (2, True)
    (here / "crawl/forged-00001.warc.gz").mkdir(parents=True)
    done = harness("forge", "--count", "4", "--jobs", "1", "--warc", "2", "--to", "crawl", "--force")
    assert (done.code, "crawl: cannot be written: Is a directory" in done.err) == (2, True)
    assert not list(here.glob("crawl/*.part"))


def test_list_has_the_templates_that_fit_what_was_chosen(harness: Harness) -> None:
    done = harness("forge", "--list", "--page-type", "forum", "--language", "ru", "--format", "csv")
    assert {line.split(",")[1] for line in done.out.splitlines()[1:]} == {"forum"}
    wide = harness("forge", "--list").out.splitlines()
    assert len(wide) > 65
    assert max(map(len, wide)) <= 100


def test_list_has_the_templates_that_were_chosen(harness: Harness) -> None:
    done = harness("forge", "--list", "--template", "shopify", "--format", "csv")
    assert [line.split(",")[:2] for line in done.out.splitlines()] == [
        ["template", "page types"],
        ["shopify", "product"],
    ]

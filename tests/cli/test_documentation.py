"""What the documents say of the command and of its settings, held against what there is."""

from __future__ import annotations

import argparse
import csv
import dataclasses
import importlib
import json
import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from harness.cli import _COMMANDS
from harness.config import Config
from harness.model import NOISE_KINDS, PAGE_TYPES
from workshop import REPOSITORY, Harness

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
PAGES = {path.name: path.read_text(encoding="utf-8") for path in sorted((REPOSITORY / "docs").glob("*.md"))}
EVERYTHING = "\n".join([README, *PAGES.values()])


def parsers(parser: argparse.ArgumentParser, name: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    yield name, parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, one in action.choices.items():
                yield from parsers(one, f"{name} {word}".strip())


def commands() -> dict[str, argparse.ArgumentParser]:
    """Return the parsers by the words that lead to them, ``golden check`` for instance."""
    whole = argparse.ArgumentParser(prog="harness")
    actions = whole.add_subparsers()
    for name in _COMMANDS:
        importlib.import_module(f"harness.cli.{name}").add_parser(actions)
    return {name: parser for name, parser in parsers(whole) if name}


@pytest.mark.parametrize("name", sorted(commands()))
def test_help_of_every_command_ends_with_an_example(harness: Harness, name: str) -> None:
    shown = harness(*name.split(), "--help")
    assert (shown.code, shown.err) == (0, "")
    _, _, examples = shown.out.rpartition("\nexample")
    assert f"  harness {name}" in examples


def test_every_option_stands_in_some_document() -> None:
    options = {
        option
        for parser in commands().values()
        for action in parser._actions
        for option in action.option_strings
        if option.startswith("--") and option not in ("--help", "--extractor")
    }
    unknown = {option for option in options if not re.search(rf"(?<![\w-]){option}(?![\w-])", EVERYTHING)}
    assert not unknown


def test_every_option_that_a_document_gives_the_command_exists() -> None:
    known = commands()
    wrong = []
    for line in re.findall(r"\bharness ([a-z][^`#\n|]*)", EVERYTHING):
        words = line.split()
        parser = known.get(" ".join(words[:2])) or known.get(words[0])
        if parser is not None:
            there = {option for action in parser._actions for option in action.option_strings}
            wrong += [f"{words[0]}: {word}" for word in words if re.fullmatch("--[a-z-]+", word) and word not in there]
    assert not wrong


def test_every_command_stands_in_the_readme() -> None:
    told = README[README.index("The same without pytest, and more:") :]
    for name in commands():
        first, _, second = name.partition(" ")
        assert f"`{first}`" in told or f"`harness {first}`" in told or f"`{first} " in told, name
        if first == "golden" and second:
            assert second in told[told.index("`golden ") :].partition("`;")[0], name


def test_every_key_stands_in_the_readme() -> None:
    keys = {field.name for field in dataclasses.fields(Config)} - {"root", "commands", "gate"}
    told = {
        key for row in re.findall(r"^\|[^|]*\|([^|]*)\|", README, re.MULTILINE) for key in re.findall(r"`(\w+)", row)
    }
    assert keys <= told


def test_every_extra_stands_in_the_readme() -> None:
    extras = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert set(extras) <= set(re.findall(r"^\| `(\w+)` \|", README, re.MULTILINE))


@pytest.mark.parametrize(
    ("heading", "names"),
    [("## Kinds of noise", NOISE_KINDS), ("## Types of pages", PAGE_TYPES)],
    ids=["noise", "types"],
)
def test_kinds_of_the_schema_are_defined(heading: str, names: tuple[str, ...]) -> None:
    section = PAGES["golden.md"].partition(heading)[2].partition("\n## ")[0]
    assert sorted(re.findall(r"^\| `([\w-]+)` \|", section, re.MULTILINE)) == sorted(names)


def explained(section: str) -> list[str]:
    """Return what the first column of the section's tables names, ``title_*`` for instance."""
    rows = re.findall(r"^\|([^|]*)\|", section, re.MULTILINE)
    return [name for row in rows for name in re.findall(r"`([\w*]+)`", row)]


def test_every_column_and_part_of_a_report_is_explained(workspace: Path, harness: Harness) -> None:
    assert harness("run", "-E", "mine").code == 0
    section = PAGES["report.md"].partition("## For programs")[2]
    (row,) = json.loads((workspace / "reports/latest/leaderboard.json").read_text())
    of_leaderboard, _, rest = section.partition("`scores.csv`")
    names = explained(of_leaderboard)
    assert not [key for key in row if not any(fnmatchcase(key, name) for name in names)]
    assert not [name for name in names if not any(fnmatchcase(key, name) for key in row)]

    of_scores, _, of_run = rest.partition("`run.json` has everything")
    with (workspace / "reports/latest/scores.csv").open(encoding="utf-8") as file:
        columns = next(csv.reader(file))
    assert not [key for key in columns if key not in row and f"`{key}`" not in of_scores]

    run = json.loads((workspace / "reports/latest/run.json").read_text())
    assert explained(of_run) == list(run)
    for part in ("extractors", "cases", "results"):
        told = re.search(rf"^\| `{part}` \|(.*)\|$", of_run, re.MULTILINE)
        assert told
        assert not [key for key in run[part][0] if f"`{key}`" not in told[1]]


def test_links_lead_to_files_and_headings_that_are_there() -> None:
    contributing = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    documents = {"README.md": README, "CONTRIBUTING.md": contributing, **{f"docs/{n}": t for n, t in PAGES.items()}}
    headings = {
        name: {
            re.sub(r"[^\w\- ]", "", line.lstrip("# ").lower()).replace(" ", "-")
            for line in text.splitlines()
            if line.startswith("#")
        }
        for name, text in documents.items()
    }
    for name, text in documents.items():
        for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", text):
            file, _, anchor = target.partition("#")
            path = (REPOSITORY / name).parent.joinpath(file).resolve() if file else REPOSITORY / name
            assert path.exists(), f"{name}: {target}"
            if anchor:
                assert anchor in headings[path.relative_to(REPOSITORY).as_posix()], f"{name}: {target}"

"""The catalogue of data sets: whole, in the form of its schema, and right about what is at hand."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from harness.datasets import catalogue
from harness.datasets.catalogue import NAMES, Presence, entries, find_entry, look_for
from harness.datasets.opening import find
from harness.errors import UnknownNameError
from harness.schema import schema_path, violations
from layouts import write_files

DOCUMENT = json.loads(Path(catalogue.__file__).with_name("catalogue.json").read_text(encoding="utf-8"))


def test_catalogue_keeps_its_schema() -> None:
    Draft202012Validator.check_schema(json.loads(schema_path("datasets").read_text(encoding="utf-8")))
    assert list(violations("datasets", DOCUMENT)) == []


@pytest.mark.parametrize("change", [{"cases": 0}, {"licence": " "}, {"page_kinds": ["blog"]}, {"size_": "1"}])
def test_schema_refuses_what_no_entry_may_say(change: dict[str, object]) -> None:
    assert list(violations("datasets", {"format": 1, "data_sets": [DOCUMENT["data_sets"][0] | change]}))


def test_every_data_set_that_can_be_opened_has_an_entry_in_the_same_order() -> None:
    assert tuple(entry.name for entry in entries()) == NAMES


def test_sizes_and_licences_are_the_published_ones() -> None:
    known = {entry.name: (entry.cases, entry.licence) for entry in entries()}
    assert known == {
        "zyte": (181, "MIT"),
        "wcxb": (1497 + 511, "CC-BY-4.0"),
        "wceb": (700 + 738 + 71 + 1379 + 180 + 621 + 115 + 181, "Apache-2.0"),
        "trafilatura": (851, "Apache-2.0"),
        "webmainbench": (7809, "Apache-2.0"),
        "fundus": (16 * 5, "MIT"),
        "htmldate": (1000, "Apache-2.0"),
        "readability": (None, "Apache-2.0"),
        "cleaneval": (738, "not stated"),
        "jsonl": (None, "yours"),
        "warc": (None, "the crawl's"),
    }


def test_size_for_people_begins_with_the_number_of_cases() -> None:
    for entry in entries():
        assert entry.cases is None or entry.size.startswith(f"{entry.cases:,}")


def test_unknown_name_lists_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean wcxb"):
        find_entry("wcbx")


def test_importing_the_catalogue_reads_nothing() -> None:
    code = "import pathlib; pathlib.Path.read_text = None; import harness.datasets.catalogue"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_presence_is_unknown_where_no_folder_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HARNESS_DATASETS", raising=False)
    assert look_for("zyte") == Presence()


def test_presence_has_the_place_where_it_is_opened_and_the_number_of_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HARNESS_DATASETS", str(tmp_path))
    assert look_for("zyte") == Presence(tmp_path.resolve() / "zyte")
    write_files(tmp_path / "zyte", {"ground-truth.json": {"a": {}, "b": 7}})
    assert look_for("zyte") == Presence(find("zyte:")[1], 2)


def test_folder_that_is_no_such_data_set_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARNESS_DATASETS", str(tmp_path))
    write_files(tmp_path / "zyte", {"ground-truth.json": "["})
    found = look_for("zyte")
    assert found.records is None
    assert "ground-truth.json is not JSON" in found.problem

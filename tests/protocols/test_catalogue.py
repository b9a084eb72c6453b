"""Protocols by name, and the one that a data set is scored by."""

from __future__ import annotations

import subprocess
import sys

import pytest

from harness.datasets.catalogue import NAMES
from harness.errors import UnknownNameError
from harness.metrics.catalogue import find
from harness.protocols.catalogue import PROTOCOLS, default_protocol, find_protocol


@pytest.mark.parametrize("entry", PROTOCOLS, ids=lambda entry: entry.name)
def test_protocol_bears_its_name_and_needs_metrics_that_there_are(entry: object) -> None:
    assert entry in PROTOCOLS
    protocol = find_protocol(getattr(entry, "name", ""))
    assert protocol.name == getattr(entry, "name", "")
    assert protocol.metrics
    for name in (*protocol.metrics, *protocol.optional):
        assert find(name).name == name


@pytest.mark.parametrize("entry", PROTOCOLS, ids=lambda entry: entry.name)
def test_definition_names_its_source(entry: object) -> None:
    assert "\nSource: " in getattr(entry, "definition", "")


def test_unknown_name_lists_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="unknown protocol 'wcbx'; did you mean wcxb"):
        find_protocol("wcbx")


@pytest.mark.parametrize(
    ("data_set", "protocol"),
    [
        ("zyte", "zyte"),
        ("wcxb", "wcxb"),
        ("wceb", "wceb"),
        ("cleaneval", "wceb"),
        ("trafilatura", "trafilatura"),
        ("webmainbench", "webmainbench"),
        ("fundus", "fundus"),
        ("htmldate", "htmldate"),
        ("readability", None),
        ("jsonl", None),
        ("warc", None),
        ("golden", None),
        ("", None),
    ],
)
def test_default_protocol_of_a_data_set(data_set: str, protocol: str | None) -> None:
    assert default_protocol(data_set) == protocol


def test_defaults_are_of_data_sets_that_there_are() -> None:
    assert {name for entry in PROTOCOLS for name in entry.data_sets} <= set(NAMES)


def test_catalogue_loads_no_protocol_before_it_is_asked_for() -> None:
    code = (
        "import sys, harness.protocols.catalogue as c; c.default_protocol('zyte'); "
        "print([name for name in sys.modules if name.startswith(('harness.protocols.z', 'harness.metrics.z'))])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"

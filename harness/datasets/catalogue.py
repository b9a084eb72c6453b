"""The data sets that can be opened by name: what is known of each, and whether it is at hand."""

from __future__ import annotations

import importlib
import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ..errors import HarnessError, UnknownNameError
from ..text import collapse

# fmt: off
NAMES = (
    "zyte", "wcxb", "wceb", "trafilatura", "webmainbench", "fundus", "htmldate", "readability", "cleaneval", "jsonl",
    "warc",
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Entry:
    """What ``catalogue.json`` says of a data set; ``harness/schema/datasets.schema.json`` defines each key.

    ``cases`` is ``None`` where the number of pages is not fixed, and ``size`` says it for people. ``licence`` is that
    of the annotations: pages belong to their sites. ``caveat`` is ``defects`` in a few words.
    """

    name: str
    title: str
    cases: int | None
    size: str
    page_kinds: tuple[str, ...]
    languages: str
    licence: str
    source: str
    citation: str
    caveat: str
    defects: tuple[str, ...]
    oddities: tuple[str, ...]
    layout: tuple[str, ...]
    fetch: str


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether a data set lies in ``$HARNESS_DATASETS/<name>``.

    Attributes:
        path: where it was looked for; ``None`` where the variable is not set.
        records: how many records it has there; ``None``: it is not there, or cannot be opened.
        problem: why it cannot be opened, although there is something.
    """

    path: Path | None = None
    records: int | None = None
    problem: str = ""


@cache
def entries() -> tuple[Entry, ...]:
    """Return all data sets, in the order of :data:`NAMES`. Reads ``catalogue.json`` at the first call."""
    document = json.loads(Path(__file__).with_name("catalogue.json").read_text(encoding="utf-8"))
    return tuple(Entry(**_frozen(one)) for one in document["data_sets"])


def _frozen(record: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in record.items()}


def find_entry(name: str) -> Entry:
    """Return a data set by name. Raises :class:`~harness.errors.UnknownNameError` with the nearest names."""
    for entry in entries():
        if entry.name == name:
            return entry
    raise UnknownNameError("data set", name, NAMES)


def look_for(name: str) -> Presence:
    """Look for a data set where ``name:`` alone is opened, and count its records. Never raises on what is there."""
    folder = os.environ.get("HARNESS_DATASETS")
    if not folder:
        return Presence()
    path = Path(folder).resolve() / name
    if not path.exists():
        return Presence(path)
    try:
        return Presence(path, len(importlib.import_module(f".{name}", __package__).open_source(path)))
    except (HarnessError, OSError) as error:
        return Presence(path, problem=collapse(str(error)))

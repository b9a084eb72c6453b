"""Miniatures of other benchmarks' layouts that tests write for themselves."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from harness.datasets import open_spec
from harness.goldens import Collection

DATASETS = os.environ.get("HARNESS_DATASETS")
needs_samples = pytest.mark.skipif(DATASETS is None, reason="HARNESS_DATASETS names no folder with the peers' samples")


def write_files(folder: Path, files: Mapping[str, Any]) -> Path:
    """Write files by their path below ``folder``: bytes and text as they are, anything else as JSON; ``.gz`` packed."""
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if not isinstance(content, (bytes, str)):
            content = json.dumps(content)
        raw = content.encode() if isinstance(content, str) else content
        file.write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
    return folder


def opened(name: str, folder: Path, **options: Any) -> Collection:
    """Open a miniature, with the list of its oddities."""
    return open_spec(f"{name}:{folder}", list_oddities=True, **options)


def sample(name: str) -> Collection:
    """Open a peer's real sample and print what is in it."""
    collection = open_spec(f"{name}:", list_oddities=True)
    print(f"{name}: {len(collection.cases)} cases, {len(collection.broken)} broken, {collection.odd} oddities")
    return collection


def told(collection: Collection, folder: Path) -> list[str]:
    """Return what was told of the broken records and of the oddities, with paths below ``folder``."""
    said = [str(problem) for problem in (*collection.problems, *collection.oddities)]
    return [line.replace(f"{folder.resolve()}/", "").replace(f"{folder.resolve()}", ".") for line in said]

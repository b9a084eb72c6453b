"""``harness extractors``: what can be run here, and what is missing."""

from __future__ import annotations

import json
from pathlib import Path

from workshop import Harness, write_extractor


def test_every_extractor_is_listed_with_its_status(workspace: Path, harness: Harness) -> None:
    folder = workspace / "extractors"
    write_extractor(folder, "absent", "return ''", "extractor(extract, package='no-such-package', licence='MIT')")
    write_extractor(folder, "modal", "return ''", "extractor(extract, version='3', modes={'fast': {}})")
    (folder / "broken.py").write_text("import no_such_module\n", encoding="utf-8")
    listed = harness("extractors", "--format", "json")
    assert (listed.code, listed.err) == (0, "")
    rows = {row.pop("extractor"): row for row in json.loads(listed.out)}
    expected = {
        "mine": ("", None, "workspace", "ready"),
        "absent": (None, "MIT", "workspace", "not installed: pip install no-such-package"),
        "modal": ("3", None, "workspace", "ready"),
        "modal[fast]": ("3", None, "workspace", "ready"),
        "broken": (None, None, "workspace", "ModuleNotFoundError: No module named 'no_such_module'"),
        "nothing": ("1", None, "bundled", "ready"),
    }
    columns = ("version", "licence", "origin", "status")
    assert {name: rows[name] for name in expected} == {
        name: dict(zip(columns, row, strict=True)) for name, row in expected.items()
    }
    assert [name for name in rows if name in ("mine", "everything", "nothing")] == ["mine", "everything", "nothing"]


def test_table_has_a_line_for_each_extractor(workspace: Path, harness: Harness) -> None:
    lines = harness("extractors").out.splitlines()
    assert lines[0].split() == ["extractor", "version", "licence", "origin", "status"]
    assert ["mine", "-", "workspace", "ready"] in [line.split() for line in lines]

"""Distributions that are installed as far as their metadata says, in a folder that Python looks into."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def install(
    folder: Path, name: str, version: str, requires: Sequence[str] = (), extras: Sequence[str] = (), about: str = ""
) -> None:
    """Write a distribution's metadata, in place of that of another version of it."""
    place = folder / f"{name.replace('-', '_')}.dist-info"
    place.mkdir(parents=True, exist_ok=True)
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    lines += [*(f"Provides-Extra: {extra}" for extra in extras), *(f"Requires-Dist: {one}" for one in requires)]
    (place / "METADATA").write_text("\n".join([*lines, "", about]), encoding="utf-8")

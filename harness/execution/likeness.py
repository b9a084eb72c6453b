"""Whether another machine extracts as this one does: the same Python, harness, extractors and libraries below them."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Mapping
from pathlib import Path

from ..model import Extractor


def surroundings() -> tuple[str, ...]:
    """Return what is the same of two processes that find the same interpreter, files and libraries.

    That is the machine since it was started, the interpreter, and where it looks for modules.
    """
    boot = Path("/proc/sys/kernel/random/boot_id")
    started = boot.read_text() if boot.exists() else ""
    return platform.node(), started, sys.executable, os.environ.get("PYTHONPATH", "")


def python_version() -> str:
    """Return what must be the same of two Pythons: ``3.11``."""
    return ".".join(platform.python_version_tuple()[:2])


def differences(here: Mapping[str, str], there: Mapping[str, str]) -> list[str]:
    """Say which libraries the other side has in another version, or not at all."""
    return [
        f"{name} is {version} here and {there.get(name, 'missing')} there"
        for name, version in here.items()
        if there.get(name) != version
    ]


def row_difference(here: Extractor, there: Extractor | None) -> str | None:
    """Say how the other side's extractor of the same name is another one; ``None`` if it is the same."""
    if there is None:
        return f"{here.id} does not exist there"
    if not there.ready:
        return f"{here.id} is {here.version} here and cannot run there: {there.problem or there.install}"
    if here.version != there.version:
        return f"{here.id} is {here.version or 'of no version'} here and {there.version or 'of no version'} there"
    if here.digest != there.digest:
        return f"{here.id} is made of other files there"
    return None

"""A tiny library in several versions, and a pip that installs from that folder alone: no network is needed."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from harness.extraction import venv


def write_wheel(folder: Path, name: str, version: str, source: str, requires: str | None = None) -> Path:
    """Write a wheel that holds one module of the distribution's name."""
    folder.mkdir(parents=True, exist_ok=True)
    module = name.replace("-", "_")
    file = folder / f"{module}-{version}-py3-none-any.whl"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    if requires:
        metadata += f"Requires-Dist: {requires}\n"
    with zipfile.ZipFile(file, "w") as wheel:
        wheel.writestr(f"{module}.py", source)
        information = f"{module}-{version}.dist-info"
        wheel.writestr(f"{information}/METADATA", metadata)
        wheel.writestr(f"{information}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{information}/RECORD", "")
    return file


def install_from(folder: Path, environments: Path, patch: pytest.MonkeyPatch) -> None:
    """Have pip install from a folder alone, into environments that lie in a folder of the test's."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        patch.delenv(name)
    patch.setenv("PIP_CONFIG_FILE", os.devnull)
    patch.setenv("PIP_NO_INDEX", "1")
    patch.setenv("PIP_FIND_LINKS", str(folder))
    patch.setattr(venv, "environments_folder", lambda: environments)
    patch.setattr(venv, "_DECODERS", ())  # those are not in the folder; tests/unit/test_launcher.py has them

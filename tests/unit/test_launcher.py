"""A child under an interpreter that has no harness: it sees the package, and none of the libraries beside it."""

from __future__ import annotations

import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from harness.extraction import launcher
from harness.extraction.process import Child, Limits
from harness.extraction.venv import decoders
from workshop import page_file, text_of, write_extractor

SEEN = """
import importlib.util, json, sys
names = ["harness", "numpy", "selectolax", "pytest", "process", "child", "neighbour"]
return json.dumps([[name for name in names if importlib.util.find_spec(name)], page.html, settings])
"""


@pytest.fixture(scope="module")
def interpreter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment that has what decodes pages, and nothing else."""
    folder = tmp_path_factory.mktemp("bare")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    (site_packages,) = folder.glob("lib/python*/site-packages")
    for requirement in decoders():
        for file in importlib.metadata.files(requirement.split("==")[0]) or ():
            target = site_packages / file
            if ".." not in file.parts and "__pycache__" not in file.parts:
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(str(file.locate()), target)
    return folder / "bin" / "python"


def test_extractor_finds_harness_and_its_own_environment_alone(
    interpreter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/neighbour.py").touch()
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path / "lib"), sysconfig.get_path("purelib")]))
    file = write_extractor(tmp_path, "mine", SEEN, "extractor(extract, modes={'loud': {'volume': 11}})")
    page = page_file(tmp_path / "pages")
    page.path.write_bytes("<p>Gr\u00fc\u00dfe".encode("windows-1252"))
    command = [str(interpreter), launcher.__file__, str(file), "--mode", "loud"]
    with Child(command, Limits()) as child:
        assert json.loads(text_of(child.extract(page))) == [["harness"], "<p>Gr\u00fc\u00dfe", {"volume": 11}]


def test_network_is_refused_there_too(interpreter: Path, tmp_path: Path) -> None:
    file = write_extractor(tmp_path, "mine", "import socket; socket.create_connection(('127.0.0.1', 9))")
    with Child([str(interpreter), launcher.__file__, str(file)], Limits()) as child:
        extraction = child.extract(page_file(tmp_path / "pages"))
    assert extraction.failure is not None
    assert extraction.failure.type == "NetworkForbiddenError"

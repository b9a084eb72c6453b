"""The libraries of ``node/``, as rows: what they need, and how they are started."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from harness import Program, program

FOLDER = Path(__file__).parent / "node"
OLDEST_NODE = 20


def npm_library(package: str, serve_as: str, licence: str, modes: Mapping[str, Sequence[str]] | None = None) -> Program:
    """Declare a library that ``node/serve.mjs`` serves under the name ``serve_as``."""
    return program(
        ["node", FOLDER / "serve.mjs", serve_as],
        package=package,
        version=FOLDER / "node_modules" / package / "package.json",
        modes=modes,
        install=install(),
        licence=licence,
        ready=what_to_do,
        # The lock file names the exact version of everything below node_modules.
        files=[FOLDER / "protocol.mjs", FOLDER / "package-lock.json"],
    )


def install() -> str:
    """Return the command that installs the libraries, as short as it can be typed from here."""
    here = Path.cwd()
    folder = FOLDER.relative_to(here) if FOLDER.is_relative_to(here) else FOLDER
    return f"npm ci --prefix {folder}"


@cache
def what_to_do() -> str | None:
    """Return what is to be done before Node can serve anything; ``None`` when it can."""
    node = shutil.which("node")
    if node is None:
        return f"install Node {OLDEST_NODE} or newer, then {install()}"
    shown = subprocess.run([node, "--version"], capture_output=True, text=True, check=False, env=os.environ).stdout
    found = re.match(r"v(\d+)", shown)
    if found is None or int(found[1]) < OLDEST_NODE:
        return f"install Node {OLDEST_NODE} or newer (this is {shown.strip() or 'none that starts'}), then {install()}"
    return None if (FOLDER / "node_modules").is_dir() else install()

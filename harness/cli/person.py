"""The name of the person at this prompt."""

from __future__ import annotations

import os
import shutil
import subprocess

from ..errors import UsageError


def person(given: str | None) -> str:
    """Return the given name, else git's ``user.name``, else ``$USER``; a :class:`UsageError` where there is none."""
    name = (given or "").strip() or _git_name() or os.environ.get("USER", "").strip()
    if not name:
        raise UsageError("nobody knows your name; give it with --reviewer or --annotator")
    return name


def _git_name() -> str:
    git = shutil.which("git")
    if git is None:
        return ""
    done = subprocess.run([git, "config", "user.name"], capture_output=True, text=True, check=False)
    return done.stdout.strip()

"""In which order people expect names with numbers in them, and versions."""

from __future__ import annotations

import re

# PEP 440's names of what comes before a release, and others' habits. Anything else in letters comes after it.
_BEFORE_RELEASE = {"dev": 0, "a": 1, "alpha": 1, "b": 2, "beta": 2, "c": 3, "rc": 3, "pre": 3, "preview": 3}


def version_key(version: str | None) -> tuple[tuple[int, int, str], ...]:
    """Return what versions sort by: numbers by size, ``2.0rc1`` before ``2.0`` before ``2.0.post1``; none comes first.

    >>> sorted(["2.10", "2.9.1", "2.10rc1", "2.9"], key=version_key)
    ['2.9', '2.9.1', '2.10rc1', '2.10']
    """
    if version is None:
        return ()
    parts: list[tuple[int, int, str]] = []
    # What no library of ours calls a number, "२", is a word here.
    for part in re.findall(r"[0-9]+|[^\W\d_]+|\d+", version.split("+", 1)[0].lower()):
        if part.isascii() and part.isdigit():
            # By length and digits: a number of any size, and no conversion of a huge one.
            digits = part.lstrip("0")
            parts.append((3, len(digits), digits))
        elif part in _BEFORE_RELEASE:
            parts.append((0, _BEFORE_RELEASE[part], part))
        else:
            parts.append((2, 0, part))
    return (*parts, (1, 0, ""))


def natural_key(name: str) -> tuple[tuple[int, str], ...]:
    """Return what names sort by, with numbers by size: ``run-9`` before ``run-10``."""
    parts = re.split(r"([0-9]+)", name)
    return tuple((len(part.lstrip("0")), part.lstrip("0")) if i % 2 else (0, part) for i, part in enumerate(parts))

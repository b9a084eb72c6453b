"""Do two golden cases say themselves that they show the same piece of writing?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

# "forged from the template sphinx and the piece en/tide-tables"
_PIECE = re.compile(r"\bpiece\s+(\S+)")


@dataclass(frozen=True, slots=True)
class Origin:
    """Of a case: its id, its ``provenance.source``, and the file of its text."""

    id: str
    source: str
    file: Path


def same_piece(one: Origin, other: Origin) -> bool:
    """Whether both sources name the same piece, or one of them names the other case by its id or its last part.

    That the sources are equal is not enough: "written for this project" names no piece.
    """
    pieces = [{piece.rstrip(".,;") for piece in _PIECE.findall(origin.source)} for origin in (one, other)]
    return bool(pieces[0] & pieces[1]) or _names(one.source, other.id) or _names(other.source, one.id)


def _names(source: str, case_id: str) -> bool:
    tokens = {token.strip(".,;:()“”\"'") for token in source.split()}
    return bool(tokens & {case_id, case_id.rpartition("/")[2]})

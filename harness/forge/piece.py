"""A piece: an article, thread, product or list as structure, before any site has dressed it.

A piece is a Markdown file with TOML between two lines of ``+++`` at its beginning. A line ``%% post | name | time`` or
``%% item | title | meta`` begins a part of a thread or list.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from ..errors import HarnessError
from ..model import PAGE_TYPES, PageType
from .chunks import Chunk, read_chunks

_KEYS = frozenset(
    "title page_type genre language authors published modified site description section tags headlines teasers bio "
    "pull comments price brand facts starts recipe".split()
)
_NEEDED = ("title", "page_type", "genre", "language", "site", "description", "tags", "headlines")


class PieceError(HarnessError):
    """A piece that cannot be read."""


@dataclass(frozen=True)
class Part:
    """One part of a piece: the text before the parts (``body``), a ``post`` of a thread or an ``item`` of a list.

    ``name`` is who posted or the item's title, ``meta`` when or the item's price, place or date; both empty for a body.
    """

    role: str
    name: str
    meta: str
    markdown: str

    @cached_property
    def chunks(self) -> tuple[Chunk, ...]:
        """The text as structure."""
        return read_chunks(self.markdown)


@dataclass(frozen=True)
class Comment:
    """A reader's comment."""

    name: str
    text: str


@dataclass(frozen=True)
class Recipe:
    """What a recipe's card says, as its text has it: minutes (0 for none), portions; of one portion kcal and grams."""

    preparation: int
    cooking: int
    servings: int
    energy: int
    fat: int
    protein: int
    carbohydrates: int


@dataclass(frozen=True)
class Piece:
    """One piece.

    ``published`` and ``modified`` are ISO 8601 or ``None``; one that was never changed was modified when it was
    published. ``pull`` is a sentence of it, or empty. ``facts`` are what sites show in a box beside the text, each a
    name and a value that the text bears out. ``starts`` is when an event begins, ISO 8601, or empty.
    """

    slug: str
    title: str
    page_type: PageType
    genre: str
    language: str
    site: str
    description: str
    tags: tuple[str, ...]
    headlines: tuple[str, ...]
    parts: tuple[Part, ...]
    authors: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    section: str = ""
    teasers: tuple[str, ...] = ()
    bio: str = ""
    pull: str = ""
    comments: tuple[Comment, ...] = ()
    price: str = ""
    brand: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    starts: str = ""
    recipe: Recipe | None = None


def read_piece(path: Path) -> Piece:
    """Read one file. Raises :class:`PieceError` with the file and what is wrong."""
    try:
        head, _, body = path.read_text(encoding="utf-8").removeprefix("+++\n").partition("\n+++\n")
        table = tomllib.loads(head)
        missing = [key for key in _NEEDED if key not in table]
        unknown = sorted(set(table) - _KEYS)
        if missing or unknown or table["page_type"] not in PAGE_TYPES:
            wrong = missing or unknown or ["page_type"]
            raise PieceError(f"{path}: missing, unknown or wrong keys: {', '.join(wrong)}; see the piece beside it")
        return Piece(slug=path.stem, parts=tuple(_parts(body)), **_fields(table))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise PieceError(f"{path}: cannot be read as a piece ({error}); correct the file") from error


def _fields(table: dict[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for key, value in table.items():
        if key == "comments":
            fields[key] = tuple(Comment(one["name"], one["text"]) for one in value)
        elif key == "facts":
            fields[key] = tuple((str(name), str(one)) for name, one in value)
        elif key == "recipe":
            fields[key] = Recipe(**value)
        elif isinstance(value, list):
            fields[key] = tuple(value)
        elif isinstance(value, (date, datetime)):
            fields[key] = value.isoformat()
        else:
            fields[key] = value
    fields["modified"] = fields.get("modified", fields.get("published"))
    return fields


def _parts(body: str) -> Iterator[Part]:
    role, name, meta = "body", "", ""
    lines: list[str] = []
    for line in body.splitlines():
        if line.startswith("%% "):
            yield Part(role, name, meta, "\n".join(lines).strip())
            role, name, meta = ([part.strip() for part in line[3:].split("|")] + ["", ""])[:3]
            lines = []
        else:
            lines.append(line)
    yield Part(role, name, meta, "\n".join(lines).strip())

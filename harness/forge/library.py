"""All pieces, by language, and what a site's other pages are called."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from .piece import Piece, read_piece

_FOLDER = Path(__file__).parent / "articles"


@dataclass(frozen=True)
class Library:
    """The pieces of a folder ``<language>/<slug>.md``, in the order of their paths."""

    pieces: tuple[Piece, ...]

    @cached_property
    def by_name(self) -> dict[str, Piece]:
        """The pieces by ``<language>/<slug>``."""
        return {f"{piece.language.partition('-')[0]}/{piece.slug}": piece for piece in self.pieces}

    def headlines(self, language: str) -> tuple[str, ...]:
        """Return the headlines of other stories in a language."""
        return self._pools[0].get(language.partition("-")[0], ())

    def teasers(self, language: str) -> tuple[str, ...]:
        """Return one or two sentences each about other stories in a language."""
        return self._pools[1].get(language.partition("-")[0], ())

    def people(self, language: str) -> tuple[str, ...]:
        """Return names of people who write in a language."""
        return self._pools[2].get(language.partition("-")[0], ())

    def stories(self, piece: Piece) -> list[Piece]:
        """Return the other articles in a piece's language."""
        return [one for one in self._articles.get(piece.language.partition("-")[0], ()) if one is not piece]

    @cached_property
    def _articles(self) -> dict[str, list[Piece]]:
        found: dict[str, list[Piece]] = {}
        for piece in self.pieces:
            if piece.page_type == "article":
                found.setdefault(piece.language.partition("-")[0], []).append(piece)
        return found

    @cached_property
    def _pools(self) -> tuple[dict[str, tuple[str, ...]], ...]:
        pools: tuple[dict[str, dict[str, None]], ...] = ({}, {}, {})
        for piece in self.pieces:
            people = (*piece.authors, *(comment.name for comment in piece.comments))
            for pool, found in zip(pools, (piece.headlines, piece.teasers, people), strict=True):
                pool.setdefault(piece.language.partition("-")[0], {}).update(dict.fromkeys(found))
        return tuple({language: tuple(found) for language, found in pool.items()} for pool in pools)


@cache
def library(folder: Path = _FOLDER) -> Library:
    """Read every piece once. Raises :class:`~harness.forge.piece.PieceError`."""
    return Library(tuple(read_piece(path) for path in sorted(folder.glob("*/*.md"))))

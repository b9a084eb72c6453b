"""One page from a template, a piece and a seed, with the annotations of its golden case."""

from __future__ import annotations

import json
import re
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..blocks import join
from ..errors import HarnessError
from ..markdown import read_markdown
from ..text import words
from .catalogue import Template
from .dice import Dice
from .environment import template
from .labelling import Labelled, LabellingError, label
from .library import Library
from .marks import page_bytes, twin_of, without_bulk
from .piece import Piece
from .site import Site
from .stage import Stage

# What the shipped set is made from: another word gives another set, and other scores.
SHIPPED = "shipped"
_FIGURE = re.compile(r'^!\[[^\]]*\]\([^\s)]+(?: "((?:[^"\\]|\\.)*)")?\)$', re.MULTILINE)


class ForgeError(HarnessError):
    """A page that cannot be made."""


@dataclass(frozen=True)
class Forged:
    """One page and what is known of it.

    Attributes:
        name: ``<page type>/<template>-<language>-<piece>``, and the seed if it is not the shipped set's.
        page: the bytes, in the template's encoding.
        expected: the clean text, as Markdown.
        golden: what ``golden.json`` holds.
        labelled: the label of every visible character.
    """

    name: str
    page: bytes
    expected: str
    golden: Mapping[str, Any]
    labelled: Labelled


def name_of(made: Template, piece: Piece, seed: str) -> str:
    """Return what a page's case is called; the shipped set's seed is left out."""
    name = f"{piece.page_type}/{made.name}-{piece.language.partition('-')[0]}-{piece.slug}"
    return name if seed.startswith(SHIPPED) else f"{name}-{seed}"


def render(made: Template, piece: Piece, seed: str, library: Library) -> tuple[Stage, str]:
    """Render a page with the marks of its labels in it; see :mod:`.marks`."""
    site = Site(piece.site, Dice("site", made.name, piece.site, seed))
    stage = Stage(piece, site, Dice("page", made.name, piece.language, piece.slug, seed), library)
    context = {**stage.context(), "switches": made.switches, "encoding": made.encoding or "utf-8"}
    return stage, template(made.file or made.name).render(context)


def forge(made: Template, piece: Piece, seed: str, library: Library) -> Forged:
    """Make one page.

    Raises:
        LabellingError: a visible word has no label, or the labelled words are not the piece's.
    """
    name = name_of(made, piece, seed)
    stage, source = render(made, piece, seed, library)
    labelled = label(twin_of(without_bulk(source)), name)
    expected = expected_markdown(piece, captions=made.captions)
    if not made.not_visible:
        _compare(tuple(labelled.expected_words), _words_of(expected), name)
    golden = _golden(made, piece, stage, labelled)
    page = page_bytes(source, made.encoding or "utf-8")
    return Forged(name, page, expected, golden, labelled)


def expected_markdown(piece: Piece, *, captions: bool) -> str:
    """Return the clean text of a piece: its parts, and the titles of a list's items as headings.

    Args:
        piece: the piece.
        captions: keep the pictures' captions as text.
    """
    texts = []
    for part in piece.parts:
        if part.role == "item":
            texts.append(f"## {part.name}")
        texts.append(part.markdown)
    text = _FIGURE.sub(
        lambda match: f"![]() {match[1]}" if captions and match[1] else "", "\n\n".join(filter(None, texts))
    )
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


@lru_cache(maxsize=1024)  # a piece is shown on many pages
def _words_of(markdown: str) -> tuple[str, ...]:
    return tuple(words(join(read_markdown(markdown))))


def _compare(found: Sequence[str], wanted: Sequence[str], name: str) -> None:
    if found == wanted:
        return
    at = next(
        (i for i, pair in enumerate(zip(found, wanted, strict=False)) if pair[0] != pair[1]),
        min(len(found), len(wanted)),
    )
    raise LabellingError(
        f"{name}: the words labelled as expected are not the piece's: “{' '.join(found[at : at + 8])}” stands where "
        f"“{' '.join(wanted[at : at + 8])}” should; let the template show every part once, in its order"
    )


def _golden(made: Template, piece: Piece, stage: Stage, labelled: Labelled) -> dict[str, Any]:
    golden: dict[str, Any] = {
        "$schema": "../../../harness/schema/golden.schema.json",
        "format": 1,
        "url": stage.url,
        "language": piece.language,
        "page_type": piece.page_type,
    }
    if made.encoding:
        golden["encoding"] = made.encoding
    golden["metadata"] = {name: value for name, value in _metadata(made, piece, stage).items() if name in made.metadata}
    for key, kinds in (("optional", False), ("noise", True)):
        spans = [quote for quote in labelled.quotes if (quote.kind is not None) == kinds]
        entries = []
        for span in dict.fromkeys(spans):
            parts = {"kind": span.kind, "exact": span.exact, "prefix": span.prefix, "suffix": span.suffix}
            entries.append({key: text for key, text in parts.items() if text})
        if entries:
            golden[key] = entries
    golden["tags"] = [f"template-{made.name}", f"genre-{piece.genre.replace(' ', '-')}"]
    if made.not_visible:
        golden["not_visible"] = made.not_visible
    golden["provenance"] = {
        "source": f"forged from the template {made.name} and the piece {piece.language}/{piece.slug}",
        "annotator": "by construction",
        "reviewer": "the forge's checks",
        "status": "reviewed",
        "licence": "MIT",
    }
    return golden


def _metadata(made: Template, piece: Piece, stage: Stage) -> dict[str, Any]:
    return {
        "title": piece.title,
        "authors": list(piece.authors),
        "published": piece.published and piece.published[:10],
        "modified": piece.modified and piece.modified[:10],
        "site_name": stage.site.name,
        "description": piece.description,
        "tags": list(piece.tags),
        "image": stage.context()["image"],
        "canonical_url": stage.url,
    }


def write_case(forged: Forged, folder: Path, level: int = 9) -> int:
    """Write the three files of a golden case into a folder, which is made; return their bytes.

    Args:
        forged: the case.
        folder: where its files go.
        level: how hard to press the page, from 1 to 9.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "page.html.gz": gzipped(forged.page, level),
        "expected.md": forged.expected.encode(),
        "golden.json": f"{json.dumps(forged.golden, ensure_ascii=False, indent=2)}\n".encode(),
    }
    size = 0
    for name, content in files.items():
        size += (folder / name).write_bytes(content)
    return size


def gzipped(data: bytes, level: int = 9) -> bytes:
    """Return gzip without name or time: the header that Python writes differs from version to version."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = packer.compress(data) + packer.flush()
    return (
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
        + body
        + struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)
    )

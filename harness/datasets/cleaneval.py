"""CleanEval: pages in ``orig/<name>.html``, texts in ``clean/<name>.txt``.

CleanPortalEval has the same files in ``input`` and ``GoldStandard``.

A page is packed in ``<text id=... title=... encoding=...>`` and ``</text>``. That is the benchmark's wrapper and not
the site's markup: it is taken off before extraction, and its encoding is the one that the page counts as declared in.

A text is written by hand: a line ``URL: ...``, perhaps the same wrapper, then blocks that start with ``<h>`` (heading),
``<p>`` (paragraph) or ``<l>`` (list element) and end at the next mark or blank line; references such as ``&#8220;``
stand for their characters. A line without a mark begins a paragraph where no block is open. The marks give no level of
headings, so that there is no Markdown gold, but blocks of these kinds. Texts that are not UTF-8 are read as
windows-1252 and reported.

Source: M. Baroni, F. Chantree, A. Kilgarriff, S. Sharoff, "Cleaneval: a competition for cleaning webpages", LREC 2008;
its guidelines for annotators; ppke-nlpg/CleanPortalEval.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from pathlib import Path

from ..blocks import Block, BlockKind, join
from ..goldens.pages import read_file
from ..html import UnknownEncodingError
from ..html.decode import lookup_codec
from ..text import collapse
from .base import Gold, missing, shown
from .records import read_bytes

NAME = "cleaneval"
_LAYOUTS = (("orig", "clean"), ("input", "GoldStandard"))
_PAGE_ENDINGS = (".html", ".htm")
# A title may hold ">" in its quotes, or an odd number of quotes.
_WRAPPER = re.compile(
    rb"""\A(?:\xef\xbb\xbf)?\s*<text\b((?:"[^"\r\n]*"|[^>"\r\n])*|[^>\r\n]*)>[ \t]*(?:\r\n|\r|\n)?""", re.IGNORECASE
)
_WRAPPER_END = re.compile(rb"</text>\s*\Z", re.IGNORECASE)
_ENCODING = re.compile(rb"""\bencoding\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_TEXT_TAG = re.compile(r"</?text\b[^>]*>", re.IGNORECASE)
_URL = re.compile(r"\s*URL:[ \t]*([^\r\n]*)", re.IGNORECASE)
_WEB = re.compile(r"https?://\S+", re.IGNORECASE)
_MARK = re.compile(r"<(/?)([hpl])>", re.IGNORECASE)
_KINDS: dict[str, BlockKind] = {"h": "heading", "p": "paragraph", "l": "list"}


@dataclass(frozen=True, slots=True)
class WrappedPage:
    """A page that is a file of its own, in CleanEval's wrapper or not."""

    path: Path
    root: Path

    def read(self) -> bytes:
        """Return the bytes without the wrapper. Raises :class:`~harness.errors.PageError`."""
        content = read_file(self.path, self.root)
        if not (wrapper := _WRAPPER.match(content)):
            return content
        return _WRAPPER_END.sub(b"", content[wrapper.end() :])


class CleanEvalSource:
    """The texts of a folder, by name."""

    def __init__(self, path: Path) -> None:
        for pages, texts in _LAYOUTS:
            self._names = sorted(file.stem for file in (path / texts).glob("*.txt"))
            if self._names:
                self._root, self._pages, self._texts = path, path / pages, path / texts
                return
        missing(path, NAME, "clean/*.txt")

    def __len__(self) -> int:
        return len(self._names)

    def key(self, number: int) -> str:
        """Return the name that page and text share."""
        return self._names[number]

    def gold(self, number: int) -> Gold:
        """Read one text, and of its page the wrapper."""
        name = self._names[number]
        file = self._texts / f"{name}.txt"
        oddities: list[tuple[str, str, str]] = []
        text = _decode(read_bytes(file, self._root), oddities)
        page = next(
            (path for ending in _PAGE_ENDINGS if (path := self._pages / f"{name}{ending}").is_file()),
            self._pages / f"{name}.html",
        )
        url, body = _split_url(text)
        blocks = _blocks(body)
        return Gold(
            key=name,
            file=file,
            page=WrappedPage(page, self._root),
            url=url,
            encoding=self._encoding(page, oddities),
            page_type="other",
            text=join(blocks),
            blocks=blocks,
            annotator="CleanEval",
            notes="The wrapper <text ...> of the page is left out.",
            oddities=tuple(oddities),
        )

    def _encoding(self, page: Path, oddities: list[tuple[str, str, str]]) -> str | None:
        """Return the encoding that the wrapper of a page declares; ``None``: none that is known."""
        try:
            with page.open("rb") as stream:
                head = stream.read(4096)
        except OSError:
            return None  # told when the page is read
        wrapper = _WRAPPER.match(head)
        declared = _ENCODING.search(wrapper[1]) if wrapper else None
        if not declared:
            return None
        label = declared[1].decode("ascii", "replace")
        try:
            lookup_codec(label)
        except UnknownEncodingError:
            found = f"unknown encoding “{shown(label)}” in the wrapper of {page.name}"
            oddities.append(("", found, "the page counts as one that declares none"))
            return None
        return label


def _decode(content: bytes, oddities: list[tuple[str, str, str]]) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        oddities.append(("", f"is not UTF-8 (byte {error.start})", "it is read as windows-1252"))
        return lookup_codec("windows-1252").decode(content, "replace")[0]


def _split_url(text: str) -> tuple[str | None, str]:
    """Return the URL that the text starts with, and the rest."""
    body = _TEXT_TAG.sub("", text)
    found = _URL.match(body)
    if not found:
        return None, body
    web = _WEB.match(found[1])
    return web[0] if web else None, body[found.end() :]


def _blocks(body: str) -> tuple[Block, ...]:
    blocks: list[Block] = []
    kind: BlockKind = "paragraph"
    pieces: list[str] = []

    def flush() -> None:
        text = collapse(html.unescape(" ".join(pieces)))
        pieces.clear()
        if text:
            blocks.append(Block(kind, text))

    for line in body.splitlines():
        if not line.strip():
            flush()
            kind = "paragraph"
        start = 0
        for mark in _MARK.finditer(line):
            pieces.append(line[start : mark.start()])
            flush()
            kind = "paragraph" if mark[1] else _KINDS[mark[2].lower()]
            start = mark.end()
        pieces.append(line[start:])
    flush()
    return tuple(blocks)


def open_source(path: Path) -> CleanEvalSource:
    """Open a folder. Raises :class:`~harness.errors.DataSetError` when it is none of CleanEval's."""
    return CleanEvalSource(path)

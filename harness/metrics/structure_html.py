"""The structure of HTML, as an extractor returns it."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ..html import NestingError, read_html, walk
from ..text import normal
from .structure_parts import Parts, item_place, normal_target, without_marks

_SKIPPED = frozenset("script style template noscript title iframe object canvas svg".split())
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# Where a line ends. Inline elements let the words on their two sides join.
_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary table tbody "
    "td tfoot th thead tr ul".split()
)
_LISTS = {"ul": False, "menu": False, "dir": False, "ol": True}
_SURROGATE = re.compile("[\ud800-\udfff]")
# Nesting that browsers do not keep needs at least this many tags.
_MANY_TAGS = 20_000


def read_html_structure(source: str, base: str | None) -> Parts:
    """Return the structure of HTML; none of HTML that nests too deep to be shown.

    ``base`` is the address that relative ones are resolved against.
    """
    if source.count("<") > _MANY_TAGS:
        try:
            read_html(source)
        except NestingError:
            return Parts()
    root = LexborHTMLParser(_SURROGATE.sub("\ufffd", source)).root
    reader = _Reader(base)
    if root is not None:
        reader.read(root)
    return reader.finish()


class _Text:
    """Collects the text of one element."""

    def __init__(self) -> None:
        self.pieces: list[str] = []

    def normal(self) -> str:
        return normal(without_marks("".join(self.pieces)))


class _Reader:
    """Takes in a tree node by node, and gathers its parts."""

    def __init__(self, base: str | None) -> None:
        self.base = base
        self.parts = Parts()
        self.block = _Text()
        self.headings: list[_Text] = []
        self.lists: list[bool] = []
        self.items: list[tuple[str, _Text]] = []
        self.open_items: list[_Text] = []
        self.tables: list[list[list[_Text]]] = []
        self.cells: list[_Text] = []
        self.links: list[tuple[str, _Text]] = []
        self.code: list[_Text] = []

    def read(self, root: LexborNode) -> None:
        walk(root, self.enter, self.leave)

    def enter(self, node: LexborNode) -> bool:
        """Take in a node; say whether its children are to be visited and :meth:`leave` is to be called."""
        if node.is_text_node:
            self.add(node.text_content or "")
            return False
        if not node.is_element_node:
            return False
        tag = node.tag or ""
        if tag == "math" or (tag == "script" and (node.attributes.get("type") or "").startswith("math/tex")):
            self.add_math(node)
            return False
        if tag in _SKIPPED:
            return False
        if tag in _BLOCKS:
            self.end_line()
        if tag in _HEADINGS:
            self.headings.append(_Text())
        elif tag in _LISTS:
            self.lists.append(_LISTS[tag])
        elif tag == "li":
            text = _Text()
            self.items.append((item_place(max(len(self.lists), 1), bool(self.lists and self.lists[-1])), text))
            self.open_items.append(text)
        elif tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            text = _Text()
            if self.tables and self.tables[-1]:
                self.tables[-1][-1].append(text)
            self.cells.append(text)
        elif tag == "pre":
            self.code.append(_Text())
        elif tag == "a":
            self.links.append(((node.attributes.get("href") or "").strip(), _Text()))
        elif tag == "img" and (source := (node.attributes.get("src") or "").strip()):
            self.parts.images.append(normal_target(source, self.base))
        return True

    def leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag == "pre":
            self.parts.add_code("".join(self.code.pop().pieces))
        if tag in _BLOCKS and tag != "br":
            self.end_line()
        if tag in _HEADINGS:
            if text := self.headings.pop().normal():
                self.parts.headings.append((text, tag))
        elif tag in _LISTS:
            self.lists.pop()
        elif tag == "li":
            self.open_items.pop()
        elif tag == "table":
            self.parts.add_table([[cell.normal() for cell in row] for row in self.tables.pop()])
        elif tag in ("td", "th"):
            self.cells.pop()
        elif tag == "a":
            target, link = self.links.pop()
            if target:
                self.parts.links.append((link.normal(), normal_target(target, self.base)))

    def add(self, text: str) -> None:
        """Add text to whatever collects it: of items and cells the innermost one alone."""
        if self.code:
            self.code[-1].pieces.append(text)
        else:
            self.block.pieces.append(text)
            if self.open_items and not self.headings and not self.cells:
                self.open_items[-1].pieces.append(text)
        for sinks in (self.headings, self.cells):
            if sinks:
                sinks[-1].pieces.append(text)
        if self.links:
            self.links[-1][1].pieces.append(text)

    def add_math(self, node: LexborNode) -> None:
        """Add a formula: the TeX that MathML carries along, else what it shows."""
        annotation = node.css_first("annotation[encoding*=tex]")
        tex = annotation.text(deep=True) if annotation is not None else node.attributes.get("alttext")
        content = tex or node.text(deep=True)
        self.end_formulas()
        self.parts.add_formula(content)
        self.add(content)
        self.block = _Text()

    def end_line(self) -> None:
        self.end_formulas()
        self.add("\n" if self.code else " ")
        self.block = _Text()

    def end_formulas(self) -> None:
        without_marks("".join(self.block.pieces), self.parts.add_formula)
        self.block = _Text()

    def finish(self) -> Parts:
        self.end_formulas()
        self.parts.lists += [(text, place) for place, pieces in self.items if (text := pieces.normal())]
        return self.parts

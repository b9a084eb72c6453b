"""The structure of a text as the structure metric compares it, however it was written down."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote

from .fields import normal_url
from .tree_edit import Tree

# A first and a second half that are compared apart: a heading's text and level, a link's text and target, ...
Pair = tuple[str, str]

_CELL = "|"
_LONG_ADDRESS = 500
_TEX = re.compile(r"\\[a-zA-Z]|[\^=]|(?<!\\)_")
# A formula this long is a mark whose end is missing; looking no further keeps the search linear.
_LONGEST_FORMULA = 5_000


@dataclass(slots=True)
class Parts:
    """Everything that has structure, each kind in the order of the text.

    Attributes:
        headings: text and level.
        lists: one entry an item: its own text, without the lists in it, and its depth and kind (``2 ordered``).
        tables: trees of table, rows and cells.
        code: the lines of all code blocks, blank ones left out.
        formulas: TeX without white space.
        links: text and absolute target.
        images: absolute addresses.
    """

    headings: list[Pair] = field(default_factory=list)
    lists: list[Pair] = field(default_factory=list)
    tables: list[Tree] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    links: list[Pair] = field(default_factory=list)
    images: list[str] = field(default_factory=list)

    def extend(self, other: Parts) -> None:
        """Add another text's parts behind these."""
        self.headings += other.headings
        self.lists += other.lists
        self.tables += other.tables
        self.code += other.code
        self.formulas += other.formulas
        self.links += other.links
        self.images += other.images

    def add_formula(self, tex: str) -> None:
        """Add a formula that is not blank."""
        if squeezed := "".join(tex.split()):
            self.formulas.append(squeezed)

    def add_table(self, rows: list[list[str]]) -> None:
        """Add a table that has a cell, given the texts of the cells. Cells are alike whether they are headers."""
        trees = [Tree("row", tuple(Tree(_CELL + cell) for cell in row)) for row in rows if row]
        if trees:
            self.tables.append(Tree("table", tuple(trees)))

    def add_code(self, code: str) -> None:
        """Add the lines of a code block, verbatim but for the white space at their ends."""
        self.code += [line for line in map(str.rstrip, code.splitlines()) if line]


def cell_text(label: str) -> str | None:
    """Return the text of a cell's label; ``None`` for the label of a row or a table."""
    return label[1:] if label.startswith(_CELL) else None


def normal_target(url: str, base: str | None) -> str:
    """Return an address absolute, its fragment kept and percent signs decoded (Markdown parsers encode)."""
    return (_short_target if len(url) < _LONG_ADDRESS else _target)(url, base)


def _target(url: str, base: str | None) -> str:
    address, mark, fragment = url.strip().partition("#")
    return unquote(normal_url(address, base)) + mark + unquote(fragment)


# Every output that has links has most of the page's; the long ones hold whole images.
_short_target = lru_cache(maxsize=2048)(_target)


def item_place(depth: int, ordered: bool) -> str:
    """Return what is compared of a list item's place: how deep it stands, and in what kind of list."""
    return f"{depth} {'ordered' if ordered else 'bullet'}"


def formula_at(text: str, start: int, escapes: bool) -> tuple[int, str] | None:
    r"""Return the end and the content of the formula that starts at a place, if one does.

    ``$$..$$``, ``\[..\]`` and ``\(..\)`` enclose anything; ``$..$`` no white space at its ends, and no digit follows
    it, so that prices are no formulas. ``escapes`` says that the text is Markdown, where ``\[1\]`` is how brackets
    are written: there the content must look like TeX.
    """
    for opening, closing in (("$$", "$$"), (r"\[", r"\]"), (r"\(", r"\)"), ("$", "$")):
        if text.startswith(opening, start):
            begin = start + len(opening)
            end = _unescaped(text, closing, begin)
            content = text[begin : max(end, begin)]
            if end < 0 or not content.strip():
                return None
            if opening == "$":
                after = text[end + 1 : end + 2]
                if content[0].isspace() or content[-1].isspace() or after.isdigit():
                    return None
            elif opening[0] == "\\" and escapes and not _TEX.search(content):
                return None
            return end + len(closing), content
    return None


def _unescaped(text: str, closing: str, start: int) -> int:
    end = text.find(closing, start, start + _LONGEST_FORMULA)
    while end > start and text[end - 1] == "\\":
        end = text.find(closing, end + 1, start + _LONGEST_FORMULA)
    return end


def without_marks(text: str, found: Callable[[str], None] | None = None) -> str:
    """Return a text with the marks around formulas taken off; ``found`` is told of each formula."""
    if "$" not in text and "\\" not in text:
        return text
    return "".join(_pieces(text, found))


def _pieces(text: str, found: Callable[[str], None] | None) -> Iterator[str]:
    done = 0
    for mark in re.finditer(r"(?<!\\)(?:\$|\\[\[(])", text):
        if mark.start() >= done and (formula := formula_at(text, mark.start(), escapes=False)):
            yield text[done : mark.start()]
            done, content = formula
            yield content
            if found:
                found(content)
    yield text[done:]

"""The visible text of a page, in blocks, and the text that its markup hides."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ..blocks import Block, BlockKind, join
from ..text import collapse
from .walk import walk

# Never on the screen of a browser that runs scripts: WHATWG HTML, "Rendering", hidden elements, plus the elements
# whose content is only a fallback.
_NOT_RENDERED = frozenset(
    "area base basefont datalist link meta noembed noframes noscript param rp script style template title "
    "audio canvas iframe object svg video".split()
)
_HIDDEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))", re.IGNORECASE)

# display: block (or list-item, table and the like) in the standard's style sheet.
_BLOCK = frozenset(
    "address article aside blockquote body br button caption center col colgroup dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing "
    "main menu nav ol optgroup option p plaintext pre search section select summary table tbody td textarea tfoot th "
    "thead tr ul xmp".split()
)
_KINDS: dict[str, BlockKind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "list"),
    **dict.fromkeys(("td", "th"), "table"),
    **dict.fromkeys(("pre", "listing", "xmp", "plaintext"), "code"),
    **dict.fromkeys(("figcaption", "caption"), "caption"),
    "blockquote": "quote",
}
# Parsing is quadratic in the depth, by the standard's own algorithm: 20,000 levels take 0.6 s, 200,000 minutes.
# Browsers stop nesting at 512.
MAX_DEPTH = 20_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# Void, or closed by the next one of the same name: a page may hold any number without a single end tag.
_NEVER_DEEP = frozenset(
    "area base br col dd dt embed hr img input li link meta option p param source td th tr track wbr path".split()
)
_HIDDEN_ATTRIBUTES = ("alt", "title", "aria-label", "placeholder")


class NestingError(ValueError):
    """A page that nests so deep that no browser would keep it."""


@dataclass(frozen=True, slots=True)
class PageText:
    """What a page says: ``blocks`` to a reader, ``hidden`` only to a program.

    ``hidden`` holds the pieces that a browser does not show: title, meta descriptions, alternative texts, JSON-LD,
    ``<noscript>``, hidden elements. ``structured`` holds the strings of JSON-LD again, by themselves.
    """

    blocks: tuple[Block, ...]
    hidden: tuple[str, ...] = ()
    structured: tuple[str, ...] = ()
    visible: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "visible", join(self.blocks))


def read_plain_text(text: str) -> PageText:
    """Return one paragraph for each line that is not blank."""
    return PageText(tuple(Block("paragraph", line) for line in map(collapse, text.splitlines()) if line))


def read_html(html: str) -> PageText:
    """Parse a page and return its text. Takes any input but one that nests too deep (:class:`NestingError`)."""
    if _deepest(html) > MAX_DEPTH:
        raise NestingError(f"elements nest more than {MAX_DEPTH:,} deep")
    root = LexborHTMLParser(html).root
    return _Reader().read(root) if root is not None else PageText(())


def _deepest(html: str) -> int:
    """Bound the depth of the tree from above: start tags less the end tags that can close one, at the worst place."""
    if html.count("<") <= MAX_DEPTH:
        return 0
    depth = deepest = 0
    still_open: Counter[str] = Counter()
    for tag in _TAG.finditer(html):
        name = tag[2].lower()
        if name in _NEVER_DEEP:
            continue
        if not tag[1]:
            still_open[name] += 1
            depth += 1
            deepest = max(deepest, depth)
        elif still_open[name]:  # a parser passes over an end tag that has nothing to close
            still_open[name] -= 1
            depth -= 1
    return deepest


def _is_hidden(tag: str, attributes: Mapping[str, str | None]) -> bool:
    """Whether a browser shows nothing of an element, by its tag and attributes; it has dialogs and popovers closed."""
    if tag in _NOT_RENDERED:
        return True
    if not attributes:
        return tag == "dialog"
    return (
        "hidden" in attributes
        or "popover" in attributes
        or (tag == "dialog" and "open" not in attributes)
        or _HIDDEN_STYLE.search(attributes.get("style") or "") is not None
    )


class _Reader:
    """Takes in a tree node by node, and puts its text into blocks."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.hidden: list[str] = []
        self.structured: list[str] = []
        self.kinds: list[BlockKind] = ["paragraph"]
        self.pieces: list[str] = []

    def read(self, root: LexborNode) -> PageText:
        walk(root, self.enter, self.leave)
        self.flush()
        return PageText(tuple(self.blocks), tuple(self.hidden), tuple(self.structured))

    def enter(self, node: LexborNode) -> bool:
        """Take in a node; say whether its children are to be visited and :meth:`leave` is to be called."""
        if node.is_text_node:
            self.pieces.append(node.text_content or "")
            return False
        if not node.is_element_node:
            return False
        tag = node.tag or ""
        attributes = node.attributes
        if attributes:
            for name in _HIDDEN_ATTRIBUTES:
                if text := attributes.get(name):
                    self.hide(text)
        if _is_hidden(tag, attributes):
            self.hide_element(node, tag)
            return False
        if tag == "br" and self.kinds[-1] == "code":
            self.pieces.append("\n")
        elif tag in _BLOCK:
            self.flush()
            if tag in _KINDS:
                self.kinds.append(_KINDS[tag])
        return True

    def leave(self, node: LexborNode) -> None:
        tag = node.tag
        if tag in _BLOCK and not (tag == "br" and self.kinds[-1] == "code"):
            self.flush()
            if tag in _KINDS:
                self.kinds.pop()

    def flush(self) -> None:
        if not self.pieces:
            return
        raw = "".join(self.pieces)
        self.pieces.clear()
        kind = self.kinds[-1]
        text = raw.strip("\n").rstrip() if kind == "code" else collapse(raw)
        if text.strip():
            self.blocks.append(Block(kind, text))

    def hide_element(self, node: LexborNode, tag: str) -> None:
        if tag == "meta":
            self.hide(node.attributes.get("content"))
        elif tag == "script":
            if "json" in (node.attributes.get("type") or ""):
                self.hide_json(node.text(deep=True))
        elif tag != "style":
            self.hide(node.text(deep=True, separator=" "))

    def hide(self, text: str | None) -> None:
        if text and not text.isspace():
            self.hidden.append(collapse(text))

    def hide_json(self, source: str) -> None:
        """Take in every string of a JSON-LD block, so that its escapes read as the letters they stand for."""
        try:
            waiting: list[object] = [json.loads(source)]
        except (ValueError, RecursionError):
            self.hide(source)
            return
        while waiting:
            value = waiting.pop()
            if isinstance(value, str) and value.strip():
                self.hide(value)
                self.structured.append(collapse(value))
            elif isinstance(value, (list, dict)):
                waiting.extend(reversed(list(value.values() if isinstance(value, dict) else value)))

"""A captured page made harmless, as the whole document of ``<iframe sandbox srcdoc="...">``.

The page is parsed as browsers do, and written anew from nothing but a short list of elements and attributes; text is
always escaped. What is on no list cannot come out, whatever the page does: no script, handler, link, form, frame,
object, SVG, MathML, template, ``<noscript>``, comment, sheet, class or id, and no URL but images inside the page. There
is no element left whose content a parser would read in another way, so that what was written is what is parsed again.

Three walls stand one behind the other: this list, the document's own Content-Security-Policy (:data:`POLICY`), and the
``sandbox`` attribute without any permission, which the frame around it must have.

Style sheets are left out, of inline declarations only :data:`STYLES` stay, what the page's markup hides is dropped:
half a layout, or white text without its dark ground, is harder to read than none. So the frame shows the very text
that the ledger has booked.

Classes of the frame: ``pv-expected``, ``pv-optional``, ``pv-noise`` (its ``title`` names the kind), and ``mN`` for the
mark of number N, on every piece that belongs to it. :mod:`.frame_style` colours them for
one extractor.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ...html import NestingError, read_html, walk
from ...html.visible import MAX_DEPTH
from ...pageview import CapturedPage, PageMark
from .frame_style import OUTCOMES, STYLE, kind_style

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
# Declarations that change how text reads and cannot make it unreadable.
STYLES = frozenset("direction font-style font-weight list-style-type text-align text-decoration".split())

MOST_BYTES = 200_000
# An image of the page's own. Photographs come by URL, and those are not fetched.
_IMAGE_BYTES = 20_000
_IMAGE = re.compile(r"data:image/(?:png|gif|jpeg|webp);base64,[A-Za-z0-9+/=\s]+", re.IGNORECASE)
_ALT = 300
_STYLE_CHARACTERS = 1000
# Browsers nest 512 elements; what lies deeper is written flat.
_MOST_LEVELS = 100

_INLINE = frozenset(
    "a abbr b bdi bdo cite code del dfn em i ins kbd mark q rb rt ruby s samp small span strong sub sup time u "
    "var".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote caption col colgroup dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 "
    "header hgroup li main nav ol p pre section table tbody td tfoot th thead tr ul".split()
)
_VOID = frozenset(("br", "hr", "wbr", "img"))
# On lines of their own as well, though not as themselves: what they do (send, ask, open) is not wanted.
_AS_OTHERS = {
    **{name: name for name in (*_INLINE, *_BLOCKS, *_VOID)},
    **dict.fromkeys(
        "button center details dialog dir fieldset form frameset legend menu optgroup option search select "
        "summary textarea".split(),
        "div",
    ),
    **dict.fromkeys(("listing", "xmp", "plaintext"), "pre"),
}
# As in harness.html.visible: never on the screen.
_DROPPED = frozenset(
    "area base basefont datalist link meta noembed noframes noscript param rp script style template title "
    "audio canvas iframe object svg video".split()
)
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))", re.IGNORECASE)
_DECLARATION = re.compile(r"\s*([a-z-]{1,40})\s*:\s*([a-z0-9 -]{1,60}?)\s*")
_SPACES = re.compile(r"[ \t\n\r\f]+")
_HALF_ENTITY = re.compile(r"&[a-z]{0,4}\Z")
_SOLID = re.compile(r"\S+")
_NUMBERS = {"colspan": 100, "rowspan": 100, "start": 10**6, "value": 10**6, "width": 2000, "height": 2000}
_HAS_NUMBERS = frozenset(("td", "th", "ol", "li", "img"))
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,5}")

# C0 and C1 controls but for tab and line breaks, the directional overrides and isolates, surrogates, noncharacters.
_ODD = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Frame:
    """A document for ``srcdoc``, not yet escaped for the attribute. ``note`` says what is missing, or is ``None``."""

    document: str
    note: str | None = None


def safe(text: str) -> str:
    """Return any text as HTML, for content or for an attribute in double quotes.

    A character that would hide, turn or break the text around it shows as its number, ``[U+202E]``.
    """
    shown = _ODD.sub(lambda odd: f"[U+{ord(odd[0]):04X}]", text)
    return html.escape(shown, quote=False).replace('"', "&quot;")


def frame_of(page: CapturedPage, limit: int = MOST_BYTES) -> Frame:
    """Return the page of a case as a document for a sandboxed frame.

    Args:
        page: the page with its marks.
        limit: bytes that its content may take; the rest is left out with a note at its end and in the result.
    """
    if page.html.count("<") > MAX_DEPTH:  # parsing is quadratic in the depth
        try:
            read_html(page.html)
        except NestingError as error:
            note = f"The page is not shown: {error}."
            return Frame(_document(f'<p class="pv-cut">{safe(note)}</p>'), note)
    root = LexborHTMLParser(page.html).root
    writer = _Writer(page.marks, limit)
    if root is not None:
        walk(root, writer.enter, writer.leave)
    cut = f"The page is cut here: more than {limit:,} bytes." if writer.full else None
    end = f'<p class="pv-cut">{safe(cut)}</p>' if cut else ""
    kinds = {mark.label.removeprefix("noise:") for mark in page.marks if mark.label.startswith("noise:")}
    return Frame(_document("".join(writer.parts) + end, kind_style(kinds)), cut)


def iframe(document: str, title: str) -> str:
    """Return the frame around a document: no permission at all, and no referrer."""
    return (
        f'<iframe class="pv-frame" sandbox="" referrerpolicy="no-referrer" loading="lazy" title="{safe(title)}" '
        f'srcdoc="{html.escape(document)}"></iframe>'
    )


def _document(body: str, colours: str = "") -> str:
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<title>Captured page</title><style>{STYLE}{colours}</style>{OUTCOMES}</head><body>{body}</body></html>"
    )


class _Writer:
    """Writes a tree node by node. ``parts`` joined is balanced once every node that was entered has been left."""

    def __init__(self, marks: Sequence[PageMark], limit: int) -> None:
        self.parts: list[str] = []
        self.full = False
        self._room = limit
        # For each open node the end that it will need: empty where nothing was written for it.
        self._ends: list[str] = []
        self._levels = self._in_pre = 0
        self._marks = marks
        self._number = self._solid = 0

    def enter(self, node: LexborNode) -> bool:
        """Write the start of a node; say whether to go on inside it, and to leave it."""
        if self.full:
            return False
        if node.is_text_node:
            self._text(node.text_content or "")
            return False
        if not node.is_element_node:
            return False
        tag = (node.tag or "").lower()
        attributes = node.attributes
        if tag in _DROPPED or "hidden" in attributes or _HIDDEN.search(attributes.get("style") or ""):
            return False
        name = _AS_OTHERS.get(tag, "")
        if name in _VOID:
            if name != "img" or attributes.get("alt") or _image(attributes):
                self._put(f"<{name}{_attributes(name, attributes)}>")
            return False
        end = ""
        if name and self._levels < _MOST_LEVELS:
            end = f"</{name}>"
            if not self._put(f"<{name}{_attributes(name, attributes)}>", len(end)):
                return False
            self._levels += 1
            self._in_pre += name == "pre"
        elif name and name not in _INLINE:
            self._put("<br>")
        self._ends.append(end)
        return True

    def leave(self, _: LexborNode) -> None:
        """Write the end of a node that was entered."""
        end = self._ends.pop()
        if end:
            self._levels -= 1
            self._in_pre -= end == "</pre>"
            self.parts.append(end)

    def _text(self, text: str) -> None:
        """Write a text in pieces, each in the mark that it belongs to."""
        place = 0
        while place < len(text) and not self.full:
            while self._number < len(self._marks) and self._marks[self._number].end <= self._solid:
                self._number += 1
            mark = self._marks[self._number] if self._number < len(self._marks) else None
            inside = mark is not None and mark.start <= self._solid
            if mark is None:
                self._write(text[place:])
                return
            place = self._piece(
                text, place, (mark.end if inside else mark.start) - self._solid, mark if inside else None
            )

    def _piece(self, text: str, place: int, most: int, mark: PageMark | None) -> int:
        """Write what follows a place of a text, as far as some solid characters reach; return where that ends."""
        first = end = -1
        for found in _SOLID.finditer(text, place):
            taken = min(len(found[0]), most)
            first, end = (found.start() if first < 0 else first), found.start() + taken
            most -= taken
            self._solid += taken
            if not most:
                break
        if first < 0:
            self._write(text[place:])
            return len(text)
        self._write(text[place:first])
        name = "" if mark is None else mark.label
        title = f' title="{safe(name[6:])}"' if name.startswith("noise:") else ""
        kind = "" if name == "page" else f"pv-{name.partition(':')[0]} "
        self._write(text[first:end], f'<span class="{kind}m{self._number}"{title}>' if mark else "")
        return end

    def _write(self, text: str, start: str = "") -> None:
        end = "</span>" if start else ""
        if not text or (start and not self._put(start, len(end))):
            return
        shown = text[: self._room + 1]
        markup = safe(shown if self._in_pre else _SPACES.sub("\n" if "\n" in shown else " ", shown))
        if not self._put(markup):
            self.parts.append(_HALF_ENTITY.sub("", markup.encode()[: self._room].decode("utf-8", "ignore")))
        self.parts.append(end)

    def _put(self, markup: str, reserve: int = 0) -> bool:
        size = len(markup.encode()) + reserve
        if size > self._room:
            self.full = True
            return False
        self._room -= size
        self.parts.append(markup)
        return True


def _attributes(name: str, attributes: Mapping[str, str | None]) -> str:
    found: list[tuple[str, str]] = []
    if (direction := (attributes.get("dir") or "").lower()) in ("ltr", "rtl", "auto"):
        found.append(("dir", direction))
    if _LANGUAGE.fullmatch(attributes.get("lang") or ""):
        found.append(("lang", attributes["lang"] or ""))
    if style := _style(attributes.get("style") or ""):
        found.append(("style", style))
    for key, most in _NUMBERS.items() if name in _HAS_NUMBERS else ():
        value = attributes.get(key) or ""
        if value.isascii() and value.isdigit() and len(value) < 8 and int(value) <= most:
            found.append((key, value))
    if name == "img":
        found.append(("alt", (attributes.get("alt") or "")[:_ALT]))
        if image := _image(attributes):
            found.append(("src", image))
    return "".join(f' {key}="{safe(value)}"' for key, value in found)


def _image(attributes: Mapping[str, str | None]) -> str | None:
    source = (attributes.get("src") or "").strip()
    return "".join(source.split()) if len(source) <= _IMAGE_BYTES and _IMAGE.fullmatch(source) else None


def _style(style: str) -> str:
    """Return the declarations that may stay: a few properties, and values of plain words alone."""
    found = map(_DECLARATION.fullmatch, style[:_STYLE_CHARACTERS].lower().split(";"))
    kept = {one[1]: one[2] for one in found if one and one[1] in STYLES}
    return ";".join(f"{name}:{value}" for name, value in kept.items())

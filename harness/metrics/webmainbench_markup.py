"""The tree that Beautiful Soup makes of a text with its ``html.parser`` builder, which WebMainBench reads tables from.

It is not the tree of a browser: nothing closes by itself but void elements, so ``<td>a<td>b`` puts the second cell
into the first; an end tag that nothing waits for is passed over, yet ends the string before it. Strings in ``script``,
``style``, ``template``, ``rt`` and ``rp`` are no text but of those elements themselves.

Source: Beautiful Soup 4.13's documentation and behaviour (compared with it in the tests).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import html5
from html.parser import HTMLParser

# What the builder closes at once. The list is longer than the HTML standard's.
_VOID = frozenset(
    "area base basefont bgsound br col command embed frame hr image img input isindex keygen link menuitem meta "
    "nextid param source spacer track wbr".split()
)
_CONTAINERS = frozenset(("script", "style", "template", "rt", "rp"))
# Attributes whose values are lists of words, and come out with single spaces between them.
_TOKEN_LISTS: dict[str, tuple[str, ...]] = {
    "*": ("class", "accesskey", "dropzone"),
    "a": ("rel", "rev"),
    "link": ("rel", "rev"),
    "td": ("headers",),
    "th": ("headers",),
    "form": ("accept-charset",),
    "object": ("archive",),
    "area": ("rel",),
    "icon": ("sizes",),
    "iframe": ("sandbox",),
    "output": ("for",),
}
_PRESERVING = ("pre", "textarea")
_ASCII_SPACES = " \n\t\f\r"
_TEXT, _CDATA, _HIDDEN = "", "cdata", "hidden"


@dataclass(slots=True)
class String:
    """A string of the tree; ``kind`` is empty for text, else what keeps it from being text. Both may be written out."""

    kind: str
    value: str
    markup: str


@dataclass(slots=True, eq=False)
class Element:
    """An element of the tree, its attributes as they are written out."""

    name: str
    attributes: str = ""
    children: list[Element | String] = field(default_factory=list)

    @property
    def elements(self) -> list[Element]:
        """The children that are elements."""
        return [child for child in self.children if isinstance(child, Element)]

    def walk(self) -> Iterator[tuple[int, Element | String]]:
        """Yield what is below this element in document order, with its depth (1 for a child)."""
        waiting = [(1, child) for child in reversed(self.children)]
        while waiting:
            depth, node = waiting.pop()
            yield depth, node
            if isinstance(node, Element):
                waiting += [(depth + 1, child) for child in reversed(node.children)]

    def all(self, *names: str) -> list[Element]:
        """Return the elements below this one that bear one of the names, in document order."""
        return [node for _, node in self.walk() if isinstance(node, Element) and node.name in names]

    def text(self) -> str:
        """Return its strings, each stripped, with nothing between them."""
        kinds = (self.name,) if self.name in _CONTAINERS else (_TEXT, _CDATA)
        return "".join(node.value.strip() for _, node in self.walk() if isinstance(node, String) and node.kind in kinds)

    def markup(self) -> str:
        """Return the element written out again, attributes sorted, as Beautiful Soup does with ``str()``."""
        pieces: list[str] = []
        waiting: list[Element | String | str] = [self]
        while waiting:
            node = waiting.pop()
            if isinstance(node, str):
                pieces.append(node)
            elif isinstance(node, String):
                pieces.append(node.markup)
            elif node.children or node.name not in _VOID:
                pieces.append(f"<{node.name}{node.attributes}>")
                waiting.append(f"</{node.name}>")
                waiting += reversed(node.children)
            else:
                pieces.append(f"<{node.name}{node.attributes}/>")
        return "".join(pieces)


def parse(markup: str) -> Element:
    """Return the tree of a text; markup that Python's parser refuses (a broken ``<![``) gives an empty one."""
    builder = _Builder()
    try:
        builder.feed(markup)
        builder.close()
    except AssertionError:
        return Element("")
    builder.end_string()
    return builder.root


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.root = Element("")
        self.open = [self.root]
        self.open_names: Counter[str] = Counter()
        self.containers: list[str] = []
        self.pieces: list[str] = []
        self.closed_void: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.start(tag, attrs)
        if tag in _VOID:
            self.end(tag)
            self.closed_void[tag] += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.start(tag, attrs)
        self.end(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.closed_void[tag]:
            self.closed_void[tag] -= 1
        else:
            self.end(tag)

    def start(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.end_string()
        element = Element(tag, _attributes(tag, attrs))
        self.open[-1].children.append(element)
        self.open.append(element)
        self.open_names[tag] += 1
        if tag in _CONTAINERS:
            self.containers.append(tag)

    def end(self, tag: str) -> None:
        self.end_string()
        if self.open_names[tag]:
            while True:
                name = self.open.pop().name
                self.open_names[name] -= 1
                if name in _CONTAINERS:
                    self.containers.pop()
                if name == tag:
                    break

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    def handle_charref(self, name: str) -> None:
        self.pieces.append(_character(name))

    def handle_entityref(self, name: str) -> None:
        self.pieces.append(html5.get(f"{name};", f"&{name}"))

    def handle_comment(self, data: str) -> None:
        self.hidden_string("<!--", data, "-->")

    def handle_decl(self, decl: str) -> None:
        self.hidden_string("<!DOCTYPE ", decl[len("DOCTYPE ") :], ">\n")

    def handle_pi(self, data: str) -> None:
        self.hidden_string("<?", data, ">")

    def unknown_decl(self, data: str) -> None:
        if data.upper().startswith("CDATA["):
            self.hidden_string("<![CDATA[", data[len("CDATA[") :], "]]>", _CDATA)
        else:
            self.hidden_string("<?", data, "?>")

    def hidden_string(self, before: str, data: str, after: str, kind: str = _HIDDEN) -> None:
        self.end_string()
        value = self.shortened(data)
        self.open[-1].children.append(String(kind, value, f"{before}{value}{after}"))

    def end_string(self) -> None:
        if self.pieces:
            value = self.shortened("".join(self.pieces))
            self.pieces.clear()
            kind = self.containers[-1] if self.containers else _TEXT
            markup = value if self.open[-1].name in ("script", "style") else _escaped(value)
            self.open[-1].children.append(String(kind, value, markup))

    def shortened(self, value: str) -> str:
        """Return ASCII white space as one newline or space, unless it stands in an element that keeps it."""
        if value.strip(_ASCII_SPACES) or any(self.open_names[name] for name in _PRESERVING):
            return value
        return "\n" if "\n" in value else " "


def _attributes(tag: str, attrs: list[tuple[str, str | None]]) -> str:
    """Return the attributes of a tag as they are written out: sorted, of equal names the last one's value."""
    pieces = []
    for name, value in sorted({name: value or "" for name, value in attrs}.items()):
        if name in _TOKEN_LISTS["*"] or name in _TOKEN_LISTS.get(tag, ()):
            value = " ".join(value.split())
        value = _escaped(value)
        quote = '"'
        if '"' in value:
            if "'" in value:
                value = value.replace('"', "&quot;")
            else:
                quote = "'"
        pieces.append(f" {name}={quote}{value}{quote}")
    return "".join(pieces)


def _escaped(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _character(name: str) -> str:
    """Return the character of a numeric reference (``233``, ``xE9``); C1 controls are read as Windows-1252."""
    digits, base = (name[1:], 16) if name[:1] in "xX" else (name, 10)
    if len(digits.lstrip("0")) > 7:
        return "\ufffd"
    number = int(digits, base)
    if number == 0 or number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
        return "\ufffd"
    if 0x80 <= number <= 0x9F:
        try:
            return bytes((number,)).decode("cp1252")
        except UnicodeDecodeError:
            return chr(number)
    return chr(number)

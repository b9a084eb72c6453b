"""Labels in a template: ``{% expected %}``, ``{% optional %}`` and ``{% noise "share" %}``, each up to its end.

While a template is rendered, a label is a character of Unicode's private use area where it begins and one where it
ends; labels nest, the innermost counts. Rendered, they are taken out again: once for the page, and once for a twin of
the page in which each piece of text begins with the character of its label. The twin has the same tree as the page, so
that its visible text says of every visible word what it is, whatever the markup does to the page.
"""

from __future__ import annotations

import re
from functools import cache
from typing import get_args

from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from markupsafe import Markup

from ..model import NOISE_KINDS, NoiseKind

_BULK = re.compile(r"(<(?i:script|style)\b[^>]*>)[^<]*+(?:<(?!/(?i:script|style)\b)[^<]*+)*+(?=</)")

EXPECTED = "\ue000"
OPTIONAL = "\ue001"
UNLABELLED = "\ue0fe"
_END = "\ue0ff"
_FIRST_NOISE = 0xE010
MARKS = re.compile("[\ue000-\ue0ff]")

# Comments, elements whose content is no text, tags: what has no label. An attribute of ours never holds a bare ">",
# nor a text a bare "<" where a tag could begin.
_NO_TEXT = re.compile(
    "(<!--.*?-->"
    + "".join(
        rf"|<(?i:{name})\b[^>]*>[^<]*+(?:<(?!/(?i:{name})\s*>)[^<]*+)*+</(?i:{name})\s*>"
        for name in ("script", "style", "title", "noscript", "template")
    )
    + "|<[!?/a-zA-Z][^>]*>)",
    re.DOTALL,
)
_MARK = re.compile(f"({MARKS.pattern})")
# White space, also as an entity: a reader collapses it, and a label in front of it would keep it.
_SPACE = re.compile(r"(?:\s|&(?:nbsp|ensp|emsp|thinsp|#160|#xa0);)*", re.IGNORECASE)


@cache
def noise_mark(kind: NoiseKind) -> str:
    """Return the character of a noise kind."""
    return chr(_FIRST_NOISE + NOISE_KINDS.index(kind))


def noise_of(mark: str) -> NoiseKind:
    """Return the noise kind of a character."""
    return NOISE_KINDS[ord(mark) - _FIRST_NOISE]


def marked(mark: str, html: str) -> Markup:
    """Return a piece of HTML with a label around it."""
    return Markup(mark + html + _END)  # noqa: S704 - the callers escape what they put in


def page_bytes(source: str, encoding: str = "utf-8") -> bytes:
    """Return the page of a rendered template in its encoding; what that lacks is written as a reference."""
    # In UTF-8 a label is EE, a byte from 80 to 83 and one more: five times as fast as a pattern over the letters.
    first, *rest = source.encode().split(b"\xee")
    page = b"".join([first, *(one[2:] if b"\x80" <= one[:1] <= b"\x83" else b"\xee" + one for one in rest)])
    return page if encoding == "utf-8" else page.decode().encode(encoding, "xmlcharrefreplace")


def without_bulk(source: str) -> str:
    """Return a page without what its scripts and style sheets hold: two thirds of it, and nothing of it is visible."""
    return _BULK.sub(r"\1", source)


def twin_of(source: str) -> str:
    """Return the twin of a rendered template: each piece of text begins with its label."""
    twin: list[str] = []
    stack = [UNLABELLED]
    pieces = _NO_TEXT.split(source)
    pieces.append("")
    for text, no_text in zip(pieces[::2], pieces[1::2], strict=True):
        if text.isspace():
            twin.append(text)
        elif text:
            first, *rest = _MARK.split(text)
            twin.append(_labelled(first, stack[-1]))
            for mark, piece in zip(rest[::2], rest[1::2], strict=True):
                if mark != _END:
                    stack.append(mark)
                elif len(stack) > 1:
                    stack.pop()
                twin.append(_labelled(piece, stack[-1]))
        twin.append(no_text if no_text.isascii() else MARKS.sub("", no_text))
    return "".join(twin)


def _labelled(text: str, label: str) -> str:
    """Return text behind its label, white space before that."""
    if not text:
        return text
    if text[0] != "&" and not text[0].isspace():
        return label + text
    space = _SPACE.match(text)
    at = space.end() if space else 0
    return text[:at] + label + text[at:] if at < len(text) else text


class Labels(Extension):
    """The three tags of Jinja2."""

    tags = {"expected", "optional", "noise"}  # noqa: RUF012 - as Jinja2 declares it

    def parse(self, parser: Parser) -> list[nodes.Node]:
        """Put the label's characters around what stands between the tag and its end."""
        tag = next(parser.stream)
        begin: nodes.Expr
        if tag.value == "noise":
            kind = parser.parse_expression()
            if not isinstance(kind, nodes.Const):
                begin = nodes.Call(self.attr("mark"), [kind], [], None, None)
            elif kind.value in get_args(NoiseKind):
                begin = nodes.Const(_safe(noise_mark(kind.value)))
            else:
                parser.fail(f"no such noise kind: {kind.value!r}", tag.lineno)
        else:
            begin = nodes.Const(_safe(EXPECTED if tag.value == "expected" else OPTIONAL))
        body = parser.parse_statements((f"name:end{tag.value}",), drop_needle=True)
        return [nodes.Output([begin]), *body, nodes.Output([nodes.Const(_safe(_END))])]

    def mark(self, kind: str) -> Markup:
        """Return the character of a noise kind that a template names while it is rendered."""
        if kind not in NOISE_KINDS:
            raise ValueError(f"no such noise kind: {kind!r}")
        return _safe(noise_mark(kind))


def _safe(mark: str) -> Markup:
    return Markup(mark)  # noqa: S704 - one character of ours

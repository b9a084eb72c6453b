"""Labels in a template: ``{% expected %}``, ``{% optional %}`` and ``{% noise "share" %}``, each up to its end.

While a template is rendered, a label is a character of Unicode's private use area where it begins and one where it
ends; labels nest, the innermost counts. Rendered, they are taken out again: once for the page, and once for a twin of
the page in which each piece of text begins with the character of its label. The twin has the same tree as the page, so
that its visible text says of every visible word what it is, whatever the markup does to the page.
"""

from __future__ import annotations

import re
from typing import get_args

from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from markupsafe import Markup

from ..model import NOISE_KINDS, NoiseKind

EXPECTED = "\ue000"
OPTIONAL = "\ue001"
UNLABELLED = "\ue0fe"
_END = "\ue0ff"
_FIRST_NOISE = 0xE010
MARKS = re.compile("[\ue000-\ue0ff]")

# Comments, elements whose content is no text, tags, marks, text. An attribute of ours never holds a bare ">",
# nor a text a bare "<" where a tag could begin.
_PIECE = re.compile(
    r"(?P<skip><!--.*?-->|<(script|style|title|noscript|template)\b[^>]*>.*?</\2\s*>|<[!?/a-zA-Z][^>]*>)"
    r"|(?P<mark>[\ue000-\ue0ff])|(?P<text>[^<\ue000-\ue0ff]+|<)",
    re.DOTALL | re.IGNORECASE,
)
# White space, also as an entity: a reader collapses it, and a label in front of it would keep it.
_SPACE = re.compile(r"(?:\s|&(?:nbsp|ensp|emsp|thinsp|#160|#xa0);)*", re.IGNORECASE)


def noise_mark(kind: NoiseKind) -> str:
    """Return the character of a noise kind."""
    return chr(_FIRST_NOISE + NOISE_KINDS.index(kind))


def noise_of(mark: str) -> NoiseKind:
    """Return the noise kind of a character."""
    return NOISE_KINDS[ord(mark) - _FIRST_NOISE]


def marked(mark: str, html: str) -> Markup:
    """Return a piece of HTML with a label around it."""
    return Markup(mark + html + _END)  # noqa: S704 - the callers escape what they put in


def page_of(source: str) -> str:
    """Return the page of a rendered template: without its labels."""
    return MARKS.sub("", source)


def twin_of(source: str) -> str:
    """Return the twin of a rendered template: each piece of text begins with its label."""
    twin: list[str] = []
    stack = [UNLABELLED]
    for piece in _PIECE.finditer(source):
        text = piece[0]
        if piece.lastgroup == "mark":
            if text != _END:
                stack.append(text)
            elif len(stack) > 1:
                stack.pop()
        elif piece.lastgroup == "text":
            space = _SPACE.match(text)
            at = space.end() if space else 0
            twin.append(text[:at] + stack[-1] + text[at:] if at < len(text) else text)
        else:
            twin.append(MARKS.sub("", text))
    return "".join(twin)


class Labels(Extension):
    """The three tags of Jinja2."""

    tags = {"expected", "optional", "noise"}  # noqa: RUF012 - as Jinja2 declares it

    def parse(self, parser: Parser) -> list[nodes.Node]:
        """Put the label's characters around what stands between the tag and its end."""
        tag = next(parser.stream)
        begin: nodes.Expr
        if tag.value == "noise":
            kind = parser.parse_expression()
            if isinstance(kind, nodes.Const) and kind.value not in get_args(NoiseKind):
                parser.fail(f"no such noise kind: {kind.value!r}", tag.lineno)
            begin = nodes.Call(self.attr("mark"), [kind], [], None, None)
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

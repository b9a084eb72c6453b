"""The marks that WebMainBench's annotators left in its pages, and their removal.

The pages are stored as the annotation tool left them: what was chosen as main content carries ``cc-select="true"`` and
the class ``mark-selected``, so an extractor could read the answer off the page. Taken out are

- attributes ``cc-*`` and ``data-anno-uid``,
- the classes ``mark-selected`` and ``cc-unloaded``; an attribute ``class`` that held nothing else goes with them,
- tags ``<cc-*>``, ``<marked-text>``, ``<marked-tail>`` and ``<marked-inline>``, without what is between them,
- ``<style id="cc-extraStyle">`` with its rules.

Everything else stays as it is, to the character: text, comments, scripts and the other styles are not looked into.
Tags are told from text by the rules of the HTML standard's tokenizer, in time that grows with the length of the page
alone. The benchmark itself removes ``data-anno-uid`` and ``<marked-*>`` only.
"""

from __future__ import annotations

import re

# Possessive, so that no page can make it go back: a quote or a tag that is never closed reaches to the end, as in
# browsers. An attribute's name may begin with "=" but not hold it.
_ATTRIBUTE = r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s"'>][^\s>]*+))?+"""
_REST = rf"(?:{_ATTRIBUTE})*+[\s/]*+(?:>|\Z)"
_RAW = "script|style|textarea|title|xmp|iframe|noembed|noframes"
_PIECE = re.compile(
    rf"<!--(?:-?>|.*?(?:--!?>|\Z))"
    rf"|<(?P<raw>{_RAW})(?=[\s/>]){_REST}(?P<inside>.*?)(?P<close></(?P=raw)(?=[\s/>]){_REST}|\Z)"
    rf"|</?[a-z][^\s/>]*+{_REST}",
    re.IGNORECASE | re.DOTALL,
)
_ONE = re.compile(
    r"""[\s/]*+(?P<name>[^\s/>][^\s/>=]*+)"""
    r"""(?:\s*+=\s*+(?:"(?P<double>[^"]*+)(?:"|\Z)|'(?P<single>[^']*+)(?:'|\Z)|(?P<bare>[^\s"'>][^\s>]*+)))?+"""
)
_OPENING = re.compile(r"</?([a-z][^\s/>]*+)", re.IGNORECASE)
_INJECTED = frozenset({"marked-text", "marked-tail", "marked-inline"})
_CLASS = re.compile(r"(?:\s+|\A)(?:mark-selected|cc-unloaded)(?=\s|\Z)", re.IGNORECASE)
_STYLE = "cc-extrastyle"
_SIGN = re.compile(r"cc-|mark-selected|data-anno-uid|</?marked-", re.IGNORECASE)
_REMAINDER = re.compile(r"cc-select|cc-extrastyle|mark-selected|data-anno-uid|</?marked-(?:text|tail|inline)", re.I)


def without_marks(html: str) -> str:
    """Return a page without the marks of the annotation.

    >>> without_marks('<p cc-select="true" class="lead mark-selected">cc-select</p>')
    '<p class="lead">cc-select</p>'
    """
    return _PIECE.sub(_cleaned, html) if _SIGN.search(html) else html


def remainder(html: str) -> str | None:
    """Return the first mark that a page still has somewhere: in a script, a comment, its text."""
    found = _REMAINDER.search(html)
    return found[0] if found else None


def _cleaned(piece: re.Match[str]) -> str:
    whole = piece[0]
    if whole.startswith("<!--"):
        return whole
    if piece["raw"] is None:
        return _tag(whole)
    opening = whole[: piece.start("inside") - piece.start()]
    if piece["raw"].lower() == "style" and any(
        one["name"].lower() == "id" and (_value(one) or "").strip().lower() == _STYLE for one in _attributes(opening)
    ):
        return ""
    return _tag(opening) + piece["inside"] + _tag(piece["close"])


def _tag(tag: str) -> str:
    name = _OPENING.match(tag)
    if name is None or not _SIGN.search(tag):
        return tag
    if name[1].lower() in _INJECTED or name[1].lower().startswith("cc-"):
        return ""
    kept = [name[0]]
    end = name.end()
    for attribute in _attributes(tag):
        kept.append(_attribute(attribute))
        end = attribute.end()
    return "".join(kept) + tag[end:]


def _attributes(tag: str) -> list[re.Match[str]]:
    name = _OPENING.match(tag)
    found, at = [], name.end() if name else len(tag)
    while attribute := _ONE.match(tag, at):
        found.append(attribute)
        at = attribute.end()
    return found


def _value(attribute: re.Match[str]) -> str | None:
    return next((value for value in attribute.group("double", "single", "bare") if value is not None), None)


def _attribute(attribute: re.Match[str]) -> str:
    name = attribute["name"].lower()
    if name == "data-anno-uid" or name.startswith("cc-"):
        return ""
    value = _value(attribute) if name == "class" else None
    if value is None or not (found := _CLASS.search(value)):
        return attribute[0]
    left = _CLASS.sub("", value)
    if not left.strip():
        return ""
    if not found.start():
        left = left.lstrip()
    start = next(attribute.start(kind) for kind in ("double", "single", "bare") if attribute[kind] is not None)
    before, after = start - attribute.start(), start + len(value) - attribute.start()
    return attribute[0][:before] + left + attribute[0][after:]

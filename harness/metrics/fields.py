"""Fields: the metadata, value by value.

Each annotated value is ``correct``, ``wrong`` (another value was given) or ``missing``; a value given where the golden
case says that there is none is ``invented``. Authors and tags are compared as sets: values on one side alone are
paired off as ``wrong``, the rest of them is ``missing`` or ``invented``. A field that the case does not annotate is
not scored.

============ ============= =====================================
annotated    given         counts
============ ============= =====================================
a value      the same      correct
a value      another       wrong
a value      none          missing
none         none          nothing
none         a value       invented
{a, b}       {b, c, d}     1 correct, 1 wrong, 1 invented
============ ============= =====================================

Precision = correct / (correct + wrong + invented), recall = correct / (correct + wrong + missing), F1 their harmonic
mean. A run's figures pool the counts of its pages; a figure whose denominator is 0 is not applicable.

Values are compared after NFC, white space collapsed, case folded. Dates: see :func:`same_date`. Languages by their
primary subtag. URLs: see :func:`normal_url`.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from urllib.parse import urljoin, urlsplit, urlunsplit

from ..alignment import Candidate, Reference
from ..model import FIELDS, FieldValue, GoldenCase
from ..text import normal
from .base import Counts, Figures, Pooled

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?(?:\.\d+)?)?)?)?(Z|[+-]\d{2}:?\d{2})?")
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
_WHAT = ("correct", "wrong", "missing", "invented")
# Of each field the names of its figures and of its counts: made once, for a report asks for them on every page.
_KEYS = tuple(
    (*(f"{name}_{figure}" for figure in ("f1", "precision", "recall")), *(f"{name}:{what}" for what in _WHAT))
    for name in FIELDS
)


class Fields(Pooled):
    """Correct, wrong, missing and invented values by field; figures ``title_f1``, ``title_precision``, ..."""

    name = "fields"
    of_metadata = True
    signature = "fields|v1"

    def count(self, reference: Reference, candidate: Candidate) -> Counts | None:
        """Return counts such as ``title:correct``; those that are 0 are left out."""
        case, article = reference.case, candidate.article
        counts: Counter[str] = Counter()
        for name, annotated in annotated_fields(case).items():
            given = getattr(article, name) if article else None
            counts.update(compare(name, annotated, given, case.url))
        return dict(sorted(counts.items()))

    def figures(self, counts: Counts) -> Figures:
        """Return precision, recall and F1 of every field."""
        figures: Figures = {}
        get = counts.get
        for f1, precision, recall, *keys in _KEYS:
            correct, wrong, missing, invented = (get(key, 0) for key in keys)
            given, wanted = correct + wrong + invented, correct + wrong + missing
            figures[f1] = 2 * correct / (given + wanted) if given + wanted else None
            figures[precision] = correct / given if given else None
            figures[recall] = correct / wanted if wanted else None
        return figures


def annotated_fields(case: GoldenCase) -> dict[str, FieldValue]:
    """Return the fields that a case annotates, its language among them unless nobody knows it (``und``)."""
    return dict(case.metadata) if case.language == "und" else {**case.metadata, "language": case.language}


def compare(name: str, annotated: FieldValue, given: FieldValue, base: str | None) -> dict[str, int]:
    """Return what one field counts. ``base`` is the page's URL, which relative URLs are resolved against."""
    wanted, got = _values(name, annotated, base), _values(name, given, base)
    if name in ("published", "modified"):
        # A date matches at the precision of the annotation, so it cannot be compared as a key.
        got = {date if same_date(date, other) else other for other in got for date in (wanted or {""})}
    correct = len(wanted & got)
    lost, added = len(wanted) - correct, len(got) - correct
    wrong = min(lost, added)
    counts = {"correct": correct, "wrong": wrong, "missing": lost - wrong, "invented": added - wrong}
    return {f"{name}:{what}": size for what, size in counts.items() if size}


def _values(name: str, value: FieldValue, base: str | None) -> set[str]:
    if value is None:
        return set()
    values = (value,) if isinstance(value, str) else value
    if name in ("published", "modified"):
        return {one.strip() for one in values if one.strip()}
    if name in ("image", "canonical_url"):
        return {normal_url(one, base) for one in values if one.strip()}
    if name == "language":
        return {one.strip().replace("_", "-").split("-")[0].casefold() for one in values if one.strip()}
    return {folded for folded in map(_folded, values) if folded}


def _folded(text: str) -> str:
    return normal(text).casefold()


def same_date(annotated: str, given: str) -> bool:
    """Whether a date equals the annotated one at the annotation's precision.

    ``given`` must be at least as precise. Where both state a zone, the given one is moved to the annotated one's; where
    one of them states none, the clock times as written are compared.

    >>> same_date("2025-04-07", "2025-04-07T09:22:35"), same_date("2025-04-07T09:22", "2025-04-07")
    (True, False)
    """
    wanted, got = _DATE.fullmatch(annotated.strip()), _DATE.fullmatch(given.strip())
    if not wanted or not got:
        return False
    precision = sum(part is not None for part in wanted.groups()[:5])
    if sum(part is not None for part in got.groups()[:5]) < precision:
        return False
    if wanted[6] and got[6] and got[4]:
        try:
            moved = datetime.fromisoformat(given.strip()).astimezone(datetime.fromisoformat(annotated.strip()).tzinfo)
        except (ValueError, OverflowError):
            return False
        got = _DATE.fullmatch(moved.replace(microsecond=0).isoformat())
        assert got
    return wanted.groups()[:precision] == got.groups()[:precision]


def normal_url(url: str, base: str | None) -> str:
    """Return a URL absolute, with scheme and host in lower case, no default port, no fragment, ``/`` for no path."""
    try:
        parts = urlsplit(urljoin(base or "", url.strip()))
        scheme, host = parts.scheme.lower(), parts.netloc.lower()
    except ValueError:
        return url.strip()
    host = host.removesuffix(_DEFAULT_PORTS.get(scheme, "\0"))
    return urlunsplit((scheme, host, parts.path or "/", parts.query, ""))

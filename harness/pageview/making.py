"""One case and one answer to one view."""

from __future__ import annotations

from ..alignment import Candidate, Reference
from ..goldens.pages import page_text, read_page
from ..metrics.fields import annotated_fields, compare
from ..metrics.ledger import Ledger, bookings_of
from ..model import Extraction, Failure, FieldValue, GoldenCase
from .captured import CapturedPage, capture, outcomes
from .runs import MOST_WORDS, expected_text, output_text
from .view import FieldView, PageView

_LEDGER = Ledger()

# Enough to know a value, a message or a crash by; an answer may hold megabytes of each.
_VALUE, _VALUES, _MESSAGE, _STDERR = 500, 50, 2000, 4000


def reference_of(case: GoldenCase) -> tuple[Reference, CapturedPage]:
    """Read the page of a case, once for all its views. Raises :class:`~harness.errors.PageError`."""
    page = read_page(case)
    reference = Reference(case, page_text(page.content, page.media_type, page.encoding))
    return reference, capture(reference, page.html)


def make_view(
    reference: Reference,
    extractor: str,
    extraction: Extraction,
    page: CapturedPage | None = None,
    *,
    most: int = MOST_WORDS,
) -> PageView:
    """Return the view of one extractor's answer to one case.

    Args:
        reference: the case.
        extractor: the id of the row.
        extraction: the answer.
        page: the page itself, if it is to be shown too.
        most: how many words of a text the view holds; what lies behind is counted and left out.
    """
    case = reference.case
    candidate = Candidate(extraction.article, reference)
    counts = _LEDGER.count(reference, candidate)
    bookings = None if counts is None else bookings_of(reference, candidate)
    return PageView(
        case=case.id,
        extractor=extractor,
        url=case.url,
        language=case.language,
        outcome=extraction.outcome,
        figures={} if counts is None else _LEDGER.figures(counts),
        counts=counts,
        expected=None if bookings is None else expected_text(reference, bookings, most),
        output=output_text(candidate, bookings, most),
        fields=tuple(_fields(case, extraction)),
        failure=_cut_failure(extraction.failure) if extraction.failure else None,
        page=page,
        page_outcomes=() if page is None or bookings is None else outcomes(page, reference, candidate, bookings),
    )


def _fields(case: GoldenCase, extraction: Extraction) -> list[FieldView]:
    found = []
    for name, annotated in annotated_fields(case).items():
        given: FieldValue = getattr(extraction.article, name) if extraction.article else None
        counts = {key.partition(":")[2]: size for key, size in compare(name, annotated, given, case.url).items()}
        found.append(FieldView(name, _cut_value(annotated), _cut_value(given), counts))
    return found


def _cut_value(value: FieldValue) -> FieldValue:
    if value is None:
        return None
    if isinstance(value, str):
        return _cut(value, _VALUE)
    kept = tuple(_cut(one, _VALUE) for one in value[:_VALUES])
    return (*kept, f"… ({len(value) - _VALUES:,} more values)") if len(value) > _VALUES else kept


def _cut_failure(failure: Failure) -> Failure:
    stderr = failure.stderr
    if len(stderr) > _STDERR:
        stderr = f"… ({len(stderr) - _STDERR:,} characters before)\n{stderr[-_STDERR:]}"
    return Failure(_cut(failure.type, _VALUE), _cut(failure.message, _MESSAGE), stderr)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}… ({len(text) - most:,} characters more)"

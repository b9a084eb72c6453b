"""Metadata, value by value: the table of the module's docstring, dates, URLs."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from harness.alignment import Candidate
from harness.metrics.fields import Fields, compare, normal_url, same_date
from harness.model import FIELDS, LIST_FIELDS, Article, FieldValue
from workshop import reference_of, write_case

PAGE = "https://Lane.example/news/bakery.html?q=1#top"


@pytest.mark.parametrize(
    ("name", "annotated", "given", "counts"),
    [
        ("title", "Bakery opens", "Bakery opens", {"correct": 1}),
        ("title", "Bakery opens", "Bakery closes", {"wrong": 1}),
        ("title", "Bakery opens", None, {"missing": 1}),
        ("title", "Bakery opens", " \n", {"missing": 1}),
        ("title", None, None, {}),
        ("title", None, "", {}),
        ("title", None, "Bakery opens", {"invented": 1}),
        ("title", "Cafe\u0301  opens", "CAFÉ opens ", {"correct": 1}),
        ("title", "Straße", "STRASSE", {"correct": 1}),
        ("authors", ("a", "b"), ("b", "c", "d"), {"correct": 1, "wrong": 1, "invented": 1}),
        ("authors", ("a", "b", "c"), ("c", "x"), {"correct": 1, "wrong": 1, "missing": 1}),
        ("authors", ("Ann", "Bob"), ("BOB", "ann", "Ann"), {"correct": 2}),
        ("authors", (), (), {}),
        ("authors", (), ("Ann", " "), {"invented": 1}),
        ("authors", ("Ann",), (), {"missing": 1}),
        ("tags", ("a", "b"), None, {"missing": 2}),
        ("published", "2025-04-07", "2025-04-07T09:22Z", {"correct": 1}),
        ("published", "2025-04-07T09:22", "2025-04-07", {"wrong": 1}),
        ("published", None, "2025", {"invented": 1}),
        ("modified", "2025", " ", {"missing": 1}),
        ("language", "de-AT", "DE", {"correct": 1}),
        ("language", "zh-Hant", "zh_CN", {"correct": 1}),
        ("language", "en", "english", {"wrong": 1}),
        ("image", "https://lane.example/a.jpg", "/a.jpg", {"correct": 1}),
        ("image", "https://lane.example/a.jpg", "a.jpg", {"wrong": 1}),
        ("canonical_url", "https://lane.example", "https://LANE.example:443/#x", {"correct": 1}),
        ("canonical_url", None, "  ", {}),
    ],
)
def test_annotated_and_given_value_count_as(
    name: str, annotated: FieldValue, given: FieldValue, counts: dict[str, int]
) -> None:
    assert compare(name, annotated, given, PAGE) == {f"{name}:{what}": size for what, size in counts.items()}


@pytest.mark.parametrize(
    ("annotated", "given", "same"),
    [
        # The annotation's precision decides; what is given must be as precise.
        ("2025", "2025-04-07T09:22:35Z", True),
        ("2025-04", "2025-04-07", True),
        ("2025-04", "2025", False),
        ("2025-04", "2025-05-04", False),
        ("2025-04-07", "2025-04-07T23:59:59.999+14:00", True),
        ("2025-04-07T09:22", "2025-04-07T09:22:35.123456789", True),
        ("2025-04-07T09:22", "2025-04-07 09:22", True),
        ("2025-04-07T09:22:35", "2025-04-07T09:22", False),
        ("2025-04-07T09:22:35", "2025-04-07T09:22:36", False),
        (" 2025-04-07", "2025-04-07\n", True),
        # Two zones: the same moment. One zone: the clock as written.
        ("2025-04-07T09:22Z", "2025-04-07T11:22+02:00", True),
        ("2025-04-07T09:22Z", "2025-04-07T11:22:59.9+0200", True),
        ("2025-04-07T09:22Z", "2025-04-07T09:22+02:00", False),
        ("2025-04-07T09:22:00Z", "2025-04-07T09:22Z", False),
        ("2025-04-07T00:30+02:00", "2025-04-06T22:30Z", True),
        ("2025-04-07T23:30:00-05:00", "2025-04-08T04:30:00+00:00", True),
        ("2025-04-07T09:22Z", "2025-04-07T09:22", True),
        ("2025-04-07T09:22", "2025-04-07T09:22+02:00", True),
        ("2025-04-07T09:22", "2025-04-07T11:22+02:00", False),
        ("2025-04-07", "2025-04-08T01:00+02:00", False),
        # Nonsense is never the same, nor does it do harm.
        ("2025-04-07", "", False),
        ("2025-04-07", "7 April 2025", False),
        ("2025-04-07", "20250407", False),
        ("2025-04-07", "2025-04-07T", False),
        ("2025-04-07", "2025-04-7", False),
        ("2025-04-07", "٢٠٢٥-٠٤-٠٧", False),
        ("2025-04-07T09:22Z", "2025-04-07T25:61Z", False),
        ("2025-04-07T09:22Z", "2025-02-30T09:22Z", False),
        ("2025-04-07T09:22Z", "2025-04-07T09:22+99:00", False),
        ("2025-04-07T09:22-01:00", "9999-12-31T23:59Z", False),
        ("2025-04-07T09:22-05:00", "0001-01-01T00:00+05:00", False),
        ("2025-04-07T09:22Z", "٢٠٢٥-٠٤-٠٧T09:22Z", False),
    ],
)
def test_dates_are_the_same(annotated: str, given: str, same: bool) -> None:
    assert same_date(annotated, given) is same


DATES = st.from_regex(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?")


@given(DATES, st.text(st.characters()) | DATES)
@example("2025-04-07T09:22Z", "0000-00-00T00:00Z")
def test_any_two_texts_are_compared_as_dates(annotated: str, given: str) -> None:
    assert same_date(annotated, given) in (True, False)


@given(st.datetimes())
def test_a_date_is_the_same_as_itself_however_little_is_annotated(moment: datetime) -> None:
    date = moment.replace(microsecond=0).isoformat()
    assert all(same_date(date[:length], date) for length in (4, 7, 10, 16, 19))


ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(datetime(1900, 1, 2), datetime(2100, 1, 1)), ZONES, ZONES, st.integers(60, 600))
def test_a_moment_is_the_same_in_every_zone(moment: datetime, here: timezone, there: timezone, later: int) -> None:
    moment = moment.replace(microsecond=0, tzinfo=here)
    assert same_date(moment.isoformat(), moment.astimezone(there).isoformat())
    assert not same_date(moment.isoformat(), (moment + timedelta(seconds=later)).astimezone(there).isoformat())


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("HTTPS://Lane.EXAMPLE", "https://lane.example/"),
        ("https://lane.example:443/A?b=C#d", "https://lane.example/A?b=C"),
        ("http://lane.example:80", "http://lane.example/"),
        ("http://lane.example:443/", "http://lane.example:443/"),
        ("https://lane.example:4430/", "https://lane.example:4430/"),
        ("  https://lane.example/a ", "https://lane.example/a"),
        ("/a.jpg", "https://lane.example/a.jpg"),
        ("../a.jpg", "https://lane.example/a.jpg"),
        ("a.jpg", "https://lane.example/news/a.jpg"),
        ("//cdn.example/a.jpg", "https://cdn.example/a.jpg"),
        ("?page=2", "https://lane.example/news/bakery.html?page=2"),
        ("http://[::1", "http://[::1"),
    ],
)
def test_url_is_made_comparable(url: str, normal: str) -> None:
    assert normal_url(url, PAGE) == normal


def test_relative_url_of_a_page_without_address_stays_relative() -> None:
    assert normal_url("/a.jpg#x", None) == "/a.jpg"


def test_run_pools_the_counts_of_a_case(tmp_path: Path) -> None:
    metadata = {"title": "Bakery opens", "authors": ["Ann", "Bob"], "published": None}
    reference = reference_of(write_case(tmp_path / "case", metadata=metadata, url=PAGE))
    article = Article(title="bakery opens", authors=["Ann", "Eve", "Ivy"], published="2025", image="/not-annotated.jpg")
    counts = Fields().count(reference, Candidate(article, reference))
    assert counts == {
        "authors:correct": 1,
        "authors:invented": 1,
        "authors:wrong": 1,
        "language:missing": 1,
        "published:invented": 1,
        "title:correct": 1,
    }
    figures = {name: value for name, value in Fields().figures(counts).items() if value is not None}
    assert figures == pytest.approx(
        {
            "title_f1": 1,
            "title_precision": 1,
            "title_recall": 1,
            "authors_f1": 0.4,  # 1 correct of 3 given and 2 wanted
            "authors_precision": 1 / 3,
            "authors_recall": 1 / 2,
            "published_f1": 0,
            "published_precision": 0,
            "language_f1": 0,
            "language_recall": 0,
        }
    )


def test_failure_misses_every_annotated_value(tmp_path: Path) -> None:
    reference = reference_of(write_case(tmp_path / "case", metadata={"title": "T", "tags": ["a", "b"], "image": None}))
    counts = Fields().count(reference, Candidate(None, reference))
    assert counts == {"language:missing": 1, "tags:missing": 2, "title:missing": 1}


@given(st.sampled_from(FIELDS), st.text(st.characters()), st.text(st.characters()))
def test_every_value_is_counted_once(name: str, annotated: str, given: str) -> None:
    values = [(one,) if name in LIST_FIELDS else one for one in (annotated, given)]
    counts = compare(name, values[0], values[1], PAGE)
    assert sum(counts.values()) <= 1
    assert compare(name, values[0], values[0], PAGE).keys() <= {f"{name}:correct"}

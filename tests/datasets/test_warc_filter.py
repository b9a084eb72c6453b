"""Which records of a crawl are taken: the options of a place, and what they leave."""

from __future__ import annotations

from pathlib import Path

import pytest
from crawls import answer, write_crawl

from harness.datasets.warc import WarcSource
from harness.datasets.warc_files import find_files
from harness.datasets.warc_filter import HTML, RecordFilter, split_place
from harness.errors import DataSetError, UnknownNameError

pytest.importorskip("fastwarc", reason='FastWARC is not installed: pip install "scraper-harness[scale]"')


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    """Two files: statuses, types, languages and addresses of all kinds, then forty pages alike."""
    german = '<!-- built --><html class="x" lang="de-at"><p>Die Fähre.</p></html>'
    write_crawl(
        tmp_path / "a.warc.gz",
        [
            answer(1),
            answer(2, status=404),
            answer(3, status=451),
            answer(4, content_type="text/plain"),
            answer(5, german),
            answer(6, headers="Content-Language: fr, en\r\n"),
            answer(7, url="https://isle.example/news/harbour?id=7&a=b"),
        ],
    )
    write_crawl(tmp_path / "b.warc", [answer(number) for number in range(100, 140)])
    return tmp_path


def taken(folder: Path, options: str, pattern: str = "*.warc*") -> list[str]:
    """Return the numbers of the records that a place with options takes."""
    place, wanted = split_place(f"{folder}/{pattern}{options}")
    source = WarcSource(find_files(place), wanted)
    return [source.key(number).removeprefix("urn:test:") for number in range(source.pages)]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", ["1", "5", "6", "7"]),
        ("?status=any", ["1", "2", "3", "5", "6", "7"]),
        ("?status=4xx", ["2", "3"]),
        ("?status=200,404", ["1", "2", "5", "6", "7"]),
        ("?type=any", ["1", "4", "5", "6", "7"]),
        ("?type=text/plain", ["4"]),
        ("?language=de", ["5"]),
        ("?language=de-AT,fr", ["5", "6"]),
        ("?language=d", []),
        ("?url=*/news/*", ["7"]),
        ("?url=*/news/*&url=*/1", ["1", "7"]),
        ("?url=*a%3Db", ["7"]),
        ("?url=news", []),
        ("?limit=0", []),
        ("?limit=99&sample=1", ["1", "5", "6", "7"]),
    ],
)
def test_options_choose_records(crawl: Path, options: str, expected: list[str]) -> None:
    assert taken(crawl, options, "a.warc.gz") == expected


def test_sample_takes_the_same_records_whatever_files_are_beside_theirs(crawl: Path) -> None:
    both = taken(crawl, "?sample=0.5&seed=4")
    apart = taken(crawl, "?sample=0.5&seed=4", "a.warc.gz") + taken(crawl, "?sample=0.5&seed=4", "b.warc")
    assert both == apart
    assert 10 < len(both) < 34


def test_smaller_samples_and_limits_are_part_of_larger_ones(crawl: Path) -> None:
    assert set(taken(crawl, "?sample=0.2")) < set(taken(crawl, "?sample=0.6"))
    five, nine = taken(crawl, "?limit=5&seed=2"), taken(crawl, "?limit=9&seed=2")
    assert (len(five), len(nine)) == (5, 9)
    assert set(five) < set(nine)


def test_another_seed_draws_others(crawl: Path) -> None:
    assert taken(crawl, "?limit=9&seed=1") != taken(crawl, "?limit=9&seed=2")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("?sample=0", "sample=0 is no share"),
        ("?sample=2", "sample=2 is no share"),
        ("?sample=nan", "sample=nan is no number"),
        ("?sample=", "sample has no value"),
        ("?limit=-1", "limit=-1 is no number of records"),
        ("?limit=1.5", "limit=1.5 is no number"),
        ("?seed=a", "seed=a is no number"),
        ("?seed=1&seed=2", "seed is given twice"),
        ("?status=ok", "status=ok is no HTTP status"),
    ],
)
def test_wrong_option_is_told(options: str, said: str) -> None:
    with pytest.raises(DataSetError, match=said):
        split_place(f"crawl.warc{options}")


def test_unknown_option_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean sample"):
        split_place("crawl/*.warc?smaple=0.1")


@pytest.mark.parametrize("place", ["crawl/?.warc", "crawl/a?b*.warc", "https://h.example/a.warc?token=x"])
def test_question_mark_that_begins_no_options_stays(place: str) -> None:
    assert split_place(place) == (place, RecordFilter(("200",), HTML))


def test_options_behind_the_query_of_an_address_of_their_own_question_mark() -> None:
    place, wanted = split_place("https://h.example/a.warc?token=x?status=404")
    assert (place, wanted.statuses) == ("https://h.example/a.warc?token=x", ("404",))

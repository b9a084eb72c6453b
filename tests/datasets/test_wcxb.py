"""WCXB's layout: keys that vary from file to file, two splits, pages without scripts."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from harness.errors import DataSetError
from layouts import needs_samples, opened, sample, told, write_files

TEXT = "The ferry leaves at nine.\nBring your own tea."
PAGE = b"<html><style>p{}</style><body><p>The ferry leaves at nine.</p><p>Bring your own tea.</p></body></html>"


def record(page_type: Any = ..., internal: Any = ..., **truth: Any) -> dict[str, Any]:
    """Return a ground truth; a value of ``...`` leaves a key out."""
    whole: dict[str, Any] = {
        "main_content": TEXT,
        "title": "Ferry",
        "author": None,
        "publish_date": None,
        "with": [],
        "without": [],
    }
    types = {} if page_type is ... else {"page_type": page_type}
    return {
        "schema_version": "2.0",
        "url": "https://isle.example/ferry",
        "_internal": types if internal is ... else internal,
        "ground_truth": {key: value for key, value in {**whole, **truth}.items() if value is not ...},
    }


def write(folder: Path, split: str = "dev", page: bytes = PAGE, **records: Any) -> Path:
    """Write records by id, each with a page of its own."""
    for name, content in records.items():
        stem = name.strip("_")
        write_files(
            folder / split, {f"ground-truth/{stem}.json": content, f"html/{stem}.html.gz": page + name.encode()}
        )
    return folder


def test_record_becomes_a_case(tmp_path: Path) -> None:
    page_type = {"primary": "documentation", "confidence": "high", "tags": ["boats", "tides"]}
    truth = record(
        page_type,
        author="Ada Byron and Mary Anne Evans",
        publish_date="2024-03-05",
        main_content_markdown="# The ferry leaves at nine.\n\nBring your own tea.",
        **{"with": ["own tea"], "without": ["Sign in"]},
    )
    collection = opened("wcxb", write(tmp_path, _0001=truth))
    assert told(collection, tmp_path) == []
    case = collection.cases[0]
    assert (case.id, case.url, case.encoding) == ("wcxb/0001", "https://isle.example/ferry", "utf-8")
    assert (case.page_type, case.tags) == ("documentation", ("split:dev", "boats", "tides"))
    assert dict(case.metadata) == {
        "title": "Ferry",
        "authors": ("Ada Byron", "Mary Anne Evans"),
        "published": "2024-03-05",
    }
    assert case.peer_text == TEXT
    assert [(block.kind, block.text) for block in case.expected or ()] == [
        ("heading", "The ferry leaves at nine."),
        ("paragraph", "Bring your own tea."),
    ]
    assert case.expected_markdown == "# The ferry leaves at nine.\n\nBring your own tea."
    assert (case.must_include, case.must_exclude) == (("own tea",), ("Sign in",))
    assert case.provenance.licence == "CC-BY-4.0"


@pytest.mark.parametrize(
    ("page_type", "mapped", "said"),
    [
        ({"primary": "forum"}, "forum", 0),
        ("product", "product", 0),
        ("category", "collection", 0),
        ({"primary": "category"}, "collection", 0),
        ({}, "article", 0),
        (..., "article", 1),
        (None, "article", 1),
        (7, "article", 1),
        ({"primary": "poem"}, "other", 1),
        ({"primary": ["forum"]}, "article", 1),
    ],
)
def test_page_type_is_read_as_the_peer_reads_it(tmp_path: Path, page_type: Any, mapped: str, said: int) -> None:
    collection = opened("wcxb", write(tmp_path, _0001=record(page_type)))
    assert collection.cases[0].page_type == mapped
    assert len(told(collection, tmp_path)) == said


@pytest.mark.parametrize("internal", [None, [], "x"])
def test_a_page_without_internal_notes_is_an_article(tmp_path: Path, internal: Any) -> None:
    assert opened("wcxb", write(tmp_path, _0001=record(internal=internal))).cases[0].page_type == "article"


@pytest.mark.parametrize("content", [..., None, ""])
def test_missing_text_is_an_empty_text_and_is_reported(tmp_path: Path, content: Any) -> None:
    truth = record("forum", main_content=content, main_content_markdown=None, **{"with": ["lost"]})
    collection = opened("wcxb", write(tmp_path, _0001=truth))
    case = collection.cases[0]
    assert (case.expected, case.peer_text, case.must_include) == ((), "", ("lost",))
    assert told(collection, tmp_path) == [
        "dev/ground-truth/0001.json $.ground_truth text: the expected text is empty; write it, or leave the record out"
    ]


def test_ground_truth_that_is_missing_is_an_empty_text(tmp_path: Path) -> None:
    collection = opened("wcxb", write(tmp_path, _0001={"_internal": {"page_type": "forum"}}))
    assert (collection.cases[0].peer_text, dict(collection.cases[0].metadata)) == ("", {})


def test_null_is_annotated_as_absent_and_a_missing_key_not_at_all(tmp_path: Path) -> None:
    null = record("forum", title="", author=None, publish_date=None)
    without = record("forum", title=..., author=..., publish_date=...)
    collection = opened("wcxb", write(tmp_path, _1=null, _2=without))
    assert dict(collection.cases[0].metadata) == {"title": None, "authors": (), "published": None}
    assert dict(collection.cases[1].metadata) == {}


def test_date_that_cannot_be_read_is_reported_and_not_scored(tmp_path: Path) -> None:
    collection = opened("wcxb", write(tmp_path, _0001=record("forum", publish_date="5/3/2024")))
    assert "published" not in collection.cases[0].metadata
    assert told(collection, tmp_path) == [
        "dev/ground-truth/0001.json $.ground_truth.publish_date: “5/3/2024” is no date that can be read for certain; "
        "it is not scored"
    ]


def test_snippets_against_their_own_text_are_reported(tmp_path: Path) -> None:
    truth = record("forum", **{"with": ["Leaves At  Nine", "no such thing"], "without": ["tea"]})
    said = told(opened("wcxb", write(tmp_path, _0001=truth)), tmp_path)
    assert [line.split(": ")[1].split(";")[0] for line in said] == [
        "“no such thing” is not in its own expected text",
        "“tea” is in its own expected text",
    ]


def test_page_without_script_and_style_is_reported(tmp_path: Path) -> None:
    write(tmp_path, page=b"<p>The ferry leaves at nine.</p>", _1=record("forum"))
    write(tmp_path, page=b'<SCRIPT type="application/ld+json">{}</SCRIPT>', _2=record("forum"))
    said = told(opened("wcxb", tmp_path), tmp_path)
    assert len(said) == 1
    assert said[0].startswith("dev/ground-truth/1.json $.ground_truth page: has neither script, style nor JSON-LD")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "dev/ground-truth/1.json line 1 column 2: is not JSON"),
        (b"[]", "dev/ground-truth/1.json $: an object is expected, not []"),
        (b'{"ground_truth": "\xe9"}', "dev/ground-truth/1.json: is not UTF-8 (byte 18)"),
        (b"[" * 100_000, "dev/ground-truth/1.json: is not JSON that can be read"),
        ({"ground_truth": ["x"]}, "dev/ground-truth/1.json $.ground_truth: an object is expected, not ['x']"),
        (record("forum", main_content=["x"]), "dev/ground-truth/1.json $.ground_truth.main_content: a string is"),
        (record("forum", title=3), "dev/ground-truth/1.json $.ground_truth.title: a string is expected, not 3"),
        (record("forum", **{"with": [1]}), "dev/ground-truth/1.json $.ground_truth.with: a list of strings is"),
        ({**record("forum"), "url": {}}, "dev/ground-truth/1.json $.url: a string is expected, not {}"),
    ],
)
def test_bad_record_costs_itself_alone(tmp_path: Path, content: Any, said: str) -> None:
    collection = opened("wcxb", write(tmp_path, _1=content, _2=record("forum")))
    assert collection.cases.ids == ["wcxb/2"]
    assert [item.id for item in collection.broken] == ["wcxb/1"]
    (line,) = told(collection, tmp_path)
    assert line.startswith(said)


def test_bad_page_costs_its_record_alone(tmp_path: Path) -> None:
    write(tmp_path, _1=record("forum"), _2=record("forum"), _3=record("forum"), _4=record("forum"))
    (tmp_path / "dev/html/1.html.gz").write_bytes(b"no gzip")
    (tmp_path / "dev/html/2.html.gz").unlink()
    (tmp_path / "dev/html/3.html.gz").unlink()
    (tmp_path / "dev/html/3.html").write_bytes(PAGE)
    collection = opened("wcxb", tmp_path)
    assert collection.cases.ids == ["wcxb/3", "wcxb/4"]
    first, second = told(collection, tmp_path)
    assert first.startswith("dev/html/1.html.gz: is not a whole gzip file")
    assert second == "dev/html/2.html.gz: cannot be read: No such file or directory; check the file"


def test_record_that_leads_out_of_the_checkout_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "elsewhere", _1=record("forum"))
    write(tmp_path / "checkout", _2=record("forum"))
    link = tmp_path / "checkout/dev/ground-truth/1.json"
    link.symlink_to(tmp_path / "elsewhere/dev/ground-truth/1.json")
    collection = opened("wcxb", tmp_path / "checkout")
    assert collection.cases.ids == ["wcxb/2"]
    assert "leads out of its folder" in told(collection, tmp_path)[0]


def test_both_splits_are_opened_and_an_id_of_both_is_told_apart(tmp_path: Path) -> None:
    write(tmp_path, _0001=record("forum"), _0002=record("forum"))
    write(tmp_path, "test", _0002=record("forum", main_content="Another text."), _0003=record("forum"))
    collection = opened("wcxb", tmp_path)
    assert collection.cases.ids == ["wcxb/0001", "wcxb/0003", "wcxb/dev/0002", "wcxb/test/0002"]
    assert [case.tags for case in collection.cases] == [
        ("split:dev",), ("split:test",), ("split:dev",), ("split:test",),
    ]  # fmt: skip
    assert told(collection, tmp_path) == [
        "test/html/0002.html.gz: is the same page as that of dev/0002, with another expected text; "
        "leave repeated pages out with --dedupe"
    ]


def test_one_split_is_a_place_too_and_its_ids_stand_alone(tmp_path: Path) -> None:
    write(tmp_path, _0001=record("forum"))
    write(tmp_path, "test", _0001=record("forum"))
    collection = opened("wcxb", tmp_path / "test")
    assert (collection.cases.ids, collection.cases[0].tags) == (["wcxb/0001"], ("split:test",))


def test_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataSetError, match=r"holds no wcxb data set: dev/ground-truth is missing"):
        opened("wcxb", tmp_path)


@needs_samples
def test_real_sample_loads_whole() -> None:
    collection = sample("wcxb")
    kinds = Counter(
        "bare" if "script" in one.found else "empty" if "empty" in one.found else "snippet"
        for one in collection.oddities
    )
    print(dict(kinds))
    assert (len(collection.cases), len(collection.broken), collection.odd) == (140, 0, 39)
    assert kinds == {"bare": 32, "empty": 3, "snippet": 4}
    assert set(Counter(case.page_type for case in collection.cases).values()) == {20}

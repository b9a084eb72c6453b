"""Benchmarks' cases as golden folders: sound ones, and a reason for whatever is not there."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.blocks import join
from harness.datasets.importing import Imported, import_cases
from harness.errors import UsageError
from harness.goldens import collect
from harness.goldens.pages import read_content
from harness.model import GoldenCase
from harness.text import collapse, words
from layouts import needs_samples, opened, sample, write_files
from workshop import PAGE, write_case

TEXT = "The well is deep."
HTML = "<title>Well</title><p>The well is deep.</p><p>The rope is new.</p><footer>Contact us</footer>"


def rows(folder: Path, *records: dict[str, Any]) -> Path:
    return write_files(folder, {"rows.jsonl": "".join(json.dumps(record) + "\n" for record in records)})


def imported(tmp_path: Path, *records: dict[str, Any], **options: Any) -> tuple[Imported, dict[str, GoldenCase]]:
    """Import rows; whatever is written must be sound."""
    collection = opened("jsonl", rows(tmp_path / "rows", *records))
    done = import_cases(collection, tmp_path / "golden/mine", **options)
    found = collect(tmp_path / "golden") if (tmp_path / "golden").is_dir() else None
    assert found is None or found.problems == ()
    return done, {case.id.removeprefix("mine/"): case for case in found.cases} if found else {}


def remarks(done: Imported) -> list[str]:
    return [f"{one.case}: {one.what}: {one.found}" for one in done.remarks]


def test_everything_that_the_native_form_has_a_place_for_is_taken_over(tmp_path: Path) -> None:
    record = {
        "id": "well",
        "url": "https://a.example/well",
        "html": HTML,
        "expected": TEXT,
        "metadata": {"title": "Well", "authors": ["Ada Byron", "B."], "published": "2024-03-05T09:30+0100", "tags": []},
        "must_include": ["well is"],
        "must_exclude": ["Contact"],
        "language": "de_AT",
        "page_type": "forum",
        "tags": ["Set:One", "set:one", "x"],
    }
    done, cases = imported(tmp_path, record)
    assert (done.written, done.remarks) == (("well",), ())
    case = cases["well"]
    assert read_content(case) == HTML.encode()
    assert case.expected_markdown == "The well is deep.\n"
    assert case.metadata == {
        "title": "Well",
        "authors": ("Ada Byron", "B."),
        "published": "2024-03-05T09:30+01:00",
        "tags": (),
    }
    assert (case.must_include, case.must_exclude) == (("well is",), ("Contact",))
    assert (case.url, case.language, case.page_type) == ("https://a.example/well", "de-AT", "forum")
    assert case.tags == ("set-one", "x")
    assert (case.provenance.status, case.provenance.licence, case.provenance.annotator) == (
        "reviewed",
        "not stated",
        "not stated",
    )
    assert case.provenance.source.endswith("record well")
    assert "made from plain text" in case.notes


def test_markdown_gold_is_taken_as_it_is(tmp_path: Path) -> None:
    markdown = "# *Well*\n\nThe [well](/w) is deep."
    page = f"<h1>Well</h1>{HTML}"
    done, cases = imported(tmp_path, {"id": "a", "html": page, "expected": f"Well\n{TEXT}", "markdown": markdown})
    assert cases["a"].expected_markdown == markdown + "\n"
    assert (done.remarks, cases["a"].notes) == ((), "")


def test_markdown_gold_with_other_words_is_said(tmp_path: Path) -> None:
    done, _ = imported(tmp_path, {"id": "a", "html": HTML, "expected": "The well, oh.", "markdown": TEXT})
    assert remarks(done) == [
        "jsonl/a: changed: the Markdown gold is taken: 2 words are not in the plain one, 1 only there"
    ]


def test_plain_text_is_escaped_and_read_back_as_it_is(tmp_path: Path) -> None:
    text = "# 1\n- <b>\n* * *\n2. AT&amp;T _x_ [y](z)"
    page = "<p># 1<p>- &lt;b><p>* * *<p>2. AT&amp;amp;T _x_ [y](z)"
    done, cases = imported(tmp_path, {"id": "a", "html": page, "expected": text})
    # The lines that plain text spells as list items are ones, without the mark.
    assert [block.text for block in cases["a"].expected or ()] == ["# 1", "<b>", "* *", "2. AT&amp;T _x_ [y](z)"]
    assert done.remarks == ()


@settings(max_examples=60)
@given(st.lists(st.text(st.sampled_from("ab \\`*_[]()<>&;#+-.|~1\u00a0é"), min_size=1, max_size=12), max_size=5))
def test_words_of_any_plain_text_survive(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    text = "\n".join(lines)
    done, cases = imported(tmp_path_factory.mktemp("law"), {"id": "a", "html": "<p>x", "expected": text})
    if not collapse(text):
        assert done.written == ()
    else:
        assert words(join(cases["a"].expected or ())) == words(join(opened_blocks(lines)))


def opened_blocks(lines: list[str]) -> Any:
    from harness.datasets.base import text_blocks

    return text_blocks("\n".join(lines))


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"html": HTML}, "it has neither a text nor snippets, which a golden case needs one of"),
        ({"html": HTML, "expected": " \n"}, "its expected text is empty, and it has no snippets instead"),
        ({"html": HTML, "expected": "", "metadata": {"title": "x"}}, "its expected text is empty"),
        ({"html": HTML, "must_include": [" "]}, "it has neither a text nor snippets"),
        ({"html_path": "gone.html", "expected": TEXT}, "gone.html: cannot be read"),
        ({"html": "<i>" * 20_500, "expected": TEXT}, "page.html: elements nest more than 20,000 deep"),
        ({"html": "x" * (32 * 2**20 + 1), "expected": TEXT}, "line 1: the page holds more than 32 MiB"),
    ],
)
def test_record_that_cannot_be_a_golden_case_is_left_out_with_the_reason(
    tmp_path: Path, record: dict[str, Any], said: str
) -> None:
    done, cases = imported(tmp_path, {"id": "bad", **record}, {"id": "good", "html": PAGE, "must_include": ["Lyon"]})
    assert (done.written, [*cases]) == (("good",), ["good"])
    (remark,) = done.remarks
    assert (remark.case, remark.what) == ("jsonl/bad", "left out")
    assert said in remark.found


def test_record_without_text_is_a_case_of_snippets(tmp_path: Path) -> None:
    done, cases = imported(tmp_path, {"id": "a", "html": HTML, "must_exclude": ["Contact"]})
    assert (cases["a"].expected, done.remarks) == (None, ())
    assert not (tmp_path / "golden/mine/a/expected.md").exists()


def test_empty_text_with_snippets_is_a_case_of_snippets_and_said(tmp_path: Path) -> None:
    done, cases = imported(tmp_path, {"id": "a", "html": HTML, "expected": "", "must_include": ["deep"]})
    assert cases["a"].expected is None
    assert remarks(done) == ["jsonl/a: changed: the expected text is empty"]


def test_what_contradicts_is_taken_out_and_said(tmp_path: Path) -> None:
    record = {
        "id": "a",
        "url": "ftp://a.example",
        "html": HTML,
        "expected": TEXT,
        "must_include": ["well", "rope", " "],
        "must_exclude": ["deep", "Contact"],
        "metadata": {"title": " ", "image": "/a.png", "description": "d\ud800"},
        "language": "German",
    }
    done, cases = imported(tmp_path, record)
    case = cases["a"]
    assert (case.must_include, case.must_exclude) == (("well",), ("Contact",))
    assert (case.url, case.language, case.metadata) == (None, "und", {"description": "d\ufffd"})
    assert [line.removeprefix("jsonl/a: changed: ").split(" (")[0] for line in remarks(done)] == [
        "the language “German” is no BCP 47; und instead",
        "the address “ftp://a.example” is none of the web",
        "must_include: “rope” is not in the expected text",
        "must_include: a blank snippet",
        "must_exclude: “deep” is in the expected text",
        "image \"/a.png\": does not match '^https?://'",
        "title \" \": does not match '\\\\S'",
    ]


def test_text_that_is_not_in_the_page_says_so_in_not_visible(tmp_path: Path) -> None:
    done, cases = imported(tmp_path, {"id": "a", "html": HTML, "expected": "The well is deep and green."})
    assert (cases["a"].not_visible or "").startswith("Taken over as the benchmark has it: only 0.667 of its words")
    assert "first missing: “and green”" in remarks(done)[0]


def test_repeated_page_is_left_out_and_names_the_first(tmp_path: Path) -> None:
    done, cases = imported(tmp_path, *({"id": name, "html": HTML, "expected": TEXT} for name in "ab"))
    assert [*cases] == ["a"]
    assert remarks(done) == [f"jsonl/b: left out: it has the page of {tmp_path}/golden/mine/a"]


def test_page_that_another_golden_case_has_is_left_out(tmp_path: Path) -> None:
    write_case(tmp_path / "golden/news/bakery")
    done, cases = imported(tmp_path, {"id": "a", "html": PAGE, "must_include": ["Lyon"]})
    assert (done.written, [*cases]) == ((), ["news/bakery"])
    assert done.remarks[0].found.endswith("golden/news/bakery")
    assert not (tmp_path / "golden/mine").exists()


def test_optional_paragraphs_become_optional_quotes(tmp_path: Path) -> None:
    page = "<p>A well in town</p><p>The well is deep.</p><p>Photo: Ann</p>"
    record = {"body": ["[A well in town]", "The well is deep.", "[Not on the page]", "[ ]"], "url": "https://a.example"}
    write_files(tmp_path / "fundus", {"ground_truth.json": {"Town_0.html.gz": record}, "html/Town_0.html.gz": page})
    done = import_cases(opened("fundus", tmp_path / "fundus"), tmp_path / "golden/fundus")
    (case,) = collect(tmp_path / "golden").cases
    assert (case.expected_markdown, [quote.exact for quote in case.optional]) == (f"{TEXT}\n", ["A well in town"])
    assert remarks(done) == ["fundus/Town_0.html.gz: changed: 1 of 2 optional paragraphs cannot be told in the page"]


def test_page_is_kept_byte_for_byte_and_packed_when_it_is_large(tmp_path: Path) -> None:
    raw = b"\xff<p>caf\xe9 \r\n the well"
    write_files(tmp_path / "rows", {"raw.html": raw, "plain.txt": "The well\r\n"})
    large = "<p>" + "The well " * 80_000
    done, cases = imported(
        tmp_path,
        {"id": "large", "html": large, "must_include": ["well"]},
        {"id": "raw", "html_path": "raw.html", "encoding": "latin1", "must_include": ["well"]},
        {"id": "txt", "html_path": "plain.txt", "must_include": ["well"]},
    )
    assert [*done.written] == ["large", "raw", "txt"]
    assert (tmp_path / "golden/mine/raw/page.html").read_bytes() == raw
    assert (cases["raw"].encoding, cases["txt"].media_type) == ("latin1", "text/plain")
    packed = (tmp_path / "golden/mine/large/page.html.gz").read_bytes()
    assert gzip.decompress(packed) == large.encode()
    assert packed[4:8] == b"\0\0\0\0", "no time, so that the same import gives the same bytes"


def test_folder_in_use_needs_force_which_replaces_cases_of_one_name_alone(tmp_path: Path) -> None:
    first, _ = imported(
        tmp_path, {"id": "a", "html": HTML, "expected": TEXT}, {"id": "b", "html": PAGE, "expected": TEXT}
    )
    assert first.written == ("a", "b")
    with pytest.raises(UsageError, match="is not empty; give another --to, or --force"):
        imported(tmp_path, {"id": "a", "html": HTML, "expected": TEXT})
    done, cases = imported(tmp_path, {"id": "a", "html": HTML, "expected": "The rope is new."}, force=True)
    assert (done.written, done.kept, [*cases]) == (("a",), 1, ["a", "b"])
    assert cases["a"].expected_markdown == "The rope is new.\n"
    assert sorted(path.name for path in (tmp_path / "golden").iterdir()) == ["mine"]


def test_limit_counts_written_cases(tmp_path: Path) -> None:
    records = [{"id": name, "html": f"<p>{name}", "expected": "" if name == "a" else name} for name in "abcd"]
    done, cases = imported(tmp_path, *records, limit=2)
    assert (done.written, [*cases]) == (("b", "c"), ["b", "c"])


def test_interruption_leaves_whole_cases_and_nothing_else(tmp_path: Path) -> None:
    def interrupt(done: int, _: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    records = [{"id": name, "html": f"<p>{name}", "expected": name} for name in "abcd"]
    with pytest.raises(KeyboardInterrupt):
        imported(tmp_path, *records, progress=interrupt)
    assert [path.name for path in (tmp_path / "golden").iterdir()] == ["mine"]
    assert collect(tmp_path / "golden").cases.ids == ("mine/a", "mine/b")


def test_same_import_gives_the_same_bytes(tmp_path: Path) -> None:
    record = {"id": "A b", "html": HTML, "expected": TEXT}
    found = []
    for name in ("one", "two"):
        imported(tmp_path / name, record)
        root = tmp_path / name / "golden"
        found.append({path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()})
    assert found[0] == found[1]
    assert len(found[0]) == 3


@needs_samples
@pytest.mark.parametrize(
    ("name", "written", "left_out"), [("zyte", 40, 0), ("trafilatura", 60, 0), ("readability", 24, 0)]
)
def test_samples_become_sound_golden_cases(tmp_path: Path, name: str, written: int, left_out: int) -> None:
    done = import_cases(sample(name), tmp_path / "golden" / name)
    found = collect(tmp_path / "golden")
    assert (len(done.written), len(found.cases), found.problems) == (written, written, ())
    assert sum(one.what == "left out" for one in done.remarks) == left_out

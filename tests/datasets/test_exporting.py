"""Golden cases in other layouts: what is opened again is what was written, and what is lost is said."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from harness.blocks import join
from harness.datasets.exporting import LAYOUTS, Exported, Layout, export_cases
from harness.errors import DataSetError, UsageError
from harness.goldens import Collection, collect
from harness.goldens.pages import read_content
from harness.model import GoldenCase
from harness.text import words
from layouts import opened, write_files
from workshop import EXPECTED, PAGE, REPOSITORY, write_case

HELD: dict[Layout, set[str]] = {
    "jsonl": {
        "title",
        "authors",
        "published",
        "modified",
        "site_name",
        "description",
        "tags",
        "image",
        "canonical_url",
    },
    "wcxb": {"title", "authors", "published"},
    "zyte": set(),
    "trafilatura": {"title", "authors", "published", "description", "site_name", "tags"},
}


def write_golden(root: Path) -> Collection:
    """Write a golden folder with a case of each kind."""
    metadata = {"title": "Bakery opens on Mill Lane", "authors": ["Ada Byron", "Mary Evans"], "published": "2024-03-05"}
    write_case(root / "golden/news/bakery", must_include=["Lyon"], metadata=metadata, tags=["short"])
    pages = iter(("Rome", "Bern", "Oslo", "Kiel"))

    def case(name: str, **changes: Any) -> None:
        town = next(pages)
        encoding = changes.get("encoding")
        page = (
            PAGE.replace("Lyon", town).replace("Lane", "L\u00e4ne" if encoding else "Lane").encode(encoding or "utf-8")
        )
        expected = changes.pop("expected", EXPECTED.replace("Lyon", town))
        if encoding:
            expected = expected.replace("Lane", "L\u00e4ne")
            changes |= {"noise": [], "optional": []}
        write_case(root / "golden" / name, page, expected, **changes)

    case("news/absent", must_exclude=["READ MORE"], metadata={"title": None, "authors": [], "published": None})
    case("news/latin", encoding="windows-1252", must_include=["Bern"], url="https://lane.example/latin")
    case("snippets/only", expected=None, must_include=["Oslo"], url=None, page_type="forum")
    case("news/mononym", must_include=["Kiel"], url="https://lane.example/m", metadata={"authors": ["Plato", "Ada"]})
    write_case(
        root / "golden/text/plain",
        "The well is deep.\nThe rope is new.\n",
        "The well is deep.\n",
        page_name="page.txt",
        noise=[],
        optional=[],
        must_exclude=["rope"],
    )
    found = collect(root / "golden")
    assert found.problems == ()
    return found


def exported(tmp_path: Path, layout: Layout, cases: Collection) -> tuple[Exported, dict[str, GoldenCase]]:
    """Export cases and open the result: the cases of it by the ids that they have here."""
    done = export_cases(cases, layout, tmp_path / layout)
    found = {case.id.removeprefix(f"{layout}/"): case for case in opened(layout, tmp_path / layout).cases}
    assert sorted(found) == sorted(done.keys.values())
    return done, {case_id: found[key] for case_id, key in done.keys.items()}


def changes(done: Exported) -> set[str]:
    return {f"{one.case}: {one.found}" for one in done.remarks if one.what == "changed"}


def assert_same(before: GoldenCase, after: GoldenCase, layout: Layout, said: str) -> None:
    """Compare what a layout holds of a case with what was opened again; ``said`` is what was told to have changed."""
    if layout != "trafilatura":
        texts = [None if case.expected is None else words(join(case.expected)) for case in (before, after)]
        assert texts[0] == texts[1]
    if layout != "zyte":
        assert (after.must_include, after.must_exclude) == (before.must_include, before.must_exclude)
    for field in HELD[layout] & before.metadata.keys():
        if f"the {field}" in said:
            continue
        value = before.metadata[field]
        if layout == "trafilatura" and not value:
            assert field not in after.metadata
        else:
            assert after.metadata[field] == value
    if "the page" not in said:
        assert read_content(after) == read_content(before)
    if "address" not in said:
        assert after.url == before.url
    if layout in ("jsonl", "wcxb"):
        assert after.page_type == before.page_type


@pytest.mark.parametrize("layout", LAYOUTS)
def test_miniature_opens_again_as_what_it_was(tmp_path: Path, layout: Layout) -> None:
    cases = write_golden(tmp_path)
    done, found = exported(tmp_path, layout, cases)
    said = "\n".join(changes(done))
    for before in cases.cases:
        if before.id in found:
            mine = "\n".join(line for line in said.splitlines() if line.startswith(f"{before.id}: "))
            assert_same(before, found[before.id], layout, mine)
    left_out = {one.case for one in done.remarks if one.what == "left out"}
    assert left_out == ({"snippets/only"} if layout in ("wcxb", "zyte") else set())
    assert found.keys() == set(cases.cases.ids) - left_out


@pytest.mark.parametrize("layout", LAYOUTS)
def test_shipped_cases_open_again_as_what_they_were(tmp_path: Path, layout: Layout) -> None:
    cases = collect(REPOSITORY / "golden")
    done, found = exported(tmp_path, layout, cases)
    said = "\n".join(changes(done))
    left_out = {one.id for one in cases.cases if layout == "trafilatura" and not (one.must_include or one.must_exclude)}
    assert {one.case for one in done.remarks if one.what == "left out"} == left_out
    assert found.keys() == set(cases.cases.ids) - left_out
    assert len(found) > 10
    for before in cases.cases:
        if before.id in left_out:
            continue
        mine = "\n".join(line for line in said.splitlines() if line.startswith(f"{before.id}: "))
        assert_same(before, found[before.id], layout, mine)


def test_jsonl_loses_neither_form_nor_encoding(tmp_path: Path) -> None:
    done, found = exported(tmp_path, "jsonl", write_golden(tmp_path))
    assert changes(done) == set()
    assert found["news/latin"].encoding == "windows-1252"
    assert found["text/plain"].media_type == "text/plain"
    assert found["news/absent"].metadata == {"title": None, "authors": (), "published": None}
    assert found["snippets/only"].expected is None
    assert [block.kind for block in found["news/bakery"].expected or ()].count("heading") == 1


def test_what_a_peer_cannot_hold_is_said_case_by_case(tmp_path: Path) -> None:
    cases = write_golden(tmp_path)
    done, found = exported(tmp_path, "wcxb", cases)
    assert changes(done) == {
        "news/latin: the page: converted to UTF-8, as which it is read",
        "news/mononym: the authors: their line reads as Plato; Ada",
        "text/plain: the page: plain text, written as HTML with a paragraph a line",
    }
    assert "L\u00e4ne".encode() in read_content(found["news/latin"])
    assert b"<p>The well is deep.</p>" in read_content(found["text/plain"])
    done, found = exported(tmp_path, "trafilatura", cases)
    assert changes(done) == {
        "news/bakery: another case has its address; it stands under golden:: without one",
        "news/latin: that the server declared windows-1252",
        "text/plain: another case has its address; it stands under golden:: without one",
        "text/plain: the page: plain text, written as HTML with a paragraph a line",
    }
    assert found["news/mononym"].metadata["authors"] == ("Plato", "Ada")


def test_what_a_layout_has_no_place_for_is_counted(tmp_path: Path) -> None:
    cases = write_golden(tmp_path)
    lost = {layout: export_cases(cases, layout, tmp_path / layout).lost for layout in LAYOUTS}
    assert lost["jsonl"] == {"noise": 4, "optional": 4, "provenance": 6}
    assert lost["wcxb"] == {"noise": 3, "optional": 3, "provenance": 5, "language": 5}
    assert (lost["zyte"]["snippets"], lost["zyte"]["title"], lost["zyte"]["labels"]) == (5, 4, 1)
    assert (lost["trafilatura"]["expected text"], lost["trafilatura"]["page type"]) == (5, 1)
    assert lost["trafilatura"]["fields annotated as absent"] == 4


def test_files_are_what_the_peers_scripts_read(tmp_path: Path) -> None:
    cases = write_golden(tmp_path)
    for layout in LAYOUTS:
        export_cases(cases, layout, tmp_path / layout)
    truth = json.loads((tmp_path / "zyte/ground-truth.json").read_text(encoding="ascii"))
    assert truth["news-bakery"]["articleBody"].startswith("A new bakery opened")
    with gzip.open(tmp_path / "zyte/html/news-latin.html.gz", "rt", encoding="utf-8", errors="strict") as page:
        assert "Läne" in page.read()
    record = json.loads((tmp_path / "wcxb/dev/ground-truth/news-bakery.json").read_text(encoding="ascii"))
    assert (record["ground_truth"]["author"], record["_internal"]["page_type"]["primary"]) == (
        "Ada Byron; Mary Evans",
        "article",
    )
    data = json.loads((tmp_path / "trafilatura/evaldata.json").read_text(encoding="ascii"))
    assert data["https://lane.example/m"]["with"] == ["Kiel"]
    assert (tmp_path / "trafilatura/cache" / data["https://lane.example/m"]["file"]).is_file()
    assert len((tmp_path / "jsonl/cases.jsonl").read_text().splitlines()) == 6


def test_cases_of_a_data_set_change_their_layout(tmp_path: Path) -> None:
    write_files(
        tmp_path / "in",
        {"ground-truth.json": {"Aa": {"articleBody": "a\n\nb"}, "aA": {"articleBody": ""}}},
    )
    write_files(tmp_path / "in", {"html/Aa.html.gz": "<p>a<p>b", "html/aA.html.gz": "<p>c"})
    done, found = exported(tmp_path, "wcxb", opened("zyte", tmp_path / "in"))
    assert found["zyte/Aa"].peer_text == "a\n\nb"
    assert found["zyte/aA"].peer_text == ""
    assert len({key.lower() for key in done.keys.values()}) == 2, "on no file system two of one name"


def test_target_in_use_is_refused_and_nothing_is_left_of_what_fails(tmp_path: Path) -> None:
    cases = write_golden(tmp_path)
    (tmp_path / "used").mkdir()
    (tmp_path / "used/mine").touch()
    with pytest.raises(UsageError, match="is not empty; give another --to"):
        export_cases(cases, "zyte", tmp_path / "used")
    (tmp_path / "empty").mkdir()
    assert len(export_cases(cases, "zyte", tmp_path / "empty").keys) == 5

    def interrupt(done: int, _: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_cases(cases, "zyte", tmp_path / "new", progress=interrupt)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "golden", "used"]


def test_layout_that_can_hold_no_case_is_refused_with_the_reason(tmp_path: Path) -> None:
    write_case(tmp_path / "golden/a", expected=None, must_include=["Lyon"])
    with pytest.raises(DataSetError, match=r"none of the cases can be written as zyte \(a: it has no expected text"):
        export_cases(collect(tmp_path / "golden"), "zyte", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_draft_is_left_out_with_its_problem(tmp_path: Path) -> None:
    write_golden(tmp_path)
    write_case(
        tmp_path / "golden/news/draft",
        PAGE + "<p></p>",
        provenance={"source": "x", "annotator": "x", "status": "draft", "licence": "MIT"},
    )
    done, found = exported(tmp_path, "jsonl", collect(tmp_path / "golden"))
    assert "news/draft" not in found
    assert [one.case for one in done.remarks] == ["news/draft"]

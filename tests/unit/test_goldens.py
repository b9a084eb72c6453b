"""Broken golden folders: each gives one clear error, and the sound cases beside them are still scored."""

from __future__ import annotations

import gzip
import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness.blocks import Block
from harness.goldens import Selection, collect
from harness.goldens.collection import digest
from harness.markdown import read_markdown
from workshop import EXPECTED, PAGE, write_case


def change_annotations(folder: Path, old: str, new: str) -> None:
    path = folder / "golden.json"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def bad_json(root: Path) -> None:
    (write_case(root / "broken") / "golden.json").write_text('{"format": 1,\n "url": }')


def unknown_key(root: Path) -> None:
    write_case(root / "broken", colour="red")


def wrong_type(root: Path) -> None:
    write_case(root / "broken", metadata={"authors": "Ann Onym"})


def quote_not_in_page(root: Path) -> None:
    write_case(root / "broken", noise=[{"kind": "promo", "exact": "READ ALSO: nothing"}])


def noise_that_cuts_an_expected_word(root: Path) -> None:
    write_case(root / "broken", noise=[{"kind": "promo", "exact": "app"}])


def noise_inside_expected_text(root: Path) -> None:
    write_case(root / "broken", noise=[{"kind": "promo", "exact": "sold every loaf before ten o’clock"}])


def missing_page(root: Path) -> None:
    (write_case(root / "broken") / "page.html").unlink()


def gz_bomb(root: Path) -> None:
    folder = write_case(root / "broken", page_name="page.html.gz")
    with gzip.open(folder / "page.html.gz", "wb") as file:
        for _ in range(33):
            file.write(bytes(2**20))


def path_escape(root: Path) -> None:
    outside = root.parent / "secret.html"
    outside.write_text(PAGE)
    folder = write_case(root / "broken")
    (folder / "page.html").unlink()
    (folder / "page.html").symlink_to(outside)


def duplicate_page(root: Path) -> None:
    write_case(root / "broken", page=PAGE.replace("Bakery", "Tannery"), optional=[])
    write_case(root / "broken2", page=PAGE.replace("Bakery", "Tannery"), optional=[])


def draft_status(root: Path) -> None:
    change_annotations(write_case(root / "broken"), '"verified"', '"draft"')


def wrong_encoding_name(root: Path) -> None:
    write_case(root / "broken", encoding="utf-9")


def empty_expected_text(root: Path) -> None:
    write_case(root / "broken", expected=" \n")


# What is broken: the file, the place in it, what was found, and a word of the advice.
BROKEN: list[tuple[Callable[[Path], None], tuple[str, str, str, str]]] = [
    (bad_json, ("broken/golden.json", "line 2 column 9", "is not JSON: Expecting value", "mend")),
    (unknown_key, ("broken/golden.json", "$", "unknown key 'colour'", "known keys: $schema, encoding")),
    (wrong_type, ("broken/golden.json", "$.metadata.authors", '"Ann Onym"', "must be array")),
    (
        quote_not_in_page,
        ("broken/golden.json", "$.noise[0].exact", "“READ ALSO: nothing” is not in", "harness golden show"),
    ),
    (
        noise_that_cuts_an_expected_word,
        ("broken/golden.json", "$.noise", "a quote cuts “apprentices” into “app|rentices”", "whole words"),
    ),
    (noise_inside_expected_text, ("broken/golden.json", "$.noise", "“sold every loaf before ten o’clock”", "prefix")),
    (missing_page, ("broken", "", "holds no page", "page.html")),
    (gz_bomb, ("broken/page.html.gz", "", "more than 32 MiB", "smaller")),
    (path_escape, ("broken/page.html", "", "leads out of its folder", "copy")),
    (duplicate_page, ("broken2/page.html", "", "is the same page as", "keep one")),
    (draft_status, ("broken/golden.json", "$.provenance.status", '"draft"', "reviewed")),
    (wrong_encoding_name, ("broken/golden.json", "$.encoding", "unknown encoding 'utf-9'", "windows-1252")),
    (empty_expected_text, ("broken/expected.md", "", "is empty", "write")),
]


@pytest.mark.parametrize(("break_it", "problem"), BROKEN, ids=[break_it.__name__ for break_it, _ in BROKEN])
def test_broken_folder_gives_one_clear_error_and_costs_no_other_case(
    tmp_path: Path, break_it: Callable[[Path], None], problem: tuple[str, str, str, str]
) -> None:
    root = tmp_path / "golden" / "news"
    write_case(root / "sound")
    break_it(root)
    collection = collect(tmp_path / "golden")
    file, place, found, advice = problem
    assert [str(one.file.relative_to(root)) for one in collection.problems] == [file]
    assert collection.problems[0].place == place
    assert found in collection.problems[0].found
    assert advice in collection.problems[0].advice
    assert "news/sound" in [case.id for case in collection.cases]


def test_every_problem_of_every_file_is_told_in_one_go(tmp_path: Path) -> None:
    root = tmp_path / "golden"
    write_case(root / "one", url="ftp://x", language="English", expected="")
    write_case(root / "two", noise=[{"kind": "promos", "exact": ""}, {"exact": "x", "kind": "promo", "suffix": 3}])
    places = [(problem.file.parent.name, problem.file.name, problem.place) for problem in collect(root).problems]
    assert places == [
        ("one", "golden.json", "$.language"),
        ("one", "golden.json", "$.url"),
        ("one", "expected.md", ""),
        ("two", "golden.json", "$.noise[0].exact"),
        ("two", "golden.json", "$.noise[0].kind"),
        ("two", "golden.json", "$.noise[1].suffix"),
    ]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"must_include": ["a queue that reached"]}, "$.must_include[0]"),
        ({"must_exclude": ["learned her trade in Lyon"]}, "$.must_exclude[0]"),
        ({"noise": [{"kind": "promo", "exact": "READ MORE:", "prefix": "Lyon"}]}, "$.noise[0].prefix"),
        ({"noise": [{"kind": "promo", "exact": "READ MORE:", "suffix": "Lyon"}]}, "$.noise[0].suffix"),
        ({"noise": [{"kind": "promo", "exact": "MORE:", "prefix": "READ", "suffix": "Lyon"}]}, "$.noise[0].suffix"),
        ({"noise": [{"kind": "promo", "exact": "MORE:", "prefix": "Lyon", "suffix": "The"}]}, "$.noise[0].prefix"),
        ({"optional": [{"exact": "Bakery closes"}]}, "$.optional[0].exact"),
        ({"optional": [{"exact": "She plans to hire two apprentices"}]}, "$.optional"),
    ],
)
def test_annotation_that_does_not_hold_is_named(tmp_path: Path, changes: dict[str, Any], place: str) -> None:
    write_case(tmp_path / "case", **changes)
    assert [problem.place for problem in collect(tmp_path).problems] == [place]


def test_expected_text_that_the_page_does_not_hold_is_an_error_unless_the_case_says_why(tmp_path: Path) -> None:
    invented = EXPECTED + "\nA sentence that nobody finds on this page at all.\n"
    write_case(tmp_path / "case", expected=invented)
    (problem,) = collect(tmp_path).problems
    assert problem.file.name == "expected.md"
    assert "only 0.821 of its words" in problem.found
    assert "“A sentence that nobody finds on this page ...”" in problem.found
    write_case(tmp_path / "case", expected=invented, not_visible="a script writes the last sentence")
    assert not collect(tmp_path).problems


PROVENANCE = {"source": "x", "annotator": "x", "status": "reviewed", "licence": "x"}


@pytest.mark.parametrize("date", ["2026-03-09T99:99", "2026-02-30", "2026-13", "0000", "0000-13-45", "2026-03-09\n"])
@pytest.mark.parametrize("place", ["$.metadata.published", "$.metadata.modified", "$.provenance.captured"])
def test_a_date_that_no_calendar_has_is_named(tmp_path: Path, place: str, date: str) -> None:
    part, field = place.removeprefix("$.").split(".")
    changes: dict[str, Any] = {part: {**(PROVENANCE if part == "provenance" else {}), field: date}}
    write_case(tmp_path / "case", **changes)
    (problem,) = collect(tmp_path).problems
    assert (problem.place, problem.found) == (place, json.dumps(date))
    assert "there is no such day or time" in problem.advice


@pytest.mark.parametrize(
    "date",
    ["2026", "2026-12", "2024-02-29", "2026-03-09T14:05", "2026-03-09T14:05Z", "2026-03-09T14:05:30+01:00", None],
)
def test_a_date_may_be_as_precise_as_it_is_known(tmp_path: Path, date: str | None) -> None:
    write_case(tmp_path / "case", metadata={"published": date}, provenance={**PROVENANCE, "captured": date})
    assert not collect(tmp_path).problems


def test_a_date_of_another_form_is_told_once(tmp_path: Path) -> None:
    write_case(tmp_path / "case", metadata={"published": "March 2026"})
    assert [problem.place for problem in collect(tmp_path).problems] == ["$.metadata.published"]


@pytest.mark.parametrize(
    ("changes", "place", "found"),
    [
        ({"notes": "so \ud83d it is"}, "$.notes", "(\\ud83d)"),
        ({"encoding": "\ud800"}, "$.encoding", "(\\ud800)"),
        ({"url": "\udfff"}, "$.url", "(\\udfff)"),
        ({"metadata": {"title": None, "tags": ["a", "\ud800"]}}, "$.metadata.tags[1]", "(\\ud800)"),
        ({"noise": [{"kind": "promo", "exact": "\ud800"}]}, "$.noise[0].exact", "(\\ud800)"),
        ({"metadata": {"\ud800": 1}}, "$.metadata", '(\\ud800) in the key "\\ud800"'),
    ],
)
def test_half_a_character_is_named_in_words_that_can_be_printed(
    tmp_path: Path, changes: dict[str, Any], place: str, found: str
) -> None:
    folder = write_case(tmp_path / "case")
    document = {**json.loads((folder / "golden.json").read_text()), **changes}
    (folder / "golden.json").write_text(json.dumps(document), encoding="utf-8")
    (problem,) = collect(tmp_path).problems
    assert (problem.file.name, problem.place) == ("golden.json", place)
    assert problem.found == f"holds half a character {found}"
    assert str(problem).encode()


def test_a_whole_character_of_two_halves_is_one(tmp_path: Path) -> None:
    folder = write_case(tmp_path / "case", notes="\U0001f600")
    document = json.loads((folder / "golden.json").read_text(encoding="utf-8"))
    (folder / "golden.json").write_text(json.dumps(document), encoding="ascii")
    assert not collect(tmp_path).problems


def test_annotations_found_sound_by_an_older_check_are_checked_again(tmp_path: Path) -> None:
    class Lenient:
        """Knows every digest that a check of another name would have kept."""

        def known(self, digest: str) -> bool:
            return digest.startswith("annotations ") and len(digest) == len("annotations ") + 64

        def keep(self, digest: str) -> None:
            """Forget it."""

        def blocks(self, markdown: str) -> tuple[Block, ...]:
            return read_markdown(markdown)

    write_case(tmp_path / "case", metadata={"published": "2026-02-30"})
    assert collect(tmp_path, soundness=Lenient()).problems


@pytest.mark.parametrize("name", ["golden/news/one", "else where/one"])
def test_the_page_to_copy_a_quote_from_is_named_by_a_path_that_works_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    folder = write_case(tmp_path / name, noise=[{"kind": "promo", "exact": "BUY NOW"}])
    monkeypatch.chdir(tmp_path)
    (problem,) = collect(folder.parent).problems
    command = problem.advice.partition("`")[2].removesuffix("`")
    assert shlex.split(command) == ["harness", "golden", "show", name]


def test_repeated_key_is_an_error(tmp_path: Path) -> None:
    change_annotations(write_case(tmp_path / "case"), '"format": 1', '"format": 1, "format": 1')
    assert "'format' stands twice" in collect(tmp_path).problems[0].found


def test_case_of_snippets_alone_needs_no_expected_text(tmp_path: Path) -> None:
    write_case(tmp_path / "case", expected=None, must_include=["ninety years"])
    (case,) = collect(tmp_path).cases
    assert case.expected is None


def test_folder_with_a_page_and_no_annotations_is_told(tmp_path: Path) -> None:
    (write_case(tmp_path / "case") / "golden.json").unlink()
    (problem,) = collect(tmp_path).problems
    assert (problem.file.name, "No such file" in problem.found) == ("golden.json", True)


def test_two_pages_in_one_folder_are_one_too_many(tmp_path: Path) -> None:
    (write_case(tmp_path / "case") / "page.txt").write_text("x")
    assert "holds 2 pages" in collect(tmp_path).problems[0].found


@pytest.mark.parametrize(
    ("selection", "kept"),
    [
        (Selection(), {"news/one", "news/two", "shop/three"}),
        (Selection(collections=("news",)), {"news/one", "news/two"}),
        (Selection(languages=("de",)), {"news/two", "shop/three"}),
        (Selection(languages=("de-AT",)), {"news/two"}),
        (Selection(tags=("x", "y")), {"news/one", "shop/three"}),
        (Selection(page_types=("product",), tags=("x",)), {"shop/three"}),
        (Selection(collections=("nowhere",)), set()),
    ],
)
def test_selection_keeps_what_meets_every_criterion(tmp_path: Path, selection: Selection, kept: set[str]) -> None:
    root = tmp_path / "golden"
    write_case(root / "news" / "one", page=PAGE + "<!--1-->", tags=["y"])
    write_case(root / "news" / "two", page=PAGE + "<!--2-->", language="de-AT")
    write_case(root / "shop" / "three", page=PAGE + "<!--3-->", language="de", tags=["x"], page_type="product")
    assert {case.id for case in collect(root, selection).cases} == kept


def test_case_ids_do_not_depend_on_where_one_points(tmp_path: Path) -> None:
    root = tmp_path / "golden"
    write_case(root / "news" / "one")
    assert [collect(path).cases[0].id for path in (root, root / "news", root / "news" / "one")] == ["news/one"] * 3


def test_digest_changes_with_any_annotation_page_or_text(tmp_path: Path) -> None:
    variants: list[dict[str, Any]] = [
        {},
        {"notes": "x"},
        {"page": PAGE + " "},
        {"expected": EXPECTED.replace("bridge.", "bridge!")},
        {"page_name": "page.txt", "noise": [], "optional": []},
    ]
    digests = set()
    for i, changes in enumerate(variants):
        folder = write_case(tmp_path / str(i) / "golden" / "case", **changes)
        document = json.loads((folder / "golden.json").read_text())
        assert document["format"] == 1
        digests.add(digest(collect(tmp_path / str(i) / "golden").cases))
    assert len(digests) == len(variants)


def test_compressed_page_is_the_same_page(tmp_path: Path) -> None:
    write_case(tmp_path / "plain" / "golden" / "case")
    write_case(tmp_path / "gz" / "golden" / "case", page=gzip.compress(PAGE.encode()), page_name="page.html.gz")
    plain, packed = (collect(tmp_path / name / "golden").cases[0] for name in ("plain", "gz"))
    assert (plain.digest, plain.page_digest) == (packed.digest, packed.page_digest)

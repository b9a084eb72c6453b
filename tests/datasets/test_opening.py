"""Opening a data set: where it is looked for, twins, double names, selection, what stays in memory."""

from __future__ import annotations

import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from harness.datasets import is_spec, open_spec
from harness.datasets.catalogue import NAMES
from harness.errors import DataSetError, UnknownNameError
from harness.goldens import Selection
from layouts import opened, told, write_files

TEXT = "The well is deep."


def write_zyte(folder: Path, **pages: str) -> Path:
    """Write pages by id; the expected text of each is TEXT."""
    files: dict[str, Any] = {f"html/{key}.html.gz": page for key, page in pages.items()}
    files["ground-truth.json"] = {key: {"articleBody": TEXT} for key in pages}
    return write_files(folder, files)


@pytest.mark.parametrize(
    ("text", "spec"),
    [("zyte:", True), ("zyte:a/b", True), ("nosuch:a", True), ("golden", False), ("zyte", False), ("here", False)],
)
def test_name_and_colon_make_a_spec(text: str, spec: bool) -> None:
    assert is_spec(text) is spec


def test_folder_with_a_colon_in_its_name_is_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my:golden").mkdir()
    assert not is_spec("my:golden")


def test_unknown_name_lists_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match=r"unknown data set 'wcbx'; did you mean wcxb"):
        open_spec(f"wcbx:{tmp_path}")


@pytest.mark.parametrize("name", NAMES)
def test_every_name_of_the_catalogue_refuses_an_empty_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataSetError):
        open_spec(f"{name}:{tmp_path}")


def test_place_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataSetError, match=r"nowhere does not exist; give the place of the data set as zyte:PATH"):
        open_spec(f"zyte:{tmp_path}/nowhere")


def test_place_is_looked_for_in_the_folder_of_data_sets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_zyte(tmp_path / "zyte", aa="<p>1")
    monkeypatch.setenv("HARNESS_DATASETS", str(tmp_path))
    assert open_spec("zyte:").cases.ids == ["zyte/aa"]
    with pytest.raises(DataSetError, match="wcxb does not exist"):
        open_spec("wcxb:")


def test_place_without_a_folder_of_data_sets_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HARNESS_DATASETS", raising=False)
    with pytest.raises(DataSetError, match=r"zyte: names no place; write zyte:PATH, or set HARNESS_DATASETS"):
        open_spec("zyte:")


def test_home_is_expanded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    write_zyte(tmp_path / "sets", aa="<p>1")
    assert len(open_spec("zyte:~/sets").cases) == 1


def test_repeated_page_is_told_and_kept(tmp_path: Path) -> None:
    collection = opened("zyte", write_zyte(tmp_path, aa="<p>1", bb="<p>1", cc="<p>2"))
    assert (len(collection.cases), collection.dropped) == (3, ())
    assert told(collection, tmp_path) == [
        "html/bb.html.gz: is the same page as that of aa; leave repeated pages out with --dedupe"
    ]


def test_repeated_page_with_another_text_is_told_so(tmp_path: Path) -> None:
    write_zyte(tmp_path, aa="<p>1", bb="<p>1")
    write_files(tmp_path, {"ground-truth.json": {"aa": {"articleBody": TEXT}, "bb": {"articleBody": TEXT + " Very."}}})
    assert told(opened("zyte", tmp_path), tmp_path) == [
        "html/bb.html.gz: is the same page as that of aa, with another expected text; "
        "leave repeated pages out with --dedupe"
    ]


def test_dedupe_drops_all_but_the_first_and_says_which(tmp_path: Path) -> None:
    write_zyte(tmp_path, aa="<p>1", bb="<p>1", cc="<p>2", dd="<p>1")
    collection = opened("zyte", tmp_path, dedupe=True)
    assert (collection.cases.ids, collection.dropped) == (["zyte/aa", "zyte/cc"], ("zyte/bb", "zyte/dd"))
    assert (collection.data_sets[0].cases, collection.odd) == (2, 2)


def test_dedupe_looks_at_the_selected_cases_alone(tmp_path: Path) -> None:
    record = {"_internal": {"page_type": "forum"}, "ground_truth": {"main_content": TEXT}}
    write_files(tmp_path, {"dev/ground-truth/1.json": {**record, "_internal": {"page_type": "product"}}})
    write_files(tmp_path, {"dev/ground-truth/2.json": record, "dev/ground-truth/3.json": record})
    write_files(tmp_path, {f"dev/html/{name}.html.gz": "<style></style>" for name in "123"})
    collection = opened("wcxb", tmp_path, selection=Selection(page_types=("forum",)), dedupe=True)
    assert (collection.cases.ids, collection.dropped) == (["wcxb/2"], ("wcxb/3",))


def test_selection_keeps_by_tag_and_broken_records_are_told_anyway(tmp_path: Path) -> None:
    for split in ("dev", "test"):
        record = {"_internal": {"page_type": "forum"}, "ground_truth": {"main_content": TEXT}}
        write_files(tmp_path / split, {f"ground-truth/{split}.json": record, "ground-truth/bad.json": "{"})
        write_files(tmp_path / split, {f"html/{split}.html.gz": f"<style></style>{split}"})
    collection = opened("wcxb", tmp_path, selection=Selection(tags=("split:test",)))
    assert collection.cases.ids == ["wcxb/test"]
    assert [item.id for item in collection.broken] == ["wcxb/dev/bad", "wcxb/test/bad"]


def test_second_record_of_a_name_is_named_with_its_place(tmp_path: Path) -> None:
    rows = '{"id": "aa", "html": "<p>1", "expected": "1"}\n\n{"id": "aa", "html": "<p>2", "expected": "2"}\n'
    file = write_files(tmp_path, {"rows.jsonl": rows}) / "rows.jsonl"
    collection = opened("jsonl", file)
    assert [case.peer_text for case in collection.cases] == ["1"]
    (line,) = told(collection, tmp_path)
    assert line.startswith("rows.jsonl line 3")
    assert "aa" in line


def test_oddities_are_counted_and_listed_only_when_asked_for(tmp_path: Path) -> None:
    write_zyte(tmp_path, aa="<p>1", bb="<p>1")
    assert open_spec(f"zyte:{tmp_path}").oddities == ()
    assert open_spec(f"zyte:{tmp_path}").odd == 1


def test_progress_is_told_after_every_record(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    write_zyte(tmp_path, aa="<p>1", bb="<p>2")
    open_spec(f"zyte:{tmp_path}", progress=lambda done, total: steps.append((done, total)))
    assert steps == [(1, 2), (2, 2)]


def test_digest_tells_pages_texts_and_ids_apart(tmp_path: Path) -> None:
    digests = set()
    for number, (key, page, text) in enumerate(
        [("aa", "<p>1", TEXT), ("ab", "<p>1", TEXT), ("aa", "<p>2", TEXT), ("aa", "<p>1", TEXT + "!")]
    ):
        folder = write_files(
            tmp_path / str(number), {f"html/{key}.html": page, "ground-truth.json": {key: {"articleBody": text}}}
        )
        digests.add(open_spec(f"zyte:{folder}").data_sets[0].digest)
    assert len(digests) == 4


def test_digest_does_not_depend_on_the_place(tmp_path: Path) -> None:
    first, second = (
        open_spec(f"zyte:{write_zyte(tmp_path / name, aa='<p>1')}").data_sets[0].digest for name in ("here", "there")
    )
    assert first == second


def test_case_that_goes_away_during_the_run_is_told_so(tmp_path: Path) -> None:
    collection = open_spec(f"zyte:{write_zyte(tmp_path, aa='<p>1')}")
    (tmp_path / "html/aa.html.gz").unlink()
    with pytest.raises(DataSetError, match=r"it could be read when the run began"):
        collection.cases[0]


def test_pages_do_not_stay_in_memory(tmp_path: Path) -> None:
    size, peaks = 200_000, []
    for count in (4, 40):
        folder = write_zyte(tmp_path / str(count), **{f"p{n:02}": f"<p>{n:02}" + "x" * size for n in range(count)})
        tracemalloc.start()
        try:
            collection = open_spec(f"zyte:{folder}")
            held, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        peaks.append(peak)
        assert len(collection.cases) == count
        assert held < size
    assert peaks[1] - peaks[0] < size

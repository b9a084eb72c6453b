"""Outputs as Parquet: what goes in comes out, twice is once, and the manifest says what counts."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from harness.errors import HarnessError, RunFileError
from harness.execution import output_files
from harness.execution.journal import Journal
from harness.execution.manifest import MANIFEST, Manifest, remove_outputs
from harness.execution.output_files import OutputFolder, Receipt, stored_article
from harness.model import Article, Extraction, Failure, Repeats

polars = pytest.importorskip("polars")

EXTRACTIONS = (
    Extraction("ok", Article(text="Bread, naïve", title="Loaf", authors=["Ann", "Bea"]), None, 0.5, 1000, 0.25),
    Extraction("error", None, Failure("ValueError", "no body", "Traceback"), 0.125),
    Extraction("empty", Article(), repeats=Repeats(3, 1, 0.1, 0.2)),
    # Half a surrogate pair is nothing that UTF-8 can hold.
    Extraction("ok", Article(text="half \ud83d", tags=["\udc00"], markdown="# whole")),
)
NUMBERS, IDS = (4, 5, 6, 9), ("news/a", "news/b", "news/c", "news/d")


def write(folder: Path, name: str = "shard-1", extractor: str = "mine[fast]") -> Receipt:
    return OutputFolder(folder).write(extractor, name, NUMBERS, IDS, EXTRACTIONS)


def test_every_article_comes_back_as_it_was(tmp_path: Path) -> None:
    receipt = write(tmp_path)
    assert receipt == Receipt("extractor=mine%5Bfast%5D/shard-1.parquet", "mine[fast]", NUMBERS, receipt.bytes)
    for at in (0, 2, 3):
        assert stored_article(tmp_path, receipt.file, at) == EXTRACTIONS[at].article


def test_file_can_be_read_by_others(tmp_path: Path) -> None:
    frame = polars.read_parquet(tmp_path / write(tmp_path).file, hive_partitioning=False)
    assert frame["case"].to_list() == list(IDS)
    assert frame["outcome"].to_list() == ["ok", "error", "empty", "ok"]
    assert frame["text"].to_list() == ["Bread, naïve", None, None, "half ?"]
    assert frame["authors"].to_list()[0] == ["Ann", "Bea"]


def test_file_that_is_there_tells_all_but_the_articles(tmp_path: Path) -> None:
    receipt = write(tmp_path)
    earlier = OutputFolder(tmp_path).receipt("mine[fast]", "shard-1")
    assert earlier is not None
    assert earlier.receipt == receipt
    assert [(one.outcome, one.failure, one.seconds, one.repeats) for one in earlier.extractions()] == [
        (one.outcome, one.failure, one.seconds, one.repeats) for one in EXTRACTIONS
    ]
    assert OutputFolder(tmp_path).receipt("mine[fast]", "shard-2") is None


def test_batch_that_ended_early_has_its_first_pages(tmp_path: Path) -> None:
    assert OutputFolder(tmp_path).write("mine", "s", NUMBERS, IDS, EXTRACTIONS[:2]).numbers == (4, 5)


def test_damaged_file_is_named(tmp_path: Path) -> None:
    receipt = write(tmp_path)
    (tmp_path / receipt.file).write_bytes(b"PAR1 no more")
    with pytest.raises(RunFileError, match=r"shard-1\.parquet cannot be read"):
        OutputFolder(tmp_path).receipt("mine[fast]", "shard-1")


def test_missing_polars_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "polars", None)
    with pytest.raises(HarnessError, match=r'pip install "scraper-harness\[scale\]"'):
        write(tmp_path)
    assert not list(tmp_path.rglob("*.parquet"))


def test_journal_gives_the_article_that_lies_in_a_file(tmp_path: Path) -> None:
    receipt = write(tmp_path / "outputs")
    key = "mine[fast]", "news/a"
    with Journal(tmp_path / "journal.jsonl", "plan") as journal:
        journal.add(key, Extraction("ok", seconds=0.5), stored=(receipt.file, 0))
        assert journal.read(key).article == EXTRACTIONS[0].article
    assert "naïve" not in (tmp_path / "journal.jsonl").read_text(encoding="utf-8")


def test_manifest_goes_on_where_a_kill_cut_it(tmp_path: Path) -> None:
    manifest = Manifest(tmp_path, "plan", fresh=True)
    receipts = [write(tmp_path, name) for name in ("shard-1", "shard-2")]
    for receipt in receipts:
        manifest.add(receipt)
    assert Manifest(tmp_path, "plan", fresh=False).receipts == tuple(receipts)
    file = tmp_path / MANIFEST
    file.write_bytes(file.read_bytes()[:-5])
    again = Manifest(tmp_path, "plan", fresh=False)
    assert again.receipts == (receipts[0],)
    again.sweep()
    assert [path.name for path in tmp_path.rglob("*.parquet")] == ["shard-1.parquet"]


@pytest.mark.parametrize("line", ["[]", "{}", '{"file": 1, "extractor": "x", "numbers": 3, "bytes": 0}', "\udcff"])
def test_manifest_is_read_up_to_a_line_that_is_none(tmp_path: Path, line: str) -> None:
    receipt = write(tmp_path)
    Manifest(tmp_path, "plan", fresh=True).add(write(tmp_path))
    with (tmp_path / MANIFEST).open("ab") as file:
        file.write(line.encode("utf-8", "surrogateescape") + b"\n")
    assert Manifest(tmp_path, "plan", fresh=False).receipts == (receipt,)


@pytest.mark.parametrize(("plan", "fresh"), [("plan", True), ("other", False)])
def test_another_run_begins_with_an_empty_folder(tmp_path: Path, plan: str, fresh: bool) -> None:
    Manifest(tmp_path, "plan", fresh=True).add(write(tmp_path))
    (tmp_path / "mine.txt").write_text("not ours")
    assert Manifest(tmp_path, plan, fresh=fresh).receipts == ()
    assert not list(tmp_path.rglob("*.parquet"))
    assert json.loads((tmp_path / MANIFEST).read_text()) == {"plan": plan}
    assert (tmp_path / "mine.txt").exists()


def test_folder_without_a_manifest_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path)
    remove_outputs(tmp_path)
    assert len(list(tmp_path.rglob("*.parquet"))) == 1


def test_file_that_this_machine_does_not_see_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(HarnessError, match="choose a --report folder that the workers share"):
        Manifest(tmp_path, "plan", fresh=True).add(Receipt("extractor=x/s.parquet", "x", (1,), 5))


def test_few_files_are_held_when_they_are_big(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    big = Extraction("ok", Article(text="words " * 50_000))
    frames = output_files._Frames()
    monkeypatch.setattr(output_files, "_FRAMES", frames)
    files = []
    for name in ("a", "b", "c", "d"):
        files.append(OutputFolder(tmp_path).write("mine", name, (0,), ("page",), (big,)).file)
    held = []
    for most in (10**9, 1_000_000, 700_000, 0):
        monkeypatch.setattr(output_files, "_OPEN_BYTES", most)
        for file in files:
            assert stored_article(tmp_path, file, 0) == big.article
        held.append(len(frames._held))
    assert held == [4, 3, 2, 1]


def test_file_that_was_written_anew_is_read_anew(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path)
    for text, when in (("before", 1), ("after", 2)):
        receipt = folder.write("mine", "s", (0,), ("page",), (Extraction("ok", Article(text=text)),))
        os.utime(tmp_path / receipt.file, (when, when))
        assert stored_article(tmp_path, receipt.file, 0).text == text


def test_file_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(RunFileError, match=r"shard-9\.parquet cannot be read: No such file"):
        stored_article(tmp_path, "extractor=mine/shard-9.parquet", 0)


def test_file_and_its_line_are_on_disk_before_the_journal_can_name_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled = []
    fsync = os.fsync

    def noted(opened: int) -> None:
        settled.append(os.fstat(opened).st_ino)
        fsync(opened)

    monkeypatch.setattr(os, "fsync", noted)
    manifest = Manifest(tmp_path, "plan", fresh=True)
    receipt = write(tmp_path)
    manifest.add(receipt)
    places = [tmp_path / receipt.file, (tmp_path / receipt.file).parent, tmp_path / MANIFEST]
    assert settled == [place.stat().st_ino for place in places]

"""The journal: what a killed run leaves is gone on with, anything else begins anew."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.execution.journal import Journal, finish_journal
from harness.model import FAILURES, LIST_FIELDS, Article, Extraction, Failure

A, B, C = ("lib", "news/a"), ("lib[fast]", "news/b"), ("other", "news/a")
OK = Extraction("ok", Article(text="Text\n\ud800 \U0001f600", tags=["t"]), None, 0.25, 2**33)
EMPTY = Extraction("empty", Article())
TIMEOUT = Extraction("timeout", None, Failure("Timeout", "took more than 30 s", "stderr\n"), 30.5)


def journal_of(folder: Path, *entries: tuple[tuple[str, str], Extraction], killed: bool = True) -> Path:
    """Write to a journal of the plan ``p`` and leave it as a run does that was broken off, or as a finished one."""
    path = folder / "reports" / "journal.jsonl"
    with suppress(KeyboardInterrupt), Journal(path, "p") as journal:
        for key, extraction in entries:
            journal.add(key, extraction)
        if killed:
            raise KeyboardInterrupt
    return path


def test_what_was_added_is_read_back_in_any_order(tmp_path: Path) -> None:
    with Journal(tmp_path / "new" / "folder" / "journal.jsonl", "p") as journal:
        journal.add(A, OK)
        journal.add(B, EMPTY)
        assert journal.read(A) == OK
        journal.add(C, TIMEOUT)
        assert [journal.read(key) for key in (C, A, B)] == [TIMEOUT, OK, EMPTY]
        assert (len(journal), A in journal, ("lib", "news/b") in journal) == (3, True, False)


def test_killed_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    path = journal_of(tmp_path, (A, OK), (B, TIMEOUT))
    with Journal(path, "p") as journal:
        assert len(journal) == 2
        journal.add(C, EMPTY)
        assert [journal.read(key) for key in (A, B, C)] == [OK, TIMEOUT, EMPTY]


def test_each_extraction_is_in_the_file_before_the_next_begins(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal.jsonl", "p") as journal:
        for size, key in enumerate((A, B, C), start=1):
            journal.add(key, OK)
            lines = (tmp_path / "journal.jsonl").read_text().splitlines()
            assert len(lines) == 1 + size
            assert json.loads(lines[-1])["case"] == key[1]


@pytest.mark.parametrize("cut", [1, 2, 50])
def test_line_that_a_kill_cut_short_is_dropped(tmp_path: Path, cut: int) -> None:
    path = journal_of(tmp_path, (A, OK), (B, TIMEOUT))
    path.write_bytes(path.read_bytes()[:-cut])
    journal_of(tmp_path, (C, EMPTY))  # goes on, and is killed too
    with Journal(path, "p") as journal:
        assert (len(journal), B in journal) == (2, False)
        assert [journal.read(key) for key in (A, C)] == [OK, EMPTY]


@pytest.mark.parametrize("garbage", [b"\x00" * 40 + b"\n", b"{\n", b"[1]\n", b"\xff\xfe\n", b"null\n"])
def test_what_stands_behind_garbage_is_dropped(tmp_path: Path, garbage: bytes) -> None:
    path = journal_of(tmp_path, (A, OK), (B, TIMEOUT))
    head, first, second = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(head + first + garbage + second)
    with Journal(path, "p") as journal:
        assert (len(journal), journal.read(A)) == (1, OK)
    assert path.read_bytes() == head + first + b'{"end": true}\n'


@pytest.mark.parametrize("content", [b"", b"\n", b"garbage", b'{"plan": "p"', b'{"plan": "other"}\n', b'"p"\n'])
def test_file_without_the_head_of_this_plan_begins_anew(tmp_path: Path, content: bytes) -> None:
    path = journal_of(tmp_path, (A, OK))
    path.write_bytes(content + path.read_bytes().partition(b"\n")[2])
    with Journal(path, "p") as journal:
        assert len(journal) == 0
        journal.add(B, EMPTY)
    assert [json.loads(line).get("case") for line in path.read_text().splitlines()] == [None, "news/b", None]


def test_journal_of_another_plan_begins_anew(tmp_path: Path) -> None:
    path = journal_of(tmp_path, (A, OK))
    with Journal(path, "other plan") as journal:
        assert A not in journal
    assert path.read_text() == '{"plan": "other plan"}\n{"end": true}\n'


def test_finished_journal_begins_anew(tmp_path: Path) -> None:
    path = journal_of(tmp_path, (A, OK), (B, TIMEOUT), killed=False)
    with Journal(path, "p") as journal:
        assert len(journal) == 0


ANY_TEXT = st.text(st.characters())
ARTICLES = st.builds(
    Article,
    text=st.none() | ANY_TEXT,
    title=st.none() | ANY_TEXT,
    **{name: st.lists(ANY_TEXT) for name in sorted(LIST_FIELDS)},
)
SECONDS = st.none() | st.floats(0, 1e9)
EXTRACTIONS = st.builds(Extraction, st.sampled_from(["ok", "empty"]), ARTICLES, st.none(), SECONDS) | st.builds(
    Extraction, st.sampled_from(sorted(FAILURES)), st.none(), st.builds(Failure, ANY_TEXT, ANY_TEXT, ANY_TEXT), SECONDS
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # each example writes the file anew
@given(st.dictionaries(st.tuples(ANY_TEXT, ANY_TEXT), EXTRACTIONS, max_size=5))
def test_any_extraction_comes_back_after_a_kill(tmp_path: Path, extractions: dict[tuple[str, str], Extraction]) -> None:
    (tmp_path / "reports" / "journal.jsonl").unlink(missing_ok=True)
    path = journal_of(tmp_path, *extractions.items())
    with Journal(path, "p") as journal:
        assert {key: journal.read(key) for key in extractions} == extractions


def test_run_whose_report_was_not_written_is_still_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    with Journal(path, "p") as journal:
        journal.stays_open = True
        journal.add(A, OK)
    with Journal(path, "p") as journal:
        assert journal.read(A) == OK
        journal.stays_open = True
    finish_journal(path)
    with Journal(path, "p") as journal:
        assert len(journal) == 0


def test_places_of_known_cases_take_little_memory(tmp_path: Path) -> None:
    class Ids(Sequence[str]):
        """As those of a crawl: made when they are asked for."""

        def __len__(self) -> int:
            return 20_000

        def __getitem__(self, number: Any) -> Any:
            if number >= len(self):
                raise IndexError(number)
            return f"warc/urn:uuid:{number:036}"

    ids = Ids()
    tracemalloc.start()
    try:
        with Journal(tmp_path / "journal.jsonl", "p", ids) as journal:
            for number in range(0, len(ids), 50):
                journal.add(("lib", ids[number]), EMPTY)
            held, _ = tracemalloc.get_traced_memory()
            assert (len(journal), journal.count("lib"), journal.count("other")) == (400, 400, 0)
            assert ("lib", ids[50]) in journal
            assert ("lib", ids[51]) not in journal
    finally:
        tracemalloc.stop()
    # Twelve bytes a case and eight a place; a dictionary of the ids would take two hundred.
    assert held < 40 * len(ids)


def test_extraction_of_a_case_that_was_not_told_of_is_kept_too(tmp_path: Path) -> None:
    with suppress(KeyboardInterrupt), Journal(tmp_path / "journal.jsonl", "p", ["news/a"]) as journal:
        for key in (B, A, C):
            journal.add(key, OK)
        journal.add(B, TIMEOUT)
        raise KeyboardInterrupt
    with Journal(tmp_path / "journal.jsonl", "p", ["news/a"]) as journal:
        assert (len(journal), journal.count("lib[fast]")) == (3, 1)
        assert [journal.read(key) for key in (A, B, C)] == [OK, TIMEOUT, OK]

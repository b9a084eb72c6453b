"""The engine of one machine: bad extractors beside good ones, broken-off runs, runs that repeat."""

from __future__ import annotations

import json
import shutil
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from harness.errors import UsageError
from harness.execution import local
from harness.execution.lock import report_lock
from harness.execution.score import run
from harness.extraction.discovery import choose, discover
from harness.extraction.process import Limits
from harness.goldens import collect
from harness.run_files import write_run
from harness.runs import RunResult
from workshop import EXPECTED, PAGE, Lifeline, write_case, write_extractor, write_program, write_workspace

Progress = Callable[[str], Callable[[int, int], None]]


def score(
    root: Path,
    wanted: Sequence[str],
    report: str = "report",
    commands: dict[str, list[str]] | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
    slots: int = 2,
) -> RunResult:
    """Run the chosen extractors of a workspace over its golden cases."""
    rows = choose(discover(root / "extractors", commands), wanted)
    limits = limits or Limits(memory=2**30)
    return run(collect(root / "golden"), rows, root / report, limits=limits, slots=slots, progress=progress)


def after(extractions: int, do: Callable[[], None]) -> Progress:
    """Return a progress that does something once so many extractions have been journalled."""

    def phase(name: str) -> Callable[[int, int], None]:
        def update(done: int, total: int) -> None:
            if name == "extracting" and done == extractions:
                do()

        return update

    return phase


def interrupt() -> None:
    raise KeyboardInterrupt


def stable(result: RunResult, folder: Path) -> dict[str, Any]:
    """Return a run as its file has it, without what differs from one run to the next."""
    write_run(result, folder / "run.json")
    document: dict[str, Any] = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    del document["environment"]
    for row in document["results"]:
        del row["seconds"], row["peak_memory"], row["cpu_seconds"]
    return document


def test_failure_is_scored_as_an_empty_output(tmp_path: Path) -> None:
    write_workspace(tmp_path)
    write_extractor(tmp_path / "extractors", "raises", "raise ValueError('no luck')")
    counts = {row.extractor: dict(row.counts) for row in score(tmp_path, ["raises", "nothing"]).results}
    # An empty text shows no structure at all; a failure is one of the outputs that should have.
    structure = counts["raises"].pop("structure"), counts["nothing"].pop("structure")
    assert structure == ({"headings:hits": 0, "headings:output": 0, "headings:expected": 2, "failure": 1}, None)
    assert counts["raises"] == counts["nothing"]


def test_two_runs_give_the_same_file_but_for_times_and_memory(tmp_path: Path) -> None:
    write_workspace(tmp_path)
    write_extractor(tmp_path / "extractors", "raises", "import os\nraise ValueError(os.getcwd(), object(), {'a', 'b'})")
    wanted = ["mine", "raises", "everything"]
    first = stable(score(tmp_path, wanted, "first", slots=1), tmp_path / "first")
    second = stable(score(tmp_path, wanted, "second", slots=3), tmp_path / "second")
    assert first == second
    assert len(first["results"]) == 6


def write_towns(root: Path, count: int) -> None:
    """Write golden cases that are alike but for a name: Town00, Town01, ..."""
    for i in range(count):
        name = f"Town{i:02}"
        write_case(root / f"golden/news/{name}", PAGE.replace("Lyon", name), EXPECTED.replace("Lyon", name))


@pytest.fixture
def tally(tmp_path: Path) -> Path:
    """A workspace of six pages and an extractor ``counted`` that notes each call; returns the file of its notes."""
    write_towns(tmp_path, 6)
    notes = tmp_path / "calls"
    body = f"import re\nopen({str(notes)!r}, 'a').write(re.search('Town..', page.html)[0] + ' ')\nreturn page.html"
    write_extractor(tmp_path / "extractors", "counted", body)
    return notes


def test_broken_off_run_goes_on_where_it_stopped(tmp_path: Path, tally: Path) -> None:
    uninterrupted = stable(score(tmp_path, ["counted"], "whole"), tmp_path / "whole")
    tally.unlink()
    with pytest.raises(KeyboardInterrupt):
        score(tmp_path, ["counted"], progress=after(2, interrupt))
    assert stable(score(tmp_path, ["counted"]), tmp_path / "report") == uninterrupted
    calls = Counter(tally.read_text(encoding="utf-8").split())
    assert len(calls) == 6
    # What was in the journal is not done again; what was under way when the run was broken off may be.
    assert (calls["Town00"], calls["Town01"]) == (1, 1)


def test_run_broken_off_after_the_last_page_does_nothing_twice(tmp_path: Path, tally: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        score(tmp_path, ["counted"], progress=after(6, interrupt))
    assert len(score(tmp_path, ["counted"]).results) == 6
    assert set(Counter(tally.read_text(encoding="utf-8").split()).values()) == {1}


def test_finished_run_is_done_afresh(tmp_path: Path, tally: Path) -> None:
    score(tmp_path, ["counted"])
    score(tmp_path, ["counted"])
    assert set(Counter(tally.read_text(encoding="utf-8").split()).values()) == {2}


@pytest.mark.parametrize("change", ["extractor", "page", "limits"])
def test_broken_off_run_of_something_else_is_not_resumed(tmp_path: Path, tally: Path, change: str) -> None:
    with pytest.raises(KeyboardInterrupt):
        score(tmp_path, ["counted"], progress=after(6, interrupt))
    if change == "extractor":
        with (tmp_path / "extractors/counted.py").open("a", encoding="utf-8") as file:
            file.write("# changed\n")
    if change == "page":
        shutil.rmtree(tmp_path / "golden/news/Town05")
    tally.unlink()
    score(tmp_path, ["counted"], limits=Limits(timeout=20.0) if change == "limits" else None)
    assert len(tally.read_text(encoding="utf-8").split()) == (5 if change == "page" else 6)


def test_line_that_a_kill_cut_short_is_done_again(tmp_path: Path, tally: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        score(tmp_path, ["counted"], progress=after(6, interrupt))
    journal = tmp_path / "report/journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-20])
    tally.unlink()
    assert len(score(tmp_path, ["counted"]).results) == 6
    assert tally.read_text(encoding="utf-8").split() == ["Town05"]


def test_interrupt_ends_the_children_at_once(tmp_path: Path) -> None:
    write_workspace(tmp_path)
    lifeline = Lifeline(tmp_path / "lifeline")
    survived = tmp_path / "survived"
    body = f"import time; time.sleep(20)\nopen({str(survived)!r}, 'w').close()\nreturn ''"
    write_extractor(tmp_path / "extractors", "hangs", lifeline.hold + body)

    def interrupt_once_it_hangs() -> None:
        assert lifeline.wait() == "alive"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        score(tmp_path, ["mine", "hangs"], limits=Limits(timeout=600), progress=after(2, interrupt_once_it_hangs))
    assert lifeline.wait() == ""
    assert not survived.exists()


def test_program_finds_no_golden_case_beside_its_page(tmp_path: Path) -> None:
    write_workspace(tmp_path)
    notes = tmp_path / "notes"
    body = f"""
    folder = os.path.dirname(request["path"])
    open({str(notes)!r}, "a").write(" ".join(os.listdir(folder)) + " " + open(request["path"]).read() + "\\n")
    say({{"id": request["id"], "article": {{}}}})
    """
    score(tmp_path, ["nosy"], commands={"nosy": write_program(tmp_path / "bin", "nosy", body)})
    seen = notes.read_text(encoding="utf-8")
    assert PAGE in seen
    assert "golden.json" not in seen
    assert "expected.md" not in seen


def test_report_folder_takes_one_run_at_a_time(tmp_path: Path) -> None:
    with report_lock(tmp_path / "report"):
        with pytest.raises(UsageError, match="another run writes to"), report_lock(tmp_path / "report"):
            pass
        with report_lock(tmp_path / "other"):
            pass
    with report_lock(tmp_path / "report"):
        pass


def test_extractor_that_could_not_start_is_tried_again_with_the_next_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "_BLOCK", 4)
    write_towns(tmp_path, 6)
    notes = tmp_path / "starts"
    start = f"open({str(notes)!r}, 'a').write('x')\nif len(open({str(notes)!r}).read()) < 3: sys.exit(3)"
    shy = write_program(tmp_path / "bin", "shy", 'say({"id": request["id"], "article": {"text": "ok"}})', start)
    outcomes = Counter(one.outcome for one in score(tmp_path, ["shy"], commands={"shy": shy}, slots=1).results)
    assert outcomes == {"crash": 4, "ok": 2}


def test_pages_asked_again_have_others_in_between(tmp_path: Path) -> None:
    write_towns(tmp_path, 12)
    notes = tmp_path / "calls"
    body = f"import re\nopen({str(notes)!r}, 'a').write(re.search('Town(..)', page.html)[1] + ' ')\nreturn page.html"
    write_extractor(tmp_path / "extractors", "noted", body)
    rows = choose(discover(tmp_path / "extractors"), ["noted"])
    run(collect(tmp_path / "golden"), rows, tmp_path / "report", limits=Limits(memory=2**30), slots=2, repeat=3)
    forwards = [f"{i:02}" for i in range(12)]
    assert notes.read_text(encoding="utf-8").split() == [*forwards, *reversed(forwards), *forwards]


def test_run_that_ends_while_its_slots_begin_stops_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_workspace(tmp_path)
    write_extractor(tmp_path / "extractors", "slow", "import time; time.sleep(20); return ''")
    submit = ThreadPoolExecutor.submit

    def interrupted(pool: ThreadPoolExecutor, work: Any, slot: int, *rest: Any) -> Any:
        if slot:
            raise KeyboardInterrupt
        return submit(pool, work, slot, *rest)

    monkeypatch.setattr(ThreadPoolExecutor, "submit", interrupted)
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        score(tmp_path, ["slow"], limits=Limits(timeout=600))
    assert time.monotonic() - begun < 15


def test_slots_share_what_one_extractor_has_left(tmp_path: Path) -> None:
    write_towns(tmp_path, 80)
    served = tmp_path / "served"
    body = f"import os, time; time.sleep(0.02); open({str(served)!r}, 'a').write(f'{{os.getpid()}}\\n'); return ''"
    write_extractor(tmp_path / "extractors", "slow", body)
    assert len(score(tmp_path, ["slow"], slots=3).results) == 80
    calls = Counter(served.read_text(encoding="utf-8").split())
    assert calls.total() == 80
    assert len(calls) == 3, "one child a slot"

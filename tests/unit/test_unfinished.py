"""What an unfinished run has left survives another run in the same folder."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest

from harness.execution.journal import Journal, finish_journal
from harness.execution.manifest import MANIFEST, Manifest
from harness.execution.output_files import OUTPUTS
from harness.execution.unfinished import UNFINISHED
from harness.model import Article, Extraction

OK = Extraction("ok", Article(text="Bread"))
BEFORE = {"pages": "p1", "extractor lib": "1.0 aaaa", "limits": "{}"}
NOW = {**BEFORE, "extractor lib": "1.1 bbbb"}


def leave(folder: Path, plan: str, *cases: str, contents: dict[str, str] = BEFORE) -> str | None:
    """Run until these cases are in the journal, and be killed; return the notice."""
    notice = None
    with suppress(KeyboardInterrupt), Journal(folder / "journal.jsonl", plan, (), contents) as journal:
        notice = journal.notice
        for case in cases:
            journal.add(("lib", case), OK)
        raise KeyboardInterrupt
    return notice


def held(folder: Path, plan: str, contents: dict[str, str] = BEFORE) -> tuple[int, str | None]:
    """Open a plan's journal; return how many extractions it goes on from, and the notice."""
    with suppress(KeyboardInterrupt), Journal(folder / "journal.jsonl", plan, (), contents) as journal:
        found = len(journal), journal.notice
        raise KeyboardInterrupt
    return found


def test_run_goes_on_although_another_one_came_between(tmp_path: Path) -> None:
    leave(tmp_path, "one", "a", "b")
    notice = leave(tmp_path, "two", "a", contents=NOW)
    assert notice is not None
    assert "changed: extractor lib" in notice
    assert "kept in .unfinished" in notice
    with Journal(tmp_path / "journal.jsonl", "one", (), BEFORE) as journal:
        assert (len(journal), journal.resumed) == (2, True)
        assert journal.read(("lib", "b")) == OK
        assert journal.notice is not None
    assert held(tmp_path, "two", NOW) == (1, None), "the two may take turns"


def test_run_between_may_come_to_its_end(tmp_path: Path) -> None:
    leave(tmp_path, "one", "a")
    leave(tmp_path, "two", contents=NOW)
    with Journal(tmp_path / "journal.jsonl", "two", (), NOW) as journal:
        journal.stays_open = True
    finish_journal(tmp_path / "journal.jsonl")
    assert held(tmp_path, "one") == (1, None)
    assert held(tmp_path, "two", NOW)[0] == 0, "what is finished is not gone on with"


def test_one_run_is_kept_the_last(tmp_path: Path) -> None:
    for plan in ("one", "two", "three"):
        leave(tmp_path, plan, "a")
    assert [path.name for path in (tmp_path / UNFINISHED).iterdir()] == ["two"]
    assert held(tmp_path, "one")[0] == 0
    assert held(tmp_path, "three")[0] == 1


@pytest.mark.parametrize("content", [b"", b"\x00" * 50, b"[]\nx\n", b'{"plan": 3}\nx\n', b'{"plan": "one"}\n'])
def test_what_holds_no_extraction_is_not_kept(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "journal.jsonl").write_bytes(content)
    assert held(tmp_path, "two") == (0, None)
    assert not (tmp_path / UNFINISHED).exists()


def test_name_of_a_plan_is_no_path(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    head = json.dumps({"plan": "../../elsewhere"}) + "\n"
    (tmp_path / "reports/journal.jsonl").write_text(head + "{}\n", encoding="ascii")
    notice = held(tmp_path / "reports", "two")[1]
    assert notice is not None
    assert "what has changed is not known" in notice
    assert [path.name for path in tmp_path.iterdir()] == ["reports"]


def test_outputs_go_and_come_with_their_journal(tmp_path: Path) -> None:
    outputs = tmp_path / OUTPUTS
    Manifest(outputs, "one", fresh=True)
    (outputs / "extractor=lib").mkdir()
    (outputs / "extractor=lib/shard-1.parquet").write_bytes(b"of one")
    leave(tmp_path, "one", "a")
    leave(tmp_path, "two", "a", contents=NOW)
    assert not outputs.exists()
    Manifest(outputs, "two", fresh=True)
    assert held(tmp_path, "one")[0] == 1
    assert (outputs / "extractor=lib/shard-1.parquet").read_bytes() == b"of one"
    assert json.loads((outputs / MANIFEST).read_text()) == {"plan": "one"}


def test_outputs_that_somebody_has_put_there_are_left_alone(tmp_path: Path) -> None:
    outputs = tmp_path / OUTPUTS
    outputs.mkdir()
    (outputs / "mine.txt").write_text("mine")
    leave(tmp_path, "one", "a")
    leave(tmp_path, "two", "a", contents=NOW)
    assert (outputs / "mine.txt").exists()
    assert held(tmp_path, "one")[0] == 1


def test_what_was_broken_off_while_it_was_laid_aside_is_laid_aside_again(tmp_path: Path) -> None:
    outputs = tmp_path / OUTPUTS
    Manifest(outputs, "one", fresh=True)
    leave(tmp_path, "one", "a")
    (tmp_path / UNFINISHED / "one").mkdir(parents=True)
    outputs.rename(tmp_path / UNFINISHED / "one" / OUTPUTS)
    leave(tmp_path, "two", "a", contents=NOW)
    assert held(tmp_path, "one")[0] == 1
    assert (outputs / MANIFEST).exists()


def test_head_says_what_the_plan_is_made_of(tmp_path: Path) -> None:
    leave(tmp_path, "one", "a")
    head = (tmp_path / "journal.jsonl").read_text(encoding="ascii").splitlines()[0]
    assert json.loads(head) == {"plan": "one", "contents": BEFORE}


def bring_outputs(folder: Path, plan: str) -> Path:
    """Write outputs of a plan that lie beside its journal; return their file."""
    Manifest(folder / OUTPUTS, plan, fresh=True)
    file = folder / OUTPUTS / "extractor=lib/shard-1.parquet"
    file.parent.mkdir()
    file.write_bytes(b"of one")
    return file


@pytest.mark.parametrize("empty", [False, True])
def test_outputs_that_alone_were_laid_aside_come_back_to_their_journal(tmp_path: Path, empty: bool) -> None:
    file = bring_outputs(tmp_path, "one")
    leave(tmp_path, "one", "a")
    (tmp_path / UNFINISHED / "one").mkdir(parents=True)
    (tmp_path / OUTPUTS).rename(tmp_path / UNFINISHED / "one" / OUTPUTS)
    if empty:
        (tmp_path / OUTPUTS).mkdir()
    assert held(tmp_path, "one") == (1, None)
    assert file.read_bytes() == b"of one"
    assert not (tmp_path / UNFINISHED / "one").exists()


def test_outputs_that_were_not_fetched_with_their_journal_follow_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = bring_outputs(tmp_path, "one")
    leave(tmp_path, "one", "a")
    leave(tmp_path, "two", contents=NOW)

    def killed(*_: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", killed)
        with pytest.raises(RuntimeError, match="killed"):
            held(tmp_path, "one")
    assert held(tmp_path, "one")[0] == 1
    assert file.read_bytes() == b"of one"


def test_outputs_beside_somebody_elses_files_stay_aside(tmp_path: Path) -> None:
    bring_outputs(tmp_path, "one")
    leave(tmp_path, "one", "a")
    (tmp_path / UNFINISHED / "one").mkdir(parents=True)
    (tmp_path / OUTPUTS).rename(tmp_path / UNFINISHED / "one" / OUTPUTS)
    (tmp_path / OUTPUTS).mkdir()
    (tmp_path / OUTPUTS / "mine.txt").write_text("mine")
    assert held(tmp_path, "one")[0] == 1
    assert [path.name for path in (tmp_path / OUTPUTS).iterdir()] == ["mine.txt"]
    assert (tmp_path / UNFINISHED / "one" / OUTPUTS / MANIFEST).exists()

"""Everything that an extractor can do wrong, in one table: each fault costs its page, and nothing else.

Three pages, and one of them sets the fault off. All faulty extractors run side by side with good ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from harness.execution.score import run
from harness.extraction.discovery import choose, discover
from harness.extraction.isolation import network_is_closed
from harness.extraction.process import Limits
from harness.goldens import collect
from harness.leaderboard import build_report
from harness.model import Outcome
from harness.runs import CaseResult, RunResult
from workshop import EXPECTED, MINE, PAGE, Lifeline, write_case, write_extractor, write_program

GOOD = ["everything", "mine", "nothing"]
POISON = "news/rome"
CLOSED = network_is_closed()


@dataclass(frozen=True)
class Fault:
    """What an extractor does to the one page, and what is told of it. ``type`` is empty where nothing has failed."""

    name: str
    code: str
    outcome: Outcome
    type: str
    message: str = ""


IN_PYTHON = [
    Fault("sleeps", "import time; time.sleep(600)", "timeout", "Timeout", "took more than 4 s for this page"),
    Fault("is-busy", "while True: pass", "timeout", "Timeout", "took more than 4 s for this page"),
    Fault("ends", "import os; os._exit(1)", "crash", "Crash", "exited with status 1"),
    Fault("segfaults", "import ctypes; ctypes.string_at(0)", "crash", "Crash", "killed by SIGSEGV"),
    Fault("hoards", "bytes(10 * 2**30)", "memory", "MemoryError"),
    Fault("chatters", "import os\nfor _ in range(3200): os.write(1, bytes(2**16))", "ok", ""),
    Fault("raises", "raise ValueError('no luck')", "error", "ValueError", "no luck"),
    Fault(
        "dials",
        "import socket; socket.create_connection(('192.0.2.1', 80))",
        "error",
        "NetworkForbiddenError",
        "extractors run without a network",
    ),
    # Its child keeps the pipe to the harness open: that is no reason to wait for it.
    Fault(
        "forks", "import os, time\nif os.fork(): os._exit(5)\ntime.sleep(600)", "crash", "Crash", "exited with status 5"
    ),
    Fault("fills-the-disk", "open('x', 'wb').truncate(2 * 2**30)", "error", "OSError", "[Errno 27] File too large"),
]
IN_PROGRAMS = [
    Fault("garbage", "say('garbage\\n')", "protocol", "Protocol", "not a JSON object on stdout: b'garbage'"),
    Fault("half-a-line", "say('{\"id\"'); time.sleep(600)", "timeout", "Timeout", "took more than 4 s for this page"),
    Fault("half-and-ends", "say('{\"id\"'); sys.exit(4)", "crash", "Crash", "exited with status 4"),
    Fault("wrong-id", "say({'id': -1, 'article': {}})", "protocol", "Protocol", "answered id -1 to id "),
    Fault("wrong-type", "say({'id': request['id'], 'article': {'text': 5}})", "protocol", "Protocol", "text must be"),
    Fault("closes-stdout", "os.close(1); time.sleep(600)", "protocol", "Protocol", "closed its stdout and went on"),
    Fault("floods", "say('x' * 2**20 * 220)", "protocol", "Protocol", "an answer of more than 200 MiB"),
    Fault("peeks", "open(os.path.dirname(request['path']) + '/golden.json')", "crash", "Crash", "exited with status 1"),
    Fault("peeks-above", "open(os.path.dirname(request['path']) + '/../golden.json')", "crash", "Crash", "exited with"),
]
DIALS = "import socket; socket.create_connection(('192.0.2.1', 80), 60)"
if CLOSED:
    IN_PROGRAMS.append(Fault("program-dials", DIALS, "crash", "Crash", "exited with status 1"))
FAULTS = [*IN_PYTHON, *IN_PROGRAMS]

Score = Callable[[list[str]], RunResult]


@pytest.fixture(scope="module")
def score(tmp_path_factory: pytest.TempPathFactory) -> Score:
    """Run extractors of a workspace that holds every faulty one."""
    root = tmp_path_factory.mktemp("faults")
    for town in ("Lyon", "Oslo", "Rome"):
        page, expected = (text.replace("Lyon", town) for text in (PAGE, EXPECTED))
        write_case(root / f"golden/news/{town.lower()}", page, expected)
    write_extractor(root / "extractors", "mine", MINE)
    for fault in IN_PYTHON:
        body = "if b'Rome' in page.content:\n    " + fault.code.replace("\n", "\n    ") + "\nreturn 'fine'"
        write_extractor(root / "extractors", fault.name, body)
    commands = {}
    for fault in IN_PROGRAMS:
        body = f"if 'Rome' in open(request['path']).read():\n    {fault.code}\n"
        fine = "say({'id': request['id'], 'article': {'text': 'fine'}})"
        commands[fault.name] = write_program(root / "bin", fault.name, body + "else:\n    " + fine)
    commands["slow-start"] = write_program(root / "bin", "slow-start", "pass", "time.sleep(600)")
    broken = write_extractor(root / "extractors", "no-import", "return ''")
    broken.write_text("import no_such_module_anywhere\n" + broken.read_text(encoding="utf-8"), encoding="utf-8")
    rows = discover(root / "extractors", commands)
    cases = collect(root / "golden")

    def scored(wanted: list[str]) -> RunResult:
        chosen = choose(rows, wanted)
        # Only what has to be timed out gets little time: this machine may be busy.
        hurried = {fault.name for fault in FAULTS if fault.outcome == "timeout"} | {"slow-start"}
        short = bool(hurried & set(wanted))
        limits = Limits(timeout=4.0 if short else 60.0, start_timeout=8.0 if short else 60.0, memory=2**30)
        return run(cases, chosen, root / "-".join(wanted)[:50], limits=limits, slots=4)

    return scored


@pytest.fixture(scope="module")
def crowded(score: Score) -> list[RunResult]:
    """The good extractors among the ones that have to be timed out, and among all others."""
    slow = [fault.name for fault in FAULTS if fault.outcome == "timeout"]
    return [
        score([*GOOD, "slow-start", *slow]),
        score([*GOOD, "no-import", *(fault.name for fault in FAULTS if fault.name not in slow)]),
    ]


def rows_of(runs: list[RunResult], name: str) -> dict[str, CaseResult]:
    return {
        result.case: result for result in (result for one in runs for result in one.results if result.extractor == name)
    }


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault_is_named_and_costs_its_page_alone(crowded: list[RunResult], fault: Fault) -> None:
    found = rows_of(crowded, fault.name)
    failed = found.pop(POISON)
    assert {case: result.outcome for case, result in found.items()} == {"news/lyon": "ok", "news/oslo": "ok"}
    assert failed.outcome == fault.outcome
    type_, message = (failed.failure.type, failed.failure.message) if failed.failure else ("", "")
    assert (type_, message[: len(fault.message)]) == (fault.type, fault.message)


def test_faults_are_counted(crowded: list[RunResult]) -> None:
    failures = {row.extractor.id: row.failures for one in crowded for row in build_report(one).rows}
    expected = {fault.name: int(bool(fault.type)) for fault in FAULTS}
    assert failures == {**expected, **dict.fromkeys(GOOD, 0), "slow-start": 3, "no-import": 0}


def test_other_rows_are_those_of_a_run_without_faults(score: Score, crowded: list[RunResult]) -> None:
    alone = score(GOOD)
    for one in crowded:
        for name in GOOD:
            with_faults, without = rows_of([one], name), rows_of([alone], name)
            assert len(without) == 3
            assert {case: (row.outcome, row.counts) for case, row in with_faults.items()} == {
                case: (row.outcome, row.counts) for case, row in without.items()
            }


def test_extractor_that_starts_too_slowly_fails_on_every_page(crowded: list[RunResult]) -> None:
    found = rows_of(crowded, "slow-start")
    assert len(found) == 3
    for result in found.values():
        assert result.failure is not None
        assert (result.outcome, result.failure.message) == ("timeout", "took more than 8 s to start")


def test_extractor_that_cannot_be_imported_is_a_row_that_says_so(crowded: list[RunResult]) -> None:
    (row,) = [row for one in crowded for row in one.extractors if row.id == "no-import"]
    assert row.status == "ModuleNotFoundError: No module named 'no_such_module_anywhere'"
    assert not rows_of(crowded, "no-import")


def test_end_of_stderr_is_kept_with_the_failure(crowded: list[RunResult]) -> None:
    failure = rows_of(crowded, "peeks")[POISON].failure
    assert failure is not None
    assert "No such file or directory: 'pages/golden.json'" in failure.stderr


@pytest.mark.skipif(not CLOSED, reason="this kernel gives programs no network of their own")
def test_program_that_dials_finds_no_network(crowded: list[RunResult]) -> None:
    failure = rows_of(crowded, "program-dials")[POISON].failure
    assert failure is not None
    assert "Network is unreachable" in failure.stderr


GRANDCHILD = "import subprocess\nsubprocess.Popen(['sleep', '600'], {how}pass_fds=[lifeline.fileno()])\n"


@pytest.mark.parametrize("how", ["", "start_new_session=True, "], ids=["same group", "session of its own"])
def test_nothing_that_an_extractor_started_outlives_the_run(tmp_path: Path, how: str) -> None:
    lifeline = Lifeline(tmp_path / "lifeline")
    write_case(tmp_path / "golden/news/bakery")
    body = lifeline.hold + GRANDCHILD.format(how=how) + "return 'fine'"
    write_extractor(tmp_path / "extractors", "forks", body)
    rows = choose(discover(tmp_path / "extractors"), ["forks"])
    result = run(collect(tmp_path / "golden"), rows, tmp_path / "report", limits=Limits(), slots=1)
    assert [row.outcome for row in result.results] == ["ok"]
    assert lifeline.wait() == "alive"
    assert lifeline.wait() == ""

"""The parent's side: programs that break the protocol, limits, failures told alike, and nothing left behind."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from harness.extraction.process import Child, Limits
from harness.model import Outcome
from workshop import Lifeline, page_file, python_command, text_of, write_extractor, write_program

FINE = "say({'id': request['id'], 'article': {'text': 'fine'}})"


def program(tmp_path: Path, body: str = FINE, start: str = "") -> list[str]:
    return write_program(tmp_path / "bin", "program", body, start)


def python(tmp_path: Path, body: str) -> list[str]:
    return python_command(write_extractor(tmp_path / "extractors", "mine", body))


FAULTS: list[tuple[str, Outcome, str]] = [
    ("say('[1]\\n')", "protocol", "not a JSON object on stdout: b'[1]'"),
    ("say('[' * 100_000 + '\\n')", "protocol", "not a JSON object on stdout: b'[[["),
    ("say({'id': 7, 'article': {}})", "protocol", "answered id 7 to id 2"),
    ("say({'article': {}})", "protocol", "answered id None to id 2"),
    ("say({'id': 2})", "protocol", "an article must be an object, not NoneType None"),
    ("say({'id': 2, 'article': ['text']})", "protocol", "an article must be an object, not list ['text']"),
    ("say({'id': 2, 'article': {'tags': 'a'}})", "protocol", "tags must be a list of strings, not str 'a'"),
    ("say({'id': 2, 'error': {'type': 'Oops', 'message': 'bad page'}})", "error", "bad page"),
    ("sys.exit(0)", "crash", "exited with status 0"),
    ("sys.stderr.write('terminate called: std::bad_alloc'); sys.stderr.flush(); os.abort()", "memory", "ran out of"),
    ("import subprocess; subprocess.Popen(['yes'], stdout=2); time.sleep(60)", "timeout", "took more than 2 s"),
]


@pytest.mark.parametrize(("fault", "outcome", "message"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_program_that_breaks_the_protocol_loses_only_the_page(
    tmp_path: Path, fault: str, outcome: Outcome, message: str
) -> None:
    command = program(tmp_path, f"if 'poison' in open(request['path']).read():\n    {fault}\nelse:\n    {FINE}")
    good, bad = page_file(tmp_path / "pages", "good"), page_file(tmp_path / "pages", "poison")
    # Only what is to be timed out has little time: this machine may be busy.
    with Child(command, Limits(timeout=2.0 if outcome == "timeout" else 30.0)) as child:
        before, failed, after = (child.extract(one) for one in (good, bad, good))
    assert (before.outcome, after.outcome) == ("ok", "ok")
    assert (failed.outcome, failed.article) == (outcome, None)
    assert failed.failure is not None
    assert failed.failure.message.startswith(message)


@pytest.mark.parametrize(
    ("fault", "outcome", "message"),
    [
        ("time.sleep(60)", "timeout", "took more than 3 s to start"),
        ("say({'protocol': 2})", "protocol", "the first line must say \"protocol\": 1: {'protocol': 2}"),
        ("say('Welcome!\\n')", "protocol", "not a JSON object on stdout: b'Welcome!'"),
        ("sys.exit('cannot find my model')", "crash", "exited with status 1"),
    ],
)
def test_program_that_does_not_say_hello_is_started_again_for_the_next_page(
    tmp_path: Path, fault: str, outcome: Outcome, message: str
) -> None:
    marker = str(tmp_path / "started")
    start = f"if not os.path.exists({marker!r}):\n    open({marker!r}, 'w').close()\n    {fault}"
    given = page_file(tmp_path / "pages")
    with Child(program(tmp_path, start=start), Limits(start_timeout=3.0)) as child:
        failed, after = child.extract(given), child.extract(given)
    assert failed.failure is not None
    assert (failed.outcome, failed.failure.message, after.outcome) == (outcome, message, "ok")


def test_program_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with Child(["/no/such/program"], Limits()) as child:
        failed = child.extract(page_file(tmp_path))
    assert failed.outcome == "crash"
    assert failed.failure is not None
    assert failed.failure.message.startswith("cannot start /no/such/program: ")


def test_program_that_reads_no_requests_is_a_crash(tmp_path: Path) -> None:
    start = "os.close(0)\nsys.stdin = ['']"
    with Child(program(tmp_path, start=start), Limits()) as child:
        outcomes = [child.extract(page_file(tmp_path / "pages")).outcome for _ in range(2)]
    assert outcomes == ["crash", "crash"]


@pytest.mark.parametrize("claim", ["NaN", "1e400", "-1", "1" + "0" * 400, '"soon"', "null"])
def test_impossible_measurements_are_none(tmp_path: Path, claim: str) -> None:
    answer = f'{{"id": 1, "article": {{"text": "fine"}}, "seconds": {claim}, "peak_memory": {claim}}}\n'
    with Child(program(tmp_path, f"say({answer!r})"), Limits()) as child:
        extraction = child.extract(page_file(tmp_path / "pages"))
    assert (extraction.outcome, extraction.seconds, extraction.peak_memory) == ("ok", None, None)


def test_failure_reads_the_same_in_every_run(tmp_path: Path) -> None:
    body = "import os, sys\nprint(os.getcwd(), object(), file=sys.stderr)\nraise ValueError(os.getcwd(), object())"
    failures = []
    for _ in range(2):
        with Child(python(tmp_path, body), Limits()) as child:
            failures.append(child.extract(page_file(tmp_path / "pages")).failure)
    assert failures[0] == failures[1]
    assert failures[0] is not None
    assert failures[0].message == "('~', <object object at 0x...>)"


def test_failure_can_be_printed_whatever_is_in_it(tmp_path: Path) -> None:
    with Child(python(tmp_path, "raise ValueError('half a \\ud83d')"), Limits()) as child:
        failure = child.extract(page_file(tmp_path / "pages")).failure
    assert failure is not None
    assert failure.message == "half a \\ud83d"


def test_page_goes_as_html_to_a_child_that_takes_no_plain_text(tmp_path: Path) -> None:
    plain, html = page_file(tmp_path / "pages", "plain", "text/plain"), page_file(tmp_path / "pages", "as html")
    body = "say({'id': request['id'], 'article': {'text': request['media_type'] + open(request['path']).read()}})"
    with Child(program(tmp_path, body), Limits()) as child:
        assert text_of(child.extract(plain, html)) == "text/htmlas html"
    with Child(python(tmp_path, "return page.media_type + page.content.decode()"), Limits()) as child:
        assert text_of(child.extract(plain, html)) == "text/plainplain"


def test_one_process_serves_many_pages_until_it_is_out_of_memory(tmp_path: Path) -> None:
    body = "import os\nif b'poison' in page.content:\n    raise MemoryError\nreturn str(os.getpid())"
    good, bad = page_file(tmp_path / "pages", "good"), page_file(tmp_path / "pages", "poison")
    with Child(python(tmp_path, body), Limits()) as child:
        first, second, failed, last = (child.extract(one) for one in (good, good, bad, good))
    assert failed.outcome == "memory"
    assert text_of(first) == text_of(second) != text_of(last)


def test_what_a_crashed_extractor_started_is_ended_with_it(tmp_path: Path) -> None:
    lifeline = Lifeline(tmp_path / "lifeline")
    start = "import os, subprocess\nsubprocess.Popen(['sleep', '600'], pass_fds=[lifeline.fileno()])\nos._exit(1)"
    with Child(python(tmp_path, lifeline.hold + start), Limits()) as child:
        assert child.extract(page_file(tmp_path / "pages")).outcome == "crash"
    assert lifeline.wait() == "alive"
    assert lifeline.wait() == ""


def test_kill_from_another_thread_ends_a_page_under_way(tmp_path: Path) -> None:
    lifeline = Lifeline(tmp_path / "lifeline")
    outcomes: list[Outcome] = []
    child = Child(python(tmp_path, lifeline.hold + "import time; time.sleep(600)"), Limits(timeout=600))
    thread = threading.Thread(target=lambda: outcomes.append(child.extract(page_file(tmp_path / "pages")).outcome))
    thread.start()
    assert lifeline.wait() == "alive"
    child.kill()
    thread.join(30)
    assert outcomes == ["crash"]
    assert lifeline.wait() == ""


def test_killed_child_does_not_start_again(tmp_path: Path) -> None:
    with Child(python(tmp_path, "return 'fine'"), Limits()) as child:
        child.kill()
        assert child.extract(page_file(tmp_path / "pages")).outcome == "crash"


def test_cpu_that_one_page_may_use_is_limited_beside_its_time(tmp_path: Path) -> None:
    body = "while b'poison' in page.content: pass\nreturn str(sum(range(2_000_000)))"
    good, bad = page_file(tmp_path / "pages", "good"), page_file(tmp_path / "pages", "poison")
    with Child(python(tmp_path, body), Limits(timeout=300, start_timeout=1e6, cores=0.005)) as child:
        outcomes = [child.extract(one).outcome for one in (good, good)]
        failed = child.extract(bad)
        outcomes += [child.extract(one).outcome for one in (good, good)]
    assert outcomes == ["ok"] * 4, "what the pages before have used does not count"
    assert failed.failure is not None
    assert (failed.outcome, failed.failure.type) == ("timeout", "CPU")
    assert failed.failure.message == "used more than 1.5 s of CPU time for this page"


@pytest.mark.parametrize(("growth", "processes"), [(32 * 2**20, 2), (0, 1), (2**30, 1)])
def test_child_that_only_grows_is_replaced(tmp_path: Path, growth: int, processes: int) -> None:
    body = "import os\nglobals().setdefault('kept', []).append(b'x' * 2**24)\nreturn str(os.getpid())"
    page = page_file(tmp_path / "pages")
    with Child(python(tmp_path, body), Limits(recycle_pages=5, recycle_growth=growth)) as child:
        pages = [child.extract(page) for _ in range(7)]
    assert [one.outcome for one in pages] == ["ok"] * 7
    assert [text_of(one) for one in pages[:5]] == [text_of(pages[0])] * 5
    assert len({text_of(one) for one in pages}) == processes


def test_seconds_of_cpu_are_those_of_the_page(tmp_path: Path) -> None:
    page = page_file(tmp_path / "pages")
    with Child(python(tmp_path, "import time\ntime.sleep(0.5)\nreturn 'fine'"), Limits()) as child:
        idle = child.extract(page)
    assert idle.cpu_seconds is not None
    assert idle.seconds is not None
    assert idle.cpu_seconds < 0.4 < idle.seconds


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the time that another process has used")
def test_cpu_of_a_program_that_does_not_say_is_measured_from_outside(tmp_path: Path) -> None:
    body = "end = time.process_time() + 0.3\nwhile time.process_time() < end: pass\n" + FINE
    with Child(program(tmp_path, body), Limits()) as child:
        extraction = child.extract(page_file(tmp_path / "pages"))
    assert extraction.seconds is None
    assert extraction.cpu_seconds is not None
    assert 0.3 <= extraction.cpu_seconds < 3


def test_program_that_reads_no_stdin_cannot_hold_up_the_deadline(tmp_path: Path) -> None:
    command = program(tmp_path, start='say({"protocol": 1})\ntime.sleep(600)')
    page = replace(page_file(tmp_path / "pages"), url="https://lane.example/" + "x" * 2**20)
    with Child(command, Limits(timeout=2.0)) as child:
        failed = child.extract(page)
    assert failed.outcome == "timeout"


def test_request_longer_than_a_pipe_arrives_whole(tmp_path: Path) -> None:
    page = replace(page_file(tmp_path / "pages"), url="https://lane.example/" + "x" * 2**20)
    with Child(python(tmp_path, "return str(len(page.url))"), Limits()) as child:
        assert text_of(child.extract(page)) == str(len(page.url or ""))


def drive(tmp_path: Path, command: list[str], before: str = "") -> subprocess.Popen[bytes]:
    """Start another harness, which has one page extracted and prints the outcome."""
    path = str(page_file(tmp_path / "pages").path)
    source = f"""
        from pathlib import Path
        from harness.extraction.process import Child, Limits, PageFile
        {before}
        with Child({command!r}, Limits(timeout=600)) as child:
            print(child.extract(PageFile(Path({path!r}), None, "text/html", None)).outcome)
    """
    return subprocess.Popen([sys.executable, "-c", textwrap.dedent(source)], stdout=subprocess.PIPE)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
def test_child_dies_with_a_killed_harness(tmp_path: Path) -> None:
    lifeline = Lifeline(tmp_path / "lifeline")
    loop = "import time\nend = time.monotonic() + 60\nwhile time.monotonic() < end: pass"
    with drive(tmp_path, python(tmp_path, lifeline.hold + loop)) as harness:
        assert lifeline.wait() == "alive"
        harness.send_signal(signal.SIGKILL)
    assert lifeline.wait() == ""


def test_memory_limit_above_that_of_the_shell_is_no_fault(tmp_path: Path) -> None:
    before = "import resource; resource.setrlimit(resource.RLIMIT_AS, (2 * 2**30, 2 * 2**30))"
    with drive(tmp_path, python(tmp_path, "return 'fine'"), before) as harness:
        assert harness.communicate()[0] == b"ok\n"


def test_program_that_never_starts_costs_two_tries_and_not_one_a_page(tmp_path: Path) -> None:
    tries = tmp_path / "tries"
    command = program(tmp_path, start=f"open({str(tries)!r}, 'a').write('x'); sys.exit(3)")
    page = page_file(tmp_path / "pages")
    with Child(command, Limits()) as child:
        outcomes = [child.extract(page).outcome for _ in range(5)]
    assert outcomes == ["crash"] * 5
    assert tries.read_text() == "xx"


def test_program_that_starts_at_the_second_try_goes_on(tmp_path: Path) -> None:
    tries = tmp_path / "tries"
    start = f"open({str(tries)!r}, 'a').write('x')\nif open({str(tries)!r}).read() == 'x':\n    sys.exit(3)"
    page = page_file(tmp_path / "pages")
    with Child(program(tmp_path, start=start), Limits()) as child:
        assert [child.extract(page).outcome for _ in range(3)] == ["crash", "ok", "ok"]

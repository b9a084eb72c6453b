"""Extractors written in Python, each in a real child process: what they get, and what becomes of what they do."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from harness import extractor
from harness.extraction.process import Child, Limits, PageFile
from harness.model import Extraction, Outcome
from workshop import page_file, python_command, text_of, write_extractor

MEMORY = 512 * 2**20


def extract(tmp_path: Path, body: str, *pages: PageFile, limits: Limits | None = None) -> list[Extraction]:
    """Have one warm child answer the pages; one page if none is given."""
    file = write_extractor(tmp_path / "extractors", "mine", body)
    with Child(python_command(file), limits or Limits(memory=MEMORY)) as child:
        return [child.extract(one) for one in pages or (page_file(tmp_path / "pages"),)]


FAULTS: list[tuple[str, Outcome, str, str]] = [
    ("import time; time.sleep(60)", "timeout", "Timeout", "took more than 2 s for this page"),
    ("import os; os._exit(1)", "crash", "Crash", "exited with status 1"),
    ("import os; os.kill(os.getpid(), 9)", "crash", "Crash", "killed by SIGKILL"),
    ("import ctypes; ctypes.string_at(0)", "crash", "Crash", "killed by SIGSEGV"),
    ("raise KeyboardInterrupt", "crash", "Crash", "exited with status 0"),
    ("hoard = []\nwhile True:\n    hoard.append(bytes(1 << 26))", "memory", "MemoryError", ""),
    ("raise ValueError('no luck')", "error", "ValueError", "no luck"),
    ("import sys; sys.exit('no more')", "error", "SystemExit", "no more"),
    ("def again():\n    again()\nagain()", "error", "RecursionError", "maximum recursion depth exceeded"),
    ("return None", "error", "TypeError", "extract() must return an Article or a str, not NoneType"),
    ("return Article(title=3)", "error", "TypeError", "title must be a string or None, not int 3"),
    (
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "error",
        "NetworkForbiddenError",
        "extractors run without a network; use what the page holds",
    ),
    (
        "import urllib.request; urllib.request.urlopen('http://lane.example/')",
        "error",
        "URLError",
        "<urlopen error extractors run without a network; use what the page holds>",
    ),
]


@pytest.mark.parametrize(("fault", "outcome", "type_", "message"), FAULTS, ids=[fault[0][-30:] for fault in FAULTS])
def test_fault_has_its_outcome_and_costs_only_its_page(
    tmp_path: Path, fault: str, outcome: Outcome, type_: str, message: str
) -> None:
    body = "if b'poison' in page.content:\n    " + fault.replace("\n", "\n    ") + "\nreturn 'fine'"
    good, bad = page_file(tmp_path / "pages", "good"), page_file(tmp_path / "pages", "poison")
    # Only what is to be timed out has little time: this machine may be busy.
    limits = Limits(timeout=2.0 if outcome == "timeout" else 30.0, memory=MEMORY)
    before, failed, after = extract(tmp_path, body, good, bad, good, limits=limits)
    assert (before.outcome, text_of(before)) == (after.outcome, text_of(after)) == ("ok", "fine")
    assert (failed.outcome, failed.article) == (outcome, None)
    assert failed.failure is not None
    assert (failed.failure.type, failed.failure.message[: len(message)]) == (type_, message)


@pytest.mark.parametrize("answer", ["''", "' \\n\\u00a0'", "Article()", "Article(title='Only a title')"])
def test_answer_without_text_is_empty_and_no_failure(tmp_path: Path, answer: str) -> None:
    (extraction,) = extract(tmp_path, f"return {answer}")
    assert (extraction.outcome, extraction.failure) == ("empty", None)


CHATTER = "import os, sys\nprint('chatter')\nos.write(1, b'raw chatter\\n')\nsys.stdout.flush()\n"


def test_what_an_extractor_prints_does_not_disturb_its_answer(tmp_path: Path) -> None:
    (extraction,) = extract(tmp_path, CHATTER + "return 'fine'")
    assert (extraction.outcome, text_of(extraction)) == ("ok", "fine")


@pytest.mark.parametrize("ending", ["raise ValueError('no luck')", "os._exit(3)"])
def test_what_an_extractor_prints_is_kept_with_its_failure(tmp_path: Path, ending: str) -> None:
    (extraction,) = extract(tmp_path, CHATTER + ending)
    assert extraction.failure is not None
    assert set(extraction.failure.stderr.splitlines()) >= {"chatter", "raw chatter"}


def test_only_the_end_of_a_long_stderr_is_kept(tmp_path: Path) -> None:
    (extraction,) = extract(tmp_path, "import sys\nsys.stderr.write('x' * 1_000_000)\nraise ValueError('the end')")
    assert extraction.failure is not None
    assert len(extraction.failure.stderr) <= 4096
    assert extraction.failure.stderr.endswith("ValueError: the end")


def test_extractor_finds_its_stdin_empty(tmp_path: Path) -> None:
    (extraction,) = extract(tmp_path, "import sys\nreturn repr(sys.stdin.read())")
    assert text_of(extraction) == "''"


def test_extractor_gets_the_page_and_what_the_server_said(tmp_path: Path) -> None:
    file = page_file(tmp_path / "pages").path
    file.write_bytes(b"<p>caf\xe9")
    given = PageFile(file, "https://lane.example/x", "text/html", "iso-8859-1")
    body = "return '|'.join([page.url, page.media_type, page.encoding, page.html, repr(page.content)])"
    (extraction,) = extract(tmp_path, body, given)
    assert text_of(extraction) == "https://lane.example/x|text/html|iso-8859-1|<p>café|b'<p>caf\\xe9'"


def test_extractor_sees_a_clean_environment_and_a_home_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SECRET_TOKEN", "HTTPS_PROXY", "AWS_ACCESS_KEY_ID"):
        monkeypatch.setenv(name, "secret")
    body = "import json, os\nopen('litter', 'w').close()\nreturn json.dumps({**os.environ, 'cwd': os.getcwd()})"
    (extraction,) = extract(tmp_path, body)
    seen = json.loads(text_of(extraction))
    assert "secret" not in seen.values()
    assert seen["PATH"] == os.environ["PATH"]
    assert seen["HOME"] == seen["TMPDIR"] == seen["cwd"] != os.environ.get("HOME")
    assert not Path(seen["HOME"]).exists(), "it is gone, and the litter with it"


def test_strings_hash_the_same_in_every_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONHASHSEED", "random")
    texts = {text_of(*extract(tmp_path, "return str(hash('bakery'))")) for _ in range(2)}
    assert len(texts) == 1


def test_relative_python_path_still_leads_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/neighbour.py").write_text("NAME = 'next door'\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, ["lib", os.environ.get("PYTHONPATH")])))
    assert text_of(*extract(tmp_path, "import neighbour\nreturn neighbour.NAME")) == "next door"


def test_each_page_is_timed_and_weighed(tmp_path: Path) -> None:
    (extraction,) = extract(tmp_path, "return 'fine'")
    assert extraction.seconds is not None
    assert extraction.peak_memory is not None
    assert extraction.seconds >= 0
    assert extraction.peak_memory > 2**20


def test_mode_passes_its_settings(tmp_path: Path) -> None:
    body, declaration = "return str(settings)", "extractor(extract, modes={'loud': {'volume': 11}})"
    file = write_extractor(tmp_path / "extractors", "mine", body, declaration)
    texts = []
    for mode in (None, "loud"):
        with Child(python_command(file, mode), Limits(memory=MEMORY)) as child:
            texts.append(text_of(child.extract(page_file(tmp_path / "pages"))))
    assert texts == ["{}", "{'volume': 11}"]


def test_declared_modules_are_imported_before_the_first_page(tmp_path: Path) -> None:
    body, declaration = "import sys\nreturn str('wave' in sys.modules)", "extractor(extract, imports=['wave'])"
    file = write_extractor(tmp_path / "extractors", "mine", body, declaration)
    with Child(python_command(file), Limits(memory=MEMORY)) as child:
        assert text_of(child.extract(page_file(tmp_path / "pages"))) == "True"


def test_file_with_the_name_of_its_library_imports_the_library(tmp_path: Path) -> None:
    file = write_extractor(
        tmp_path / "extractors", "tabulate", "return tabulate.tabulate([['cell']], tablefmt='plain')"
    )
    file.write_text("import tabulate\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    with Child(python_command(file), Limits(memory=MEMORY)) as child:
        assert text_of(child.extract(page_file(tmp_path / "pages"))) == "cell"


def test_child_says_hello_answers_by_id_and_ends_with_its_stdin(tmp_path: Path) -> None:
    file = write_extractor(tmp_path / "extractors", "mine", "return Article(text='fine', authors=['Ann'])")
    given = page_file(tmp_path / "pages")
    request = {"id": 7, "path": str(given.path), "url": None, "media_type": "text/html", "encoding": None}
    done = subprocess.run(
        python_command(file), input=json.dumps(request) + "\n", capture_output=True, text=True, check=True
    )
    hello, answer = map(json.loads, done.stdout.splitlines())
    assert hello == {"protocol": 1, "name": "mine", "version": "", "accepts": ["text/html", "text/plain"]}
    assert (answer["id"], answer["article"]) == (7, {"text": "fine", "authors": ["Ann"]})


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"function": "extract"}, TypeError, "takes a function first, not str"),
        ({"function": print, "modes": {"very fast": {}}}, ValueError, "mode name 'very fast'"),
        ({"function": print, "modes": {"fast": True}}, TypeError, "mode 'fast' must map setting names to values"),
    ],
)
def test_wrong_declaration_says_what_is_wrong(
    arguments: dict[str, object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        extractor(**arguments)  # type: ignore[arg-type]

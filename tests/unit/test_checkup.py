"""What ``doctor`` finds out and says of an extractor."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.extraction.checkup import PAGE, check_up, explain
from harness.extraction.discovery import discover
from harness.extraction.process import Limits
from harness.html.decode import decode
from harness.model import Extractor, Outcome
from workshop import write_extractor

STORY = "import re\nstory = page.html.split('<article>')[1].split('</article>')[0]\n"
PARAGRAPHS = "' '.join(re.findall('<p>(.*?)</p>', story, re.DOTALL))"


def only(folder: Path, body: str, declaration: str = "extractor(extract, version='2')") -> Extractor:
    write_extractor(folder, "mine", body, declaration)
    return next(row for row in discover(folder) if row.name == "mine")


def test_story_and_what_surrounds_it_are_counted_apart(tmp_path: Path) -> None:
    checkup = check_up(only(tmp_path, STORY + f"return Article(text={PARAGRAPHS}, title='T')"), Limits())
    assert (checkup.extraction.outcome, checkup.story, checkup.stories) == ("ok", 5, 5)
    assert (checkup.furniture, checkup.furnitures) == (0, 2)
    assert checkup.advice == "Nothing: it works."
    assert checkup.started is not None
    assert checkup.extraction.seconds is not None
    assert checkup.started > checkup.extraction.seconds


def test_all_of_the_page_is_also_what_surrounds_it(tmp_path: Path) -> None:
    checkup = check_up(only(tmp_path, "return Article(html=page.html)"), Limits())
    assert (checkup.story, checkup.furniture) == (5, 2)


def test_explanation_says_what_happened_and_what_it_gave(tmp_path: Path) -> None:
    body = "return Article(text='One line.\\nTwo lines.', title=' A\\n title ', authors=['Ann', 'Bob'])"
    lines = list(explain(check_up(only(tmp_path, body), Limits())))
    assert lines[0] == "mine 2 (workspace)"
    assert lines[1] == "  outcome   ok"
    assert lines[2].startswith("  command   ")
    assert lines[3].startswith("  time      ")
    assert lines[3].endswith(" s with its start")
    assert lines[4].startswith("  memory    ")
    assert lines[5:] == [
        "  found     0 of 5 paragraphs of the story, 0 of 2 of the page around it",
        "  gives     text, title, authors",
        "  title     A title",
        "  authors   Ann, Bob",
        "  text      One line.",
        "            Two lines.",
        "  to do     Look at the text: part of a story that every reader can see is not in it.",
    ]


@pytest.mark.parametrize(
    ("body", "outcome", "said", "advice"),
    [
        ("return Article()", "empty", "  gives     nothing", "It ran and returned no text."),
        ("raise ValueError('no luck')", "error", "  error     ValueError: no luck", "It raised."),
        (
            "print('the end is near', flush=True)\nimport os; os._exit(3)",
            "crash",
            "  stderr    the end is near",
            "Its process end",
        ),
        ("import time; time.sleep(60)", "timeout", "  error     Timeout: took more than 2 s for this page", "Find out"),
        (
            "hoard = []\nwhile True:\n    hoard.append(bytes(1 << 26))",
            "memory",
            "  error     MemoryError: ",
            "Give it more address space",
        ),
        (
            "import socket; socket.create_connection(('127.0.0.1', 9))",
            "error",
            "  error     NetworkForbiddenError: extractors run without a network; use what the page holds",
            "It tried to reach the network",
        ),
    ],
)
def test_each_outcome_has_its_advice(tmp_path: Path, body: str, outcome: Outcome, said: str, advice: str) -> None:
    limits = Limits(timeout=2.0 if outcome == "timeout" else 30.0, memory=512 * 2**20)
    checkup = check_up(only(tmp_path, body), limits)
    lines = list(explain(checkup))
    assert checkup.extraction.outcome == outcome
    assert said in lines
    assert lines[-1].startswith(f"  to do     {advice}")


def test_program_that_does_not_speak_the_protocol_is_told_how(tmp_path: Path) -> None:
    rows = discover(tmp_path, {"mine": ["sh", "-c", "echo hello; cat"]})
    checkup = check_up(next(row for row in rows if row.name == "mine"), Limits())
    assert checkup.extraction.outcome == "protocol"
    assert checkup.advice.startswith("It must write one JSON object a line on stdout")


def test_what_cannot_run_is_not_started(tmp_path: Path) -> None:
    absent = only(tmp_path, "return ''", "extractor(extract, package='no-such-package')")
    assert list(explain(check_up(absent, Limits()))) == [
        "mine (workspace)",
        "  outcome   not-installed",
        "  to do     Install it: pip install no-such-package",
    ]
    (tmp_path / "mine.py").write_text("import no_such_module\n", encoding="utf-8")
    broken = next(row for row in discover(tmp_path) if row.name == "mine")
    assert check_up(broken, Limits()).advice == "ModuleNotFoundError: No module named 'no_such_module'"


def test_page_is_what_the_checkup_takes_it_for() -> None:
    text = decode(PAGE.read_bytes())
    assert text.count("<article>") == text.count("</article>") == 1
    assert text.count("<p>") == 7

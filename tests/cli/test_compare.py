"""``harness compare``: a change found again down to its words, five formats as they shall look, and what is refused.

The formats are pinned in ``comparison/``. After a change that is meant, write them anew and look at what changed:
``HARNESS_RENEW=1 pytest tests/cli/test_compare.py -k format``.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness.goldens import DataSet
from harness.render.comparison import FORMATS
from harness.run_files import write_run
from harness.runs import CaseResult, RunResult
from two_runs import counts_of, level, run_of, write
from workshop import EXPECTED, MINE, PAGE, Harness, write_case, write_extractor

PINNED = Path(__file__).parent / "comparison"
SUFFIXES = {"terminal": "txt", "markdown": "md", "json": "json", "csv": "csv", "junit": "xml"}
# 2026-02-03, 04:05:06 UTC.
MADE = 1770091506

CITIES = ("Lyon", "Rome", "Ghent", "Porto", "Turin", "Basel", "Cork", "Graz", "Lund", "Brno", "Pisa", "York")
WORSE = CITIES[2:7]


@pytest.fixture
def bakeries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harness: Harness) -> Path:
    """A workspace of twelve pages of twelve sites, scored, with the report in ``reports/base``."""
    monkeypatch.chdir(tmp_path)
    for city in CITIES:
        page, expected = (text.replace("Lyon", city) for text in (PAGE, EXPECTED))
        write_case(
            tmp_path / "golden/news" / city.lower(), page, expected, url=f"https://{city.lower()}.example/bakery"
        )
    write_extractor(tmp_path / "extractors", "mine", MINE)
    assert harness("run", "-E", "mine", "--cache", "off", "--report", "reports/base").code == 0
    return tmp_path


def made_worse(root: Path) -> None:
    body = MINE.replace("return", f"if any(city in page.html for city in {WORSE!r}):\n    del paragraphs[1]\nreturn")
    write_extractor(root / "extractors", "mine", body)


def again(harness: Harness, *options: str) -> dict[str, Any]:
    assert harness("run", "-E", "mine", "--cache", "off", "--report", "reports/new").code == 0
    result = harness("compare", "reports/base", "reports/new", "--format", "json", *options)
    assert result.err == ""
    found: dict[str, Any] = {**json.loads(result.out), "code": result.code}
    return found


def test_copy_that_is_worse_on_five_pages_is_found_out_to_the_word(bakeries: Path, harness: Harness) -> None:
    made_worse(bakeries)
    found = again(harness)
    (row,) = found["extractors"]
    assert (row["changed"], row["worse"], row["better"], row["code_changed"]) == (5, 5, 0, True)
    assert sorted(page["case"] for page in row["moved"]) == sorted(f"news/{city.lower()}" for city in WORSE)
    for page in row["moved"]:
        city = page["case"].removeprefix("news/").title()
        lost = f"The owner, who learned her trade in {city}, sold every loaf before ten o’clock."
        assert page["words"] == {"lost": [{"text": lost, "words": 14}], "gained": [], "moved": []}
    # Five sites that fell could be chance (2 / 2^5): the mean proves nothing, the pages do.
    assert (row["verdict"], row["p"], found["code"]) == ("inconclusive", 0.0625, 0)


def test_bound_for_single_pages_fails_it_and_reverting_the_change_passes(bakeries: Path, harness: Harness) -> None:
    (bakeries / "pyproject.toml").write_text("[tool.harness.gate]\nmax_page_drop = 0.05\n", encoding="utf-8")
    made_worse(bakeries)
    found = again(harness)
    assert (found["code"], found["failed"], found["worse"]) == (1, True, [])
    assert len(found["gate"]) == 5
    assert again(harness, "--no-gate")["code"] == 0
    write_extractor(bakeries / "extractors", "mine", MINE)
    found = again(harness)
    (row,) = found["extractors"]
    assert (row["verdict"], row["moved"], found["gate"], found["code"]) == ("same", [], [], 0)


def hostile_run(score: int, *, leaked: int) -> RunResult:
    """Return a run of everything that a table has to stand: names and labels that would break it, all verdicts."""
    pages = level(80, 12)
    odd = "s12/<b>|`@all`\u202e#1"
    lower = dict.fromkeys(pages, 60)
    scores = {
        "falls": {**pages, **(lower if score < 80 else {}), odd: score},
        "rises[fast]": {**pages, "s00/p00": score},
        "wavers|*x*": {**pages, odd: "crash" if score < 80 else 80},
        "stays": pages,
        ("young" if score < 80 else "gone"): pages,
        "everything": level(50, 12),
    }
    cases = {name: {"language": "de" if name < "s05" else "en"} for name in pages}
    run = run_of(
        scores,
        version="1.1" if score < 80 else "1.0",
        cases=cases,
        controls=("everything",),
        environment={"harness": "0", "python": "3.12" if score < 80 else "3.11"},
    )
    results = [
        dataclasses.replace(one, counts=counts_of(85 if score < 80 else 80, leaked=leaked, title="wrong"))
        if one.extractor == "rises[fast]"
        else one
        for one in run.results
    ]
    return dataclasses.replace(run, results=tuple(results))


OLD = "The harbour burned all night.\nTwo boats were saved.\nNobody was hurt."
NEW = "The harbour burned.\nSUBSCRIBE `now` | @everyone #12 <script>alert(1)</script> https://evil.example"
NEW += "\nNobody was hurt."


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two runs with journals, in ``base`` and ``new`` of the current folder."""
    monkeypatch.chdir(tmp_path)
    for name, run, text in (("base", hostile_run(80, leaked=2), OLD), ("new", hostile_run(40, leaked=0), NEW)):
        file = write(run, tmp_path / name, {(one.extractor, one.case): text for one in run.results if not one.failure})
        os.utime(file, (MADE, MADE))
    return tmp_path


@pytest.mark.parametrize("form", FORMATS)
def test_format_is_as_pinned(pair: Path, harness: Harness, form: str) -> None:
    result = harness("compare", "base", "new", "--format", form, "--top", "2")
    assert (result.code, result.err) == (1, "")
    file = PINNED / f"pinned.{SUFFIXES[form]}"
    if os.environ.get("HARNESS_RENEW"):
        file.write_text(result.out, encoding="utf-8", newline="")
    assert result.out == file.read_text(encoding="utf-8")


def test_table_is_called_as_by_every_other_command(pair: Path, harness: Harness) -> None:
    shown = harness("compare", "base", "new", "--format", "table")
    assert shown.code == 1
    assert (
        shown.out
        == harness("compare", "base", "new").out
        == harness("compare", "base", "new", "--format", "terminal").out
    )
    refused = harness("compare", "base", "new", "--format", "xml")
    assert (refused.code, "'table'" in refused.err, "terminal" in refused.err) == (2, True, False)


def test_terminal_stays_within_its_columns_and_sends_no_control_characters(pair: Path, harness: Harness) -> None:
    out = harness("compare", "base", "new").out
    assert max(map(len, out.splitlines())) <= 100
    assert not {"\x1b", "\u202e"} & set(out)


def test_markdown_neither_mentions_nor_links_nor_breaks_out(pair: Path, harness: Harness) -> None:
    out = harness("compare", "base", "new", "--format", "markdown").out
    outside = re.sub(r"(?<!\\)(`+)(?!`).*?(?<!`)\1(?!`)", "", out)
    for forbidden in ("@all", "@everyone", "<script>", "https://evil", "<b>|"):
        assert forbidden not in outside
    assert out.count("<details>") == out.count("</details>") == out.count("<summary>")


def test_markdown_stays_below_its_bound_and_says_so(
    tmp_path: Path, harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names = [f"extractor-{number:03}-{'長' * 60}" for number in range(30)]
    for folder, score in (("base", 80), ("new", 60)):
        run = run_of({name: level(score, 8) for name in names})
        text = ("語" if folder == "base" else "字") * 600
        write(run, tmp_path / folder, {(one.extractor, one.case): text for one in run.results})
    out = harness("compare", "base", "new", "--format", "markdown", "--top", "8").out
    assert 40_000 < len(out.encode()) < 60_000
    assert "a comment has no room for more" in out
    assert out.count("<details>") == out.count("</details>")


def test_markdown_shows_fewer_pages_of_an_extractor_that_changed_on_many(
    tmp_path: Path, harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for folder, score in (("base", 80), ("new", 60)):
        run = run_of({"lib": {f"site/{'x' * 80}-{page}": score for page in range(900)}})
        write(run, tmp_path / folder)
    out = harness("compare", "base", "new", "--format", "markdown", "--top", "900").out
    assert 20_000 < len(out.encode()) < 60_000
    assert "- and 450 more pages" in out


def test_junit_is_valid_by_the_common_schema(pair: Path, harness: Harness) -> None:
    etree = pytest.importorskip("lxml.etree", reason="lxml checks XML against a schema")
    schema = etree.XMLSchema(etree.parse(str(PINNED / "junit.xsd")))
    document = etree.fromstring(harness("compare", "base", "new", "--format", "junit").out.encode())
    schema.assertValid(document)
    assert {case.get("name"): [child.tag for child in case] for case in document.iter("testcase")} == {
        "falls": ["failure"],
        "wavers|*x*": ["failure"],  # a new crash, which the gate does not allow
        "rises[fast]": [],
        "young": ["skipped"],
        "gone": ["skipped"],
        "stays": [],
        "everything": [],
    }


def test_junit_of_runs_that_no_xml_could_hold_is_valid_too(tmp_path: Path, harness: Harness) -> None:
    etree = pytest.importorskip("lxml.etree", reason="lxml checks XML against a schema")
    for folder, score in (("base", 80), ("new", 60)):
        write(run_of({"a\x00\x1b\ud800\uffffb]]>": level(score, 8)}), tmp_path / folder)
    text = harness("compare", str(tmp_path / "base"), str(tmp_path / "new"), "--format", "junit").out
    etree.XMLSchema(etree.parse(str(PINNED / "junit.xsd"))).assertValid(etree.fromstring(text.encode()))


def test_csv_has_a_row_for_every_scope(pair: Path, harness: Harness) -> None:
    rows = list(csv.DictReader(io.StringIO(harness("compare", "base", "new", "--format", "csv").out)))
    assert {row["scope"] for row in rows} == {"all", "language", "page"}
    (falls,) = (row for row in rows if row["scope"] == "all" and row["extractor"] == "falls")
    assert (falls["verdict"], falls["worse"], falls["changed"]) == ("worse", "13", "13")
    assert sum(row["scope"] == "page" and row["extractor"] == "falls" for row in rows) == 13


def test_words_of_a_later_run_that_was_killed_are_not_shown_as_those_of_this_one(
    bakeries: Path, harness: Harness
) -> None:
    made_worse(bakeries)
    again(harness)
    # What is left when a run into the same folder ends before its report: a newer journal beside the old run.json.
    write_extractor(bakeries / "extractors", "mine", MINE.replace("page.html)", "page.html.replace('loaf', 'roll'))"))
    assert harness("run", "-E", "mine", "--cache", "off", "--report", "reports/later").code == 0
    (bakeries / "reports/later/journal.jsonl").replace(bakeries / "reports/new/journal.jsonl")
    out = " ".join(harness("compare", "reports/base", "reports/new").out.split())
    assert "lost 14 words" not in out
    assert "roll" not in out
    assert "No words of 5 of 5 outputs of reports/new, mine on news/" in out
    assert "reports/new/journal.jsonl has other answers than reports/new/run.json was counted from" in out


def test_output_goes_to_a_file_whole(pair: Path, harness: Harness) -> None:
    result = harness("compare", "base", "new", "--format", "json", "--output", "deep/er/out.json")
    assert (result.code, result.out, result.err) == (1, "", "")
    assert json.loads((pair / "deep/er/out.json").read_text(encoding="utf-8"))["worse"] == ["falls"]
    assert [file.name for file in (pair / "deep/er").iterdir()] == ["out.json"]


def test_other_figures_tolerance_and_confidence_are_taken(pair: Path, harness: Harness) -> None:
    def verdict(*options: str) -> str:
        document = json.loads(harness("compare", "base", "new", "--format", "json", *options).out)
        found: str = next(row["verdict"] for row in document["extractors"] if row["extractor"] == "falls")
        return found

    assert verdict("--metric", "recall") == "worse"
    assert verdict("--tolerance", "0.3") == "inconclusive"
    assert verdict("--confidence", "0.9999") == "inconclusive"


def test_tolerance_and_confidence_stand_in_for_those_of_the_gate(
    tmp_path: Path, harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    # Eight sites that all fall by 0.1: p is 2 / 2^8 = 0.008.
    for folder, score in (("base", 80), ("new", 70)):
        write(run_of({"lib": level(score, 8)}), tmp_path / folder)

    def judged(*options: str) -> tuple[int, int]:
        result = harness("compare", "base", "new", "--format", "json", *options)
        return result.code, len(json.loads(result.out)["gate"])

    assert judged() == (1, 1)
    assert judged("--tolerance", "0.2") == judged("--confidence", "0.999") == (0, 0)
    # Of recall the gate bounds nothing, of F1 it does still.
    assert judged("--metric", "recall", "--tolerance", "0.2") == (1, 1)
    (tmp_path / "pyproject.toml").write_text("[tool.harness.gate]\nmax_drop = 0.2\n", encoding="utf-8")
    assert judged() == (0, 0)
    assert judged("--tolerance", "0.05") == (1, 1)


@pytest.mark.parametrize(
    ("confidence", "said"), [("0.5", "50%"), ("0.57", "57%"), ("0.975", "97.5%"), ("0.9999", "99.99%")]
)
def test_confidence_is_shown_as_it_is(pair: Path, harness: Harness, confidence: str, said: str) -> None:
    shown = harness("compare", "base", "new", "--confidence", confidence).out
    assert f", {said} intervals" in " ".join(shown.split())
    assert re.search(rf", {re.escape(said)} -0\.\d+ … ", " ".join(shown.split()))
    heading = next(line for line in shown.splitlines() if line.startswith("extractor"))
    assert said in heading.split()


def test_same_file_twice_is_said_and_fine(pair: Path, harness: Harness) -> None:
    result = harness("compare", "base", "base/run.json")
    assert result.code == 0
    assert "Both are the same file, so that nothing can differ." in result.out


def test_intersection_says_what_it_left_out(pair: Path, harness: Harness) -> None:
    more = run_of({"falls": level(80, 14)}, data_sets=(DataSet("golden", "e" * 64, 14),))
    write(more, pair / "more")
    refused = harness("compare", "base", "more")
    assert refused.code == 2
    assert "golden has digest dddddddddddd in base and eeeeeeeeeeee in more" in refused.err
    result = harness("compare", "base", "more", "--intersect")
    assert result.code == 0
    assert "2 only in the new run" in " ".join(result.out.split()).replace("1 changed, ", "")


def rewritten(change: Callable[[str], str]) -> Callable[[Path], None]:
    def write_it(folder: Path) -> None:
        file = folder / "run.json"
        file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")

    return write_it


def twice(text: str) -> str:
    line = next(line for line in text.splitlines() if '"outcome"' in line)
    return text.replace(line, f"{line}\n{line}", 1)


def sparse(folder: Path) -> None:
    with (folder / "run.json").open("wb") as file:
        file.truncate(2 << 30)


def sparse_after_a_brace(folder: Path) -> None:
    with (folder / "run.json").open("wb") as file:
        file.write(b"{\n")
        file.truncate(2 << 30)


def other_layout(folder: Path) -> None:
    with (folder / "run.json").open("wb") as file:
        file.write(b'{"schema": 2, ')
        file.truncate(2 << 30)


def journal_for_a_run(folder: Path) -> None:
    (folder / "journal.jsonl").replace(folder / "run.json")


def emptied(folder: Path) -> None:
    write_run(run_of({"falls": {}}, cases={name: {} for name in level(0, 12)}), folder / "run.json")


def without_cases(folder: Path) -> None:
    write_run(run_of({}), folder / "run.json")


def endless(folder: Path) -> None:
    run = run_of({"falls": level(80, 2)})
    first, *others = run.results
    broken = CaseResult(first.extractor, first.case, "ok", {"ledger": {"kept": 12345, "output": 1, "expected": 1}})
    write_run(dataclasses.replace(run, results=(broken, *others)), folder / "run.json")
    rewritten(lambda text: text.replace("12345", "1e999"))(folder)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (journal_for_a_run, "new/run.json is not a run: it is a journal; give the run.json beside it"),
        (rewritten(lambda text: text[: len(text) // 2]), "new/run.json is not a run: it ends in the middle of its"),
        (rewritten(lambda text: text[:-3]), "new/run.json is not a run: "),
        (rewritten(lambda text: text.replace('"schema": 2', '"schema": 9')), "schema version 9, this harness reads 2"),
        (rewritten(lambda text: text.replace('"expected": 100', '"expected": NaN', 1)), "NaN is not a number (line"),
        (endless, "new/run.json is damaged: "),
        (rewritten(twice), "new/run.json is damaged: two results of "),
        (emptied, "new holds no results, so there is nothing to compare; run again"),
        (without_cases, "new holds no results, so there is nothing to compare; run again"),
        (rewritten(lambda text: text.replace("dddd", "eeee")), "not comparable, the pages differ: golden has digest"),
        (rewritten(lambda text: text.replace("|v1", "|v0", 1)), "not comparable, metrics differ: "),
        (
            rewritten(lambda text: text.replace('  "cases"', '<<<<<<< ours\n  "cases"')),
            "is a merge conflict marker; resolve the conflict, or run again",
        ),
        (
            rewritten(lambda text: text.replace('    {"id"', '>>>>>>> theirs\n    {"id"', 1)),
            "is a merge conflict marker; resolve the conflict, or run again",
        ),
        (lambda folder: (folder / "run.json").unlink(), "new/run.json: No such file or directory; give the run.json"),
        (sparse, "new/run.json is not a run: it begins with b'\\x00"),
        (sparse_after_a_brace, "new/run.json is not a run: line 2 is longer than 64 MiB"),
        (other_layout, "new/run.json is not a run: "),
        (rewritten(lambda text: ""), "new/run.json is not a run: it is empty"),
    ],
    ids=[
        "a journal",
        "half",
        "without its end",
        "newer schema",
        "NaN",
        "infinity",
        "one result twice",
        "no results",
        "no cases",
        "other data set",
        "other metrics",
        "conflict in the head",
        "conflict in a list",
        "folder without a run",
        "2 GB of nothing",
        "2 GB after a brace",
        "2 GB of another layout",
        "empty",
    ],
)
def test_misuse_is_one_clear_sentence_and_exit_code_2(
    pair: Path, harness: Harness, damage: Callable[[Path], None], message: str
) -> None:
    damage(pair / "new")
    result = harness("compare", "base", "new")
    assert (result.code, result.out) == (2, "")
    assert message in result.err
    assert result.err.startswith("harness: ")
    assert result.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("base", "the following arguments are required: NEW"),
        ("base new --tolerance -1", "harness: --tolerance must be a number, 0 or more, not -1.0"),
        ("base new --tolerance nan", "harness: --tolerance must be a number, 0 or more, not nan"),
        ("base new --confidence 95", "harness: --confidence must be a number from 0.5 to 0.9999"),
        ("base new --top -1", "harness: --top must be 0 or more, not -1"),
        ("base new --metric f2", "harness: unknown figure 'f2'; did you mean "),
        ("base new --format xml", "invalid choice: 'xml'"),
        ("base nowhere", "harness: nowhere: No such file or directory; give the run.json of a run, or its folder"),
        ("base new --output base/run.json/x", "harness: base/run.json/x cannot be written: "),
        ("base /dev/null", "harness: /dev/null is not a run: it is no regular file"),
    ],
)
def test_wrong_usage_is_said(pair: Path, harness: Harness, arguments: str, message: str) -> None:
    result = harness("compare", *arguments.split())
    assert (result.code, result.out) == (2, "")
    assert message in result.err
    assert "Traceback" not in result.err


def test_help_has_an_example(harness: Harness) -> None:
    assert "  harness compare reports/main reports/latest" in harness("compare", "--help").out

"""A comparison as JUnit XML: a test case for each extractor, which fails where it got worse.

Elements, attributes and their order are those that Jenkins, GitLab and the schema of Ant's JUnit task have in common.
"""

from __future__ import annotations

import re
from datetime import datetime
from xml.etree import ElementTree as Tree

from ..compare.changes import ExtractorChange
from ..compare.report import ComparisonReport
from .columns import one_line
from .comparison_facts import facts, headline, page_line, passages

_NAME = "harness.compare"
# What XML 1.0 cannot hold, however it is written.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The schema asks for a moment; a comparison has none but that of the new run.
_UNKNOWN = datetime(1970, 1, 1)


def render(report: ComparisonReport) -> str:
    """Return one suite of a case for each extractor that has a result on either side."""
    rows = report.comparison.rows
    cases = [_case(row, report) for row in rows]
    sizes = {
        "tests": len(cases),
        "failures": sum(case.find("failure") is not None for case in cases),
        "errors": 0,
        "skipped": sum(case.find("skipped") is not None for case in cases),
    }
    counts = {name: str(size) for name, size in sizes.items()}
    made = (report.made or _UNKNOWN).strftime("%Y-%m-%dT%H:%M:%S")
    root = Tree.Element("testsuites")
    place = {"id": "0", "package": "harness", "timestamp": made, "hostname": "localhost"}
    suite = Tree.SubElement(root, "testsuite", {"name": _NAME, **counts, **place, "time": "0"})
    properties = Tree.SubElement(suite, "properties")
    found = report.comparison
    about = {"base": found.base, "new": found.new, "metric": found.metric, "cases": str(found.cases)}
    for name, value in about.items():
        Tree.SubElement(properties, "property", {"name": name, "value": _clean(value)})
    suite.extend(cases)
    told = [line for row in rows if row.verdict in ("inconclusive", "better") for line in _told(row, report)]
    Tree.SubElement(suite, "system-out").text = _clean("\n".join([headline(report), *told]))
    Tree.SubElement(suite, "system-err").text = ""
    Tree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Tree.tostring(root, encoding="unicode") + "\n"


def _case(row: ExtractorChange, report: ComparisonReport) -> Tree.Element:
    case = Tree.Element("testcase", {"name": _clean(row.id), "classname": _NAME, "time": "0"})
    breaches = report.breaches_of(row.id)
    if row in report.comparison.got_worse or breaches:
        said = [one_line(str(breach)) for breach in breaches] or [f"{row.id} got worse: {_facts(row, report)[0]}"]
        kind = breaches[0].kind if breaches else row.verdict
        failure = Tree.SubElement(case, "failure", {"message": _clean(said[0]), "type": kind})
        failure.text = _clean("\n".join([*said, *_details(row, report)]))
    elif row.verdict in ("new", "gone"):
        Tree.SubElement(case, "skipped", {"message": _clean(f"{row.verdict}: {row.status or 'one run alone has it'}")})
    return case


def _details(row: ExtractorChange, report: ComparisonReport) -> list[str]:
    lines = _facts(row, report)
    for page in row.moved[: report.top]:
        lines.append(f"{page.case}: {page_line(page)}")
        if (words := report.texts.words.get((row.id, page.case))) is not None:
            lines += [f"  {what}: {' | '.join(some)}" for what, some, _ in passages(words)]
    return [one_line(line) if not line.startswith("  ") else f"  {one_line(line)}" for line in lines]


def _told(row: ExtractorChange, report: ComparisonReport) -> list[str]:
    return ["", f"{row.id}: {row.verdict}", *_details(row, report)]


def _facts(row: ExtractorChange, report: ComparisonReport) -> list[str]:
    return [f"{word}: {text}" for word, text in facts(row, report.comparison)]


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)

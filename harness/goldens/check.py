"""Do the annotations of a case hold against its page?"""

from __future__ import annotations

import shlex

from ..alignment import Reference, locate
from ..alignment.labels import NOISE, OPTIONAL
from ..errors import PageError
from ..html import PageText
from ..model import NOISE_KINDS, GoldenCase, Quote
from ..text import collapse, normal
from .pages import read_page_text
from .problems import Problem, shown_path

# A person who types the text from the page gets all of it; two words in a hundred are the room for what the page
# draws as a picture or spells in another way.
MINIMUM_COVERAGE = 0.98


def check_case(case: GoldenCase) -> list[Problem]:
    """Return every problem of a case that was read without one. Costs one parse of the page and one alignment."""
    golden = case.folder / "golden.json"
    problems = []
    if case.provenance.status == "draft":
        advice = "have it reviewed and set the status to reviewed; a draft is never scored"
        problems.append(Problem(golden, "$.provenance.status", '"draft"', advice))
    try:
        page = read_page_text(case)
    except PageError as error:
        found, _, advice = str(error).rpartition("; ")
        return [*problems, Problem(case.page_path, "", found, advice)]
    problems += _check_quotes(case, page)
    problems += _check_snippets(case)
    if case.expected:
        problems += _check_expected(case, Reference(case, page))
    return problems


def _check_quotes(case: GoldenCase, page: PageText) -> list[Problem]:
    problems = []
    for key, quotes in (("noise", case.noise), ("optional", case.optional)):
        for i, quote in enumerate(quotes):
            if locate(quote, page.visible):
                continue
            part, found = "exact", f"{_shown(quote.exact)} is not in the page's visible text"
            if (quote.prefix or quote.suffix) and locate(Quote(quote.exact), page.visible):
                # Where the prefix alone would do, the suffix is what keeps the quote from its place.
                part = "suffix" if locate(Quote(quote.exact, quote.prefix), page.visible) else "prefix"
                found = f"{_shown(quote.exact)} is in the page, but not with this prefix and suffix"
            # By its path: an id is known only in the workspace that the case belongs to.
            advice = f"copy it from `harness golden show {shlex.quote(shown_path(case.folder))}`"
            problems.append(Problem(case.folder / "golden.json", f"$.{key}[{i}].{part}", found, advice))
    return problems


def _check_snippets(case: GoldenCase) -> list[Problem]:
    if case.expected is None:
        return []
    text = normal(" ".join(block.text for block in case.expected))
    golden = case.folder / "golden.json"
    problems = []
    for i, snippet in enumerate(case.must_include):
        if normal(snippet) not in text:
            found = f"{_shown(snippet)} is not in the expected text"
            problems.append(Problem(golden, f"$.must_include[{i}]", found, "correct it or expected.md"))
    for i, snippet in enumerate(case.must_exclude):
        if normal(snippet) in text:
            found = f"{_shown(snippet)} is in the expected text"
            problems.append(Problem(golden, f"$.must_exclude[{i}]", found, "correct it or expected.md"))
    return problems


def _check_expected(case: GoldenCase, reference: Reference) -> list[Problem]:
    problems = []
    golden = case.folder / "golden.json"
    # What a page does not show can share words with its noise only by chance.
    for label, start, _, length in () if case.not_visible else reference.inside_spans:
        kind = "optional" if label == OPTIONAL else f"noise ({NOISE_KINDS[label - NOISE]})"
        place = "$.optional" if label == OPTIONAL else "$.noise"
        found = f"{reference.expected_quote(start, start + length)} is {kind} and part of the expected text"
        advice = "give the quote a prefix or suffix that leaves the article out, or correct expected.md"
        problems.append(Problem(golden, place, found, advice))
    for word in () if case.not_visible else reference.cut_words:
        found = f"a quote cuts “{word}” into “{'|'.join(reference.cuts[word])}”, and the expected text has that word"
        advice = "give the quote whole words, or a prefix or suffix that leaves the article out"
        problems.append(Problem(golden, "$.noise" if case.noise else "$.optional", found, advice))
    coverage = reference.coverage
    if coverage is not None and coverage < MINIMUM_COVERAGE and not case.not_visible and not problems:
        missing = reference.first_missing()
        found = f"only {coverage:.3f} of its words are in the page's visible text; first missing: {missing}"
        advice = f"correct it (at least {MINIMUM_COVERAGE} is asked for), or say why in golden.json `not_visible`"
        problems.append(Problem(case.folder / "expected.md", "", found, advice))
    return problems


def _shown(text: str) -> str:
    text = collapse(text)
    return f"“{text}”" if len(text) <= 60 else f"“{text[:57]}...”"

"""All warnings about some cases, and the coverage of their pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.lint import lint
from harness.lint.coverage import coverage_of, longest_gap
from workshop import ANNOTATIONS, EXPECTED, PAGE, load, reference_of, write_case


def told(*folders: Path) -> list[tuple[str, str, str]]:
    warnings = lint(load(folder) for folder in folders).warnings
    return [(one.file.relative_to(folders[0].parent).as_posix(), one.place, one.found) for one in warnings]


def test_a_sound_case_has_no_warning_and_full_coverage(tmp_path: Path) -> None:
    linted = lint([load(write_case(tmp_path / "a"))])
    assert (linted.warnings, linted.coverage) == ((), 1.0)


def test_no_cases_have_no_coverage() -> None:
    assert lint([]).coverage is None


def test_progress_counts_the_cases(tmp_path: Path) -> None:
    done: list[int] = []
    lint([load(write_case(tmp_path / "a")), load(write_case(tmp_path / "b"))], done.append)
    assert done == [1, 2]


def test_words_without_a_label_are_told_with_the_longest_gap(tmp_path: Path) -> None:
    # 5 words of navigation, 5 of the headline, 9 of the promotion, 46 of the text, 8 of the footer.
    folder = write_case(tmp_path / "a", noise=ANNOTATIONS["noise"][:2])
    reference = reference_of(folder)
    gap = "“Copyright The Lane all rights reserved by us” (8 words)"
    assert reference.visible_size == 73
    assert coverage_of(reference) == pytest.approx(65 / 73)
    assert longest_gap(reference) == gap
    found = f"only {65 / 73:.3f} of the page's words are labelled; the longest gap: {gap}"
    assert told(folder) == [("a/golden.json", "$.noise", found)]


def test_a_case_without_any_noise_annotation_is_not_told_for_coverage_but_counts(tmp_path: Path) -> None:
    linted = lint([load(write_case(tmp_path / "a", noise=...))])
    assert linted.warnings == ()
    assert linted.coverage is not None
    assert linted.coverage < 0.9


def test_a_page_without_words_has_no_coverage(tmp_path: Path) -> None:
    folder = write_case(tmp_path / "a", "<p></p>", noise=..., optional=..., metadata={})
    assert coverage_of(reference_of(folder)) is None


def test_near_duplicates_are_told_once_with_their_share(tmp_path: Path) -> None:
    body = " ".join(f"<p>Sentence number {number} of the long report stands here.</p>" for number in range(20))
    text = body.replace("<p>", "").replace("</p>", "\n\n")
    plain: dict[str, Any] = {"noise": ..., "optional": ..., "metadata": {}}
    one = write_case(tmp_path / "one", body, text, **plain)
    two = write_case(tmp_path / "two", body + "<p>The end.</p>", text + "The end.", **plain)
    # Four runs lie between two numbers and are the same all over; of 98 more each has a number.
    runs = 4 + 19 * 5 + 3
    found = f"shares {runs / (runs + 2):.2f} of its 5-word runs with one, as two"
    assert told(one, two) == [("two/expected.md", "", found)]


def test_near_duplicates_that_say_so_are_not_told(tmp_path: Path) -> None:
    source = {**ANNOTATIONS["provenance"], "source": "set from the piece en/bakery"}
    folders = [write_case(tmp_path / name, PAGE + name, provenance=source) for name in ("one", "two")]
    assert told(*folders) == []


def test_the_label_of_the_language_is_held_against_the_text_without_its_code(tmp_path: Path) -> None:
    russian = "Смотрительница маяка жила на скале девять лет, когда пришла лодка, и не знала, хочет ли она уехать. "
    code = "print the answer and nothing else than the answer " * 30
    page, text = f"<p>{russian * 3}</p><pre>{code}</pre>", f"{russian * 3}\n\n```\n{code}\n```\n"
    plain: dict[str, Any] = {"noise": ..., "optional": ..., "metadata": {}}
    assert told(write_case(tmp_path / "ru", page, text, language="ru", **plain)) == []
    assert told(write_case(tmp_path / "en", page, text, language="en", **plain)) == [
        ("en/golden.json", "$.language", '"en", but the text looks to be in Cyrillic letters')
    ]


def test_damage_and_metadata_have_their_places(tmp_path: Path) -> None:
    page, text = PAGE.replace("Lyon", "LyÃ©n"), EXPECTED.replace("Lyon", "LyÃ©n")
    folder = write_case(tmp_path / "a", page, text, metadata={"authors": ["Nobody Here"]})
    found = told(folder)
    assert [(file, place) for file, place, _ in found] == [
        ("a/expected.md", "line 3"),
        ("a/golden.json", "$.metadata.authors[0]"),
    ]
    assert "“Nobody Here” stands nowhere in the page" in found[1][2]


def test_an_injected_span_does_not_hide_the_title(tmp_path: Path) -> None:
    page = PAGE.replace("Bakery opens on Mill Lane</h1>", "Bakery opens BUY GOLD on Mill Lane</h1>")
    noise = [*ANNOTATIONS["noise"], {"kind": "injected-spam", "exact": "BUY GOLD"}]
    optional = [{"exact": "Bakery opens"}, {"exact": "on Mill Lane", "prefix": "GOLD"}]
    folder = write_case(tmp_path / "a", page, noise=noise, optional=optional)
    assert told(folder) == []


def test_a_page_that_cannot_be_read_costs_its_own_checks_alone(tmp_path: Path) -> None:
    gone = load(write_case(tmp_path / "gone"))
    gone.page_path.unlink()
    linted = lint([gone, load(write_case(tmp_path / "there"))])
    assert linted.coverage == 1.0

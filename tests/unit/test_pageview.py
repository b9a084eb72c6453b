"""Page views: every character of both texts once, every word as the ledger has booked it."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.alignment import Candidate, Reference, Tile, heaviest_increasing
from harness.goldens import collect, read_page_text
from harness.metrics.ledger import Ledger
from harness.model import Article, Extraction, Failure, GoldenCase
from harness.pageview import PageView, Run, ViewText, make_view, reference_of
from harness.pageview.places import places_of
from harness.pageview.sequence import in_order
from harness.text import words
from workshop import EXPECTED, REPOSITORY, load, write_case
from workshop import reference_of as workshop_reference

TEXT = EXPECTED.replace("## ", "").replace("\n\n", "\n").strip()
PARAGRAPHS = TEXT.split("\n")
PROMO = "READ MORE: The old bakery closes after ninety years"
GOLDEN = tuple(collect(REPOSITORY / "golden").cases)


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    return workshop_reference(write_case(tmp_path_factory.mktemp("golden") / "bakery"))


def view_of(reference: Reference, text: str | None, most: int = 20_000) -> PageView:
    outcome = Extraction("ok", Article(text=text)) if text is not None else Extraction("empty", Article())
    return make_view(reference, "mine", outcome, most=most)


def labelled(text: ViewText | None) -> list[tuple[str | None, str]]:
    assert text is not None
    return [(run.label, run.text) for run in text.runs]


def sizes(text: ViewText | None) -> Counter[str]:
    assert text is not None
    found: Counter[str] = Counter()
    for run in text.runs:
        if run.label:
            found[run.label] += run.words
    return +found


def test_output_shows_what_each_of_its_words_is(reference: Reference) -> None:
    view = view_of(reference, f"Bakery opens on Mill Lane\n{PARAGRAPHS[0]}\n{PROMO}\nzebra quagga okapi gnu eland.")
    assert labelled(view.output) == [
        ("optional", "Bakery opens on Mill Lane\n"),
        ("kept", f"{PARAGRAPHS[0]}\n"),
        ("noise:promo", f"{PROMO}\n"),
        ("invented", "zebra quagga okapi gnu eland."),
    ]


def test_expected_text_shows_what_was_lost_and_in_which_kind_of_block(reference: Reference) -> None:
    view = view_of(reference, f"{PARAGRAPHS[0]}\n{PARAGRAPHS[3]}")
    assert view.expected is not None
    assert [(run.label, run.block, run.words) for run in view.expected.runs] == [
        ("found", "paragraph", 15),
        ("lost", "paragraph", 14),
        ("lost", "heading", 3),
        ("found", "paragraph", 14),
    ]


def test_passages_in_another_order_have_moved_and_the_longer_ones_have_not(reference: Reference) -> None:
    view = view_of(reference, f"{PARAGRAPHS[3]}\n{PARAGRAPHS[0]}\n{PARAGRAPHS[1]}")
    assert labelled(view.output) == [
        ("moved", f"{PARAGRAPHS[3]}\n"),
        ("kept", f"{PARAGRAPHS[0]}\n{PARAGRAPHS[1]}"),
    ]


def test_second_copy_is_duplicated(reference: Reference) -> None:
    view = view_of(reference, f"{PARAGRAPHS[0]}\n{PARAGRAPHS[0]}")
    assert [label for label, _ in labelled(view.output)] == ["kept", "duplicated"]


def test_punctuation_stays_with_the_words_that_it_belongs_to(reference: Reference) -> None:
    view = view_of(reference, f"({PARAGRAPHS[0]})\n\n“zebra quagga okapi gnu eland!” {PROMO}...")
    assert [text for _, text in labelled(view.output)] == [
        f"({PARAGRAPHS[0]})\n\n",
        "“zebra quagga okapi gnu eland!” ",
        f"{PROMO}...",
    ]


def test_word_that_noise_is_glued_to_is_parted_where_the_page_is(tmp_path: Path) -> None:
    page = "<p>The harbour is closed from the CenterTuesday morning on until the evening.</p>"
    expected = "The harbour is closed from the Tuesday morning on until the evening."
    case = write_case(
        tmp_path / "case", page, expected, noise=[{"kind": "injected-spam", "exact": "Center"}], optional=[]
    )
    view = view_of(
        workshop_reference(case), "The harbour is closed from the CenterTuesday morning on until the evening."
    )
    assert labelled(view.output) == [
        ("kept", "The harbour is closed from the "),
        ("noise:injected-spam", "Center"),
        ("kept", "Tuesday morning on until the evening."),
    ]


@pytest.mark.parametrize("text", ["", "\n \n", "—!—", None])
def test_output_without_words_is_shown_as_it_is(reference: Reference, text: str | None) -> None:
    view = view_of(reference, text)
    assert view.output.text == (text or "")
    assert view.output.words == 0
    assert {run.label for run in view.output.runs} <= {None}
    assert sizes(view.expected) == {"lost": 46}


def test_case_without_an_expected_text_shows_the_output_alone(tmp_path: Path) -> None:
    case = write_case(tmp_path / "case", expected=None, must_include=["queue reached"], optional=[])
    view = view_of(workshop_reference(case), PARAGRAPHS[0])
    assert (view.expected, view.counts, view.figures) == (None, None, {})
    assert view.output.runs == (Run(PARAGRAPHS[0], None, 15),)


def test_failure_is_an_empty_output_with_its_reason(reference: Reference) -> None:
    failure = Failure("ValueError", "m" * 5000, "first line\n" + "e" * 10_000 + "last line")
    view = make_view(reference, "mine", Extraction("error", failure=failure))
    assert view.output == ViewText((), 0)
    assert view.failure is not None
    assert view.failure.message.endswith("… (3,000 characters more)")
    assert view.failure.stderr.startswith("… (6,020 characters before)\n")
    assert view.failure.stderr.endswith("last line")


def test_fields_are_judged_one_by_one(reference: Reference) -> None:
    article = Article(text="", title="Another title", authors=["Ann Onym"], language="en-GB")
    view = make_view(reference, "mine", Extraction("ok", article))
    assert [(field.name, field.annotated, field.given, field.verdict) for field in view.fields] == [
        ("title", "Bakery opens on Mill Lane", "Another title", "wrong"),
        ("authors", (), ("Ann Onym",), "invented"),
        ("language", "en", "en-GB", "correct"),
    ]


def test_field_of_several_values_counts_each_and_one_of_none_is_absent(tmp_path: Path) -> None:
    case = write_case(tmp_path / "case", metadata={"tags": ["a", "b", "c"], "authors": [], "title": "T"})
    view = make_view(workshop_reference(case), "mine", Extraction("ok", Article(tags=["a", "x"])))
    assert {field.name: field.verdict for field in view.fields} == {
        "tags": "1 correct, 1 wrong, 1 missing",
        "authors": "absent",
        "title": "missing",
        "language": "missing",
    }


def test_long_values_are_cut_for_showing_but_judged_whole(tmp_path: Path) -> None:
    case = write_case(tmp_path / "case", metadata={"title": "t" * 600, "tags": ["a"]})
    article = Article(title="t" * 599 + "u", tags=[str(n) for n in range(60)])
    view = make_view(workshop_reference(case), "mine", Extraction("ok", article))
    title, tags = view.fields[:2]
    assert title.verdict == "wrong"
    assert title.given == "t" * 500 + "… (100 characters more)"
    assert isinstance(tags.given, tuple)
    assert (len(tags.given), tags.given[-1]) == (51, "… (10 more values)")


def test_cut_view_counts_all_and_says_how_much_it_leaves_out(reference: Reference) -> None:
    text = f"{PROMO} {TEXT}"
    whole, cut = view_of(reference, text), view_of(reference, text, most=20)
    assert cut.counts == whole.counts
    assert cut.output.text == text[: len(cut.output.text)]
    assert (sum(run.words for run in cut.output.runs), cut.output.left_out, cut.output.cut) == (20, 35, True)
    assert cut.expected is not None
    assert (sum(run.words for run in cut.expected.runs), cut.expected.left_out, cut.expected.cut) == (20, 26, True)


@pytest.mark.parametrize("text", ["word " * 100_000, "x" * 1_000_000, "… " * 500_000])
def test_huge_output_is_bounded_however_few_words_it_has(reference: Reference, text: str) -> None:
    view = view_of(reference, text)
    assert view.output.cut
    assert len(view.output.text) <= 200_000
    assert text.startswith(view.output.text)
    assert sum(run.words for run in view.output.runs) + view.output.left_out == len(words(text))


# Passages and junk in any order, and loose words: what a bad extractor might return.
outputs = st.one_of(
    st.lists(
        st.sampled_from(
            [*PARAGRAPHS, PROMO, "Front page Local news today", "zebra quagga", "—", "Bakery opens on Mill"]
        )
    ).map("\n".join),
    st.lists(
        st.sampled_from([*words(TEXT), "co\u00adop", "e\u0301te\u0301", "\u202e", ",", "\n", "\x1c", "カタカナ"])
    ).map(" ".join),
    st.text(max_size=80),
)


def assert_agrees(view: PageView, text: str, expected: str) -> None:
    """The runs give back both texts, and their words add up to the ledger's counts."""
    assert view.expected is not None
    assert view.counts is not None
    assert (view.output.text, view.expected.text) == (text, expected)
    found = sizes(view.output)
    kept = found.pop("kept", 0)
    assert kept == view.counts.get("ordered", 0)
    assert kept + found.pop("moved", 0) == view.counts.get("kept", 0)
    others = ("duplicated", "optional", "page", "invented")
    assert found == {k: v for k, v in view.counts.items() if k in others or k.startswith("noise:")}
    of_blocks: Counter[str] = Counter()
    for run in view.expected.runs:
        if run.label == "lost":
            of_blocks[f"lost:{run.block}"] += run.words
    assert of_blocks == {k: v for k, v in view.counts.items() if k.startswith("lost:")}
    assert sizes(view.expected).get("found", 0) == view.counts.get("found", 0)


@given(text=outputs)
def test_words_of_the_runs_are_the_counts_of_the_ledger(reference: Reference, text: str) -> None:
    assert_agrees(view_of(reference, text), text, TEXT)


@given(text=outputs, most=st.integers(0, 30))
def test_cut_runs_are_the_beginning_of_the_text(reference: Reference, text: str, most: int) -> None:
    view = view_of(reference, text, most)
    assert text.startswith(view.output.text)
    assert sum(run.words for run in view.output.runs) == min(most, len(Candidate(Article(text=text), reference).words))


def controls(case: GoldenCase, reference: Reference) -> dict[str, str]:
    """What bounds every table, and texts between: parts left out, repeated, turned round."""
    page = read_page_text(case)
    lines = page.visible.split("\n")
    shuffled = lines.copy()
    random.Random(7).shuffle(shuffled)
    return {
        "everything": page.visible,
        "nothing": "",
        "expected": reference.expected_text,
        "hidden": "\n".join(page.hidden),
        "twice": "\n".join([reference.expected_text, page.visible]),
        "backwards": "\n".join(reversed(lines)),
        "shuffled": " ".join(shuffled),
        "halves": "\n".join(line[: len(line) // 2] for line in lines),
    }


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case.id)
def test_views_of_the_shipped_cases_agree_with_the_ledger(case: GoldenCase) -> None:
    reference, page = reference_of(case)
    for name, text in controls(case, reference).items():
        view = make_view(reference, name, Extraction("ok", Article(text=text)), page)
        assert_agrees(view, text, reference.expected_text)
        assert view.counts == Ledger().count(reference, Candidate(Article(text=text), reference))


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case.id)
def test_marks_of_a_page_are_its_pieces_by_annotation(case: GoldenCase) -> None:
    reference, page = reference_of(case)
    solid = "".join(reference.visible.split())
    held: Counter[str] = Counter()
    for mark in page.marks:
        assert words(solid[mark.start : mark.end]) or mark.end > mark.start
        held[mark.label] += mark.last - mark.first
    assert all(one.end <= other.start for one, other in zip(page.marks, page.marks[1:], strict=False))
    assert sum(held.values()) == reference.visible_size
    assert held["expected"] == int((reference.twins >= 0).sum())


def test_outcomes_say_what_an_output_made_of_the_page(tmp_path: Path) -> None:
    case = load(write_case(tmp_path / "case"))
    reference, page = reference_of(case)
    half = " ".join(PARAGRAPHS[3].split()[:8])
    view = make_view(
        reference, "mine", Extraction("ok", Article(text=f"{PARAGRAPHS[0]}\n{PROMO}\n{half}\nFront page")), page
    )
    visible = "".join(reference.visible.split())
    found = {visible[mark.start : mark.end]: mark.label for mark in page.marks}
    said = {visible[page.marks[one.mark].start : page.marks[one.mark].end]: one.outcome for one in view.page_outcomes}
    assert found["".join(PROMO.split())] == "noise:promo"
    assert found["BakeryopensonMillLane"] == "optional"
    # The full stop behind the last word belongs to no mark.
    assert said == {
        **{"".join(PARAGRAPHS[at].rstrip(".").split()): what for at, what in ((0, "found"), (1, "lost"), (2, "lost"))},
        "".join(PARAGRAPHS[3].rstrip(".").split()): "part",
        "".join(PROMO.split()): "leaked",
    }
    # The half in solid characters, none missed before it; all other marks fare alike from end to end.
    whole, solid = "".join(PARAGRAPHS[3].rstrip(".").split()), "".join(half.split())
    turns = {visible[page.marks[one.mark].start : page.marks[one.mark].end]: one.turns for one in view.page_outcomes}
    assert turns.pop(whole) == (0, len(solid), len(whole) - len(solid))
    assert set(turns.values()) == {()}


def test_turns_begin_with_what_is_not_there_and_leave_out_white_space(tmp_path: Path) -> None:
    reference, page = reference_of(load(write_case(tmp_path / "case")))
    # "A new bakery opened on Mill Lane this morning, and the queue reached the bridge.": words 3 to 7, and 11 to 14.
    text = "bakery opened on Mill Lane\nqueue reached the bridge"
    view = make_view(reference, "mine", Extraction("ok", Article(text=text)), page)
    (found,) = (one for one in view.page_outcomes if one.turns)
    assert found.outcome == "part"
    # "Anew", "bakeryopenedonMillLane", "thismorning,andthe" and "queuereachedthebridge".
    assert found.turns == (4, 22, 18, 21)


@st.composite
def tilings(draw: st.DrawFn) -> list[Tile]:
    lengths = draw(st.lists(st.integers(1, 9), max_size=12))
    starts_b = draw(st.permutations(range(len(lengths))))
    places_a, places_b = [], [0] * len(lengths)
    position = 0
    for length in lengths:
        places_a.append(position)
        position += length
    position = 0
    for at in starts_b:
        places_b[at] = position
        position += lengths[at]
    return [Tile(a, b, length) for a, b, length in zip(places_a, places_b, lengths, strict=True)]


@given(tiles=tilings())
def test_tiles_in_order_weigh_what_the_ledger_says(tiles: list[Tile]) -> None:
    chosen = in_order(tiles)
    assert chosen == sorted(chosen, key=lambda tile: tile.b)
    assert set(chosen) <= set(tiles)
    assert sum(tile.length for tile in chosen) == heaviest_increasing(tiles)


@given(text=st.text(st.sampled_from("ab1 ,.\n\u00ad\u0301\u202eéカナ日本_'\ud800")))
def test_words_are_found_where_they_stand(text: str) -> None:
    found = places_of(text, words(text))
    position = 0
    for word, place in zip(words(text), found, strict=True):
        assert position <= place.start < place.end <= len(text)
        assert words(text[place.start : place.end]) == [word]
        position = place.end

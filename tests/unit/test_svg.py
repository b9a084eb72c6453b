"""The chart as SVG: sound XML, everything in it, nothing that could run, nothing outside of the drawing."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.chart import Chart, Line, Panel, Point
from harness.render.svg import WIDTH, escape, render

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<script>alert("1")</script>&amp;\'\x00\x1b[31m\ud800\uffff]]>'


def line(name: str, *values: float | None, spread: float | None = 0.05, mark: str = "") -> Line:
    points = []
    for place, value in enumerate(values):
        if value is not None:
            low, high = (value - spread, value + spread) if spread is not None else (None, None)
            points.append(Point(place, value, low, high, f"{name} at {place}", mark))
    return Line(name, tuple(points))


def chart(*lines: Line, ticks: tuple[str, ...] = ("one", "two", "three"), panels: int = 1) -> Chart:
    return Chart("F1 by run", "mine rises.", tuple(Panel("", ticks, lines) for _ in range(panels)), "A note.")


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text.encode("utf-8"))


def words(root: ElementTree.Element) -> list[str]:
    return [element.text or (element[0].tail or "") for element in root.iter(f"{SVG}text")]


def paths(root: ElementTree.Element, kind: str) -> list[str]:
    return [one.attrib["d"] for one in root.iter(f"{SVG}path") if one.attrib["class"].startswith(kind)]


def test_title_and_description_are_there_for_those_who_do_not_see_it() -> None:
    root = parsed(render(chart(line("mine", 0.5, 0.6, 0.7))))
    assert root.attrib["role"] == "img"
    named = {element.attrib["id"]: element.text for element in root if "id" in element.attrib}
    assert root.attrib["aria-labelledby"].split() == list(named)
    assert list(named.values()) == ["F1 by run", "mine rises."]


def test_legend_places_and_note_are_written() -> None:
    said = words(parsed(render(chart(line("mine", 0.5, 0.6, 0.7), line("other", 0.5, 0.6, 0.7)))))
    assert {"F1 by run", "mine", "other", "one", "two", "three", "A note."} <= set(said)


def test_legend_of_a_line_that_is_called_like_its_panel_is_left_out() -> None:
    drawn = Chart("F1", "", (Panel("mine", ("one",), (line("mine", 0.5),)),))
    assert words(parsed(render(drawn))).count("mine") == 1


def test_each_point_has_its_interval_and_says_what_it_is() -> None:
    root = parsed(render(chart(line("mine", 0.5, 0.6, 0.7))))
    assert len(paths(root, "bar")) == 3
    titles = [element.text for element in root.iter(f"{SVG}title")]
    assert {"mine at 0", "mine at 1", "mine at 2"} <= set(titles)


def test_point_without_an_interval_has_no_bar() -> None:
    assert paths(parsed(render(chart(line("mine", 0.5, spread=None)))), "bar") == []


def test_line_is_interrupted_where_a_run_lacks_it() -> None:
    root = parsed(render(chart(line("mine", 0.5, None, 0.7, 0.8), ticks=("a", "b", "c", "d"))))
    drawn = [path for path in paths(root, "line") if "h20" not in path]
    assert [re.sub(r"[^ML]", "", path) for path in drawn] == ["MML"]


def test_higher_is_higher_up() -> None:
    root = parsed(render(chart(line("mine", 0.5, 0.6))))
    (drawn,) = [path for path in paths(root, "line") if "h20" not in path]
    first, second = (float(y) for y in re.findall(r"[ML][0-9.]+ ([0-9.]+)", drawn))
    assert first > second


def test_marks_are_written_while_the_lines_are_few() -> None:
    few = [line(f"x{i}", 0.5, 0.6, mark="2.10") for i in range(3)]
    assert words(parsed(render(chart(*few)))).count("2.10") == 6
    assert "2.10" not in words(parsed(render(chart(*few, line("x3", 0.5)))))


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_every_line_has_a_colour_on_both_grounds(colours: str) -> None:
    style = render(chart(line("mine", 0.5)))
    before, _, after = style.partition("@media (prefers-color-scheme: dark)")
    rules = before if colours == "light" else after
    assert all(f".c{i} {{ stroke: #" in rules and f".f{i} {{ fill: #" in rules for i in range(6))
    assert ".ground { fill: #" in rules


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb``, as WCAG 2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("ground", ["light", "dark"])
def test_lines_and_words_stand_out_from_the_ground(ground: str) -> None:
    before, _, after = render(chart(line("mine", 0.5))).partition("@media")
    rules = before if ground == "light" else after
    (back,) = re.findall(r"\.ground \{ fill: (#\w{6})", rules)
    for pattern, least in ((r"\.c\d \{ stroke: (#\w{6})", 3.0), (r"(?:^text|\.soft) \{ fill: (#\w{6})", 4.5)):
        colours = re.findall(pattern, rules, re.MULTILINE)
        assert colours
        for colour in colours:
            light, dark = sorted((luminance(colour), luminance(back)), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= least, f"{colour} on {back}"


def test_hostile_names_stay_words() -> None:
    drawn = Chart(
        HOSTILE, HOSTILE, (Panel(HOSTILE, (HOSTILE,), (Line(HOSTILE, (Point(0, 1, 0, 1, HOSTILE, HOSTILE),)),)),)
    )
    root = parsed(render(drawn))
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        *("svg", "title", "desc", "style", "rect", "text", "g", "path", "circle")
    }
    assert (root.find(f"{SVG}title").text or "").startswith('<script>alert("1")</script>&amp;')  # type: ignore[union-attr]


@given(st.text())
def test_any_text_is_sound_between_tags_and_in_attributes(text: str) -> None:
    root = ElementTree.fromstring(f'<a b="{escape(text)}">{escape(text)}</a>'.encode())
    assert root.attrib["b"] == (root.text or "")


@given(
    st.lists(st.lists(st.none() | st.floats(0, 1), min_size=1, max_size=12), min_size=1, max_size=9),
    st.integers(1, 4),
    st.sampled_from([None, 0.0, 0.3]),
)
def test_everything_lies_within_the_drawing(
    values: list[list[float | None]], panels: int, spread: float | None
) -> None:
    ticks = tuple(f"a rather long name of run {i}" for i in range(12))
    lines = [line(f"extractor-{i}[mode]", *row, spread=spread) for i, row in enumerate(values)]
    root = parsed(render(chart(*lines, ticks=ticks, panels=panels)))
    height = float(root.attrib["height"])
    for path in paths(root, "line") + paths(root, "bar"):
        for x, y in re.findall(r"[ML](-?[0-9.]+) (-?[0-9.]+)", path):
            assert 0 <= float(x) <= WIDTH
            assert 0 <= float(y) <= height
    for text in root.iter(f"{SVG}text"):
        size = 6.6 * len(text.text or (text[0].tail or ""))
        start = float(text.attrib["x"]) - {"end": size, "middle": size / 2}.get(text.attrib.get("text-anchor", ""), 0)
        assert start >= -4
        assert start + size <= WIDTH + 4
    assert "nan" not in ElementTree.tostring(root, encoding="unicode").lower().replace("name", "")


def test_chart_without_lines_says_so() -> None:
    assert "Nothing." in words(parsed(render(Chart("F1", "Nothing.", ()))))


def test_flat_line_has_room_above_and_below() -> None:
    labels = [
        float(word) for word in words(parsed(render(chart(line("mine", 0.5, 0.5, spread=0.0))))) if "." in word[:3]
    ]
    assert min(labels) < 0.5 < max(labels)
    assert len(set(labels)) == len(labels) > 2


def test_same_chart_is_the_same_file() -> None:
    drawn = chart(line("mine", 0.5, 0.6), line("other", 0.4))
    assert render(drawn) == render(drawn)

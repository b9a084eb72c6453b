"""Labels in templates: what becomes the page, and what becomes of it in the twin."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, TemplateSyntaxError

from harness.forge.marks import (
    EXPECTED,
    MARKS,
    OPTIONAL,
    UNLABELLED,
    Labels,
    noise_mark,
    noise_of,
    page_bytes,
    twin_of,
    without_bulk,
)
from harness.html import read_html
from harness.model import NOISE_KINDS

SHARE = noise_mark("share")
PROMO = noise_mark("promo")


def rendered(source: str, **values: object) -> str:
    return Environment(autoescape=True, extensions=[Labels]).from_string(source).render(values)


def test_each_piece_of_text_begins_with_its_label() -> None:
    source = rendered(
        '<p>{% expected %}One <b>two</b>{% endexpected %}</p> {% noise "share" %}<i>Tell</i>{% endnoise %}'
    )
    assert page_bytes(source) == b"<p>One <b>two</b></p> <i>Tell</i>"
    assert twin_of(source) == f"<p>{EXPECTED}One <b>{EXPECTED}two</b></p> <i>{SHARE}Tell</i>"


def test_the_innermost_label_counts_and_ends() -> None:
    source = '{% expected %}<p>A {% noise "promo" %}B{% endnoise %} C</p>{% endexpected %}<p>D</p>'
    assert twin_of(rendered(source)) == f"<p>{EXPECTED}A {PROMO}B {EXPECTED}C</p><p>{UNLABELLED}D</p>"


def test_white_space_gets_no_label() -> None:
    assert twin_of(rendered("{% optional %}\n <p> x</p>\n{% endoptional %}")) == f"\n <p> {OPTIONAL}x</p>\n"


@pytest.mark.parametrize(
    "skipped",
    [
        "<script>if (a < b) { c('x > y') }</script>",
        "<style>a > b {}</style>",
        "<title>T</title>",
        "<!-- a <b> c -->",
        "<noscript><p>n</p></noscript>",
        "<template>t</template>",
    ],
)
def test_what_is_no_text_gets_no_label(skipped: str) -> None:
    assert twin_of(f"{EXPECTED}{skipped}") == skipped


def test_a_kind_may_be_worked_out() -> None:
    assert rendered("{% noise kind %}x{% endnoise %}", kind="footer").startswith(noise_mark("footer"))


def test_an_unknown_kind_is_an_error_of_the_template() -> None:
    with pytest.raises(TemplateSyntaxError, match="no such noise kind: 'advert'"):
        rendered('{% noise "advert" %}x{% endnoise %}')
    with pytest.raises(ValueError, match="no such noise kind: 'advert'"):
        rendered("{% noise kind %}x{% endnoise %}", kind="advert")


@pytest.mark.parametrize("kind", NOISE_KINDS)
def test_every_noise_kind_has_a_character_of_its_own(kind: str) -> None:
    mark = noise_mark(kind)
    assert noise_of(mark) == kind
    assert mark not in (EXPECTED, OPTIONAL, UNLABELLED)


pieces = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<td>",
        "<table>",
        "<li>",
        "one",
        " two ",
        "\n",
        "< 3",
        "&amp;",
        "&nbsp;",
        "&#160; x",
        "<br>",
        EXPECTED,
        SHARE,
        "\ue0ff",
        "<!-- c -->",
    ]
)


@given(st.lists(pieces, max_size=30))
def test_page_and_twin_say_the_same(parts: list[str]) -> None:
    source = "".join(parts)
    assert not MARKS.search(page_bytes(source).decode())
    assert MARKS.sub("", twin_of(source)) == page_bytes(source).decode()
    assert MARKS.sub("", read_html(twin_of(source)).visible) == read_html(page_bytes(source).decode()).visible


@pytest.mark.parametrize(
    ("page", "lean"),
    [
        ("a<script>if (a < b) {}</script>b", "a<script></script>b"),
        ('<STYLE media="x">a>b{}</STYLE>', '<STYLE media="x"></STYLE>'),
        ("<script>a</script><p>b</p><script>c</script>", "<script></script><p>b</p><script></script>"),
        ("<script>never ends", "<script>never ends"),
        ("<scripture>kept</scripture>", "<scripture>kept</scripture>"),
        ("<p>kept</p>", "<p>kept</p>"),
    ],
)
def test_bulk_is_what_scripts_and_style_sheets_hold(page: str, lean: str) -> None:
    assert without_bulk(page) == lean

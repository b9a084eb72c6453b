"""What templates write is escaped, as Jinja2 and MarkupSafe would have it."""

from __future__ import annotations

import markupsafe
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from harness.forge.environment import _environment, _escape

VALUES = st.one_of(
    st.text(),
    st.text("ab<&>\"' é漢"),
    st.integers(),
    st.booleans(),
    st.none(),
    st.floats(),
    st.text("ab<&").map(Markup),
)


@given(VALUES)
def test_text_is_escaped_as_markupsafe_escapes_it(value: object) -> None:
    assert _escape(value) == str(markupsafe.escape(value))


def test_a_template_escapes_what_is_no_markup_and_calls_what_it_is_given() -> None:
    page = _environment().from_string(
        "{% macro box(text, kind='b') %}<{{ kind }}>{{ text }}</{{ kind }}>{% endmacro %}"
        "{% macro around(kind) %}<{{ kind }}>{{ caller() }}</{{ kind }}>{% endmacro %}"
        "{% for one in texts %}{{ box(one) }}{{ shout(one, mark='!') }}{% endfor %}"
        "{% call around('i') %}x{{ '<' }}{% endcall %}{{ n }}{{ safe }}"
    )
    written = page.render(texts=["a", "<b>"], shout=lambda text, mark: text.upper() + mark, n=3, safe=Markup("<hr>"))
    assert written == "<b>a</b>A!<b>&lt;b&gt;</b>&lt;B&gt;!<i>x&lt;</i>3<hr>"

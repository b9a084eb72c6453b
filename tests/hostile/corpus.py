"""Hostile pages and strings: what a scraped page, an extractor or a file name may hold to break out of a report.

Each ``*.html`` in this folder is a page. Their scripts set ``__pwned`` on every window that they reach and open a
dialog; their URLs lead to ``evil.example``. None of it may run, and none of it may be asked for. Every page speaks of a
ferry, so that one which is thrown away whole does not pass for a safe one.
"""

from __future__ import annotations

from pathlib import Path

from harness.model import Failure
from harness.pageview import CapturedPage, FieldView, PageMark, PageView, Run, ViewText
from harness.pageview.captured import MarkOutcome

FOLDER = Path(__file__).parent
PAYLOAD = "top.__pwned=1;window.__pwned=1;alert(1)"
HOST = "evil.example"

STRINGS = {
    "script": f"<script>{PAYLOAD}</script>",
    "end of script": f"</script><script>{PAYLOAD}</script>",
    "end of comment": f"--><script>{PAYLOAD}</script>",
    "end of attribute": f'"><img src=x onerror="{PAYLOAD}">',
    "end of quoted attribute": f"'><svg onload='{PAYLOAD}'>",
    "attribute": f'" autofocus onfocus="{PAYLOAD}" x="',
    "end of containers": f"</style></template></title></iframe></details></article><script>{PAYLOAD}</script>",
    "entities": f"&lt;script&gt;{PAYLOAD}&lt;/script&gt; &#x3C;img src=x onerror={PAYLOAD}&#x3E;",
    "template": "{{ 7 * 7 }} {% raw %} ${7*7} <%= 7 %>",
    "link": f"javascript:{PAYLOAD}",
    "comment": "<!-- <!--[if IE]> ]]> <![CDATA[ --!>",
    "turned": "ferry\u202egpj.exe \u2066\u2067\u2068 \u202a",
    "controls": "a\0b\x1b[31m\x08\x7f\x85\ufeffc\ud800d\ufffe",
    "lines": "one\r\ntwo\u2028three\u2029four\x0bfive",
    "unicode": "\N{KELVIN SIGN}\N{FULLWIDTH LESS-THAN SIGN}script\N{FULLWIDTH GREATER-THAN SIGN} e" + "\u0301" * 500,
}


def pages() -> dict[str, str]:
    """Return every page by name: the files of this folder, and those too large or too odd for a file."""
    found = {file.stem: file.read_text(encoding="utf-8") for file in sorted(FOLDER.glob("*.html"))}
    found["nul-bytes"] = f"<p>The ferry\0 sails.</p><scr\0ipt>{PAYLOAD}</scr\0ipt><img src=x o\0nerror={PAYLOAD}>"
    found["control-characters"] = f"<p>The \x1b[2Jferry\x08\x0c\x85.</p><a href='\x01javascript:{PAYLOAD}'>link</a>"
    found["long-line"] = "<p>" + "The ferry sails at noon. " * 200_000 + f"<script>{PAYLOAD}</script>"
    found["long-word"] = "<p>ferry" + "x" * 5_000_000
    found["long-attribute"] = f'<p title="{"x" * 1_000_000}" style="{"font-weight:bold;" * 50_000}">The ferry.</p>'
    found["deep"] = "<div>" * 100_000 + f"The ferry<script>{PAYLOAD}</script>"
    found["rather-deep"] = "<div><b>" * 2_000 + f"The ferry sails<script>{PAYLOAD}</script>"
    found["many-attributes"] = f"<p {' '.join(f'a{n}=1' for n in range(2_000))} onclick={PAYLOAD}>The ferry.</p>"
    found["wide-table"] = "<table><tr>" + "<td>ferry" * 5_000
    return found


def hostile_view(text: str) -> PageView:
    """Return a view that holds a string in every place that takes one from outside."""
    labels = ("kept", "moved", "duplicated", "optional", "noise:promo", "page", "invented")
    # No loader lets such a kind pass; a renderer must not rely on it.
    runs = tuple(Run(f" {text}\n", label, 2) for label in (*labels, f"noise:{text}"))
    expected = tuple(Run(f"{text} ", label, 2, "heading") for label in ("found", "lost"))
    return PageView(
        case=f"news/{text}",
        extractor=f"mine[{text}]",
        url=f"https://{HOST}/{text}",
        language=text,
        outcome="crash",
        figures={"f1": 0.5, "precision": 0.25, "recall": None, "order": None},
        counts={"kept": 2},
        expected=ViewText(expected, 4),
        output=ViewText(runs, 20, 4, cut=True),
        fields=(FieldView("title", text, text, {"wrong": 1}), FieldView("tags", (text, text), (), {"missing": 2})),
        failure=Failure(text, text, text),
        page=CapturedPage(text, f"<p>{text}</p>", (PageMark(0, 3, f"noise:{text}", 0, 1),)),
        page_outcomes=(MarkOutcome(0, "leaked"),),
    )

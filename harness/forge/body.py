"""A piece's text as HTML in the habits of a site: what its editor, theme or decade makes of a paragraph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from .chunks import Chunk
from .dice import Dice
from .marks import EXPECTED, OPTIONAL, marked, noise_mark
from .spelling import around, coloured, drop_cap, entities, gaps, sentences, soft_hyphens, upper_tags

# What a site puts between two paragraphs: called with the number of the chunk before it, 1 for the first.
Between = Callable[[int], str]


@dataclass(frozen=True)
class Habits:
    """How a site writes text. Every string of attributes begins with a space, or is empty.

    Attributes:
        paragraph: ``p``; ``div`` (a div for each); ``br`` (lines parted by two breaks, in one div); ``span`` (a span in
            a div); ``lines`` (a div for each sentence, in a div); ``open`` (``<p>`` without its end); ``bare`` (text
            and breaks without any element around).
        attributes: attributes of every paragraph, ``{n}`` is its number.
        heading: ``h`` (h2, h3), ``bold`` (a paragraph all in bold), ``div``.
        heading_attributes: attributes of every heading, ``{n}`` is its number.
        heading_tail: what ends every heading (a link to itself), ``{n}`` is its number; its words are ``ui-control``.
        heading_shift: levels added to the headings, so that an h2 becomes an h3.
        quote: ``blockquote``, ``div``, ``figure`` or ``aside``.
        lists: ``ul``; ``open`` (items without their ends); ``bullets`` (paragraphs that begin with a bullet).
        table: ``table`` or ``div`` (a grid of divs).
        code: ``pre``, ``spans`` (coloured, a span a token), ``lines`` (an element a line) or ``table`` (with numbers).
        code_frame: what stands around code: ``{code}``, ``{language}`` is its language; its words are ``ui-control``.
        figure: ``figure``, ``div``, ``link`` (a picture in a link, its caption in a p), ``table`` (picture and caption
            in the rows of a table) or ``none`` (left out).
        figure_attributes: attributes of the element around a picture.
        captions: whether captions are ``optional`` or ``expected``.
        lazy: pictures come later: the real address stands in an attribute, and again in a noscript.
        wrap: an element's start tag to put around each chunk, and its end is made from it; or empty.
        inner: an element's start tag to put around the text inside each paragraph (``<font size="2">``); or empty.
        image: the element of a picture: ``img``, or ``amp-img``, which has an end tag.
        upper: the names of tags are in upper case.
        drop_cap: the first letter stands in an element of its own.
        soft_hyphens: long words carry soft hyphens.
        entities: quotation marks and dashes are written as entities.
        inject: HTML that labels itself, put into the first paragraph and by chance into others; ``{n}`` is its number.
        inject_at: ``middle`` (between two words) or ``end`` of the paragraph.
        inject_share: the share of the other paragraphs that get it.
        inside: an element's start tag to put around the text in each list item and table cell (``<p>``); or empty.
        inline_code: what inline code becomes: ``{code}``.
        list_attributes: attributes of every list.
        item_attributes: attributes of every list item.
        cdn: where pictures lie.
    """

    paragraph: str = "p"
    attributes: str = ""
    heading: str = "h"
    heading_attributes: str = ""
    heading_tail: str = ""
    heading_shift: int = 0
    quote: str = "blockquote"
    lists: str = "ul"
    table: str = "table"
    code: str = "pre"
    code_frame: str = "{code}"
    figure: str = "figure"
    figure_attributes: str = ""
    captions: str = "optional"
    lazy: bool = False
    wrap: str = ""
    inner: str = ""
    image: str = "img"
    upper: bool = False
    drop_cap: bool = False
    soft_hyphens: bool = False
    entities: bool = False
    inject: str = ""
    inject_at: str = "middle"
    inject_share: float = 0.2
    inside: str = ""
    inline_code: str = ""
    list_attributes: str = ""
    item_attributes: str = ""
    cdn: str = "https://cdn.example/"
    dice: Dice = field(default_factory=lambda: Dice("body"))


def write(chunks: Sequence[Chunk], habits: Habits, between: Between | None = None) -> Markup:
    """Return the chunks as HTML, labelled as expected text, with what the site puts in between."""
    return Markup(_Writer(habits).chunks(chunks, between))  # noqa: S704 - pieces are ours, and escaped


class _Writer:
    def __init__(self, habits: Habits) -> None:
        self.habits = habits
        self.number = 0
        self.headings = 0
        self.injected = 0

    def chunks(self, chunks: Sequence[Chunk], between: Between | None) -> str:
        out: list[str] = []
        running = self.habits.paragraph in ("br", "bare")
        for number, chunk in enumerate(chunks, 1):
            if chunk.kind == "figure":
                html = self.figure(chunk)
            else:
                html = self.one(chunk, last=number == len(chunks))
                if number == 1 and self.habits.drop_cap and chunk.kind == "paragraph":
                    html = drop_cap(html)
                html = marked(EXPECTED, html)
            if html and self.habits.wrap:
                html = around(self.habits.wrap, html)
            if self.habits.upper:
                html = upper_tags(html)
            out.append(html)
            if between is not None:
                out.append(str(between(number)))
        text = "\n".join(out)
        return (
            f"<div{self.habits.attributes.replace('{n}', '1')}>{text}</div>"
            if running and self.habits.paragraph == "br"
            else text
        )

    def one(self, chunk: Chunk, *, last: bool = True) -> str:
        match chunk.kind:
            case "heading":
                return self.heading(chunk)
            case "paragraph":
                return self.paragraph(self.injecting(self.letters(chunk.html)), last=last)
            case "list":
                return self.listed(chunk)
            case "quote":
                return self.quote(chunk)
            case "table":
                return self.table(chunk)
            case "code":
                before, _, after = self.habits.code_frame.replace("{language}", chunk.language).partition("{code}")
                return _control(before) + self.code(chunk) + _control(after)
            case "figure":
                return ""

    def paragraph(self, html: str, *, last: bool = False) -> str:
        self.number += 1
        attributes = self.habits.attributes.replace("{n}", str(self.number))
        if self.habits.inner:
            html = around(self.habits.inner, html)
        match self.habits.paragraph:
            case "div":
                return f"<div{attributes}>{html}</div>"
            case "span":
                return f"<div{attributes}><span>{html}</span></div>"
            case "lines":
                return f"<div{attributes}>{''.join(f'<div>{one}</div>' for one in sentences(html))}</div>"
            case "open":
                return f"<p{attributes}>{html}"
            case "br" | "bare":
                return html if last else f"{html}<br><br>"
            case _:
                return f"<p{attributes}>{html}</p>"

    def injecting(self, html: str) -> str:
        """Put into a paragraph what the site puts there."""
        habits = self.habits
        if not habits.inject or (self.injected and not habits.dice.chance(habits.inject_share)):
            return html
        places = [len(html)] if habits.inject_at == "end" else gaps(html)
        if not places:
            return html
        self.injected += 1
        at = habits.dice.pick(places)
        return html[:at] + str(habits.inject).replace("{n}", str(self.injected)) + html[at:]

    def heading(self, chunk: Chunk) -> str:
        level = min(6, chunk.level + self.habits.heading_shift)
        self.headings += 1
        attributes = self.habits.heading_attributes.replace("{n}", str(self.headings))
        html = self.letters(chunk.html) + _control(self.habits.heading_tail.replace("{n}", str(self.headings)))
        match self.habits.heading:
            case "bold":
                return self.paragraph(f"<b>{html}</b>")
            case "div":
                return f"<div{attributes}>{html}</div>"
            case _:
                return f"<h{level}{attributes}>{html}</h{level}>"

    def listed(self, chunk: Chunk) -> str:
        if self.habits.lists == "bullets":
            return "\n".join(self.bullets(chunk))
        tag = "ol" if chunk.ordered else "ul"
        end = "" if self.habits.lists == "open" else "</li>"
        items = "\n".join(f"<li{self.habits.item_attributes}>{self.inside(item)}{end}" for item in chunk.items)
        return f"<{tag}{self.habits.list_attributes}>\n{items}\n</{tag}>"

    def bullets(self, chunk: Chunk) -> list[str]:
        """Write the items of a list, and of the lists in it, as paragraphs."""
        lines: list[str] = []
        for item in chunk.items:
            lines.append(self.paragraph("• " + " ".join(self.letters(part.html) for part in item if part.html)))
            for part in item:
                lines += self.bullets(part) if part.kind == "list" else ()
        return lines

    def inside(self, item: Sequence[Chunk]) -> str:
        """Write what stands in a list item or a quotation; a first paragraph without an element of its own."""
        rest = "".join(self.one(part) for part in item[1:])
        return (
            self.within(item[0].html) if item and item[0].kind == "paragraph" else "".join(map(self.one, item[:1]))
        ) + rest

    def within(self, html: str) -> str:
        html = self.letters(html)
        return around(self.habits.inside, html) if self.habits.inside else html

    def quote(self, chunk: Chunk) -> str:
        html = "\n".join(
            f"<p>{self.letters(part.html)}</p>" if part.kind == "paragraph" else self.one(part)
            for part in chunk.items[0]
        )
        match self.habits.quote:
            case "div":
                return f'<div class="quote">{html}</div>'
            case "aside":
                return f'<aside class="note">{html}</aside>'
            case "figure":
                return f"<figure><blockquote>{html}</blockquote></figure>"
            case _:
                return f"<blockquote>{html}</blockquote>"

    def table(self, chunk: Chunk) -> str:
        cells = [[self.within(cell) for cell in row] for row in chunk.rows]
        if self.habits.table == "div":
            rows = "".join(f'<div class="row">{"".join(f"<div>{cell}</div>" for cell in row)}</div>' for row in cells)
            return f'<div class="grid" role="table">{rows}</div>'
        head = "".join(f"<th>{cell}</th>" for cell in cells[0])
        body = "\n".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in cells[1:])
        return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"

    def code(self, chunk: Chunk) -> str:
        language = f' class="language-{chunk.language}"' if chunk.language else ""
        match self.habits.code:
            case "spans":
                return f'<div class="highlight"><pre><span></span>{coloured(chunk.html)}</pre></div>'
            case "lines":
                lines = "\n".join(f'<span class="line">{coloured(line)}</span>' for line in chunk.html.split("\n"))
                return f'<pre class="shiki"><code{language}>{lines}\n</code></pre>'
            case "table":
                return f'<table class="code"><tr><td><pre>{coloured(chunk.html)}</pre></td></tr></table>'
            case _:
                return f"<pre><code{language}>{chunk.html}</code></pre>"

    def figure(self, chunk: Chunk) -> str:
        habits = self.habits
        if habits.figure == "none" and habits.captions != "expected":
            return ""
        source = habits.cdn + chunk.source.rpartition("/")[2]
        image = f'<img src="{source}" alt="{escape(chunk.alt)}" width="1200" height="800">'
        if habits.image != "img":
            image = f"<{habits.image}{image[4:-1]} layout=responsive></{habits.image}>"
        if habits.lazy:
            late = f'<img class="lazy" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="{source}" alt="">'
            image = f"{late}<noscript>{image}</noscript>"
        mark = EXPECTED if habits.captions == "expected" else OPTIONAL
        caption = marked(mark, self.letters(chunk.html)) if chunk.html else ""
        attributes = habits.figure_attributes
        match habits.figure:
            case "div":
                below = f'<p class="caption">{caption}</p>' if caption else ""
                return f"<div{attributes or ' class=image'}>{image}{below}</div>"
            case "table":
                below = f'<tr><td class="tr-caption">{caption}</td></tr>' if caption else ""
                return (
                    f'<table{attributes}><tbody><tr><td><a href="{source}">{image}</a></td></tr>{below}</tbody></table>'
                )
            case "link":
                below = f"<p><em>{caption}</em></p>" if caption else ""
                return f'<p{attributes}><a href="{source}">{image}</a></p>{below}'
            case _:
                below = f"<figcaption>{caption}</figcaption>" if caption else ""
                return f"<figure{attributes}>{image}{below}</figure>"

    def letters(self, html: str) -> str:
        """Spell a text as the site does."""
        if self.habits.inline_code:
            before, _, after = self.habits.inline_code.partition("{code}")
            html = html.replace("<code>", before).replace("</code>", after)
        if self.habits.soft_hyphens:
            html = soft_hyphens(html)
        return entities(html) if self.habits.entities else html


def _control(html: str) -> str:
    return str(marked(noise_mark("ui-control"), html)) if html else ""

"""Everything that a template can call: the piece, the site, phrases, other stories, text, filler."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from markupsafe import Markup

from . import filler
from .body import Habits, write
from .dice import Dice
from .figures import Figures
from .library import Library
from .phrases import Phrases
from .piece import Part, Piece
from .site import Site

# How many things, and how much code, a site puts around its texts, beside what its template says: some sites are small.
_THINGS = (0.25, 0.35, 0.45, 0.7, 0.75, 0.8, 0.9)
_CODE = (0.25, 0.35, 0.5, 0.95, 1.0, 1.05, 1.1)
# Fronts and manuals carry more things than other pages, forums and listings more code.
_THINGS_OF = {"collection": 1.75, "documentation": 1.7}
_CODE_OF = {"forum": 1.6, "service": 3.5, "listing": 2.6, "collection": 1.1}
# Headlines of other stories that a page may need beside those of its own piece.
_MORE = 120
# When a page is from that does not say so.
_SOME_DAY = "2025-03-11"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# Which variant of "byline.ago" is of days.
_DAYS_AGO = 3


class Stage:
    """One page that is being made. Each method is a function of the templates by the same name.

    Args:
        piece: what the page says.
        site: who publishes it.
        dice: the page's own choices.
        library: what the headlines of other stories come from.
    """

    def __init__(self, piece: Piece, site: Site, dice: Dice, library: Library) -> None:
        self.piece, self.site, self.dice = piece, site, dice
        self.phrases = Phrases(piece.language)
        letters = sum(len(part.markdown) for part in piece.parts)
        self.figures = Figures(dice.fork("figures"), piece.language.partition("-")[0], letters)
        size = site.dice.fork("size").number(0, len(_THINGS) - 1)
        self._things = _THINGS[size] * _THINGS_OF.get(piece.page_type, 1.0)
        self._code = _CODE[size] * _CODE_OF.get(piece.page_type, 1.0)
        taken = {piece.title}
        near, far = dice.fork("near"), dice.fork("far")
        own = near.some(piece.headlines, len(piece.headlines))
        rest = [one for one in library.headlines(piece.language) if one not in piece.headlines]
        self._headlines = [one for one in (*own, *far.some(rest, _MORE)) if one not in taken]
        teasers = near.some(piece.teasers, len(piece.teasers))
        more = far.some(library.teasers(piece.language), 40)
        self._teasers = [*teasers, *(one for one in more if one not in teasers)] or [piece.description]
        self._people = far.some(library.people(piece.language), 40) or ["A. Reader"]
        self._next = {"headline": 0, "teaser": 0, "person": 0}
        self._others = far.fork("pieces").some(library.stories(piece), 4)
        times = (piece.published, piece.modified, *(part.meta for part in piece.parts))
        days = [day[:10] for day in times if day and _DAY.match(day)]
        self._seen = date.fromisoformat(max(days, default=_SOME_DAY)) + timedelta(dice.fork("seen").number(2, 20))

    def context(self) -> dict[str, Any]:
        """Return the names that a template sees."""
        names: dict[str, Any] = {
            name: getattr(self, name)
            for name in ("piece", "site", "dice", "say", "says", "date", "authors", "headline", "headlines", "teaser")
        }
        names |= {
            name: getattr(self, name)
            for name in ("word", "variants", "person", "content", "css", "script", "state", "icon", "link", "scaled")
        }
        names |= {"url": self.url, "body": self.piece.parts[0], "parts": self.piece.parts[1:], "jsonld": self.jsonld}
        names |= {"rtl": self.piece.language.partition("-")[0] in ("ar", "he", "fa", "ur"), "slug": self.piece.slug}
        names |= {"people_ld": self.people_ld, "ago": self.ago, "others": self._others, "later": self.later}
        year = (self.piece.published or _SOME_DAY)[:4]
        names |= {"image": f"{self.site.cdn}{self.piece.slug}-1200.jpg", "year": year}
        return names

    @property
    def url(self) -> str:
        """The page's address."""
        section = self.site.dice.fork("path").pick(["news", "a", "stories", "2024", "p", "articles"])
        return f"{self.site.url}/{section}/{self.piece.slug}"

    # Words

    def say(self, key: str, **values: object) -> str:
        """Return one of the variants of a phrase; the site's own choice, so that its pages agree."""
        found = self.phrases.variants(key)
        at = self.site.dice.fork("say", key).number(0, len(found) - 1)
        return self._fill(found[at], key, at, values)

    def says(self, key: str, count: int, **values: object) -> list[str]:
        """Return so many different variants of a phrase, or all of them."""
        found = self.phrases.variants(key)
        chosen = self.site.dice.fork("says", key).some(range(len(found)), count)
        return [self._fill(found[at], key, at, values) for at in chosen]

    def word(self, key: str, number: int, **values: object) -> str:
        """Return one variant by its number, the first is 0; past the last it begins again."""
        found = self.phrases.variants(key)
        at = number % len(found)
        return self._fill(found[at], key, at, values)

    def variants(self, key: str) -> list[str]:
        """Return all variants of a phrase, in the order of the language's file."""
        return [self._fill(one, key, at, {}) for at, one in enumerate(self.phrases.variants(key))]

    def _fill(self, text: str, key: str, variant: int, values: dict[str, object]) -> str:
        if "{" not in text:
            return text
        known: dict[str, object] = {
            **self.figures.values(key, variant),
            "site": self.site.name,
            "title": self.piece.title,
            "year": (self.piece.published or _SOME_DAY)[:4],
            "author": next(iter(self.piece.authors), self.site.name),
            **self._byline,
        }
        known |= {name: self.figures.figure(one) if isinstance(one, int) else one for name, one in values.items()}
        if "headline" not in known and "{headline}" in text:
            known["headline"] = self.headline()
        return text.format(**known)

    @cached_property
    def _byline(self) -> dict[str, str]:
        return {"authors": self.authors(), "date": self.date("long"), "time": self.date("time")}

    def ago(self, iso: str) -> str:
        """Write how many days before the page was seen something was, as the page's own posts have it."""
        days = (self._seen - date.fromisoformat(iso[:10])).days
        return self.word("byline.ago", _DAYS_AGO, n=max(2, days))

    def later(self, days: int) -> str:
        """Return the day so many days after the page was seen, as an ISO date."""
        return (self._seen + timedelta(days)).isoformat()

    def date(self, form: str = "long", iso: str | None = None) -> str:
        """Write the day of publication, or another, as the language does."""
        return self.phrases.date(iso or self.piece.published or _SOME_DAY, form)

    def authors(self) -> str:
        """Return the authors' names in a row."""
        names = self.piece.authors or (self.site.name,)
        joint = self.phrases.variants("byline.and")[0]
        return names[0] if len(names) == 1 else ", ".join(names[:-1]) + joint + names[-1]

    def people_ld(self) -> list[dict[str, str]]:
        """Return the authors as schema.org has them."""
        return [{"@type": "Person", "name": name} for name in self.piece.authors]

    # Other stories

    def headline(self) -> str:
        """Return the next headline of another story; they come round again when there are no more."""
        return self._one("headline", self._headlines)

    def headlines(self, count: int) -> list[str]:
        """Return so many headlines, each once as long as there are enough."""
        return [self.headline() for _ in range(self.scaled(count))]

    def scaled(self, count: int) -> int:
        """Return how many of something a site of this size has, where one of the usual size has ``count``."""
        return count if count < 3 else max(2, round(count * self._things))

    def teaser(self) -> str:
        """Return a sentence about another story."""
        return self._one("teaser", self._teasers)

    def person(self) -> str:
        """Return the name of somebody."""
        return self._one("person", self._people)

    def _one(self, kind: str, pool: Sequence[str]) -> str:
        at = self._next[kind]
        self._next[kind] = at + 1
        return pool[at % len(pool)]

    # Text and filler

    def content(self, part: Part | None = None, caller: Callable[[int], str] | None = None, **habits: Any) -> Markup:
        """Return the text of a part (the first, if none is named) in the habits given; see :class:`Habits`.

        In ``{% call(n) content() %}…{% endcall %}`` the block stands behind each chunk, ``n`` is the chunk's number.
        """
        chosen = Habits(**{"cdn": self.site.cdn, "dice": self.dice.fork("body"), **habits})
        return write((part or self.piece.parts[0]).chunks, chosen, caller)

    def link(self) -> str:
        """Return the address of another page of the site."""
        return f"{self.site.url}/{self.dice.pick(['a', 'n', 'story', 'p', 'topic'])}/{self.dice.hex(6)}"

    def css(self, size: int, name: str = "main") -> Markup:
        """Return rules of a style sheet, about so many characters; the same on all pages of the site."""
        return Markup(filler.css(f"{self.site.prefix}{name}", round(size * self._code)))  # noqa: S704 - made here

    def script(self, size: int, name: str = "main") -> Markup:
        """Return a script that does nothing, about so many characters."""
        return Markup(filler.script(f"{self.site.prefix}{name}", round(size * self._code)))  # noqa: S704 - made here

    def state(self, size: int, name: str = "main") -> Markup:
        """Return a state in JSON, about so many characters."""
        return Markup(filler.state(f"{self.site.prefix}{name}", round(size * self._code)))  # noqa: S704 - made here

    def icon(self, name: str) -> Markup:
        """Return a small drawing."""
        return Markup(filler.icon(f"{self.site.prefix}{name}"))  # noqa: S704 - made here

    def jsonld(self, value: object) -> Markup:
        """Return a value as JSON that may stand in a script element."""
        text = json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
        return Markup(text)  # noqa: S704 - no "<" is left

"""Page views as they stand in the file: packed one by one, read when somebody opens them.

The page of a case is packed once for all of its views; each view adds what became of the page's marks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...pageview import Artist, CapturedPage, Drawings, PageView, PageViews
from .embed import clean, compact, pack
from .frame_style import outcome_style, outcome_turns
from .pages import fragment
from .sandbox import frame_of

# Bytes in the file. Together with the data of 20 extractors on 2,000 pages, 1.2 MB, they stay below 10 MB.
MOST_VIEWS, MOST_PAGES = 5_000_000, 3_000_000


@dataclass(frozen=True, slots=True)
class Packed:
    """One element of the file: ``key`` names what it holds, ``body`` is Base64."""

    key: str
    body: str


class PackedViews:
    """Goes once through the views: first the page of a case, then its views. ``note`` is complete afterwards.

    Args:
        views: the words behind single pages.
        drawings: what earlier reports have drawn of them.
        slots: how many processes may draw.
    """

    def __init__(self, views: PageViews | None, drawings: Drawings | None = None, slots: int = 1) -> None:
        self._views, self._drawings, self._slots = views, drawings, slots
        self._made = self._too_large = self._undrawn = self._unread = 0

    def __iter__(self) -> Iterator[Packed]:
        room, pages_room = MOST_VIEWS, MOST_PAGES
        case: str | None = None
        artist = Artist(_view, _page)
        for sight, body, page in self._views.drawn(artist, self._drawings, self._slots) if self._views else ():
            if len(body) > room:
                self._too_large += 1
                continue
            room -= len(body)
            if sight.at.case.id != case:
                case = sight.at.case.id
                if page is None:
                    self._unread += 1
                elif len(page) > pages_room:
                    self._undrawn += 1
                else:
                    pages_room -= len(page)
                    yield Packed(key(case), page)
            self._made += 1
            yield Packed(key(case, sight.extractor), body)

    @property
    def note(self) -> str:
        """What to say of all views: how many there are, and why other pages have none."""
        if self._views is None:
            return "The words of the pages are not in this file."
        said = [f"Not every page has its words in this file: it holds {self._made:,} pages, each extractor's worst."]
        left_out = sum(self._views.choice.left_out.values())
        if left_out:
            said.append(f"{left_out:,} better ones are left out.")
        if self._too_large:
            said.append(f"{self._too_large:,} more would have been too large.")
        if self._undrawn:
            said.append(f"The pages of {self._undrawn:,} cases are not drawn, for they would have been too large.")
        if self._unread:
            said.append(f"The pages of {self._unread:,} cases are not drawn, for they can no longer be read.")
        said += (f"{problem[:1].upper()}{clean(problem[1:], 400)}." for problem in self._views.problems)
        return " ".join(said)


def _view(view: PageView) -> str:
    return pack(compact({"html": fragment(view), "style": outcome_style(view), "turns": outcome_turns(view)}))


def _page(page: CapturedPage) -> str:
    return pack(frame_of(page).document)


def key(case: str, extractor: str | None = None) -> str:
    """Return what the script finds a page by, or a view of it."""
    return clean(case) if extractor is None else f"{clean(case)}\n{clean(extractor)}"

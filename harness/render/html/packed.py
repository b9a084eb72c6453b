"""Page views as they stand in the file: packed one by one, read when somebody opens them.

The page of a case is packed once for all of its views; each view adds what became of the page's marks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...pageview import PageViews
from .embed import clean, compact, pack
from .pages import fragment
from .sandbox import frame_of, outcome_style

# Bytes in the file. Together with the data of 20 extractors on 2,000 pages, 1.2 MB, they stay below 10 MB.
MOST_VIEWS, MOST_PAGES = 5_000_000, 3_000_000


@dataclass(frozen=True, slots=True)
class Packed:
    """One element of the file: ``key`` names what it holds, ``body`` is Base64."""

    key: str
    body: str


class PackedViews:
    """Goes once through the views: first the page of a case, then its views. ``note`` is complete afterwards."""

    def __init__(self, views: PageViews | None) -> None:
        self._views = views
        self._made = self._too_large = self._undrawn = 0

    def __iter__(self) -> Iterator[Packed]:
        room, pages_room = MOST_VIEWS, MOST_PAGES
        case: str | None = None
        for view in self._views or ():
            body = pack(compact({"html": fragment(view), "style": outcome_style(view)}))
            if len(body) > room:
                self._too_large += 1
                continue
            room -= len(body)
            if view.page is not None and view.case != case:
                case = view.case
                page = pack(frame_of(view.page).document)
                if len(page) > pages_room:
                    self._undrawn += 1
                else:
                    pages_room -= len(page)
                    yield Packed(key(case), page)
            self._made += 1
            yield Packed(key(view.case, view.extractor), body)

    @property
    def note(self) -> str:
        """What to say of a page that has no view: how many have one, and why others have none."""
        if self._views is None:
            return "The words of the pages are not in this file."
        said = [f"The words of this one are not in this file: it holds {self._made:,} pages, each extractor's worst."]
        left_out = sum(self._views.choice.left_out.values())
        if left_out:
            said.append(f"{left_out:,} better ones are left out.")
        if self._too_large:
            said.append(f"{self._too_large:,} more would have been too large.")
        if self._undrawn:
            said.append(f"The pages of {self._undrawn:,} cases are not drawn, for they would have been too large.")
        said += (f"{problem[:1].upper()}{clean(problem[1:], 400)}." for problem in self._views.problems)
        return " ".join(said)


def key(case: str, extractor: str | None = None) -> str:
    """Return what the script finds a page by, or a view of it."""
    return clean(case) if extractor is None else f"{clean(case)}\n{clean(extractor)}"

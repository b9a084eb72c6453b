"""A site: its name, address, classes and files, the same on each of its pages."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from .dice import Dice


@dataclass(frozen=True)
class Site:
    """Who publishes a page.

    Attributes:
        name: as it calls itself.
        dice: what the site's own choices come from: the same for all its pages.
    """

    name: str
    dice: Dice

    @cached_property
    def host(self) -> str:
        """Where it is; letters that ASCII lacks are spelled otherwise or left out."""
        plain = unicodedata.normalize("NFKD", self.name).encode("ascii", "ignore").decode().lower()
        words = re.findall(r"[a-z0-9]+", plain)
        word = "-".join(words) if sum(map(len, words)) > 3 else f"site-{self.dice.fork('host').hex(5)}"
        return f"www.{word}.example"

    @cached_property
    def url(self) -> str:
        """Its front page's address."""
        return f"https://{self.host}"

    @cached_property
    def cdn(self) -> str:
        """Where its files lie."""
        return f"https://{self.dice.fork('cdn').pick(['static', 'cdn', 'media', 'assets', 'img'])}.{self.host[4:]}/"

    @cached_property
    def prefix(self) -> str:
        """Two to four letters that its class names begin with."""
        return self.dice.fork("prefix").name(3).lower()

    def key(self, name: str, length: int = 6) -> str:
        """Return a hashed class name for one purpose, as build tools make them; the same on all pages."""
        known = self._keys
        if (name, length) not in known:
            known[name, length] = self.dice.fork("class", name).name(length)
        return known[name, length]

    def called(self, part: str) -> str:
        """Return the classes that the site gives a part of its pages: one of those in ``classes.toml``."""
        known = self._called
        if part not in known:
            name = self.dice.fork("called", part).pick(_classes()[part])
            known[part] = name.replace("{x}", self.prefix).replace("{h}", self.key(part, 7))
        return known[part]

    @cached_property
    def _called(self) -> dict[str, str]:
        return {}

    @cached_property
    def _keys(self) -> dict[tuple[str, int], str]:
        return {}


@cache
def _classes() -> dict[str, list[str]]:
    with Path(__file__).with_name("classes.toml").open("rb") as file:
        return tomllib.load(file)

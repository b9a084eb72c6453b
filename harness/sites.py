"""The site of a page: pages of one registrable domain share a template and move together, so they are one cluster.

=============================================== ====================================================================
URL                                             site
=============================================== ====================================================================
``https://www.news.example.co.uk:8080/a``       ``example.co.uk``: one label below the public suffix
``https://ann.github.io/``                      ``ann.github.io``: private suffixes count, each name has its own owner
``https://github.io/``, ``http://localhost/``   the host itself, as no name stands below the suffix
``http://192.0.2.7/``, ``http://[2001:db8::1]`` the address, whatever the port
``https://xn--bcher-kva.example/``              ``bücher.example``, in Unicode (NFKC, lower case), as if so written
``https://web.archive.org/web/2020/http://…``   the site of the archived page
``example.org/a``                               ``example.org``: a scheme may be missing
``None``, empty, ``file:///a.html``, malformed  ``None``: the page is a cluster of its own
=============================================== ====================================================================

The list of suffixes comes inside the library and is never fetched; another version of the library may know another
suffix, and so cut a site differently.

Source: the Public Suffix List (publicsuffix.org), its algorithm with the implicit rule ``*``.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .errors import HarnessError

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

# Longer names exist in no DNS (RFC 1035: 253 characters); such a "host" is junk.
_MAX_HOST = 253
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://|//", re.IGNORECASE)
_ARCHIVED = re.compile(r"https?://web\.archive\.org/web/\w+/(?=\S)", re.IGNORECASE)


def site_of(url: str | None) -> str | None:
    """Return the site of a URL by the table above."""
    host = _host(url or "")
    if host is None:
        return None
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    # NFKC makes the full stops of other scripts the ASCII one, but for the ideographic.
    labels = unicodedata.normalize("NFKC", host).lower().replace("。", ".").rstrip(".").split(".")
    name = ".".join(map(_unicode, labels))
    return _suffixes().privatesuffix(name) or name or None


def clusters_of(urls: Iterable[str | None]) -> tuple[int, ...]:
    """Return a cluster's number for each page, counted from 0 as they come up; a page without a site has its own."""
    numbers: dict[str | int, int] = {}
    found: list[int] = []
    for position, url in enumerate(urls):
        site = site_of(url)
        found.append(numbers.setdefault(position if site is None else site, len(numbers)))
    return tuple(found)


def _host(url: str) -> str | None:
    """Return a URL's host without port and user; ``None`` where there is none that could be a name or an address."""
    url = _ARCHIVED.sub("", url.strip(), count=1)
    schemeless = not _SCHEME.match(url)
    try:
        host = urlsplit(f"//{url}" if schemeless else url).hostname
    except ValueError:  # an unclosed bracket
        return None
    # Without a scheme, only what has a dot looks like a host: "about:blank" and "page.html" are told apart by nothing
    # better, but a name of one label is never a site on the web.
    if not host or len(host) > _MAX_HOST or (schemeless and "." not in host):
        return None
    return None if re.search(r"[\s/\\]", host) else host


def _unicode(label: str) -> str:
    """Return a label with its Punycode decoded; as it is where that cannot be."""
    if not label.startswith("xn--"):
        return label
    try:
        return unicodedata.normalize("NFC", label[4:].encode("ascii").decode("punycode"))
    except (UnicodeError, ValueError, OverflowError):
        return label


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    try:
        from publicsuffixlist import PublicSuffixList
    except ImportError as error:
        raise HarnessError(
            "pages cannot be grouped by site: the library publicsuffixlist is missing; "
            "run: python -m pip install publicsuffixlist"
        ) from error
    return PublicSuffixList()

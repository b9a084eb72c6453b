"""Sites of URLs: the table in the docstring, and that nothing of a hostile URL gets through as an error."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness import sites
from harness.errors import HarnessError
from harness.sites import clusters_of, site_of


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.news.example.co.uk:8080/a?b#c", "example.co.uk"),
        ("https://user:secret@WWW.Example.ORG./a", "example.org"),
        ("http://a.b.c.example.unknown-tld/", "example.unknown-tld"),
        # Names below a private suffix have owners, and templates, of their own.
        ("https://ann.github.io/post", "ann.github.io"),
        ("https://bob.github.io/post", "bob.github.io"),
        ("https://github.io/", "github.io"),
        # *.ck is a suffix, but www.ck is not.
        ("http://shop.example.co.ck/", "example.co.ck"),
        ("http://a.www.ck/", "www.ck"),
        ("http://localhost:8000/a", "localhost"),
        ("https://com/", "com"),
        ("http://192.0.2.7:81/", "192.0.2.7"),
        ("http://[2001:DB8::1]:81/", "2001:db8::1"),
        ("https://xn--bcher-kva.example/", "bücher.example"),
        ("https://www.Bücher.example/", "bücher.example"),
        ("https://www.食狮.公司.cn/", "食狮.公司.cn"),
        ("https://www.xn--85x722f.xn--55qx5d.cn/", "食狮.公司.cn"),
        ("http://www.例え。テスト/", "例え.テスト"),
        ("https://straße.de/", "straße.de"),
        ("https://strasse.de/", "strasse.de"),
        ("https://xn--\x80\x80.de/", "xn--\x80\x80.de"),
        ("https://web.archive.org/web/20200101000000id_/http://www.example.org/a", "example.org"),
        ("https://web.archive.org/web/", "archive.org"),
        ("example.org/a", "example.org"),
        ("//www.example.org/a", "example.org"),
        ("about:blank", None),
        ("page.html", "page.html"),
        ("file:///home/a.html", None),
        ("http://[::1", None),
        ("https:///nowhere", None),
        (f"https://{'a' * 300}.org/", None),
        ("   ", None),
        ("", None),
        (None, None),
    ],
)
def test_site_by_the_table(url: str | None, site: str | None) -> None:
    assert site_of(url) == site


def test_pages_of_one_site_share_a_cluster_and_pages_without_one_are_alone() -> None:
    urls = ["https://a.org/1", None, "https://www.a.org/2", "https://b.org", None, "http://b.org:80/"]
    assert clusters_of(urls) == (0, 1, 0, 2, 3, 2)
    assert clusters_of([]) == ()


@given(
    st.text(max_size=40)
    | st.text(max_size=30).map("https://{}".format)
    | st.text(max_size=9).map("http://xn--{}.de/".format)
)
def test_any_text_has_a_site_or_none(url: str) -> None:
    site = site_of(url)
    assert site is None or (site and site == site_of(url))


@given(st.from_regex(r"[a-z]{1,8}(\.[a-z]{1,8}){0,3}", fullmatch=True))
def test_subdomain_scheme_port_and_path_do_not_change_the_site_of_a_registered_name(host: str) -> None:
    site = site_of(f"http://{host}.example.org/")
    assert site == site_of(f"https://{host}.EXAMPLE.org:8443/{host}?q=1") == "example.org"


def test_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    sites._suffixes.cache_clear()
    monkeypatch.setitem(sys.modules, "publicsuffixlist", None)
    with pytest.raises(HarnessError, match="pip install publicsuffixlist"):
        site_of("https://example.org/")

"""What adapters see to, each in its own way: failures that stay failures, settings, and what is read from where.

Libraries that are not on every machine are played by small stand-ins with the interface that their documentation gives.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from harness import Article, Page
from harness.extraction.child import load
from harness.extraction.process import Child, Limits, PageFile
from harness.model import Extraction
from workshop import REPOSITORY, python_command

FOLDER = REPOSITORY / "extractors"
LONG = "The river rose in the night and the ferry could not cross, so the post came by the mountain road at noon. "
GERMAN = (
    "Der Fluss stieg in der Nacht, und die Fähre konnte nicht mehr fahren, so dass die Post erst am Mittag über die "
    "Straße durch das Gebirge kam. "
)


def page(body: str, head: str = "", language: str = "en") -> str:
    return f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'


def needs(module: str, file: str) -> None:
    if find_spec(module) is None:
        pytest.skip(f"{file} is not installed")


def run(tmp_path: Path, name: str, html: str | bytes, mode: str | None = None, url: str | None = None) -> Extraction:
    file = tmp_path / "page.html"
    file.write_bytes(html.encode() if isinstance(html, str) else html)
    with Child(python_command(FOLDER / f"{name}.py", mode), Limits()) as child:
        return child.extract(PageFile(file, url, "text/html", None))


def article(tmp_path: Path, name: str, html: str, mode: str | None = None, url: str | None = None) -> Article:
    answer = run(tmp_path, name, html, mode, url)
    assert answer.article is not None, answer.failure
    return answer.article


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that loads an adapter with a module of the given attributes in the place of its library."""
    monkeypatch.setattr(sys, "path", list(sys.path))

    def make(file: str, module: str, **attributes: object) -> Any:
        library = ModuleType(module)
        vars(library).update(attributes)
        monkeypatch.setitem(sys.modules, module, library)
        return load(FOLDER / f"{file}.py")

    return make


@pytest.mark.parametrize(
    ("name", "module", "error"),
    [
        ("boilerpy3", "boilerpy3", "HTMLExtractionError"),
        ("gne", "gne", "ParserError"),
        ("goose3", "goose3", "ValueError"),
        ("justext", "justext", "ParserError"),
        ("readability-lxml", "readability", "ParserError"),
    ],
)
def test_a_library_that_raises_on_an_empty_page_has_failed(tmp_path: Path, name: str, module: str, error: str) -> None:
    needs(module, name)
    answer = run(tmp_path, name, b"", url="https://river.example/ferry")
    assert answer.outcome == "error"
    assert answer.failure is not None
    assert answer.failure.type == error


# One sentence a language, of function words enough for Newspaper to take it for an article.
SENTENCES = {
    "ar": "في صباح يوم الاثنين ارتفع النهر ولم تستطع العبارة أن تعبر، ولكن البريد وصل من الجبل في المساء. ",
    "ja": "月曜日の夜に川が増水したので、渡し船は出ることができず、郵便は昼に山の道から届いたという。",
    "ko": "월요일 밤에 강물이 불어나서 나룻배는 건널 수 없었고 우편물은 정오에 산길로 도착했다고 한다. ",
    "th": "ในคืนวันจันทร์แม่น้ำได้เพิ่มขึ้นและเรือข้ามฟากไม่สามารถข้ามได้ จดหมายจึงมาถึงทางภูเขาในเวลาเที่ยง ",
    "zh": "星期一夜里河水上涨，所以渡船不能过河，但是邮件在中午从山路上送到了，这是他们说的。",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_newspaper4k_reads_languages_that_want_a_tokeniser_of_their_own(tmp_path: Path, language: str) -> None:
    needs("newspaper", "newspaper4k")
    wanted = {"ar": "nltk", "ja": "tinysegmenter", "ko": "nltk", "th": "pythainlp", "zh": "jieba"}[language]
    needs(wanted, f"newspaper4k[{language}]")
    paragraph = f"<p>{SENTENCES[language] * 4}</p>"
    answer = run(tmp_path, "newspaper4k", page(f"<article>{paragraph * 4}</article>", language=language))
    assert answer.outcome == "ok", answer.failure
    assert answer.article is not None
    assert SENTENCES[language].strip() in (answer.article.text or "")


def test_newspaper4k_fails_where_the_tokeniser_of_the_language_is_missing(tmp_path: Path) -> None:
    needs("newspaper", "newspaper4k")
    if find_spec("indicnlp"):
        pytest.skip("indic-nlp-library is installed")
    answer = run(tmp_path, "newspaper4k", page(f"<article><p>{LONG * 4}</p></article>", language="hi"))
    assert answer.outcome == "error"
    assert answer.failure is not None
    assert answer.failure.type in ("ImportError", "ModuleNotFoundError")
    assert "pip install" in answer.failure.message


def test_no_adapter_fetches_the_images_of_a_page(tmp_path: Path) -> None:
    needs("newspaper", "newspaper4k")
    body = f'<article><img src="https://river.example/a.png" width="900"><p>{LONG * 4}</p></article>'
    head = '<meta property="og:image" content="https://river.example/b.png">'
    answer = run(tmp_path, "newspaper4k", page(body, head), url="https://river.example/ferry")
    assert answer.outcome == "ok", answer.failure


def test_justext_reads_german_with_german_stop_words_and_not_with_english_ones(tmp_path: Path) -> None:
    needs("justext", "justext")
    html = page(f"<p>{GERMAN * 3}</p>", language="de")
    assert "Fähre" in (article(tmp_path, "justext", html).text or "")
    assert "Fähre" in (article(tmp_path, "justext", html, "union").text or "")
    assert run(tmp_path, "justext", html, "english").outcome == "empty"


def test_justext_takes_all_lists_for_a_page_that_does_not_say_its_language(tmp_path: Path) -> None:
    needs("justext", "justext")
    html = page(f"<p>{GERMAN * 3}</p>").replace(' lang="en"', "")
    assert "Fähre" in (article(tmp_path, "justext", html).text or "")


def test_justext_leaves_headings_out_as_the_evaluation_of_trafilatura_has_it(tmp_path: Path) -> None:
    needs("justext", "justext")
    html = page(f"<h2>The flood in the valley</h2><p>{LONG * 3}</p>")
    assert (article(tmp_path, "justext", html).text or "").startswith("The flood in the valley")
    assert (article(tmp_path, "justext", html, "evaluation").text or "").startswith("The river rose")


def test_trafilatura_gives_markdown_in_its_mode_and_text_in_the_others(tmp_path: Path) -> None:
    needs("trafilatura", "trafilatura")
    html = page(f"<article><h2>The flood in the valley</h2><p>{LONG * 4}</p><p>{LONG * 3}</p></article>")
    marked = article(tmp_path, "trafilatura", html, "markdown")
    assert marked.text is None
    assert "## The flood in the valley\n" in (marked.markdown or "")
    plain = article(tmp_path, "trafilatura", html)
    assert plain.markdown is None
    assert "#" not in (plain.text or "#")


def test_trafilatura_leaves_the_comments_of_readers_out(tmp_path: Path) -> None:
    needs("trafilatura", "trafilatura")
    body = (
        f"<article><p>{LONG * 4}</p></article><div id='comments'><p>What a silly story this is, I must say!</p></div>"
    )
    assert "silly" not in (article(tmp_path, "trafilatura", page(body)).text or "silly")


def test_trafilatura_baseline_prefers_the_body_that_is_embedded_as_json(tmp_path: Path) -> None:
    needs("trafilatura", "trafilatura")
    data = f'<script type="application/ld+json">{{"@type": "Article", "articleBody": "{LONG * 3}"}}</script>'
    found = article(tmp_path, "trafilatura", page("<p>Loading …</p>", data), "baseline")
    assert (found.text or "").startswith("The river rose")
    assert found.title is None


def test_html_to_markdown_keeps_its_metadata_out_of_the_markdown(tmp_path: Path) -> None:
    needs("html_to_markdown", "html-to-markdown")
    found = article(tmp_path, "html-to-markdown", page("<p>One.</p><hr><p>Two.</p>", "<title>Flood</title>"))
    assert found.title == "Flood"
    assert (found.markdown or "").split() == ["One.", "---", "Two."]


def test_html_to_markdown_keeps_the_rule_that_a_page_starts_with(tmp_path: Path) -> None:
    needs("html_to_markdown", "html-to-markdown")
    found = article(tmp_path, "html-to-markdown", "<hr><p>One.</p><hr><p>Two.</p>")
    assert (found.markdown or "").split() == ["---", "One.", "---", "Two."]


def test_resiliparse_gives_html_and_the_whole_page_in_its_modes(tmp_path: Path) -> None:
    needs("resiliparse", "resiliparse")
    html = page(f"<nav><ul><li>Front page</li></ul></nav><main><h1>Flood</h1><p>{LONG * 4}</p></main>")
    assert "<p>" in (article(tmp_path, "resiliparse", html, "html").html or "")
    assert "Front page" in (article(tmp_path, "resiliparse", html, "page").text or "")
    assert "Front page" not in (article(tmp_path, "resiliparse", html).text or "Front page")


def test_htmldate_tells_the_publication_and_not_the_last_change(tmp_path: Path) -> None:
    needs("htmldate", "htmldate")
    dates = (("published", "2019-03-04"), ("modified", "2021-05-06"))
    head = "".join(f'<meta property="article:{name}_time" content="{day}T08:00:00Z">' for name, day in dates)
    assert article(tmp_path, "htmldate", page(f"<p>{LONG}</p>", head)) == Article(published="2019-03-04")


LINKED = """<script type="application/ld+json">
{"@context": "https://schema.org", "@graph": [
 {"@type": "WebPage", "name": "The page", "datePublished": "2001-01-01"},
 {"@type": ["NewsArticle"], "headline": "The ferry stays", "author": [{"name": "Ann Onym"}, "B. Writer"],
  "datePublished": "last Tuesday", "dateModified": "2024-05-06T07:08:09Z", "publisher": {"name": "River Post"},
  "keywords": "flood, ferry", "image": {"url": "https://river.example/a.png"}, "inLanguage": "en",
  "articleBody": "The river rose in the night.", "mainEntityOfPage": {"@id": "https://river.example/ferry"}}]}
</script>"""
GRAPH = """<meta property="og:title" content="Ferry"><meta property="og:locale" content="en_GB">
<meta property="og:site_name" content="The River Post"><meta property="article:published_time" content="2024-05-05">
<meta property="article:tag" content="boats"><meta property="article:tag" content="post">"""


def test_extruct_takes_the_article_among_the_items_and_opengraph_for_what_it_lacks(tmp_path: Path) -> None:
    needs("extruct", "extruct")
    expected = Article(
        title="The ferry stays",
        authors=["Ann Onym", "B. Writer"],
        published="2024-05-05",  # what the item says is no date of ISO 8601
        modified="2024-05-06T07:08:09Z",
        site_name="The River Post",
        tags=["flood", "ferry"],
        language="en",
        image="https://river.example/a.png",
        canonical_url="https://river.example/ferry",
    )
    assert article(tmp_path, "extruct", page("", LINKED + GRAPH)) == expected
    assert article(tmp_path, "extruct", page("", LINKED), "body").text == "The river rose in the night."


def test_extruct_reads_opengraph_beside_broken_json(tmp_path: Path) -> None:
    needs("extruct", "extruct")
    broken = '<script type="application/ld+json">{"@type": "Article", "headline": </script>'
    found = article(tmp_path, "extruct", page("", broken + GRAPH))
    assert (found.title, found.language, found.tags) == ("Ferry", "en-GB", ("boats", "post"))


def test_extruct_reads_microdata(tmp_path: Path) -> None:
    needs("extruct", "extruct")
    body = """<div itemscope itemtype="https://schema.org/BlogPosting"><h1 itemprop="headline">Flood</h1>
    <span itemprop="author" itemscope itemtype="https://schema.org/Person"><b itemprop="name">Ann Onym</b></span>
    <time itemprop="datePublished" datetime="2024-05">May</time></div>"""
    found = article(tmp_path, "extruct", page(body))
    assert (found.title, found.authors, found.published) == ("Flood", ("Ann Onym",), "2024-05")


def test_article_extractor_fails_where_the_library_hides_its_own_failure(stand_in: Any) -> None:
    def broken(html: str, url: str) -> SimpleNamespace:
        return SimpleNamespace(success=False, error="Failed to extract content: unexpected keyword argument 'safe'")

    adapter = stand_in("article-extractor", "article_extractor", extract_article=broken)
    with pytest.raises(RuntimeError, match="unexpected keyword argument"):
        adapter.function(Page(None, b"<p>One.</p>"))


def test_rs_trafilatura_passes_on_text_markdown_and_metadata(stand_in: Any) -> None:
    asked: dict[str, object] = {}

    def answer(html: str, **options: object) -> SimpleNamespace:
        asked.update(options)
        named = {"title": "Flood", "author": "Ann Onym", "date": "2024-05-06", "sitename": "", "description": None}
        return SimpleNamespace(main_content=html, content_markdown=f"# {html}", language="en", **named)

    adapter = stand_in("rs-trafilatura", "rs_trafilatura", extract=answer)
    found = adapter.function(Page("https://river.example", b"Flood"), **adapter.modes["precision"])
    assert asked == {"url": "https://river.example", "output_markdown": True, "favor_precision": True}
    expected = Article(title="Flood", authors=["Ann Onym"], published="2024-05-06", language="en")
    assert found == replace(expected, text="Flood", markdown="# Flood")


def test_magic_html_passes_on_html_and_title(stand_in: Any) -> None:
    class GeneralExtractor:
        def extract(self, html: str, **options: object) -> dict[str, object]:
            return {"html": f"<p>{html} {options}</p>", "title": None}

    adapter = stand_in("magic-html", "magic_html", GeneralExtractor=GeneralExtractor)
    found = adapter.function(Page(None, b"Flood"), **adapter.modes["forum"])
    assert found == Article(html="<p>Flood {'base_url': '', 'html_type': 'forum'}</p>")


def test_news_please_asks_for_no_images_and_reads_its_dates(stand_in: Any) -> None:
    needs("newspaper", "newspaper4k")

    class NewsPlease:
        @staticmethod
        def from_html(html: str, url: str | None, fetch_images: bool) -> object:
            assert not fetch_images
            if not html:
                return {}
            dates = {"date_publish": datetime(2024, 5, 6, 7, tzinfo=UTC), "date_modify": None}
            named = {"title": "Flood", "authors": ["Ann Onym", None], "description": "", "language": "en"}
            return SimpleNamespace(maintext=html, image_url=None, **named, **dates)

    adapter = stand_in("news-please", "newsplease", NewsPlease=NewsPlease)
    expected = Article(title="Flood", authors=["Ann Onym"], language="en")
    found = adapter.function(Page(None, b"Text"))
    assert found == replace(expected, text="Text", published="2024-05-06T07:00:00+00:00")
    assert adapter.function(Page(None, b"")) == Article()


def test_fundus_parses_the_pages_of_its_publishers_and_refuses_others(stand_in: Any) -> None:
    class Parser:
        def parse(self, html: str, error_handling: str) -> dict[str, object]:
            assert error_handling == "suppress"
            moment = datetime(2024, 5, 6, 7, tzinfo=UTC)
            return {"title": "Flood", "body": html, "authors": ["Ann Onym"], "publishing_date": moment, "topics": []}

    river = SimpleNamespace(
        domain="https://www.river.example/", deprecated_domains=["https://old.example"], parser=Parser
    )
    adapter = stand_in("fundus", "fundus", PublisherCollection=[river])
    expected = Article(text="Text", title="Flood", authors=["Ann Onym"], published="2024-05-06T07:00:00+00:00")
    for url in ("https://river.example/ferry", "https://www.river.example/ferry", "http://old.example/"):
        assert adapter.function(Page(url, b"Text")) == expected
    with pytest.raises(LookupError, match=r"fundus has no parser for sea\.example"):
        adapter.function(Page("https://sea.example/", b"Text"))
    with pytest.raises(LookupError, match="a page without a URL"):
        adapter.function(Page(None, b"Text"))

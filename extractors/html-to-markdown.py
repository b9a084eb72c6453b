"""html-to-markdown (Rust): the page as Markdown without <nav> and forms; in the mode, with all its cleaning."""

import re

from harness import Article, Page, extractor

# With metadata, the Markdown starts with it as YAML. (A page that starts with a rule has an empty line after it.)
_FRONT_MATTER = re.compile(r"\A---\n(?=\S).*?\n---\n", re.DOTALL)


def extract(page: Page, preset: str = "standard") -> Article:
    from html_to_markdown import ConversionOptions, PreprocessingOptions, convert

    options = ConversionOptions(preprocessing=PreprocessingOptions(preset=preset))
    result = convert(page.html, options)
    head = result.metadata.document
    return Article(
        markdown=_FRONT_MATTER.sub("", result.content or ""),
        title=head.title,
        authors=[head.author] if head.author else [],
        description=head.description,
        tags=list(head.keywords),
        language=head.language,
        site_name=head.open_graph.get("site_name"),
        image=head.open_graph.get("image"),
        canonical_url=head.canonical_url,
    )


EXTRACTOR = extractor(
    extract,
    package="html-to-markdown",
    imports=("html_to_markdown",),
    modes={"aggressive": {"preset": "aggressive"}},
    licence="MIT",
)

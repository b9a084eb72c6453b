"""A workspace of many small cases, each of a site of its own, and an extractor that can be made worse on some."""

from __future__ import annotations

from pathlib import Path

from workshop import EXPECTED, PAGE, write_case, write_extractor

TOWNS = ("Bern", "Cork", "Gent", "Kiel", "Lund", "Metz", "Oslo", "Pisa", "Riga", "Turin")


def write_towns(root: Path, towns: tuple[str, ...] = TOWNS) -> None:
    """Write a case for each town, and the extractor ``mine``."""
    for town in towns:
        page, expected = (text.replace("Lyon", town) for text in (PAGE, EXPECTED))
        write_case(root / "golden/news" / town.lower(), page, expected, url=f"https://{town.lower()}.example/bakery")
    write_mine(root)


def write_mine(root: Path, *towns: str, words: int = 1) -> None:
    """Write ``mine``: all 46 expected words but a heading of 3, and on some towns as many fewer from the end."""
    body = f"""
    import re
    paragraphs = re.findall("<p>(.*?)</p>", page.html)
    text = "\\n\\n".join(paragraphs)
    if any(town in text for town in {towns!r}):
        text = text.rsplit(" ", {words})[0]
    return text
    """
    write_extractor(root / "extractors", "mine", body)

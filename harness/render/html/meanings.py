"""What each figure is called, and what it means in a sentence."""

from __future__ import annotations

HEADINGS = {
    "f1": "F1",
    "precision": "precision",
    "recall": "recall",
    "page": "other page text",
    "invention": "invented",
    "shingles4_f1": "F1 of 4-word shingles",
    "words_f1": "F1 of words",
    "snippets_with": "wanted snippets",
    "snippets_without": "unwanted snippets",
    "title_f1": "title",
    "authors_f1": "authors",
    "published_f1": "date",
    "structure_f1": "structure",
    **{f"{name}_f1": name.replace("_", " ") for name in "modified site_name description tags language image".split()},
    "canonical_url_f1": "canonical URL",
}
SHORT = {"precision": "P", "recall": "R", "duplication": "dup.", "authors_f1": "auth."}

MEANINGS = (
    ("rank", "The places by F1 that these pages leave open, all right at once in 95 of 100 such runs."),
    ("P, R, F1", "Kept words of the output, found words of the expected text, and the harmonic mean; mean over pages."),
    ("95 % interval", "How far the mean might have moved with other pages: a bootstrap over whole sites."),
    ("order", "Share of the kept words that stand in the right order."),
    ("noise", "Share of the output that is labelled noise; the tables split it by kind."),
    ("dup.", "Share of the output that repeats expected text."),
    ("title, auth., date", "F1 of that field over all pages; a dash where it was never given."),
    ("fail", "Pages on which it failed; each is scored as an empty output."),
    (
        "ms, cpu ms",
        "Median time of a page in the warm child process: by the clock, and of the processor on all threads.",
    ),
    (
        "same, from–to",
        "Asked for each page again: pages always answered the same; medians of fastest and slowest times.",
    ),
    ("MiB", "The most memory that the child process held."),
)

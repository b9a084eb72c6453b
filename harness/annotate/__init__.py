"""Golden cases of one's own: a draft made from a page and from what extractors agree on, then a person's review."""

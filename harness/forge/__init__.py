"""The forge: pages with exact ground truth, because every word is labelled while the page is made."""

"""The resamples of many extractors, drawn once for as many of them as fit into memory together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from ..statistics import Floats, Samples, resampled_sums

# Terms that are resampled together: 32 MB. Drawing costs as much as resampling some fifty terms.
_CELLS = 4_000_000


def sums_of(terms: Sequence[Floats]) -> list[Floats]:
    """Return the sums of each extractor's terms in every resample; all meet the same resamples.

    Args:
        terms: for each extractor (pages, ...), all of one shape.

    Returns:
        For each extractor (resamples, ...).
    """
    return [sums for block in _blocks(terms) for sums in np.moveaxis(resampled_sums(np.stack(block, axis=1)), 1, 0)]


def ratios_of(numerators: Sequence[npt.ArrayLike], denominators: Sequence[npt.ArrayLike]) -> list[Samples]:
    """Return a ratio of sums in every resample, as ``statistics.ratios`` does, for each extractor.

    Args:
        numerators: for each extractor (pages, ...), all of one shape.
        denominators: the same, none below 0.
    """
    terms = [
        np.stack([np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)], axis=1)
        for one, other in zip(numerators, denominators, strict=True)
    ]
    return [ratio(sums[:, 0], sums[:, 1]) for sums in sums_of(terms)]


def ratio(numerators: Floats, denominators: npt.ArrayLike) -> Samples:
    """Return quotients, not defined where the denominator is 0."""
    sizes = np.asarray(denominators)
    defined = np.asarray(sizes > 0)
    return Samples(np.where(defined, numerators / np.where(defined, sizes, 1), 0.0), defined)


def _blocks(terms: Sequence[Floats]) -> Iterator[Sequence[Floats]]:
    size = max(1, _CELLS // max(terms[0].size, 1)) if terms else 1
    for start in range(0, len(terms), size):
        yield terms[start : start + size]

"""Put an output, the expected text and the page beside each other, word by word."""

from .candidate import Candidate
from .reference import Reference
from .spans import locate
from .tiling import MINIMUM_RUN, NgramIndex, Tile, heaviest_increasing, tile

__all__ = [
    "MINIMUM_RUN",
    "Candidate",
    "NgramIndex",
    "Reference",
    "Tile",
    "heaviest_increasing",
    "locate",
    "tile",
]

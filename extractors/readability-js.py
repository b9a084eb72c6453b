"""Mozilla's Readability, the reader view of Firefox, on jsdom; in the mode on linkedom, a lighter parser."""

from _npm import npm_library

# Both are in use: jsdom is what its documentation shows, linkedom what services with many pages take for its speed.
EXTRACTOR = npm_library("@mozilla/readability", "readability", "Apache-2.0", modes={"linkedom": ["linkedom"]})

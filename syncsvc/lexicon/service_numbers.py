"""Short numbers everybody may dial without an area code."""

from syncsvc.lexicon.wordlist import word_set

SERVICE_NUMBERS = word_set(
    "110 112 115 116000 116006 116016 116111 116116 116117 116123 19222 19240 118 144 133 122 117"
)
"""Emergency, authorities (115) and harmonised (116xxx) numbers of Germany, Austria and Switzerland."""

"""Text made safe for XML and HTML."""

import re
from html import escape

# XML 1.0, section 2.2: characters a document may not hold, not even escaped.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def xml(text: str) -> str:
    """Escaped for elements and quoted attributes alike."""
    return escape(_FORBIDDEN.sub("", text))

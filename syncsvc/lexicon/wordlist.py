"""Word tables are written as running text, so that a reviewer can read them."""


def word_set(text: str) -> frozenset[str]:
    """The words of a table."""
    return frozenset(text.split())


def line_set(text: str) -> frozenset[str]:
    """The entries of a table with entries of several words, divided by «|»."""
    return frozenset(entry for part in text.split("|") if (entry := " ".join(part.split())))

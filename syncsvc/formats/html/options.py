"""What a source may say about an odd page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageOptions:
    """CSS selectors; without them the generic reader does its best."""

    block: str = ""
    """Every element it finds holds one contact, or a few that stand close; the rest of the page is not read."""
    skip: str = ""
    """Elements that are left out with all they hold."""
    fields: tuple[tuple[str, str], ...] = ()
    """Field of the vocabulary → selector inside a block."""

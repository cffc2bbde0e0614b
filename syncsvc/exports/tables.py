"""What exports of tables can be told alike: which columns."""

from typing import Annotated

from pydantic import AfterValidator

from syncsvc.formats.columns import chosen


def _known(keys: tuple[str, ...]) -> tuple[str, ...]:
    chosen(keys)
    if len(set(keys)) < len(keys):
        raise ValueError("a column is named twice")
    return keys


Columns = Annotated[tuple[str, ...], AfterValidator(_known)]
"""Keys of columns; see the list in the documentation of this kind."""

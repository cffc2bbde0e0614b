"""A line's text of which more and more is understood."""

BLANK = "\ufffc"
"""Stands where text has been taken."""


class Mask:
    """Text with the parts already understood blanked out; positions stay the same throughout."""

    def __init__(self, original: str, text: str) -> None:
        self.original = original
        self._letters = list(text)
        self._text: str | None = text

    @property
    def text(self) -> str:
        """What nobody has claimed yet."""
        if self._text is None:
            self._text = "".join(self._letters)
        return self._text

    def take(self, start: int, end: int) -> None:
        """Claim a part."""
        self._letters[start:end] = BLANK * (end - start)
        self._text = None

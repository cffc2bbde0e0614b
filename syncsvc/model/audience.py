"""Who may see a value."""

from enum import IntEnum


class Audience(IntEnum):
    """The widest circle that may see a value; a larger number is a smaller, more trusted circle.

    A value marked PARTNER is seen by the audiences PARTNER and INTERNAL, not by PUBLIC.
    Of several marks the strictest holds: ``max``.
    """

    PUBLIC = 0
    PARTNER = 1
    INTERNAL = 2

    @property
    def word(self) -> str:
        """The name used in configuration, JSON and commands."""
        return self.name.lower()

    @classmethod
    def of(cls, word: str) -> "Audience":
        """Return the audience with this name; raise ValueError for any other word."""
        try:
            return cls[word.upper()]
        except KeyError:
            raise ValueError("an audience is one of: public, partner, internal") from None

    def sees(self, mark: "Audience") -> bool:
        """Whether this audience may see a value with that mark."""
        return mark <= self

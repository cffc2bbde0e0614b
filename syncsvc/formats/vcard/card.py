"""What a vCard is made of: cards of properties, decoded from the transfer and still in vCard's own escapes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from syncsvc.formats.vcard.values import split, unescape

Params = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Header:
    """What stands before the colon, without the parameters that only told how the value was transported.

    One header is shared by all properties that are headed alike.
    """

    group: str
    name: str
    """In capitals."""
    params: Params = ()
    """Names in capitals, values as written; bare types of 2.1 are values of TYPE."""
    types: tuple[str, ...] = ()
    """The values of TYPE in capitals, without PREF."""
    label: str = ""
    """``types`` as one text: «WORK,FAX»; the user's own without their «X-»."""
    preferred: bool = False
    """TYPE=PREF or PREF=1 (RFC 6350 section 5.3)."""
    binary: bool = False
    """True: the value is base64."""

    def param(self, name: str) -> str:
        """The first value of a parameter, or an empty text."""
        return next((values[0] for key, values in self.params if key == name and values), "")


@dataclass(frozen=True, slots=True)
class Property:
    """One property.

    ``raw`` is the value after unfolding, quoted-printable and charset, with the backslash escapes still in it;
    for binary values it is base64 without white space.
    """

    header: Header
    raw: str
    line: int = field(default=0, compare=False)
    """Where it starts in what was read, counted from 1."""

    @property
    def group(self) -> str:
        """The group before the name: «item1», or an empty text."""
        return self.header.group

    @property
    def name(self) -> str:
        """The name in capitals."""
        return self.header.name

    @property
    def params(self) -> Params:
        """The parameters that say something of the value."""
        return self.header.params

    @property
    def value(self) -> str:
        """The value as one text, without escapes; an unescaped comma or semicolon is part of it."""
        return self.raw if self.header.binary else unescape(self.raw)

    @property
    def parts(self) -> tuple[str, ...]:
        """The components of a structured value (N, ADR, ORG), without escapes."""
        return tuple(unescape(part) for part in split(self.raw, ";"))


@dataclass(frozen=True, slots=True)
class Card:
    """One vCard, its properties in columns: large address books hold millions, and shared headers cost nothing."""

    version: str
    """Empty where the card names none."""
    headers: tuple[Header, ...]
    raws: tuple[str, ...]
    """The value to each header; see ``Property``."""
    lines: Sequence[int] = field(default=(), compare=False, repr=False)
    number: int = field(default=0, compare=False)
    """Which card of the file, counted from 1."""
    line: int = field(default=0, compare=False)

    @classmethod
    def of(cls, version: str, properties: Iterable[Property]) -> "Card":
        """A card of these properties."""
        kept = tuple(properties)
        headers = tuple(entry.header for entry in kept)
        return cls(version, headers, tuple(entry.raw for entry in kept), tuple(entry.line for entry in kept))

    @property
    def properties(self) -> tuple[Property, ...]:
        """Every property, in order."""
        lines = self.lines or (0,) * len(self.headers)
        return tuple(map(Property, self.headers, self.raws, lines))

    def all(self, name: str) -> tuple[Property, ...]:
        """Every property of this name, in order."""
        return tuple(entry for entry in self.properties if entry.name == name)

    def first(self, name: str) -> str:
        """The first value under this name that is not empty, or an empty text."""
        for header, raw in zip(self.headers, self.raws, strict=True):
            if header.name == name and raw.strip():
                return raw if header.binary else unescape(raw)
        return ""

"""What a vCard is made of: cards of properties, decoded from the transfer and still in vCard's own escapes."""

from dataclasses import dataclass
from typing import NamedTuple

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
    """``types`` as one text: «WORK,FAX»."""
    preferred: bool = False
    """TYPE=PREF or PREF=1 (RFC 6350 section 5.3)."""
    binary: bool = False
    """True: the value is base64."""

    def param(self, name: str) -> str:
        """The first value of a parameter, or an empty text."""
        return next((values[0] for key, values in self.params if key == name and values), "")


class Property(NamedTuple):
    """One property; a tuple, because a large address book makes a million of them.

    ``raw`` is the value after unfolding, quoted-printable and charset, with the backslash escapes still in it;
    for binary values it is base64 without white space.
    """

    header: Header
    raw: str
    line: int = 0
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
    """One vCard; ``version`` is empty where the card names none."""

    version: str
    properties: tuple[Property, ...]
    number: int = 0
    """Which card of the file, counted from 1."""
    line: int = 0

    def all(self, name: str) -> tuple[Property, ...]:
        """Every property of this name, in order."""
        return tuple(entry for entry in self.properties if entry.header.name == name)

    def first(self, name: str) -> str:
        """The first value under this name that is not empty, or an empty text."""
        return next((entry.value for entry in self.properties if entry.header.name == name and entry.raw.strip()), "")

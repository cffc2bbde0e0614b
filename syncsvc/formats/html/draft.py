"""A contact while it is being put together from its lines."""

from dataclasses import dataclass, field, replace

from syncsvc.model.record import Field

PERSON, FUNCTION, ORGANISATION, GROUP = "person", "function", "organisation", "group"


@dataclass(frozen=True, slots=True)
class Draft:
    """One contact as the page says it, before it has a key."""

    kind: str
    name: str
    fields: tuple[Field, ...] = ()
    lines: tuple[int, ...] = ()
    """Numbers of the lines it came from."""
    personal: tuple[str, ...] = ()
    """Addresses whose local part speaks of this person."""

    def all(self, name: str) -> tuple[str, ...]:
        """The values under a field name."""
        return tuple(one.value for one in self.fields if one.name == name)

    def with_fields(self, *more: Field) -> "Draft":
        """The draft with these fields too; what it has already is not repeated."""
        fields = {
            (one.name, one.value.lower() if one.name == "email" else one.value): one
            for one in reversed((*self.fields, *more))
        }
        return replace(self, fields=tuple(reversed(fields.values())))


@dataclass(slots=True)
class Sheet:
    """What the lines of one block say, sorted by field."""

    people: list["Person"] = field(default_factory=list)
    organisation: str = ""
    units: list[str] = field(default_factory=list)
    role: str = ""
    responsibility: str = ""
    group: str = ""
    head: str = ""
    """A function written before its people: «Sekretariat Amt für Integration: Gisela Haas und Tom Ewers»."""
    head_line: int = 0
    """Where the function stands; people named before it are not among those who fill it."""
    vacant: bool = False
    unknown: list[tuple[str, bool]] = field(default_factory=list)
    """Texts that could be anything, and whether they stand out."""
    points: list["Point"] = field(default_factory=list)
    rest: list[Field] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    parts: tuple[Field, ...] = ()
    """Parts of a name, where the source has them apart."""
    titles: list[str] = field(default_factory=list)
    """Headings and bold lines: what the block calls itself."""


@dataclass(slots=True)
class Person:
    """A person of a block, with what stands beside the name."""

    name: str
    line: int
    role: str = ""
    unit: str = ""
    organisation: str = ""
    responsibility: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A number or an address of a block."""

    field: Field
    line: int
    owner: str = ""
    """A name written beside it."""

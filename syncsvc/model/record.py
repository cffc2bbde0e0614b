"""Records: what a source said, as it said it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, overload


class RecordRef(NamedTuple):
    """Names one record for ever: the source, and the key the source gives it.

    A tuple, because sets and sorts of millions of them are what linking and the store do all day.
    """

    source: str
    key: str


@dataclass(frozen=True, slots=True)
class Field:
    """One raw value under a name of the field vocabulary, with the label the source put beside it.

    The vocabulary every format writes and ``normalise`` reads (a name may occur several times):

    name                    a whole name, any order («Maier-Lidle, Silvia», «Dr. Anna Muster»)
    salutation prefix given additional family suffix   the parts, where the source has them
    kind                    person, function, organisation, group: only when the source says so
    organisation unit role responsibility room hours note group url birthday
    phone                   one or several numbers as written; label: the words beside it
                            («Tel.», «Mobil», «WORK,FAX») or a type of ours
    email                   one address; label: the words beside it
    address                 a whole postal address in one text
    street postal_code city country                    its parts; label groups the parts of one address
    publish                 the source's word on visibility («ja», «nur intern»)
    class                   staff or volunteer, as the source words it
    consent                 the source's word on consent (a date, «ja»)
    id                      an id from elsewhere; label: its scheme (personnel number, UID)
    member                  of a group: the key of a member in the same source
    photo                   a data URI
    anything else           kept, not interpreted
    """

    name: str
    value: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """One record of a source: raw fields under a stable key."""

    ref: RecordRef
    fields: tuple[Field, ...]
    place: str = ""
    """Where a person finds it in the source: «line 12», «card 3», «lines 4 to 9»."""
    modified_at: datetime | None = None

    def first(self, name: str) -> str:
        """The first value under a name, or an empty text."""
        return next((field.value for field in self.fields if field.name == name), "")

    def all(self, name: str) -> tuple[Field, ...]:
        """Every field under a name, in the order of the source."""
        return tuple(field for field in self.fields if field.name == name)


class Unread(Sequence[SourceRecord]):
    """Records that are made when they are looked at: a run looks at few of those it knows already."""

    def __init__(self, count: int, read: Callable[[int], SourceRecord]) -> None:
        self._places = range(count)
        self._read = read

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, place: int) -> SourceRecord: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[SourceRecord, ...]: ...
    def __getitem__(self, place: int | slice) -> SourceRecord | tuple[SourceRecord, ...]:
        found = self._places[place]
        return self._read(found) if isinstance(found, int) else tuple(map(self._read, found))

    def __iter__(self) -> Iterator[SourceRecord]:
        return map(self._read, self._places)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

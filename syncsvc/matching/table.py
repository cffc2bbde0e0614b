"""Contacts become columns: every value encoded once, every record a row of small integers."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from syncsvc.model.contact import Contact, Kind, PersonName, Phone
from syncsvc.model.record import RecordRef

Integers = npt.NDArray[np.int64]

KINDS = (Kind.PERSON, Kind.FUNCTION, Kind.ORGANISATION, Kind.GROUP)
PERSON, FUNCTION, ORGANISATION, GROUP = range(4)

FAX, SWITCHBOARD, MOBILE, LINE = range(4)
_LINES = {"fax": FAX, "pager": FAX, "switchboard": SWITCHBOARD, "cell": MOBILE}
_MOBILES = ("+4915", "+49160", "+49162", "+49163", "+4917")
"""What German mobile numbers begin with."""
_GENERATIONS = {
    "sen": 1, "sr": 1, "senior": 1, "aelt": 1, "jun": 2, "jr": 2, "junior": 2, "jg": 2, "ii": 2, "iii": 3, "iv": 4,
}  # fmt: skip
_SUFFIX_WORD = re.compile(r"[A-Za-zÄäÖöÜü]+")


_Value = TypeVar("_Value")


def _counting(empty: _Value) -> defaultdict[_Value, int]:
    """Numbers its keys in the order they come; the empty value is 0."""
    numbers: defaultdict[_Value, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    numbers[empty]
    return numbers


@dataclass(frozen=True, slots=True)
class Uses:
    """Who uses which value: rows in rising order, value numbers, and what the value is used as."""

    row: Integers
    value: Integers
    role: Integers
    start: Integers
    """Of each row's uses; one more than there are rows."""


@dataclass(frozen=True, slots=True)
class Table:
    """Contacts as columns; the numbers in a column count into the vocabulary of its values."""

    refs: list[RecordRef]
    kind: Integers
    source: Integers
    given: Integers
    family: Integers
    label: Integers
    """The name of a function, organisation or group."""
    generation: Integers
    birthday: Integers
    """yyyymmdd, parts that are not known as 0."""
    organisation: Integers
    role: Integers
    units: Uses
    mails: Uses
    phones: Uses
    places: Uses
    ids: Uses
    names: list[str]
    """Vocabulary of given and family names."""
    texts: list[str]
    """Vocabulary of labels, organisations, units and roles."""
    addresses: list[str]
    """Vocabulary of mail addresses, in lower case."""
    numbers: list[str]
    """Vocabulary of telephone numbers."""
    localities: list[tuple[str, str, str]]
    """Vocabulary of postal addresses: street, postal code, city."""
    identities: list[tuple[str, str]]
    """Vocabulary of ids: scheme, value."""

    def __len__(self) -> int:
        return len(self.refs)


@dataclass(slots=True)
class _Column:
    row: list[int] = field(default_factory=list)
    value: list[int] = field(default_factory=list)
    role: list[int] = field(default_factory=list)

    def add(self, row: int, values: list[int]) -> None:
        """Each value once."""
        if len(values) > 1:
            values = list(dict.fromkeys(values))
        self.row.extend([row] * len(values))
        self.value.extend(values)

    def uses(self, rows: int) -> Uses:
        row = np.array(self.row, dtype=np.int64)
        role = np.array(self.role, dtype=np.int64) if self.role else np.zeros(len(row), dtype=np.int64)
        start = np.searchsorted(row, np.arange(rows + 1)).astype(np.int64)
        return Uses(row, np.array(self.value, dtype=np.int64), role, start)


class _Builder:
    def __init__(self) -> None:
        self.refs: list[RecordRef] = []
        self.single: list[tuple[int, ...]] = []
        self.names, self.texts, self.sources, self.addresses, self.numbers = (_counting("") for _ in range(5))
        self.localities, self.identities = _counting(("", "", "")), _counting(("", ""))
        self.units, self.mails, self.phones, self.places, self.ids = (_Column() for _ in range(5))
        self.kinds = {kind: number for number, kind in enumerate(KINDS)}

    def add(self, contact: Contact) -> None:
        row = len(self.refs)
        self.refs.append(contact.ref)
        kind = self.kinds[contact.kind]
        name = contact.name
        given, family = name.given, name.family
        if kind == PERSON and not given and not family:
            given, family = split(name)
        texts = self.texts
        self.single.append(
            (
                kind,
                self.sources[contact.ref.source],
                self.names[given] if kind == PERSON else 0,
                self.names[family] if kind == PERSON else 0,
                0 if kind == PERSON else texts[name.display or family or given],
                _generation(name.suffix) if name.suffix else 0,
                _day(contact.birthday) if contact.birthday else 0,
                texts[contact.organisation],
                texts[contact.role],
            )
        )
        self._add_values(row, contact)

    def _add_values(self, row: int, contact: Contact) -> None:
        if contact.units:
            self.units.add(row, [self.texts[unit] for unit in contact.units])
        if contact.emails:
            self.mails.add(row, [self.addresses[email.address.lower()] for email in contact.emails])
        if contact.phones:
            self._add_phones(row, contact.phones)
        if contact.addresses:
            self.places.add(row, [self.localities[one.street, one.postal_code, one.city] for one in contact.addresses])
        if contact.ids:
            self.ids.add(row, [self.identities[identity] for identity in contact.ids])

    def _add_phones(self, row: int, phones: tuple[Phone, ...]) -> None:
        lines: dict[int, int] = {}
        for phone in phones:
            line = _LINES.get(phone.type, LINE)
            if line == LINE and phone.number.startswith(_MOBILES):
                line = MOBILE
            if line != FAX and phone.number:
                number = self.numbers[phone.number]
                lines[number] = min(line, lines.get(number, line))
        self.phones.add(row, list(lines))
        self.phones.role.extend(lines.values())

    def table(self) -> Table:
        rows = len(self.refs)
        single = np.array(self.single, dtype=np.int64).reshape(rows, 9).T.copy()
        columns = (self.units, self.mails, self.phones, self.places, self.ids)
        kind, source, given, family, label, generation, birthday, organisation, role = single
        units, mails, phones, places, ids = (column.uses(rows) for column in columns)
        return Table(
            refs=self.refs,
            kind=kind,
            source=source,
            given=given,
            family=family,
            label=label,
            generation=generation,
            birthday=birthday,
            organisation=organisation,
            role=role,
            units=units,
            mails=mails,
            phones=phones,
            places=places,
            ids=ids,
            names=list(self.names),
            texts=list(self.texts),
            addresses=list(self.addresses),
            numbers=list(self.numbers),
            localities=list(self.localities),
            identities=list(self.identities),
        )


def tabulate(contacts: Iterable[Contact]) -> Table:
    """Encode contacts; they are read once and not kept."""
    builder = _Builder()
    for contact in contacts:
        builder.add(contact)
    return builder.table()


def split(name: PersonName) -> tuple[str, str]:
    """Given and family name of a person of whom only the whole name is known: «Muster, Anna», «Anna Muster»."""
    family, comma, given = name.display.partition(",")
    if comma:
        return given.strip(), family.strip()
    words = name.display.split()
    return " ".join(words[:-1]), words[-1] if words else ""


def _generation(suffix: str) -> int:
    words = (word.casefold().replace("ä", "ae") for word in _SUFFIX_WORD.findall(suffix))
    return next((_GENERATIONS[word] for word in words if word in _GENERATIONS), 0)


def _day(text: str) -> int:
    digits = "".join(char for char in text[:10] if char.isdigit())
    if text.startswith("--"):
        return int(digits[:4]) if len(digits) >= 4 else 0
    return int(digits.ljust(8, "0")[:8]) if len(digits) >= 4 else 0

"""What is known of each different mailbox, telephone number, postal address and id, worked out when first asked for."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from syncsvc.columns.comparable import PART
from syncsvc.columns.contact_points import Locality, Mailbox, digits_of, localities, mailboxes
from syncsvc.columns.encoding import Integers, Uses, numbered
from syncsvc.columns.folding import strict
from syncsvc.columns.hashing import hashed
from syncsvc.columns.mail_addresses import MailColumns, mail_columns
from syncsvc.lexicon.mailbox_words import FREE_DOMAINS

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Points:
    """Who uses which mailbox, number, address and id, and properties of these as columns over their vocabularies."""

    mails: Uses
    phones: Uses
    places: Uses
    ids: Uses
    addresses: list[str]
    """Vocabulary of mail addresses, in lower case."""
    phone_digits: Integers
    """Vocabulary of telephone numbers, as integers without an extension that stands apart; 0 where that cannot be."""
    localities: list[tuple[str, str, str]]
    """Vocabulary of postal addresses: street, postal code, city."""
    identities: list[tuple[str, str]]
    """Vocabulary of ids: scheme, value."""

    def __getstate__(self) -> dict[str, Any]:
        """All columns, worked out: who sends them has the time that who gets them has not."""
        for name, value in vars(Points).items():
            if isinstance(value, cached_property):
                getattr(self, name)
        return {name: _as_one(value) for name, value in vars(self).items() if name not in _BY_ROW}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Put texts apart again."""
        vars(self).update((name, _apart(value)) for name, value in state.items())

    @cached_property
    def marks(self) -> dict[str, npt.NDArray[np.uint64]]:
        """A bit for each value of each row, of several that share it: where none is in common, no value is."""
        return {name: _marks(uses) for name, uses in self._uses.items()}

    @cached_property
    def told(self) -> dict[str, Flags]:
        """Which rows have any value."""
        return {name: uses.start[1:] > uses.start[:-1] for name, uses in self._uses.items()}

    @property
    def _uses(self) -> dict[str, Uses]:
        return {"mails": self.mails, "phones": self.phones, "places": self.places, "ids": self.ids}

    def boxes(self, values: Integers) -> dict[int, Mailbox]:
        """Mail addresses, taken apart."""
        wanted = [*dict.fromkeys(values.tolist())]
        return dict(zip(wanted, mailboxes([self.addresses[value] for value in wanted]), strict=True))

    @cached_property
    def _mails(self) -> MailColumns:
        """Mail addresses, taken apart."""
        return mail_columns(self.addresses)

    @cached_property
    def mail_letters(self) -> list[str]:
        """The letters of local parts."""
        return self._mails.letters

    @cached_property
    def mail_hashes(self) -> Integers:
        """Hashes of mail addresses; 0 for the empty one."""
        return hashed(self.addresses)

    @cached_property
    def webs(self) -> Integers:
        """Hashes of domains; 0 for those that give mailboxes to everybody."""
        names = hashed(dict.fromkeys(("", *self._mails.domains)))
        return np.where(self.mail_free, 0, names[self.mail_domains])

    @cached_property
    def mail_locals(self) -> Integers:
        """Equal for equal local parts."""
        return hashed(self._mails.locals)

    @cached_property
    def mail_domains(self) -> Integers:
        """Equal for equal domains."""
        return numbered(self._mails.domains)

    @cached_property
    def mail_digits(self) -> Integers:
        """Equal for local parts with the same digits; where the @ was lost, all counts as local."""
        both = zip(self._mails.locals, self._mails.domains, strict=True)
        return hashed(digits_of([local or domain for local, domain in both]))

    @cached_property
    def mail_words(self) -> Integers:
        """Of how many words a local part is made."""
        return self._mails.many

    @cached_property
    def mail_initials(self) -> Integers:
        """The first letters of the words of a local part, a bit for each letter."""
        return self._mails.initials

    @cached_property
    def mail_ends(self) -> Integers:
        """The last letter of a local part."""
        return self._mails.ends

    @cached_property
    def mail_offices(self) -> Flags:
        """Whether a mailbox is an office's."""
        return self._mails.offices

    @cached_property
    def mail_free(self) -> Flags:
        """Whether a mailbox is of a domain for everybody."""
        free = [domain in FREE_DOMAINS for domain in dict.fromkeys(("", *self._mails.domains))]
        return np.array(free, dtype=np.bool_)[self.mail_domains]

    @cached_property
    def phone_centres(self) -> Flags:
        """Numbers that may be a switchboard's: they end in 0."""
        return np.asarray((self.phone_digits % 10 == 0) & (self.phone_digits > 0), dtype=np.bool_)

    @cached_property
    def _told(self) -> list[Locality]:
        """Postal addresses, folded."""
        return localities(self.localities)

    @cached_property
    def street_names(self) -> list[str]:
        """Streets, folded."""
        return [place.street for place in self._told]

    @cached_property
    def house_numbers(self) -> list[str]:
        """House numbers."""
        return [place.number for place in self._told]

    @cached_property
    def city_names(self) -> list[str]:
        """Cities, folded."""
        return [place.city for place in self._told]

    @cached_property
    def streets(self) -> Integers:
        """Equal for equal streets."""
        return numbered(self.street_names)

    @cached_property
    def houses(self) -> Integers:
        """Equal for equal house numbers."""
        return numbered(self.house_numbers)

    @cached_property
    def postal_codes(self) -> Integers:
        """Equal for equal postal codes."""
        return numbered([place.postal_code for place in self._told])

    @cached_property
    def cities(self) -> Integers:
        """Equal for equal cities."""
        return numbered(self.city_names)

    @cached_property
    def city_heads(self) -> Integers:
        """Equal for cities with the same first word."""
        return numbered([place.head for place in self._told])

    @cached_property
    def seats(self) -> Integers:
        """Hashes of places where one person can be found: only a street with a number is one."""
        return hashed(
            f"{place.street} {place.number} {place.postal_code or place.city}" if place.street and place.number else ""
            for place in self._told
        )

    @cached_property
    def homes(self) -> Integers:
        """Hashes of streets with a number and the city; 0 where one of these is not said."""
        return hashed(
            f"{place.street} {place.number} {place.head}" if place.street and place.number and place.city else ""
            for place in self._told
        )

    @cached_property
    def doors(self) -> Integers:
        """Hashes of streets with a number; 0 where one of these is not said."""
        return hashed(f"{place.street} {place.number}" if place.street and place.number else "" for place in self._told)

    @cached_property
    def towns(self) -> Integers:
        """Hashes of postal codes, else of the first words of cities."""
        return hashed(place.postal_code or place.head for place in self._told)

    @cached_property
    def town_heads(self) -> Integers:
        """Hashes of the first words of cities."""
        return hashed(place.head for place in self._told)

    @cached_property
    def id_hashes(self) -> Integers:
        """Hashes of ids with their schemes; 0 for the empty one."""
        schemes = self.id_schemes.tolist()
        names = {number: scheme for number, (scheme, _) in zip(schemes, self.identities, strict=True)}
        return hashed(
            f"{names[number]} {value}" if value else "" for number, value in zip(schemes, self.id_values, strict=True)
        )

    @cached_property
    def schemes(self) -> Integers:
        """Equal for ids of one scheme; 0 where a differing id means nothing."""
        schemes = [strict(scheme) for scheme, _ in self.identities]
        return numbered(["" if scheme in _TECHNICAL else scheme for scheme in schemes])

    @cached_property
    def id_values(self) -> list[str]:
        """The values of ids, folded."""
        return [strict(value).replace(" ", "") for _, value in self.identities]

    @cached_property
    def id_schemes(self) -> Integers:
        """Equal for ids of one scheme."""
        return numbered([strict(scheme) or "?" for scheme, _ in self.identities])

    @cached_property
    def id_numbers(self) -> Integers:
        """Equal for equal values of ids."""
        return numbered(self.id_values)


def _as_one(value: Any) -> Any:
    """A column of texts as one text, which travels in no time; others as they are."""
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        return value
    text = PART.join(value)
    return (text,) if text.count(PART) == len(value) - 1 else value


def _apart(value: Any) -> Any:
    return value[0].split(PART) if isinstance(value, tuple) else value


def _marks(uses: Uses) -> npt.NDArray[np.uint64]:
    marks = np.zeros(len(uses.start) - 1, dtype=np.uint64)
    np.bitwise_or.at(marks, uses.row, np.uint64(1) << (uses.value % 64).astype(np.uint64))
    return marks


_BY_ROW = frozenset(("_mails", "_told"))
"""What columns are made of; others need not know it."""


_TECHNICAL = frozenset(
    ("uid", "uuid", "guid", "entryuuid", "objectguid", "key", "row", "url", "etag", "href", "dn", "")
)
"""Schemes every system fills for itself: equal values join, differing ones are no contradiction."""

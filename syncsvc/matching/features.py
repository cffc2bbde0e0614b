"""What is known of each different value of a table, worked out once, when first asked for."""

from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

import numpy as np
import numpy.typing as npt

from syncsvc.matching.contact_points import Locality, Mailbox, digits, localities, mailboxes
from syncsvc.matching.folding import strict
from syncsvc.matching.hashing import Integers, hashed
from syncsvc.matching.judging import Judgements
from syncsvc.matching.name_clues import CLUES, clues, forms
from syncsvc.matching.name_words import Words, words
from syncsvc.matching.names import NamePart, family_bits, given_bits, name_parts
from syncsvc.matching.organisations import Title, title
from syncsvc.matching.table import Table, Uses, numbered
from syncsvc.matching.title_letters import TitleLetters, title_letters

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


WORD_BITS = 2.0
"""What each word of a title adds to its rarity, up to four."""


@dataclass(frozen=True)
class Features:
    """Properties of the values of a table, as columns over its vocabularies."""

    table: Table
    judged: dict[tuple[str, ...], Judgements] = field(default_factory=dict)

    def judgements(self, size: int, *question: str) -> Judgements:
        """What came of the pairs of values, of so many, that were judged by a question."""
        return self.judged.setdefault(question, Judgements(size))

    @cached_property
    def marks(self) -> dict[str, npt.NDArray[np.uint64]]:
        """A bit for each value of each row, of several that share it: where none is in common, no value is."""
        table = self.table
        columns = {"mails": table.mails, "phones": table.phones, "places": table.places, "ids": table.ids}
        return {name: _marks(uses) for name, uses in columns.items()}

    @cached_property
    def names(self) -> list[NamePart]:
        """Given and family names, taken apart."""
        return name_parts(self.table.names)

    @cached_property
    def called(self) -> Flags:
        """Names that are anybody's given name; of others it need not be known what that would say."""
        flags = np.zeros(len(self.table.names), dtype=np.bool_)
        flags[self.table.given] = True
        return flags

    @cached_property
    def folded_names(self) -> Integers:
        """Equal for names that are folded to the same."""
        return numbered([part.folded for part in self.names])

    @cached_property
    def bare_names(self) -> Flags:
        """Names that are nothing but initials."""
        return np.array([bool(part.initials) for part in self.names], dtype=np.bool_)

    @cached_property
    def single_names(self) -> Flags:
        """Names of one word."""
        return np.array([len(part.tokens) == 1 for part in self.names], dtype=np.bool_)

    @cached_property
    def name_clues(self) -> list[Integers]:
        """Equal for given names with a common clue, see ``clues``; a column for each sort of clue."""
        columns = np.zeros((CLUES, len(self.names)), dtype=np.int64)
        said = zip(*(clues(self.names[name]) for name in np.flatnonzero(self.called).tolist()), strict=True)
        for column, texts in zip(columns, said, strict=True):
            column[self.called] = numbered(texts)
        return [*columns]

    @cached_property
    def name_forms(self) -> list[npt.NDArray[np.uint64]]:
        """A bit, in four columns of 64, for each form of a given name, see ``forms``; other forms may share it."""
        names = np.flatnonzero(self.called)
        found = [forms(self.names[name]) for name in names.tolist()]
        place = numbered(chain.from_iterable(found)) % 256
        name = np.repeat(names, [*map(len, found)])
        columns = np.zeros((4, len(self.names)), dtype=np.uint64)
        np.bitwise_or.at(columns, (place // 64, name), np.uint64(1) << (place % 64).astype(np.uint64))
        return [*columns]

    @cached_property
    def words(self) -> Words:
        """The words of names."""
        return words(self.names)

    @cached_property
    def known_names(self) -> Flags:
        """Known given names."""
        return np.array([part.known for part in self.names], dtype=np.bool_)

    @cached_property
    def foreign_names(self) -> Flags:
        """Names that are written in another script."""
        return np.array([part.foreign for part in self.names], dtype=np.bool_)

    @cached_property
    def given_bits(self) -> Floats:
        """Rarity as a given name."""
        return np.array([given_bits(part) for part in self.names], dtype=np.float64)

    @cached_property
    def family_bits(self) -> Floats:
        """Rarity as a family name."""
        return np.array([family_bits(part) for part in self.names], dtype=np.float64)

    @cached_property
    def titles(self) -> list[Title]:
        """Labels, organisations, units and roles, taken apart."""
        return [title(text) for text in self.table.texts]

    @cached_property
    def labels(self) -> Integers:
        """Hashes of titles, equal for those that mean the same; 0 for the empty one."""
        return hashed(item.key for item in self.titles)

    @cached_property
    def id_hashes(self) -> Integers:
        """Hashes of ids with their schemes; 0 for the empty one."""
        schemes = self.id_schemes.tolist()
        names = {number: scheme for number, (scheme, _) in zip(schemes, self.table.identities, strict=True)}
        return hashed(
            f"{names[number]} {value}" if value else "" for number, value in zip(schemes, self.id_values, strict=True)
        )

    @cached_property
    def title_keys(self) -> Integers:
        """Equal for titles that mean the same."""
        return numbered([item.key for item in self.titles])

    @cached_property
    def title_letters(self) -> TitleLetters:
        """What titles are made of."""
        return title_letters(self.titles)

    @cached_property
    def title_bits(self) -> Floats:
        """A name of several words says more than a single word."""
        return np.array([WORD_BITS * min(len(item.words), 4) for item in self.titles], dtype=np.float64)

    @cached_property
    def mailboxes(self) -> list[Mailbox]:
        """Mail addresses, taken apart."""
        return mailboxes(self.table.addresses)

    @cached_property
    def mail_locals(self) -> Integers:
        """Equal for equal local parts."""
        return numbered([box.local for box in self.mailboxes])

    @cached_property
    def mail_domains(self) -> Integers:
        """Equal for equal domains."""
        return numbered([box.domain for box in self.mailboxes])

    @cached_property
    def mail_digits(self) -> Integers:
        """Equal for local parts with the same digits; where the @ was lost, all counts as local."""
        return numbered(["".join(filter(str.isdigit, box.local or box.domain)) for box in self.mailboxes])

    @cached_property
    def mail_words(self) -> Integers:
        """Of how many words a local part is made."""
        return np.array([len(box.words) for box in self.mailboxes], dtype=np.int64)

    @cached_property
    def mail_initials(self) -> Integers:
        """The first letters of the words of a local part, a bit for each letter."""
        return np.array([_letters(box.words) for box in self.mailboxes], dtype=np.int64)

    @cached_property
    def mail_ends(self) -> Integers:
        """The last letter of a local part."""
        return np.array([ord(box.words[-1][-1]) if box.words else 0 for box in self.mailboxes], dtype=np.int64)

    @cached_property
    def mail_offices(self) -> Flags:
        """Whether a mailbox is an office's."""
        return np.array([box.function for box in self.mailboxes], dtype=np.bool_)

    @cached_property
    def mail_free(self) -> Flags:
        """Whether a mailbox is of a domain for everybody."""
        return np.array([box.free for box in self.mailboxes], dtype=np.bool_)

    @cached_property
    def phone_digits(self) -> Integers:
        """Telephone numbers as integers."""
        return digits(self.table.numbers)

    @cached_property
    def phone_centres(self) -> Flags:
        """Numbers that may be a switchboard's: they end in 0."""
        return np.asarray((self.phone_digits % 10 == 0) & (self.phone_digits > 0), dtype=np.bool_)

    @cached_property
    def localities(self) -> list[Locality]:
        """Postal addresses, folded."""
        return localities(self.table.localities)

    @cached_property
    def streets(self) -> Integers:
        """Equal for equal streets."""
        return numbered([place.street for place in self.localities])

    @cached_property
    def houses(self) -> Integers:
        """Equal for equal house numbers."""
        return numbered([place.number for place in self.localities])

    @cached_property
    def postal_codes(self) -> Integers:
        """Equal for equal postal codes."""
        return numbered([place.postal_code for place in self.localities])

    @cached_property
    def cities(self) -> Integers:
        """Equal for equal cities."""
        return numbered([place.city for place in self.localities])

    @cached_property
    def city_heads(self) -> Integers:
        """Equal for cities with the same first word."""
        return numbered([place.head for place in self.localities])

    @cached_property
    def schemes(self) -> Integers:
        """Equal for ids of one scheme; 0 where a differing id means nothing."""
        schemes = [strict(scheme) for scheme, _ in self.table.identities]
        return numbered(["" if scheme in _TECHNICAL else scheme for scheme in schemes])

    @cached_property
    def id_values(self) -> list[str]:
        """The values of ids, folded."""
        return [strict(value).replace(" ", "") for _, value in self.table.identities]

    @cached_property
    def id_schemes(self) -> Integers:
        """Equal for ids of one scheme."""
        return numbered([strict(scheme) or "?" for scheme, _ in self.table.identities])

    @cached_property
    def id_numbers(self) -> Integers:
        """Equal for equal values of ids."""
        return numbered(self.id_values)


def _marks(uses: Uses) -> npt.NDArray[np.uint64]:
    marks = np.zeros(len(uses.start) - 1, dtype=np.uint64)
    np.bitwise_or.at(marks, uses.row, np.uint64(1) << (uses.value % 64).astype(np.uint64))
    return marks


def _letters(words: tuple[str, ...]) -> int:
    bits = 0
    for word in words:
        bits |= 1 << (ord(word[0]) - ord("a"))
    return bits


_TECHNICAL = frozenset(
    ("uid", "uuid", "guid", "entryuuid", "objectguid", "key", "row", "url", "etag", "href", "dn", "")
)
"""Schemes every system fills for itself: equal values join, differing ones are no contradiction."""

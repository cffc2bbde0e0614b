"""What is known of each different value of a table, worked out once, when first asked for."""

from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

import numpy as np
import numpy.typing as npt

from syncsvc.columns.encoding import numbered
from syncsvc.columns.folding import looses
from syncsvc.columns.hashing import Integers, hashed
from syncsvc.columns.points import Points
from syncsvc.matching.judging import Judgements
from syncsvc.matching.name_clues import CLUES, clues, forms
from syncsvc.matching.name_words import Words, words
from syncsvc.matching.names import NamePart, family_bits, given_bits, name_parts
from syncsvc.matching.organisations import Title, title
from syncsvc.matching.table import Table
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

    @property
    def points(self) -> Points:
        """Properties of mailboxes, telephone numbers, postal addresses and ids."""
        return self.table.points

    def know_names(self) -> None:
        """Work out all of names and titles now, while mailboxes and the rest may still be gathered elsewhere."""
        for name, kind in vars(Features).items():
            if isinstance(kind, cached_property):
                getattr(self, name)

    def judgements(self, size: int, *question: str) -> Judgements:
        """What came of the pairs of values, of so many, that were judged by a question."""
        return self.judged.setdefault(question, Judgements(size))

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
    def first_words(self) -> list[str]:
        """The first word of each name, umlauts as bare vowels."""
        return looses([part.first for part in self.names])

    @cached_property
    def given_numbers(self) -> npt.NDArray[np.int32]:
        """The given name of each row."""
        return self.table.given.astype(np.int32)

    @cached_property
    def family_numbers(self) -> npt.NDArray[np.int32]:
        """The family name of each row."""
        return self.table.family.astype(np.int32)

    @cached_property
    def given_folded(self) -> npt.NDArray[np.int32]:
        """Of each row, equal for given and family names that are folded to the same; 0 for none."""
        return self.folded_names[self.table.given].astype(np.int32)

    @cached_property
    def family_folded(self) -> npt.NDArray[np.int32]:
        """The same of family names."""
        return self.folded_names[self.table.family].astype(np.int32)

    @cached_property
    def only_given(self) -> Flags:
        """Rows with a given name and no family name."""
        return np.asarray((self.table.given != 0) & (self.table.family == 0), dtype=np.bool_)

    @cached_property
    def only_family(self) -> Flags:
        """Rows with a family name and no given name."""
        return np.asarray((self.table.family != 0) & (self.table.given == 0), dtype=np.bool_)

    @cached_property
    def bare_names(self) -> Flags:
        """Names that are nothing but initials."""
        return np.array([bool(part.initials) for part in self.names], dtype=np.bool_)

    @cached_property
    def name_clues(self) -> list[Integers]:
        """Equal for given names with a common clue, see ``clues``; a column for each sort of clue."""
        columns = np.zeros((CLUES, len(self.names)), dtype=np.int64)
        said = [clues(self.names[name]) for name in np.flatnonzero(self.called).tolist()]
        for column, texts in zip(columns, zip(*said, strict=True), strict=bool(said)):
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

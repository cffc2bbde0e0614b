"""A view: what one audience sees of the whole directory at one moment; it never changes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from syncsvc.model.audience import Audience
from syncsvc.model.canonical import CanonicalContact
from syncsvc.serve.book import folding
from syncsvc.serve.book.postings import GROUPS, Postings
from syncsvc.serve.book.rows import Row


@dataclass(frozen=True, slots=True)
class Changed:
    """A contact that changed, or for this audience is no longer there."""

    sequence: int
    id: str
    removed: bool


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """All contacts of one audience; a newer state is another view."""

    audience: Audience
    sequence: int
    """How far in the store's change feed this is."""
    rows: Sequence[Row | None]
    """By slot; None where a row has been replaced or removed."""
    slots: Mapping[str, int]
    """The slot of each contact, by id."""
    feed: dict[str, int]
    """The sequence number of each contact's last change, the oldest first; also of those this audience once saw."""
    postings: Postings
    renderings: dict[tuple[str, str], tuple[Row, bytes]] = field(default_factory=dict)
    """What others made of contacts, shared by all views of an audience (see ``rendered``)."""

    def __len__(self) -> int:
        return len(self.slots)

    @property
    def contacts(self) -> Iterator[CanonicalContact]:
        """Every contact, in no particular order."""
        return (row.contact for row in self.rows if row is not None and row.contact is not None)

    def get(self, ident: str) -> Row | None:
        """The row of a contact."""
        slot = self.slots.get(ident)
        return None if slot is None else self.rows[slot]

    def contact(self, ident: str) -> CanonicalContact | None:
        """One contact."""
        row = self.get(ident)
        return None if row is None else row.contact

    def rendered(self, ident: str, form: str, render: Callable[[CanonicalContact], bytes]) -> bytes | None:
        """A contact in some form (a vCard, say), made once and kept until the contact changes; None if it is not there.

        ``form`` names the form and all that decides it besides the contact.
        """
        row = self.get(ident)
        if row is None or row.contact is None:
            return None
        kept = self.renderings.get((ident, form))
        if kept is None or kept[0] is not row:
            kept = self.renderings[ident, form] = (row, render(row.contact))
        return kept[1]

    def changes(self, after: int) -> tuple[Changed, ...]:
        """What changed behind a sequence number, oldest first; any number ever given out will do."""
        found = []
        for ident in reversed(self.feed):
            sequence = self.feed[ident]
            if sequence <= after:
                break
            found.append(Changed(sequence, ident, ident not in self.slots))
        return tuple(reversed(found))

    def candidates(self, lists: Sequence[Sequence[int]] | None) -> Iterator[Row | None]:
        """The rows that lists of slots name, each once; None stands for one that is no longer there."""
        if lists is None:
            return iter(self.rows)
        return self._listed(lists)

    def _listed(self, lists: Sequence[Sequence[int]]) -> Iterator[Row | None]:
        rows, known = self.rows, len(self.rows)
        several = len(lists) > 1
        seen: set[int] = set()
        for slot in chain.from_iterable(lists):
            if slot >= known:
                continue
            if several:
                if slot in seen:
                    continue
                seen.add(slot)
            yield rows[slot]

    def search(self, text: str, limit: int | None = None) -> tuple[CanonicalContact, ...]:
        """Contacts that hold every word of a text somewhere, or a number in any notation; sorted by name."""
        words = _words(text)
        if not words:
            return ()
        lists = min((self._lists(word) for word in words), key=lambda lists: sum(map(len, lists)))
        found = [
            row.contact
            for row in self.candidates(lists)
            if row is not None and row.contact is not None and _holds(row, words)
        ]
        found.sort(key=lambda one: (one.name.family, one.name.given, one.name.display, one.id))
        return tuple(found[:limit])

    def _lists(self, word: tuple[str, ...]) -> list[Sequence[int]]:
        found: list[Sequence[int]] = []
        for group in range(5):
            place = max(place for place, other in enumerate(GROUPS) if other == group)
            for form in word:
                lists = self.postings.lists(place, form)
                found += [range(len(self.rows))] if lists is None else lists
        return found


def _words(text: str) -> tuple[tuple[str, ...], ...]:
    """What to look for: each group must be found, by any of its spellings."""
    (digits,) = folding.dialled(text)
    if digits.removeprefix("+").isdigit() and len(digits) >= 3:
        return ((digits,),)
    return tuple(forms for word in text.split() if any(forms := _spelt(word)))


def _spelt(word: str) -> tuple[str, ...]:
    return folding.mail(word) if "@" in word else folding.text(word)


def _holds(row: Row, words: tuple[tuple[str, ...], ...]) -> bool:
    held = "".join(row.keys)
    return all(any(form in held for form in word) for word in words)

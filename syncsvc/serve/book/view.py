"""A view: what one audience sees of the whole directory at one moment; it never changes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from syncsvc.formats.folding import wanted
from syncsvc.model.audience import Audience
from syncsvc.model.canonical import CanonicalContact
from syncsvc.serve.book.groups import MEMBERS
from syncsvc.serve.book.kept import Kept
from syncsvc.serve.book.postings import Listing, Lists, Postings, size
from syncsvc.serve.book.rows import Row

_AT_ONCE = 128
"""Candidates that are looked at before others get their turn."""


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
    answers: Kept = field(default_factory=Kept)
    """What the directory server found in this very view."""

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

    def candidates(self, lists: Lists) -> Iterator[list[Row]]:
        """The rows that lists name, each once and some at a time."""
        return self._all() if lists is None else self._listed(lists)

    def _all(self) -> Iterator[list[Row]]:
        for start in range(0, len(self.rows), _AT_ONCE):
            yield [row for row in self.rows[start : start + _AT_ONCE] if row is not None]

    def _listed(self, lists: Sequence[Listing]) -> Iterator[list[Row]]:
        rows, known = self.rows, len(self.rows)
        seen: set[int] = set()
        for one in lists:
            slots, texts, piece = one.slots, self.postings.texts[one.group], one.piece
            for start in range(0, len(slots), _AT_ONCE):
                # The hottest line of all. A row is touched only when its text holds the piece: what takes the time
                # is not the comparing but the fetching from memory.
                found = slots[start : start + _AT_ONCE]
                if piece:
                    found = [slot for slot in found if piece in texts[slot]]
                if len(lists) > 1:
                    found = [slot for slot in found if slot not in seen]
                    seen.update(found)
                if found and found[-1] >= known:
                    found = [slot for slot in found if slot < known]
                yield [row for slot in found if (row := rows[slot]) is not None]

    def search(self, text: str, limit: int | None = None) -> tuple[CanonicalContact, ...]:
        """Contacts that hold every word of a text somewhere, or a number in any notation; sorted by name."""
        words = wanted(text)
        if not words:
            return ()
        lists = min(
            (self._lists(word) for word in words), key=lambda lists: len(self.rows) if lists is None else size(lists)
        )
        found = [
            row.contact
            for some in self.candidates(lists)
            for row in some
            if row.contact is not None and _holds(row, words)
        ]
        found.sort(key=lambda one: (one.name.family, one.name.given, one.name.display, one.id))
        return tuple(found[:limit])

    def _lists(self, word: tuple[str, ...]) -> Lists:
        found: list[Listing] = []
        for place, *_ in MEMBERS:
            for form in word:
                lists = self.postings.lists(place, form)
                if lists is None:
                    return None
                found += lists
        return found


def _holds(row: Row, words: tuple[tuple[str, ...], ...]) -> bool:
    held = "".join(row.held)
    return all(any(form in held for form in word) for word in words)

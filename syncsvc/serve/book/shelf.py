"""Shelves: the rows of one audience as they are kept up to date, one finished view after another."""

from collections.abc import Iterable, Mapping, Sequence

from syncsvc.errors import RecordError
from syncsvc.model.audience import Audience
from syncsvc.model.canonical import CanonicalContact
from syncsvc.privacy import view as seen
from syncsvc.serve.book.postings import Beside, Postings
from syncsvc.serve.book.rows import Row, RowMaker, alike, bare, same
from syncsvc.serve.book.view import View
from syncsvc.store import FeedChange


class Shelf:
    """Builds the views of one audience; only one thread calls ``load`` and ``change``, any may read ``view``."""

    def __init__(self, audience: Audience, maker: RowMaker) -> None:
        self.audience = audience
        self._maker = maker
        self.view = View(audience, 0, (), {}, {}, Postings())

    def row(self, contact: CanonicalContact, beside: Row | None = None) -> Row | None:
        """The row of a contact for this audience; ``beside``, another audience's, if it shows the same."""
        cut = seen(contact, self.audience)
        if cut is None:
            return None
        if beside is not None and beside.contact is not None and same(cut, beside.contact):
            return beside
        try:
            return self._maker.row(bare(cut), beside)
        except RecordError:
            # The run has reported it: an id that cannot name an entry.
            return None

    def known(self, changes: Sequence[FeedChange]) -> dict[str, int]:
        """The numbers of those changes that the audience may learn of: it sees the contact, or has seen it."""
        return {change.id: change.seq for change in changes if self.audience.sees(change.widest)}

    def load(
        self, rows: Iterable[Row | None], sequence: int, feed: dict[str, int], beside: Beside | None = None
    ) -> None:
        """Begin anew with these rows; ``beside`` are another audience's of the same contacts, in the same order."""
        kept = [row for row in rows if row is not None]
        slots = {row.id: slot for slot, row in enumerate(kept)}
        self.view = View(self.audience, sequence, kept, slots, feed, Postings(kept, beside), self.view.renderings)

    def change(self, rows: Mapping[str, Row | None], sequence: int, changed: Mapping[str, int]) -> None:
        """Put rows in the place of those under the same ids; None takes one out. Readers see all of it or none.

        Of a change that shows nothing new to this audience nothing is to be noticed: neither a number nor a moment.
        """
        old = self.view
        slots, feed, table = dict(old.slots), dict(old.feed), list(old.rows)
        for ident, number in changed.items():
            if ident in feed and _unnoticed(old.get(ident), rows.get(ident)):
                continue
            feed.pop(ident, None)
            feed[ident] = number
            slot = slots.pop(ident, None)
            if slot is not None:
                table[slot] = None
            row = rows.get(ident)
            if row is None:
                self._forget(ident)
                continue
            slots[ident] = len(table)
            old.postings.add(row)
            table.append(row)
        self.view = View(self.audience, sequence, table, slots, feed, old.postings, old.renderings)
        if len(table) > 1000 and len(table) > 2 * len(slots):
            # Half of the table is gaps. The change is to be seen before they are closed.
            self.load(table, sequence, feed)

    def _forget(self, ident: str) -> None:
        for key in [key for key in list(self.view.renderings) if key[0] == ident]:
            self.view.renderings.pop(key, None)


def _unnoticed(old: Row | None, new: Row | None) -> bool:
    """Whether both show the same, or neither is there."""
    if old is None or new is None:
        return old is new
    return old.contact is not None and new.contact is not None and alike(old.contact, new.contact)

"""Cards: every contact of a view as a vCard with its entity tag, made once and kept until the contact changes."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from syncsvc.formats.vcard import Profile, write
from syncsvc.formats.vcard.scaling import fitted
from syncsvc.model.audience import Audience
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.contact import Address, Email, Kind, PersonName, Phone
from syncsvc.model.digest import digest
from syncsvc.serve.book import Book, Row, View

_KEPT_LISTINGS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Card:
    """A contact as it is served."""

    row: Row
    etag: bytes
    """In quotation marks."""
    text: bytes
    escaped: bytes = field(init=False)
    """The same within XML; mostly the very same bytes."""

    def __post_init__(self) -> None:
        escaped = self.text.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
        object.__setattr__(self, "escaped", self.text if len(escaped) == len(self.text) else escaped)


def rendered(contact: CanonicalContact) -> bytes:
    """The card, without REV: its moment would tell the public that something changed which it may not see."""
    photo = fitted(contact.photo) if contact.photo else ""
    return write(replace(contact, photo=photo, revised_at=None), Profile.PHONE)


def card_of(row: Row) -> Card:
    """The card of a row. Its tag follows from its bytes alone, so every reader gives the same one."""
    assert row.contact is not None
    text = rendered(row.contact)
    return Card(row, b'"%b"' % digest(text).encode(), text)


class Cards:
    """The cards of one view, by id, and what was made of them."""

    def __init__(self, view: View, former: "Cards | None" = None) -> None:
        self.view = view
        self.by_id: dict[str, Card] = dict(former.by_id) if former is not None else {}
        changed = self.by_id.keys() | view.slots.keys() if former is None else _changed(former.view, view)
        for ident in changed:
            row = view.get(ident)
            if row is None or row.contact is None:
                self.by_id.pop(ident, None)
            elif ident not in self.by_id or self.by_id[ident].row is not row:
                self.by_id[ident] = card_of(row)
        self.listings: dict[tuple[object, ...], bytes] = {}
        """Answers that name every card, kept as they are: most clients ask for the same."""

    @property
    def sequence(self) -> int:
        """The number of the last change that this audience may learn of."""
        return next(reversed(self.view.feed.values()), 0)

    def keep(self, key: tuple[object, ...], listing: bytes) -> bytes:
        """Keep an answer until the view changes."""
        if len(self.listings) >= _KEPT_LISTINGS:
            self.listings.clear()
        self.listings[key] = listing
        return listing

    def ordered(self) -> Iterator[Card]:
        """All cards in the order of their last change."""
        return (card for ident in self.view.feed if (card := self.by_id.get(ident)) is not None)


def _changed(former: View, view: View) -> Iterator[str]:
    """The ids that may differ between two views of an audience."""
    if former.sequence > view.sequence:
        return iter({*former.slots, *view.slots})
    return (change.id for change in view.changes(former.sequence))


class Catalogue:
    """The present cards of every audience; made by whoever asks first, while others wait."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._made: dict[Audience, Cards] = {}
        self._making = threading.Lock()

    def ready(self, audience: Audience) -> Cards | None:
        """The cards of an audience if they are made; else call ``cards`` in a thread. Raises LookupError."""
        view = self.book.of(audience)
        made = self._made.get(view.audience)
        return made if made is not None and made.view is view else None

    def cards(self, audience: Audience) -> Cards:
        """The cards of an audience. Raises LookupError if nothing is kept for it."""
        with self._making:
            view = self.book.of(audience)
            made = self._made.get(view.audience)
            if made is None or made.view is not view:
                made = self._made[view.audience] = Cards(view, made)
            return made


_SAMPLE = CanonicalContact(
    "00000000-0000-4000-8000-000000000000",
    Kind.ORGANISATION,
    PersonName("Dr. Ä. B", "Dr.", "Ä.", "B"),
    "O; P",
    units=("U",),
    role="R",
    responsibility="S",
    room="1",
    hours="H",
    note="N",
    birthday="2000-01-01",
    groups=("G",),
    urls=("https://musterstadt.example/",),
    phones=tuple(
        Phone("+493023125124", "030 23125-124", kind)
        for kind in ("work", "cell", "home", "fax", "pager", "switchboard", "other")
    ),
    emails=(Email("a@musterstadt.example"), Email("b@musterstadt.example", "home")),
    addresses=(Address("S 1", "12345", "C", "D"),),
    revised_at=datetime(2026, 1, 1, tzinfo=UTC),
)
FORM = digest(rendered(_SAMPLE) + rendered(replace(_SAMPLE, kind=Kind.PERSON)))[:8]
"""The way cards are written: with another one every card is another, though no contact changed."""

"""Address books: one with everybody, and if so configured one for each group or organisation."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.contact import Kind
from syncsvc.model.digest import digest
from syncsvc.serve.carddav.cards import Card, Cards


class Division(StrEnum):
    """What there is an address book for."""

    ALL = "all"
    GROUP = "group"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True, eq=False)
class AddressBook:
    """One address book, over the cards it is part of."""

    slug: str
    title: str
    cards: Cards
    members: frozenset[str] | None = None
    """The ids in it; None: everybody."""

    def get(self, ident: str) -> Card | None:
        """A card of it."""
        return None if self.members is not None and ident not in self.members else self.cards.by_id.get(ident)

    def ordered(self) -> Iterator[Card]:
        """Its cards in the order of their last change."""
        cards = self.cards.ordered()
        return cards if self.members is None else (card for card in cards if card.row.id in self.members)


def divided(cards: Cards, divisions: Iterable[Division], title: str) -> Mapping[str, AddressBook]:
    """The address books over these cards, by slug."""
    books = {}
    for division in divisions:
        if division is Division.ALL:
            books["all"] = AddressBook("all", title, cards)
            continue
        members: dict[str, set[str]] = defaultdict(set)
        for card in cards.by_id.values():
            assert card.row.contact is not None
            for name in _NAMES[division](card.row.contact):
                members[name].add(card.row.id)
        for name in sorted(members):
            slug = f"{division.value}-{digest(name.encode())[:16]}"
            books[slug] = AddressBook(slug, name, cards, frozenset(members[name]))
    return books


def _groups(contact: CanonicalContact) -> tuple[str, ...]:
    own = (contact.name.display,) if contact.kind is Kind.GROUP else ()
    return tuple(dict.fromkeys((*contact.groups, *own)))


def _organisation(contact: CanonicalContact) -> tuple[str, ...]:
    name = contact.organisation or (contact.name.display if contact.kind is Kind.ORGANISATION else "")
    return (name,) if name else ()


_NAMES = {Division.GROUP: _groups, Division.ORGANISATION: _organisation}

"""Reports: what changed, these cards, and the cards that a filter matches; each a list of responses."""

from collections.abc import Iterator
from dataclasses import dataclass

from syncsvc.formats.vcard import read
from syncsvc.formats.xml_text import xml
from syncsvc.serve.carddav import answers, paths
from syncsvc.serve.carddav.addressbooks import AddressBook
from syncsvc.serve.carddav.answers import Render
from syncsvc.serve.carddav.bodies import Multiget, Query, SyncCollection
from syncsvc.serve.carddav.cards import Card
from syncsvc.serve.carddav.filters import Filter
from syncsvc.serve.carddav.names import element
from syncsvc.serve.carddav.paths import Place
from syncsvc.serve.carddav.tokens import Since, token

_LIMIT_REACHED = element("{DAV:}number-of-matches-within-limits")


@dataclass(frozen=True, slots=True)
class Asked:
    """A book that something is asked of, under its path."""

    book: AddressBook
    place: Place
    identity: str
    """The store's."""

    @property
    def token(self) -> str:
        """Of the book as it is."""
        return token(self.identity, self.book.cards.sequence)

    def href(self, ident: str) -> str:
        """Of one of its cards."""
        return paths.card(self.place.circle, self.place.slug, ident)


def synchronised(
    asked: Asked, request: SyncCollection, told: Since, render: Render, *, kept: tuple[object, ...] | None
) -> bytes:
    """What changed since a token, and the next token.

    A client's first token names what is there and nothing that is gone. One that was given when cards were written
    another way names all cards and what went since. ``kept`` is a key under which the first answer may be kept.
    """
    first = told.sequence == 0 and request.limit is None and kept is not None
    key = (asked.place.slug, "sync", request.wish, kept)
    if first and (there := asked.book.cards.listings.get(key)) is not None:
        return there
    changes = list(_changes(asked, told))
    if request.limit is not None and len(changes) > request.limit:
        return _part(asked, changes[: request.limit], render)
    answer = answers.multistatus((_response(asked, ident, card, render) for _, ident, card in changes), asked.token)
    return asked.book.cards.keep(key, answer) if first else answer


def _part(asked: Asked, changes: list[tuple[int, str, Card | None]], render: Render) -> bytes:
    """The oldest changes, with a token from which the client goes on (RFC 6578 section 3.6)."""
    responses = [_response(asked, ident, card, render) for _, ident, card in changes]
    responses.append(answers.truncated(asked.place.href))
    return answers.multistatus(responses, token(asked.identity, changes[-1][0]))


def _changes(asked: Asked, told: Since) -> Iterator[tuple[int, str, Card | None]]:
    """Number, id and card of what must be told, oldest first; no card for what is gone."""
    view = asked.book.cards.view
    if told.all_cards:
        for ident, sequence in view.feed.items():
            card = asked.book.get(ident)
            if card is not None or 0 < told.sequence < sequence:
                yield sequence, ident, card
        return
    for change in view.changes(told.sequence):
        # Of a book for a group everything that changed and is not in it counts as gone: it may have left.
        yield change.sequence, change.id, asked.book.get(change.id)


def _response(asked: Asked, ident: str, card: Card | None, render: Render) -> bytes:
    href = asked.href(ident)
    return answers.gone(href) if card is None else render(href.encode(), card)


def listed(asked: Asked, render: Render) -> Iterator[bytes]:
    """Every card of a book."""
    for card in asked.book.ordered():
        yield render(asked.href(card.row.id).encode(), card)


def fetched(asked: Asked, request: Multiget, render: Render) -> bytes:
    """These cards; what is not in the book is not found, under the name it was asked by."""
    responses, here = [], asked.place.href
    for href in dict.fromkeys(request.hrefs):
        if (known := asked.book.get(paths.plain(href, here))) is not None:
            responses.append(render(href.encode(), known))
            continue
        there = paths.place(href)
        ours = there is not None and (there.circle, there.slug) == (asked.place.circle, asked.place.slug)
        card = asked.book.get(there.ident) if there is not None and ours and there.kind == "card" else None
        responses.append(answers.gone(xml(href)) if card is None else _response(asked, card.row.id, card, render))
    return answers.multistatus(responses)


def matching(asked: Asked, request: Query, render: Render) -> bytes:
    """The cards that a filter matches, no more than asked for."""
    responses: list[bytes] = []
    for card in _candidates(asked, request.filter):
        if request.filter.properties and not request.filter.matches(read(card.text)[0][0]):
            continue
        if request.limit is not None and len(responses) == request.limit:
            responses.append(answers.truncated(asked.place.href, _LIMIT_REACHED))
            break
        responses.append(_response(asked, card.row.id, card, render))
    return answers.multistatus(responses)


_INDEXED = frozenset({"FN", "EMAIL", "ORG", "TITLE"})
"""Properties whose words the book's index holds."""


def _candidates(asked: Asked, wanted: Filter) -> Iterator[Card]:
    """All cards, or those the index names where one of its words must be in the card."""
    words = [_word(wanted, number) for number in range(len(wanted.properties))]
    known = [word for word in words if word]
    if not known or (len(known) < len(words) and not wanted.every):
        yield from asked.book.ordered()
        return
    view = asked.book.cards.view
    chosen = known[:1] if wanted.every else known
    ids = dict.fromkeys(contact.id for word in chosen for contact in view.search(word))
    yield from (card for ident in ids if (card := asked.book.get(ident)) is not None)


def _word(wanted: Filter, number: int) -> str:
    """A text without which no card can match a condition; empty if there is none."""
    one = wanted.properties[number]
    if one.absent or one.name not in _INDEXED or one.params or len(one.texts) != 1:
        return ""
    match = one.texts[0]
    # A number in a name is looked for by its notations, and a comma stands escaped in a card.
    odd = match.negated or match.exact or any(not (sign.isalpha() or sign in " @._-") for sign in match.text)
    return "" if odd or len(match.text.strip()) < 3 else match.text

"""Suppression: who was erased does not come back, in whatever spelling a source gives them."""

import unicodedata
from collections.abc import Iterable, Iterator
from datetime import datetime

from syncsvc.merge import fold
from syncsvc.model.contact import Contact
from syncsvc.store import Unit

_SPELLED = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})
_DIGRAPHS = (("ae", "a"), ("oe", "o"), ("ue", "u"))
_SHARED = frozenset(
    ("info", "kontakt", "post", "poststelle", "office", "mail", "sekretariat", "verwaltung", "beratung", "service",
     "team", "zentrale", "empfang")
)  # fmt: skip
"""Mailboxes of functions: they say nothing of a person."""


def suppressed(unit: Unit, contacts: Iterable[Contact], now: datetime) -> set[Contact]:
    """Those contacts that somebody's erasure covers."""
    said = {contact: tuple(terms(contact)) for contact in contacts}
    hits = unit.suppressions.hits({term for own in said.values() for term in own}, now)
    return {contact for contact, own in said.items() if any(term in hits for term in own)}


def terms(contact: Contact) -> Iterator[str]:
    """What a person is known by: a mailbox of their own, a number with the family name, a name with its organisation.

    A number alone would suppress everybody at the same switchboard.
    """
    family = plain(contact.name.family or contact.name.display)
    for email in contact.emails:
        if email.address.partition("@")[0].casefold() not in _SHARED:
            yield f"mail {email.address.casefold()}"
    for phone in contact.phones:
        yield f"phone {phone.number} {family}"
    whole = plain(f"{contact.name.given} {contact.name.family}".strip() or contact.name.display)
    yield f"name {whole} {plain(contact.organisation)}"


def plain(text: str) -> str:
    """Letters only, in one spelling: umlauts, their digraphs, accents, hyphens and blanks do not count."""
    letters = fold(text).translate(_SPELLED)
    letters = "".join(one for one in unicodedata.normalize("NFKD", letters) if not unicodedata.combining(one))
    for digraph, letter in _DIGRAPHS:
        letters = letters.replace(digraph, letter)
    return "".join(sorted(letters.split()))

"""Suppression: who was erased does not come back, in whatever spelling a source gives them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from syncsvc.lexicon.mailboxes import is_function_mailbox
from syncsvc.matching.known_names import canonical
from syncsvc.matching.names import name_part
from syncsvc.matching.organisations import title
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.contact import Contact
from syncsvc.model.issue import Issue, Severity
from syncsvc.model.record import RecordRef
from syncsvc.store import Suppression, Unit

BASES = ("mail", "phone", "name")
"""What somebody can be known by; a term begins with one of these words."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Whose erasure covers a contact, and by what it is known."""

    suppression: Suppression
    basis: str
    place: str = ""
    """Where in the source it stands, if that names nobody."""


def suppressed(unit: Unit, contacts: Iterable[Contact], now: datetime) -> dict[RecordRef, Hit]:
    """Of these contacts the records that somebody's erasure covers."""
    if not unit.suppressions.keys():
        return {}
    said = {contact: terms(contact) for contact in contacts}
    hits = unit.suppressions.hits({term for own in said.values() for term in own}, now)
    if not hits:
        return {}
    found = {contact: next((term for term in own if term in hits), "") for contact, own in said.items()}
    return {
        contact.ref: Hit(hits[term], term.partition(" ")[0], _pointer(contact.place))
        for contact, term in found.items()
        if term
    }


_BASES = {"mail": "mail address", "phone": "number and name", "name": "name and organisation"}
_POINTER = re.compile(r"(?:lines?|cards?|rows?) \d+(?: to \d+)?$")
"""The part of a place that counts; names of files and of entries may be names of people."""


def tell_of(unit: Unit, source: str, hits: Mapping[RecordRef, Hit], run: str, now: datetime, *, whole: bool) -> None:
    """Make an issue of every suppression that a source ran into: nobody vanishes without a trace.

    It stands under the suppression, so that nothing in it tells who. ``whole``: the source gave all its records, so
    that issues of earlier runs end.
    """
    issues = {hit.suppression.id: _issue(source, hit) for hit in hits.values()}
    keys = None if whole else [*issues]
    unit.issues.replace("suppress", source, keys, issues.values(), run=run, now=now)


def _pointer(place: str) -> str:
    found = _POINTER.search(place)
    return found[0] if found else ""


def _issue(source: str, hit: Hit) -> Issue:
    short = hit.suppression.id[:8]
    return Issue(
        "suppress",
        "record-suppressed",
        f"a record was left out: its {_BASES[hit.basis]} are those of somebody who was erased",
        source=source,
        key=hit.suppression.id,
        place=hit.place,
        hint=f"have it deleted at the source; if it is somebody else: «syncsvc suppressions --lift {short} "
        f"--only {hit.basis} --reason …»",
        severity=Severity.NOTICE,
    )


def terms(contact: Contact) -> tuple[str, ...]:
    """What a contact says of whom it is about: each term names one person, as far as words can.

    A mailbox of their own does; a number, and a mailbox of an office, with the family name and the first letter of the
    given name; the names with the organisation. Variants of given names, either half of a double name, transposed
    names, umlauts and titles make no difference.
    """
    who = _Who(contact)
    return tuple(dict.fromkeys((*_mails(contact, who.said), *_phones(contact, who.said), *_names(contact, who))))


def known_by(unit: Unit, contacts: Iterable[Contact], erased: Iterable[str]) -> tuple[str, ...]:
    """What the erasure of these contacts remembers, sorted.

    What somebody else in the directory says of themselves too is left out: a colleague of the same name, or at the
    same mailbox, must not vanish. Where nothing else tells the two apart, it stays.
    """
    contacts = tuple(contacts)
    everything: set[str] = set()
    for contact in contacts:
        who = _Who(contact)
        everything |= {*_mails(contact, who.known), *_phones(contact, who.known), *_names(contact, who)}
    telling = everything - _said_by_others(unit, contacts, set(erased))
    return tuple(sorted(telling or everything))


def _said_by_others(unit: Unit, contacts: tuple[Contact, ...], erased: set[str]) -> set[str]:
    """The terms of everybody else who shares a name, a number or a mailbox with these contacts."""
    asked = {contact.name.family or contact.name.display for contact in contacts}
    asked |= {email.address for contact in contacts for email in contact.emails}
    asked |= {phone.number for contact in contacts for phone in contact.phones}
    found: dict[str, CanonicalContact] = {}
    for text in sorted(filter(None, asked)):
        found.update((one.id, one) for one in unit.directory.find(text, None) if one.id not in erased)
    others = unit.contacts.get(ref for one in found.values() for ref in one.members)
    return {term for other in others.values() for term in terms(other)}


class _Who:
    """The names of a contact, folded so that spellings meet, and what goes with a number or a shared mailbox."""

    def __init__(self, contact: Contact) -> None:
        given, family = name_part(contact.name.given), name_part(contact.name.family)
        self.pairs = sorted({tuple(sorted((_one(g), _one(f)))) for g in given.tokens for f in family.tokens})
        self.whole = title(contact.name.display).key
        forenames = [*given.tokens, *given.initials]
        named = {(_one(f), letter) for f in family.tokens for g in forenames for letter in (g[0], _one(g)[0])}
        # Where a source has the names the wrong way round, the given name stands for the family's.
        named |= {(_one(g), letter) for g in given.tokens for f in family.tokens for letter in (f[0], _one(f)[0])}
        bare = {_one(f) for f in family.tokens} or {f"={self.whole}"}
        self.said = sorted({*named, *((f, "*") for f in bare), *((f, "-") for f in bare if not forenames)})
        """As a source gives them now: «-» without a given name, «*» with or without."""
        self.known = sorted({*named, *((f, "-") for f in bare), *((f, "*") for f in bare if not forenames)})
        """As remembered: whoever has no given name now may be the one, and whoever had none may be anybody."""


def _one(token: str) -> str:
    return canonical(token)


_Names = list[tuple[str, str]]


def _mails(contact: Contact, named: _Names) -> Iterator[str]:
    for email in contact.emails:
        local, _, domain = email.address.casefold().rpartition("@")
        local = local.partition("+")[0]
        if not is_function_mailbox(local):
            yield f"mail {local}@{domain}"
        yield from (f"mail {local}@{domain} {name} {letter}" for name, letter in named)


def _phones(contact: Contact, named: _Names) -> Iterator[str]:
    for phone in contact.phones:
        yield from (f"phone {phone.number.partition(';')[0]} {name} {letter}" for name, letter in named)


def _names(contact: Contact, who: _Who) -> Iterator[str]:
    organisation = title(contact.organisation).key if contact.organisation else ""
    if who.pairs:
        yield from (f"name {first} {second} @ {organisation}" for first, second in who.pairs)
    elif not contact.name.family:
        yield f"name ={who.whole} @ {organisation}"

"""Invented people with names as various as real ones, and what is typed to find them."""

import random
from collections.abc import Iterator, Sequence
from uuid import UUID

from benchmarks.contacts_generator.names import Names
from benchmarks.contacts_generator.world import STEMS, ascii_name
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.contact import Address, Email, Kind, PersonName, Phone

_UNITS = ("Sozialamt", "Ordnungsamt", "Bürgerbüro", "Integrationsstelle", "Ausländerbehörde", "Pressestelle")
_PLACES = ("Musterstadt", "Beispielhausen", "Neudorf", "Altenmuster")


def people(count: int, seed: int = 11) -> Iterator[CanonicalContact]:
    """The same people for the same count and seed."""
    rng = random.Random(seed)
    names = Names(rng)
    for number in range(count):
        yield _person(rng, names, number)


def _person(rng: random.Random, names: Names, number: int) -> CanonicalContact:
    given, family = names.given(rng.choice("fm")), names.family()
    place = rng.choice(_PLACES)
    line = f"{rng.choice(STEMS)}{number:06d}"
    return CanonicalContact(
        str(UUID(int=rng.getrandbits(128), version=4)),
        Kind.PERSON,
        PersonName(f"{given} {family}", given=given, family=family),
        organisation=f"Stadt {place}",
        units=(rng.choice(_UNITS),),
        role=rng.choice(("Sachbearbeitung", "Leitung", "Beratung", "Koordination")),
        room=str(rng.randrange(100, 600)),
        phones=(Phone(line, line), Phone(f"+4917604069{number:06d}", "", "cell")),
        emails=(Email(f"{ascii_name(given)}.{ascii_name(family)}{number}@{place.lower()}.example"),),
        addresses=(Address("Rathausplatz 1", "10115", place, "Deutschland"),),
    )


def typed(contacts: Sequence[CanonicalContact], count: int, seed: int = 5) -> list[str]:
    """What is asked while people type the names of random contacts: three letters, four, up to seven."""
    rng = random.Random(seed)
    found: list[str] = []
    while len(found) < count:
        name = rng.choice(contacts).name
        word = (name.family if rng.random() < 0.6 else name.given).lower()
        # What differs on purpose between the two servers (see docs/serving-ldap.md) is not asked for.
        if word.isascii():
            found += [word[:size] for size in range(3, min(len(word), 7) + 1)]
    return found[:count]

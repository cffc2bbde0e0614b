"""Invented people in any number, as canonical contacts."""

from random import Random
from uuid import UUID

from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.contact import Address, Email, Kind, PersonName, Phone

_GIVEN = ("Antje", "Bärbel", "Cem", "Dörte", "Emre", "Franziska", "Götz", "Hannelore", "Ilse", "Jörg", "Katja", "Lars")
_FAMILY = ("Wiesner", "Müller-Lüdenscheid", "Öztürk", "Groß", "Schäfer", "Klöbner", "Hoppenstedt", "Übel", "Winkelmann")
_UNITS = ("Sozialamt", "Ordnungsamt", "Bürgerbüro", "Integrationsstelle", "Ausländerbehörde", "Pressestelle")


def people(count: int, seed: int = 7) -> list[CanonicalContact]:
    """The same people for the same count and seed."""
    random = Random(seed)
    return [_person(random, number) for number in range(count)]


def _person(random: Random, number: int) -> CanonicalContact:
    given, family = random.choice(_GIVEN), f"{random.choice(_FAMILY)} {number}"
    unit = random.choice(_UNITS)
    return CanonicalContact(
        str(UUID(int=random.getrandbits(128), version=4)),
        Kind.PERSON,
        PersonName(f"{given} {family}", given=given, family=family),
        organisation="Stadt Musterstadt",
        units=("Fachbereich Soziales", unit),
        role="Sachbearbeitung",
        room=str(random.randrange(100, 600)),
        phones=(Phone(f"+493023125{number % 1000:03d}", f"030 23125-{number % 1000:03d}"),),
        emails=(Email(f"p{number}@musterstadt.example"),),
        addresses=(Address("Rathausplatz 1", "10115", "Musterstadt", "Deutschland"),),
    )

"""What each source says of whom it knows: with gaps, habits, slips, moves and marriages."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.contacts_generator.world import Body, Function, Person, World
from syncsvc.columns.folding import strict
from syncsvc.lexicon.name_variants import GROUPS
from syncsvc.model.contact import Address, Contact, Email, Kind, PersonName, Phone
from syncsvc.model.record import RecordRef

SOURCES = ("stadt", "landratsamt", "fachstelle", "ehrenamt")
_KNOWS = {"stadt": 0.45, "landratsamt": 0.45, "fachstelle": 0.45, "ehrenamt": 0.4}
_VARIANTS = {
    strict(form): [strict(other) for other in line.split() if other != form] for line in GROUPS for form in line.split()
}
_SHORT = {
    "Kreisdiakonieverband": "KDV",
    "Deutsches Rotes Kreuz": "DRK",
    "Arbeiterwohlfahrt": "AWO",
    "Volkshochschule": "VHS",
}
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Generated:
    """A contact and who it is in truth."""

    contact: Contact
    truth: int


def generate(records: int, seed: int = 1) -> Iterator[Generated]:
    """About so many contacts (never more), the same for the same seed."""
    rng = random.Random(seed)
    world = World(rng)
    bodies = world.bodies(max(records // 120, 2))
    count = 0
    for entity in _entities(world, bodies, rng):
        for told in _told(entity, rng, count):
            if count == records:
                return
            count += 1
            yield told


def _entities(world: World, bodies: list[Body], rng: random.Random) -> Iterator[Person | Function | Body]:
    number = len(bodies)
    offices = {body.number: world.offices() for body in bodies}
    yield from bodies
    while True:
        body = rng.choice(bodies)
        person = world.person(number, body)
        number += 1
        yield person
        draw = rng.random()
        if draw < 0.06:
            yield world.relative(number, person, rng.choice(bodies))
        elif draw < 0.07:
            yield world.homonym(number, person)
        elif draw < 0.12 and offices[body.number]:
            yield world.function(number, offices[body.number].pop(), body, person)
        number += 1


def _told(entity: Person | Function | Body, rng: random.Random, count: int) -> Iterator[Generated]:
    sources = [source for source in SOURCES if rng.random() < _KNOWS[source]] or [rng.choice(SOURCES)]
    for position, source in enumerate(sources):
        ref = RecordRef(source, f"{count + position:07d}")
        match entity:
            case Person():
                yield Generated(_person(entity, source, ref, rng), entity.number)
            case Function():
                yield Generated(_function(entity, ref, rng), entity.number)
            case Body():
                yield Generated(_body(entity, ref, rng), entity.number)


def _person(person: Person, source: str, ref: RecordRef, rng: random.Random) -> Contact:
    work, private = source != "ehrenamt", source in ("ehrenamt", "fachstelle")
    family = person.family
    mail, line = person.mail, person.line
    if person.maiden and rng.random() < 0.35:
        family = person.maiden if rng.random() < 0.5 else f"{person.family}-{person.maiden}"
        if rng.random() < 0.5:
            mail = f"{strict(person.given).replace(' ', '-')}.{strict(family).replace(' ', '-')}@{person.body.domain}"
    if rng.random() < 0.03:
        line = f"{person.body.stem}{rng.randrange(100, 999)}"
    given, family = _said(person.given, source, rng, given=True), _said(family, source, rng, given=False)
    if rng.random() < 0.01:
        given, family = family, given
    phones, emails = [], []
    if rng.random() < (0.92 if work else 0.5):
        phones.append(Phone(line, line, "work"))
    elif work and rng.random() < 0.5:
        phones.append(
            Phone(f"{person.body.stem}0", f"{person.body.stem}0", "switchboard" if rng.random() < 0.5 else "work")
        )
    if person.mobile and rng.random() < (0.9 if private else 0.6):
        phones.append(Phone(person.mobile, person.mobile, "cell"))
    if private and person.home and rng.random() < 0.8:
        phones.append(Phone(person.home, person.home, "home"))
    if rng.random() < (0.92 if work else 0.8):
        emails.append(Email(mail if rng.random() < 0.96 else _slip(mail, rng)))
    elif work and rng.random() < 0.4:
        emails.append(Email(f"info@{person.body.domain}"))
    if private and person.private and rng.random() < 0.8:
        emails.append(Email(person.private, "home"))
    return Contact(
        ref, Kind.PERSON, PersonName(f"{given} {family}".strip(), person.title, given, family, person.suffix if rng.random() < 0.7 else ""),
        organisation=_called(person.body, rng) if rng.random() < (0.92 if work else 0.4) else "",
        units=(person.unit,) if work and rng.random() < 0.5 else (),
        role=person.role if work and rng.random() < 0.5 else "",
        birthday=person.birthday if (source == "ehrenamt" and rng.random() < 0.5) or rng.random() < 0.05 else "",
        phones=tuple(phones), emails=tuple(emails), addresses=_addresses(person, rng, work=work, private=private),
    )  # fmt: skip


def _addresses(person: Person, rng: random.Random, *, work: bool, private: bool) -> tuple[Address, ...]:
    if private and rng.random() < 0.6:
        street = person.street if rng.random() < 0.94 else f"Neue Straße {rng.randrange(1, 90)}"
        return (Address(street, person.code, person.town, type="home"),)
    if work and rng.random() < 0.3:
        return (Address(person.body.street, person.body.code, person.body.place),)
    return ()


def _function(function: Function, ref: RecordRef, rng: random.Random) -> Contact:
    phones = (Phone(function.line, function.line),) if rng.random() < 0.8 else ()
    emails = (Email(function.mail),) if rng.random() < 0.8 else ()
    return Contact(
        ref,
        Kind.FUNCTION,
        PersonName(function.label),
        organisation=_called(function.body, rng),
        phones=phones,
        emails=emails,
    )


def _body(body: Body, ref: RecordRef, rng: random.Random) -> Contact:
    phones = (Phone(f"{body.stem}0", f"{body.stem}0", "switchboard"),) if rng.random() < 0.8 else ()
    emails = (Email(f"info@{body.domain}"),) if rng.random() < 0.7 else ()
    addresses = (Address(body.street, body.code, body.place),) if rng.random() < 0.7 else ()
    return Contact(
        ref, Kind.ORGANISATION, PersonName(_called(body, rng)), phones=phones, emails=emails, addresses=addresses
    )


def _called(body: Body, rng: random.Random) -> str:
    if rng.random() < 0.15:
        for long, short in _SHORT.items():
            if body.name.startswith(long):
                return body.name.replace(long, short)
    return body.name


def _said(name: str, source: str, rng: random.Random, *, given: bool) -> str:
    """A name as a source writes it."""
    draw = rng.random()
    if given and draw < 0.06:
        return f"{name[0]}."
    if given and draw < 0.10 and strict(name) in _VARIANTS:
        other = rng.choice(_VARIANTS[strict(name)] or [strict(name)])
        return other.capitalize()
    if draw > 0.97:
        name = _slip(name, rng)
    if source == "landratsamt" and rng.random() < 0.6:
        name = name.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    elif rng.random() < 0.03:
        name = name.replace("ä", "a").replace("ö", "o").replace("ü", "u")
    return name.replace("-", " ") if rng.random() < 0.15 else name


def _slip(text: str, rng: random.Random) -> str:
    """One letter lost, doubled, changed or swapped with the next."""
    place = rng.randrange(max(len(text) - 1, 1))
    match rng.randrange(4):
        case 0:
            return text[:place] + text[place + 1 :]
        case 1:
            return text[: place + 1] + text[place:]
        case 2:
            return text[:place] + rng.choice(_LETTERS) + text[place + 1 :]
        case _:
            return text[:place] + text[place + 1 : place + 2] + text[place : place + 1] + text[place + 2 :]

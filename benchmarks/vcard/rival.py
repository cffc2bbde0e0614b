"""The same work done with vobject, as its documentation shows it."""

from collections.abc import Iterable

import vobject

from syncsvc.model.canonical import CanonicalContact

TYPES = {"work": ["WORK", "VOICE"], "cell": ["CELL", "VOICE"], "fax": ["WORK", "FAX"]}


def read(text: str) -> list[list[tuple[str, object, object]]]:
    """Every property of every card as name, parameters and value."""
    cards = vobject.readComponents(text)
    return [[(line.name, line.params, line.value) for line in card.getChildren()] for card in cards]


def write(contacts: Iterable[CanonicalContact]) -> list[str]:
    """Build each card and serialise it."""
    return [_card(contact).serialize() for contact in contacts]


def _card(contact: CanonicalContact) -> vobject.base.Component:
    card = vobject.vCard()
    name = contact.name
    card.add("uid").value = f"urn:uuid:{contact.id}"
    card.add("n").value = vobject.vcard.Name(family=name.family, given=name.given, prefix=name.prefix)
    card.add("fn").value = name.display
    card.add("org").value = [contact.organisation, *contact.units]
    card.add("title").value = contact.role
    for phone in contact.phones:
        line = card.add("tel")
        line.value, line.type_paramlist = phone.number, TYPES[phone.type]
    for email in contact.emails:
        line = card.add("email")
        line.value, line.type_paramlist = email.address, ["INTERNET", "WORK"]
    for address in contact.addresses:
        line = card.add("adr")
        line.value = vobject.vcard.Address(address.street, address.city, "", address.postal_code, address.country)
        line.type_paramlist = ["WORK"]
    for url in contact.urls:
        card.add("url").value = url
    card.add("categories").value = list(contact.groups)
    card.add("note").value = f"{contact.room}\n{contact.note}"
    return card

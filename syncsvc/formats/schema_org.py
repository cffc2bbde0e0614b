"""A contact in the words of schema.org, for search engines and for pages that embed it."""

from typing import Any

from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.contact import Address, Kind, Phone

Node = dict[str, Any]


def schema_org(contact: CanonicalContact) -> Node:
    """A Person, an Organization, or for a function the ContactPoint of its organisation."""
    return _NODES[contact.kind](contact)


def _person(contact: CanonicalContact) -> Node:
    name = contact.name
    return _told(
        {
            "@type": "Person",
            "@id": f"urn:uuid:{contact.id}",
            "name": name.display,
            "honorificPrefix": name.prefix,
            "givenName": name.given,
            "familyName": name.family,
            "honorificSuffix": name.suffix,
            "jobTitle": contact.role,
            "description": contact.responsibility,
            "worksFor": _employer(contact),
            **_reach(contact),
            "address": [_address(address) for address in contact.addresses],
            "url": list(contact.urls),
            "memberOf": [{"@type": "Organization", "name": group} for group in contact.groups],
        }
    )


def _organisation(contact: CanonicalContact) -> Node:
    parent = contact.organisation if contact.organisation != contact.name.display else ""
    return _told(
        {
            "@type": "Organization",
            "@id": f"urn:uuid:{contact.id}",
            "name": contact.name.display,
            "description": contact.responsibility,
            "parentOrganization": {"@type": "Organization", "name": parent} if parent else None,
            **_reach(contact),
            "address": [_address(address) for address in contact.addresses],
            "url": list(contact.urls),
        }
    )


def _function(contact: CanonicalContact) -> Node:
    """Opening hours stay text: «nach Vereinbarung» has no form in schema.org."""
    point = _told(
        {
            "@type": "ContactPoint",
            "@id": f"urn:uuid:{contact.id}",
            "name": contact.name.display,
            "contactType": contact.role or contact.name.display,
            "description": contact.responsibility,
            **_reach(contact),
            "url": list(contact.urls),
        }
    )
    if not contact.organisation:
        return point
    return _told({**(_employer(contact) or {}), "contactPoint": point})


def _employer(contact: CanonicalContact) -> Node | None:
    if not contact.organisation:
        return None
    units = [{"@type": "Organization", "name": unit} for unit in contact.units]
    return _told({"@type": "Organization", "name": contact.organisation, "department": units})


def _reach(contact: CanonicalContact) -> Node:
    return {
        "telephone": [_dialled(phone) for phone in contact.phones if phone.type not in ("fax", "pager")],
        "faxNumber": [_dialled(phone) for phone in contact.phones if phone.type == "fax"],
        "email": [email.address for email in contact.emails],
    }


def _dialled(phone: Phone) -> str:
    return phone.number.replace(";ext=", " ext. ")


def _address(address: Address) -> Node:
    return _told(
        {
            "@type": "PostalAddress",
            "streetAddress": address.street,
            "postalCode": address.postal_code,
            "addressLocality": address.city,
            "addressCountry": address.country,
        }
    )


def _told(node: Node) -> Node:
    """Without what is empty; a list of one is that one."""
    return {
        key: value[0] if isinstance(value, list) and len(value) == 1 else value for key, value in node.items() if value
    }


_NODES = {
    Kind.PERSON: _person,
    Kind.ORGANISATION: _organisation,
    Kind.GROUP: _organisation,
    Kind.FUNCTION: _function,
}

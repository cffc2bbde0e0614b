"""Privacy: what an audience may see of a canonical contact, or nothing."""

from dataclasses import replace

from syncsvc.model.audience import Audience
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.contact import LIST_FIELDS, TEXT_FIELDS, VALUE_FIELDS


def view(contact: CanonicalContact, audience: Audience) -> CanonicalContact | None:
    """The contact cut down to what the audience may see; None if it may not know of the contact.

    A value is shown only if its own mark, its field's mark and the contact's mark all allow it, a link only to who may
    know of the other contact too. Where values come from is for INTERNAL alone: source keys may hold what the values no
    longer show.
    """
    if not audience.sees(contact.audience):
        return None
    hidden: dict[str, object] = {}
    for field in TEXT_FIELDS:
        if not audience.sees(contact.audience_of(field)):
            hidden[field] = ""
    for field in LIST_FIELDS:
        if not audience.sees(contact.audience_of(field)):
            hidden[field] = ()
    for field in VALUE_FIELDS:
        values = getattr(contact, field)
        seen = tuple(value for value in values if audience.sees(max(value.audience, contact.audience_of(field))))
        if seen != values:
            hidden[field] = seen
    links = tuple(link for link in contact.links if audience.sees(link.audience))
    if links != contact.links:
        hidden["links"] = links
    if audience is not Audience.INTERNAL:
        hidden |= {"origins": (), "members": (), "consent": "", "audiences": ()}
    return replace(contact, **hidden) if hidden else contact  # type: ignore[arg-type]

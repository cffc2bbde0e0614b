"""Privacy: what an audience may see of a canonical contact, or nothing."""

from dataclasses import replace

from syncsvc.model.audience import Audience
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.contact import LIST_FIELDS, TEXT_FIELDS, VALUE_FIELDS

_BEHIND: dict[str, object] = {"origins": (), "members": (), "consent": "", "audiences": ()}

_MARKED = (*VALUE_FIELDS, "links")


def view(contact: CanonicalContact, audience: Audience) -> CanonicalContact | None:
    """The contact cut down to what the audience may see; None if it may not know of the contact.

    A value is shown only if its own mark, its field's mark and the contact's mark all allow it, a link only to who may
    know of the other contact too. Where values come from is for INTERNAL alone: source keys may hold what the values no
    longer show.
    """
    if not audience.sees(contact.audience):
        return None
    if audience is Audience.INTERNAL:
        return contact
    # The contact's own mark allows it, so a field's own mark decides.
    closed = {field for field, mark in contact.audiences if not audience.sees(mark)} if contact.audiences else ()
    hidden: dict[str, object] = {}
    if closed:
        hidden |= {field: "" for field in TEXT_FIELDS if field in closed and getattr(contact, field)}
        hidden |= {field: () for field in (*LIST_FIELDS, *VALUE_FIELDS) if field in closed and getattr(contact, field)}
    for field in _MARKED:
        values = getattr(contact, field)
        if values and field not in closed:
            seen = tuple([value for value in values if value.audience <= audience])
            if len(seen) < len(values):
                hidden[field] = seen
    hidden |= {field: nothing for field, nothing in _BEHIND.items() if getattr(contact, field)}
    return replace(contact, **hidden) if hidden else contact  # type: ignore[arg-type]

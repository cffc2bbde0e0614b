"""Whether a record that kept its key speaks of somebody else now: a post, a line of a list, passed on."""

from syncsvc.matching.names import family_level, given_level, name_part
from syncsvc.model.contact import Contact, Kind

_OTHER = frozenset(("different", "lookalike"))


def is_another(before: Contact, now: Contact) -> bool:
    """Whether given and family name both became other ones; a marriage, a slip, names in another order are not that."""
    if before.kind is not Kind.PERSON or now.kind is not Kind.PERSON:
        return False
    given, family = name_part(before.name.given), name_part(before.name.family)
    new_given, new_family = name_part(now.name.given), name_part(now.name.family)
    if not {*given.tokens, *family.tokens}.isdisjoint((*new_given.tokens, *new_family.tokens)):
        return False
    return given_level(given, new_given) in _OTHER and family_level(family, new_family) in _OTHER

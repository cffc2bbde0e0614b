"""Groups of attributes that are looked for together, and share an index."""

from syncsvc.formats.ldap.attributes import PLACES, USER, Comparison

_NAMES, _MAIL, NUMBERS, _WORK, _REST = range(5)
# Whoever asks for all of a group needs no look at its attributes: autocompletion asks for cn, sn, givenName and mail.
_GROUP_OF = {
    "cn": _NAMES, "sn": _NAMES, "givenName": _NAMES, "mail": _MAIL, "displayName": _WORK, "title": _WORK, "o": _WORK,
    "ou": _WORK, "description": _WORK,
}  # fmt: skip
GROUPS = tuple(NUMBERS if one.comparison is Comparison.NUMBER else _GROUP_OF.get(one.name, _REST) for one in USER)
"""The group of each attribute, by its place in a row."""
ALIKE = frozenset({PLACES["objectClass"], PLACES["jpegPhoto"]})
"""Too much alike in all rows, or not comparable at all: no index, and in no group's text."""
MEMBERS = tuple(
    tuple(place for place, group in enumerate(GROUPS) if group == wanted and place not in ALIKE) for wanted in range(5)
)
"""The places of each group's attributes."""

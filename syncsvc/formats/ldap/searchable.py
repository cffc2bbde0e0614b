"""Other spellings under which an entry is found: «Mueller» for «Müller», «030…» for «+4930…»; never shown."""

import re
import unicodedata
from collections.abc import Callable, Iterable

from syncsvc.formats.ldap import syntax
from syncsvc.formats.ldap.entry import LdapEntry, ordered

OPTION = ";x-search"
"""RFC 4512 section 2.5.2: an attribute with an option is a subtype, so a search for the plain one finds it too."""
_SPELT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "æ": "ae", "ø": "oe"}
)
_BARE = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "Ø": "O", "Ł": "L", "Đ": "D"})
_TRUNK = re.compile(r"\+(49|43|41|33)(\d+)")
"""Countries whose national numbers begin with a 0 that international ones lack."""


def searchable(entry: LdapEntry) -> LdapEntry:
    """The entry with its other spellings. The server must know the option (slapd: ``attributeoptions x-``)."""
    found = dict(entry.attributes)
    for name in ("cn", "sn"):
        found[name + OPTION] = _others(found.get(name, ()), _spellings)
    for name in ("telephoneNumber", "mobile", "homePhone"):
        found[name + OPTION] = _others(found.get(name, ()), _notations)
    return LdapEntry(entry.dn, ordered(found))


def _others(values: Iterable[bytes], ways: Callable[[str], Iterable[str]]) -> tuple[bytes, ...]:
    texts = [value.decode() for value in values]
    known = {syntax.same_text(text) for text in texts}
    return syntax.unique(
        (other for text in texts for other in ways(text) if syntax.same_text(other) not in known), str, syntax.same_text
    )


def _spellings(name: str) -> Iterable[str]:
    """With ae for ä, with a for ä, and with blanks for hyphens."""
    bare = "".join(
        char for char in unicodedata.normalize("NFD", name.translate(_BARE)) if not unicodedata.combining(char)
    )
    spelt = syntax.text(name.translate(_SPELT))
    yield from (spelt, syntax.text(bare))
    if "-" in name:
        yield from (name.replace("-", " "), spelt.replace("-", " "))


def _notations(number: str) -> Iterable[str]:
    """As dialled within the country, and from abroad with 00."""
    plain = syntax.same_number(number)
    if plain.startswith("+") and plain[1:].isdigit():
        yield "00" + plain[1:]
    match = _TRUNK.fullmatch(plain)
    if match is not None:
        yield "0" + match[2]

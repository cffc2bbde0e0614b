"""Where a contact stands in a list that people read: by family name, as a German telephone book sorts."""

import unicodedata

from syncsvc.model.canonical import CanonicalContact

_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "œ": "oe", "ł": "l"})


def name_order(contact: CanonicalContact) -> str:
    """Family name, given name, then what is displayed; umlauts as DIN 5007-2 sorts names (ä as ae)."""
    name = contact.name
    parts = (name.family, name.given, name.display) if name.family else (name.display,)
    return "\t".join(fold(part) for part in parts)


def fold(text: str) -> str:
    """Lower case without accents, so that comparing code points sorts as people expect."""
    if text.isascii():
        return text.lower()
    spelt = unicodedata.normalize("NFC", text).casefold().translate(_LETTERS)
    return "".join(char for char in unicodedata.normalize("NFKD", spelt) if not unicodedata.combining(char))

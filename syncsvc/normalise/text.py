"""Text as it stands in sources becomes NFC, one line, without invisible characters."""

import unicodedata

_INVISIBLE = dict.fromkeys(
    [
        *range(0x20),
        *range(0x7F, 0xA0),  # C0, DEL, C1: never meant
        0xAD,  # soft hyphen
        0x200B,  # zero-width space; U+200C and U+200D stay: Persian spelling and emoji need them
        *range(0x200E, 0x2010),
        *range(0x202A, 0x202F),
        0x2060,
        *range(0x2066, 0x206A),
        0xFEFF,
        *range(0xFFF9, 0xFFFC),
    ]
)
for _space in (0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85):
    _INVISIBLE[_space] = " "

_EMPTY_WORDS = frozenset({"k.a.", "k. a.", "n/a", "n.a.", "entfällt", "null", "none"})


def tidy(text: str) -> str:
    """The text on one line: NFC, white space folded, control and invisible characters gone."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(unicodedata.normalize("NFC", text).translate(_INVISIBLE).split())


def tidy_lines(text: str) -> str:
    """As ``tidy``, with line breaks kept and empty lines dropped."""
    if "\n" not in text and "\r" not in text:
        return tidy(text)
    return "\n".join(line for line in map(tidy, text.splitlines()) if line)


def meant(text: str) -> str:
    """The tidied text, or nothing where it only says «nothing»: «-», «k. A.», «n/a»."""
    text = tidy(text)
    return "" if text.casefold() in _EMPTY_WORDS or not any(map(str.isalnum, text)) else text

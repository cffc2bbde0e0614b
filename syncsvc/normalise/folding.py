"""Words reduced to lower-case ASCII, as mail addresses and the word tables spell them."""

import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "oe",
        "å": "aa",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "’": "'",
    }
)


@lru_cache(maxsize=65536)
def ascii_fold(text: str) -> str:
    """«Müller-Lüdenscheidt» → «mueller-luedenscheidt», «Çelik» → «celik»."""
    text = text.casefold()
    if text.isascii():
        return text
    marked = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", text).translate(_LETTERS))
    return "".join(sign for sign in marked if not unicodedata.combining(sign))

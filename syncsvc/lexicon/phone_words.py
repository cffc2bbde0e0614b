"""Words beside telephone numbers: what a number is for, and what is an extension."""

import re
from functools import lru_cache

from syncsvc.lexicon.wordlist import word_set

EXTENSION_WORDS = word_set(
    "app apparat dw durchwahl nst nebenstelle ext extension anschluss anschluß klappe kl x hausruf intern"
)
"""Words after which the inner part of a number stands."""

DIRECT_WORDS = frozenset({"dw", "durchwahl", "klappe", "kl"})
"""Of these, the words for a part that is dialled straight after the stem."""

JOINING_WORDS = word_set("oder od und bzw beziehungsweise or and sowie u o sowohl als auch alternativ")
"""Words between two numbers of one list."""

_VOICE = word_set("tel telefon fon phone voice telephone ruf rufnummer tel-nr telefonnummer t")

_EXACT = {
    "f": "fax",
    "m": "cell",
    "mob": "cell",
    "cell": "cell",
    "car": "cell",
    "auto": "cell",
    "main": "switchboard",
    "home": "home",
    "hause": "home",
    "zuhause": "home",
    "heim": "home",
    "priv": "home",
    "pers": "home",
    "other": "other",
    "andere": "other",
    "anderes": "other",
    "tty": "other",
    "tdd": "other",
    "isdn": "work",
    "d": "work",
    "p": "home",
    "g": "work",
    "nr": "work",
}

_STEMS = (
    ("fax", "fax"),
    ("pager", "pager"),
    ("piepser", "pager"),
    ("funkruf", "pager"),
    ("mobil", "cell"),
    ("handy", "cell"),
    ("iphone", "cell"),
    ("smartphone", "cell"),
    ("cellphone", "cell"),
    ("cellular", "cell"),
    ("autotelefon", "cell"),
    ("zentrale", "switchboard"),
    ("vermittlung", "switchboard"),
    ("switchboard", "switchboard"),
    ("hauptnummer", "switchboard"),
    ("haupttelefon", "switchboard"),
    ("sammelnummer", "switchboard"),
    ("sammelruf", "switchboard"),
    ("companymain", "switchboard"),
    ("privat", "home"),
    ("homephone", "home"),
    ("homefax", "home"),
    ("weitere", "other"),
    ("sonstige", "other"),
    ("dienst", "work"),
    ("geschäft", "work"),
    ("geschaeft", "work"),
    ("beruf", "work"),
    ("büro", "work"),
    ("buero", "work"),
    ("office", "work"),
    ("work", "work"),
    ("business", "work"),
    ("arbeit", "work"),
    ("festnetz", "work"),
    ("telef", "work"),
    ("phone", "work"),
    ("sekretariat", "work"),
    ("assist", "work"),
)

_WEEKDAYS = frozenset({"dienstag", "dienstags"})
"""Where «dienst» does not speak of work."""

_RANK = {"pager": 0, "fax": 1, "cell": 2, "switchboard": 3, "home": 4, "other": 5, "work": 6}
_WORDS = re.compile(r"[^\W\d_]+")


def words(label: str) -> tuple[str, ...]:
    """The words of a label, folded: «Tel. (geschäftl.)» → tel, geschäftl."""
    return tuple(_WORDS.findall(label.casefold()))


@lru_cache(maxsize=4096)
def kind_of_word(word: str) -> str:
    """The phone type one word speaks of; empty if it says nothing of phones."""
    if word in _EXACT:
        return _EXACT[word]
    if word in _WEEKDAYS:
        return ""
    if word in _VOICE or word in EXTENSION_WORDS:
        return "work"
    return next((kind for stem, kind in _STEMS if stem in word), "")


@lru_cache(maxsize=4096)
def kind_of_label(label: str) -> str:
    """The phone type a label speaks of («Telefax dienstl.» → fax); empty if it says nothing.

    Where a label names a voice line and a fax («Tel./Fax») the number is one people call.
    """
    spoken = words(label)
    kinds = {kind for kind in map(kind_of_word, spoken) if kind}
    if "fax" in kinds and not _VOICE.isdisjoint(spoken):
        kinds.discard("fax")
    return min(kinds, key=_RANK.__getitem__, default="")


@lru_cache(maxsize=4096)
def fax_of_two(label: str) -> int | None:
    """Which of two numbers a label of both makes the fax: 1 for «Tel./Fax», 0 for «Fax/Tel.»; None for other labels."""
    spoken = words(label)
    faxes = [place for place, word in enumerate(spoken) if kind_of_word(word) == "fax"]
    voices = [place for place, word in enumerate(spoken) if word in _VOICE]
    return int(faxes[0] > voices[0]) if len(faxes) == len(voices) == 1 else None


@lru_cache(maxsize=4096)
def is_private(label: str) -> bool:
    """Whether a label says that a value is private («Fax privat», «HOME,FAX»)."""
    return any(kind_of_word(word) == "home" for word in words(label))

"""Names of people in parts: given name, family name with its particles, titles before and after."""

import re
from collections.abc import Sequence

from syncsvc.lexicon.particles import ALWAYS, PARTICLES
from syncsvc.model.contact import PersonName
from syncsvc.normalise import titles
from syncsvc.normalise.name_text import is_shouted, readable
from syncsvc.normalise.titles import Titled
from syncsvc.normalise.witness import Division, division, is_family, is_given

_SPACED_HYPHEN = re.compile(r"(?<=[^\W\d_]) +[-–] +(?=[^\W\d_])")


def read(text: str, mailboxes: Sequence[str] = ()) -> PersonName:
    """A person's name in any usual order; ``mailboxes`` are local parts of the record, witnesses to where it divides.

    «Maier-Lidle, Silvia» and «Prof. Dr. Silvia von Maier» need none; «Sylvia Maier Lidle» becomes family «Maier Lidle»
    by ``s.maier-lidle``, and by the middle word being no given name.
    """
    head, comma, rest = text.replace(";", ",").partition(",")
    if comma:
        return _with_comma(head, rest)
    titled = titles.strip(titles.split(text))
    return _composed(*_divided(titled, mailboxes), titled)


def from_parts(given: str, family: str, prefix: str = "", suffix: str = "", salutation: str = "") -> PersonName:
    """A name whose parts the source knows; titles that stand inside them are taken out."""
    first = titles.strip(titles.split(given.replace(",", " "))) if given else Titled(())
    family, _, behind = family.partition(",")
    last = titles.strip(titles.split(family)) if family else Titled(())
    around = titles.read_prefix(titles.split(prefix))
    after = Titled((), suffix=" ".join(titles.split(suffix)), salutation=titles.salutation(salutation))
    return _composed(first.words, last.words, around, first, last, titles.read_titles(titles.split(behind)), after)


def _composed(given: tuple[str, ...], family: tuple[str, ...], *around: Titled) -> PersonName:
    """The name of its parts, readable, with the titles of all of them, equal ones once."""
    words = readable(given + family)
    first, last = " ".join(words[: len(given)]), " ".join(words[len(given) :])
    degrees, prefix, suffix = (
        " ".join(dict.fromkeys(text for titled in around if (text := getattr(titled, part))))
        for part in ("degrees", "prefix", "suffix")
    )
    salutation = next((titled.salutation for titled in around if titled.salutation), "")
    display = " ".join(part for part in (degrees, first, last, suffix) if part)
    if not first and not prefix and salutation:
        display = f"{salutation} {display}"
    return PersonName(display, prefix, first, last, suffix, salutation)


def _with_comma(head: str, rest: str) -> PersonName:
    """«Family, given», with titles on either side or behind another comma; «Anna Muster, M.A.»."""
    pieces = [titles.split(piece) for piece in rest.split(",")]
    extra = [titles.read_titles(piece) for piece in pieces if titles.only_titles(piece)]
    given_words = [word for piece in pieces if not titles.only_titles(piece) for word in piece]
    before = titles.strip(titles.split(_SPACED_HYPHEN.sub("-", head)))
    if not given_words:
        return _composed(*_divided(before, ()), before, *extra)
    after = titles.strip(given_words)
    given, family = list(after.words), list(before.words)
    while len(given) > 1 and (given[-1] in PARTICLES or given[-1].casefold() in ALWAYS):
        family.insert(0, given.pop())
    return _composed(tuple(given), tuple(family), before, after, *extra)


def _divided(titled: Titled, mailboxes: Sequence[str]) -> Division:
    """Given and family names of words in their natural order, unless capitals or a mailbox say otherwise."""
    words = titled.words
    if len(words) == 1:
        alone = is_given(words[0]) and not titled.salutation and not titled.degrees
        return (words, ()) if alone else ((), words)
    if (cut := _particle(words)) is not None:
        return _before_particle(words, cut)
    return _by_capitals(words) or division(words, mailboxes) or _turned(words) or _natural(words)


def _particle(words: tuple[str, ...]) -> int | None:
    """Where the family name opens with a particle."""
    for place, word in enumerate(words[:-1]):
        if word in PARTICLES:
            return place
        if word.casefold() in ALWAYS and (place or words[1] in PARTICLES):
            return place
    return None


def _before_particle(words: tuple[str, ...], cut: int) -> Division:
    given = cut
    while given > 1 and not is_given(words[given - 1]) and "." not in words[given - 1]:
        given -= 1
    return words[:given], words[given:]


def _by_capitals(words: tuple[str, ...]) -> Division | None:
    """«MAIER Silvia», «Silvia MAIER LIDLE»: capitals mark the family name where only it is written so."""
    shouted = [is_shouted(word) for word in words]
    if all(shouted) or not any(shouted):
        return None
    count = sum(shouted)
    if all(shouted[:count]):
        return words[count:], words[:count]
    return (words[:-count], words[-count:]) if all(shouted[-count:]) else None


def _turned(words: tuple[str, ...]) -> Division | None:
    """«Müller Petra», as lists sorted by family name write it: a common family name before a word that is none."""
    if len(words) != 2 or is_given(words[0]) or not is_given(words[1]):
        return None
    return (words[1:], words[:1]) if is_family(words[0]) and not is_family(words[1]) else None


def _natural(words: tuple[str, ...]) -> Division:
    """Given names first; words in the middle are given names if they are known as such, else of the family name."""
    cut = 1
    while cut < len(words) - 1 and (is_given(words[cut]) or len(words[cut].rstrip(".")) == 1):
        cut += 1
    return words[:cut], words[cut:]

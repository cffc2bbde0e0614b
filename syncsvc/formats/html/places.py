"""Rooms, streets, post boxes and post codes inside a line."""

import re
from collections.abc import Iterator

from syncsvc.formats.html.labels import field_of
from syncsvc.formats.html.mask import Mask
from syncsvc.lexicon.phone_words import EXTENSION_WORDS

_ROOM = re.compile(
    r"(?<![\w-])(?:Zimmer(?:nummer)?|Zi|Zimmer-?Nr|Zi\.?-?Nr|Raum(?:nummer)?|Raum-?Nr|Room)\b\.? ?"
    r"(?:-?Nr\.?|Nummer)? ?:? ?"
    r"(?!\(?0\d{2,5}\)? ?[/-]? ?\d{4})"
    r"(?P<value>(?:[A-Z]{1,3}[ .-]?)?(?:EG|OG|UG|[\d]{1,5})(?:[./-]?\w{1,5}){0,3}(?: ?\([^()]{1,40}\))?)",
    re.IGNORECASE,
)
_ENDINGS = """
    straße strasse str\\. weg platz allee gasse ring ufer damm markt hof steig berg park graben wall chaussee promenade
    anger bogen pfad stiege zeile kai steg tor garten gärten wiesen? feld höhe hang halde rain stieg winkel burg
    brücke brunnen insel mühle grund tal twiete redder koppel kamp esch horst"""
_WORDS = """
    Straße Strasse Str\\. Weg Platz Allee Gasse Ring Ufer Damm Markt Hof Steig Berg Park Graben Wall Chaussee Garten
    Tor"""
_OPENINGS = """
    Am|An der|An den|Im|In der|In den|Zum|Zur|Auf dem|Auf der|Beim|Bei der|Unter den|Hinter der|Vor dem|
    Hinter dem|Obere|Untere|Alte|Neue|Alter|Neuer|Große|Kleine|Lange"""
_HOUSE = r"\d{1,4}(?: ?[a-zA-Z](?![\w]))?(?: ?[-/+] ?\d{1,4}(?: ?[a-z](?!\w))?)?(?![\w/-]*\d)"
_STREET = re.compile(
    rf"(?<![\w-])(?:[A-ZÄÖÜ][\w.'-]{{0,40}}(?:{'|'.join(_ENDINGS.split())})"
    rf"|(?:[A-ZÄÖÜ][\w.'-]{{0,40}}[ -]){{1,4}}(?:{'|'.join(_WORDS.split())})"
    rf"|(?:{'|'.join(one.strip() for one in _OPENINGS.split('|'))}) [A-ZÄÖÜ][\w'-]{{0,40}}(?: [A-ZÄÖÜ][\w'-]{{0,40}})?"
    rf"|Markt) {_HOUSE}"
)
_BOX = re.compile(r"(?<!\w)Postfach(?: \d[\d ]{1,9}\d)?(?![\w])")
_CODE = re.compile(r"(?<![\w.+/(-])(?<!\d )(?<!\d- )(?<!\d/ )(?:D ?- ?|DE-)?(\d{5}) +(?=[A-ZÄÖÜ])")
_TOWN = re.compile(
    r"[A-ZÄÖÜ][\w.'-]*(?: ?\([^()]{1,30}\)|/[A-ZÄÖÜ][\w.-]*"
    r"| (?:am|an der|im|in|bei|ob der|vor der|an|auf|unter|zu|a\. ?d\.|i\.|a\.|ob|v\. ?d\.) ?[A-ZÄÖÜ]?[\w.-]*"
    r"| [A-ZÄÖÜ][\w-]+){0,3}"
)
_Place = tuple[str, int, int, str]


def _town(text: str, start: int) -> int:
    """Where the name of a town ends; label words are no part of it."""
    match = _TOWN.match(text, start)
    if match is None:
        return start
    if len(match[0]) < 3 or match[0].rstrip(".").casefold() in EXTENSION_WORDS or field_of(match[0]):
        return start
    end = match.end()
    for word in re.finditer(r"\S+", text[start:end]):
        if word.start() and field_of(word[0].strip(",;:()")):
            return start + word.start() - 1
    return end


def _towns(mask: Mask) -> Iterator[_Place]:
    for code in _CODE.finditer(mask.text):
        end = _town(mask.text, code.end())
        if end > code.end():
            yield "city", code.start(), end, mask.original[code.start() : end].rstrip(" ,;.")


def find(mask: Mask) -> list[_Place]:
    """Rooms, streets and towns: field, start, end, value; taken out of the mask."""
    text, original = mask.text, mask.original
    rooms = [("room", m.start(), m.end(), original[m.start("value") : m.end("value")]) for m in _ROOM.finditer(text)]
    streets = [("street", m.start(), m.end(), m[0]) for pattern in (_STREET, _BOX) for m in pattern.finditer(text)]
    kept: list[_Place] = []
    for place in sorted([*rooms, *_towns(mask), *streets], key=lambda one: (one[1], -one[2])):
        if not kept or place[1] >= kept[-1][2]:
            kept.append(place)
            mask.take(place[1], place[2])
    return kept

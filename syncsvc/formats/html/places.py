"""Rooms, streets, post boxes and post codes inside a line."""

import re

from syncsvc.formats.html.labels import field_of
from syncsvc.formats.html.mask import Mask
from syncsvc.lexicon.phone_words import EXTENSION_WORDS

_ROOM = re.compile(
    r"(?<![\w-])(?:Zimmer(?:nummer)?|Zi|Zimmer-?Nr|Zi\.?-?Nr|Raum(?:nummer)?|Raum-?Nr|Room)\b\.? ?(?:-?Nr\.?|Nummer)? ?:? ?"
    r"(?P<value>(?:[A-Z]{1,3}[ .-]?)?(?:EG|OG|UG|[\d]{1,5})(?:[./-]?\w{1,5}){0,3}(?: ?\([^()]{1,40}\))?)",
    re.IGNORECASE,
)
_STREET_END = r"(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|ufer|damm|markt|hof|steig|berg|park|graben|wall|chaussee|promenade|anger|bogen|pfad|stiege|zeile|kai|steg|tor|garten|gärten|wiesen?|feld|höhe|hang|halde|rain|stieg|winkel|burg|brücke|brunnen|insel|mühle|grund|tal|twiete|redder|koppel|kamp|esch|horst)"
_HOUSE = r"\d{1,4}(?: ?[a-zA-Z](?![\w]))?(?: ?[-/+] ?\d{1,4}(?: ?[a-z](?!\w))?)?(?![\w/-]*\d)"
_STREET = re.compile(
    rf"(?<![\w-])(?:[A-ZÄÖÜ][\w.'-]*{_STREET_END}|(?:[A-ZÄÖÜ][\w.'-]*[ -]){{1,4}}(?:Straße|Strasse|Str\.|Weg|Platz|Allee|Gasse|Ring|Ufer|Damm|"
    r"Markt|Hof|Steig|Berg|Park|Graben|Wall|Chaussee|Promenade|Garten|Tor)|"
    r"(?:Am|An der|An den|Im|In der|In den|Zum|Zur|Auf dem|Auf der|Beim|Bei der|Unter den|Hinter der|Vor dem|Hinter dem|Obere|Untere|Alte|Neue|Alter|Neuer|Große|Kleine|Lange) [A-ZÄÖÜ][\w'-]*(?: [A-ZÄÖÜ][\w'-]*)?|"
    rf"Marktplatz|Rathausplatz|Schlossplatz|Kirchplatz|Markt|Marktstraße) {_HOUSE}"
)
_BOX = re.compile(r"(?<!\w)Postfach(?: \d[\d ]{1,9}\d)?(?![\w])")
_CODE = re.compile(r"(?<![\w.+/(-])(?<!\d )(?<!\d- )(?<!\d/ )(?:D ?- ?|DE-)?(\d{5}) +(?=[A-ZÄÖÜ])")
_TOWN = re.compile(
    r"[A-ZÄÖÜ][\w.'-]*(?: ?\([^()]{1,30}\)|/[A-ZÄÖÜ][\w.-]*| (?:am|an der|im|in|bei|ob der|vor der|an|auf|unter|zu|a\. ?d\.|i\.|a\.|ob|v\. ?d\.) ?[A-ZÄÖÜ]?[\w.-]*"
    r"| [A-ZÄÖÜ][\w-]+){0,3}"
)


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


def find(mask: Mask) -> list[tuple[str, int, int, str]]:
    """Rooms, streets and towns: field, start, end, value; taken out of the mask."""
    found: list[tuple[str, int, int, str]] = []
    for match in _ROOM.finditer(mask.text):
        found.append(("room", match.start(), match.end(), mask.original[match.start("value") : match.end("value")]))
    for code in _CODE.finditer(mask.text):
        end = _town(mask.text, code.end())
        if end > code.end():
            found.append(("city", code.start(), end, mask.original[code.start() : end].rstrip(" ,;.")))
    for field, pattern in (("street", _STREET), ("street", _BOX)):
        for match in pattern.finditer(mask.text):
            found.append((field, match.start(), match.end(), match[0]))
    kept: list[tuple[str, int, int, str]] = []
    for item in sorted(found, key=lambda one: (one[1], -one[2])):
        if not kept or item[1] >= kept[-1][2]:
            kept.append(item)
            mask.take(item[1], item[2])
    return kept

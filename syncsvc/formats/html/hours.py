"""Office hours in running text: weekdays with times, «geschlossen», «nach Vereinbarung»."""

import re

_DAY = (
    r"(?:Mo(?:ntags?|\.)?|Di(?:enstags?|\.)?|Mi(?:ttwochs?|\.)?|Do(?:nnerstags?|\.)?|Fr(?:eitags?|\.)?|Sa(?:mstags?|\.)?|"
    r"So(?:nntags?|\.)?|Sonnabends?|werktags|täglich|wochentags|Mon(?:day)?|Tue(?:sday)?|Wed(?:nesday)?|Thu(?:rsday)?|Fri(?:day)?)"
)
_TIME = r"\d{1,2}(?:[.:]\d{2})?(?: ?(?:Uhr|h)\b)?"
_WORD = (
    r"(?:bis|und|u\.|von|ab|Uhr|sowie|oder|jeden|jeweils|geschlossen|vormittags?|nachmittags?|abends?|morgens?|nach|Vereinbarung|"
    r"telefonischer|vorheriger|Terminvereinbarung|Absprache|durchgehend|to|closed|außer|ganztägig|"
    r"Termin|nur|mit|jede|geöffnet|sonst)\b"
)
_JOINT = r"[ ,;:.&/()+|-]{0,4}"
_HOURS = re.compile(rf"(?<![\w-]){_DAY}(?![\w])(?:{_JOINT}(?:{_DAY}(?!\w)|{_TIME}|{_WORD}))*\)?", re.IGNORECASE)
_DECISIVE = re.compile(
    rf"{_DAY} ?(?:-|bis) ?{_DAY}(?!\w)|"
    r"\d ?(?:Uhr|h\b|[-:.]|bis)|\d{1,2}|geschlossen|Vereinbarung|closed|Absprache|Termin",
    re.IGNORECASE,
)
_APPOINTMENT = re.compile(
    r"(?:Termine? )?(?:nur )?nach (?:telefonischer |vorheriger |persönlicher )*"
    r"(?:Vereinbarung|Absprache|Terminvereinbarung|Anmeldung)",
    re.IGNORECASE,
)
_DAYS = re.compile(rf"(?:{_DAY}(?!\w)|[ ,.&+/-]|bis|und|u\.|{_TIME}|Uhr|vormittags|nachmittags|nur)+", re.IGNORECASE)


def is_days(text: str) -> bool:
    """Whether a remark says nothing but when («Mo-Do», «Di + Do 9-12 Uhr»)."""
    return bool(_DAYS.fullmatch(text.strip())) and bool(re.search(rf"(?<!\w){_DAY}(?!\w)", text, re.IGNORECASE))


def find(text: str) -> list[tuple[int, int]]:
    """Where office hours stand in a text."""
    found = []
    for match in _HOURS.finditer(text):
        end = match.end()
        said = text[match.start() : end].rstrip(" ,;:/|-(")
        said = said if said.count("(") >= said.count(")") else said.rstrip(")")
        if _DECISIVE.search(said) and len(said) > 4:
            found.append((match.start(), match.start() + len(said)))
    for match in _APPOINTMENT.finditer(text):
        if all(match.end() <= start or match.start() >= end for start, end in found):
            found.append((match.start(), match.end()))
    return _merged(text, sorted(found))


def _merged(text: str, found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, end in found:
        if out and not text[out[-1][1] : start].strip(" ,;/|-.()"):
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out

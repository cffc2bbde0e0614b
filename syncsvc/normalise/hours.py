"""Office hours: prose with full weekday names becomes the short form, anything else stays as it was written."""

import re

from syncsvc.normalise.text import tidy

_DAYS = {
    "montag": "Mo",
    "dienstag": "Di",
    "mittwoch": "Mi",
    "donnerstag": "Do",
    "freitag": "Fr",
    "samstag": "Sa",
    "sonnabend": "Sa",
    "sonntag": "So",
}
_DAY = rf"(?:{'|'.join(_DAYS)})s?"
_CLAUSE = re.compile(
    rf"(?P<days>{_DAY}(?:\s*(?:,|und|u\.|&|/|bis|[-–])\s*{_DAY})*)\s*:?\s*(?P<when>.*)", re.IGNORECASE | re.DOTALL
)
_NEXT = re.compile(rf"[\s,;.]*(?<![-–&/])\s+(?={_DAY}\b)(?<!und )(?<!bis )|\n", re.IGNORECASE)
_SPAN = re.compile(
    r"(?:von\s+)?(\d{1,2}(?:[.:]\d{2})?)\s*(?:Uhr)?\s*(?:bis|[-–])\s*(\d{1,2}(?:[.:]\d{2})?)\s*(?:Uhr)?", re.IGNORECASE
)
_CLOSED = re.compile(r"geschlossen|closed", re.IGNORECASE)


def read(text: str) -> str:
    """The hours on one line: «Mo 10-14; Di 15-18; Mi geschlossen; Do,Fr 9-13».

    Only a text that names its weekdays in full, and in which every clause is understood, is put into that form. A
    text already written short («Mo–Fr 08.00–12.00 Uhr») or in other words is kept, its lines joined.
    """
    lines = [line for line in map(tidy, text.splitlines()) if line]
    plain = "; ".join(line.rstrip(" ,;") for line in lines)
    clauses = [_clause(part) for part in _split("\n".join(lines))]
    return "; ".join(clauses) if clauses and all(clauses) else plain


def _split(text: str) -> list[str]:
    """The clauses: each begins with a weekday that is not part of a list or span of days."""
    starts = [found.start() for found in re.finditer(rf"\b{_DAY}\b", text, re.IGNORECASE)]
    starts = [
        start
        for start in starts
        if not re.search(r"(?:,|und|u\.|&|/|bis|[-–])\s*$", text[:start]) or _closes(text[:start])
    ]
    if not starts or text[: starts[0]].strip():
        return [text] if text else []
    return [text[start:end].strip(" \n,;.") for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def _closes(before: str) -> bool:
    """Whether the clause before a comma is complete, so that the comma ends it."""
    return bool(re.search(r"(?:Uhr|geschlossen|\d)\s*[,;]?\s*$", before, re.IGNORECASE))


def _clause(text: str) -> str:
    """One clause in the short form; empty if it is not understood."""
    found = _CLAUSE.fullmatch(text)
    if found is None:
        return ""
    days = re.sub(_DAY, lambda day: _DAYS[day[0].lower().removesuffix("s")], found["days"], flags=re.IGNORECASE)
    days = re.sub(r"\s*(?:bis|[-–])\s*", "-", re.sub(r"\s*(?:,|und|u\.|&|/)\s*", ",", days))
    when = found["when"].strip(" ,;.")
    if _CLOSED.fullmatch(when):
        return f"{days} geschlossen"
    spans = _SPAN.findall(when)
    rest = re.sub(r"\s|,|und|sowie|u\.", "", _SPAN.sub("", when))
    return f"{days} {','.join(f'{start}-{end}' for start, end in spans)}" if spans and not rest else ""

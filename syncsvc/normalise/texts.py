"""The plain fields of a record: roles, units, rooms, hours, notes, links."""

import re
from collections.abc import Callable, Mapping, Sequence

from syncsvc.model.record import Field
from syncsvc.normalise import hours
from syncsvc.normalise.text import meant, tidy_lines

_ROOM = re.compile(r"^(?:zimmer|zi\.?|raum|büro)[\s.\-]*(?:nr\.?|nummer)?\s*:?\s*(?=\S*\d)", re.IGNORECASE)
_LINK = re.compile(r"^(?:https?://|/|ftp://)", re.IGNORECASE)
_HOST = re.compile(r"^(?:www\.)?[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?$")


def room(text: str) -> str:
    """The room without the word for it: «Zi. Nr. 1.07» → «1.07»."""
    return _ROOM.sub("", meant(text))


def url(text: str) -> str:
    """A web address with its scheme; empty for scripts, mail links and what is none."""
    text = meant(text)
    if _LINK.match(text):
        return text
    return f"https://{text}" if _HOST.match(text) else ""


def _plain(text: str) -> str:
    return meant(text).strip(" ,;")


_SINGLE: Mapping[str, Callable[[str], str]] = {
    "organisation": _plain,
    "role": _plain,
    "responsibility": _plain,
    "room": room,
    "hours": hours.read,
    "note": tidy_lines,
    "birthday": meant,
    "photo": str.strip,
}
_SEVERAL: Mapping[str, tuple[str, Callable[[str], str]]] = {
    "units": ("unit", _plain),
    "groups": ("group", meant),
    "urls": ("url", url),
}


def single(fields: Mapping[str, Sequence[Field]]) -> dict[str, str]:
    """The fields with one text; several notes or office hours are kept one under the other."""
    found: dict[str, str] = {}
    for name, read in _SINGLE.items():
        texts = [text for field in fields.get(name, ()) if (text := read(field.value))]
        if texts:
            found[name] = _JOINED[name].join(dict.fromkeys(texts)) if name in _JOINED else texts[0]
    return found


_JOINED = {"note": "\n", "hours": "; ", "role": ", ", "responsibility": ", "}


def parted(name: str, typed: str) -> tuple[str, ...]:
    """What a person typed for a field of several texts, parted by semicolons or lines; equal ones once."""
    raw, _ = _SEVERAL[name]
    return several({raw: [Field(raw, piece) for piece in re.split(r"[;\n]", typed)]})[name]


def several(fields: Mapping[str, Sequence[Field]]) -> dict[str, tuple[str, ...]]:
    """The fields with any number of texts, equal ones once."""
    return {
        name: tuple(dict.fromkeys(text for field in fields[raw] if (text := read(field.value))))
        for name, (raw, read) in _SEVERAL.items()
        if raw in fields
    }

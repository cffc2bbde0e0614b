"""What a contact that is no person is called: by its function, unit, heading, label or mailbox."""

import re

from syncsvc.formats.html import kinds
from syncsvc.formats.html.draft import FUNCTION, GROUP, ORGANISATION, Sheet
from syncsvc.formats.html.reading import Read
from syncsvc.lexicon.mailboxes import is_function_mailbox

_CENTRAL = frozenset({"zentrale", "telefonzentrale", "vermittlung"})


def office_name(sheet: Sheet, context: tuple[Read, ...], title: str) -> tuple[str, str]:
    """Kind and name; the name is empty where nothing tells. ``title`` is the page's, for want of better."""
    if sheet.head:
        return FUNCTION, sheet.head
    stands_out = [text for text in sheet.titles if not kinds.is_vacant(text)]
    if sheet.units:
        return FUNCTION, next((text for text in stands_out if text in sheet.units), sheet.units[-1])
    if sheet.group:
        return GROUP, sheet.group
    if sheet.role:
        return FUNCTION, sheet.role
    if sheet.unknown and not sheet.organisation:
        return FUNCTION, next((text for text, marked in sheet.unknown if marked), sheet.unknown[0][0])
    if sheet.organisation:
        return ORGANISATION, sheet.organisation
    return FUNCTION, _from_context(context) or _from_label(sheet) or (_from_mail(sheet) or title if title else "")


def _from_label(sheet: Sheet) -> str:
    """«Vermittlung», where a number says no more than that."""
    labels = (point.field.label for point in sheet.points)
    return next((label for label in labels if label.casefold() in _CENTRAL), "")


def _from_context(context: tuple[Read, ...]) -> str:
    for read in reversed(context):
        for said in read.said:
            if read.line.heading and not kinds.announces(said.text) and said.kind != "person":
                return said.text
    return ""


def _from_mail(sheet: Sheet) -> str:
    """«Abteilung 8» from ``abteilung8@``."""
    for point in sheet.points:
        local = point.field.value.partition("@")[0]
        if point.field.name == "email" and is_function_mailbox(local):
            words = re.sub(r"(?<=\D)(?=\d)", " ", re.sub(r"[._+-]+", " ", local))
            return " ".join(word.capitalize() for word in words.split())
    return next((point.field.value for point in sheet.points if point.field.name == "email"), "")

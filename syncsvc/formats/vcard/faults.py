"""What can be wrong with a vCard file, said so that staff can put it right."""

from syncsvc.model.issue import Issue, Severity

_FAULTS = {
    "card-broken": (
        Severity.ERROR,
        "a line of this card cannot be read, so the card is left out",
        "put the line right in the source's address book, or export it again",
    ),
    "card-empty": (Severity.ERROR, "the card holds nothing", "remove it in the source's address book"),
    "card-unclosed": (
        Severity.WARNING,
        "END:VCARD is missing; the card was read up to the next one",
        "export the address book again",
    ),
    "file-cut": (
        Severity.WARNING,
        "the file ends in the middle of this card; its last line was left out",
        "export or copy the file again",
    ),
    "begin-missing": (Severity.WARNING, "BEGIN:VCARD is missing; the card was read without it", "export it again"),
    "text-outside": (Severity.NOTICE, "there is text outside the cards; it was left out", ""),
    "no-cards": (Severity.ERROR, "no vCard in this file", "check that the location leads to a .vcf file"),
    "fn-missing": (
        Severity.WARNING,
        "FN missing: derived from N",
        "give the contact a display name in the source's address book",
    ),
    "name-missing": (
        Severity.WARNING,
        "the card has neither FN nor N",
        "give the contact a name in the source's address book",
    ),
    "line-joined": (
        Severity.NOTICE,
        "a line break inside a note was not marked as one; its lines were joined to the note",
        "",
    ),
    "value-undecodable": (Severity.WARNING, "a value marked as base64 is not; it was left out", "export it again"),
    "key-duplicate": (
        Severity.WARNING,
        "several cards have the same UID; they are kept apart by their content",
        "give each its own UID in the source's address book, or remove the copy",
    ),
}


def fault(code: str, place: str, *, value: str = "", field: str = "", key: str = "") -> Issue:
    """The issue for a fault; ``value`` is the raw text in question."""
    severity, message, hint = _FAULTS[code]
    return Issue(
        "read", code, message, place=place, value=value[:200], field=field, key=key, hint=hint, severity=severity
    )

"""Issues: something a person should look at."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much an issue matters."""

    NOTICE = "notice"
    """Done as well as possible; worth knowing."""
    WARNING = "warning"
    """A value was left out or is in doubt."""
    ERROR = "error"
    """A whole record was set aside."""


@dataclass(frozen=True, slots=True)
class Issue:
    """What was found, where, and what to do about it.

    ``message`` and ``hint`` never hold personal data; the raw text in question is ``value``, which is
    shown to staff and never logged.
    """

    stage: str
    """The station that found it: fetch, read, normalise, match, merge, plan, deliver."""
    code: str
    """A stable word for programs: ``phone-invalid``, ``key-duplicate``."""
    message: str
    source: str = ""
    key: str = ""
    place: str = ""
    field: str = ""
    value: str = ""
    hint: str = ""
    severity: Severity = Severity.WARNING

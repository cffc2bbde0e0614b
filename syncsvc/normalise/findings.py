"""Issues of this station, before the record they belong to is known."""

from syncsvc.model.issue import Issue, Severity


def finding(
    code: str,
    message: str,
    *,
    field: str,
    value: str = "",
    hint: str = "",
    severity: Severity = Severity.WARNING,
) -> Issue:
    """An issue of the normalise station; source, key and place are added where the record is known."""
    return Issue("normalise", code, message, field=field, value=value, hint=hint, severity=severity)

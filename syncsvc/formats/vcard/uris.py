"""The URIs that stand in vCards for numbers, addresses and other cards (RFC 3966, RFC 6068, RFC 4122)."""

import re
from urllib.parse import unquote

_UUID = re.compile(r"(?:urn:uuid:)?\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?", re.IGNORECASE)


def phone_number(value: str) -> str:
    """The number in a TEL value; of a ``tel:`` URI the extension stays and a local number gets its context."""
    value = value.strip()
    if ":" not in value or value[:4].lower() != "tel:":
        return value
    number, *params = unquote(value[4:]).split(";")
    found = {key.lower(): text for key, _, text in (param.partition("=") for param in params)}
    context = found.get("phone-context", "")
    if context.startswith("+") and not number.startswith("+"):
        number = context + number
    return f"{number};ext={found['ext']}" if found.get("ext") else number


def mail_address(value: str) -> str:
    """The address in an EMAIL value."""
    value = value.strip()
    return unquote(value[7:].partition("?")[0]) if value[:7].lower() == "mailto:" else value


def card_key(uid: str) -> str:
    """A UID in one form: a UUID in lower case without «urn:uuid:», anything else as it is."""
    match = _UUID.fullmatch(uid.strip())
    return match[1].lower() if match else uid.strip()

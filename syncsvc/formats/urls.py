"""URLs taken apart: the origin they belong to, and how they may be shown without their secrets."""

import re
from urllib.parse import urlsplit, urlunsplit

_SECRET_NAME = re.compile(r"token|key|secret|passw|pwd|sig|auth|session|sid|credential|login", re.IGNORECASE)
_SECRET_LENGTH = 24
_PORTS = {"http": 80, "https": 443}


def is_url(location: str) -> bool:
    """Whether a location is an HTTP URL and not a path."""
    return location.lower().startswith(("http://", "https://"))


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port (RFC 6454 section 4). Raises ValueError for an impossible port."""
    parts = urlsplit(url)
    return parts.scheme.lower(), (parts.hostname or "").rstrip("."), parts.port or _PORTS.get(parts.scheme.lower(), 0)


def host(url: str) -> str:
    """The host in lower case, without brackets or a final dot; empty if there is none."""
    return (urlsplit(url).hostname or "").rstrip(".")


def bare(url: str) -> str:
    """The URL without user, password and fragment: what is sent."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, parts.query, ""))


def shown(url: str) -> str:
    """The URL as it may stand in messages and records: no user, no password, no secret in its query."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "a URL that cannot be read"
    query = "&".join(_covered(pair) for pair in parts.query.split("&")) if parts.query else ""
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, query, ""))


def _covered(pair: str) -> str:
    name, equals, value = pair.partition("=")
    if not equals and len(name) >= _SECRET_LENGTH:
        return "***"
    if equals and (_SECRET_NAME.search(name) or len(value) >= _SECRET_LENGTH):
        return f"{name}=***"
    return pair

"""What a server answered, and which of our errors a bad answer is."""

from dataclasses import dataclass, field
from email.message import Message
from email.utils import parsedate_to_datetime

import requests

from syncsvc.errors import SourceError, SourceIncomplete, SourceRejected, SourceUnavailable
from syncsvc.formats.urls import shown

_UNTOLD = ("application/octet-stream", "binary/octet-stream", "application/force-download", "")
"""Media types that say nothing: static servers send them for anything."""
_SETTLED = 60.0
"""Seconds after which a Last-Modified is a strong enough validator (RFC 9110 section 8.8.2.2)."""
_REASONS = {
    401: ("wants other credentials", "check username and password_env, or token_env"),
    403: ("does not let us in", "check the rights of this account, or whether the server blocks our User-Agent"),
    404: ("is not there", "check location; the page may have moved"),
    407: ("is behind a proxy that wants credentials", "set proxy_password_env"),
    410: ("is gone for good", "ask the source's operator for the new address"),
    429: ("asks us to come less often", "read it less often, or set pause"),
}


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer. ``url`` is where it came from after redirects, unfit for messages: use ``shown``."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...] = ()
    """Names in lower case."""
    content: bytes = field(default=b"", repr=False)

    def header(self, name: str) -> str:
        """The value of a header, or an empty text."""
        return dict(self.headers).get(name, "")

    @property
    def unchanged(self) -> bool:
        """Whether the server said 304."""
        return self.status == 304

    @property
    def media_type(self) -> str:
        """The media type in lower case, without parameters."""
        return self.header("content-type").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """The charset parameter in lower case, or an empty text."""
        message = Message()
        message["content-type"] = self.header("content-type")
        return message.get_content_charset("")

    @property
    def etag(self) -> str:
        """The entity tag, as sent."""
        return self.header("etag")

    @property
    def modified(self) -> str:
        """Last-Modified, if it is old enough to tell two versions apart."""
        value = self.header("last-modified")
        age = _between(value, self.header("date"))
        return value if age is not None and age >= _SETTLED else ""

    @property
    def retry_after(self) -> float:
        """Seconds to wait as the server asks (RFC 9110 section 10.2.3), by the server's own clock; 0 if it does not."""
        value = self.header("retry-after").strip()
        if value.isascii() and value.isdigit():
            return float(value[:9])
        return max(0.0, _between(self.header("date"), value) or 0.0)


def judge(reply: Reply, statuses: frozenset[int], media_types: tuple[str, ...]) -> Reply:
    """Let a good answer through. Raises the SourceError that fits a bad one."""
    url = shown(reply.url)
    if reply.status not in statuses:
        raise _bad_status(reply.status, url)
    if reply.status != 200 or not media_types or reply.media_type in (*_UNTOLD, *media_types):
        return reply
    hint = "is it a page to sign in, or an error page?" if reply.media_type == "text/html" else "check location"
    raise SourceRejected(f"{url} answers with {reply.media_type[:60]!r}, not with {media_types[0]!r}", hint=hint)


def failure(error: Exception, url: str) -> SourceError:
    """Say an exception of requests or below in our terms."""
    if isinstance(error, requests.exceptions.SSLError):
        return SourceRejected(
            f"{url}: the server's certificate is not accepted", hint="check its name and date, or set ca_file"
        )
    if isinstance(error, requests.exceptions.ProxyError):
        return SourceUnavailable(f"{url}: the proxy does not answer or refuses", hint="check proxy")
    if isinstance(error, requests.exceptions.Timeout):
        return SourceUnavailable(f"{url} does not answer in time", hint="raise read_timeout if the server is slow")
    if isinstance(error, ValueError):  # InvalidURL, InvalidSchema, MissingSchema, InvalidHeader among them
        return SourceRejected(f"{url} is not a URL that can be asked", hint="check location")
    return SourceUnavailable(f"{url}: the connection failed", hint="check that the server runs and can be reached")


def _bad_status(status: int, url: str) -> SourceError:
    if status == 206:
        return SourceIncomplete(f"{url} sends only a part (status 206)")
    if status == 304:
        return SourceRejected(
            f"{url} says «unchanged» (304) though we did not ask", hint="a cache between may be broken"
        )
    reason, hint = _REASONS.get(
        status, ("answers in another way than expected", "check location; look at it with a browser")
    )
    if status == 429 or status >= 500:
        return SourceUnavailable(f"{url} {reason} (status {status})", hint=hint)
    return SourceRejected(f"{url} {reason} (status {status})", hint=hint)


def _between(earlier: str, later: str) -> float | None:
    """Seconds between two HTTP dates; None if one of them is not a date."""
    try:
        return (parsedate_to_datetime(later) - parsedate_to_datetime(earlier)).total_seconds()
    except (ValueError, TypeError, IndexError):
        return None

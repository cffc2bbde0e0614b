"""Asks a site's robots.txt, once per fetch, before its pages are read (RFC 9309)."""

from syncsvc.errors import SourceUnavailable
from syncsvc.formats.robots import Rules, parse
from syncsvc.formats.urls import origin
from syncsvc.sources.http import HttpClient, Request

_AGENT = "syncsvc"
_UNAVAILABLE = frozenset(range(400, 429)) | frozenset(range(430, 500))
"""RFC 9309 section 2.3.1.3: such an answer means that everything may be read."""


class Robots:
    """The rules of the sites that one fetch reads."""

    def __init__(self, client: HttpClient) -> None:
        self._client = client
        self._rules: dict[tuple[str, str, int], Rules] = {}

    def allow(self, url: str) -> bool:
        """Whether a URL may be read. Raises SourceUnavailable if the site cannot say (RFC 9309 section 2.3.1.4)."""
        site = origin(url)
        if site not in self._rules:
            self._rules[site] = self._load(site)
        return self._rules[site].allow(url)

    def _load(self, site: tuple[str, str, int]) -> Rules:
        scheme, host, port = site
        name = f"[{host}]" if ":" in host else host
        url = f"{scheme}://{name}:{port}/robots.txt"
        try:
            reply = self._client.ask(Request(url, statuses=_UNAVAILABLE | {200}))
        except SourceUnavailable as error:
            raise SourceUnavailable(
                f"{url} cannot be read, so nobody knows whether the pages may be",
                hint="the next run tries again; set robots = false if the site is your own",
            ) from error
        return parse(reply.content.decode("utf-8", "replace"), _AGENT) if reply.status == 200 else Rules()

"""The one HTTP client: polite, patient within limits, and either a whole answer or an error."""

import base64
import logging
import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from types import TracebackType
from typing import Any, Self
from urllib.parse import urljoin

import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies
from urllib3.exceptions import HTTPError
from urllib3.poolmanager import PoolManager, ProxyManager

from syncsvc.errors import SourceError, SourceIncomplete, SourceRejected, SourceUnavailable
from syncsvc.formats.urls import bare, host, is_url, origin, shown
from syncsvc.sources.access import Access
from syncsvc.sources.answer import Reply, failure, judge
from syncsvc.sources.body import ENCODINGS, read_body
from syncsvc.sources.gate import Deadline, Gate

_ATTEMPTS = 3
_MAX_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_RETRIED = frozenset({429, 502, 503, 504})
_FIRST_WAIT = 0.5


@dataclass(frozen=True, slots=True)
class Request:
    """One question. Only safe methods (RFC 9110 section 9.2.1, RFC 4918, RFC 3253): each may be asked again."""

    url: str
    method: str = "GET"
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    media_types: tuple[str, ...] = ()
    """Accepted media types; none named means any."""
    statuses: frozenset[int] = frozenset({200})
    """Statuses that are an answer; all others are errors."""
    bodiless: bool = False
    """The body is not read: only the status and headers matter."""


class _Adapter(HTTPAdapter):
    """Lets requests connect through the gate."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        super().__init__(max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:  # noqa: FBT001, FBT002 - the signature of requests
        super().init_poolmanager(connections, maxsize, block, **options)
        manager: PoolManager = self.poolmanager
        manager.pool_classes_by_scheme = self._gate.pools()

    def proxy_manager_for(self, proxy: str, **options: Any) -> ProxyManager:
        manager: ProxyManager = super().proxy_manager_for(proxy, **options)
        manager.pool_classes_by_scheme = self._gate.pools(proxy=True)
        return manager


class HttpClient:
    """Asks one source's servers, in one thread, for the length of one fetch; a context manager.

    Every method raises SourceUnavailable, SourceRejected or SourceIncomplete, never a foreign exception.
    """

    def __init__(
        self,
        access: Access,
        *,
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._access = access
        self._sleep = sleep
        self._chance = chance
        self._gate = Gate(access.private_hosts)
        self._asked = False
        # At DEBUG urllib3 logs whole paths, and a feed's key may stand in its query.
        logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._asked:
            self._session.close()
        self._gate.close()

    def get(
        self,
        url: str,
        *,
        etag: str = "",
        modified: str = "",
        media_types: tuple[str, ...] = (),
        also: frozenset[int] = frozenset(),
    ) -> Reply:
        """Read a URL; with the validators of an earlier answer the reply may be ``unchanged`` (304).

        ``also`` names further statuses that are an answer.
        """
        validators = (("If-None-Match", etag), ("If-Modified-Since", modified))
        headers = tuple((name, value) for name, value in validators if value)
        statuses = also | {200, 304} if headers else also | {200}
        return self.ask(Request(url=url, headers=headers, media_types=media_types, statuses=statuses))

    def probe(self, request: Request) -> Reply:
        """Ask and judge, but leave the body unread."""
        return self.ask(replace(request, bodiless=True))

    def ask(self, request: Request) -> Reply:
        """Ask, follow at most three redirects, and give the whole answer."""
        with Deadline(self._access.total_timeout, self._gate) as deadline:
            for _ in range(_MAX_REDIRECTS + 1):
                reply = self._patiently(request, deadline)
                if reply.status not in _REDIRECTS:
                    return judge(reply, request.statuses, request.media_types)
                request = replace(request, url=_target(request.url, reply))
        raise SourceRejected(f"{shown(request.url)}: more than {_MAX_REDIRECTS} redirects", hint="check location")

    def _patiently(self, request: Request, deadline: Deadline) -> Reply:
        for attempt in range(1, _ATTEMPTS + 1):
            last = attempt == _ATTEMPTS
            self._rest()
            try:
                reply = self._exchange(request, deadline)
            except (SourceUnavailable, SourceIncomplete):
                if last or not self._wait(attempt, None, deadline):
                    raise
                continue
            if reply.status not in _RETRIED or last or not self._wait(attempt, reply, deadline):
                return reply
        raise AssertionError  # the last attempt returns or raises

    def _wait(self, attempt: int, reply: Reply | None, deadline: Deadline) -> bool:
        """Wait before the next attempt; False if that would be later than the deadline."""
        backoff = _FIRST_WAIT * 2 ** (attempt - 1) * (0.5 + self._chance() / 2)
        seconds = max(backoff, reply.retry_after if reply else 0.0)
        if seconds >= deadline.remaining:
            return False
        self._sleep(seconds)
        return True

    def _rest(self) -> None:
        if self._asked and self._access.pause:
            self._sleep(self._access.pause)
        self._asked = True

    def _exchange(self, request: Request, deadline: Deadline) -> Reply:
        url = shown(request.url)
        try:
            with self._send(request, deadline) as response:
                content = self._body(response, request)
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            raise self._translated(error, url, deadline) from _root(error)
        except SourceError as error:
            if deadline.remaining:
                raise
            raise _too_slow(url, self._access.total_timeout) from error
        if not deadline.remaining:  # a body without a length that was cut looks complete
            raise _too_slow(url, self._access.total_timeout)
        return Reply(
            url=request.url,
            status=response.status_code,
            headers=tuple((name.lower(), value) for name, value in response.headers.items()),
            content=content,
        )

    def _body(self, response: requests.Response, request: Request) -> bytes:
        """Read the body only where somebody will look at it."""
        if request.bodiless or response.status_code not in request.statuses or response.status_code == 304:
            return b""
        return read_body(response.raw, self._access.max_bytes, shown(request.url))

    @cached_property
    def _session(self) -> requests.Session:
        """Made for the first question: most clients stand by while files are read."""
        return _session(self._gate)

    def _send(self, request: Request, deadline: Deadline) -> requests.Response:
        proxies = self._proxies(request.url)
        if proxies:
            self._check_behind_proxy(request.url)
        ours = origin(request.url) in self._access.origins
        prepared = self._session.prepare_request(
            requests.Request(
                request.method,
                bare(request.url),
                headers=self._headers(request, credentials=ours),
                params=self._access.query if ours else (),
                data=request.body,
            )
        )
        left = max(deadline.remaining, 0.001)
        return self._session.send(
            prepared,
            stream=True,
            allow_redirects=False,
            timeout=(min(self._access.connect_timeout, left), min(self._access.read_timeout, left)),
            verify=self._trusted(),
            proxies=proxies,
        )

    def _headers(self, request: Request, *, credentials: bool) -> dict[str, str]:
        """Credentials go to the configured origins alone, and in clear text to private hosts alone."""
        headers = {"User-Agent": self._access.agent, "Accept-Encoding": ENCODINGS}
        if credentials:
            headers |= self._credentials(request.url)
        return headers | dict(request.headers)

    def _credentials(self, url: str) -> dict[str, str]:
        access = self._access
        headers = dict(access.headers)
        if access.token:
            headers["Authorization"] = f"Bearer {access.token}"
        if access.username:
            login = base64.b64encode(f"{access.username}:{access.password}".encode()).decode("ascii")
            headers["Authorization"] = f"Basic {login}"
        if "Authorization" in headers and url.startswith("http:") and host(url) not in access.private_hosts:
            raise SourceRejected(f"{shown(url)}: credentials would travel unencrypted", hint="use an https:// location")
        return headers

    def _proxies(self, url: str) -> dict[str, str]:
        if self._access.proxy is None:
            found = get_environ_proxies(url, no_proxy=None)
            return {scheme: proxy for scheme, proxy in found.items() if scheme in ("http", "https", "all")}
        return {"http": self._access.proxy, "https": self._access.proxy} if self._access.proxy else {}

    def _check_behind_proxy(self, url: str) -> None:
        """A proxy looks names up itself; refuse at least what we can tell to be private."""
        _, name, port = origin(url)
        try:
            self._gate.addresses(name, port)
        except SourceUnavailable:  # only the proxy knows the name
            return

    def _trusted(self) -> str | bool:
        """The file of trusted certificates; requests' own list if none is named (netrc and the like stay unread)."""
        path = self._access.ca_file
        if path and not os.access(path, os.R_OK):
            raise SourceRejected(f"{path} cannot be read", hint="check ca_file")
        found = (os.environ.get(name) for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"))
        return path or next((bundle for bundle in found if bundle and os.access(bundle, os.R_OK)), True)

    def _translated(self, error: Exception, url: str, deadline: Deadline) -> SourceError:
        if not deadline.remaining:
            return _too_slow(url, self._access.total_timeout)
        return failure(error, url)


def _session(gate: Gate) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.mount("http://", _Adapter(gate))
    session.mount("https://", _Adapter(gate))
    return session


def _target(url: str, reply: Reply) -> str:
    """Where a redirect leads. Raises SourceRejected for anything but HTTP, and for a way down from HTTPS."""
    location = reply.header("location")
    try:
        target = bare(urljoin(url, location))
        origin(target)
    except ValueError as error:
        raise SourceRejected(f"{shown(url)} redirects to something that is no URL") from error
    if not location or not is_url(target):
        raise SourceRejected(
            f"{shown(url)} redirects to {shown(target)[:80]}, which is not HTTP", hint="check location"
        )
    if url.startswith("https:") and target.startswith("http:"):
        raise SourceRejected(f"{shown(url)} redirects to unencrypted HTTP", hint="name the final address in location")
    return target


def _too_slow(url: str, seconds: float) -> SourceUnavailable:
    return SourceUnavailable(
        f"{url} did not finish within {seconds:g} seconds", hint="raise total_timeout if the server is slow by nature"
    )


def _root(error: BaseException) -> BaseException:
    """The innermost reason: the wrappers around it print whole URLs, secrets included."""
    inner = getattr(error, "reason", None) or next(iter(error.args), None)
    return _root(inner) if isinstance(inner, BaseException) else error

"""How a source is reached over HTTP: what can be configured, and the same with its secrets read."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from importlib.metadata import version
from typing import ClassVar, Self
from urllib.parse import quote, urlsplit

from pydantic import Field, field_validator, model_validator

from syncsvc.formats.urls import host, origin
from syncsvc.settings import Duration, SourceSettings, Surroundings, reveal

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110 section 5.6.2
_SECRET_HEADERS = ("authorization", "proxy-authorization", "cookie")


@dataclass(frozen=True, slots=True)
class Access:
    """Everything the HTTP client must know to reach one source. Secrets never show in ``repr``."""

    user_agent: str = ""
    """As configured; where nothing is, the program's own name and ``contact``."""
    contact: str = ""
    username: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    origins: frozenset[tuple[str, str, int]] = frozenset()
    """The configured origins: only they get credentials."""
    query: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    private_hosts: frozenset[str] = frozenset()
    """Hosts that may have a private address: the configured ones, when the source allows it."""
    ca_file: str = ""
    proxy: str | None = field(default=None, repr=False)
    """None: as the environment says; an empty text: no proxy at all."""
    connect_timeout: float = 5.0
    read_timeout: float = 30.0
    total_timeout: float = 120.0
    max_bytes: int = 50_000_000
    pause: float = 0.0

    @property
    def agent(self) -> str:
        """What we call ourselves to servers."""
        return self.user_agent or f"syncsvc/{version('syncsvc')}" + (f" (+{self.contact})" if self.contact else "")


class WebSettings(SourceSettings):
    """What every source that may be reached over HTTP can be told."""

    pages: ClassVar[bool] = False
    """Whether this kind reads pages made for people: those respect robots.txt unless told otherwise."""

    allow_private: bool = False
    """Whether the configured host may have a private or loopback address (an intranet)."""
    ca_file: str | None = None
    """A file of certificates (PEM) that are trusted instead of the usual ones."""
    proxy: str | None = None
    """``http://proxy.example:3128``; ``none`` for no proxy; as the environment says if left out."""
    proxy_password_env: str | None = None
    """The environment variable that holds the proxy's ``user:password``."""
    proxy_password_file: str | None = None
    """The file that holds the proxy's ``user:password``."""
    connect_timeout: Duration = timedelta(seconds=5)
    """How long to wait for a connection."""
    read_timeout: Duration = timedelta(seconds=30)
    """How long to wait for the next byte."""
    total_timeout: Duration = timedelta(minutes=2)
    """How long one answer may take altogether, with retries and redirects."""
    max_bytes: int = Field(default=50_000_000, gt=0)
    """The most one document may hold, after decompression."""
    username: str = ""
    """For HTTP Basic authentication."""
    password_env: str | None = None
    """The environment variable that holds the password (an app password where there are any)."""
    password_file: str | None = None
    """The file that holds the password."""
    token_env: str | None = None
    """The environment variable that holds a bearer token."""
    token_file: str | None = None
    """The file that holds a bearer token."""
    headers: dict[str, str] = Field(default_factory=dict)
    """Further request headers without secrets: ``{ Accept-Language = "de" }``."""
    headers_env: dict[str, str] = Field(default_factory=dict)
    """Request headers whose values are secrets, by environment variable: ``{ X-Api-Key = "FEED_KEY" }``."""
    headers_file: dict[str, str] = Field(default_factory=dict)
    """Request headers whose values are secrets, by file."""
    query_env: dict[str, str] = Field(default_factory=dict)
    """Parts of the URL's query whose values are secrets, by environment variable: ``{ key = "FEED_KEY" }``."""
    query_file: dict[str, str] = Field(default_factory=dict)
    """Parts of the URL's query whose values are secrets, by file."""
    user_agent: str = ""
    """Sent instead of our own User-Agent."""
    robots: bool | None = None
    """Whether robots.txt is respected; pages do unless you say ``false`` (the site is your own)."""
    pause: Duration = timedelta(0)
    """How long to wait between two requests."""

    @field_validator("headers", "headers_env", "headers_file")
    @classmethod
    def _header_names(cls, headers: dict[str, str]) -> dict[str, str]:
        for name, value in headers.items():
            if not _TOKEN.fullmatch(name):
                raise ValueError("a header's name is letters, digits and hyphens")
            if not value.isprintable():
                raise ValueError(f"the value of the header {name} must be one printable line")
        return headers

    @field_validator("headers")
    @classmethod
    def _no_plain_secrets(cls, headers: dict[str, str]) -> dict[str, str]:
        for name in headers:
            if name.lower() in _SECRET_HEADERS:
                raise ValueError(f"{name} is a secret: name it in headers_env or headers_file")
        return headers

    @field_validator("proxy")
    @classmethod
    def _proxy_url(cls, proxy: str | None) -> str | None:
        if proxy is None or proxy == "none":
            return proxy
        parts = urlsplit(proxy)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError('a proxy is a URL such as "http://proxy.example:3128", or "none"')
        if parts.username is not None:
            raise ValueError("a proxy's user and password go into proxy_password_env or proxy_password_file")
        return proxy

    @model_validator(mode="after")
    def _one_way_to_sign_in(self) -> Self:
        if self.username and (self.token_env or self.token_file):
            raise ValueError("sign in with username and password or with a token, not both")
        return self

    def urls(self) -> tuple[str, ...]:
        """The configured URLs; kinds answer."""
        return ()

    @property
    def respects_robots(self) -> bool:
        """Whether robots.txt is asked before a page is read."""
        return self.pages if self.robots is None else self.robots

    def access(self, around: Surroundings) -> Access:
        """Read the secrets and resolve the paths. Raises ConfigError naming the place of a missing secret."""
        return Access(
            user_agent=self.user_agent or "",
            contact=around.contact,
            username=self.username,
            password=reveal(around, what="password", env=self.password_env, file=self.password_file),
            token=reveal(around, what="token", env=self.token_env, file=self.token_file),
            headers=tuple(sorted({**self.headers, **_revealed(around, self.headers_env, self.headers_file)}.items())),
            query=tuple(sorted(_revealed(around, self.query_env, self.query_file).items())),
            origins=frozenset(origin(url) for url in self.urls()),
            private_hosts=frozenset(host(url) for url in self.urls() if self.allow_private),
            ca_file=str(around.path(self.ca_file)) if self.ca_file else "",
            proxy=self._proxy(around),
            connect_timeout=self.connect_timeout.total_seconds(),
            read_timeout=self.read_timeout.total_seconds(),
            total_timeout=self.total_timeout.total_seconds(),
            max_bytes=self.max_bytes,
            pause=self.pause.total_seconds(),
        )

    def _proxy(self, around: Surroundings) -> str | None:
        if self.proxy is None or self.proxy == "none":
            return None if self.proxy is None else ""
        login = reveal(around, what="proxy_password", env=self.proxy_password_env, file=self.proxy_password_file)
        if not login:
            return self.proxy
        user, _, password = login.partition(":")
        scheme, rest = self.proxy.split("://", 1)
        return f"{scheme}://{quote(user, safe='')}:{quote(password, safe='')}@{rest}"


def _revealed(around: Surroundings, by_env: dict[str, str], by_file: dict[str, str]) -> dict[str, str]:
    found = {name: reveal(around, what=name, env=env, file=None) for name, env in by_env.items()}
    return found | {name: reveal(around, what=name, env=None, file=file) for name, file in by_file.items()}

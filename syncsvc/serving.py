"""What is served, where and to whom: settings of the web server, the address books and the LDAP server."""

from datetime import timedelta
from typing import Literal

from syncsvc.model.audience import Audience
from syncsvc.settings import Circle, Duration, Settings


class WebSettings(Settings):
    """What is served over HTTP: public exports, health, CardDAV."""

    listen: str = "127.0.0.1:8080"
    """Address and port."""
    insecure: bool = False
    """True: listen beyond loopback without TLS. Say so only behind a proxy that does TLS."""
    tls_cert: str | None = None
    """Certificate chain (PEM)."""
    tls_key: str | None = None
    """Private key (PEM)."""
    url: str = ""
    """How people reach it from outside, for profiles and QR codes: «https://kontakte.musterstadt.example»."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses or networks of proxies that do TLS; what they say in X-Forwarded-For and -Proto is believed."""
    metrics_token_env: str | None = None
    """Name of the environment variable with the token under which ``/metrics`` is shown (Prometheus)."""
    metrics_token_file: str | None = None
    """File with that token; without a token there are no metrics."""


class AddressBooksSettings(Settings):
    """Read-only address books for telephones and mail programs (CardDAV), under the address of ``[web]``."""

    audience: Circle = Audience.INTERNAL
    """The most that any account is shown; an account with less is shown less."""
    books: tuple[Literal["all", "group", "organisation"], ...] = ("all",)
    """``all``: one book with everybody; ``group``, ``organisation``: one for each of them."""


class DirectorySettings(Settings):
    """The LDAP server for mail clients and telephones."""

    listen: str = "127.0.0.1:3890"
    """Address and port."""
    suffix: str = "o=directory"
    """The distinguished name everything stands under."""
    audience: Circle = Audience.PUBLIC
    """What is shown without sign-in."""
    member_audience: Circle = Audience.INTERNAL
    """What is shown to who signed in."""
    anonymous: bool = True
    """Whether anything is shown without sign-in."""
    insecure: bool = False
    """True: listen beyond loopback without TLS."""
    tls_cert: str | None = None
    """Certificate chain (PEM). With it, ``listen`` offers StartTLS and beyond loopback insists on it."""
    tls_key: str | None = None
    """Private key (PEM)."""
    tls_listen: str | None = None
    """Address and port for TLS from the first byte (ldaps)."""
    size_limit: int = 0
    """Most entries one search gives to who has not signed in; 0: all."""
    max_connections: int = 2000
    """Connections at a time."""
    max_connections_per_address: int = 200
    """Connections at a time from one address beyond loopback."""
    idle_timeout: Duration = timedelta(minutes=15)
    """After so long without a request a connection is closed."""

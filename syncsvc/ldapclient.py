"""The one way to an LDAP server for sources and exports: its settings, and an ldap3 connection with TLS verified."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from ipaddress import ip_address
from math import ceil
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

import ldap3
from ldap3.core import exceptions as ldap
from pydantic import AfterValidator, model_validator

from syncsvc.errors import SyncError
from syncsvc.settings import Duration, Settings, Surroundings, reveal

_REJECTED = (
    ldap.LDAPInvalidCredentialsResult,
    ldap.LDAPInappropriateAuthenticationResult,
    ldap.LDAPInsufficientAccessRightsResult,
    ldap.LDAPStrongerAuthRequiredResult,
    ldap.LDAPConfidentialityRequiredResult,
    ldap.LDAPStartTLSError,
    ldap.LDAPBindError,
    ldap.LDAPInvalidDNSyntaxResult,
)


class LdapFailure(SyncError):
    """The server did not answer, or did not let us in; callers translate it into their own kind of error."""

    def __init__(self, message: str, *, hint: str, rejected: bool) -> None:
        super().__init__(message, hint=hint)
        self.rejected = rejected
        """True where trying again will not help: credentials, rights, a certificate nobody vouches for."""


def _url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"ldap", "ldaps"} or not parts.hostname or parts.path.strip("/") or parts.username:
        raise ValueError("an LDAP server is given as ldaps://host or ldap://host:port")
    return value


class LdapAccess(Settings):
    """How to reach an LDAP server, and as whom."""

    url: Annotated[str, AfterValidator(_url)]
    """``ldaps://directory.musterstadt.example``, or ``ldap://…`` with ``starttls``."""
    starttls: bool = False
    """Whether an ``ldap://`` connection is encrypted before anything is said; if the server cannot, nothing is said."""
    ca_file: str | None = None
    """Certificates (PEM) of the authority that vouches for the server; the system's if left out."""
    insecure: bool = False
    """True: speak to another machine without encryption. Passwords and contacts can be read on the way."""
    bind_dn: str = ""
    """The name to sign in with; left out, the server is asked anonymously."""
    password_env: str | None = None
    """Name of the environment variable with the password."""
    password_file: str | None = None
    """File with the password."""
    timeout: Duration = timedelta(seconds=30)
    """How long to wait for an answer."""

    @model_validator(mode="after")
    def _safe(self) -> Self:
        encrypted = self.url.startswith("ldaps:")
        if encrypted and self.starttls:
            raise ValueError("starttls goes with ldap://, an ldaps:// connection is encrypted from the start")
        if not (encrypted or self.starttls or self.insecure or _loopback(self.url)):
            raise ValueError("without encryption; use ldaps://, or starttls = true, or say insecure = true")
        if bool(self.bind_dn) != bool(self.password_env or self.password_file):
            raise ValueError("bind_dn and password_env (or password_file) go together")
        return self


def _loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class VerifiedTls(ldap3.Tls):
    """TLS whose certificate and host name OpenSSL verifies; ldap3's own check knows less and is off by default."""

    def wrap_socket(self, connection: Any, do_handshake: bool = False) -> None:  # noqa: FBT001, FBT002 – ldap3's signature
        """Encrypt the connection's socket."""
        context = ssl.create_default_context(cafile=self.ca_certs_file)
        connection.socket = context.wrap_socket(
            connection.socket, server_hostname=connection.server.host, do_handshake_on_connect=do_handshake
        )


@contextmanager
def connect(access: LdapAccess, around: Surroundings) -> Iterator[ldap3.Connection]:
    """A connection, encrypted and signed in as configured. Raises LdapFailure, and ConfigError for the secret."""
    password = reveal(around, what="password", env=access.password_env, file=access.password_file)
    with explained(access.url):
        connection = _open(access, around, password)
        try:
            if access.starttls and not connection.start_tls():
                raise ldap.LDAPStartTLSError("refused")
            connection.bind()
            yield connection
        finally:
            with suppress(ldap.LDAPException, OSError):
                connection.unbind()


def _open(access: LdapAccess, around: Surroundings, password: str) -> ldap3.Connection:
    authority = str(around.path(access.ca_file)) if access.ca_file else None
    seconds = access.timeout.total_seconds()
    tls = VerifiedTls(validate=ssl.CERT_REQUIRED, ca_certs_file=authority)
    server = ldap3.Server(access.url, get_info=ldap3.NONE, tls=tls, connect_timeout=seconds)
    connection = ldap3.Connection(
        server,
        user=access.bind_dn or None,
        password=password or None,
        auto_referrals=False,
        raise_exceptions=True,
        check_names=False,
        receive_timeout=ceil(seconds),
        return_empty_attributes=False,
    )
    try:
        connection.open(read_server_info=False)
    except (ldap.LDAPException, OSError):
        # ldap3 leaves the socket of a failed attempt open.
        if connection.socket is not None:
            connection.socket.close()
        raise
    return connection


@contextmanager
def explained(url: str) -> Iterator[None]:
    """Translate what ldap3 and the network raise into an LdapFailure that says what, where and what to do."""
    try:
        yield
    except ldap.LDAPSSLConfigurationError as error:
        raise LdapFailure("ca_file cannot be read", hint="look at the path and its rights", rejected=True) from error
    except _REJECTED as error:
        raise _refused(url, error) from error
    except ldap.LDAPOperationResult as error:
        raise LdapFailure(f"{url}: {error.description}", hint="look at the server's log", rejected=True) from error
    except (ldap.LDAPException, OSError) as error:
        if _certificate(error):
            raise _refused(url, error) from error
        hint = "look whether the server runs and the address is right"
        raise LdapFailure(f"{url}: no answer", hint=hint, rejected=False) from error


def _refused(url: str, error: BaseException) -> LdapFailure:
    if _certificate(error):
        hint = "name its authority in ca_file, and the server by the name in its certificate"
        return LdapFailure(f"{url}: the certificate cannot be verified", hint=hint, rejected=True)
    reason = getattr(error, "description", None) or "the encryption or the sign-in was refused"
    hint = "look at bind_dn, the password, and whether the server wants encryption"
    return LdapFailure(f"{url}: {reason}", hint=hint, rejected=True)


def _certificate(error: BaseException) -> bool:
    """Whether it was the certificate; ldap3 keeps only the words of what OpenSSL said."""
    return "CERTIFICATE_VERIFY_FAILED" in f"{error}{getattr(error, 'args', '')}"


def root(connection: ldap3.Connection) -> dict[str, tuple[str, ...]]:
    """What the server says of itself (RFC 4512 section 5.1), attribute names in lower case."""
    connection.search("", "(objectClass=*)", ldap3.BASE, attributes=["*", "+"])
    raw = connection.response[0]["raw_attributes"] if connection.response else {}
    return {name.lower(): tuple(value.decode("utf-8", "replace") for value in values) for name, values in raw.items()}

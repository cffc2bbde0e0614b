"""Letters to the administrator: how the mail server is reached, and one plain message through it."""

import smtplib
import ssl
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from ipaddress import ip_address

from pydantic import Field, model_validator

from syncsvc.errors import SyncError
from syncsvc.settings import Duration, Settings, Surroundings, reveal

_PATIENCE_S = 15
"""How long each answer of the mail server may take."""


class MailError(SyncError):
    """The mail server took no letter; the next run tries again."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What an administrator is told."""

    subject: str
    text: str
    at: datetime


class MailSettings(Settings):
    """Who is told by mail when a source or an export breaks, waits for somebody, or is well again."""

    to: tuple[str, ...] = Field(min_length=1)
    """Who is told."""
    sender: str
    """The address letters come from."""
    server: str = "127.0.0.1"
    """Host of the mail server (SMTP)."""
    port: int = 25
    """25 or 587; 465 with ``tls``."""
    tls: bool = False
    """Whether TLS starts with the first byte; otherwise STARTTLS is asked for, and beyond this machine insisted on."""
    ca_file: str | None = None
    """Certificates (PEM) of the authority that vouches for the server; the system's if left out."""
    insecure: bool = False
    """True: speak to another machine without encryption."""
    user: str = ""
    """The name to sign in with; left out, nobody signs in."""
    password_env: str | None = None
    """Name of the environment variable with the password."""
    password_file: str | None = None
    """File with the password."""
    remind: Duration = timedelta(days=7)
    """How often somebody is reminded of what is still not well."""
    silence: Duration = timedelta(days=3)
    """A source without a good reading for so long is told of, though nothing failed."""

    @model_validator(mode="after")
    def _coherent(self) -> "MailSettings":
        if odd := next((one for one in (self.sender, *self.to) if "@" not in one or not one.isprintable()), None):
            raise ValueError(f"mail: «{odd}» is no mail address")
        if self.user and self.password_env is None and self.password_file is None:
            raise ValueError("mail.user needs a password: password_env or password_file")
        return self

    def open(self, around: Surroundings) -> "MailServer":
        """The server as configured; connects to nothing. Raises ConfigError for a password that cannot be read."""
        password = reveal(around, what="password", env=self.password_env, file=self.password_file)
        return MailServer(self, str(around.path(self.ca_file)) if self.ca_file else None, lambda: password)


@dataclass(frozen=True, slots=True)
class MailServer:
    """Takes letters."""

    settings: MailSettings
    ca_file: str | None
    password: Callable[[], str]
    """A function, so that no representation shows it."""

    def post(self, letter: Letter) -> None:
        """Hand over one letter. Raises MailError."""
        message = EmailMessage()
        message["Subject"], message["From"] = letter.subject, self.settings.sender
        message["To"], message["Date"] = ", ".join(self.settings.to), format_datetime(letter.at)
        message["Message-ID"] = make_msgid(domain=self.settings.sender.rpartition("@")[2])
        # RFC 3834: no «out of office» comes back.
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        self._do(lambda server: server.send_message(message))

    def check(self) -> str:
        """Sign in, and send nothing. Raises MailError."""
        self._do(lambda server: server.noop())
        return f"letters go to {', '.join(self.settings.to)}"

    def _do(self, act: Callable[[smtplib.SMTP], object]) -> None:
        where = f"{self.settings.server}:{self.settings.port}"
        try:
            with closing(self._dialled()) as server:
                self._introduce(server)
                act(server)
        except smtplib.SMTPAuthenticationError as error:
            raise MailError(f"the mail server {where} does not let us in", hint="check user and password") from error
        except smtplib.SMTPNotSupportedError as error:
            hint = "set tls, or another port; insecure = true sends in the clear"
            raise MailError(f"the mail server {where} offers no encryption or sign-in", hint=hint) from error
        except (smtplib.SMTPException, OSError) as error:
            raise MailError(f"the mail server {where} took no letter: {type(error).__name__}") from error

    def _dialled(self) -> smtplib.SMTP:
        where = (self.settings.server, self.settings.port)
        if self.settings.tls:
            return smtplib.SMTP_SSL(*where, timeout=_PATIENCE_S, context=self._trusted())
        return smtplib.SMTP(*where, timeout=_PATIENCE_S)

    def _introduce(self, server: smtplib.SMTP) -> None:
        settings = self.settings
        server.ehlo()
        must = not (settings.tls or settings.insecure or _here(settings.server))
        if must or (not settings.tls and server.has_extn("starttls")):
            server.starttls(context=self._trusted())
        if settings.user:
            server.login(settings.user, self.password())

    def _trusted(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.ca_file)


def _here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

"""A real SMTP server on loopback that keeps what it is handed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from tests.servers.slapd import free_port


@dataclass
class Postbox:
    """What came in, and whether more is taken."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    closed: bool = False
    encrypted: list[bool] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.closed:
            return "452 no room"
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        self.encrypted.append(session.ssl is not None)
        return "250 taken"


@contextmanager
def smtp(password: str = "", tls: object = None) -> Iterator[Postbox]:
    """A server on a free port; with a password it takes letters from «sync» only."""
    box = Postbox()

    def let_in(_server, _session, _envelope, _mechanism, said):
        right = (said.login, said.password) == (b"sync", password.encode())
        return AuthResult(success=right, handled=right)

    box.port = free_port()
    controller = Controller(
        box, hostname="127.0.0.1", port=box.port, tls_context=tls, authenticator=let_in, auth_required=bool(password),
        auth_require_tls=tls is not None,
    )  # fmt: skip
    controller.start()
    try:
        yield box
    finally:
        controller.stop()

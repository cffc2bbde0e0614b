"""Operations: what each request of a session does."""

import asyncio
from collections.abc import Awaitable, Iterator
from dataclasses import dataclass

from syncsvc.errors import StoreError
from syncsvc.formats.ldap import answers, ber, requests
from syncsvc.formats.ldap.answers import Code
from syncsvc.formats.ldap.dn import parse
from syncsvc.formats.ldap.filters import TooDeep
from syncsvc.formats.ldap.requests import ANSWERS, Bind, Request
from syncsvc.model.audience import Audience
from syncsvc.serve.authentication import SignedIn
from syncsvc.serve.book import View
from syncsvc.serve.directory.controls import NO_WISHES, SUPPORTED, wishes
from syncsvc.serve.directory.root import STARTTLS, WHO_AM_I
from syncsvc.serve.directory.rules import Around
from syncsvc.serve.directory.searching import Pages, Task, answered, known

_SIMPLE_ONLY = "only simple binds are known here"


@dataclass(frozen=True, slots=True)
class Plain:
    """An answer that is ready; empty where none is due."""

    answer: bytes


@dataclass(frozen=True, slots=True)
class Work:
    """An answer that comes in pieces."""

    pieces: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class StartTls:
    """An answer behind which TLS begins."""

    answer: bytes


Outcome = Plain | Work | StartTls | Awaitable[bytes] | None


class Operations:
    """The session of one client: who it is, and what it may."""

    def __init__(self, around: Around, address: str, *, secure: bool, loopback: bool) -> None:
        self._around = around
        self._address = address
        self._loopback = loopback
        self.secure = secure
        self._who: SignedIn | None = None
        self._pages = Pages()

    def answer(self, request: Request) -> Outcome:
        """What a request brings; None for an operation that does not exist."""
        try:
            match request.tag:
                case requests.SEARCH:
                    return self._search(request)
                case requests.BIND:
                    return self._bind(request)
                case requests.EXTENDED:
                    return self._extended(request)
                case requests.ABANDON:
                    return Plain(b"")
                case _:
                    pass
        except TooDeep as error:
            return self._result(request, Code.ADMIN_LIMIT_EXCEEDED, str(error))
        except ber.BrokenBer as error:
            return self._result(request, Code.PROTOCOL_ERROR, str(error))
        if request.tag in ANSWERS:
            return self._result(request, Code.UNWILLING_TO_PERFORM, "this directory is read-only")
        return None

    @staticmethod
    def _result(request: Request, code: Code, text: str = "") -> Plain:
        return Plain(answers.result(request.message, ANSWERS[request.tag], code, text))

    @property
    def _private(self) -> bool:
        """Whether nobody between the client and us can listen, or the configuration does not mind."""
        return self.secure or self._loopback or self._around.rules.insecure

    def _search(self, request: Request) -> Outcome:
        view = self._view() if self._private and not request.controls else None
        shown = self._around.shown if self._who is None else self._around.unlimited
        if view is not None and (answer := known(request.message, request.content, view, shown)) is not None:
            return Plain(answer)
        search = requests.search(request.content)
        asked = wishes(request.controls) if request.controls else NO_WISHES
        about_us = search.scope == 0 and search.base.strip().lower() in {"", "cn=subschema"}
        if not about_us and not self._private:
            return self._result(request, Code.CONFIDENTIALITY_REQUIRED, "StartTLS first")
        if not about_us and not self._around.book.loaded:
            # «Nothing found» would make clients that copy the directory delete what they have.
            return self._result(request, Code.UNAVAILABLE, "the directory is still being read; ask again soon")
        view = self._view()
        if view is None and not about_us:
            return self._result(request, Code.INSUFFICIENT_ACCESS, "sign in first")
        if view is None:
            view = self._around.book.of(Audience.INTERNAL)
        content = b"" if request.controls else request.content
        task = Task(request.message, search, view, asked, self._pages, self._around.clock, content)
        return Work(answered(task, shown))

    def _view(self) -> View | None:
        rules, book = self._around.rules, self._around.book
        if self._who is not None:
            return book.of(max(rules.audience, min(self._who.audience, rules.member_audience)))
        return book.of(rules.audience) if rules.anonymous else None

    def _bind(self, request: Request) -> Outcome:
        bind = requests.bind(request.content)
        self._who = None
        self._pages = Pages()
        if any(control.critical and control.oid not in SUPPORTED for control in request.controls):
            return self._result(request, Code.UNAVAILABLE_CRITICAL_EXTENSION)
        if bind.version != 3:
            return self._result(request, Code.PROTOCOL_ERROR, "LDAP version 3 only")
        if bind.mechanism:
            return self._result(request, Code.AUTH_METHOD_NOT_SUPPORTED, _SIMPLE_ONLY)
        if not bind.name and not bind.password:
            return self._anonymous(request)
        if not bind.password:
            # RFC 4513 section 5.1.2: a name without a password is taken for a sign-in by who sent it.
            return self._result(request, Code.UNWILLING_TO_PERFORM, "a name without a password")
        if not self._private:
            return self._result(request, Code.CONFIDENTIALITY_REQUIRED, "StartTLS first")
        return self._sign_in(request, bind)

    def _anonymous(self, request: Request) -> Plain:
        if self._around.rules.anonymous:
            return self._result(request, Code.SUCCESS)
        return self._result(request, Code.INAPPROPRIATE_AUTHENTICATION, "sign in with a name and a password")

    def _sign_in(self, request: Request, bind: Bind) -> Outcome:
        name = _account_name(bind.name)
        keys, now = (f"address {self._address}", f"name {name}"), self._around.clock()
        wait = self._around.authenticator.throttle.wait(keys, now)
        if wait > 0:
            return self._result(request, Code.BUSY, f"too many failed sign-ins; again in {wait:.0f} s")
        known = self._around.authenticator.remembered(name, bind.password)
        if known is not None:
            self._who = known
            return self._result(request, Code.SUCCESS)
        return self._verified(request, name, bind.password, keys)

    async def _verified(self, request: Request, name: str, password: bytes, keys: tuple[str, ...]) -> bytes:
        authenticator = self._around.authenticator
        # Counted before it is known, so that many at once do not slip through; taken back if it fits.
        authenticator.throttle.failed(keys, self._around.clock())
        tag = ANSWERS[request.tag]
        try:
            found = await asyncio.get_running_loop().run_in_executor(None, authenticator.check, name, password)
        except StoreError:
            return answers.result(request.message, tag, Code.UNAVAILABLE, "accounts cannot be read")
        if found is None:
            return answers.result(request.message, tag, Code.INVALID_CREDENTIALS)
        authenticator.throttle.succeeded(keys)
        self._who = found
        return answers.result(request.message, tag, Code.SUCCESS)

    def _extended(self, request: Request) -> Outcome:
        asked = requests.extended(request.content)
        if asked.oid == WHO_AM_I:
            name = b"" if self._who is None else f"u:{self._who.name}".encode()
            return Plain(answers.extended(request.message, value=name))
        if asked.oid != STARTTLS:
            return Plain(answers.extended(request.message, Code.PROTOCOL_ERROR, "no such extended operation"))
        if self.secure:
            text = "TLS is there already"
            return Plain(answers.extended(request.message, Code.OPERATIONS_ERROR, text, oid=STARTTLS))
        if self._around.tls is None:
            text = "no certificate is configured"
            return Plain(answers.extended(request.message, Code.UNAVAILABLE, text, oid=STARTTLS))
        return StartTls(answers.extended(request.message, oid=STARTTLS))


def _account_name(name: str) -> str:
    """The account of a bind name: the last part of a distinguished name, or the name as it stands («anna»)."""
    try:
        (_, value), *_ = parse(name)[0]
    except (ValueError, IndexError):
        return name.strip()
    return value

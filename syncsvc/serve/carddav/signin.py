"""Signing in: app passwords by HTTP Basic (RFC 7617), over TLS or from this machine only."""

import base64
import binascii
import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from syncsvc.errors import StoreError
from syncsvc.serve.authentication import Authenticator, SignedIn

_REALM = 'Basic realm="{}", charset="UTF-8"'


@dataclass(frozen=True, slots=True)
class Doorkeeper:
    """Lets devices in."""

    authenticator: Authenticator
    clock: Callable[[], float]
    realm: str

    async def admitted(self, request: Request) -> SignedIn | Response:
        """Who asks, or the answer that turns them away."""
        if not private(request):
            return PlainTextResponse(
                "Passwords travel over TLS only: use https. Behind a proxy: web.trusted_proxies names it, and it sends"
                " X-Forwarded-Proto.",
                403,
            )
        given = credentials(request.headers.get("authorization", ""))
        if given is None:
            return self._again()
        # A device that is known goes on while somebody else guesses; it holds about 100 bits, so this is no oracle.
        known = self.authenticator.remembered(*given)
        return known if known is not None else await self._checked(request, *given)

    async def _checked(self, request: Request, name: str, password: bytes) -> SignedIn | Response:
        throttle, keys = self.authenticator.throttle, (f"address {_address(request)}", f"name {name}")
        wait = throttle.wait(keys, self.clock())
        if wait > 0:
            headers = {"Retry-After": str(int(wait) + 1)}
            return PlainTextResponse("Too many failed sign-ins.", 429, headers)
        # Counted before it is known, so that many at once do not slip through; taken back if it fits.
        throttle.failed(keys, self.clock())
        try:
            found = await run_in_threadpool(self.authenticator.check, name, password)
        except StoreError:
            throttle.succeeded(keys)
            return PlainTextResponse("Accounts cannot be read just now.", 503, {"Retry-After": "30"})
        if found is None:
            return self._again()
        throttle.succeeded(keys)
        return found

    def _again(self) -> Response:
        realm = self.realm.encode("ascii", "replace").decode().replace('"', "'")
        return PlainTextResponse("Sign in with an app password.", 401, {"WWW-Authenticate": _REALM.format(realm)})


def private(request: Request) -> bool:
    """Whether nobody between can listen: TLS here, or at a trusted proxy, or the same machine."""
    if request.url.scheme == "https":
        return True
    return _loopback(_address(request))


@lru_cache(maxsize=1024)
def _loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def credentials(header: str) -> tuple[str, bytes] | None:
    """Name and password of an Authorization header; None if there are none."""
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, password = base64.b64decode(encoded.strip(), validate=True).partition(b":")
        return (name.decode().strip(), password) if colon and name and password else None
    except (binascii.Error, UnicodeDecodeError):
        return None


def _address(request: Request) -> str:
    return request.client.host if request.client is not None else ""

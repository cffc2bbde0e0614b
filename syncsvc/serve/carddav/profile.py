"""Profiles for Apple's devices, and QR codes: an address book set up with one tap."""

import io
import plistlib
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

import segno

from syncsvc.serve.carddav import paths


@dataclass(frozen=True, slots=True)
class Account:
    """What a device must know."""

    url: str
    """How the service is reached: «https://kontakte.musterstadt.example»."""
    title: str
    name: str
    """The account's name; empty: the device asks."""
    password: str = ""
    """The app password; empty: the device asks, which is how it stays out of files."""


def mobileconfig(account: Account) -> bytes:
    """A configuration profile with a payload ``com.apple.carddav.account``; the same account gives the same bytes."""
    where = urlsplit(account.url)
    tls = where.scheme == "https"
    payload: dict[str, object] = {
        **_payload(account, "com.apple.carddav.account", "account"),
        "CardDAVAccountDescription": account.title,
        "CardDAVHostName": where.hostname or "",
        "CardDAVPort": where.port or (443 if tls else 80),
        "CardDAVUseSSL": tls,
        "CardDAVPrincipalURL": paths.principal(account.name) if account.name else paths.ROOT,
    }
    if account.name:
        payload["CardDAVUsername"] = account.name
    if account.password:
        payload["CardDAVPassword"] = account.password
    profile = {**_payload(account, "Configuration", "profile"), "PayloadContent": [payload]}
    return plistlib.dumps(profile, sort_keys=True)


def _payload(account: Account, kind: str, part: str) -> dict[str, object]:
    host = urlsplit(account.url).hostname or "localhost"
    unique = uuid5(NAMESPACE_URL, f"{account.url} {account.name} {part}")
    return {
        "PayloadType": kind,
        "PayloadVersion": 1,
        "PayloadIdentifier": ".".join([*reversed(host.split(".")), "syncsvc", part, str(unique)[:8]]),
        "PayloadUUID": str(unique).upper(),
        "PayloadDisplayName": account.title,
        "PayloadOrganization": account.title,
    }


def qr_svg(text: str) -> str:
    """A QR code to stand in a page."""
    file = io.BytesIO()
    segno.make(text, error="m", micro=False).save(file, kind="svg", scale=5, xmldecl=False, svgns=True, title=None)
    return file.getvalue().decode()

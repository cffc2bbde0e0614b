"""Check what a person wants to set: a value that is none is refused, with the reason."""

import re
from collections.abc import Callable
from datetime import date

from syncsvc.correction import CORRECTABLE, NUMBERS
from syncsvc.errors import SyncError
from syncsvc.model.audience import Audience
from syncsvc.model.issue import Issue
from syncsvc.model.profile import SourceProfile
from syncsvc.normalise import addresses, emails, phones, texts

_LONGEST = 2000
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Refused(SyncError):
    """What a person asked for cannot be done."""

    exit_code = 2


def checked(field: str, value: str, profile: SourceProfile) -> str:
    """The value as it is kept: numbers in international form. An empty one says that there is none. Raises Refused."""
    if field not in CORRECTABLE:
        raise Refused(f"{field} cannot be set", hint=f"these can: {', '.join(CORRECTABLE)}")
    value = value.strip()
    if len(value) > _LONGEST and field != "photo":
        raise Refused(f"{field}: this is longer than {_LONGEST} characters", hint="shorten it")
    if _CONTROL.search(value):
        raise Refused(f"{field}: there are control characters in it", hint="type it instead of pasting it")
    if not value and field in ("name", "audience"):
        raise Refused(f"{field} cannot be empty", hint="«syncsvc unset ID FIELD» takes a set value back")
    if field in NUMBERS and value:
        return _number(field, value, profile)
    return _CHECKS.get(field, str)(value) if value else value


def _number(field: str, value: str, profile: SourceProfile) -> str:
    found, issues = phones.read(value, label=NUMBERS[field], profile=profile)
    if issues or not found:
        raise _refused(field, issues, "no telephone number can be read here", "write it as 030 23125-124")
    return ", ".join(phone.number for phone in found) if ";" not in str(found) else value


def _email(value: str) -> str:
    found, issues = emails.read(value)
    if issues or not found:
        raise _refused("email", issues, "this is no mail address", "write it as name@example.org")
    return ", ".join(email.address for email in found)


def _address(value: str) -> str:
    (found,) = addresses.of_text(value) or (None,)
    if found is None or not (found.street and found.postal_code and found.city):
        raise Refused("address: street, postal code and town are needed", hint="Rathausplatz 1, 71638 Musterstadt")
    return value


def _urls(value: str) -> str:
    pieces = [piece.strip() for piece in value.split(";")]
    if wrong := [piece for piece in pieces if not re.match(r"https?://[^\s/]+\.", texts.url(piece))]:
        raise Refused(
            f"urls: {len(wrong)} of {len(pieces)} is no web address", hint="https://www.example.org; more after ;"
        )
    return "; ".join(texts.parted("urls", value))


def _several(field: str) -> Callable[[str], str]:
    return lambda value: "; ".join(texts.parted(field, value))


def _refused(field: str, issues: tuple[Issue, ...], otherwise: str, hint: str) -> Refused:
    return Refused(f"{field}: {issues[0].message if issues else otherwise}", hint=(issues and issues[0].hint) or hint)


def _audience(value: str) -> str:
    try:
        circle = Audience.of(value)
    except ValueError as error:
        raise Refused(str(error), hint="«internal» hides somebody from all but staff") from None
    if circle is Audience.PUBLIC:
        raise Refused("a mark narrows and never widens", hint="partner or internal; «unset ID audience» takes it back")
    return circle.word


def _birthday(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise Refused("birthday: this is no date", hint="write it as 1980-03-31") from None


def _photo(value: str) -> str:
    if not value.startswith("data:image/"):
        raise Refused("photo: this is no picture", hint="a data URI: data:image/jpeg;base64,…")
    return value


_CHECKS: dict[str, Callable[[str], str]] = {
    "email": _email,
    "address": _address,
    "units": _several("units"),
    "groups": _several("groups"),
    "urls": _urls,
    "audience": _audience,
    "birthday": _birthday,
    "photo": _photo,
}

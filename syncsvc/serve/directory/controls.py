"""Controls of a search: pages (RFC 2696), order (RFC 2891), windows (draft-ietf-ldapext-ldapv3-vlv)."""

from collections.abc import Iterable
from dataclasses import dataclass

from syncsvc.formats.ldap import answers, ber
from syncsvc.formats.ldap.attributes import PLACES, known
from syncsvc.formats.ldap.messages import PAGED_RESULTS
from syncsvc.formats.ldap.requests import Control
from syncsvc.serve.book.folding import EDGE
from syncsvc.serve.book.rows import Row

SORT, SORTED = "1.2.840.113556.1.4.473", "1.2.840.113556.1.4.474"
WINDOW, WINDOWED = "2.16.840.1.113730.3.4.9", "2.16.840.1.113730.3.4.10"
MANAGE_DSA_IT = "2.16.840.1.113730.3.4.2"
"""RFC 3296: nothing here is a referral, so there is nothing to do."""
SUPPORTED = (PAGED_RESULTS, SORT, WINDOW, MANAGE_DSA_IT)


@dataclass(frozen=True, slots=True)
class Page:
    """A page asked for; an empty cookie begins."""

    size: int
    cookie: bytes


@dataclass(frozen=True, slots=True)
class SortKey:
    """One criterion; ``place`` is None for an attribute that nobody here knows."""

    attribute: str
    place: int | None
    reverse: bool


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a sorted list: around the offset (a share of ``total``), or around the first from ``value``."""

    before: int
    after: int
    offset: int = 0
    total: int = 0
    value: bytes | None = None


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the controls of one search ask for."""

    page: Page | None = None
    sort: tuple[SortKey, ...] = ()
    window: Window | None = None
    refused: str = ""
    """The number of a critical control that is not known."""
    sort_critical: bool = False


NO_WISHES = Wishes()


def wishes(controls: Iterable[Control]) -> Wishes:
    """Read the controls of a search; raises BrokenBer."""
    page, window, critical = None, None, False
    sort: tuple[SortKey, ...] = ()
    try:
        for control in controls:
            if control.oid == PAGED_RESULTS:
                page = _page(control.value)
            elif control.oid == SORT:
                sort, critical = _sort(control.value), control.critical
            elif control.oid == WINDOW:
                window = _window(control.value)
            elif control.critical and control.oid not in SUPPORTED:
                return Wishes(refused=control.oid)
    except (ValueError, StopIteration) as error:
        raise ber.BrokenBer("a control that cannot be read") from error
    return Wishes(page, sort, window, sort_critical=critical)


def _inside(value: bytes) -> list[tuple[int, bytes]]:
    _, start, end = next(ber.parts(value))
    return [(tag, value[at:until]) for tag, at, until in ber.parts(value, start, end)]


def _page(value: bytes) -> Page:
    (_, size), (_, cookie) = _inside(value)
    return Page(max(0, ber.number(size)), cookie)


def _sort(value: bytes) -> tuple[SortKey, ...]:
    keys = []
    _, start, end = next(ber.parts(value))
    for _, at, until in ber.parts(value, start, end):
        (_, first, last), *rest = ber.parts(value, at, until)
        attribute = value[first:last].decode("utf-8", "replace")
        kinds = [kind for kind in known(attribute) if not kind.operational]
        reverse = any(tag == 0x81 and value[left:right] != b"\0" for tag, left, right in rest)
        keys.append(SortKey(attribute, PLACES[kinds[0].name] if kinds else None, reverse))
    return tuple(keys)


def _window(value: bytes) -> Window:
    (_, before), (_, after), (tag, target), *_ = _inside(value)
    around = max(0, ber.number(before)), max(0, ber.number(after))
    if tag == 0x81:
        return Window(*around, value=target)
    (_, left, right), (_, start, end) = ber.parts(target)
    return Window(*around, ber.number(target[left:right]), ber.number(target[start:end]))


def ordered(rows: list[Row], keys: tuple[SortKey, ...]) -> list[Row]:
    """The rows in order; those without the attribute last (RFC 2891 section 2.2)."""
    for key in reversed(keys):
        if key.place is not None:
            place = key.place
            rows = sorted(rows, key=lambda row: first_form(row, place), reverse=key.reverse)
    return rows


def first_form(row: Row, place: int) -> tuple[bool, str]:
    """What a row is ordered by."""
    held = row.keys[place]
    return (not held, held.split(EDGE, 2)[1] if held else "")


def paged(cookie: bytes) -> bytes:
    """The control of a page that was given; an empty cookie ends."""
    return answers.control(PAGED_RESULTS, ber.sequence((ber.integer(0), ber.octets(cookie))))


def sorted_answer(keys: tuple[SortKey, ...]) -> bytes:
    """The control that says whether the order could be kept."""
    unknown = next((key.attribute for key in keys if key.place is None), None)
    code = answers.Code.SUCCESS if unknown is None else answers.Code.NO_SUCH_ATTRIBUTE
    named = b"" if unknown is None else ber.tlv(0x80, unknown.encode())
    return answers.control(SORTED, ber.sequence((ber.integer(code, ber.ENUMERATED), named)))


def windowed(target: int, total: int, code: int = answers.Code.SUCCESS) -> bytes:
    """The control of a window that was given."""
    inside = (ber.integer(target), ber.integer(total), ber.integer(code, ber.ENUMERATED))
    return answers.control(WINDOWED, ber.sequence(inside))

"""Paths: where everything is, and what a path means."""

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

ROOT = "/dav/"
PRINCIPALS = f"{ROOT}principals/"
BOOKS = f"{ROOT}books/"
_SUFFIX = ".vcf"
_UNESCAPED = re.compile(r"[A-Za-z0-9_.~-]+")
"""What ``quote`` leaves as it is."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a path names; what is empty is not in it."""

    kind: str
    """root, principals, principal, books, home, book or card."""
    account: str = ""
    circle: str = ""
    slug: str = ""
    ident: str = ""

    @property
    def href(self) -> str:
        """The one way we write it."""
        match self.kind:
            case "principal":
                return principal(self.account)
            case "home":
                return home(self.circle)
            case "book":
                return book(self.circle, self.slug)
            case "card":
                return card(self.circle, self.slug, self.ident)
            case other:
                return {"principals": PRINCIPALS, "books": BOOKS}.get(other, ROOT)


def place(path: str) -> Place | None:
    """What an escaped path or URL names; None for nothing of ours."""
    try:
        parts = [unquote(part) for part in urlsplit(path).path.split("/") if part]
    except ValueError:
        return None
    match parts:
        case ["dav"]:
            return Place("root")
        case ["dav", "principals"]:
            return Place("principals")
        case ["dav", "principals", account]:
            return Place("principal", account=account)
        case ["dav", "books"]:
            return Place("books")
        case ["dav", "books", circle]:
            return Place("home", circle=circle)
        case ["dav", "books", circle, slug]:
            return Place("book", circle=circle, slug=slug)
        case ["dav", "books", circle, slug, name] if name.endswith(_SUFFIX):
            return Place("card", circle=circle, slug=slug, ident=name.removesuffix(_SUFFIX))
        case _:
            return None


def plain(href: str, book: str) -> str:
    """The id in the path of a card of a book, if it is written as we write it and without an escape; else empty.

    Nearly every one is, in a list of many, and reading any URL takes longer than answering.
    """
    ident = href[len(book) : -len(_SUFFIX)]
    return ident if href.startswith(book) and href.endswith(_SUFFIX) and _UNESCAPED.fullmatch(ident) else ""


def principal(account: str) -> str:
    """The path of an account."""
    return f"{PRINCIPALS}{quote(account, safe='')}/"


def home(circle: str) -> str:
    """The path of the address books of an audience."""
    return f"{BOOKS}{circle}/"


def book(circle: str, slug: str) -> str:
    """The path of an address book."""
    return f"{BOOKS}{circle}/{slug}/"


def card(circle: str, slug: str, ident: str) -> str:
    """The path of a card."""
    return f"{BOOKS}{circle}/{slug}/{quote(ident, safe='')}{_SUFFIX}"

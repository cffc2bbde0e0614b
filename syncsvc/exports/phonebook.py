"""Contacts as a telephone book for FRITZ!Box, Yealink and Snom telephones."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Field

from syncsvc.exports.files import FileExport, FileExportSettings, Listing, Product
from syncsvc.exports.ordering import name_order
from syncsvc.formats.phone_books import PHONE_BOOKS
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.issue import Issue
from syncsvc.model.plan import Entry, Plan
from syncsvc.ports import Delivery, Export, Wanted
from syncsvc.settings import Surroundings


class PhonebookExportSettings(FileExportSettings):
    """A telephone book (XML) with every contact that has a number."""

    kind: Literal["phonebook"] = "phonebook"
    format: Literal["fritzbox", "yealink", "snom"]
    """For whose telephones."""
    capacity: Annotated[int, Field(ge=1)] | None = None
    """How many contacts the telephones keep; more are worth a warning. The maker's usual figure if left out."""

    def open(self, around: Surroundings) -> Export:
        """Build the export."""
        return PhonebookExport(self, around)


class PhonebookExport(FileExport[PhonebookExportSettings]):
    """One element for every contact with a number."""

    version = 1

    def render(self, contact: CanonicalContact) -> Entry | None:
        """The element of a contact; None without a number that these telephones call."""
        told = PHONE_BOOKS[self.settings.format].entry(contact)
        return Entry(contact.id, told.encode(), name_order(contact)) if told else None

    def products(self, wanted: Wanted) -> Iterable[Product]:
        """The book."""
        book = PHONE_BOOKS[self.settings.format]
        head = book.head(self.around.title or self.name)
        yield Product(self.main, Listing(wanted, _line, head.encode(), tail=book.tail.encode()))

    def deliver(self, plan: Plan, wanted: Wanted) -> Delivery:
        """Write the book, and warn when it holds more than the telephones keep."""
        delivery = super().deliver(plan, wanted)
        capacity = self.settings.capacity or PHONE_BOOKS[self.settings.format].capacity
        count = sum(1 for _ in wanted())
        if capacity is None or count <= capacity:
            return delivery
        issue = Issue(
            "deliver",
            "phonebook-too-large",
            f"export {self.name}: {count} contacts, but these telephones keep about {capacity} and drop the rest",
            hint="let the telephones search the directory by LDAP, or raise «capacity» if yours keep more",
        )
        return replace(delivery, issues=(*delivery.issues, issue))


def _line(content: bytes) -> bytes:
    return content + b"\n"

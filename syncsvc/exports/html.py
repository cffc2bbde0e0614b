"""Contacts as an HTML fragment to embed in a page: accessible, without scripts, with plain mail links."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field

from syncsvc.exports.files import FileExport, FileExportSettings, Listing, Product, as_it_is
from syncsvc.exports.ordering import name_order
from syncsvc.formats.contact_html import article
from syncsvc.formats.xml_text import xml
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.plan import Entry
from syncsvc.ports import Export, Wanted
from syncsvc.settings import Surroundings


class HtmlExportSettings(FileExportSettings):
    """A section of HTML with all contacts (UTF-8, no head and body: it goes into a page)."""

    kind: Literal["html"] = "html"
    language: Literal["de", "en"] = "de"
    """Of the labels."""
    heading_level: Annotated[int, Field(ge=1, le=6)] = 3
    """Of the names: one below the heading of the page's section that embeds them."""

    def open(self, around: Surroundings) -> Export:
        """Build the export."""
        return HtmlExport(self, around)


class HtmlExport(FileExport[HtmlExportSettings]):
    """One article for every contact."""

    version = 1

    def render(self, contact: CanonicalContact) -> Entry | None:
        """The article of a contact."""
        told = article(contact, self.settings.language, self.settings.heading_level)
        return Entry(contact.id, told.encode(), name_order(contact))

    def products(self, wanted: Wanted) -> Iterable[Product]:
        """The section; its label names it to screen readers."""
        label = xml(self.around.title or self.name)
        head = f'<section class="contacts" lang="{self.settings.language}" aria-label="{label}">\n'
        yield Product(self.main, Listing(wanted, as_it_is, head.encode(), b"\n", b"\n</section>\n"))

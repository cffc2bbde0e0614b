"""Contacts as JSON-LD in the words of schema.org, ready to stand in a page."""

import json
from collections.abc import Iterable
from typing import Literal

from syncsvc.exports.files import FileExport, FileExportSettings, Listing, Product, as_it_is
from syncsvc.exports.ordering import name_order
from syncsvc.formats.schema_org import schema_org
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.plan import Entry
from syncsvc.ports import Export, Wanted
from syncsvc.settings import Surroundings

_HTML = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})
"""A value must not be able to end the <script> element the document may stand in."""


class JsonLdExportSettings(FileExportSettings):
    """One JSON-LD document with all contacts."""

    kind: Literal["jsonld"] = "jsonld"

    def open(self, around: Surroundings) -> Export:
        """Build the export."""
        return JsonLdExport(self, around)


class JsonLdExport(FileExport[JsonLdExportSettings]):
    """One node for every contact."""

    version = 1

    def render(self, contact: CanonicalContact) -> Entry | None:
        """The node of a contact, on one line."""
        content = json.dumps(schema_org(contact), ensure_ascii=False).translate(_HTML)
        return Entry(contact.id, content.encode(), name_order(contact))

    def products(self, wanted: Wanted) -> Iterable[Product]:
        """The document."""
        head = b'{"@context": "https://schema.org", "@graph": [\n'
        yield Product(self.main, Listing(wanted, as_it_is, head, b",\n", b"\n]}\n"))

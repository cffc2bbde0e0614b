"""All contacts as JSON, with a JSON Schema beside them."""

import json
from collections.abc import Iterable
from typing import Literal

from syncsvc.exports.files import FileExport, FileExportSettings, Listing, Product, as_it_is
from syncsvc.exports.ordering import name_order
from syncsvc.formats.contact_json import contact_json
from syncsvc.formats.contact_schema import CONTACTS
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.plan import Entry
from syncsvc.ports import Export, Wanted
from syncsvc.settings import Surroundings


class JsonExportSettings(FileExportSettings):
    """A JSON array of contacts, one on each line."""

    kind: Literal["json"] = "json"

    def open(self, around: Surroundings) -> Export:
        """Build the export."""
        return JsonExport(self, around)


class JsonExport(FileExport[JsonExportSettings]):
    """One object for every contact."""

    version = 2
    provenance = True

    def render(self, contact: CanonicalContact) -> Entry | None:
        """The object of a contact, on one line."""
        content = json.dumps(contact_json(contact), ensure_ascii=False)
        return Entry(contact.id, content.encode(), name_order(contact))

    def products(self, wanted: Wanted) -> Iterable[Product]:
        """The array and its schema."""
        yield Product(self.main, Listing(wanted, as_it_is, b"[\n", b",\n", b"\n]\n"))
        yield Product(f"{self.main}.schema.json", (json.dumps(CONTACTS, ensure_ascii=False, indent=1) + "\n").encode())

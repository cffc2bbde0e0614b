"""The kinds of exports that the contract suite holds to the port's promises; a new kind adds its case to CASES."""

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pytest

from syncsvc.exports.csv import CsvExportSettings
from syncsvc.exports.files import FileExport, FileExportSettings
from syncsvc.exports.html import HtmlExportSettings
from syncsvc.exports.json import JsonExportSettings
from syncsvc.exports.jsonld import JsonLdExportSettings
from syncsvc.exports.ldif import LdifExportSettings
from syncsvc.exports.phonebook import PhonebookExportSettings
from syncsvc.exports.spreadsheet import SpreadsheetExportSettings
from syncsvc.exports.vcard import VcardExportSettings
from syncsvc.ports import Export
from syncsvc.settings import Surroundings
from tests.contract.ldap_bench import ldap_bench


class Bench(Protocol):
    """An export with its target, as a test sees it."""

    export: Export

    def again(self) -> Export:
        """The same export, opened anew, as after a restart."""

    def look(self) -> object:
        """The content of the target; equal content compares equal whatever its history."""

    def state(self) -> object:
        """Content and every sign of having been written (times, change numbers)."""

    def holds(self, text: str) -> bool:
        """Whether a short ASCII text stands anywhere in the target."""

    def spoil(self) -> None:
        """Somebody damages what the export made."""

    def plant(self) -> None:
        """Somebody puts something of their own beside it."""

    def planted(self) -> bool:
        """Whether that is still there, untouched."""


@dataclass(frozen=True)
class ExportCase:
    """One configuration of one kind."""

    name: str
    kind: str
    bench: Callable[[Path], AbstractContextManager[Bench]]
    marks: tuple[object, ...] = ()


@dataclass
class FileBench:
    """An export to files in an own folder."""

    settings: FileExportSettings
    around: Surroundings
    export: FileExport = field(init=False)

    def __post_init__(self) -> None:
        self.export = self.again()

    def again(self) -> FileExport:
        export = self.settings.open(self.around)
        assert isinstance(export, FileExport)
        return export

    def look(self) -> dict[str, bytes]:
        place = self.export.location
        paths = [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file())
        return {str(path.relative_to(place.parent)): path.read_bytes() for path in paths if not self._foreign(path)}

    def state(self) -> dict[str, tuple[int, int, bytes]]:
        return {str(path): (path.stat().st_ino, path.stat().st_mtime_ns, path.read_bytes()) for path in self._visible()}

    def holds(self, text: str) -> bool:
        return any(text.encode() in piece for path in self._visible() for piece in _unpacked(path.read_bytes()))

    def spoil(self) -> None:
        place = self.export.location
        victim = place if place.is_file() else next(path for path in sorted(place.rglob("*")) if path.is_file())
        victim.write_bytes(b"spoilt")

    def plant(self) -> None:
        self._own.write_bytes(b"mine")

    def planted(self) -> bool:
        return self._own.read_bytes() == b"mine"

    @property
    def _own(self) -> Path:
        place = self.export.location
        return (place if place.is_dir() else place.parent) / "NOTES.txt"

    def _foreign(self, path: Path) -> bool:
        return path.name == "NOTES.txt"

    def _visible(self) -> list[Path]:
        """Without the closed folder of the export, which no reader sees."""
        found = (path for path in self.around.base.rglob("*") if path.is_file() and ".syncsvc" not in str(path))
        return sorted(path for path in found if not self._foreign(path))


def _unpacked(content: bytes) -> list[bytes]:
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return [content]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [archive.read(name) for name in archive.namelist()]


def file_case(kind: type[FileExportSettings], name: str, location: str, **settings: object) -> ExportCase:
    @contextmanager
    def bench(folder: Path) -> Iterator[Bench]:
        told = {"name": "target", "audience": "public", "location": location, **settings}
        yield FileBench(kind.model_validate(told), Surroundings(folder, title="Netzwerk"))

    return ExportCase(name, kind.model_fields["kind"].default, bench)


CASES = [
    file_case(CsvExportSettings, "csv-web", "list.csv"),
    file_case(CsvExportSettings, "csv-excel-de", "list.csv", profile="excel-de"),
    file_case(CsvExportSettings, "csv-google", "list.csv", profile="google"),
    file_case(CsvExportSettings, "csv-outlook-de", "list.csv", profile="outlook-de"),
    file_case(CsvExportSettings, "csv-thunderbird", "list.csv", profile="thunderbird"),
    file_case(SpreadsheetExportSettings, "spreadsheet", "list.xlsx"),
    file_case(SpreadsheetExportSettings, "spreadsheet-organisations", "list.xlsx", sheets="organisation"),
    file_case(JsonExportSettings, "json", "list.json"),
    file_case(JsonLdExportSettings, "jsonld", "list.jsonld"),
    file_case(HtmlExportSettings, "html", "list.html"),
    file_case(PhonebookExportSettings, "phonebook-fritzbox", "book.xml", format="fritzbox"),
    file_case(PhonebookExportSettings, "phonebook-yealink", "book.xml", format="yealink"),
    file_case(PhonebookExportSettings, "phonebook-snom", "book.xml", format="snom"),
    file_case(LdifExportSettings, "ldif", "list.ldif", suffix="o=netzwerk"),
    file_case(VcardExportSettings, "vcard-phone", "book.vcf", folder="cards", changed="30d"),
    file_case(VcardExportSettings, "vcard-v4", "book.vcf", profile="v4", qr="svg"),
    file_case(VcardExportSettings, "vcard-outlook", "book.zip", profile="outlook"),
    file_case(VcardExportSettings, "vcard-organisations", "books", split="organisation"),
    file_case(VcardExportSettings, "vcard-groups", "books", split="group", profile="outlook"),
    ExportCase("ldap", "ldap", ldap_bench, (pytest.mark.slapd,)),
]

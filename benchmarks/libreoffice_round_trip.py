"""Whether LibreOffice reads tables as they were meant: workbook, and Excel's CSV imported as text.

.venv/bin/python benchmarks/libreoffice_round_trip.py          # needs soffice; some seconds
"""

import csv
import io
import subprocess
import tempfile
from pathlib import Path

import openpyxl

from syncsvc.exports.csv import CsvExportSettings
from syncsvc.exports.spreadsheet import SpreadsheetExportSettings
from syncsvc.formats.columns import COLUMNS, STAFF
from syncsvc.formats.delimited import guarded
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.contact import Address, Kind, PersonName, Phone
from syncsvc.model.plan import Plan
from syncsvc.settings import Surroundings

CONTACT = CanonicalContact(
    id="00000000-0000-4000-8000-000000000001",
    kind=Kind.PERSON,
    name=PersonName("Dr. Zoë Größl", "Dr.", "Zoë", "Größl"),
    organisation='Verein "Hand; in, Hand" e.V.',
    role="=cmd()|' /C calc'!A0",
    responsibility="3-5",
    room="1.10",
    note="erste Zeile\nzweite, Zeile; dritte",
    phones=(Phone("+497141910124", "07141 910-124"), Phone("+4917604069012", "0176 04069012", "cell")),
    addresses=(Address("Musterallee 1a", "01067", "Dresden"),),
)
EVERY_COLUMN_TEXT = "/".join(f"{place}/2" for place in range(1, len(STAFF.split()) + 1))


def deliver(kind, folder, location, **settings):
    told = {"name": "list", "audience": "internal", "location": location, **settings}
    export = kind.model_validate(told).open(Surroundings(folder))
    export.deliver(Plan("list"), lambda: iter((export.render(CONTACT),)))
    return folder / location


def convert(source, kind, folder, *options):
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [
        "soffice",
        "--headless",
        profile,
        *options,
        "--convert-to",
        kind,
        "--outdir",
        str(folder / "out"),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / "out" / f"{source.stem}.{kind.partition(':')[0]}"


def main():
    wanted = [COLUMNS[key].value(CONTACT) for key in STAFF.split()]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        workbook = deliver(SpreadsheetExportSettings, folder, "list.xlsx")
        text = convert(workbook, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false", folder).read_text(
            "utf-8"
        )
        assert list(csv.reader(io.StringIO(text)))[1] == wanted, "the workbook does not come back"

        table = deliver(CsvExportSettings, folder, "excel.csv", profile="excel-de")
        book = openpyxl.load_workbook(convert(table, "xlsx", folder, f"--infilter=CSV:59,34,76,1,{EVERY_COLUMN_TEXT}"))
        found = [cell.value or "" for cell in book.worksheets[0][2]]
        types = [COLUMNS[key].type for key in STAFF.split()]
        assert found == [guarded(cell, kind) for cell, kind in zip(wanted, types, strict=True)], (
            "the table does not come back"
        )
    print(f"LibreOffice reads all {len(wanted)} columns of both as they were meant")


if __name__ == "__main__":
    main()

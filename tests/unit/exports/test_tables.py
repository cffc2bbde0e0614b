"""Tables of contacts: what Excel, pandas and import programs make of them is what the directory says."""

import csv
import io
import json
import re
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from syncsvc.exports.csv import CsvExportSettings
from syncsvc.exports.spreadsheet import SpreadsheetExportSettings
from syncsvc.formats.columns import COLUMNS, STAFF, WEB
from syncsvc.formats.delimited import Dialect, guarded, row
from syncsvc.model.contact import Address, Email, Kind, PersonName, Phone
from syncsvc.plan import plan
from syncsvc.settings import Surroundings
from tests.builders import a_canonical, a_name, an_email

NASTY = a_canonical(
    name=a_name("Zoë", "Größl-Šimić", prefix="Dr."),
    organisation='Verein "Hand; in, Hand" e.V.',
    units=("Fachbereich Bürger", "Team | A"),
    role="=cmd()|' /C calc'!A0",
    responsibility="3-5",
    room="1.10",
    note="erste Zeile\nzweite, Zeile;\r\ndritte\tmit Tab",
    groups=("AK Asyl", "+1 Gruppe"),
    phones=(
        Phone("+497141910124", "07141 910-124", "work"),
        Phone("+4917604069012", "0176 04069012", "cell"),
        Phone("+497141910125", "07141 910-125", "fax"),
        Phone("+493023125;ext=12", "030 23125 -12", "switchboard"),
        Phone("+4969900091", "-5", "other"),
    ),
    emails=(an_email("z.groessl@musterstadt.example"), an_email("zoe@verein.example")),
    addresses=(Address("Musterallee 1a", "01067", "Dresden"), Address("", "04109", "Leipzig", type="home")),
    urls=("https://verein.example/a?b=1&c=2",),
)
PLAIN = a_canonical("00000000-0000-4000-8000-000000000002", name=PersonName("Sekretariat"), kind=Kind.FUNCTION)


def delivered(tmp_path, kind, contacts, location="list.csv", **settings):
    told = {"name": "list", "audience": "internal", "location": location, **settings}
    export = kind.model_validate(told).open(Surroundings(tmp_path, title="Netzwerk"))
    entries = sorted((export.render(contact) for contact in contacts), key=lambda one: (one.order, one.key))
    export.deliver(plan("list", entries, {}, {}), lambda: iter(entries))
    return (tmp_path / location).read_bytes()


def read(content, encoding="utf-8", delimiter=","):
    return list(csv.DictReader(io.StringIO(content.decode(encoding), newline=""), delimiter=delimiter, strict=True))


class TestWeb:
    def test_it_is_rfc_4180_in_utf_8_without_a_mark(self, tmp_path):
        content = delivered(tmp_path, CsvExportSettings, [PLAIN])
        lines = content.split(b"\r\n")
        assert lines[0].decode() == ",".join(WEB.split())
        assert lines[-1] == b""
        assert b"\n" not in content.replace(b"\r\n", b"")

    def test_the_header_is_a_promise(self):
        """Pullers are configured with these names in this order: a change needs a new major version."""
        assert WEB == (
            "id kind name prefix given_name family_name suffix organisation units role responsibility "
            "phone phone_display mobile mobile_display fax fax_display more_phones email more_emails urls "
            "street postal_code city country more_addresses room hours groups note"
        )

    def test_nothing_is_guarded_or_changed(self, tmp_path):
        (found,) = read(delivered(tmp_path, CsvExportSettings, [NASTY]))
        assert found["id"] == NASTY.id
        assert found["role"] == NASTY.role
        assert found["responsibility"] == "3-5"
        assert found["postal_code"] == "01067"
        assert found["phone"] == "+497141910124"
        assert found["phone_display"] == "07141 910-124"
        assert found["more_phones"] == "+493023125;ext=12 | +4969900091"
        assert found["units"] == "Fachbereich Bürger | Team / A"
        assert found["note"] == "erste Zeile\nzweite, Zeile;\ndritte\tmit Tab"
        assert found["more_addresses"] == "04109 Leipzig"

    def test_rows_are_sorted_as_a_telephone_book_sorts(self, tmp_path):
        names = ("Zorn", "Ärger", "Adler", "Aeger", "von der Heide", "Öttinger", "Oberst")
        people = [a_canonical(f"{n}", name=a_name("A", name)) for n, name in enumerate(names)]
        found = [one["family_name"] for one in read(delivered(tmp_path, CsvExportSettings, people))]
        assert found == ["Adler", "Aeger", "Ärger", "Oberst", "Öttinger", "von der Heide", "Zorn"]

    def test_the_metadata_describe_the_file(self, tmp_path):
        """CSV on the Web: url, dialect, and one column for each header; every cell fits its datatype."""
        cells = read(delivered(tmp_path, CsvExportSettings, [NASTY, PLAIN]))
        told = json.loads((tmp_path / "list.csv-metadata.json").read_bytes())
        assert (told["url"], told["tableSchema"]["primaryKey"]) == ("list.csv", "id")
        assert [column["titles"] for column in told["tableSchema"]["columns"]] == list(cells[0])
        for column in told["tableSchema"]["columns"]:
            for line in cells:
                values = (
                    line[column["titles"]].split(column["separator"])
                    if "separator" in column
                    else [line[column["titles"]]]
                )
                form = column["datatype"]["format"] if isinstance(column["datatype"], dict) else ".*"
                assert all(re.fullmatch(form, value, re.DOTALL) for value in values if value)
                assert line[column["titles"]] or not column["required"]

    def test_the_table_schema_describes_the_file(self, tmp_path):
        cells = read(delivered(tmp_path, CsvExportSettings, [NASTY, PLAIN]))
        told = json.loads((tmp_path / "list.csv.schema.json").read_bytes())
        assert told["primaryKey"] == ["id"]
        assert [field["name"] for field in told["fields"]] == list(cells[0])
        for field in told["fields"]:
            pattern = field.get("constraints", {}).get("pattern", ".*")
            assert all(re.fullmatch(pattern, line[field["name"]], re.DOTALL) for line in cells if line[field["name"]])

    def test_columns_can_be_chosen(self, tmp_path):
        content = delivered(tmp_path, CsvExportSettings, [NASTY], columns=["id", "name", "phone"])
        assert content.splitlines()[0] == b"id,name,phone"
        told = json.loads((tmp_path / "list.csv-metadata.json").read_bytes())
        assert [column["name"] for column in told["tableSchema"]["columns"]] == ["id", "name", "phone"]


class TestExcel:
    def test_it_begins_with_the_mark_and_uses_semicolons(self, tmp_path):
        content = delivered(tmp_path, CsvExportSettings, [PLAIN], profile="excel-de")
        assert content.startswith("\ufeffName;Titel;Vorname;Nachname;".encode())

    def test_formulas_in_free_text_are_disarmed_and_numbers_stay(self, tmp_path):
        content = delivered(tmp_path, CsvExportSettings, [NASTY], profile="excel-de")
        (found,) = read(content, "utf-8-sig", ";")
        assert found["Funktion"] == f"'{NASTY.role}"
        assert found["Telefon"] == "07141 910-124"
        assert found["PLZ"] == "01067"
        assert found["Zuständigkeit"] == "3-5"
        assert found["Weitere Nummern"] == "030 23125 -12 | -5"

    @pytest.mark.parametrize(
        "number", ["+49 7141 910-124", "+497141910124", "07141 910-0", "+49 30 1 | +49 30 2", "+4930;ext=5"]
    )
    def test_a_telephone_number_is_never_guarded(self, number):
        assert guarded(number, "phone") == number

    @pytest.mark.parametrize(
        "text", ["=1+1", "+49+cmd|' /C calc'!A0", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＠x"]
    )
    @pytest.mark.parametrize("kind", ["text", "phone", "postal", "email", "url", "id"])
    def test_what_begins_like_a_formula_is_guarded_in_every_column(self, text, kind):
        assert guarded(text, kind) == f"'{text}"

    @given(text=st.text(max_size=20), kind=st.sampled_from(["text", "phone", "postal", "email"]))
    def test_no_cell_is_a_formula_unless_it_is_a_telephone_number(self, text, kind):
        cell = guarded(text, kind)
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) or re.fullmatch(
            r"\+[0-9 ()/.\-–|+;ext=]+", cell
        )

    def test_titles_can_be_ones_own(self, tmp_path):
        columns = ["name", "phone_display"]
        content = delivered(
            tmp_path,
            CsvExportSettings,
            [PLAIN],
            profile="excel-de",
            columns=columns,
            titles={"phone_display": "Durchwahl"},
        )
        assert content.decode("utf-8-sig").splitlines()[0] == "Name;Durchwahl"

    def test_headers_can_be_english(self, tmp_path):
        content = delivered(
            tmp_path, CsvExportSettings, [PLAIN], profile="excel-de", columns=["name", "city"], headers="en"
        )
        assert content.decode("utf-8-sig").splitlines()[0] == "Name;City"


class TestPresets:
    def test_google_gets_labels_and_values_in_pairs(self, tmp_path):
        (found,) = read(delivered(tmp_path, CsvExportSettings, [NASTY], profile="google"))
        assert (found["First Name"], found["Last Name"], found["Name Prefix"]) == ("Zoë", "Größl-Šimić", "Dr.")
        assert (found["Phone 2 - Label"], found["Phone 2 - Value"]) == ("Mobile", "+4917604069012")
        assert found["Labels"] == "AK Asyl ::: +1 Gruppe ::: * myContacts"
        assert found["E-mail 2 - Value"] == "zoe@verein.example"
        assert found["Address 1 - Postal Code"] == "01067"

    def test_google_loses_no_number_beyond_its_columns(self, tmp_path):
        phones = tuple(Phone(f"+49302312500{n}", f"030 2312500{n}") for n in range(9))
        emails = tuple(Email(f"m{n}@stadt.example") for n in range(5))
        many = replace(PLAIN, phones=phones, emails=emails)
        (found,) = read(delivered(tmp_path, CsvExportSettings, [many], profile="google"))
        text = " ".join(found.values())
        assert all(phone.number in text for phone in phones)
        assert all(email.address in text for email in emails)

    @pytest.mark.parametrize("profile", ["google", "outlook-de", "thunderbird"])
    def test_a_function_has_a_name_there_too(self, tmp_path, profile):
        encoding = "cp1252" if profile == "outlook-de" else "utf-8"
        (found,) = read(delivered(tmp_path, CsvExportSettings, [PLAIN], profile=profile), encoding)
        assert "Sekretariat" in found.values()

    def test_outlook_reads_windows_1252_and_loses_no_letter_it_could_keep(self, tmp_path):
        contact = replace(NASTY, name=a_name("Łukasz", "Grzesiński"))
        (found,) = read(delivered(tmp_path, CsvExportSettings, [contact], profile="outlook-de"), "cp1252")
        assert (found["Vorname"], found["Nachname"]) == ("Lukasz", "Grzesinski")
        assert found["Straße geschäftlich"] == "Musterallee 1a"
        assert found["Mobiltelefon"] == "0176 04069012"

    @pytest.mark.parametrize(("profile", "encoding"), [("outlook-de", "cp1252"), ("thunderbird", "utf-8")])
    def test_what_has_no_column_goes_to_the_notes(self, tmp_path, profile, encoding):
        contact = replace(NASTY, phones=tuple(Phone(f"+4930{n}", f"030 2312500{n}") for n in range(4)))
        (found,) = read(delivered(tmp_path, CsvExportSettings, [contact], profile=profile), encoding)
        text = " ".join(found.values())
        assert all(f"030 2312500{n}" in text for n in range(4))
        assert "04109 Leipzig" in text

    def test_thunderbird_shows_the_switchboard_where_there_is_no_direct_line(self, tmp_path):
        contact = replace(PLAIN, phones=(Phone("+493023125", "030 23125-0", "switchboard"),))
        (found,) = read(delivered(tmp_path, CsvExportSettings, [contact], profile="thunderbird"))
        assert (found["Work Phone"], found["Notes"]) == ("030 23125-0", "")


class TestSettings:
    @pytest.mark.parametrize(
        ("settings", "word"),
        [
            ({"columns": ["name", "telefon"]}, "no such column: telefon"),
            ({"columns": ["name", "name"]}, "named twice"),
            ({"profile": "google", "columns": ["name"]}, "cannot be chosen"),
            ({"profile": "web", "separator": ";"}, "profile web is fixed"),
            ({"profile": "excel-de", "titles": {"nam": "x"}}, "no such column: nam"),
            ({"mode": "rw-r--r--"}, "pattern"),
            ({"keep": -1}, "greater than or equal"),
        ],
    )
    def test_what_would_break_a_profile_is_refused(self, settings, word):
        with pytest.raises(ValidationError, match=word):
            CsvExportSettings(name="x", audience="public", location="x.csv", **settings)

    def test_what_is_not_public_is_closed_to_others(self):
        bits = {
            who: CsvExportSettings(name="x", audience=who, location="x").bits()
            for who in ("public", "partner", "internal")
        }
        assert bits == {"public": 0o644, "partner": 0o640, "internal": 0o640}
        assert CsvExportSettings(name="x", audience="public", location="x", mode="0600").bits() == 0o600


class TestRows:
    CELLS = st.lists(st.text(max_size=12), min_size=1, max_size=6)

    @given(cells=CELLS, separator=st.sampled_from([",", ";", "\t"]), quoted=st.booleans())
    def test_a_row_reads_back_as_it_was(self, cells, separator, quoted):
        content = row(Dialect(separator=separator, quote_all=quoted), cells)
        (found,) = csv.reader(
            io.StringIO(content.decode("utf-8", "surrogatepass"), newline=""), delimiter=separator, strict=True
        )
        breaks = str.maketrans({char: "" for char in map(chr, range(32)) if char not in "\t\n"} | {"\x7f": ""})
        assert found == [cell.replace("\r\n", "\n").replace("\r", "\n").translate(breaks) for cell in cells]


class TestSpreadsheet:
    def sheet(self, content, name=None):
        book = openpyxl.load_workbook(io.BytesIO(content))
        return book[name] if name else book.worksheets[0]

    def test_every_cell_is_text_and_reads_back_as_it_was(self, tmp_path):
        sheet = self.sheet(delivered(tmp_path, SpreadsheetExportSettings, [NASTY, PLAIN], "list.xlsx"))
        cells = [cell for line in sheet.iter_rows() for cell in line if cell.value is not None]
        assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
        titles, first = ([cell.value for cell in line] for line in list(sheet.iter_rows())[:2])
        found = dict(zip(titles, first, strict=True))
        for key in STAFF.split():
            wanted = COLUMNS[key].value(NASTY).replace("\r\n", "\n")
            assert (found[COLUMNS[key].german] or "") == wanted

    def test_the_cells_stay_text_when_somebody_edits_them(self, tmp_path):
        sheet = self.sheet(delivered(tmp_path, SpreadsheetExportSettings, [NASTY], "list.xlsx"))
        assert {cell.number_format for line in sheet.iter_rows() for cell in line if cell.value} == {"@"}

    def test_the_header_is_frozen_and_filters(self, tmp_path):
        sheet = self.sheet(delivered(tmp_path, SpreadsheetExportSettings, [NASTY, PLAIN], "list.xlsx"))
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref == f"A1:{sheet.cell(3, len(STAFF.split())).coordinate}"
        assert sheet.column_dimensions["A"].width > 20

    def test_the_same_contacts_give_the_same_bytes(self, tmp_path):
        books = []
        for place in ("a", "b"):
            (tmp_path / place).mkdir()
            books.append(delivered(tmp_path / place, SpreadsheetExportSettings, [NASTY, PLAIN], "list.xlsx"))
        assert books[0] == books[1]
        made = openpyxl.load_workbook(io.BytesIO(books[0])).properties.created
        assert (made.year, made.month, made.day) == (2000, 1, 1), "the time of a run is in it"

    def test_organisations_have_sheets_of_their_own_with_names_excel_accepts(self, tmp_path):
        organisations = ["Amt: [A/B]*?", "Amt  A B", "x" * 40, "X" * 40, "", "History", "'Anführung'"]
        people = [replace(PLAIN, id=str(n), organisation=name) for n, name in enumerate(organisations)]
        content = delivered(tmp_path, SpreadsheetExportSettings, people, "list.xlsx", sheets="organisation")
        book = openpyxl.load_workbook(io.BytesIO(content))
        assert len(book.sheetnames) == len(organisations)
        assert len({name.casefold() for name in book.sheetnames}) == len(organisations)
        assert "Ohne Organisation" in book.sheetnames
        assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in book.sheetnames)
        assert all(sheet.max_row == 2 for sheet in book.worksheets)

    def test_more_contacts_than_a_sheet_holds_go_on_with_the_next(self, tmp_path, monkeypatch):
        monkeypatch.setattr("syncsvc.exports.spreadsheet._ROWS", 2)
        people = [a_canonical(f"{n}", name=a_name("A", name)) for n, name in enumerate("BCDEF")]
        book = openpyxl.load_workbook(
            io.BytesIO(delivered(tmp_path, SpreadsheetExportSettings, people, location="list.xlsx"))
        )
        assert book.sheetnames == ["Kontakte", "Kontakte (2)", "Kontakte (3)"]
        assert [cell.value for sheet in book for cell in sheet["A"]] == [
            *("Name", "A B", "A C"),
            *("Name", "A D", "A E"),
            *("Name", "A F"),
        ]

    def test_an_empty_directory_is_a_sheet_with_a_header(self, tmp_path):
        sheet = self.sheet(delivered(tmp_path, SpreadsheetExportSettings, [], "list.xlsx"))
        assert [sheet.title, sheet.max_row, sheet["A1"].value] == ["Kontakte", 1, "Name"]

    def test_a_cell_too_long_for_excel_is_shortened_and_not_lost(self, tmp_path):
        sheet = self.sheet(
            delivered(tmp_path, SpreadsheetExportSettings, [replace(PLAIN, note="x" * 40_000)], "list.xlsx")
        )
        (note,) = [cell.value for cell in sheet[2] if cell.value and cell.value.startswith("xx")]
        assert len(note) == 32_767
        assert note.endswith("…")

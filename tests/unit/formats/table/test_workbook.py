"""Workbooks: what Excel makes of cells, and which sheet is meant."""

import io
from datetime import date

import pytest
import xlsxwriter

from syncsvc.formats.table import Options, TableError, read_workbook


def workbook(**sheets):
    """An .xlsx with these sheets; each is a function that fills it."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        for name, fill in sheets.items():
            fill(book.add_worksheet(name), book)
    return target.getvalue()


def rows(*lines):
    def fill(sheet, book):
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        for number, line in enumerate(lines):
            for column, cell in enumerate(line):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                elif cell is not None:
                    sheet.write(number, column, cell)

    return fill


def values(table):
    return [[(field.name, field.value) for field in row.fields] for row in table.rows]


def test_numbers_come_out_as_they_were_typed():
    table = read_workbook(
        workbook(Liste=rows(["Name", "PLZ", "Telefon", "Zimmer"], ["Heike Adler", 71638, 71419103124, 1.07]))
    )
    assert values(table) == [
        [("name", "Heike Adler"), ("postal_code", "71638"), ("phone", "71419103124"), ("room", "1.07")]
    ]


def test_dates_and_truths_are_written_out():
    table = read_workbook(
        workbook(Liste=rows(["Name", "Geburtstag", "Veröffentlichen"], ["Heike Adler", date(1980, 5, 4), True]))
    )
    assert values(table) == [[("name", "Heike Adler"), ("birthday", "1980-05-04"), ("publish", "ja")]]


def test_a_merged_cell_counts_for_all_its_rows():
    def fill(sheet, book):
        rows(["Abteilung", "Name"], [None, "Heike Adler"], [None, "Anna Muster"], ["Bildung", "Ina Seifert"])(
            sheet, book
        )
        sheet.merge_range(1, 0, 2, 0, "Soziales")

    table = read_workbook(workbook(Liste=fill))
    assert [row[0] for row in values(table)] == [("unit", "Soziales"), ("unit", "Soziales"), ("unit", "Bildung")]


def test_a_caption_across_the_table_is_no_contact():
    def fill(sheet, book):
        rows(["Name", "Telefon", "E-Mail"], [], ["Heike Adler", "030 23125-217", ""])(sheet, book)
        sheet.merge_range(1, 0, 1, 2, "Fachbereich Soziales")

    table = read_workbook(workbook(Liste=fill))
    assert [row[0] for row in values(table)] == [("name", "Heike Adler")]
    assert [issue.code for issue in table.issues] == ["row-caption"]


def test_the_visible_sheet_with_most_headings_is_read():
    content = workbook(
        Deckblatt=rows(["Telefonverzeichnis"]),
        Liste=rows(["Name", "Telefon"], ["Heike Adler", "030 23125-217"]),
        Alt=lambda sheet, book: (
            rows(["Name", "Telefon", "Fax"], ["Anna Muster", "1", "2"])(sheet, book),
            sheet.hide(),
        ),
    )
    table = read_workbook(content)
    assert [row.place for row in table.rows] == ["sheet Liste, row 2"]


@pytest.mark.parametrize("sheet", ["Alt", "2"])
def test_a_sheet_can_be_named_by_its_name_or_number(sheet):
    content = workbook(
        Neu=rows(["Name", "Telefon"], ["A", "1"]), Alt=rows(["Name", "Telefon"], ["Anna Muster", "030 23125-124"])
    )
    assert values(read_workbook(content, sheet=sheet)) == [[("name", "Anna Muster"), ("phone", "030 23125-124")]]


def test_a_missing_sheet_is_an_error_that_names_the_others():
    with pytest.raises(TableError, match="no such sheet") as caught:
        read_workbook(workbook(Neu=rows(["Name", "Telefon"])), sheet="Alt")
    assert "Neu" in caught.value.hint


@pytest.mark.parametrize(
    "content", [b"", b"Name;Telefon\n", b"PK\x03\x04 but no more", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
)
def test_what_is_no_workbook_is_an_error(content):
    with pytest.raises(TableError):
        read_workbook(content)


def test_a_list_that_starts_further_down_and_to_the_right_keeps_its_row_numbers():
    table = read_workbook(
        workbook(
            Liste=rows([], ["", "Telefonliste"], [], ["", "Name", "Telefon"], ["", "Heike Adler", "030 23125-217"])
        ),
        Options(key=("Telefon",)),
    )
    assert [(row.place, row.named) for row in table.rows] == [("row 5", "030 23125-217")]

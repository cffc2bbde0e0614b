"""Tables as pandas reads them: what data people use first."""

import csv
import io

import pytest

from syncsvc.exports.csv import CsvExportSettings
from syncsvc.exports.spreadsheet import SpreadsheetExportSettings
from syncsvc.model.contact import Address, Phone
from syncsvc.model.plan import Plan
from syncsvc.settings import Surroundings
from tests.builders import a_canonical, a_name

pytestmark = pytest.mark.peers

NASTY = a_canonical(
    name=a_name("Zoë", "Größl"),
    role="=cmd()|' /C calc'!A0",
    responsibility="3-5",
    room="1.10",
    note="erste Zeile\nzweite, Zeile",
    phones=(Phone("+497141910124", "07141 910-124"),),
    addresses=(Address("Musterallee 1a", "01067", "Dresden"),),
)


@pytest.fixture(scope="module")
def pandas():
    import pandas as pd

    return pd


def delivered(tmp_path, kind, location, **settings):
    export = kind(name="list", audience="internal", location=location, **settings).open(Surroundings(tmp_path))
    export.deliver(Plan("list"), lambda: iter((export.render(NASTY),)))
    return (tmp_path / location).read_bytes()


def test_pandas_reads_the_web_table_as_it_was_meant(tmp_path, pandas):
    content = delivered(tmp_path, CsvExportSettings, "list.csv")
    frame = pandas.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)
    assert frame.to_dict("records") == list(csv.DictReader(io.StringIO(content.decode(), newline="")))
    assert frame.loc[0, "postal_code"] == "01067"


def test_pandas_reads_the_workbook_as_it_was_meant(tmp_path, pandas):
    content = delivered(tmp_path, SpreadsheetExportSettings, "list.xlsx")
    (found,) = pandas.read_excel(io.BytesIO(content), dtype=str, keep_default_na=False).to_dict("records")
    assert (found["PLZ"], found["Zuständigkeit"], found["Raum"]) == ("01067", "3-5", "1.10")
    assert (found["Funktion"], found["Notiz"]) == (NASTY.role, NASTY.note)

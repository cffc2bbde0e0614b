"""Tables as sources: files, folders, settings."""

import re
import tomllib
from pathlib import Path

import pytest
from pydantic import ValidationError

from syncsvc.cli import running
from syncsvc.errors import SourceRejected
from syncsvc.formats.table import model
from syncsvc.formats.table.records import fields_of
from syncsvc.normalise.record import normalise
from syncsvc.pipeline import sync
from syncsvc.settings import Surroundings
from syncsvc.sources.csv import CsvSettings
from syncsvc.sources.spreadsheet import SpreadsheetSettings

ROOT = Path(__file__).parents[3]


def csv(folder, **settings):
    settings = {"name": "liste", "kind": "csv", "location": "liste.csv", **settings}
    return CsvSettings(**settings).open(Surroundings(folder))


def test_rows_of_several_files_share_one_set_of_keys(tmp_path):
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists/a.csv").write_text("Nr;Name;Telefon\n1;Heike Adler;1\n")
    (tmp_path / "lists/b.csv").write_text("Nr;Name;Telefon\n1;Anna Muster;2\n2;Ina Seifert;3\n")
    snapshot = csv(tmp_path, location="lists", key="Nr").fetch(())
    assert len({record.ref for record in snapshot.records}) == 3
    assert [record.place for record in snapshot.records] == [
        "lists/a.csv, line 2",
        "lists/b.csv, line 2",
        "lists/b.csv, line 3",
    ]
    assert [issue.code for issue in snapshot.issues] == ["key-duplicate", "key-duplicate"]
    assert {issue.source for issue in snapshot.issues} == {"liste"}


def test_a_row_has_another_mark_where_it_would_be_read_in_another_way(tmp_path, monkeypatch):
    def marks(**settings):
        return [mark for _, mark in csv(tmp_path, **settings).fetch(()).marks]

    (tmp_path / "liste.csv").write_text("Nr;Wer;Telefon\n1;Heike Adler;1\n2;Ina Seifert;2\n")
    before = marks(columns={"name": "Wer"})
    (tmp_path / "liste.csv").write_text("Nr;Wer;Telefon\n2;Ina Seifert;2\n1;Heike Adler;3\n")

    assert marks(columns={"name": "Wer"})[0] == before[1]
    assert marks(columns={"name": "Wer"})[1] != before[0]
    assert not {*marks(columns={"note": "Wer"})} & {*before}
    monkeypatch.setattr(model, "VERSION", model.VERSION + 1)
    assert not {*marks(columns={"name": "Wer"})} & {*before}


def test_rows_that_are_as_before_are_not_read_again(tmp_path, monkeypatch):
    rows = [f"{number};Heike Adler {number};030 23125-{number:03}\n" for number in range(100, 150)]
    (tmp_path / "liste.csv").write_text("".join(["Nr;Name;Telefon\n", *rows]))
    (tmp_path / "syncsvc.toml").write_text(
        '[[sources]]\nname = "liste"\nkind = "csv"\nlocation = "liste.csv"\nkey = "Nr"\n'
    )
    asked = []
    monkeypatch.setattr(model, "fields_of", lambda cells, columns: [asked.append(cells), fields_of(cells, columns)][1])
    with running.service(tmp_path / "syncsvc.toml") as service:
        sync(service)
        first = len(asked)
        (tmp_path / "liste.csv").write_text("".join(["Nr;Name;Telefon\n", *rows[1:], rows[0].replace("Heike", "Ina")]))
        report = sync(service)
    assert first == 50
    assert [cells[1] for cells in asked[first:]] == ["Ina Adler 100"]
    assert (report.sources[0].records, report.sources[0].changed) == (50, 1)


def test_other_settings_read_an_unchanged_file_again(tmp_path):
    (tmp_path / "liste.csv").write_text("Wer;Telefon;Fax\nHeike Adler;1;2\n")
    memory = csv(tmp_path).fetch(()).memory
    assert csv(tmp_path).fetch(memory).unchanged
    snapshot = csv(tmp_path, columns={"name": "Wer"}).fetch(memory)
    assert snapshot.records[0].first("name") == "Heike Adler"


@pytest.mark.parametrize(
    "columns",
    [{"name": "Wer", "phone:mobil": ["Nr", "Nr. 2"]}, {"Wer": "name", "Nr": "phone:mobil", "Nr. 2": "phone:mobil"}],
)
def test_columns_may_be_named_either_way_round(tmp_path, columns):
    (tmp_path / "liste.csv").write_text("Wer;Nr;Nr. 2\nHeike Adler;1;2\n")
    (record,) = csv(tmp_path, columns=columns).fetch(()).records
    assert [(field.name, field.value, field.label) for field in record.fields] == [
        ("name", "Heike Adler", ""),
        ("phone", "1", "mobil"),
        ("phone", "2", "mobil"),
    ]


def test_a_column_for_a_field_that_does_not_exist_is_a_mistake():
    with pytest.raises(ValidationError, match="write field = heading"):
        CsvSettings(name="liste", kind="csv", location="x.csv", columns={"Wer": "Mensch"})


@pytest.mark.parametrize("delimiter", ['"', ";;", "\n"])
def test_a_delimiter_is_one_sign(delimiter):
    with pytest.raises(ValidationError, match="delimiter"):
        CsvSettings(name="liste", kind="csv", location="x.csv", delimiter=delimiter)


def test_a_table_that_cannot_be_read_names_its_file_and_what_to_do(tmp_path):
    (tmp_path / "liste.csv").write_bytes(b"Name;Telefon\nJ\xf6rg\x81;1\n")
    with pytest.raises(SourceRejected, match=r"liste\.csv: line 2") as caught:
        csv(tmp_path).fetch(())
    assert "encoding" in caught.value.hint


def test_a_web_page_in_place_of_a_workbook_is_rejected(tmp_path):
    (tmp_path / "liste.xlsx").write_text("<html>Bitte anmelden</html>")
    settings = SpreadsheetSettings(name="liste", kind="spreadsheet", location="liste.xlsx")
    with pytest.raises(SourceRejected, match="no workbook"):
        settings.open(Surroundings(tmp_path)).fetch(())


EXAMPLES = [
    pytest.param(source, id=source["name"])
    for page in ("csv", "spreadsheet")
    for block in re.findall(
        r"```toml\n(.*?)```", (ROOT / f"docs/sources/{page}.md").read_text(encoding="utf-8"), re.DOTALL
    )
    for source in tomllib.loads(block)["sources"]
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_of_the_pages_can_be_copied(example):
    kinds = {"csv": CsvSettings, "spreadsheet": SpreadsheetSettings}
    assert kinds[example["kind"]](**example).options()


def test_the_list_of_the_page_gives_what_the_page_promises(tmp_path):
    page = (ROOT / "docs/sources/csv.md").read_text(encoding="utf-8")
    (tmp_path / "liste.csv").write_text(re.search(r"```csv\n(.*?)```", page, re.DOTALL)[1], encoding="cp1252")
    settings = CsvSettings(**EXAMPLES[0].values[0] | {"location": "liste.csv"})
    around = Surroundings(tmp_path)
    found = [normalise(record, settings.profile(around))[0] for record in settings.open(around).fetch(()).records]
    assert [(contact.name.display, contact.phones[0].display, contact.mark.word) for contact in found] == [
        ("Jörg Groß", "069 90009-200", "public"),
        ("Käthe Meißner", "069 90009-743", "internal"),
        ("Wohnungslosenhilfe", "069 90009-0", "public"),
    ]


def test_the_county_sample_is_what_an_office_hands_over():
    content = (ROOT / "config/samples/landratsamt.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")
    (settings,) = [
        source
        for source in tomllib.loads((ROOT / "config/syncsvc.toml").read_text(encoding="utf-8"))["sources"]
        if source["kind"] == "csv"
    ]
    snapshot = CsvSettings(**settings).open(Surroundings(ROOT / "config")).fetch(())
    assert [record.first("family") for record in snapshot.records] == ["Kraemer"]
    assert snapshot.issues == ()

"""The page of every kind of file export: its example works, and its tables are complete."""

import tomllib
from pathlib import Path

import pytest

from syncsvc.exports.csv import CsvExportSettings
from syncsvc.exports.files import FileExportSettings
from syncsvc.exports.html import HtmlExportSettings
from syncsvc.exports.json import JsonExportSettings
from syncsvc.exports.jsonld import JsonLdExportSettings
from syncsvc.exports.phonebook import PhonebookExportSettings
from syncsvc.exports.spreadsheet import SpreadsheetExportSettings
from syncsvc.formats.columns import COLUMNS, STAFF, WEB
from syncsvc.settings import Surroundings

PAGES = Path(__file__).parents[3] / "docs" / "exports"
KINDS = {
    "csv": CsvExportSettings,
    "spreadsheet": SpreadsheetExportSettings,
    "json": JsonExportSettings,
    "jsonld": JsonLdExportSettings,
    "html": HtmlExportSettings,
    "phonebook": PhonebookExportSettings,
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_of_a_page_can_be_opened(kind, tmp_path):
    page = (PAGES / f"{kind}.md").read_text(encoding="utf-8")
    block = page.split("```toml\n")[1].split("```")[0]
    for settings in tomllib.loads(block)["exports"]:
        assert KINDS[kind].model_validate(settings).open(Surroundings(tmp_path)).name == settings["name"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_names_every_setting_of_its_kind(kind):
    page = (PAGES / f"{kind}.md").read_text(encoding="utf-8") + (PAGES / "files.md").read_text(encoding="utf-8")
    own = KINDS[kind].model_fields.keys() - {"enabled", "name", "kind"}
    assert [name for name in own if name not in page] == []
    assert FileExportSettings.model_fields.keys() <= own | {"enabled", "name"}


def test_the_table_of_columns_is_complete():
    rows = [
        line.split("|")
        for line in (PAGES / "csv.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
    ]
    told = {cells[1].strip(" `"): [cell.strip() for cell in cells[2:5]] for cells in rows if len(cells) == 6}
    assert told == {
        key: [column.german, "yes" * (key in WEB.split()), "yes" * (key in STAFF.split())]
        for key, column in COLUMNS.items()
    }

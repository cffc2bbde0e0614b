"""What lies beside an export describes it: the validators that readers of such descriptions use agree."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator

from syncsvc.exports.csv import CsvExportSettings
from syncsvc.exports.json import JsonExportSettings
from syncsvc.model.canonical import Link
from syncsvc.model.contact import Address, Email, Kind, Phone
from syncsvc.model.plan import Plan
from syncsvc.settings import Surroundings
from tests.builders import a_canonical, a_name

pytestmark = pytest.mark.peers
NASTY = a_canonical(
    name=a_name("Zoë", "Größl"),
    role="=cmd()|' /C calc'!A0",
    units=("A | B", "C"),
    responsibility="3-5",
    room="1.10",
    note='erste Zeile\nzweite, "Zeile"; dritte',
    groups=("Rat | Asyl", "zwei"),
    birthday="--05-04",
    phones=(
        Phone("+497141910124", "07141 910-124"),
        Phone("+49302312512;ext=5", "030 23125-12 App. 5", "switchboard"),
        Phone("+4930231252", "030 231252", "other"),
    ),
    emails=(Email("zoe@büro.example"), Email("z@musterstadt.example", "home")),
    urls=("https://musterstadt.example/a,b", "https://musterstadt.example/?q=a|b"),
    addresses=(Address("Musterallee 1a", "01067", "Dresden"), Address("Weg 2", "10115", "Berlin", "DE", "home")),
)
BARE = a_canonical("00000000-0000-4000-8000-000000000002", kind=Kind.GROUP, links=(Link("member", NASTY.id),))
NONE = replace(BARE, id="00000000-0000-4000-8000-000000000003", name=a_name("NA", "null"), links=())
ALL = (NASTY, BARE, NONE)


def deliver(folder, kind, location, contacts, **settings):
    export = kind(name="list", audience="internal", location=location, **settings).open(Surroundings(folder, title="x"))
    export.deliver(Plan("list"), lambda: map(export.render, contacts))


def told(folder, code):
    """Run in a process of its own: these libraries warn of much that is no business of ours."""
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout.decode().splitlines()[-1])


@pytest.mark.parametrize("contacts", [ALL, ()])
def test_the_json_schema_describes_the_file(tmp_path, contacts):
    deliver(tmp_path, JsonExportSettings, "list.json", contacts)
    schema = json.loads((tmp_path / "list.json.schema.json").read_bytes())

    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads((tmp_path / "list.json").read_bytes()))


CSVW = """
import json
from csvw import CSVW
table = CSVW("list.csv", validate=True)
rows = table.to_json(minimal=True)
print(json.dumps([table.is_valid, [str(one.message) for one in table.warnings], rows]))
"""


def test_csv_on_the_web_reads_every_value_as_it_was_meant(tmp_path):
    deliver(tmp_path, CsvExportSettings, "list.csv", ALL)

    valid, warnings, rows = told(tmp_path, CSVW)

    assert (valid, warnings) == (True, [])
    assert [row["id"] for row in rows] == [contact.id for contact in ALL]
    assert (rows[0]["role"], rows[0]["postal_code"], rows[0]["note"]) == (NASTY.role, "01067", NASTY.note)
    assert rows[0]["more_phones"] == ["+49302312512;ext=5", "+4930231252"]
    assert rows[0]["units"] == ["A / B", "C"]


FRICTIONLESS = """
import json
from frictionless import validate
from frictionless.resources import TableResource
report = validate("list.csv", schema="list.csv.schema.json")
rows = [row.to_dict() for row in TableResource(path="list.csv", schema="list.csv.schema.json").read_rows()]
print(json.dumps([report.flatten(["rowNumber", "fieldName", "type"]), rows]))
"""


def test_a_table_schema_reads_every_value_as_it_was_meant(tmp_path):
    deliver(tmp_path, CsvExportSettings, "list.csv", ALL)

    faults, rows = told(tmp_path, FRICTIONLESS)

    assert faults == []
    assert (rows[0]["role"], rows[0]["postal_code"], rows[0]["room"]) == (NASTY.role, "01067", "1.10")
    assert rows[2]["name"] == "NA null"


def test_a_table_that_breaks_its_promise_is_found(tmp_path):
    deliver(tmp_path, CsvExportSettings, "list.csv", ALL)
    content = (tmp_path / "list.csv").read_bytes()
    (tmp_path / "list.csv").write_bytes(content.replace(b"+497141910124", b"07141 910124"))

    faults, _ = told(tmp_path, FRICTIONLESS)

    assert [kind for _, _, kind in faults] == ["constraint-error"]

"""File exports of 100,000 contacts: first delivery, nothing new, 100 changed. Seconds, one run.

.venv/bin/python benchmarks/export_files.py [NUMBER]
"""

import sys
import tempfile
import time
from pathlib import Path

from syncsvc.exports.csv import CsvExportSettings
from syncsvc.exports.html import HtmlExportSettings
from syncsvc.exports.json import JsonExportSettings
from syncsvc.exports.spreadsheet import SpreadsheetExportSettings
from syncsvc.exports.vcard import VcardExportSettings
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.contact import Email, Kind, PersonName, Phone
from syncsvc.plan import plan
from syncsvc.settings import Surroundings

CHANGED = 100


def contact(number: int, role: str = "Koordination Ehrenamt") -> CanonicalContact:
    family = f"Wiesner-{number:06d}"
    return CanonicalContact(
        id=f"00000000-0000-4000-8000-{number:012d}",
        kind=Kind.PERSON,
        name=PersonName(f"Antje {family}", given="Antje", family=family),
        organisation="Stadt Musterstadt",
        units=("Fachbereich Bürgerengagement und Soziales",),
        role=role,
        phones=(Phone("+493023125124", "030 23125-124"), Phone("+4917604069012", "0176 04069012", "cell")),
        emails=(Email(f"a.wiesner{number}@musterstadt.example"),),
    )


def timed(work):
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def measure(kind, count, folder):
    location = f"{kind.__name__}.vcf"
    settings = kind.model_validate({"name": "target", "audience": "public", "location": location})
    export = settings.open(Surroundings(folder, title="Netzwerk"))
    render, entries = timed(lambda: [export.render(contact(number)) for number in range(count)])
    everything = plan("target", entries, {}, {})
    first, delivery = timed(lambda: export.deliver(everything, lambda: iter(entries)))
    survey, found = timed(lambda: export.survey(delivery.receipt))
    again, delivery = timed(lambda: export.deliver(everything, lambda: iter(entries)))
    assert found is None
    assert not delivery.written
    entries[:CHANGED] = [export.render(contact(number, "Leitung")) for number in range(CHANGED)]
    few = plan("target", entries[:CHANGED], {}, {})
    changed, delivery = timed(lambda: export.deliver(few, lambda: iter(entries)))
    assert delivery.written
    return render, first, survey, again, changed


if __name__ == "__main__":
    total = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    sizes = dict.fromkeys((CsvExportSettings, JsonExportSettings, HtmlExportSettings, VcardExportSettings), total)
    print(f"{'export':12} {'contacts':>9} {'render':>8} {'first':>8} {'survey':>8} {'same':>8} {f'{CHANGED} new':>8}")
    with tempfile.TemporaryDirectory() as name:
        for kind, count in {**sizes, SpreadsheetExportSettings: total // 10}.items():
            figures = " ".join(f"{figure:8.3f}" for figure in measure(kind, count, Path(name)))
            print(f"{kind.model_fields['kind'].default:12} {count:9} {figures}")

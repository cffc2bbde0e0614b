"""The examples in the pages on sources are settings that work."""

import re
import tomllib
from pathlib import Path

import pytest

from syncsvc.settings import Surroundings
from syncsvc.sources.carddav import CardDavSettings
from syncsvc.sources.csv import CsvSettings
from syncsvc.sources.json import JsonSettings
from tests.servers import http as served

DOCS = Path(__file__).parents[3] / "docs/sources"
KINDS = {"carddav": CardDavSettings, "csv": CsvSettings, "json": JsonSettings}
EXAMPLES = [
    pytest.param(source, id=f"{name}-{source['name']}")
    for name in ("README", "json", "carddav")
    for block in re.findall(r"```toml\n(.*?)```", (DOCS / f"{name}.md").read_text(encoding="utf-8"), re.DOTALL)
    for source in tomllib.loads(block)["sources"]
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_can_be_copied(example):
    assert KINDS[example["kind"]](**example).name == example["name"]


def test_the_feed_in_the_page_gives_the_record_it_promises(web, monkeypatch):
    text = (DOCS / "json.md").read_text(encoding="utf-8")
    settings = next(param.values[0] for param in EXAMPLES if param.values[0]["name"] == "personal")
    answer = re.search(r"```json\n(.*?)```", text, re.DOTALL)[1]
    monkeypatch.setenv("PERSONAL_TOKEN", "geheim")
    web.routes |= {"/feed": served.reply(200, answer.encode(), "application/json")}
    web.routes["/feed?page=1"] = served.reply(200, b'{"totalElements": 1, "content": []}', "application/json")

    source = JsonSettings(**settings | {"location": web.url("/feed"), "allow_private": True}).open(
        Surroundings(base=DOCS)
    )
    (record,) = source.fetch(()).records

    assert record.ref.key == "4711"
    assert [(field.name, field.value, field.label) for field in record.fields] == [
        ("name", "Dr. Antje Wiesner", ""),
        ("organisation", "Stadt Musterstadt", ""),
        ("unit", "Soziales", ""),
        ("email", "a.wiesner@musterstadt.example", ""),
        ("phone", "030 23125-124", ""),
        ("phone", "0176 04069012", "mobil"),
    ]

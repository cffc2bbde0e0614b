"""The default configuration as its first user meets it."""

import csv
import shutil

import pytest

from tests.e2e.commands import ROOT, run
from tests.servers.stores import ENGINES, fresh_url

DEFAULT_STORE = 'url = "sqlite:///../data/directory.sqlite"'
SHARED = {"anna-katharina.kraemer@landkreis-ludwigsburg.de", "s.maier-lidle@kreisdiakonieverband-lb.de"}


@pytest.fixture(scope="module", params=ENGINES)
def config(request, tmp_path_factory):
    """A copy of the default configuration that has run once, on its own store or on PostgreSQL."""
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "config", folder / "config", ignore=shutil.ignore_patterns("data"))
    (folder / "exports").mkdir()
    path = folder / "config" / "syncsvc.toml"
    if request.param != "sqlite":
        keep_in(path, fresh_url(request.param, folder))
    first = run(path, "sync", "--json").json
    assert {"added": 5, "contacts": 5, "records": 8} == {
        key: first["directory"][key] for key in ("added", "contacts", "records")
    }
    places = [target["files"][0].rpartition("/")[2] for target in first["targets"]]
    assert places == ["website.csv", "contacts.vcf", "directory.ldif"]  # what a newcomer is told to look at
    return path


def keep_in(path, url):
    """Configure another store."""
    text = path.read_text(encoding="utf-8")
    assert DEFAULT_STORE in text
    path.write_text(text.replace(DEFAULT_STORE, f'url = "{url}"'), encoding="utf-8")


def files(config):
    folder = config.parent.parent / "exports"
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def counsellor(config):
    return run(config, "find", "Maier", "--json").json


def test_five_people_come_out_and_the_counsellor_is_spelt_as_her_own_office_spells_her(config):
    with (config.parent.parent / "exports" / "website.csv").open(encoding="utf-8", newline="") as file:
        names = [row["name"] for row in csv.DictReader(file)]

    assert sorted(names) == [
        "Anja Widmann",
        "Anna-Katharina Kraemer",
        "Christina Schiffner",
        "Martha Albinger",
        "Silvia Maier-Lidle",
    ]


def test_a_second_run_changes_nothing_and_not_a_byte(config):
    before = files(config)

    answer = run(config, "sync")

    assert "Nothing changed since the last run." in answer.out
    assert before == files(config)


def test_the_private_mobile_number_is_not_on_the_website_and_staff_find_it(config):
    for name, content in files(config).items():
        if name.startswith("website"):
            assert b"70901047" not in content

    (found,) = run(config, "find", "0151 709 010 47", "--json").json
    assert "Martha Albinger" == found["name"]["display"]


def test_show_names_both_origins_of_the_counsellor(config):
    (found,) = counsellor(config)

    shown = run(config, "show", found["id"], "--json").json

    assert {"stadt", "fachstelle"} == {member["source"] for member in shown["members"]}
    phones = shown["provenance"]["phones"]
    assert "+4971419542903" in str(phones)


def test_why_tells_what_joined_her_records(config):
    (found,) = counsellor(config)

    (reason,) = run(config, "why", found["id"], "--json").json["pairs"]

    assert "same" == reason["verdict"]
    assert reason["score"] == pytest.approx(sum(one["weight"] for one in reason["evidence"]), abs=0.05)
    assert "mailbox" in {one["comparison"] for one in reason["evidence"] if one["weight"] > 0}


def test_why_tells_what_keeps_two_people_apart(config):
    (first,) = run(config, "find", "Widmann", "--json").json
    (second,) = run(config, "find", "Schiffner", "--json").json

    (reason,) = run(config, "why", first["id"], second["id"], "--json").json["pairs"]

    assert "different" == reason["verdict"]


def test_members_lists_every_record_under_one_id(config):
    rows = list(csv.DictReader(run(config, "members", "--csv").out.splitlines()))

    assert 8 == len(rows)
    assert 5 == len({row["id"] for row in rows})


def test_a_rehearsal_changes_nothing(tmp_path):
    fresh = tmp_path / "config"
    shutil.copytree(ROOT / "config", fresh, ignore=shutil.ignore_patterns("data"))
    (tmp_path / "exports").mkdir()

    answer = run(fresh / "syncsvc.toml", "sync", "--dry-run")

    assert "Rehearsal" in answer.out
    assert [] == list((tmp_path / "exports").iterdir())
    assert 0 == run(fresh / "syncsvc.toml", "status", "--json").json["directory"]["contacts"]


def test_preview_shows_where_each_contact_stands(config):
    previewed = run(config, "preview", "stadt", "--json").json

    assert 5 == len(previewed["contacts"])
    assert all(contact["place"].startswith("line") for contact in previewed["contacts"])


def test_check_tries_every_connection(config):
    checked = run(config, "check", "--json").json

    assert {"ok"} == {line["result"] for line in checked}
    assert {"stadt", "landratsamt", "fachstelle", "website", "phones", "directory"} <= {
        line["name"] for line in checked
    }


def test_people_can_be_found_by_role_organisation_and_any_notation_of_a_number(config):
    for words in (
        ["Flüchtlingsbeauftragte"],
        ["fluechtlingsbeauftragte"],
        ["+49 7141 9103124"],
        ["07141/910-3124"],
        ["a.widmann@"],
    ):
        assert "Anja Widmann" in [found["name"]["display"] for found in run(config, "find", *words, "--json").json], (
            words
        )

"""The commands a data protection officer asks for, as they are typed, on both engines."""

import pytest

from tests.e2e.commands import run
from tests.servers.stores import engine, fresh_url

__all__ = ["engine"]
CONFIG = """
[service]
title = "Netzwerk Muster"
[store]
url = "{url}"
[retention]
audit = "400d"
[privacy]
controller = "Stadt Musterstadt"
purpose = "Erreichbarkeit"
[privacy.sources.stadt]
legal_basis = "Art. 6 Abs. 1 lit. e DSGVO"
[privacy.recipients]
web = "Öffentlichkeit"
[[sources]]
name = "stadt"
kind = "csv"
title = "Stadtliste"
location = "stadt.csv"
grace = "5d"
[[sources]]
name = "helfer"
kind = "csv"
location = "helfer.csv"
contact_class = "volunteer"
[[exports]]
name = "web"
kind = "csv"
audience = "public"
location = "web.csv"
[[exports]]
name = "karten"
kind = "vcard"
audience = "partner"
location = "buch.vcf"
folder = "karten"
"""


@pytest.fixture
def config(engine, tmp_path):
    (tmp_path / "stadt.csv").write_text(
        "Name;Organisation;Telefon;E-Mail;Notiz;Mobil\n"
        "Antje Wiesner;Stadt Musterstadt;030 23125-124;a.wiesner@musterstadt.example;nur montags;0176 04069047\n"
        "Tom Ewers;Stadt Musterstadt;030 23125-126;t.ewers@musterstadt.example;;\n",
        encoding="utf-8",
    )
    (tmp_path / "helfer.csv").write_text(
        "Name;Organisation;E-Mail\nMaria Alber;AK Asyl;m.alber@helfer.example\n", encoding="utf-8"
    )
    path = tmp_path / "syncsvc.toml"
    path.write_text(CONFIG.format(url=fresh_url(engine, tmp_path)), encoding="utf-8")
    run(path, "sync")
    return path


def found(config, text):
    (contact,) = run(config, "find", text, "--json").json
    return contact["id"]


def test_an_access_request_is_answered_with_all_that_is_held_and_where_it_went(config):
    antje = found(config, "Wiesner")
    run(config, "set", antje, "phone", "030 23125-199", "--reason", "rief an", "--as", "d.berg")

    text = run(config, "report", "access", antje[:8]).out
    for said in ("nur montags", "0176 04069047", "Stadtliste (line 2)", "rief an", "Stadt Musterstadt", "Art. 17"):
        assert said in text, said
    assert "Tom Ewers" not in text

    told = run(config, "report", "access", antje, "--json").json
    assert {"web": True, "karten": True} == {one["export"]: one["holds"] for one in told["recipients"]}
    assert "note" not in told["recipients"][0]["fields"]
    assert [("phone", "d.berg", "active")] == [(one["field"], one["by"], one["state"]) for one in told["set"]]
    assert "report-access" in [line["action"] for line in run(config, "audit", "--about", antje[:8], "--json").json]


def test_the_record_of_processing_comes_from_the_configuration_as_it_is(config):
    told = run(config, "report", "processing", "--json").json
    assert ["stadt", "helfer"] == [one["name"] for one in told["sources"]]
    assert "400d" == told["retention"]["audit"]
    assert {"privacy.officer", "privacy.sources.helfer.legal_basis", "privacy.recipients.karten"} <= {*told["gaps"]}
    text = run(config, "report", "processing").out
    assert "Ehrenamtliche" in text
    assert "Öffentlichkeit" in text
    assert "Schonfrist 5 Tage" in text


def test_a_consent_is_given_and_withdrawn_and_a_wrong_value_is_refused(config):
    maria, web = found(config, "Alber"), config.parent / "web.csv"
    assert "Alber" not in web.read_text(encoding="utf-8")
    run(config, "consent", maria, "--given", "--reason", "Formular")
    assert "Alber" in web.read_text(encoding="utf-8")
    run(config, "consent", maria, "--withdrawn", "--reason", "Anruf")
    assert "Alber" not in web.read_text(encoding="utf-8")
    refused = run(config, "set", maria, "phone", "an der Pforte fragen", "--reason", "x", expect=2)
    assert "no telephone number" in refused.err


def test_an_erasure_reaches_every_file_and_leaves_a_line_and_a_trace(config):
    antje = found(config, "Wiesner")
    run(config, "erase", antje, "--reason", "request", "--as", "d.berg")

    files = [path for path in config.parent.rglob("*") if path.is_file() and path.name != "stadt.csv"]
    assert not [path for path in files for word in (b"iesner", b"4069047") if word in path.read_bytes()]
    run(config, "sync")
    assert [] == run(config, "find", "Wiesner", "--json").json
    (issue,) = [one for one in run(config, "issues", "--json").json if one["code"] == "record-suppressed"]
    (line,) = run(config, "audit", "--action", "erase", "--json").json
    assert ("d.berg", "request") == (line["who"], line["detail"])
    (suppression,) = run(config, "suppressions", "--json").json
    assert issue["key"] == suppression["id"]
    run(config, "suppressions", "--lift", suppression["id"][:8], "--reason", "sie bat darum")
    run(config, "sync")
    assert antje != found(config, "Wiesner")
    assert run(config, "audit", "--verify", "--json").json["whole"]

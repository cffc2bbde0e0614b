"""Bad input: one clear line with the place and what to do, the right exit code, and the last good directory stays."""

import pytest

from tests.e2e.commands import run

GOOD = "Name;Telefon;E-Mail\nAntje Wiesner;030 23125-124;a.wiesner@musterstadt.example\nEva Kromer;030 23125-125;e.kromer@musterstadt.example\n"

CARDS = """BEGIN:VCARD
VERSION:3.0
FN:Maria Alber
EMAIL:alber.m@caritas-muster.example
END:VCARD
"""


@pytest.fixture
def config(tmp_path):
    (tmp_path / "kreis.csv").write_text(GOOD, encoding="cp1252")
    (tmp_path / "karten.vcf").write_text(CARDS)
    path = tmp_path / "syncsvc.toml"
    path.write_text(
        """
[store]
url = "sqlite:///directory.sqlite"
[[sources]]
name = "kreis"
kind = "csv"
location = "kreis.csv"
grace = "0s"
[[sources]]
name = "karten"
kind = "vcard"
location = "karten.vcf"
[[exports]]
name = "website"
kind = "csv"
audience = "public"
location = "website.csv"
"""
    )
    run(path, "sync")
    return path


def source(answer, name):
    return next(one for one in answer.json["sources"] if one["name"] == name)


def break_with(config, content):
    path = config.parent / "kreis.csv"
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "kreis.csv"),
        (b"", "kreis.csv"),
        (b"Name;Telefon\n", "not one record"),
        (b"\x81\x8d broken \x00", "kreis.csv"),
    ],
    ids=["missing", "empty", "header-only", "not-text"],
)
def test_a_source_that_cannot_be_read_keeps_its_records_and_its_entries(config, content, said):
    before = (config.parent / "website.csv").read_bytes()
    break_with(config, content)

    answer = run(config, "sync", "--json", expect=3)

    failed = source(answer, "kreis")
    assert said in failed["error"]
    assert failed["hint"]
    assert 2 == failed["records"]
    assert "" == source(answer, "karten")["error"]
    assert before == (config.parent / "website.csv").read_bytes()


def test_an_unreachable_address_is_said_so(config):
    text = config.read_text().replace(
        'location = "kreis.csv"', 'location = "http://127.0.0.1:9/kreis.csv"\nallow_private = true'
    )
    config.write_text(text)

    answer = run(config, "sync", "--json", expect=3)

    assert "port 9" in source(answer, "kreis")["error"]
    assert 3 == answer.json["directory"]["contacts"]


def test_a_broken_row_is_an_issue_and_the_others_are_read(config):
    break_with(config, GOOD.encode() + b"Ute Lang;030 23125-126;u.lang@musterstadt.example;zu;viele\n")

    answer = run(config, "sync", "--json")

    assert 3 == source(answer, "kreis")["records"]
    assert source(answer, "kreis")["issues"] >= 1


def test_a_broken_card_is_an_issue_and_the_others_are_read(config):
    (config.parent / "karten.vcf").write_text(
        CARDS
        + "BEGIN:VCARD\nVERSION:3.0\nthis line is broken\nEND:VCARD\n"
        + CARDS.replace("Maria", "Mario").replace("alber.m", "m.alber")
    )

    answer = run(config, "sync", "--json")

    assert 2 == source(answer, "karten")["records"]
    assert source(answer, "karten")["issues"] >= 1


def test_a_wrong_key_is_named_with_its_place(config):
    config.write_text(config.read_text() + '\n[web]\nlisten_on = "x"\n')

    answer = run(config, "sync", expect=2)

    assert "web.listen_on: there is no such setting; did you mean listen?" in answer.err


def test_an_unknown_source_is_named(config):
    answer = run(config, "sync", "stadt", expect=2)

    assert "there is no source called stadt" in answer.err
    assert "kreis" in answer.err


def test_removals_beyond_the_limit_wait_for_a_person_and_approval_lets_exactly_them_go(config):
    break_with(
        config, GOOD.splitlines(keepends=True)[0].encode() + b"Eva Kromer;030 23125-125;e.kromer@musterstadt.example\n"
    )

    held = run(config, "sync", "--json", expect=4)
    assert 1 == source(held, "kreis")["held"]
    assert 3 == held.json["directory"]["contacts"]

    (hold,) = run(config, "holds", "--json").json
    assert ["Antje Wiesner"] == hold["names"]

    run(config, "approve", hold["id"])
    assert 2 == run(config, "status", "--json").json["directory"]["contacts"]
    assert b"Wiesner" not in (config.parent / "website.csv").read_bytes()
    assert [] == run(config, "holds", "--json").json


def test_no_personal_data_in_the_log(config):
    break_with(config, GOOD.encode() + b"Ute Lang;nonsense 12;u.lang@@musterstadt.example\n")

    answer = run(config, "--log", "debug", "sync", expect=None)

    for word in ("Wiesner", "Kromer", "Lang", "23125", "musterstadt.example"):
        assert word not in answer.err

"""Configuration: every mistake is named with its place, no value is ever printed, the environment outranks the file."""

import pytest

from syncsvc.config import load
from syncsvc.errors import ConfigError

MINIMAL = """
[[sources]]
name = "kreis"
kind = "csv"
location = "kreis.csv"
"""


def loaded(tmp_path, text, environ=()):
    path = tmp_path / "syncsvc.toml"
    path.write_text(text, encoding="utf-8")
    return load(path, dict(environ))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('[service]\ntitel = "x"', "service.titel: there is no such setting; did you mean title?"),
        ('[service]\ntimezone = "Berlin"', "service.timezone: not a time zone"),
        (MINIMAL + 'colour = "hunter2"', "source kreis: colour: there is no such setting"),
        (MINIMAL + 'schedule = { cron = "0 6 * * 1-5" }', "source kreis: schedule.cron: weekdays by name only"),
        (MINIMAL + 'schedule = { cron = "0 25 * * mon" }', "source kreis: schedule.cron: the hour is from 0 to 23"),
        (MINIMAL + 'schedule = { cron = "30 2 * * *" }', "source kreis: the hour 2 is skipped or repeated"),
        (MINIMAL + 'schedule = { every = "5s" }', "every: at least a minute"),
        (MINIMAL + 'max_removed = "120%"', "source kreis: max_removed: a limit is a share"),
        (MINIMAL + 'visibility = { default = "hunter2" }', "source kreis: visibility.default: an audience is one of"),
        (MINIMAL + 'visibility = { mobil = "internal" }', "no field, type or kind is called mobil; these are: "),
        (MINIMAL + MINIMAL, "two sources are called kreis"),
        ('[[sources]]\nkind = "csv"\nlocation = "x"', "source number 1: name: is missing"),
        ('[[sources]]\nname = "x"\nkind = "fax"', "source x: "),
        ("[service\ntitle = 1", "line 1"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_its_value_is_not_printed(tmp_path, text, place):
    with pytest.raises(ConfigError) as error:
        loaded(tmp_path, text)

    assert place in str(error.value)
    assert "hunter2" not in str(error.value)
    assert 2 == error.value.exit_code


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ConfigError, match="no such file"):
        load(tmp_path / "none.toml", {})


def test_the_environment_outranks_the_file(tmp_path):
    environ = {
        "SYNCSVC_STORE__URL": "sqlite:///elsewhere.sqlite",
        "SYNCSVC_SOURCES__KREIS__TRUST": "77",
        "SYNCSVC_SOURCES__KREIS__TITLE": "Landkreis",
    }

    config, _ = loaded(tmp_path, MINIMAL, environ.items())

    assert "sqlite:///elsewhere.sqlite" == config.store.url
    assert (77, "Landkreis") == (config.sources[0].trust, config.sources[0].title)


def test_an_environment_variable_for_nothing_is_a_mistake(tmp_path):
    with pytest.raises(ConfigError, match="SYNCSVC_SOURCES__NOBODY__TRUST"):
        loaded(tmp_path, MINIMAL, {"SYNCSVC_SOURCES__NOBODY__TRUST": "1"}.items())


def test_paths_are_relative_to_the_file(tmp_path):
    _, around = loaded(tmp_path, MINIMAL)

    assert tmp_path / "x.csv" == around.path("x.csv")


def test_trust_in_a_field_that_is_not_merged_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="phones"):
        loaded(tmp_path, MINIMAL + "field_trust = { phone = 30 }\n")

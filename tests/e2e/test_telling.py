"""The administrator hears by mail, from a real mail server, what broke, what waits, and what is well again."""

import ssl
from dataclasses import replace
from datetime import timedelta

import pytest

from syncsvc.errors import ConfigError
from syncsvc.mail import Letter, MailError, MailSettings
from syncsvc.pipeline import sync
from syncsvc.run.service import Teller
from syncsvc.run.troubles import Told, Trouble, news
from syncsvc.settings import Surroundings
from tests.offices import START, Office, World
from tests.servers.slapd import make_identity
from tests.servers.smtp import smtp

DAY = timedelta(days=1)
PEOPLE = {str(number): {"name": f"Antje Wiesner{number}", "phone": f"030 23125-{number}"} for number in range(100, 140)}


class City(World):
    """Offices whose administrator has a postbox."""

    def __init__(self, folder, postbox, **settings):
        offices = {
            "stadt-amt": Office("stadt-amt", dict(PEOPLE)),
            "kreis": Office("kreis", {"a": {"name": "Tom Ewers"}}),
        }
        super().__init__(folder, offices, max_removed="10%", grace="0s")
        self.mail = MailSettings(to=("it@stadt.example",), sender="sync@stadt.example", port=postbox.port, **settings)

    @property
    def service(self):
        post = self.mail.open(self.around).post
        return replace(super().service, teller=Teller("Kontakte", post, self.mail.remind, self.mail.silence))

    def later(self, much):
        self.time += much
        return sync(self.service)


@pytest.fixture
def postbox():
    with smtp() as box:
        yield box


@pytest.fixture
def city(tmp_path, postbox):
    city = City(tmp_path, postbox)
    sync(city.service)
    yield city
    city.close()


def subjects(box):
    return [letter["Subject"] for letter in box.letters]


def test_who_is_well_gets_no_letter(city, postbox):
    city.later(DAY)
    assert [] == subjects(postbox)


def test_a_failure_is_told_once_again_after_a_week_and_when_it_is_over(city, postbox):
    city.offices["stadt-amt"].failing = True
    for _ in range(8):
        city.later(DAY)
    city.offices["stadt-amt"].failing = False
    city.later(DAY)
    city.later(DAY)

    assert [
        "[Kontakte] source stadt-amt broken",
        "[Kontakte] source stadt-amt broken",
        "[Kontakte] source stadt-amt broken: over",
    ] == subjects(postbox)
    first, again, over = (letter.get_content() for letter in postbox.letters)
    assert "source stadt-amt broken: source stadt-amt does not answer" in first
    assert "Still not well:" in again
    assert f"since {START + DAY:%Y-%m-%d}" in again
    assert "Well again:" in over


def test_a_letter_nobody_took_is_written_again_by_the_next_run(city, postbox):
    city.offices["stadt-amt"].failing, postbox.closed = True, True
    assert 3 == city.later(DAY).exit_code
    postbox.closed = False
    city.later(DAY)
    assert ["[Kontakte] source stadt-amt broken"] == subjects(postbox)


def test_removals_that_wait_are_told_without_a_name(city, postbox):
    for key in [*PEOPLE][:20]:
        del city.offices["stadt-amt"].records[key]
    city.later(DAY)
    city.later(DAY)

    (letter,) = postbox.letters
    assert "source stadt-amt held: 20 removals wait" in letter.get_content()
    assert "syncsvc approve" in letter.get_content()
    assert "Wiesner" not in letter.as_string()
    assert "23125" not in letter.as_string()


def test_a_source_that_nobody_reads_any_more_is_told_of_and_a_rehearsal_tells_nobody(city, postbox):
    city.later(4 * DAY)
    city.time += 4 * DAY
    sync(city.service, ["kreis"], dry_run=True)
    assert [] == subjects(postbox)

    sync(city.service, ["kreis"])
    assert ["[Kontakte] source stadt-amt silent"] == subjects(postbox)


def test_letters_are_marked_as_nobodys_to_answer(city, postbox):
    city.offices["stadt-amt"].failing = True
    city.later(DAY)
    (letter,) = postbox.letters
    assert ("auto-generated", "it@stadt.example", "sync@stadt.example") == (
        letter["Auto-Submitted"], letter["To"], letter["From"]
    )  # fmt: skip
    assert letter["Message-ID"].endswith("@stadt.example>")


def test_a_password_goes_over_tls_only_and_a_wrong_one_is_not_told(tmp_path):
    identity = make_identity(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(identity.certificate, identity.key)
    (tmp_path / "secret").write_text("correct horse")
    (tmp_path / "wrong").write_text("battery staple")
    with smtp("correct horse", context) as box:
        told = {
            "to": ("it@stadt.example",), "sender": "sync@stadt.example", "port": box.port, "user": "sync",
            "password_file": "secret", "ca_file": str(identity.ca),
        }  # fmt: skip
        around = Surroundings(base=tmp_path)
        MailSettings(**told).open(around).post(Letter("Betreff", "Grüße", START))
        assert "it@stadt.example" in MailSettings(**told).open(around).check()
        with pytest.raises(MailError, match="does not let us in") as caught:
            MailSettings(**told | {"password_file": "wrong"}).open(around).post(Letter("Betreff", "Grüße", START))
        with pytest.raises(MailError, match="SSLCertVerificationError"):
            MailSettings(**told | {"ca_file": None}).open(around).check()

    assert [True] == box.encrypted
    assert "battery" not in str(caught.value) + str(caught.value.__cause__)


def test_a_server_that_is_away_and_one_without_tls_are_told_of(tmp_path, postbox):
    around, told = Surroundings(base=tmp_path), {"to": ("it@stadt.example",), "sender": "sync@stadt.example"}
    with pytest.raises(MailError, match="took no letter"):
        MailSettings(**told, port=1).open(around).check()
    with pytest.raises(MailError, match="no encryption"):
        # Seen from another machine, so to speak: 0.0.0.0 leads here, too.
        MailSettings(**told, server="0.0.0.0", port=postbox.port).open(around).check()
    with pytest.raises(ConfigError, match="password_file"):
        MailSettings(**told, user="sync", password_file="nowhere").open(around)


TROUBLE = Trouble("source stadt broken", "it does not answer")
TOLD = {TROUBLE.what: Told(START, START)}


@pytest.mark.parametrize(
    ("told", "troubles", "after", "begun", "lasting", "over"),
    [
        ({}, (), DAY, 0, 0, 0),
        ({}, (TROUBLE,), DAY, 1, 0, 0),
        (TOLD, (TROUBLE,), DAY, 0, 0, 0),
        (TOLD, (TROUBLE,), 7 * DAY, 0, 1, 0),
        (TOLD, (), DAY, 0, 0, 1),
        (TOLD, (replace(TROUBLE, what="source stadt silent"),), DAY, 1, 0, 1),
    ],
)
def test_what_there_is_to_tell(told, troubles, after, begun, lasting, over):
    found = news(told, troubles, START + after, 7 * DAY)
    assert (begun, lasting, over) == (len(found.begun), len(found.lasting), len(found.over))
    assert bool(found) == bool(begun + lasting + over)
    assert {one.what for one in troubles} == found.told.keys()
    assert not news(found.told, troubles, START + after, 7 * DAY)

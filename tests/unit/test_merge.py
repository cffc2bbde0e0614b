"""Merging: whose value wins, what is united, and who may see the result."""

from datetime import UTC, datetime

import pytest

from syncsvc.correction import Correction
from syncsvc.merge import merge
from syncsvc.model.audience import Audience
from syncsvc.model.canonical import Origin
from syncsvc.model.contact import Address, ContactClass, Phone
from tests.builders import a_contact, a_name, a_phone, a_profile, an_email, ref

PROFILES = {
    "stadt": a_profile("stadt", trust=20),
    "kreis": a_profile("kreis", trust=10, field_trust=(("room", 90),)),
    "fachstelle": a_profile("fachstelle", trust=5, own=("Ökumenische Fachstelle",)),
}


def merged(*members, corrections=()):
    return merge("id", members, PROFILES, corrections)


def test_the_more_trusted_source_wins_a_single_value_and_the_other_stays_as_an_alternative():
    contact = merged(a_contact(role="Leitung"), a_contact("2", "kreis", role="Stellvertretung"))

    assert "Leitung" == contact.role
    assert Origin("role", "Leitung", (ref("1"),)) in contact.origins
    assert Origin("role", "Stellvertretung", (ref("2", "kreis"),), chosen=False) in contact.origins


def test_trust_can_differ_by_field():
    contact = merged(a_contact(room="1.01"), a_contact("2", "kreis", room="A 7"))

    assert "A 7" == contact.room


def test_a_source_knows_its_own_people_best():
    own = a_contact("3", "fachstelle", name=a_name("Silvia", "Muster-Beispiel"), organisation="ökumenische Fachstelle")
    other = a_contact(name=a_name("Sylvia", "Muster Beispiel"), organisation="Stadt")

    assert "Silvia Muster-Beispiel" == merged(other, own).name.display


def test_of_equally_trusted_values_the_fresher_wins():
    old = a_contact("1", role="alt", modified_at=datetime(2025, 1, 1, tzinfo=UTC))
    new = a_contact("2", role="neu", modified_at=datetime(2026, 1, 1, tzinfo=UTC))

    assert "neu" == merged(old, new).role


def test_the_order_of_members_does_not_matter():
    members = [
        a_contact("1", role="a", phones=(a_phone("+493023125124"),)),
        a_contact("2", "kreis", role="b", phones=(a_phone("+493023125125"),), units=("X", "Y")),
        a_contact("3", "fachstelle", units=("y", "Z")),
    ]

    assert merged(*members) == merged(*reversed(members))


def test_equal_numbers_are_held_once_with_the_type_that_says_more_and_the_stricter_audience():
    contact = merged(
        a_contact(phones=(a_phone("+4917604069047", "work"),)),
        a_contact("2", "kreis", phones=(a_phone("+4917604069047", "cell", Audience.INTERNAL),)),
    )

    assert (a_phone("+4917604069047", "cell", Audience.INTERNAL),) == contact.phones
    assert Origin("phones", "+4917604069047", (ref("2", "kreis"), ref("1"))) in contact.origins


def test_mail_addresses_that_differ_in_case_are_one():
    contact = merged(
        a_contact(emails=(an_email("a.wiesner@musterstadt.example"),)),
        a_contact("2", "kreis", emails=(an_email("A.Wiesner@musterstadt.example"),)),
    )

    assert ["a.wiesner@musterstadt.example"] == [email.address for email in contact.emails]


def test_a_title_and_a_full_given_name_come_from_whoever_has_them():
    contact = merged(
        a_contact(name=a_name("A.", "Krämer")),
        a_contact("2", "kreis", name=a_name("Anna-Katharina", "Kraemer", prefix="Dr.")),
    )

    assert "Dr. Anna-Katharina Krämer" == contact.name.display


def test_a_contact_is_known_to_whoever_one_source_tells_but_values_keep_the_strictest_mark():
    contact = merged(
        a_contact(role="Leitung", audience=Audience.PUBLIC),
        a_contact("2", "kreis", role="Leitung", room="7", audience=Audience.INTERNAL),
    )

    assert Audience.PUBLIC == contact.audience
    assert Audience.INTERNAL == contact.audience_of("role")
    assert Audience.INTERNAL == contact.audience_of("room")


def test_a_mark_on_the_contact_itself_binds_the_whole():
    contact = merged(a_contact(), a_contact("2", "kreis", mark=Audience.INTERNAL, audience=Audience.INTERNAL))

    assert Audience.INTERNAL == contact.audience


@pytest.mark.parametrize(("consent", "audience"), [("", Audience.PARTNER), ("2026-01-01", Audience.PUBLIC)])
def test_a_volunteer_is_public_only_with_consent(consent, audience):
    contact = merged(a_contact(contact_class=ContactClass.VOLUNTEER, consent=consent, emails=(an_email(),)))

    assert audience == contact.audience
    assert audience == contact.emails[0].audience


def test_a_correction_outranks_every_source_and_is_an_origin_of_its_own():
    contact = merged(a_contact(role="alt"), corrections=[Correction("role", "neu"), Correction("family", "Wiese")])

    assert ("neu", "Antje Wiese") == (contact.role, contact.name.display)
    assert Origin("role", "neu", ()) in contact.origins
    assert Origin("role", "alt", (ref("1"),), chosen=False) in contact.origins


def test_an_office_taken_from_another_source_stays_out_of_what_people_read():
    contact = merged(
        a_contact(name=a_name("Ute", "Lang")),
        a_contact("2", "kreis", name=a_name("Ute", "Lang", prefix="Pfarrerin", display="Ute Lang")),
    )

    assert ("Pfarrerin", "Ute Lang") == (contact.name.prefix, contact.name.display)


def test_a_name_only_some_may_see_names_nobody_for_the_others():
    internal = a_contact("1", "stadt", name=a_name("Antje", "Wiesner", "Dr."), audience=Audience.INTERNAL)

    contact = merged(internal, a_contact("2", "kreis", name=a_name("A.", "Wiesner")))

    assert ("A. Wiesner", "") == (contact.name.display, contact.name.prefix)
    assert Origin("name", "Dr. Antje Wiesner", (ref("1"),), chosen=False) in contact.origins


def test_one_address_in_two_spellings_is_one():
    short = a_contact(addresses=(Address("Hauptstr. 1", "10115", "Musterstadt"),))
    long = a_contact("a", "kreis", addresses=(Address("Haupt Straße 1", "10115", "Musterstadt", "Deutschland"),))
    other = a_contact("b", "kreis", addresses=(Address("Hauptstr. 12", "10115", "Musterstadt"),))
    assert 1 == len(merge("id", [short, long], {}).addresses)
    assert 2 == len(merge("id", [short, long, other], {}).addresses)


def test_a_number_is_shown_with_its_extension_where_one_source_knows_it():
    plain = a_contact("a", "kreis", phones=(Phone("+493023125124", "030 23125124"),))
    blocks = a_contact(phones=(Phone("+493023125124", "030 23125-124"),))
    (number,) = merge("id", [plain, blocks], {}).phones
    assert "030 23125-124" == number.display

"""Written cards are read back: a fault planted anywhere is found."""

from dataclasses import replace

import pytest

from syncsvc.formats.vcard import Profile, write
from syncsvc.formats.vcard.verify import verify, verify_contact
from tests.unit.formats.vcard.test_writer import CONTACT


def written(profile=Profile.PHONE):
    return write(CONTACT, profile)


@pytest.mark.parametrize("profile", Profile)
def test_a_right_card_has_no_differences(profile):
    assert verify(written(profile)) == ()
    assert verify_contact(CONTACT, profile, written(profile)) == ()


PLANTED = {
    "a number is changed": (b"+493023125124", b"+493023125134"),
    "a type is lost": (b"WORK,VOICE,PREF", b"WORK,VOICE"),
    "a type is added": (b"TYPE=CELL,VOICE", b"TYPE=CELL,VOICE,HOME"),
    "a line is lost": (b"TITLE:Sachgebietsleitung\r\n", b""),
    "a line is added": (b"TITLE:", b"TITLE:x\r\nTITLE:"),
    "a card is added": (b"END:VCARD\r\n", b"END:VCARD\r\nBEGIN:VCARD\r\nFN:x\r\nEND:VCARD\r\n"),
    "a card is cut": (b"END:VCARD\r\n", b""),
    "a group is lost": (b"item1.TEL", b"TEL"),
    "an escape is lost": (b"3\\; P", b"3; P"),
    "lines are swapped": (b"TITLE:Sachgebietsleitung\r\nTEL;TYPE=WORK,FAX:+493023125125\r\n", b"TEL;TYPE=WORK,FAX:+493023125125\r\nTITLE:Sachgebietsleitung\r\n"),
}  # fmt: skip


@pytest.mark.parametrize(("right", "wrong"), PLANTED.values(), ids=PLANTED)
def test_a_card_that_says_something_else_than_the_contact_is_found(right, wrong):
    assert right in written()
    assert verify_contact(CONTACT, Profile.PHONE, written().replace(right, wrong)) != ()


MISREAD = {
    "a comma that is not escaped": (b"Netzwerk\\, Asyl", b"Netzwerk, Asyl,,"),
    "a comma in a note": (b"Vertretung: Frau", b"Vertretung, Frau"),
    "two cards": (b"END:VCARD\r\n", b"END:VCARD\r\nBEGIN:VCARD\r\nFN:x\r\nEND:VCARD\r\n"),
    "a space before the colon": (b"TITLE:", b"TITLE :"),
    "no end": (b"END:VCARD\r\n", b""),
}


@pytest.mark.parametrize(("right", "wrong"), MISREAD.values(), ids=MISREAD)
def test_a_card_that_vobject_reads_differently_is_found(right, wrong):
    assert right in written()
    assert verify(written().replace(right, wrong)) != ()


def test_a_picture_is_compared_octet_by_octet():
    contact = replace(CONTACT, photo="data:image/jpeg;base64,/9j/4AAQSkZJRg==")
    for profile in Profile:
        assert verify(write(contact, profile)) == ()
        assert verify_contact(contact, profile, write(contact, profile)) == ()

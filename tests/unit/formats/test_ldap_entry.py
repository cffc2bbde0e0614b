"""How a contact looks in a directory."""

import pytest

from syncsvc.errors import RecordError
from syncsvc.formats.ldap.entry import ORDER, Auxiliary, EntryStyle, base_entries, entry
from syncsvc.formats.ldap.searchable import searchable
from syncsvc.model.canonical import Link
from syncsvc.model.contact import Address, Email, Kind, PersonName, Phone
from tests.builders import a_canonical, a_name, a_phone

WORK = Address("Rathausplatz 1", "10115", "Musterstadt", "Deutschland")


def texts(made, attribute: str) -> list[str]:
    return [value.decode() for value in made.values(attribute)]


def test_a_person_is_named_by_id_and_shown_by_name():
    made = entry(a_canonical("4711", name=a_name("Antje", "Wiesner", prefix="Dr.")), "o=netzwerk")

    assert made.dn == "uid=4711,ou=people,o=netzwerk"
    assert [texts(made, name)[0] for name in ("cn", "sn", "givenName", "displayName")] == [
        "Antje Wiesner", "Wiesner", "Antje", "Dr. Antje Wiesner",
    ]  # fmt: skip
    assert texts(made, "objectClass") == ["top", "person", "organizationalPerson", "inetOrgPerson"]


@pytest.mark.parametrize(
    ("kind", "folder"), [(Kind.FUNCTION, "functions"), (Kind.ORGANISATION, "organisations"), (Kind.PERSON, "people")]
)
def test_mail_clients_find_every_kind_as_a_person(kind, folder):
    made = entry(
        a_canonical("4711", kind=kind, name=PersonName("Sekretariat"), emails=(Email("info@musterstadt.example"),)),
        "o=netzwerk",
    )

    assert made.dn == f"uid=4711,ou={folder},o=netzwerk"
    assert "inetOrgPerson" in texts(made, "objectClass")
    assert (texts(made, "cn"), texts(made, "sn")) == (["Sekretariat"], ["Sekretariat"])


def test_a_group_names_its_members_where_they_stand():
    links = (Link("member", "2"), Link("member", "1", Kind.FUNCTION), Link("holds", "3"), Link("member", "no id"))
    made = entry(a_canonical("9", kind=Kind.GROUP, name=PersonName("AK Asyl"), links=links), "o=netzwerk")

    assert texts(made, "member") == ["uid=1,ou=functions,o=netzwerk", "uid=2,ou=people,o=netzwerk"]
    assert made.values("sn") == ()


def test_a_group_without_members_has_the_empty_name_for_one():
    assert entry(a_canonical(kind=Kind.GROUP, name=PersonName("AK")), "o=x").values("member") == (b"",)


def test_numbers_go_where_clients_look_and_a_direct_line_before_the_switchboard():
    phones = tuple(
        Phone(f"+4930231250{at}", "", kind)
        for at, kind in enumerate(("switchboard", "work", "cell", "home", "fax", "pager", "other", "odd"))
    )
    made = entry(a_canonical(phones=phones), "o=x")

    assert [number[-1] for number in texts(made, "telephoneNumber")] == ["1", "6", "7", "0"]
    assert [texts(made, name)[0][-1] for name in ("mobile", "homePhone", "facsimileTelephoneNumber", "pager")] == [
        "2",
        "3",
        "4",
        "5",
    ]


@pytest.mark.parametrize(
    ("number", "display", "shown"),
    [
        ("+493023125124", "030 23125-124", "+49 30 23125-124"),
        ("+493023125124", "+49 30 23125124", "+493023125124"),
        ("+493023125124", "030 99999", "+493023125124"),
        ("+493023125124", "(030) 23125124", "+493023125124"),
        ("+4930231250;ext=9", "030 231250", "+4930231250 ext. 9"),
        ("+4930", "0", "+4930"),
        ("", "115", "115"),
    ],
)
def test_readable_numbers_keep_the_blocks_where_both_forms_agree(number, display, shown):
    made = entry(a_canonical(phones=(Phone(number, display),)), "o=x", EntryStyle(readable_numbers=True))

    assert texts(made, "telephoneNumber") == [shown]


def test_an_address_is_given_in_parts_and_as_a_letter():
    made = entry(a_canonical(addresses=(WORK, Address("Weg\\1 $2", "", "", "", "home"))), "o=x")

    assert [texts(made, name) for name in ("street", "postalCode", "l", "c", "co")] == [
        ["Rathausplatz 1"],
        ["10115"],
        ["Musterstadt"],
        ["DE"],
        ["Deutschland"],
    ]
    assert texts(made, "postalAddress") == ["Rathausplatz 1$10115 Musterstadt$Deutschland"]
    assert texts(made, "homePostalAddress") == ["Weg\\5C1 \\242"]


def test_what_the_class_of_persons_does_not_allow_brings_the_auxiliary_one():
    plain, abroad = entry(a_canonical(), "o=x"), entry(a_canonical(addresses=(WORK,)), "o=x", EntryStyle(Auxiliary.OWN))
    group = entry(a_canonical(kind=Kind.GROUP, phones=(a_phone(),)), "o=x")

    assert "extensibleObject" not in texts(plain, "objectClass")
    assert texts(abroad, "objectClass")[-1] == "syncsvcContact"
    assert texts(group, "objectClass")[-1] == "extensibleObject"


def test_a_photo_goes_along_if_it_is_a_jpeg_and_wanted():
    photo = "data:image/jpeg;base64,/9j/4AAQ"

    assert entry(a_canonical(photo=photo), "o=x").values("jpegPhoto") == (b"\xff\xd8\xff\xe0\x00\x10",)
    assert entry(a_canonical(photo=photo), "o=x", EntryStyle(photos=False)).values("jpegPhoto") == ()
    assert entry(a_canonical(photo="data:image/png;base64,iVBO"), "o=x").values("jpegPhoto") == ()


def test_room_and_remarks_stand_where_clients_show_them():
    made = entry(a_canonical(room="2.17", responsibility="Ehrenamt", hours="Mo-Do 9-12", note="bitte\nklingeln"), "o=x")

    assert (texts(made, "roomNumber"), texts(made, "physicalDeliveryOfficeName")) == (["2.17"], ["2.17"])
    assert texts(made, "description") == ["Ehrenamt · Mo-Do 9-12 · bitte klingeln"]


@pytest.mark.parametrize("ident", ["", "a b", "ä", "x" * 201, "a\n"])
def test_an_id_that_cannot_name_an_entry_is_told(ident):
    with pytest.raises(RecordError, match="cannot name a directory entry"):
        entry(a_canonical(ident), "o=x")


def test_attributes_stand_in_a_fixed_order():
    made = entry(a_canonical(phones=(a_phone(),), units=("A",), addresses=(WORK,)), "o=x")
    places = [ORDER.index(name) for name, _ in made.attributes]

    assert places == sorted(places)


@pytest.mark.parametrize("suffix", ["o=netzwerk-asyl", "dc=musterstadt,dc=example", "ou=x,o=y", "l=z", "c=DE", "cn=x"])
def test_a_suffix_has_its_entry_and_four_folders(suffix):
    top, *folders = base_entries(suffix, "Netzwerk")

    assert top.dn == suffix
    assert top.values("description") == (b"Netzwerk",)
    assert [item.dn for item in folders] == [
        f"ou={name},{suffix}" for name in ("people", "functions", "organisations", "groups")
    ]


@pytest.mark.parametrize("suffix", ["street=x", "nothing", "", "o"])
def test_a_suffix_of_another_kind_is_refused(suffix):
    with pytest.raises(ValueError, match=r"name|suffix"):
        base_entries(suffix)


def test_other_spellings_are_there_for_searches():
    made = searchable(
        entry(
            a_canonical(
                name=a_name("Jörg", "Müßig-Groß"), phones=(a_phone("+497531288958"), a_phone("+15551234", "cell"))
            ),
            "o=x",
        )
    )

    assert texts(made, "sn;x-search") == ["Muessig-Gross", "Mussig-Gross", "Müßig Groß", "Muessig Gross"]
    assert texts(made, "telephoneNumber;x-search") == ["00497531288958", "07531288958"]
    assert texts(made, "mobile;x-search") == ["0015551234"]


def test_a_plain_name_has_no_other_spelling():
    assert searchable(entry(a_canonical(), "o=x")).values("cn;x-search") == ()

"""Contacts drawn from small pools, so that values are shared, names collide and blocks tip."""

from hypothesis import strategies as st

from syncsvc.model.contact import Address, Contact, Email, Kind, PersonName, Phone
from syncsvc.model.record import RecordRef

GIVEN = (
    "Anna",
    "Anna-Katharina",
    "A.",
    "Katharina",
    "Hans",
    "Hanns",
    "Johannes",
    "Peter",
    "Petra",
    "Zdenka",
    "Zdneka",
    "Silvia",
    "Sylvia",
    "Zdekna",
    "Wolfsgruber",
    "",
)
FAMILY = (
    "Müller",
    "Mueller",
    "Muller",
    "Krämer",
    "Kramer",
    "Alber",
    "Alber-Weiß",
    "Weiß",
    "Hans",
    "Wolfsgruber",
    "Wolfsgrubr",
    "von Stein",
    "zum Winkel",
    "Zumwinkel",
    "Wolfsgrbeur",
    "",
)
MAILS = (
    "info@amt.example",
    "a.mueller@amt.example",
    "hans.mueller@amt.example",
    "hans.mueller2@amt.example",
    "alber@web.example",
    "k.alber@amt.example",
    "stern@post.example",
)
NUMBERS = ("+493023125100", "+493023125101", "+4930231250", "+4917604069001", "+4917604069002", "+496990009000")
PLACES = (
    ("Hauptstraße 1", "71638", "Musterstadt"),
    ("Hauptstr. 1", "71638", "Musterstadt"),
    ("", "71638", "Musterstadt"),
    ("Ring 5", "10115", "Beispielstadt"),
    ("", "", "Musterstadt"),
    ("Hauptstraße 1 Hinterhaus", "", "Musterstadt am Main"),
    ("Ring 5", "10151", "Beispielstadt"),
)
BODIES = (
    "Stadt Musterstadt",
    "Stadtverwaltung Musterstadt",
    "Caritas",
    "Caritas Nord",
    "KDV Musterstadt",
    "Diakonie",
    "Ev. Kirchengem. Nord",
    "",
)
LABELS = (
    "Sekretariat",
    "Jugendamt",
    "Jugendbüro",
    "Caritas",
    "Caritas Nord",
    "Caritas Musterstadt",
    "Stadt Musterstadt",
    "Evangelische Kirchengemeinde Nord",
    "Ev. Kirchengem. Nord",
    "EKN",
)
DAYS = ("1980-04-05", "1980-05-04", "1980-04-06", "1908-04-05", "1983-11-21", "1991-01-01", "1955-12-30", "")


def _values(pool, most=2):
    return st.lists(st.sampled_from(pool), max_size=most, unique=True)


@st.composite
def contacts(draw):
    kind = draw(st.sampled_from((Kind.PERSON,) * 6 + (Kind.FUNCTION, Kind.ORGANISATION, Kind.GROUP)))
    given, family = draw(st.sampled_from(GIVEN)), draw(st.sampled_from(FAMILY))
    label = draw(st.sampled_from(LABELS))
    person = PersonName(
        f"{given} {family}".strip(),
        given=given,
        family=family,
        suffix=draw(st.sampled_from(("", "", "", "sen.", "jun."))),
    )
    types = st.sampled_from(("work", "cell", "home", "switchboard", "fax"))
    return Contact(
        RecordRef(draw(st.sampled_from("ab")), str(draw(st.integers(0, 12)))),
        kind,
        person if kind is Kind.PERSON else PersonName(label),
        organisation=draw(st.sampled_from(BODIES)),
        units=tuple(draw(_values(("Soziales", "Bauen"), 1))),
        role=draw(st.sampled_from(("Sekretariat", "Leitung", ""))),
        birthday=draw(st.sampled_from(DAYS)),
        phones=tuple(Phone(number, number, draw(types)) for number in draw(_values(NUMBERS))),
        emails=tuple(Email(address) for address in draw(_values(MAILS))),
        addresses=tuple(Address(*place) for place in draw(_values(PLACES, 1))),
        ids=tuple(
            ("personnel", value) for value in draw(_values(("1234567", "1234568", "1243567", "1243657", "9999999"), 1))
        ),
    )


def books(most=14):
    """Several contacts, no record twice."""
    return st.lists(contacts(), max_size=most, unique_by=lambda contact: contact.ref)

"""Normalising: what holds for every record."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from syncsvc.lexicon.field_names import FIELD_NAMES
from syncsvc.model.audience import Audience
from syncsvc.model.contact import LIST_FIELDS, TEXT_FIELDS, Contact, ContactClass, Kind
from syncsvc.model.issue import Severity
from syncsvc.model.profile import SourceProfile
from syncsvc.model.record import Field, RecordRef, SourceRecord
from syncsvc.normalise.record import normalise

NAMES = st.sampled_from(
    [
        "Antje Wiesner",
        "Maier-Lidle, Silvia",
        "Sylvia Maier Lidle",
        "Prof. Dr.-Ing. Jürgen Freiherr von Musterfels",
        "N.N.",
        "Frau Müller",
        "MÜLLER, ANNA",
        "anna von der heide",
        "Pfarrerin i. R. Ursula Beck",
        "Bürgerbüro",
        "AK Asyl",
        "Gemeinde Musterdorf",
        "A. und B. Maier",
        "Käthe Meißner geb. Weiß",
        "Dr.",
        "Anna Muster, M.A.",
        "Müller",
        "Maria",
        "Graf von Musterstein",
        "Anna Muster (Leitung)",
        "Dipl.-Soz.päd. (FH) Anna Muster",
        "III",
        "Frau",
        "von",
        ", ,",
    ]
)
WORDS = st.lists(
    st.sampled_from(
        "Dr. Prof. Anna MAIER von der Müller M.A. (FH) , & Amt N.N. e.V. - Graf O'BRIEN McKay l'Aquila".split()
    ),
    max_size=6,
    unique=True,
).map(" ".join)
TEXTS = WORDS | NAMES | st.text(max_size=20)
TITLES = st.sampled_from(
    ["Dr.", "Prof. Dr.-Ing.", "Pfarrerin i. R.", "Frau Dr.", "Diakon", "Hofrat Dr. h.c. mult.", "Herr", ""]
)
PHONES = st.sampled_from(
    [
        "030 23125-124",
        "0171 / 39 200 12",
        "-12",
        "030 23125-310 / -311, Fax -399",
        "115",
        "+43 1 5344011",
        "4.9E+11",
        "030 23125-678 App. 9",
        "x",
    ]
)
MAILS = st.sampled_from(
    [
        "a.muster@musterstadt.example",
        "INFO@MUSTER.EXAMPLE",
        "a(at)b.example",
        "kein",
        "mailto:b@ä.example",
        "s.maier-lidle@kdv.example",
    ]
)
LABELS = st.sampled_from(["", "Telefon", "Mobil", "Fax privat", "HOME", "WORK,FAX", "geschäftlich", "Durchwahl"])
HOURS = st.sampled_from(
    ["Montag 10 bis 14 Uhr, Dienstag geschlossen", "Mo–Fr 08.00–12.00 Uhr", "nach Vereinbarung\nMontag zu"]
)


def fields():
    typed = {
        "prefix": TITLES,
        "additional": st.sampled_from(["Lena", "F.", ""]),
        "suffix": st.sampled_from(["M.A.", "jun.", "i. R.", "Dipl.-Ing. (FH)", ""]),
        "phone": PHONES,
        "email": MAILS,
        "hours": HOURS | TEXTS,
        "kind": st.sampled_from([*Kind, "x"]),
        "postal_code": st.sampled_from(["71638", "1067", ""]),
    }
    choices = [st.builds(Field, st.just(name), typed.get(name, TEXTS), LABELS) for name in sorted(FIELD_NAMES)]
    return st.lists(st.one_of(*choices), max_size=10).map(tuple)


PROFILES = st.builds(
    SourceProfile,
    st.just("s"),
    organisation=st.sampled_from(["", "Stadt Musterstadt"]),
    area_code=st.sampled_from(["", "030"]),
    switchboard=st.sampled_from(["", "030 23125-0"]),
    audience=st.sampled_from(Audience),
    audiences=st.sampled_from(
        [(), (("cell", Audience.PUBLIC),), (("note", Audience.INTERNAL), ("phones", Audience.PARTNER))]
    ),
    kind_audiences=st.sampled_from([(), (("person", Audience.PARTNER),)]),
    contact_class=st.sampled_from(ContactClass),
)
RECORDS = st.builds(SourceRecord, st.just(RecordRef("s", "1")), fields(), st.just("line 1"))


def fields_of(contact: Contact) -> tuple[Field, ...]:
    """A contact said once more as a record."""
    name = contact.name
    parts = ("prefix", "given", "family", "suffix", "salutation") if contact.kind is Kind.PERSON else ()
    singular = {"units": "unit", "groups": "group", "urls": "url"}
    return (
        Field("kind", contact.kind.value),
        Field("name", name.display),
        *(Field(part, getattr(name, part)) for part in parts),
        *(Field(field, getattr(contact, field)) for field in TEXT_FIELDS),
        *(Field(singular[field], value) for field in LIST_FIELDS for value in getattr(contact, field)),
        *(Field("phone", phone.display, phone.type) for phone in contact.phones),
        *(Field("email", email.address, email.type) for email in contact.emails),
        *(
            Field(part, getattr(address, part), f"{address.type} {number}")
            for number, address in enumerate(contact.addresses)
            for part in ("street", "postal_code", "city", "country")
        ),
        *(Field("id", value, scheme) for scheme, value in contact.ids),
        *(Field("member", member) for member in contact.members),
        Field("class", contact.contact_class.value),
        Field("consent", contact.consent),
        Field("publish", contact.mark.word),
    )


def without_marks(contact: Contact) -> Contact:
    """Marks on single values come from labels («Fax privat») that a contact does not keep."""
    values = {
        field: tuple(replace(value, audience=Audience.PUBLIC) for value in getattr(contact, field))
        for field in ("phones", "emails", "addresses")
    }
    return replace(contact, unmapped=(), **values)


@given(RECORDS, PROFILES)
def test_normalising_a_contact_again_changes_nothing(record, profile):
    contact, _ = normalise(record, profile)
    if contact is not None:
        again, issues = normalise(replace(record, fields=fields_of(contact)), profile)
        assert without_marks(again) == without_marks(contact)
        assert not [issue for issue in issues if issue.code not in ("class-unclear",)]


@given(RECORDS, PROFILES)
def test_a_record_is_kept_or_set_aside_with_an_error(record, profile):
    contact, issues = normalise(record, profile)
    assert (contact is None) == any(issue.severity is Severity.ERROR for issue in issues)
    assert contact is None or contact.name.display
    assert all((issue.source, issue.key, issue.place) == ("s", "1", "line 1") for issue in issues)


@given(RECORDS, PROFILES)
def test_no_value_is_wider_than_its_source_and_its_record_allow(record, profile):
    contact, _ = normalise(record, profile)
    if contact is not None:
        floor = max(profile.audience, contact.mark)
        assert contact.audience >= floor
        assert all(value.audience >= floor for value in (*contact.phones, *contact.emails, *contact.addresses))


@given(RECORDS, PROFILES)
def test_a_source_that_gives_a_field_a_stricter_mark_never_widens_anything(record, profile):
    wide, _ = normalise(record, profile)
    strict, _ = normalise(record, replace(profile, audiences=(*profile.audiences, ("phones", Audience.INTERNAL))))
    if wide is not None:
        assert all(after.audience >= before.audience for before, after in zip(wide.phones, strict.phones, strict=True))
        assert all(phone.audience is Audience.INTERNAL for phone in strict.phones)

"""Any contact the model can hold, however odd, as a Hypothesis strategy."""

from hypothesis import strategies as st

from syncsvc.model.canonical import CanonicalContact, Link
from syncsvc.model.contact import PHONE_TYPES, Address, Email, Kind, PersonName, Phone

NASTY = (
    "", " ", "  a  b ", "Müller", "MÜLLER", "Mu\u0308ller", "Straße", "STRASSE", "\u00a0", "\u3000x", "a\nb", "a\r\nb", "\x00",
    "a\x00b", "\u200b", "a\u00adb", "\ufeffx", "#a", " lead", "trail ", ":x", "<x", 'a,b+c=d;e"f\\g', "$", "a$b\\c", "İ", "ı",
    "ﬁ", "①", "1", "Å", "Å", "\U0001f600", "\U0010ffff", "\ue000", "\ud800", "é", "e\u0301", "\u0301", "ſ", "S",
    "ǅ", "ǆ", "Σίσυφος", "ς", "x" * 3000,
)  # fmt: skip
NUMBERS = (
    "", "+493023125124", "+49 30 23125-124", "+493023125124;ext=9", "030 23125–124", "030\u00a023125124", "Büro 12", "*73#",
    "115", "Zentrale: 030 231 (Mo-Fr)", "030/23125", "(0)", "+", "-", "٣٤", "0" * 400, "1$2", "+49 30 23125 124",
)  # fmt: skip
MAILS = (
    "", "a@b", "a.wiesner@musterstadt.example", "A.WIESNER@musterstadt.example", "jörg@musterstadt.example",
    "info@büro.example", "info@straße.example", "a b@musterstadt.example", "@", "a@", "@b", "a@.b", "a@b..c", "a@b_c.example",
    "a@\u2024b", "a@xn--bro-hoa.example", "a@" + "ü" * 70 + ".example", "Anna <a@musterstadt.example>", "a\n@b.example",
)  # fmt: skip
COUNTRIES = ("", "DE", "de", "D", "Deutschland", "DEU", "ß", "Österreich", "12", "€€")
PHOTOS = (
    "", "data:image/jpeg;base64,/9j/4AAQ", "data:image/jpeg;base64,AAAA", "data:image/jpeg;base64,=", "data:image/png;base64,iVBO",
    "data:image/jpeg;base64,/9j/4",
)  # fmt: skip

texts = st.one_of(st.sampled_from(NASTY), st.text(st.characters(), max_size=20), st.text(max_size=5))
numbers = st.one_of(st.sampled_from(NUMBERS), texts)
mails = st.one_of(st.sampled_from(MAILS), texts, st.builds("{}@{}".format, texts, texts))
ids = st.uuids(version=4).map(str)

contacts = st.builds(
    CanonicalContact,
    id=ids,
    kind=st.sampled_from(Kind),
    name=st.builds(PersonName, *[texts] * 6),
    organisation=texts,
    units=st.lists(texts, max_size=5).map(tuple),
    role=texts,
    responsibility=texts,
    room=texts,
    hours=texts,
    note=texts,
    photo=st.one_of(st.sampled_from(PHOTOS), texts),
    groups=st.lists(texts, max_size=5).map(tuple),
    urls=st.lists(texts, max_size=4).map(tuple),
    phones=st.lists(
        st.builds(Phone, numbers, numbers, st.one_of(st.sampled_from(PHONE_TYPES), texts)), max_size=6
    ).map(tuple),
    emails=st.lists(st.builds(Email, mails), max_size=5).map(tuple),
    addresses=st.lists(
        st.builds(
            Address, texts, texts, texts, st.one_of(st.sampled_from(COUNTRIES), texts),
            st.sampled_from(("work", "home", "other")),
        ), max_size=4,
    ).map(tuple),
    links=st.lists(
        st.builds(Link, st.sampled_from(("member", "holds")), st.one_of(ids, texts), st.sampled_from(Kind)), max_size=4
    ).map(tuple),
)  # fmt: skip

"""Views: nothing above its audience is seen."""

from hypothesis import given
from hypothesis import strategies as st

from syncsvc.model.audience import Audience
from syncsvc.model.canonical import Origin
from syncsvc.model.contact import LIST_FIELDS, TEXT_FIELDS, Address
from syncsvc.privacy import view
from tests.builders import a_canonical, a_phone, an_email, ref

audiences = st.sampled_from(Audience)


@given(
    audience=audiences,
    whole=audiences,
    marks=st.dictionaries(st.sampled_from((*TEXT_FIELDS, *LIST_FIELDS)), audiences),
    phones=st.lists(audiences, max_size=4),
    emails=st.lists(audiences, max_size=4),
    places=st.lists(audiences, max_size=2),
)
def test_no_value_above_the_audience_is_seen_and_none_below_is_lost(audience, whole, marks, phones, emails, places):
    contact = a_canonical(
        audience=whole,
        audiences=tuple(sorted(marks.items())),
        phones=tuple(a_phone(f"+4930231250{n}", audience=mark) for n, mark in enumerate(phones)),
        emails=tuple(an_email(f"{n}@musterstadt.example", mark) for n, mark in enumerate(emails)),
        addresses=tuple(Address(street=f"Weg {n}", audience=mark) for n, mark in enumerate(places)),
        **{field: f"secret {field}" for field in TEXT_FIELDS},
        **{field: (f"secret {field}",) for field in LIST_FIELDS},
    )

    seen = view(contact, audience)

    if whole > audience:
        assert seen is None
        return
    for field in (*TEXT_FIELDS, *LIST_FIELDS):
        assert bool(getattr(seen, field)) == (max(whole, marks.get(field, whole)) <= audience)
    assert [mark for mark in phones if mark <= audience] == [phone.audience for phone in seen.phones]
    assert [mark for mark in emails if mark <= audience] == [email.audience for email in seen.emails]
    assert [mark for mark in places if mark <= audience] == [place.audience for place in seen.addresses]


def test_where_values_come_from_is_for_staff_alone():
    contact = a_canonical(origins=(Origin("phones", "+4917604069047", (ref(),)),), members=(ref("secret@key.example"),))

    assert ((), ()) == (view(contact, Audience.PARTNER).origins, view(contact, Audience.PARTNER).members)
    assert contact == view(contact, Audience.INTERNAL)

"""Telephone numbers: what holds for every text and every number."""

import string

from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumber, length_of_national_destination_code, number_type

from syncsvc.model.profile import SourceProfile
from syncsvc.normalise import dialling, phones
from syncsvc.normalise.exchange import exchange_of
from syncsvc.normalise.phone_values import complete, plainly

PROFILES = st.sampled_from(
    [
        SourceProfile("a"),
        SourceProfile("b", area_code="07141"),
        SourceProfile("c", area_code="030", switchboard="030 23125-0"),
    ]
)
SIGNS = st.text(alphabet=string.digits + " -/().+,;" + "oder Fax App DW mobil Uhr Mo \n\u00a0\u2011\u00ad", max_size=40)


@given(
    text=SIGNS | st.text(max_size=30),
    label=st.sampled_from(["", "Telefon", "Fax", "Durchwahl", "WORK,CELL"]),
    profile=PROFILES,
)
def test_any_text_is_read_without_an_error_and_what_is_shown_reads_the_same(text, label, profile):
    found, issues = phones.read(text, label=label, profile=profile)
    assert all(issue.value == text for issue in issues)
    for phone in found:
        (again,), issues = phones.read(phone.display, label=phone.type, profile=profile)
        assert (again.number, again.display, again.type, issues) == (phone.number, phone.display, phone.type, ())


@given(national=st.from_regex(r"[1-9][0-9]{3,13}", fullmatch=True))
def test_the_german_plan_is_told_by_the_first_digits_and_the_length(national):
    number = PhoneNumber(country_code=49, national_number=int(national))
    assert dialling.kind(49, national) == dialling._KINDS.get(number_type(number), "line")
    if dialling.kind(49, national) == "line" and not national.startswith("1"):
        assert dialling.area_length(49, national) == length_of_national_destination_code(number)


@given(
    lead=st.sampled_from(["0", "+49", "+49 ", "+49-"]),
    area=st.from_regex(r"[1-9][0-9]{1,4}", fullmatch=True),
    gap=st.sampled_from([" ", "/", " / ", "-"]),
    local=st.from_regex(r"[0-9]{2,9}", fullmatch=True),
    inner=st.from_regex(r"(-[0-9]{1,6})?", fullmatch=True),
)
def test_the_short_way_says_what_the_long_way_says(lead, area, gap, local, inner):
    text, exchange = f"{lead}{area}{gap}{local}{inner}", exchange_of("DE", "", "")
    quick = plainly(text, exchange)
    if quick is not None:
        assert quick == complete(text.replace("/", " "), exchange, None)

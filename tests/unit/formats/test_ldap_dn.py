"""Distinguished names: many spellings, one name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncsvc.formats.ldap.dn import below, child, escape, leaf, normal, parse


@given(value=st.text(st.characters(exclude_categories=("Cs",)), min_size=1))
def test_an_escaped_value_comes_back(value):
    assert parse(f"cn={escape(value)},o=x") == ((("cn", value),), (("o", "x"),))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("cn=Müller\\, Anna,o=x", "cn=M\\C3\\BCller\\2C Anna,o=x"),
        ("CN=a , O=X", "cn=A,o=x"),
        ("cn=a  b,o=x", "cn=a b,o=x"),
        ('cn="Müller, Anna",o=x', "cn=Müller\\, Anna;o=x"),
        ("uid=1+cn=a,o=x", "cn=A+UID=1,o=x"),
        ("cn=\\ a\\ ,o=x", "cn=a,o=x"),
        ("cn=\\#1,o=x", "cn=\\231,o=x"),
    ],
)
def test_spellings_of_one_name_are_equal(left, right):
    assert normal(left) == normal(right)


@pytest.mark.parametrize(
    ("left", "right"), [("cn=a,o=x", "cn=b,o=x"), ("cn=a,o=x", "sn=a,o=x"), ("cn=a\\,o=x", "cn=a,o=x")]
)
def test_different_names_are_not_equal(left, right):
    assert normal(left) != normal(right)


@pytest.mark.parametrize("text", ["a", "=b", "cn=a,,o=x", "cn=a,b", "1x=a", 'cn="a', "cn=a\\"])
def test_what_is_no_name_is_refused(text):
    with pytest.raises(ValueError, match="not a distinguished name"):
        parse(text)


def test_a_name_lies_below_itself_and_its_parents():
    assert below("uid=1,OU=People, o=X", "ou=people,o=x")
    assert below("o=x", "O=X")
    assert below("o=x", "")
    assert not below("uid=1,ou=peoples,o=x", "ou=people,o=x")
    assert not below("o=x", "ou=people,o=x")


def test_the_root_is_no_name_of_its_own():
    with pytest.raises(ValueError, match="root"):
        leaf("")
    assert leaf(child("uid", "a,b", "")) == ("uid", "a,b")

"""Changes to entries: small, right, and taken back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncsvc.errors import RecordError
from syncsvc.formats.ldap import ldif
from syncsvc.formats.ldap.changes import Add, Delete, Modify, Part, apply, inverse, modify
from syncsvc.formats.ldap.entry import LdapEntry, ordered

values = st.lists(st.sampled_from((b"a", b"b", b"c", b"d")), max_size=4, unique=True).map(tuple)
entries = st.fixed_dictionaries(dict.fromkeys(("mail", "ou", "member", "facsimileTelephoneNumber"), values)).map(
    lambda found: LdapEntry("uid=1,o=x", ordered({"uid": (b"1",), **found}))
)


def same(left: LdapEntry, right: LdapEntry) -> bool:
    """Equal, where members have no order."""
    sets = [
        {name: sorted(found) if name == "member" else found for name, found in one.attributes} for one in (left, right)
    ]
    return sets[0] == sets[1]


@given(before=entries, after=entries)
def test_a_change_makes_one_entry_the_other(before, after):
    change = modify(before, after)

    assert same(before if change is None else apply(before, change), after)


@given(before=entries, after=entries)
def test_a_change_taken_back_leaves_what_was(before, after):
    change = modify(before, after)
    if change is None:
        return
    back = inverse(change, before)

    assert isinstance(back, Modify)
    assert same(apply(apply(before, change), back), before)


@given(one=entries)
def test_equal_entries_need_no_change(one):
    assert modify(one, one) is None


@pytest.mark.parametrize(
    ("name", "before", "after", "parts"),
    [
        ("mail", (b"a",), (b"a", b"b"), [(Part.ADD, (b"b",))]),
        ("mail", (b"a", b"b"), (b"b",), [(Part.DELETE, (b"a",))]),
        ("mail", (b"a", b"b"), (b"b", b"a"), [(Part.REPLACE, (b"b", b"a"))]),
        ("mail", (b"a",), (), [(Part.REPLACE, ())]),
        ("mail", (), (b"a",), [(Part.REPLACE, (b"a",))]),
        ("facsimileTelephoneNumber", (b"1", b"2"), (b"1",), [(Part.REPLACE, (b"1",))]),
        ("jpegPhoto", (b"1",), (b"1", b"2"), [(Part.REPLACE, (b"1", b"2"))]),
        ("member", (b"a", b"b"), (b"b", b"c"), [(Part.ADD, (b"c",)), (Part.DELETE, (b"a",))]),
        ("member", (b"a", b"b"), (b"b", b"a"), []),
    ],
)
def test_a_change_is_as_small_as_order_and_schema_allow(name, before, after, parts):
    change = modify(
        LdapEntry("uid=1", ordered({"uid": (b"1",), name: before})),
        LdapEntry("uid=1", ordered({"uid": (b"1",), name: after})),
    )

    assert [(kind, found) for kind, _, found in (change.parts if change else ())] == parts


def test_kept_attributes_stay():
    before, after = (
        LdapEntry("uid=1", (("mail", (b"a",)), ("title", (b"x",)))),
        LdapEntry("uid=1", (("mail", (b"b",)),)),
    )

    change = modify(before, after, lambda name: name == "title")

    assert change == Modify("uid=1", ((Part.REPLACE, "mail", (b"b",)),))


def test_an_addition_is_undone_by_a_removal_and_a_removal_by_an_addition():
    entry = LdapEntry("uid=1", (("uid", (b"1",)),))

    assert inverse(Add(entry), None) == Delete("uid=1")
    assert inverse(Delete("uid=1"), entry) == Add(entry)
    assert inverse(Delete("uid=1"), None) is None


def test_change_records_are_as_ldapmodify_reads_them():
    change = Modify("uid=ä", ((Part.ADD, "mail", (b"a@b",)), (Part.REPLACE, "title", ())))

    assert ldif.change(change) == b"dn:: dWlkPcOk\nchangetype: modify\nadd: mail\nmail: a@b\n-\nreplace: title\n-\n"


@pytest.mark.parametrize(
    ("value", "line"),
    [
        (b"", b"cn:\n"),
        (b"a", b"cn: a\n"),
        (b" a", b"cn:: IGE=\n"),
        (b"a ", b"cn:: YSA=\n"),
        (b":a", b"cn:: OmE=\n"),
        (b"<a", b"cn:: PGE=\n"),
        (b"a:b<c", b"cn: a:b<c\n"),
        (b"a\nb", b"cn:: YQpi\n"),
        (b"a\x00", b"cn:: YQA=\n"),
        ("ä".encode(), b"cn:: w6Q=\n"),
        (b"x" * 80, b"cn: " + b"x" * 72 + b"\n " + b"x" * 8 + b"\n"),
    ],
)
def test_values_are_written_as_rfc_2849_says(value, line):
    assert ldif.record(LdapEntry("uid=1", (("cn", (value,)),))) == b"dn: uid=1\n" + line


@pytest.mark.parametrize(
    "text", [b"", b"dn: x\n", b"cn: x\ndn: y\n", b"dn: x\nbroken\n", b"dn: x\ncn:: ***\n", b"dn:: /w==\ncn: a\n"]
)
def test_what_is_no_record_is_told(text):
    with pytest.raises(RecordError, match="not an LDIF record"):
        ldif.parse(text)

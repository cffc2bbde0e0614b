"""What linking asks of a contact survives being packed, and says all that linking knows of it."""

import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from syncsvc.columns.comparable import Comparable, Packed, by_column, comparable, counted, pack, seen, unpack
from syncsvc.matching import link
from syncsvc.model.record import RecordRef
from tests.property.matching_contacts import books

REF = RecordRef("amt", "1")
anything = st.text(st.characters(codec=None) | st.sampled_from("\x1c\x1d\x1e\x1f["), max_size=4)
several = st.lists(st.text(st.sampled_from("ab\x1d\x1e\x1f"), min_size=1, max_size=3), max_size=3).map(tuple)


@given(st.builds(Comparable, st.just(REF), *[anything] * 8, *[several] * 5))
def test_whatever_it_says_comes_back(one):
    assert unpack(REF, pack(one)) == one


@given(books())
def test_contacts_are_linked_alike_in_any_form(book):
    packed = [Packed(contact.ref, pack(comparable(contact))) for contact in book]
    unpacked = [*map(seen, packed)]
    expected = link(book)
    for form in (packed, unpacked, [*packed[::2], *unpacked[1::2]]):
        assert link(form).clusters == expected.clusters
        assert link(form).matches == expected.matches


@given(st.lists(st.builds(Comparable, st.just(REF), *[anything] * 8, *[several] * 5), min_size=1, max_size=4))
def test_many_become_columns_alike_in_either_form(rows):
    packed, plain = by_column([Packed(REF, pack(one)) for one in rows]), by_column(rows)
    assert packed[:2] == plain[:2]
    assert [*map(counted, packed.several)] == [*map(counted, plain.several)]


def test_linking_loads_nothing_that_others_need():
    foreign = ("pydantic", "phonenumbers", "alembic", "sqlalchemy", "requests", "vobject", "email_validator")
    code = f"import sys, syncsvc.matching; print([name for name in {foreign} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert found.strip() == "[]"

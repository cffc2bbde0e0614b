"""Whatever the model holds, now or with fields yet to come, the store gives back."""

from dataclasses import MISSING, fields
from datetime import datetime
from typing import get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.contact import Contact
from syncsvc.model.record import SourceRecord
from syncsvc.store import seal, unseal
from syncsvc.store.codec import Codec
from syncsvc.store.schema import storable, stored

st.register_type_strategy(datetime, st.datetimes(timezones=st.timezones()))
anything = st.text(st.characters(codec=None), max_size=12)
st.register_type_strategy(str, anything)


def whole(cls):
    """Values of a class with every field filled, those with defaults too."""
    hints = get_type_hints(cls)
    given_ = {field.name: st.from_type(hints[field.name]) for field in fields(cls)}
    plain = {field.name: field.default for field in fields(cls) if field.default is not MISSING}
    return st.sets(st.sampled_from(sorted(plain) or [""])).flatmap(
        lambda left_out: st.builds(cls, **{name: one for name, one in given_.items() if name not in left_out})
    )


@pytest.mark.parametrize("cls", [Contact, CanonicalContact, SourceRecord])
def test_every_value_comes_back_equal(cls):
    codec = Codec(cls)

    @given(whole(cls))
    def check(value):
        again = codec.decode(codec.encode(value))
        assert again == value
        assert all(type(getattr(again, field.name)) is type(getattr(value, field.name)) for field in fields(cls))
        assert codec.encode(again) == codec.encode(value)

    check()


@given(whole(SourceRecord))
def test_every_record_is_unsealed_as_it_was_sealed(record):
    assert unseal(seal(record)) == record


@given(anything)
def test_every_text_can_be_stored(text):
    kept = storable(text)
    assert stored(kept) == text
    assert "\x00" not in kept
    kept.encode()


@given(anything, anything)
def test_different_texts_are_stored_differently(left, right):
    assert (storable(left) == storable(right)) == (left == right)

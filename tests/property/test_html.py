"""Whatever a page holds, reading it is safe, stable, and invents nothing."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from syncsvc.formats.html import addresses, covers, read

TAGS = st.sampled_from(
    [
        *"<p> </p> <br> <div> </div> <b> </b> <h3> </h3> <table> <tr> <td> </table> <ul> <li> <span hidden> </span> <footer> <!-- -->".split(),
        '<a href="mailto:anna@x.example">',
        "</a>",
        '<span style="direction:rtl">',
        '<div class="vcard">',
        "<script>",
        "</script>",
    ]
)
WORDS = st.sampled_from(
    [
        "Anna Vogel",
        "Bernd Specht",
        "Sozialamt",
        "Stadt Musterstadt",
        "Tel. 030 23125-701",
        "Fax -702",
        "Zimmer 7",
        "a.vogel(at)x.example",
        "Mo-Fr 8-12 Uhr",
        "Telefon",
        "N. N.",
        "und",
        ":",
        "12055 Musterstadt",
        "Buchstaben A-F",
    ]
)
PAGES = st.lists(st.one_of(TAGS, WORDS, st.text(max_size=12)), max_size=40).map(" ".join)


@given(PAGES)
@settings(max_examples=150, deadline=None)
def test_the_same_page_gives_the_same_records_with_different_keys(page):
    content = page.encode("utf-8", "surrogatepass")
    first, again = read(content, source="s"), read(content, source="s")
    assert first == again
    assert len({record.ref.key for record in first[0]}) == len(first[0])
    for record in first[0]:
        assert record.place
        assert record.first("name").strip()
        assert all(field.value == field.value.strip() != "" for field in record.fields)


@given(PAGES)
@settings(max_examples=100, deadline=None)
def test_every_digit_of_a_number_stands_on_the_page(page):
    for record in read(page.encode("utf-8", "surrogatepass"), source="s")[0]:
        for field in record.all("phone"):
            for run in re.findall(r"\d+", field.value):
                assert run in page


@given(st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_bytes_can_be_read(content):
    read(content)


LOCALS = st.from_regex(r"[a-z]{2,8}([.-][a-z]{2,8})?", fullmatch=True)


@given(LOCALS, LOCALS, st.integers(-26, 26))
@settings(max_examples=100, deadline=None)
def test_rotated_addresses_open(local, host, offset):
    address = f"{local}@{host}.example"
    assert covers.typo3(covers.rotate(f"mailto:{address}", offset), str(offset)) == (addresses.cleaned(address),)

"""What a stranger may send: time and memory stay in proportion to the length, whatever it says.

The bounds are generous, for machines that are busy; what they catch grows with the square or exponentially.
"""

import time
import tracemalloc

import pytest

from syncsvc.formats.vcard import read, read_fields

SIZE = 200_000


def filled(piece, head=b"BEGIN:VCARD\nFN:x\n", tail=b"\nEND:VCARD\n"):
    return head + piece * (SIZE // len(piece)) + tail


WORST = {
    "cards that are never closed": filled(b"BEGIN:VCARD\n", b"", b""),
    "cards that are empty": filled(b"BEGIN:VCARD\nEND:VCARD\n", b"", b""),
    "cards that end without beginning": filled(b"END:VCARD\n", b"", b""),
    "agents within agents": filled(b"AGENT:\nBEGIN:VCARD\n"),
    "agents outside cards": filled(b"AGENT:\nBEGIN:VCARD\n", b"", b""),
    "many parameters": filled(b"A;", b"BEGIN:VCARD\nFN;", b":x\nEND:VCARD\n"),
    "many parameter values": filled(b"a,", b"BEGIN:VCARD\nFN;X=", b":x\nEND:VCARD\n"),
    "commas and an open quotation mark": filled(b",", b"BEGIN:VCARD\nFN;a=", b'"x\nEND:VCARD\n'),
    "quotation marks": filled(b'";"', b'BEGIN:VCARD\nFN;X="', b":x\nEND:VCARD\n"),
    "quotation marks without a colon": filled(b'a="', b"BEGIN:VCARD\nFN;"),
    "carets": filled(b"^n^^", b"BEGIN:VCARD\nFN;X=", b":x\nEND:VCARD\n"),
    "backslashes": filled(b"\\", b"BEGIN:VCARD\nN:"),
    "escaped separators": filled(b"\\;\\,", b"BEGIN:VCARD\nN:"),
    "components": filled(b";x", b"BEGIN:VCARD\nORG:"),
    "categories": filled(b",;x", b"BEGIN:VCARD\nCATEGORIES:"),
    "folds": filled(b"\n ", b"BEGIN:VCARD\nNOTE:x"),
    "folds of 2.1": filled(b"\n a", b"BEGIN:VCARD\nVERSION:2.1\nNOTE:x"),
    "soft line breaks": filled(b"=\n", b"BEGIN:VCARD\nNOTE;QUOTED-PRINTABLE:"),
    "lines that belong to a note": filled(b"abc\n", b"BEGIN:VCARD\nNOTE:x\n"),
    "lines that belong to a picture": filled(b"a\n", b"BEGIN:VCARD\nPHOTO;ENCODING=b:\n"),
    "lines that are no property": filled(b'":\n'),
    "short properties": filled(b"A:x\n"),
    "properties that are all different": b"BEGIN:VCARD\nFN:x\n%sEND:VCARD\n"
    % b"".join(b"X%d;P=%d:x\n" % (n, n) for n in range(10_000)),
    "cards that are all different": b"".join(b"BEGIN:VCARD\nX-%d:x\nEND:VCARD\n" % n for n in range(6_000)),
    "addresses under one label": filled(b"ADR:;;x\n"),
    "labels": filled(b"a.X-ABLABEL:x\na.TEL:1\n"),
    "bytes of no encoding": filled(b"\xfc", b"BEGIN:VCARD\nFN;CHARSET=koi8-u:"),
    "halves of characters": filled(b"\xc3\n \xbc", b"BEGIN:VCARD\nFN:"),
    "one line": filled(b"a", b"", b""),
    "line breaks": filled(b"\r", b"", b""),
    "NUL": filled(b"\0", b"", b""),
}


@pytest.mark.parametrize("content", WORST.values(), ids=WORST)
def test_the_worst_is_read_at_once(content):
    begin = time.process_time()
    read_fields(content)
    assert time.process_time() - begin < 2


@pytest.mark.parametrize("content", WORST.values(), ids=WORST)
def test_memory_stays_in_proportion(content):
    tracemalloc.start()
    try:
        read(content[: SIZE // 4])
        assert tracemalloc.get_traced_memory()[1] < 50 * SIZE
    finally:
        tracemalloc.stop()


def test_the_line_that_stops_other_readers_for_minutes():
    """An exponential search elsewhere: 29 commas and a quotation mark that is never closed took 139 s."""
    begin = time.process_time()
    for _ in range(1000):
        read(b"BEGIN:VCARD\nFN;a=" + b"," * 29 + b'"x\nEND:VCARD\n')
    assert time.process_time() - begin < 1


def test_deep_nesting_is_no_recursion():
    read(b"BEGIN:VCARD\nAGENT:\n" * 20_000 + b"END:VCARD\n" * 20_000)


def test_the_good_cards_among_the_worst_are_read():
    good = b"BEGIN:VCARD\nVERSION:3.0\nFN:Mia Falk\nEND:VCARD\n"
    for name, content in WORST.items():
        cards, _ = read(good + content[:2000] + b"\n" + good)
        assert [card.first("FN") for card in cards if card.first("FN") == "Mia Falk"], name

"""URLs: where they belong, and how they may be shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncsvc.formats.urls import bare, host, is_url, origin, shown


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://stadt.example/kontakt?page=2", "https://stadt.example/kontakt?page=2"),
        ("https://anna:geheim@stadt.example:8443/x#frag", "https://stadt.example:8443/x"),
        ("https://stadt.example/f?api_key=geheim&page=2", "https://stadt.example/f?api_key=***&page=2"),
        ("https://stadt.example/f?Access-Token=geheim", "https://stadt.example/f?Access-Token=***"),
        ("https://stadt.example/f?x=0123456789abcdef01234567", "https://stadt.example/f?x=***"),
        ("https://stadt.example/f?0123456789abcdef01234567", "https://stadt.example/f?***"),
        ("https://[bad/", "a URL that cannot be read"),
    ],
)
def test_what_is_shown_holds_no_secret(url, safe):
    assert shown(url) == safe


@given(st.text(st.characters(codec="ascii", exclude_characters="/?#@[]\\\t\r\n"), min_size=1, max_size=12))
def test_no_password_is_ever_shown(password):
    secret = f"Qq{password}qQ"

    assert secret not in shown(f"https://anna:{secret}@stadt.example/x?y=1#z")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://Stadt.Example/x", ("https", "stadt.example", 443)),
        ("http://stadt.example.:8080", ("http", "stadt.example", 8080)),
        ("HTTP://[::1]/", ("http", "::1", 80)),
    ],
)
def test_an_origin_is_scheme_host_and_port(url, expected):
    assert origin(url) == expected


def test_the_rest_is_what_it_says():
    assert bare("https://anna:geheim@stadt.example/x?y=1#z") == "https://stadt.example/x?y=1"
    assert host("https://Stadt.Example.:443/") == "stadt.example"
    assert [is_url(text) for text in ("https://x.example", "HTTP://x.example", "x.html", "file:///x", "C:\\x.csv")] == [
        True,
        True,
        False,
        False,
        False,
    ]

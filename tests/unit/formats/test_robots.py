"""robots.txt as RFC 9309 has it."""

import time

import pytest

from syncsvc.formats.robots import Rules, parse

SITE = "https://stadt.example"


def allowed(text, path, agent="syncsvc"):
    return parse(text, agent).allow(SITE + path)


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("", "/", True),
        ("User-agent: *\nDisallow: /", "/kontakt", False),
        ("User-agent: *\nDisallow:", "/kontakt", True),
        ("User-agent: other\nDisallow: /", "/kontakt", True),
        ("User-agent: syncsvc\nDisallow: /intern\n\nUser-agent: *\nDisallow: /", "/kontakt", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: SyncSvc/2.0\nAllow: /", "/kontakt", True),
        ("User-agent: a\nUser-agent: syncsvc\nDisallow: /x", "/x", False),
        ("User-agent: syncsvc\nDisallow: /x\nUser-agent: b\nDisallow: /y", "/y", True),
        ("User-agent: syncsvc\nDisallow: /x\n\nUser-agent: syncsvc\nDisallow: /y", "/y", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z=1", True),
        ("User-agent: *\nDisallow: /*?sid=", "/x?sid=1", False),
        ("User-agent: *\nDisallow: /exact$", "/exact", False),
        ("User-agent: *\nDisallow: /exact$", "/exact/more", True),
        ("User-agent: *\nDisallow: /über", "/%C3%BCber", False),
        ("\ufeffUser-agent: *\r\nDisallow: /x # comment\r\n", "/x", False),
        ("user-AGENT : * \n disallow : /x", "/x", False),
        ("Sitemap: /s.xml\nDisallow: /x", "/x", True),
    ],
)
def test_the_rules_say_what_may_be_read(text, path, expected):
    assert allowed(text, path) is expected


def test_without_rules_everything_may_be_read():
    assert Rules().allow(f"{SITE}/x")


def test_a_pattern_of_many_stars_costs_no_time():
    text = "User-agent: *\nDisallow: /" + "*a" * 5000 + "$"
    begin = time.process_time()

    assert allowed(text, "/" + "a" * 4000)
    assert time.process_time() - begin < 0.5

"""The html source: several pages, followed links, robots, and one record for what many pages show."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from syncsvc.errors import SourceIncomplete, SourceRejected
from syncsvc.settings import Surroundings
from syncsvc.sources.html import HtmlSettings
from tests.servers import http as served

SAMPLES = Path(__file__).parents[3] / "config/samples"
FOOTER = "<footer>Gemeinde Musterdorf | Hauptstr. 31 | 71638 Musterdorf | Tel. 040 66969-0</footer>"


def source(location, base=Path("/"), **settings):
    given = {"kind": "html", "name": "page", "location": location, "allow_private": True, "robots": False}
    return HtmlSettings(**(given | settings)).open(Surroundings(base=base))


def page(body):
    return served.reply(200, f"<!DOCTYPE html><meta charset=utf-8>{body}".encode(), "text/html")


def names(snapshot):
    return [record.first("name") for record in snapshot.records]


def test_the_citys_page_gives_its_five_contacts():
    snapshot = source("stadt.html", SAMPLES).fetch(())

    assert names(snapshot) == [
        "Anja Widmann",
        "Christina Schiffner",
        "Anna-Katharina Kraemer",
        "Sylvia Maier Lidle",
        "Martha Albinger",
    ]
    assert [record.first("phone") for record in snapshot.records] == [
        "07141 910-3124",
        "07141/910-4043",
        "07141 144-48743",
        "07141/9542-903",
        "0151/70901047",
    ]
    assert snapshot.issues == ()


def test_links_are_followed_on_the_same_host(web):
    web.routes |= {
        "/team": page('<div class=list><a href="/p/1">1</a> <a href="/p/2">2</a></div><a href="/p/3">3</a>'),
        "/p/1": page("<h1>Anna Vogel</h1><p>Tel. 030 23125-701</p>"),
        "/p/2": page("<h1>Bernd Specht</h1><p>Tel. 030 23125-702</p>"),
    }

    snapshot = source(web.url("/team"), follow=".list a").fetch(())

    assert names(snapshot) == ["Anna Vogel", "Bernd Specht"]
    assert snapshot.records[0].place == f"{web.url('/p/1')}, lines 1 to 2"


def test_a_dead_link_is_an_issue(web):
    web.routes |= {"/team": page('<a class=p href="/gone">x</a><p>Anna Vogel<br>Tel. 030 23125-701</p>')}

    snapshot = source(web.url("/team"), follow=".p").fetch(())

    assert [issue.code for issue in snapshot.issues] == ["link-dead"]


def test_links_to_other_hosts_are_refused(web):
    web.routes |= {"/team": page('<a class=p href="http://example.org/x">x</a>')}
    with pytest.raises(SourceRejected):
        source(web.url("/team"), follow=".p").fetch(())


def test_more_links_than_allowed_are_incomplete(web):
    web.routes |= {"/team": page("".join(f'<a class=p href="/{n}">x</a>' for n in range(5)))}
    with pytest.raises(SourceIncomplete, match="max_pages"):
        source(web.url("/team"), follow=".p", max_pages=4).fetch(())


def test_a_footer_on_every_page_is_one_contact(web):
    for number, name in ((1, "Anna Vogel"), (2, "Bernd Specht")):
        web.routes |= {f"/{number}": page(f"<p>{name}<br>Tel. 030 23125-70{number}</p>{FOOTER}")}

    snapshot = source([web.url("/1"), web.url("/2")]).fetch(())

    assert sorted(names(snapshot)) == ["Anna Vogel", "Bernd Specht", "Gemeinde Musterdorf"]


def test_an_unchanged_page_says_so(web):
    web.routes |= {"/team": page("<p>Anna Vogel<br>Tel. 030 23125-701</p>")}
    reader = source(web.url("/team"))
    memory = reader.fetch(()).memory

    assert reader.fetch(memory).unchanged
    assert not source(web.url("/team"), skip="footer").fetch(memory).unchanged


def test_robots_are_asked_unless_the_site_is_ones_own(web):
    web.routes |= {
        "/robots.txt": served.reply(200, b"User-agent: *\nDisallow: /", "text/plain"),
        "/team": page("<p>Anna Vogel<br>Tel. 030 23125-701</p>"),
    }
    with pytest.raises(SourceRejected):
        source(web.url("/team"), robots=None).fetch(())
    assert names(source(web.url("/team")).fetch(())) == ["Anna Vogel"]


@pytest.mark.parametrize("setting", [{"block": "div["}, {"fields": {"name": "p:nope("}}, {"follow": ">>"}])
def test_a_wrong_selector_is_refused(setting):
    with pytest.raises(ValidationError, match="CSS selector"):
        source("x.html", **setting)

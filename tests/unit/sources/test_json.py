"""The json source: paging, completeness, secrets and presets over a real server."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from syncsvc.errors import SourceIncomplete, SourceRejected
from syncsvc.settings import Surroundings
from syncsvc.sources.json import JsonSettings
from tests.servers import http as served

DATA = Path(__file__).parents[2] / "data/structured"


def feed(server, path="/feed", **settings):
    given = {"kind": "json", "name": "feed", "location": server.url(path), "allow_private": True}
    if "preset" not in settings:
        given |= {"records": "items", "key": "nr", "fields": {"name": "name"}}
    return JsonSettings(**(given | settings)).open(Surroundings(base=Path("/")))


def page(*numbers, **more):
    items = [{"nr": number, "name": f"Anna {number}"} for number in numbers]
    return served.reply(200, json.dumps({"items": items, **more}).encode(), "application/json")


def keys(snapshot):
    return [record.ref.key for record in snapshot.records]


def test_next_links_are_followed_to_the_end(web):
    web.routes |= {
        "/feed": page(1, 2, next="/feed?p=b"),
        "/feed?p=b": page(3, next="feed?p=c"),
        "/feed?p=c": page(4, next=None),
    }

    snapshot = feed(web, paging={"next": "next"}).fetch(())

    assert keys(snapshot) == ["1", "2", "3", "4"]
    assert snapshot.records[2].place == f"{web.url('/feed?p=b')}, entry 1"


def test_numbered_pages_end_with_an_empty_one(web):
    web.routes |= {"/feed?size=2": page(1, 2), "/feed?size=2&page=2": page(3), "/feed?size=2&page=3": page()}

    assert keys(feed(web, "/feed?size=2", paging={"page": "page"}).fetch(())) == ["1", "2", "3"]


def test_pages_may_be_numbered_from_nought(web):
    web.routes |= {"/feed": page(1), "/feed?page=1": page(2), "/feed?page=2": page()}

    assert keys(feed(web, paging={"page": "page", "first": 0}).fetch(())) == ["1", "2"]


def test_offsets_count_the_records_that_came(web):
    web.routes |= {"/feed": page(1, 2), "/feed?from=2": page(3), "/feed?from=3": page()}

    assert keys(feed(web, paging={"offset": "from"}).fetch(())) == ["1", "2", "3"]


def test_a_failing_page_is_an_error_never_a_short_list(web):
    web.routes |= {"/feed": page(1, next="/b"), "/b": served.reply(404)}

    with pytest.raises(SourceRejected):
        feed(web, paging={"next": "next"}).fetch(())


def test_an_endless_feed_is_stopped(web):
    web.routes |= {f"/{number}": page(number, next=f"/{number + 1}") for number in range(9)}
    with pytest.raises(SourceRejected, match="more than 5 pages"):
        feed(web, "/0", paging={"next": "next"}, max_pages=5).fetch(())

    web.routes |= {"/feed": page(1, next="/a"), "/a": page(2, next="/feed")}
    with pytest.raises(SourceRejected, match="in a circle"):
        feed(web, paging={"next": "next"}).fetch(())


def test_a_server_that_ignores_the_page_number_is_noticed(web):
    web.routes["/feed"] = page(1, 2)

    with pytest.raises(SourceRejected, match="same as the page before"):
        feed(web, paging={"page": "page"}).fetch(())


def test_a_next_link_to_another_host_is_refused(web):
    web.routes["/feed"] = page(1, next="http://elsewhere.example/feed")

    with pytest.raises(SourceRejected, match="not followed"):
        feed(web, paging={"next": "next"}).fetch(())


def test_fewer_records_than_promised_are_incomplete(web):
    web.routes |= {"/feed": page(1, 2, total=4, next="/b"), "/b": page(3, total=4), "/one": page(1, total=2)}

    with pytest.raises(SourceIncomplete, match="3 records came, 4 were promised"):
        feed(web, paging={"next": "next"}, total="total").fetch(())
    with pytest.raises(SourceIncomplete, match="1 records came, 2 were promised"):
        feed(web, "/one", total="total").fetch(())
    web.routes["/b"] = page(3, 4, total=4)
    assert len(keys(feed(web, paging={"next": "next"}, total="total").fetch(()))) == 4


def test_several_feeds_are_paged_and_counted_each_for_itself(web):
    web.routes |= {"/a": page(1, total=2, next="/a2"), "/a2": page(2, total=2), "/b": page(3, total=1)}
    source = feed(web, location=[web.url("/a"), web.url("/b")], paging={"next": "next"}, total="total")

    assert keys(source.fetch(())) == ["1", "2", "3"]


@pytest.mark.parametrize("body", [b"{}", b'{"items": null}', b'{"error": "sign in"}', b'{"items": [', b"null"])
def test_an_answer_of_another_shape_is_rejected_never_empty(web, body):
    web.routes["/feed"] = served.reply(200, body, "application/json")

    with pytest.raises(SourceRejected, match="/feed"):
        feed(web).fetch(())


def test_a_sign_in_page_is_rejected(web):
    web.routes["/feed"] = served.reply(200, b"<form>", "text/html")

    with pytest.raises(SourceRejected, match="text/html"):
        feed(web).fetch(())


def test_unchanged_feeds_are_unchanged_paged_or_not(web):
    web.routes |= {"/feed": page(1, next="/b"), "/b": page(2), "/one": page(1)}
    for source in (feed(web, paging={"next": "next"}), feed(web, "/one")):
        first = source.fetch(())
        assert source.fetch(first.memory).unchanged


def test_a_change_on_the_last_page_gives_all_pages(web):
    web.routes |= {"/feed": page(1, next="/b"), "/b": page(2)}
    source = feed(web, paging={"next": "next"})
    memory = source.fetch(()).memory
    web.routes["/b"] = page(3)

    assert keys(source.fetch(memory)) == ["1", "3"]


def test_other_paths_read_the_same_feed_again(web):
    web.routes["/feed"] = page(1)
    memory = feed(web).fetch(()).memory

    assert not feed(web, fields={"note": "name"}).fetch(memory).unchanged


def test_secrets_in_header_and_query_are_sent_and_never_shown(web, monkeypatch):
    monkeypatch.setenv("FEED_KEY", "geheim")
    web.routes["/feed"] = page(1)
    source = feed(
        web,
        headers_env={"X-Api-Key": "FEED_KEY"},
        query_env={"key": "FEED_KEY"},
        location=[web.url("/feed"), web.url("/feed?b=1")],
    )

    snapshot = source.fetch(())

    assert web.asked[0].headers["x-api-key"] == "geheim"
    assert web.paths() == ["/feed?key=geheim", "/feed?b=1&key=geheim"]
    assert "geheim" not in repr(snapshot)


def test_integreat_over_the_wire(web):
    web.routes["/feed"] = served.reply(200, (DATA / "integreat_locations.json").read_bytes(), "application/json")

    assert keys(feed(web, preset="integreat").fetch(())) == ["99//", "99/ehrenamt/sonja bauer-kluth"]


def test_oparl_pages_over_the_wire(web):
    def people(*names, next_page=None):
        data = [{"id": web.url(f"/person/{name}"), "name": name} for name in names]
        return served.reply(
            200,
            json.dumps({"data": data, "links": {"next": next_page} if next_page else {}}).encode(),
            "application/json",
        )

    web.routes |= {
        "/feed": people("Anna Muster", next_page=web.url("/feed?page=2")),
        "/feed?page=2": people("Bert Muster"),
    }

    assert [record.first("name") for record in feed(web, preset="oparl").fetch(()).records] == [
        "Anna Muster",
        "Bert Muster",
    ]


def test_a_preset_may_be_changed():
    settings = JsonSettings(
        kind="json",
        name="x",
        location="x.json",
        preset="oparl",
        fields={"note": "life", "role": "status[0]"},
        skip="hidden",
    )

    mapping = settings.mapping()

    assert dict(mapping.fields)["note"] == "life"
    assert dict(mapping.fields)["role"] == "status[0]"
    assert dict(mapping.fields)["name"] == "name"
    assert (mapping.skip, mapping.key) == ("hidden", "id")


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"fields": {"name": "a."}},
        {"fields": {"Name": "a"}},
        {"fields": {"name": "a"}, "records": "[?"},
        {"fields": {"name": "a"}, "records": ("@", "b c")},
        {"fields": {"name": "a"}, "paging": {}},
        {"fields": {"name": "a"}, "paging": {"next": "a", "page": "p"}},
        {"fields": {"name": "a"}, "paging": {"next": "[?"}},
        {"fields": {"name": "a"}, "total": "a b"},
        {"preset": "unknown"},
    ],
)
def test_wrong_settings_are_refused(wrong):
    with pytest.raises(ValidationError):
        JsonSettings(kind="json", name="x", location="x.json", **wrong)

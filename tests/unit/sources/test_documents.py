"""From a location to documents: files, folders, URLs and lists of them."""

import os

import pytest
from pydantic import ValidationError

from syncsvc.errors import SourceError, SourceIncomplete, SourceRejected, SourceUnavailable
from syncsvc.settings import Surroundings
from syncsvc.sources import reading
from syncsvc.sources.documents import Documents, DocumentSettings
from tests.servers import http as served


class Settings(DocumentSettings):
    suffixes = (".txt",)
    media_types = ("text/plain",)

    def open(self, around):
        raise NotImplementedError


class PageSettings(Settings):
    pages = True
    media_types = ("text/html",)


@pytest.fixture
def documents(tmp_path):
    def make(location, settings=Settings, **given):
        return Documents(
            settings(name="x", location=location, **given), Surroundings(base=tmp_path, contact="it@stadt.example")
        )

    return make


def contents(fetched):
    return [document.content for document in fetched.documents]


# Files and folders


def test_a_file_is_one_document_under_its_configured_name(documents, tmp_path):
    (tmp_path / "liste.txt").write_bytes(b"Anna")

    fetched = documents("liste.txt").fetch((), "1")

    assert [(document.location, document.content) for document in fetched.documents] == [("liste.txt", b"Anna")]


def test_a_folder_gives_its_files_sorted_without_hidden_temporary_and_foreign_ones(documents, tmp_path):
    (tmp_path / "drop").mkdir()
    for name in ("b.TXT", "a.txt", ".hidden.txt", "~$a.txt", ".~lock.a.txt", "c.txt.part", "d.pdf"):
        (tmp_path / "drop" / name).write_text(name)

    fetched = documents("drop/").fetch((), "1")

    assert [document.location for document in fetched.documents] == ["drop/a.txt", "drop/b.TXT"]


def test_unchanged_files_are_unchanged_whatever_their_time_says(documents, tmp_path):
    (tmp_path / "a.txt").write_text("Anna")
    first = documents("a.txt").fetch((), "1")
    os.utime(tmp_path / "a.txt", (1, 1))

    again = documents("a.txt").fetch(first.memory, "1")

    assert (again.unchanged, again.documents, again.memory) == (True, (), first.memory)


def test_a_change_that_keeps_size_and_time_is_seen(documents, tmp_path):
    (tmp_path / "a.txt").write_text("Anna")
    os.utime(tmp_path / "a.txt", (1, 1))
    first = documents("a.txt").fetch((), "1")
    (tmp_path / "a.txt").write_text("Anne")
    os.utime(tmp_path / "a.txt", (1, 1))

    assert contents(documents("a.txt").fetch(first.memory, "1")) == [b"Anne"]


def test_what_is_remembered_is_what_was_read_though_the_file_changes_after_it_was_hashed(
    documents, tmp_path, monkeypatch
):
    """Else the next run would find «unchanged» what nobody has read, or read again what is known."""
    file = tmp_path / "a.txt"
    file.write_bytes(b"Anna")
    first = documents("a.txt").fetch((), "1")
    file.write_bytes(b"Anne")
    read = reading.read_file

    def changed_before(path, max_bytes):
        fresh = tmp_path / "fresh"
        fresh.write_bytes(b"Antje")
        fresh.replace(path)
        return read(path, max_bytes)

    monkeypatch.setattr(reading, "read_file", changed_before)
    second = documents("a.txt").fetch(first.memory, "1")
    monkeypatch.undo()

    assert contents(second) == [b"Antje"]
    assert documents("a.txt").fetch(second.memory, "1").unchanged
    file.write_bytes(b"Anne")
    assert contents(documents("a.txt").fetch(second.memory, "1")) == [b"Anne"]


def test_another_version_of_the_reading_reads_everything_again(documents, tmp_path):
    (tmp_path / "a.txt").write_text("Anna")
    first = documents("a.txt").fetch((), "1")

    assert contents(documents("a.txt").fetch(first.memory, "2")) == [b"Anna"]


def test_one_changed_file_of_a_folder_gives_all_documents(documents, tmp_path):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(name)
    first = documents(".").fetch((), "1")
    (tmp_path / "b.txt").write_text("new")

    assert contents(documents(".").fetch(first.memory, "1")) == [b"a.txt", b"new"]


@pytest.mark.parametrize("change", ["added", "removed", "renamed"])
def test_a_folder_with_other_files_is_changed(documents, tmp_path, change):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(name)
    first = documents(".").fetch((), "1")
    if change == "added":
        (tmp_path / "c.txt").write_text("c.txt")
    else:
        (tmp_path / "b.txt").rename(tmp_path / ("b.old" if change == "removed" else "z.txt"))

    assert not documents(".").fetch(first.memory, "1").unchanged


def test_another_location_with_the_same_content_is_not_unchanged(documents, tmp_path):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("same")
    first = documents("a.txt").fetch((), "1")

    assert not documents("b.txt").fetch(first.memory, "1").unchanged


@pytest.mark.parametrize(
    ("make", "error", "told"),
    [
        (lambda path: None, SourceUnavailable, "is not there"),
        (lambda path: path.write_bytes(b""), SourceIncomplete, "is empty"),
        (lambda path: path.mkdir(), SourceIncomplete, "no file to read"),
        (os.mkfifo, SourceRejected, "is not a file"),
        (lambda path: path.write_bytes(b"x" * 101), SourceRejected, "more than 100 bytes"),
        (lambda path: path.symlink_to(path), SourceUnavailable, "cannot be read"),
    ],
    ids=["missing", "empty", "empty-folder", "pipe", "large", "loop"],
)
def test_what_cannot_be_read_is_told_with_place_and_advice(documents, tmp_path, make, error, told):
    make(tmp_path / "a.txt")

    with pytest.raises(error, match=told) as caught:
        documents("a.txt", max_bytes=100).fetch((), "1")
    assert type(caught.value) is error
    assert "a.txt" in str(caught.value)
    assert caught.value.hint


def test_a_file_without_the_right_to_read_is_rejected(documents, tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("Anna")

    def deny(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", deny)
    with pytest.raises(SourceRejected, match="may not be read"):
        documents("a.txt").fetch((), "1")


def test_one_bad_place_of_several_spoils_the_answer(documents, tmp_path):
    (tmp_path / "a.txt").write_text("Anna")

    with pytest.raises(SourceUnavailable, match=r"missing\.txt"):
        documents(["a.txt", "missing.txt"]).fetch((), "1")


def test_an_empty_folder_beside_a_full_one_is_an_error_too(documents, tmp_path):
    for folder in ("full", "empty"):
        (tmp_path / folder).mkdir()
    (tmp_path / "full/a.txt").write_text("Anna")

    with pytest.raises(SourceIncomplete, match="no file to read in empty"):
        documents(["full", "empty"]).fetch((), "1")


def test_an_empty_source_is_an_answer_where_it_may_be(documents, tmp_path):
    (tmp_path / "drop").mkdir()
    (tmp_path / "a.txt").write_bytes(b"")

    assert documents("drop", allow_empty=True).fetch((), "1").documents == ()
    assert contents(documents("a.txt", allow_empty=True).fetch((), "1")) == [b""]


def test_an_empty_file_that_is_as_it_was_is_an_error_once_it_may_not_be_empty(documents, tmp_path):
    (tmp_path / "a.txt").write_bytes(b"")
    remembered = documents("a.txt", allow_empty=True).fetch((), "1").memory

    assert documents("a.txt", allow_empty=True).fetch(remembered, "1").unchanged
    with pytest.raises(SourceIncomplete, match="is empty"):
        documents("a.txt").fetch(remembered, "1")


def test_a_file_that_is_as_it_was_is_read_beside_one_that_changed(documents, tmp_path):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(name)
    source = documents(["a.txt", "b.txt"])
    remembered = source.fetch((), "1").memory
    (tmp_path / "b.txt").write_text("new")

    assert contents(source.fetch(remembered, "1")) == [b"a.txt", b"new"]


# URLs


def test_the_servers_word_unchanged_is_enough(documents, web):
    web.routes["/a"] = served.with_validators(b"Anna", etag='"1"')
    source = documents(web.url("/a"), allow_private=True)
    first = source.fetch((), "1")

    again = source.fetch(first.memory, "1")

    assert (again.unchanged, again.memory) == (True, first.memory)
    assert web.asked[1].headers["if-none-match"] == '"1"'


def test_the_same_body_is_unchanged_also_where_the_server_does_not_know(documents, web):
    web.routes["/a"] = served.reply(200, b"Anna")
    source = documents(web.url("/a"), allow_private=True)

    assert source.fetch(source.fetch((), "1").memory, "1").unchanged


def test_a_validator_of_another_version_is_not_sent(documents, web):
    web.routes["/a"] = served.with_validators(b"Anna", etag='"1"')
    source = documents(web.url("/a"), allow_private=True)

    fetched = source.fetch(source.fetch((), "1").memory, "2")

    assert contents(fetched) == [b"Anna"]
    assert "if-none-match" not in web.asked[1].headers


@pytest.mark.parametrize(
    ("modified", "remembered"), [("Sun, 01 Nov 2026 11:00:00 GMT", True), ("Sun, 01 Nov 2026 11:59:59 GMT", False)]
)
def test_last_modified_is_only_trusted_once_it_is_old(documents, web, modified, remembered):
    """A file changed twice within the second of its date would be taken for unchanged."""
    web.routes["/a"] = served.with_validators(b"Anna", modified=modified)
    source = documents(web.url("/a"), allow_private=True)

    source.fetch(source.fetch((), "1").memory, "1")

    assert ("if-modified-since" in web.asked[1].headers) is remembered


def test_of_several_urls_one_change_gives_all(documents, web):
    web.routes |= {"/a": served.with_validators(b"Anna", etag='"1"'), "/b": served.with_validators(b"Bert", etag='"1"')}
    source = documents([web.url("/a"), web.url("/b")], allow_private=True)
    first = source.fetch((), "1")
    web.routes["/b"] = served.with_validators(b"Bernd", etag='"2"')

    second = source.fetch(first.memory, "1")

    assert contents(second) == [b"Anna", b"Bernd"]
    assert source.fetch(second.memory, "1").unchanged


def test_the_configured_encoding_outranks_the_servers(documents, web, tmp_path):
    web.routes["/a"] = served.reply(200, b"Anna", "text/plain; charset=UTF-8")
    (tmp_path / "a.txt").write_text("Anna")

    def charset(location, **given):
        return documents(location, allow_private=True, **given).fetch((), "1").documents[0].charset

    assert charset(web.url("/a")) == "utf-8"
    assert charset(web.url("/a"), encoding="windows-1252") == "cp1252"
    assert (charset("a.txt"), charset("a.txt", encoding="latin1")) == ("", "iso8859-1")


def test_the_location_of_a_document_shows_no_secret(documents, web):
    web.routes["/a"] = served.reply(200, b"Anna")

    document = documents(web.url("/a?page=2&access_token=geheim"), allow_private=True).fetch((), "1").documents[0]

    assert document.location == web.url("/a?page=2&access_token=***")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (served.reply(200, b""), SourceIncomplete),
        (served.reply(200, b"<html>", "text/html"), SourceRejected),
        (served.reply(404), SourceRejected),
        (served.reply(500), SourceUnavailable),
    ],
    ids=["empty", "html", "404", "500"],
)
def test_a_bad_answer_is_the_right_error(documents, web, answer, error):
    web.routes["/a"] = answer

    with pytest.raises(error) as caught:
        documents(web.url("/a"), allow_private=True).fetch((), "1")
    assert type(caught.value) is error
    assert "/a" in str(caught.value)
    assert caught.value.hint


def test_we_say_who_we_are_and_whom_to_ask(documents, web):
    web.routes["/a"] = served.reply(200, b"Anna")

    documents(web.url("/a"), allow_private=True).fetch((), "1")

    assert web.asked[0].headers["user-agent"].startswith("syncsvc/")
    assert web.asked[0].headers["user-agent"].endswith("(+it@stadt.example)")


def test_secrets_come_from_the_environment_and_from_files(documents, web, tmp_path, monkeypatch):
    web.routes["/a"] = served.reply(200, b"Anna")
    monkeypatch.setenv("FEED_TOKEN", "geheim-1")
    (tmp_path / "key").write_text("geheim-2\n")

    documents(
        web.url("/a"),
        allow_private=True,
        token_env="FEED_TOKEN",
        headers={"Accept-Language": "de"},
        headers_file={"X-Api-Key": "key"},
    ).fetch((), "1")

    sent = web.asked[0].headers
    assert (sent["authorization"], sent["x-api-key"], sent["accept-language"]) == ("Bearer geheim-1", "geheim-2", "de")


# Links


def page(*links):
    return served.reply(200, " ".join(links).encode(), "text/html")


def words(document):
    return document.content.decode().split() if document.location.endswith(("index", "index.txt")) else ()


def test_linked_pages_follow_their_page_and_each_is_read_once(documents, web):
    web.routes |= {"/index": page("b", "/a", "b", "index"), "/a": page("Anna"), "/b": page("Bert")}

    fetched = documents(web.url("/index"), PageSettings, allow_private=True, robots=False).fetch((), "1", words)

    assert contents(fetched) == [b"b /a b index", b"Bert", b"Anna"]


def test_a_changed_linked_page_is_seen_though_its_index_is_as_before(documents, web):
    web.routes |= {"/index": page("a"), "/a": page("Anna")}
    source = documents(web.url("/index"), PageSettings, allow_private=True, robots=False)
    first = source.fetch((), "1", words)
    assert source.fetch(first.memory, "1", words).unchanged
    web.routes["/a"] = page("Anne")

    assert contents(source.fetch(first.memory, "1", words)) == [b"a", b"Anne"]


def test_a_dead_link_is_told_and_does_not_spoil_the_rest(documents, web):
    web.routes |= {"/index": page("a", "gone"), "/a": page("Anna")}
    source = documents(web.url("/index"), PageSettings, allow_private=True, robots=False)

    fetched = source.fetch((), "1", words)

    assert (contents(fetched), fetched.missing) == ([b"a gone", b"Anna"], (web.url("/gone"),))
    assert source.fetch(fetched.memory, "1", words).unchanged
    web.routes["/gone"] = page("Back")
    assert contents(source.fetch(fetched.memory, "1", words)) == [b"a gone", b"Anna", b"Back"]


def test_a_linked_page_that_cannot_be_read_now_is_an_error(documents, web):
    web.routes |= {"/index": page("a"), "/a": served.reply(500)}

    with pytest.raises(SourceUnavailable):
        documents(web.url("/index"), PageSettings, allow_private=True, robots=False).fetch((), "1", words)


@pytest.mark.parametrize(
    "link",
    ["http://elsewhere.example/a", "//elsewhere.example/a", "file:///etc/passwd", "mailto:a@b.example", "http://[bad/"],
)
def test_a_link_to_another_host_is_refused(documents, web, link):
    with pytest.raises(SourceRejected, match=r"not followed|no URL"):
        documents(web.url("/index"), PageSettings, allow_private=True, robots=False).get(link, base=web.url("/index"))


def test_a_link_that_redirects_to_another_host_is_refused(documents, web):
    with served.serving({"/a": page("Anna")}) as other:
        web.routes |= {"/index": page("a"), "/a": served.redirect(other.url("/a", host="localhost"))}

        with pytest.raises(SourceRejected):
            documents(web.url("/index"), PageSettings, allow_private=True, robots=False).fetch((), "1", words)


def test_links_of_a_file_stay_in_its_folder(documents, tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site/index.txt").write_text("a%20b.txt#anna gone.txt")
    (tmp_path / "site/a b.txt").write_text("Anna")
    (tmp_path / "secret.txt").write_text("geheim")
    (tmp_path / "site/way-out.txt").symlink_to(tmp_path / "secret.txt")
    source = documents("site/index.txt")

    fetched = source.fetch((), "1", words)

    assert contents(fetched) == [b"a%20b.txt#anna gone.txt", b"Anna"]
    assert fetched.missing == ("site/gone.txt",)
    for link in ("../secret.txt", "way-out.txt", "/etc/passwd", "http://elsewhere.example/", "%2e%2e/secret.txt"):
        with pytest.raises(SourceRejected, match="not followed"):
            source.get(link, base="site/index.txt")


def test_a_linked_vcard_is_read_if_asked_for(documents, web):
    web.routes["/anna.vcf"] = served.reply(200, b"BEGIN:VCARD", "text/vcard")
    source = documents(web.url("/index"), PageSettings, allow_private=True, robots=False)

    assert source.get("anna.vcf", base=web.url("/index"), media_types=("text/vcard",)).content == b"BEGIN:VCARD"
    with pytest.raises(SourceRejected):
        source.get("anna.vcf", base=web.url("/index"))


# robots.txt


ROBOTS = served.reply(200, b"User-agent: *\nDisallow: /intern\n")


def test_pages_respect_robots_txt_and_ask_once(documents, web):
    web.routes |= {"/robots.txt": ROBOTS, "/index": page("a"), "/a": page("Anna"), "/intern": page("x")}

    documents(web.url("/index"), PageSettings, allow_private=True).fetch((), "1", words)

    assert web.paths() == ["/robots.txt", "/index", "/a"]
    with pytest.raises(SourceRejected, match=r"robots\.txt"):
        documents(web.url("/intern"), PageSettings, allow_private=True).fetch((), "1")
    with pytest.raises(SourceRejected, match=r"robots\.txt"):
        documents(web.url("/intern"), PageSettings, allow_private=True).check()


def test_ones_own_site_and_feeds_need_no_robots_txt(documents, web):
    web.routes |= {"/robots.txt": ROBOTS, "/intern": served.reply(200, b"x", "text/html")}
    own = documents(web.url("/intern"), PageSettings, allow_private=True, robots=False)

    assert contents(own.fetch((), "1")) == [b"x"]
    web.routes["/intern"] = served.reply(200, b"x")
    assert contents(documents(web.url("/intern"), allow_private=True).fetch((), "1")) == [b"x"]
    assert "/robots.txt" not in web.paths()


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_without_robots_txt_everything_may_be_read(documents, web, status):
    web.routes |= {"/robots.txt": served.reply(status), "/index": page("x")}

    assert contents(documents(web.url("/index"), PageSettings, allow_private=True).fetch((), "1")) == [b"x"]


def test_a_robots_txt_that_cannot_be_read_now_forbids_for_now(documents, web):
    web.routes |= {"/robots.txt": served.reply(500), "/index": page("x")}

    with pytest.raises(SourceUnavailable, match=r"robots\.txt"):
        documents(web.url("/index"), PageSettings, allow_private=True).fetch((), "1")


# check


def test_check_says_what_is_there_without_reading_it(documents, web, tmp_path):
    (tmp_path / "a.txt").write_text("Anna")
    web.routes["/a"] = served.endless

    told = documents(["a.txt", web.url("/a")], allow_private=True).check()

    assert told == f"a.txt: 1 file, 4 bytes; {web.url('/a')} answers with text/plain"


@pytest.mark.parametrize("location", ["missing.txt", "http://127.0.0.1:1/"])
def test_check_raises_what_a_fetch_would(documents, location):
    with pytest.raises(SourceError):
        documents(location, allow_private=True).check()


# Settings


@pytest.mark.parametrize(
    "wrong",
    [
        {"location": ""},
        {"location": ()},
        {"location": ("a.txt", "a.txt")},
        {"location": "https://anna:geheim@stadt.example/"},
        {"location": "ftp://stadt.example/"},
        {"location": "https:///x"},
        {"location": "https://stadt.example:99999/"},
        {"location": "a.txt", "encoding": "klingonisch"},
        {"location": "a.txt", "headers": {"Authorization": "Bearer geheim"}},
        {"location": "a.txt", "headers": {"X Bad": "x"}},
        {"location": "a.txt", "headers": {"X-Bad": "x\r\nY: geheim"}},
        {"location": "a.txt", "proxy": "socks5://127.0.0.1"},
        {"location": "a.txt", "proxy": "http://anna:geheim@127.0.0.1:3128"},
        {"location": "a.txt", "username": "anna", "token_env": "TOKEN"},
        {"location": "a.txt", "max_bytes": 0},
    ],
)
def test_wrong_settings_are_refused_without_printing_them(wrong):
    with pytest.raises(ValidationError) as caught:
        Settings(name="x", **wrong)
    assert "geheim" not in str(caught.value)

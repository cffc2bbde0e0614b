"""WebDAV bodies: what we ask is well-formed, what servers answer is understood."""

import contextlib

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from syncsvc.formats.webdav import (
    DISCOVERY,
    ETAGS,
    TOKEN,
    WebdavError,
    multiget,
    path_of,
    read_multistatus,
    sync_collection,
)


@pytest.mark.parametrize(
    "body", [DISCOVERY, ETAGS, TOKEN, sync_collection('a&b<c>"'), multiget(["/b/a&b.vcf", "/b/ü.vcf"])]
)
def test_what_we_ask_is_well_formed(body):
    assert fromstring(body).tag


def test_hrefs_and_tokens_arrive_as_they_are():
    asked = fromstring(multiget(["/b/a&b.vcf"])).findtext("{DAV:}href")

    assert (asked, fromstring(sync_collection("a&<b>")).findtext("{DAV:}sync-token")) == ("/b/a&b.vcf", "a&<b>")


def test_properties_count_only_where_they_were_found():
    answer = read_multistatus(
        b"""<?xml version="1.0" encoding="utf-8"?>
        <d:multistatus xmlns:d="DAV:" xmlns:x="urn:ietf:params:xml:ns:carddav"><d:response><d:href> /b/a%20b.vcf </d:href>
        <d:propstat><d:prop><d:getetag>"1"</d:getetag></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat>
        <d:propstat><d:prop><x:address-data/><d:displayname>no</d:displayname></d:prop><d:status>HTTP/1.1 404 No</d:status></d:propstat>
        </d:response><d:response><d:href>/b/1.vcf</d:href><d:href>/b/2.vcf</d:href><d:status>HTTP/1.1 404 No</d:status></d:response>
        <d:sync-token>t</d:sync-token></d:multistatus>"""
    )

    first, second, third = answer.resources
    assert (first.href, first.path, first.etag, first.card, first.title) == (
        "/b/a%20b.vcf",
        "/b/a b.vcf",
        '"1"',
        None,
        "",
    )
    assert [(item.href, item.status) for item in (second, third)] == [("/b/1.vcf", 404), ("/b/2.vcf", 404)]
    assert answer.token == "t"


def test_a_path_is_the_same_however_it_is_written():
    assert path_of("https://dav.example/b/a%40b%20.vcf?x") == path_of("/b/a@b%20.vcf") == "/b/a@b .vcf"


@given(st.binary(max_size=200))
def test_any_bytes_are_an_answer_or_told(content):
    with contextlib.suppress(WebdavError):
        assert isinstance(read_multistatus(content).resources, tuple)


def test_an_empty_answer_is_an_answer():
    assert read_multistatus(b'<multistatus xmlns="DAV:"/>').resources == ()

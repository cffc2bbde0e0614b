"""LDAP messages: what we send is what ldap3 would send, what we read is what servers send, and rubbish is refused."""

from contextlib import suppress

import ldap3
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ldap3.protocol.rfc4511 import (
    LDAPDN,
    AttributeDescription,
    LDAPMessage,
    MessageID,
    PartialAttribute,
    PartialAttributeList,
    ProtocolOp,
    SearchResultEntry,
    Vals,
)
from pyasn1.codec.ber import decoder, encoder
from pyasn1.type import univ

from syncsvc.formats.ldap import ber, messages
from syncsvc.formats.ldap.changes import Add, Delete, Modify, Part
from syncsvc.formats.ldap.entry import LdapEntry

ENTRY = LdapEntry("uid=1,o=x", (("cn", ("Jörg".encode(), b"x" * 300)), ("jpegPhoto", (b"\xff" * 70000,))))
CHANGE = Modify("uid=1,o=x", ((Part.ADD, "mail", (b"a",)), (Part.REPLACE, "title", ()), (Part.DELETE, "ou", (b"b",))))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (messages.operation(Add(ENTRY)), "addRequest"),
        (messages.operation(Delete("uid=1,o=x")), "delRequest"),
        (messages.operation(CHANGE), "modifyRequest"),
        (messages.search("o=x", 2, messages.equals("seeAlso", "cn=a"), ("cn", "mail")), "searchRequest"),
        (messages.search("", 0, messages.present("objectClass"), ()), "searchRequest"),
        (messages.extended(messages.TRANSACTION_START), "extendedReq"),
        (messages.transaction_end(b"id", commit=False), "extendedReq"),
    ],
)
def test_requests_are_understood_by_another_decoder(body, kind):
    sent = messages.request(70000, body, messages.control("1.2.3", b"v"), messages.page(500, b""))

    read, rest = decoder.decode(sent, asn1Spec=LDAPMessage())

    assert rest == b""
    assert (int(read["messageID"]), read["protocolOp"].getName()) == (70000, kind)
    assert [str(control["controlType"]) for control in read["controls"]] == ["1.2.3", messages.PAGED_RESULTS]


def test_an_entry_is_read_as_another_encoder_writes_it():
    message, entry, values = LDAPMessage(), SearchResultEntry(), Vals()
    values.extend(["a", "b"])
    attribute = PartialAttribute()
    attribute["type"], attribute["vals"] = AttributeDescription("mail"), values
    entry["object"], entry["attributes"] = LDAPDN("uid=1"), PartialAttributeList()
    entry["attributes"].extend([attribute])
    message["messageID"], message["protocolOp"] = MessageID(7), ProtocolOp().setComponentByName("searchResEntry", entry)

    reply = messages.reply(encoder.encode(message))

    assert (reply.message, reply.tag, reply.dn) == (7, messages.ENTRY, "uid=1")
    assert reply.attributes == (("mail", (b"a", b"b")),)


def result(code: int, *more: bytes) -> bytes:
    return ber.sequence((ber.integer(code, ber.ENUMERATED), ber.octets(""), ber.octets("why"), *more), 0x65)


def test_a_page_that_is_not_the_last_gives_its_cookie():
    value = ber.sequence((ber.integer(0), ber.octets(b"more")))
    control = ber.sequence((ber.octets(messages.PAGED_RESULTS), ber.octets(value)))
    other = ber.sequence((ber.octets("1.2.3"), ber.boolean(value=True), ber.octets(b"x")))

    reply = messages.reply(messages.request(3, result(0), other, control))

    assert (reply.code, reply.diagnostic, reply.cookie) == (0, "why", b"more")


def test_a_failed_transaction_names_its_request():
    assert messages.failed_message(ber.sequence((ber.integer(300),))) == 300
    assert messages.failed_message(b"") is None
    assert messages.failed_message(ber.sequence(())) is None


def test_lengths_with_leading_zeros_are_read():
    assert ber.header(b"\x30\x84\x00\x00\x00\x05hello", 0) == (0x30, 6, 11)


@pytest.mark.parametrize("number", [0, 1, 127, 128, 255, 256, 65535, 1 << 24, (1 << 31) - 1, -1, -129])
def test_integers_are_as_short_as_can_be_and_come_back(number):
    sent = ber.integer(number)

    assert ber.number(sent[2:]) == number
    assert sent == encoder.encode(univ.Integer(number))


@given(data=st.binary(max_size=80))
def test_rubbish_is_refused_and_never_loops(data):
    try:
        end = messages.split(data, 0)
        if end is not None:
            messages.reply(data[:end])
    except ber.BrokenBer:
        pass


@given(data=st.binary(max_size=60), at=st.integers(0, 40))
def test_a_damaged_reply_is_refused_or_read(data, at):
    whole = bytearray(messages.request(3, result(0), messages.page(5, b"c")))
    whole[at : at + 3] = data[:3]
    with suppress(ber.BrokenBer):
        messages.reply(bytes(whole))


def test_ldap3_knows_the_codes_we_explain():
    assert ldap3.core.results.RESULT_CODES[65] == "objectClassViolation"

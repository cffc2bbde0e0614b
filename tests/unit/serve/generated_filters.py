"""Random filters over the values of given entries, as BER, and what a server answers to searches with them."""

import random
import socket
from dataclasses import dataclass

from syncsvc.formats.ldap import ber, messages
from syncsvc.formats.ldap.filters import All, Equal, Extensible, Not, Ordered, Present, Some, Substrings

TEXTS = ("cn", "commonName", "sn", "surname", "givenName", "displayName", "title", "o", "ou", "mail", "roomNumber", "street", "l",
         "postalCode", "description", "uid", "employeeType", "businessCategory", "2.5.4.3", "CN")  # fmt: skip
NUMBERS = ("telephoneNumber", "mobile", "homePhone", "pager")
OTHERS = ("mozillaNickname", "unheardOf", "cn;lang-de", "2.5.99.99", "jpegPhoto", "member", "name")
RULES = ("", "caseIgnoreMatch", "caseExactMatch", "2.5.13.2", "telephoneNumberMatch", "unheardOfMatch")


@dataclass(frozen=True)
class Asked:
    """One search."""

    condition: object
    base: str
    scope: int
    attributes: tuple[str, ...]
    types_only: bool = False


@dataclass(frozen=True)
class Approximate:
    """``(attribute~=value)``."""

    attribute: str
    value: bytes


class Generator:
    """Makes filters from what is there, so that many of them find something."""

    def __init__(self, entries, seed):
        self.rng = random.Random(seed)
        self.values = {}
        for entry in entries:
            for name, values in entry.attributes:
                self.values.setdefault(name.lower(), []).extend(value.decode("utf-8", "replace") for value in values)

    def filter(self, depth=3):
        kind = self.rng.random()
        if depth and kind < 0.35:
            parts = tuple(self.filter(depth - 1) for _ in range(self.rng.choice((0, 1, 2, 2, 3))))
            return self.rng.choice((All, Some))(parts)
        if depth and kind < 0.45:
            return Not(self.filter(depth - 1))
        return self.leaf()

    def leaf(self):
        attribute = self.rng.choice(
            TEXTS if self.rng.random() < 0.75 else NUMBERS if self.rng.random() < 0.6 else OTHERS
        )
        kind, value = self.rng.random(), self.value(attribute)
        if kind < 0.12:
            return Present(attribute)
        if kind < 0.4:
            return Equal(attribute, self.disguised(value).encode())
        if kind < 0.85:
            return self.substrings(attribute, value)
        if kind < 0.9:
            return Ordered(attribute, value.encode(), self.rng.random() < 0.5)
        rule = self.rng.choice(RULES)
        return Extensible(
            attribute if self.rng.random() < 0.8 or not rule else "", rule, value.encode(), self.rng.random() < 0.3
        )

    def value(self, attribute):
        plain = {"commonname": "cn", "surname": "sn", "2.5.4.3": "cn", "name": "cn"}.get(
            attribute.lower(), attribute.lower()
        )
        return self.rng.choice(self.values.get(plain) or self.values["cn"])

    def disguised(self, value):
        """The same value in another case, or with more blanks."""
        return self.rng.choice((value, value.upper(), value.lower(), value.replace(" ", "  "), f" {value} "))

    def substrings(self, attribute, value):
        start = self.rng.randrange(len(value))
        piece = value[start : start + self.rng.randint(1, 6)].strip(" -.,/()") or value[:1]
        if attribute in NUMBERS:
            # A piece that begins with 0 is in the other notations of numbers too: on purpose ours finds more.
            piece = piece.lstrip("0") or "23125"
        return self.rng.choice(
            (
                Substrings(attribute, b"", (piece.encode(),), b""),
                Substrings(attribute, b"", (piece.upper().encode(),), b""),
                Substrings(attribute, value[:3].strip(" -").encode(), (), b""),
                Substrings(attribute, b"", (), value[-3:].strip(" -").encode()),
                Substrings(attribute, value[:2].strip(" -").encode(), (piece.encode(),), value[-1:].encode()),
                Substrings(attribute, b"", (value[:1].encode(), piece.encode()), b""),
            )
        )


def encoded(condition):
    match condition:
        case All(parts) | Some(parts):
            return ber.sequence(map(encoded, parts), 0xA0 if isinstance(condition, All) else 0xA1)
        case Not(part):
            return ber.tlv(0xA2, encoded(part))
        case Present(attribute):
            return messages.present(attribute)
        case Equal(attribute, value):
            return ber.sequence((ber.octets(attribute), ber.octets(value)), 0xA3)
        case Approximate(attribute, value):
            return ber.sequence((ber.octets(attribute), ber.octets(value)), 0xA8)
        case Ordered(attribute, value, least):
            return ber.sequence((ber.octets(attribute), ber.octets(value)), 0xA5 if least else 0xA6)
        case Substrings(attribute, first, between, last):
            pieces = [ber.tlv(0x80, first)] * bool(first) + [ber.tlv(0x81, one) for one in between]
            return ber.sequence(
                (ber.octets(attribute), ber.sequence([*pieces, *[ber.tlv(0x82, last)] * bool(last)])), 0xA4
            )
        case Extensible(attribute, rule, value, dn):
            named = ber.tlv(0x81, rule.encode()) * bool(rule) + ber.tlv(0x82, attribute.encode()) * bool(attribute)
            return ber.tlv(0xA9, named + ber.tlv(0x83, value) + ber.tlv(0x84, b"\xff") * dn)
    raise AssertionError(condition)


def request(number, asked):
    head = (
        ber.octets(asked.base),
        ber.integer(asked.scope, 0x0A),
        ber.integer(0, 0x0A),
        ber.integer(0),
        ber.integer(0),
    )
    body = (
        *head,
        ber.boolean(value=asked.types_only),
        encoded(asked.condition),
        ber.sequence(map(ber.octets, asked.attributes)),
    )
    return messages.request(number, ber.sequence(body, 0x63))


def answers(port, searches):
    """Per search: the result code, and of every entry what it holds, whatever the order of values."""
    found = []
    with socket.create_connection(("127.0.0.1", port), 20) as wire:
        for number, asked in enumerate(searches, 1):
            wire.sendall(request(number, asked))
            entries, buffer, done = {}, b"", None
            while done is None:
                received = wire.recv(1 << 18)
                assert received, f"the connection ended at {asked}"
                buffer += received
                while buffer and (end := messages.split(buffer, 0)):
                    reply = messages.reply(buffer[:end])
                    buffer = buffer[end:]
                    if reply.tag == messages.DONE:
                        done = reply.code
                    else:
                        entries[reply.dn] = {name.lower(): sorted(values) for name, values in reply.attributes}
            found.append((done, entries))
    return found

"""Mutations: from a seed something that is nearly right, by bytes or, for BER, by values whose lengths fit again."""

import random

from syncsvc.formats.ldap import ber

ODD_BYTES = (0x00, 0x7F, 0x80, 0x84, 0xFF)
ODD_NUMBERS = (0, 1, 127, 128, 255, 256, 65_535, 1 << 31, (1 << 31) - 1, 1 << 63, -1)
ODD_CONTENTS = (
    b"",
    b"\0",
    b"*",
    b"\xff\xfe",
    b"\xc3",
    b"cn",
    b"+",
    b"ou=people",
    b"0" * 300,
    "ß".encode(),
    b"=,=",
    b"\\",
)
_DEEPEST = 12


def mutated(data: bytes, chance: random.Random, others: tuple[bytes, ...] = (b"",)) -> bytes:
    """One to four changes, each of a single kind."""
    for _ in range(chance.randint(1, 4)):
        data = chance.choice((_flipped, _cut, _doubled, _spliced, _valued, _valued, _valued))(data, chance, others)
    return data


def _place(data: bytes, chance: random.Random) -> int:
    return chance.randint(0, len(data))


def _flipped(data: bytes, chance: random.Random, _others: tuple[bytes, ...]) -> bytes:
    at = _place(data, chance)
    return data[:at] + bytes((chance.choice((*ODD_BYTES, chance.randrange(256))),)) + data[at + 1 :]


def _cut(data: bytes, chance: random.Random, _others: tuple[bytes, ...]) -> bytes:
    left, right = sorted((_place(data, chance), _place(data, chance)))
    return data[:left] + data[right:]


def _doubled(data: bytes, chance: random.Random, _others: tuple[bytes, ...]) -> bytes:
    left, right = sorted((_place(data, chance), _place(data, chance)))
    return data[:right] + data[left:right] * chance.choice((1, 1, 2, 20)) + data[right:]


def _spliced(data: bytes, chance: random.Random, others: tuple[bytes, ...]) -> bytes:
    other = chance.choice(others)
    return data[: _place(data, chance)] + other[_place(other, chance) :]


def _valued(data: bytes, chance: random.Random, _others: tuple[bytes, ...]) -> bytes:
    """Another value somewhere in a message, all lengths around it made to fit."""
    try:
        values = [(tag, data[start:end]) for tag, start, end in ber.parts(data)]
    except ber.BrokenBer:
        return _flipped(data, chance, ())
    if not values:
        return data
    at = chance.randrange(len(values))
    tag, content = values[at]
    pieces = [ber.tlv(*value) for value in values]
    pieces[at] = _changed(tag, content, chance, 0)
    return b"".join(pieces)


def _changed(tag: int, content: bytes, chance: random.Random, depth: int) -> bytes:
    inside = _inside(tag, content) if depth < _DEEPEST else []
    if inside and chance.random() < 0.85:
        at = chance.randrange(len(inside))
        pieces = [ber.tlv(*value) for value in inside]
        pieces[at] = _changed(*inside[at], chance, depth + 1)
        return ber.tlv(tag, b"".join(pieces))
    kinds = (
        lambda: b"",
        lambda: ber.tlv(tag, content) * 2,
        lambda: ber.tlv(chance.choice((tag ^ 0x20, tag + 1 & 0xFF, 0xA0 | chance.randrange(10), 0x04, 0x30)), content),
        lambda: ber.tlv(tag, chance.choice(ODD_CONTENTS)),
        lambda: ber.integer(chance.choice(ODD_NUMBERS), tag),
        lambda: ber.tlv(tag, content + content),
        lambda: ber.tlv(tag, ber.tlv(tag, content)),
        lambda: bytes((tag, 0x84)) + len(content).to_bytes(4, "big") + content,
    )
    return chance.choice(kinds)()


def _inside(tag: int, content: bytes) -> list[tuple[int, bytes]]:
    """The values in a constructed one, and in the value of a control, which is BER in an octet string."""
    if not tag & 0x20 and content[:1] != b"\x30":
        return []
    try:
        return [(inner, content[start:end]) for inner, start, end in ber.parts(content)]
    except ber.BrokenBer:
        return []

"""Cards put together into what people take home: one file, or a zip with one card in each file."""

import json
import re
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass, replace
from io import BytesIO

_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")
_LONGEST = 60
"""Characters of a file's name: Windows counts the whole path, and copies into deep folders are usual."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""When every file in a zip says it was made: the same cards give the same bytes."""
_REVISION = re.compile(rb"\r\nREV:[^\r]*")
"""No value looks like it: folded lines go on with a blank, and quoted-printable has no colons."""


@dataclass(frozen=True, slots=True)
class Packet:
    """A card with what decides which files it goes to."""

    name: str
    """For its file in a zip; not unique."""
    card: bytes
    shelves: tuple[str, ...] = ()
    """The organisation or groups whose files hold it."""
    revised: str = ""
    """When the contact last changed (ISO 8601, UTC)."""
    picture: bytes = b""
    """Its QR code."""

    def to_bytes(self) -> bytes:
        """A line of notes, then the card."""
        notes = [self.name, self.shelves, self.revised, b64encode(self.picture).decode("ascii")]
        return json.dumps(notes, ensure_ascii=False).encode() + b"\n" + self.card

    @classmethod
    def of(cls, content: bytes) -> "Packet":
        """Undo ``to_bytes``."""
        line, _, card = content.partition(b"\n")
        name, shelves, revised, picture = json.loads(line)
        return cls(name, card, tuple(shelves), revised, b64decode(picture))


def card_of(content: bytes) -> bytes:
    """The card in a packet, without looking at its notes."""
    return content[content.index(b"\n") + 1 :]


def same_apart_from_revision(left: bytes, right: bytes) -> bool:
    """Whether two packets hold the same but for when the contact changed."""
    return _unrevised(left) == _unrevised(right)


def _unrevised(content: bytes) -> Packet:
    packet = Packet.of(content)
    return replace(packet, card=_REVISION.sub(b"", packet.card), revised="")


def file_name(folded: str) -> str:
    """A name that every system takes, from lower-case text without accents; «card» where nothing is left."""
    return _NOT_IN_NAMES.sub("-", folded)[:_LONGEST].strip("-") or "card"


def zipped(cards: Iterable[tuple[str, str, bytes]]) -> bytes:
    """A zip of (name, id, card), each in a file «name-id.vcf» with as much of the id as makes it unique."""
    file, taken = BytesIO(), set[str]()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, key, card in cards:
            short = f"{name}-{file_name(key)[:8]}"
            title = f"{name}-{file_name(key)}" if short in taken else short
            taken |= {short, title}
            entry = zipfile.ZipInfo(f"{title}.vcf", _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, card)
    return file.getvalue()

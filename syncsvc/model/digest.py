"""The one fingerprint used wherever «is it the same?» is asked."""

from collections.abc import Iterable
from hashlib import blake2b


def digest(content: bytes) -> str:
    """32 hexadecimal digits (BLAKE2b, 128 bits) that stand for the content."""
    return blake2b(content, digest_size=16).hexdigest()


def digest_of(pieces: Iterable[bytes | memoryview]) -> str:
    """The digest of a content that comes in pieces."""
    hasher = blake2b(digest_size=16)
    for piece in pieces:
        hasher.update(piece)
    return hasher.hexdigest()

"""Reading the body of an answer: decompressed, within a limit, and whole or not at all."""

import zlib
from collections.abc import Iterator

from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from syncsvc.errors import SourceIncomplete, SourceRejected

ENCODINGS = "gzip, deflate"
_CHUNK = 64 * 1024


def read_body(raw: BaseHTTPResponse, max_bytes: int, url: str) -> bytes:
    """Read everything; ``url`` is shown in errors.

    Raises SourceIncomplete if the connection ended early, SourceRejected if the body is too large or cannot be
    decompressed. The limit holds for what comes over the wire and for what it unfolds to.
    """
    decoder = _decoder(raw.headers.get("content-encoding", ""), url)
    body = bytearray()
    received = 0
    for chunk in _chunks(raw, url):
        received += len(chunk)
        body += decoder.feed(chunk, max_bytes - len(body) + 1)
        if max(len(body), received) > max_bytes:
            raise SourceRejected(f"{url} sends more than {max_bytes} bytes", hint="raise max_bytes if that is right")
    decoder.finish()
    return bytes(body)


def _chunks(raw: BaseHTTPResponse, url: str) -> Iterator[bytes]:
    try:
        while chunk := raw.read(_CHUNK, decode_content=False):
            yield chunk
    except (HTTPError, OSError) as error:
        raise SourceIncomplete(f"the answer of {url} ended half-way", hint="the next run tries again") from error


class _Plain:
    """A body as it is."""

    def feed(self, chunk: bytes, _room: int) -> bytes:
        return chunk

    def finish(self) -> None:
        """Nothing to check: urllib3 compares the length."""


class _Inflated:
    """A gzip or deflate body, unfolded no further than there is room (RFC 1950 to 1952)."""

    def __init__(self, url: str, *, gzip: bool) -> None:
        self._url = url
        self._gzip = gzip
        self._inflate = zlib.decompressobj(31 if gzip else 15)
        self._begun = False

    def feed(self, chunk: bytes, room: int) -> bytes:
        try:
            return self._unfold(chunk, room)
        except zlib.error as error:
            raise SourceRejected(f"the compressed answer of {self._url} cannot be read") from error

    def _unfold(self, chunk: bytes, room: int) -> bytes:
        out = bytearray()
        while chunk and len(out) < room:
            self._choose(chunk)
            out += self._inflate.decompress(chunk, room - len(out))
            chunk = self._inflate.unconsumed_tail or self._next_member()
        return bytes(out)

    def _choose(self, chunk: bytes) -> None:
        """Servers call both zlib and raw deflate streams «deflate» (RFC 9110 section 8.4.1.2)."""
        if not self._begun and not self._gzip and chunk[0] & 0x0F != 8:
            self._inflate = zlib.decompressobj(-15)
        self._begun = True

    def _next_member(self) -> bytes:
        rest = self._inflate.unused_data
        if rest and self._gzip and rest.strip(b"\0"):
            self._inflate = zlib.decompressobj(31)
            return rest
        return b""

    def finish(self) -> None:
        if not self._inflate.eof and self._begun:
            raise SourceIncomplete(
                f"the compressed answer of {self._url} ended half-way", hint="the next run tries again"
            )


def _decoder(encoding: str, url: str) -> _Plain | _Inflated:
    match encoding.strip().lower():
        case "" | "identity":
            return _Plain()
        case "gzip" | "x-gzip":
            return _Inflated(url, gzip=True)
        case "deflate":
            return _Inflated(url, gzip=False)
        case other:
            raise SourceRejected(
                f"{url} answers in the encoding {other[:40]!r}, which was not asked for",
                hint="let the server answer uncompressed or with gzip",
            )

"""Partial cards: only the properties a client asked for (RFC 6352 section 10.4.2)."""

_ALWAYS = frozenset({"BEGIN", "VERSION", "END"})


def partial(card: bytes, wanted: frozenset[str]) -> bytes:
    """The card with the wanted properties, named in capitals, and what makes it a card."""
    kept: list[bytes] = []
    keeping = False
    for line in card.split(b"\r\n"):
        if not line.startswith((b" ", b"\t")):
            name = line.partition(b":")[0].partition(b";")[0].rpartition(b".")[2].decode("ascii", "replace").upper()
            keeping = not line or name in wanted or name in _ALWAYS
        if keeping:
            kept.append(line)
    return b"\r\n".join(kept)

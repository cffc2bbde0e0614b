"""Synchronisation tokens: the number of a change, in which store, and how cards were written then."""

import re
from dataclasses import dataclass

from syncsvc.serve.carddav.cards import FORM

_TOKEN = re.compile(r"urn:x-syncsvc:sync:([0-9a-f]{1,32}):([0-9a-f]{8}):(\d{1,18})")


class InvalidToken(ValueError):
    """Of another store, or none of ours: the client must read everything anew (RFC 6578 section 3.2)."""


@dataclass(frozen=True, slots=True)
class Since:
    """What a client knows."""

    sequence: int
    """Every change up to this one."""
    form: str = FORM

    @property
    def all_cards(self) -> bool:
        """Whether every card must be named, because the client has none, or as they are written no more."""
        return self.sequence == 0 or self.form != FORM


def token(identity: str, sequence: int) -> str:
    """The token of a state. It is a URI, and never expires."""
    return f"urn:x-syncsvc:sync:{identity or '0'}:{FORM}:{sequence}"


def since(text: str, identity: str) -> Since:
    """What a token says; an empty one is a client's first. Raises InvalidToken."""
    if not text:
        return Since(0)
    match = _TOKEN.fullmatch(text)
    if match is None or match[1] != (identity or "0"):
        raise InvalidToken
    return Since(int(match[3]), match[2])

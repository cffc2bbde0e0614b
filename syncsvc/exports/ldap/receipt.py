"""How the export recognises its own work: the server's change number, and a fingerprint of every entry's stamp."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from syncsvc.model.digest import digest

Stamps = Mapping[str, str]
"""Key → when the entry was last changed."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the directory looked like when we left it; empty fields match nothing."""

    context: str = ""
    """The database's contextCSN: as long as it is the same, nothing at all was changed."""
    state: str = ""
    """Of the stamps of all entries of ours."""

    def text(self) -> str:
        """For keeping."""
        return json.dumps({"context": self.context, "state": self.state})

    @classmethod
    def of(cls, text: str) -> "Receipt":
        """A kept receipt; an empty one for what is none."""
        try:
            told = json.loads(text)
            return cls(str(told["context"]), str(told["state"]))
        except (ValueError, KeyError, TypeError):
            return cls()


def state_of(stamps: Stamps) -> str:
    """The fingerprint of these stamps."""
    return digest("\n".join(f"{key}={stamp}" for key, stamp in sorted(stamps.items())).encode())

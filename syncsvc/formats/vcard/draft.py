"""A card while it is being read."""

from syncsvc.formats.vcard.card import Card, Header
from syncsvc.formats.vcard.encoding import decode_base64
from syncsvc.formats.vcard.faults import fault
from syncsvc.model.issue import Issue


class Draft:
    """The properties found so far, and what was wrong with them."""

    def __init__(self, number: int = 0, line: int = 0, *, is_open: bool = False) -> None:
        self.number = number
        self.line = line
        self.is_open = is_open
        """Whether BEGIN was seen."""
        self.version = ""
        self.stray = False
        """Whether there is text that is no property."""
        self.broken: Issue | None = None
        self.issues: list[Issue] = []
        self._headers: list[Header] = []
        self._raws: list[str] = []
        self._lines: list[int] = []
        self._tail: list[str] = []

    @property
    def is_idle(self) -> bool:
        """Whether nothing was found yet and nothing is open."""
        return not (self.is_open or self.stray or self._headers)

    @property
    def has_properties(self) -> bool:
        """Whether there is anything to make a card of."""
        return bool(self._headers)

    @property
    def last(self) -> Header | None:
        """The header of the property found last."""
        return self._headers[-1] if self._headers else None

    @property
    def is_lengthened(self) -> bool:
        """Whether something was added to the last property."""
        return bool(self._tail)

    def add(self, header: Header, raw: str, line: int) -> None:
        """Add a property."""
        if self._tail:
            self._glue()
        self._headers.append(header)
        self._raws.append(raw)
        self._lines.append(line)

    def lengthen(self, piece: str) -> None:
        """Add to the last property; pieces are glued once, so that many cost no more than their length."""
        self._tail.append(piece)

    def report(self, code: str, line: int, field: str = "") -> None:
        """Note a fault of this card."""
        self.issues.append(fault(code, f"card {self.number}, line {line}", field=field))

    def reject(self, line: int, text: str) -> None:
        """Note a line that makes the card unusable."""
        self.broken = fault("card-broken", f"card {self.number}, line {line}", value=text)

    def _glue(self) -> None:
        if self._tail:
            self._raws[-1] += "".join(self._tail)
            self._tail = []

    def card(self) -> Card | None:
        """The finished card; None where it cannot be used, which ``issues`` then tells."""
        self._glue()
        place = f"card {self.number}"
        if self.broken is not None:
            self.issues = [self.broken]
            return None
        if not any(raw.strip() for raw in self._raws):
            self.issues = [fault("card-empty", place)]
            return None
        card = Card(self.version, tuple(self._headers), tuple(self._raws), tuple(self._lines), self.number, self.line)
        if not card.first("FN"):
            self.issues.append(fault("fn-missing" if card.first("N").strip("; ") else "name-missing", place))
        for header, raw, line in zip(self._headers, self._raws, self._lines, strict=True):
            if header.binary and decode_base64(raw) is None:
                self.report("value-undecodable", line, header.name)
        return card

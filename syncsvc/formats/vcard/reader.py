"""Read vCards of any version, forgivingly and in linear time: a broken card never spoils another.

The way of a byte: file → text (``encoding``) → logical lines (``transfer``) → headers (``header``) → cards, here.
A whole line under a header seen before takes the short way in ``_Reader.run``; everything else is looked at closely.
"""

import re
from dataclasses import replace

from syncsvc.formats.vcard.card import Card, Header, Property
from syncsvc.formats.vcard.encoding import decode_file, finish, is_unfinished
from syncsvc.formats.vcard.faults import fault
from syncsvc.formats.vcard.header import Start, parse_start, split_line
from syncsvc.formats.vcard.transfer import FOLD, decode, is_text, logical_lines, unfold
from syncsvc.formats.vcard.values import escape
from syncsvc.model.issue import Issue

_MARK = re.compile(r"[ \t]*(BEGIN|END)[ \t]*:[ \t]*VCARD[ \t]*", re.IGNORECASE)
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s" + FOLD + "]+")
_FRAMES = frozenset({"BEGIN", "END", "VERSION", "AGENT"})
_LOOSE_TEXTS = frozenset({"NOTE", "LABEL"})
"""Properties whose line breaks some writers leave as they are."""
_MEMORABLE = 200
"""Characters; a longer header is not worth remembering."""


def read(content: bytes) -> tuple[tuple[Card, ...], tuple[Issue, ...]]:
    """Read every vCard in a file of any version, encoding and condition; never raises.

    A card that cannot be read is an issue of severity «error» and left out; what was repaired is a lesser issue.
    Time and memory are linear in the length of the content.
    """
    reader = _Reader(decode_file(content))
    reader.run()
    return tuple(reader.cards), tuple(reader.issues)


class _Reader:
    """The cards of one text, line by line."""

    def __init__(self, text: str) -> None:
        self.cards: list[Card] = []
        self.issues: list[Issue] = []
        self._text = text
        lines = logical_lines(text)
        self._cut = bool(lines[-1].strip()) and _MARK.fullmatch(lines[-1]) is None
        """Whether the text stops within a line; such a line cannot be trusted."""
        self._lines = iter(lines[:-1] if self._cut else lines)
        self._line = 0
        self._plain: dict[str, Header] = {}
        """Headers whose values need no decoding."""
        self._starts: dict[str, Start | None] = {}
        self._whole = not is_unfinished(text)
        self._number = 0
        self._forget()

    def _forget(self) -> None:
        """Start with an empty card, or outside any."""
        self._open = False
        self._begin = 0
        self._version = ""
        self._properties: list[Property] = []
        self._broken: Issue | None = None
        self._stray = False
        self._tail: list[str] = []
        self._tail_at = 0

    def run(self) -> None:
        """Read all lines."""
        plain, line_number = self._plain, 0
        new, make = tuple.__new__, Property
        append = self._properties.append
        for line in self._lines:
            line_number += 1
            start, _, raw = line.partition(":")
            if (header := plain.get(start)) is not None and FOLD not in raw:
                append(new(make, (header, raw, line_number)))
                continue
            self._line = line_number
            self._look(line)
            line_number = self._line + line.count(FOLD)
            append = self._properties.append
        self._finish()

    def _look(self, line: str) -> None:
        """Take a line that is folded, encoded, framing, new or wrong."""
        parts = split_line(line)
        start = self._start(parts[0]) if parts else None
        if parts is None or start is None:
            self._loose(line)
        elif start.header.name in _FRAMES:
            self._frame(start.header, parts[1], line)
        else:
            self._take(start, *parts)

    def _start(self, text: str) -> Start | None:
        """Read a header, or remember it."""
        if text in self._starts:
            return self._starts[text]
        start = parse_start(finish(text.replace(FOLD, ""), ""))
        if len(text) <= _MEMORABLE:
            self._starts[text] = start
            if start and self._whole and not start.transfer and start.header.name not in _FRAMES:
                self._plain[text] = start.header
        return start

    def _take(self, start: Start, text: str, raw: str) -> None:
        """Take a property; quoted-printable goes on in the next line after a trailing «=» (RFC 2045 section 6.7)."""
        line, pending = self._line, ""
        if start.transfer == "Q" and raw.endswith("="):
            raw, pending = self._soft(raw)
        value = decode(raw, start, self._version, len(text) + 1)
        if value is None:
            self.issues.append(fault("value-undecodable", self._place(line), field=start.header.name))
        else:
            header = start.header
            if is_text(start):
                header = replace(header, binary=False)
            self._properties.append(Property(header, value, line))
        self._resume(pending)

    def _soft(self, raw: str) -> tuple[str, str]:
        """Collect the lines of a quoted-printable value; gives back the BEGIN or END that cut it short."""
        pieces = [raw]
        while pieces[-1].endswith("="):
            line = next(self._lines, None)
            if line is None:
                break
            self._line += 1
            if _MARK.fullmatch(line):
                return "\n".join(pieces), line
            pieces.append(line)
        self._line += sum(piece.count(FOLD) for piece in pieces[1:])
        return "\n".join(pieces), ""

    def _frame(self, header: Header, raw: str, line: str) -> None:
        """Take a line that says where a card begins, ends, what version it is, or that another card is inside."""
        if header.name == "VERSION":
            self._version = unfold(raw).strip()
        elif header.name == "AGENT":
            self._agent(header, raw)
        elif not _MARK.fullmatch(line):
            return
        elif header.name == "BEGIN":
            self._end("card-unclosed")
            self._open, self._begin = True, self._line
            self._number += 1
        else:
            self._end("" if self._open else "begin-missing")

    def _agent(self, header: Header, raw: str) -> None:
        """Take an agent: inline text in 3.0, in 2.1 a card that follows, which is kept as such text."""
        line = self._line
        pieces: list[str] = []
        pending = "" if raw.strip() else self._nested(pieces)
        value = escape("\n".join(pieces)) if pieces else finish(unfold(raw), "")
        self._properties.append(Property(header, value, line))
        self._resume(pending)

    def _resume(self, line: str) -> None:
        """Take a line that was fetched too far ahead."""
        if line:
            self._look(line)
            self._line += line.count(FOLD)

    def _nested(self, pieces: list[str]) -> str:
        """Collect the card inside; gives back the line that shows there is none, or that its END is missing."""
        depth, may_begin = 0, True
        for line in self._lines:
            self._line += 1
            mark = _MARK.fullmatch(line)
            begins = mark is not None and mark[1].upper() == "BEGIN"
            if (begins and not may_begin) or (not depth and not begins and line.strip()):
                return line
            self._line += line.count(FOLD)
            depth += 0 if mark is None else 1 if begins else -1
            pieces.append(finish(unfold(line), ""))
            if mark and not depth:
                return ""
            may_begin = line.upper().rstrip(": \t") == "AGENT" or (may_begin and not line.strip())
        return ""

    def _loose(self, line: str) -> None:
        """Take a line that is no property: a piece of the one before it, or a fault."""
        if not line.replace(FOLD, "").strip():
            return
        if not self._open:
            self._stray = True
            return
        last = self._properties[-1] if self._properties else None
        if last is not None and last.header.binary and _BASE64.fullmatch(line):
            self._join("".join(line.replace(FOLD, "").split()))
        elif last is not None and last.header.name in _LOOSE_TEXTS:
            self._join("\n" + finish(unfold(line), ""))
        elif self._broken is None:
            value = finish(unfold(line), "")
            self._broken = fault("card-broken", self._place(self._line), value=value)

    def _join(self, piece: str) -> None:
        """Lengthen the last property; pieces are kept and glued once, so that many cost no more than their length."""
        at = len(self._properties) - 1
        if self._tail_at != at or not self._tail:
            self._glue()
            self._tail_at = at
        if piece.startswith("\n") and not self._tail:
            self.issues.append(fault("line-joined", self._place(self._line)))
        self._tail.append(piece)

    def _glue(self) -> None:
        if self._tail:
            last = self._properties[self._tail_at]
            self._properties[self._tail_at] = Property(last.header, last.raw + "".join(self._tail), last.line)
            self._tail = []

    def _end(self, reason: str) -> None:
        """Close what is open: a card, or text outside of cards."""
        self._glue()
        if not self._open and reason != "begin-missing":
            self._outside()
        elif self._open or self._properties:
            self._number += not self._open
            self._keep(reason)
        self._forget()

    def _outside(self) -> None:
        if self._stray or self._properties:
            self.issues.append(fault("text-outside", f"before line {self._line}"))

    def _keep(self, reason: str) -> None:
        """Add the card, or say why not."""
        card = Card(self._version, tuple(self._properties), self._number, self._begin or self._line)
        place = f"card {self._number}"
        if self._broken is not None:
            self.issues.append(self._broken)
            return
        if not any(entry.raw.strip() for entry in card.properties):
            self.issues.append(fault("card-empty", place))
            return
        self.cards.append(card)
        if reason:
            self.issues.append(fault(reason, self._place(card.line)))
        if not card.first("FN"):
            self.issues.append(fault("fn-missing" if card.first("N").strip("; ") else "name-missing", place))

    def _finish(self) -> None:
        """Close what the end of the text leaves open."""
        self._stray |= self._cut
        self._end("file-cut" if self._cut else "card-unclosed")
        if not self.cards and not self.issues and self._text.strip():
            self.issues.append(fault("no-cards", ""))

    def _place(self, line: int) -> str:
        return f"card {self._number}, line {line}"

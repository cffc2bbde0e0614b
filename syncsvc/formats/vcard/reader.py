"""Read vCards of any version, forgivingly and in linear time: a broken card never spoils another.

The way of a byte: file → text (``encoding``) → logical lines (``transfer``) → headers (``header``) → cards, here.
A whole card under headers seen before takes the short way in ``_quick``; everything else is looked at line by line.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from syncsvc.formats.vcard.card import Card, Header
from syncsvc.formats.vcard.draft import Draft
from syncsvc.formats.vcard.encoding import FOLD, decode_file, finish
from syncsvc.formats.vcard.faults import fault
from syncsvc.formats.vcard.header import Start, parse_start, split_line
from syncsvc.formats.vcard.transfer import decode, is_text, unfold
from syncsvc.formats.vcard.values import escape
from syncsvc.model.issue import Issue

_BEGIN = "BEGIN:VCARD"
_END = "\nEND:VCARD"
_MARK = re.compile(rf"[ \t]*(BEGIN|END)[ \t]*:[ \t]*VCARD[ \t{FOLD}]*", re.IGNORECASE)
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s" + FOLD + "]+")
_FRAMES = frozenset({"BEGIN", "END", "VERSION", "AGENT"})
_LOOSE_TEXTS = frozenset({"NOTE", "LABEL"})
"""Properties whose line breaks some writers leave as they are."""
_MEMORABLE = 200
"""Characters; a longer header is not worth remembering."""


@dataclass(frozen=True, slots=True)
class Known:
    """What was worked out of headers met before; it grows with each new one, so a strange file gets its own."""

    plain: dict[str, Header] = field(default_factory=dict)
    """Headers whose values need no decoding."""
    starts: dict[str, Start | None] = field(default_factory=dict)
    shapes: dict[tuple[str, ...], tuple[tuple[Header, ...], int]] = field(default_factory=dict)
    """The headers of a card that starts its lines so, and where its FN is."""


def read(content: bytes, known: Known | None = None) -> tuple[tuple[Card, ...], tuple[Issue, ...]]:
    """Read every vCard in a file of any version, encoding and condition; never raises.

    A card that cannot be read is an issue of severity «error» and left out; what was repaired is a lesser issue.
    Time and memory are linear in the length of the content.
    """
    text, whole = decode_file(content)
    reader = Reader(text, known or Known(), whole=whole)
    reader.run()
    return tuple(reader.cards), tuple(reader.issues)


class Reader:
    """The cards of one text, or of a part of it that begins and ends between two of them."""

    def __init__(self, text: str, known: Known, *, whole: bool, number: int = 0, line: int = 0) -> None:
        """``whole``: all of the text is Unicode. So many cards and lines were before."""
        self.cards: list[Card] = []
        self.issues: list[Issue] = []
        self.settled = True
        """Whether the part ended between two cards."""
        self._whole = whole
        self._blank = not text.strip()
        rest, _, last = text.rpartition("\n")
        self._cut = bool(last.strip()) and _MARK.fullmatch(last) is None
        """Whether the text stops within a line; such a line cannot be trusted."""
        self._pieces = iter(f"\n{rest if self._cut else text}".split(f"\n{_BEGIN}\n"))
        self._lines: Iterator[str] = iter(next(self._pieces).split("\n")[1:])
        self._line = line
        self._plain, self._starts, self._shapes = known.plain, known.starts, known.shapes
        self.number = number
        self._draft = Draft()

    def run(self) -> None:
        """Read everything."""
        self._look_at_lines()
        for piece in self._pieces:
            if not (self._draft.is_idle and self._quick(piece)):
                self._open(piece)
                self._look_at_lines()
        self._draft.stray |= self._cut
        self.settled = self._draft.is_idle
        self._end("file-cut" if self._cut else "card-unclosed")
        if not self.number and not self._blank:
            self.issues = [fault("no-cards", "line 1")]

    def _quick(self, piece: str) -> bool:
        """Take a well-formed card under plain headers as a whole; False where it needs a closer look."""
        body = piece.rstrip("\n")
        if not body.startswith("VERSION:") or not body.endswith(_END) or not (self._whole or body.isascii()):
            return False
        version, _, body = body[8 : -len(_END)].partition("\n")
        if version == "2.1" and FOLD in body:
            return False
        starts, colons, raws = zip(*[line.partition(":") for line in body.replace(FOLD, "").split("\n")], strict=True)
        shape = self._shape(starts)
        if shape is None or "" in colons or not raws[shape[1]].strip():
            return False
        begin = self._line + 1
        self._line += 2 + piece.count("\n") + body.count(FOLD)
        self.number += 1
        self.cards.append(Card(version, shape[0], raws, _numbers(body, begin + 2), self.number, begin))
        return True

    def _shape(self, starts: tuple[str, ...]) -> tuple[tuple[Header, ...], int] | None:
        """See ``Known.shapes``; None where they need a closer look."""
        shape = self._shapes.get(starts)
        if shape is None and "FN" in starts and all(start in self._plain for start in starts):
            shape = tuple(self._plain[start] for start in starts), starts.index("FN")
            self._shapes[starts] = shape
        return shape

    def _open(self, piece: str) -> None:
        """Make the lines of a piece the next ones."""
        self._lines = chain((_BEGIN,), piece.split("\n"))

    def _look_at_lines(self) -> None:
        """Take the lines at hand, and those that ``_fetch`` puts in their place."""
        lines, plain = None, self._plain
        while lines is not self._lines:
            lines = self._lines
            for line in lines:
                self._line += 1
                start, _, raw = line.partition(":")
                header = plain.get(start)
                if header is None or FOLD in raw or not (self._whole or raw.isascii()):
                    self._look(line)
                else:
                    self._draft.add(header, raw, self._line)

    def _fetch(self) -> str | None:
        """The next line, wherever it stands; None at the end."""
        line = next(self._lines, None)
        if line is None and (piece := next(self._pieces, None)) is not None:
            self._open(piece)
            line = next(self._lines)
        self._line += line is not None
        return line

    def _look(self, line: str) -> None:
        """Take a line that is folded, encoded, framing, new or wrong."""
        parts = split_line(line)
        found = self._start(parts[0]) if parts else None
        if parts is None or found is None:
            self._loose(line)
        elif found.header.name in _FRAMES and not (found.transfer and found.header.name == "AGENT"):
            self._frame(found.header, parts[1], line)
        else:
            self._take(found, *parts)
        self._line += line.count(FOLD)

    def _start(self, text: str) -> Start | None:
        """Read a header, or remember it."""
        if text in self._starts:
            return self._starts[text]
        start = parse_start(finish(text.replace(FOLD, ""), ""))
        if len(text) <= _MEMORABLE:
            self._starts[text] = start
            if start and not start.transfer and start.header.name not in _FRAMES:
                self._plain[text] = start.header
        return start

    def _take(self, start: Start, text: str, raw: str) -> None:
        """Take a property; quoted-printable goes on in the next line after a trailing «=» (RFC 2045 section 6.7)."""
        line, pending = self._line, ""
        if start.transfer == "Q" and raw.endswith("="):
            raw, pending = self._soft(raw)
        value = decode(raw, start, self._draft.version, len(text) + 1)
        if value is None:
            self._draft.report("value-undecodable", line, start.header.name)
        else:
            self._draft.add(replace(start.header, binary=False) if is_text(start) else start.header, value, line)
        self._resume(pending)

    def _soft(self, raw: str) -> tuple[str, str]:
        """Collect the lines of a quoted-printable value; gives back the BEGIN or END that cut it short."""
        pieces, folds = [raw], 0
        while pieces[-1].endswith("=") and (line := self._fetch()) is not None:
            if _MARK.fullmatch(line):
                return "\n".join(pieces), line
            pieces.append(line)
            folds += line.count(FOLD)
        self._line += folds
        return "\n".join(pieces), ""

    def _resume(self, line: str) -> None:
        """Take a line that was fetched too far ahead."""
        if line:
            self._look(line)

    def _frame(self, header: Header, raw: str, line: str) -> None:
        """Take a line that says where a card begins, ends, what version it is, or that another card is inside."""
        if header.name == "VERSION":
            self._draft.version = unfold(raw).strip()
        elif header.name == "AGENT":
            self._agent(header, raw)
        elif not _MARK.fullmatch(line):
            return
        elif header.name == "BEGIN":
            self._end("card-unclosed")
            self.number += 1
            self._draft = Draft(self.number, self._line, is_open=True)
        else:
            self._end("" if self._draft.is_open else "begin-missing")

    def _agent(self, header: Header, raw: str) -> None:
        """Take an agent: inline text in 3.0, in 2.1 a card that follows, which is kept as such text."""
        line = self._line
        pieces: list[str] = []
        pending = "" if raw.strip() else self._nested(pieces)
        self._draft.add(header, escape("\n".join(pieces)) if pieces else finish(unfold(raw), ""), line)
        self._resume(pending)

    def _nested(self, pieces: list[str]) -> str:
        """Collect the card inside; gives back the line that shows there is none, or that its END is missing."""
        depth, may_begin = 0, True
        while (line := self._fetch()) is not None:
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
        draft = self._draft
        if not draft.is_open:
            draft.stray = True
        elif draft.last is not None and draft.last.binary and _BASE64.fullmatch(line):
            draft.lengthen("".join(line.replace(FOLD, "").split()))
        elif draft.last is not None and draft.last.name in _LOOSE_TEXTS:
            if not draft.is_lengthened:
                draft.report("line-joined", self._line, draft.last.name)
            draft.lengthen("\n" + finish(unfold(line), ""))
        elif draft.broken is None:
            draft.reject(self._line, finish(unfold(line), ""))

    def _end(self, reason: str) -> None:
        """Close what is open: a card, or text outside of cards; ``reason`` says why it closes other than by its END."""
        draft = self._draft
        if draft.is_idle:
            return
        self._draft = Draft()
        if not draft.is_open:
            if reason != "begin-missing" or not draft.has_properties:
                self.issues.append(fault("text-outside", f"before line {self._line}"))
                return
            self.number += 1
            draft.number, draft.line = self.number, self._line
        if reason:
            draft.report(reason, draft.line)
        card = draft.card()
        self.issues.extend(draft.issues)
        if card is not None:
            self.cards.append(card)


def _numbers(body: str, first: int) -> Sequence[int]:
    """The lines where the properties start, some of which are folded."""
    if FOLD not in body:
        return range(first, first + body.count("\n") + 1)
    numbers: list[int] = []
    for piece in f"\n{body}".split(FOLD):
        following = first + piece.count("\n")
        numbers.extend(range(first, following))
        first = following + 1
    return tuple(numbers)

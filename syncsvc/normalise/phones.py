"""Telephone numbers as people write them become E.164, or an issue: nothing is guessed."""

from dataclasses import replace
from functools import lru_cache

from syncsvc.lexicon.phone_words import EXTENSION_WORDS, fax_of_two, kind_of_label, words
from syncsvc.lexicon.service_numbers import SERVICE_NUMBERS
from syncsvc.model.audience import Audience
from syncsvc.model.contact import Phone
from syncsvc.model.issue import Issue, Severity
from syncsvc.model.profile import SourceProfile
from syncsvc.normalise import dialling, phone_text
from syncsvc.normalise.dialling import Dialled
from syncsvc.normalise.exchange import Exchange, digits_of, exchange_of
from syncsvc.normalise.findings import finding
from syncsvc.normalise.phone_text import Role, Run
from syncsvc.normalise.phone_values import Unread, complete, inner, parts, plainly, restored

_REMARK_DIGITS = 5
"""Fewer digits after other words are office hours or the like."""
_COMPLETE_DIGITS = 6
_GERMANY = 49


def read(text: str, *, label: str = "", profile: SourceProfile) -> tuple[tuple[Phone, ...], tuple[Issue, ...]]:
    """The numbers of one field, in their order, and what could not be read.

    ``label`` holds the words beside the field. Tails («/ -3125») are completed from the number before them, bare
    extensions from the source's switchboard, local numbers from its area code. What stays unclear is an issue with the
    raw text in its value.
    """
    return _read(text, label, exchange_of(profile.region, profile.area_code, profile.switchboard))


@lru_cache(maxsize=32768)
def _read(text: str, label: str, exchange: Exchange) -> tuple[tuple[Phone, ...], tuple[Issue, ...]]:
    number = plainly(text, exchange)
    if number is not None:
        return (_phone(number, kind_of_label(label), exchange),), ()
    clean = phone_text.clean(phone_text.from_uri(text.strip()) or text)
    if not any(map(str.isalnum, clean)):
        return (), ()
    reading = _Reading(exchange, label, text)
    if phone_text.SPREADSHEET.fullmatch(clean):
        reading.take_quantity(clean)
    else:
        for run in phone_text.runs(clean):
            reading.take(run)
    if not reading.numbers and not reading.issues:
        reading.refuse(Unread("phone-invalid", "no telephone number can be read here"))
    return reading.phones(), tuple(reading.issues)


class _Reading:
    """What has been read of one field so far."""

    def __init__(self, exchange: Exchange, label: str, text: str) -> None:
        self.numbers: list[tuple[Dialled, str]] = []
        """The numbers, each with the type said of it."""
        self.issues: list[Issue] = []
        self._exchange = exchange
        self._text = text
        self._said = kind_of_label(label)
        self._fax = fax_of_two(label)
        self._inner = not EXTENSION_WORDS.isdisjoint(words(label))
        """Whether the label says that bare digits are an extension."""

    def take_quantity(self, text: str) -> None:
        """Read a number that a spreadsheet took for a quantity."""
        try:
            self.numbers.append((restored(text, self._exchange), self._said))
        except Unread as error:
            self.refuse(error)

    def take(self, run: Run) -> None:
        """Read one run of digits."""
        if run.kind:
            self._said = run.kind
        if run.role is Role.TORN:
            self.refuse(Unread("phone-unclear", "a number whose end cannot be read"))
            return
        if run.role is Role.REMARK and not _is_complete(run.text):
            if len(digits_of(run.text)) >= _REMARK_DIGITS:
                self.refuse(Unread("phone-unclear", "digits between other words"))
            return
        for place, part in enumerate(parts(run.text)):
            try:
                self._take_part(part, Role.LISTED if place else run.role)
            except Unread as error:
                self.refuse(error)
        if run.kind == "switchboard":
            self._said = ""  # «-0 (Zentrale), -743 (direkt)»: said of this one alone

    def _take_part(self, part: str, role: Role) -> None:
        previous = self.numbers[-1][0] if self.numbers else None
        digits = digits_of(part)
        if role in (Role.EXTENSION, Role.DIRECT) and not _is_complete(part):
            self._extend(digits, previous, direct=role is Role.DIRECT)
        elif self._inner and previous is None and _is_bare(part, digits) and not _is_complete(part):
            self.numbers.append((inner(digits, self._exchange), self._said))
        elif previous is None and digits in SERVICE_NUMBERS:
            raise Unread("phone-short", "a service number for everybody", severity=Severity.NOTICE)
        else:
            self.numbers.append((complete(part, self._exchange, previous), self._said))

    def _extend(self, digits: str, previous: Dialled | None, *, direct: bool) -> None:
        """Add an extension («App. 9») to the number before it."""
        own = f"{self._exchange.stem}0"
        if previous is None or (self._exchange.stem and previous.national == own):
            number = inner(digits, self._exchange)
        elif direct and previous.is_exchange:
            number = inner(digits, self._exchange, previous)
        elif direct and not previous.split and not previous.national.endswith("0"):
            number = inner(digits, self._exchange, replace(previous, national=f"{previous.national}0", split=1))
        else:
            number = replace(previous, extension=digits)
        if previous is not None:
            self.numbers.pop()
        self.numbers.append((number, self._said))

    def refuse(self, error: Unread) -> None:
        """Leave an issue with the raw text."""
        self.issues.append(
            finding(error.code, str(error), field="phone", value=self._text, hint=error.hint, severity=error.severity)
        )

    def phones(self) -> tuple[Phone, ...]:
        """The numbers as values, equal ones once."""
        if self._fax is not None and [said for _, said in self.numbers] == [self._said] * 2:
            self.numbers[self._fax] = (self.numbers[self._fax][0], "fax")
        found = {number.e164: _phone(number, said, self._exchange) for number, said in reversed(self.numbers)}
        return tuple(reversed(found.values()))


def _is_complete(text: str) -> bool:
    """Whether a text begins like a number that needs no context."""
    digits = digits_of(text)
    return len(digits) >= _COMPLETE_DIGITS and (digits.startswith("0") or "+" in text)


def _is_bare(part: str, digits: str) -> bool:
    """Whether there are only digits, or few enough of them in groups: «2 00»."""
    return part == digits or (len(digits) < _REMARK_DIGITS and part.replace(" ", "") == digits)


def _phone(number: Dialled, said: str, exchange: Exchange) -> Phone:
    kind = _type(number, said, exchange)
    # «0171 39200… (privat)»: the type says mobile, so that it is private has to be said by the mark
    mark = Audience.INTERNAL if said == "home" and kind != "home" else Audience.PUBLIC
    return Phone(number.e164, dialling.display(number), kind, mark)


def _type(number: Dialled, said: str, exchange: Exchange) -> str:
    """The type said, unless the number itself knows better."""
    kind = dialling.kind(number.country, number.national)
    if kind != "line" and said not in ("fax", "pager"):
        return kind
    if said not in ("", "work") and (said, number.country) != ("cell", _GERMANY):
        return said  # a German line is no mobile, though the column says «Durchwahl / Mobil»
    own = bool(exchange.stem) and number.national == f"{exchange.stem}0" and not number.extension
    return "switchboard" if own or number.is_exchange else "work"

"""What a record stands for, and its name: a person, a function, an organisation, a group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from syncsvc.lexicon.office_words import kind_of
from syncsvc.lexicon.visibility_words import KINDS
from syncsvc.model.contact import Kind, PersonName
from syncsvc.model.issue import Issue, Severity
from syncsvc.model.record import Field
from syncsvc.normalise import kinds, name_text, names, titles
from syncsvc.normalise.findings import finding
from syncsvc.normalise.folding import ascii_fold
from syncsvc.normalise.text import meant, tidy
from syncsvc.normalise.witness import is_given


@dataclass(frozen=True, slots=True)
class Surround:
    """What else a record says that bears on who it is."""

    organisation: str
    units: tuple[str, ...]
    role: str
    mailboxes: tuple[str, ...]
    """Addresses."""
    number: str = ""

    @property
    def locals(self) -> list[str]:
        """The local parts of the addresses."""
        return [address.partition("@")[0] for address in self.mailboxes]


@dataclass(frozen=True, slots=True)
class Named:
    """Kind and name of a record, and what was found on the way."""

    kind: Kind
    name: PersonName
    issues: tuple[Issue, ...] = ()


def read(fields: Mapping[str, Sequence[Field]], around: Surround) -> Named:
    """Kind and name; an empty display where the record names nobody and gives nothing to name it by."""
    said = KINDS.get(tidy(fields["kind"][0].value).casefold()) if "kind" in fields else None
    raw = [_first(fields, part) for part in ("given", "family", "name")]
    raw[0] = " ".join(filter(None, (raw[0], *(meant(field.value) for field in fields.get("additional", ()))))).strip(
        " ,;"
    )
    if said not in (Kind.ORGANISATION, Kind.GROUP):
        named = [text if not _is_vacant(text) else "" for text in raw]
        if any(raw) and not any(named if raw[0] or raw[1] else named[2:]):
            return Named(Kind.FUNCTION, PersonName(_office(around)))
        raw[2] = named[2]
    given, family, name = raw if said not in (None, Kind.PERSON) else map(name_text.without_birth_name, raw)
    issues = () if [given, family, name] == raw else (_BIRTH_NAME,)
    text = _chosen(given, family, name)
    if not text:
        return _nameless(around)
    kind = said or _kind(given, family, text, around)
    if kind is not Kind.PERSON:
        several = said is None and kind is Kind.GROUP and kinds.is_several(text)
        return Named(kind, PersonName(text), (*issues, _several(text)) if several else issues)
    person, found = _person(fields, given, family, name, around)
    return Named(kind, person, (*issues, *found))


def _first(fields: Mapping[str, Sequence[Field]], name: str) -> str:
    return meant(fields[name][0].value).strip(" ,;") if name in fields else ""


def _is_vacant(text: str) -> bool:
    """Whether a name says that there is nobody: «N.N.», «Frau N.N.», «derzeit unbesetzt»."""
    return bool(text) and name_text.is_vacant(" ".join(titles.strip(titles.split(text)).words))


def _chosen(given: str, family: str, name: str) -> str:
    """The whole name as one text: the parts if both are there, else whatever says most."""
    if given and family:
        return f"{given} {family}"
    return name or given or family


def _kind(given: str, family: str, text: str, around: Surround) -> Kind:
    """The kind of a record that does not say it."""
    if kinds.is_several(text):
        return Kind.GROUP
    if given and family:
        office = kind_of(ascii_fold(family)) or kind_of(ascii_fold(given))
        return office if office and not is_given(given) else Kind.PERSON
    told = kinds.classify(text, around.locals)
    own = told is Kind.PERSON and ascii_fold(text) == ascii_fold(around.organisation)
    return Kind.ORGANISATION if own else told


def _person(
    fields: Mapping[str, Sequence[Field]], given: str, family: str, name: str, around: Surround
) -> tuple[PersonName, tuple[Issue, ...]]:
    """The name of a person: its parts if the source has them, else parsed; degrees may have fields of their own."""
    prefix, suffix, salutation = (_first(fields, part) for part in ("prefix", "suffix", "salutation"))
    if _are_the_name(given, family, name, f"{salutation} {prefix} {suffix}"):
        first, last = (name_text.without_remarks(part)[0] for part in (given, family))
        return names.from_parts(first, last, prefix, suffix, salutation), ()
    bare, role = kinds.without_role(name or family or given)
    bare, remark = name_text.without_remarks(bare)
    parsed = names.read(bare, around.locals)
    found = tuple(_remark(text) for text in (role, remark) if text)
    if not (prefix or suffix or salutation):
        return parsed, found
    prefix = parsed.prefix if prefix in parsed.prefix else f"{prefix} {parsed.prefix}"
    whole = names.from_parts(
        parsed.given, parsed.family, prefix, suffix or parsed.suffix, salutation or parsed.salutation
    )
    return whole, found


def _are_the_name(given: str, family: str, name: str, around: str) -> bool:
    """Whether the parts are the name, and not a part of it or the whole name in the column of family names."""
    if (given and family) or not (given or family):
        return bool(given)
    words = titles.strip(titles.split(given or family)).words
    if "," in family or (family and len(words) > 1 and is_given(words[0])):
        return False
    return not name or set(titles.strip(titles.split(name)).words) <= {*words, *around.split()}


def _office(around: Surround) -> str:
    """What a vacant post or a nameless record is called."""
    unit = around.units[-1] if around.units else ""
    called = ", ".join(part for part in (around.role, unit) if part) or around.organisation
    return called or next(iter(around.mailboxes), "") or around.number


def _nameless(around: Surround) -> Named:
    whole = bool(around.organisation) and not around.role and not around.units
    called = _office(around)
    kind = Kind.ORGANISATION if whole else Kind.FUNCTION
    return Named(kind, PersonName(called), (_NAMELESS,) if called and not whole else ())


_BIRTH_NAME = finding(
    "birth-name-dropped",
    "a birth name was left out: a directory has no use for it",
    field="name",
    hint="remove it at the source",
    severity=Severity.NOTICE,
)
_NAMELESS = finding(
    "name-missing", "a contact without a name, called by its function", field="name", severity=Severity.NOTICE
)


def _several(text: str) -> Issue:
    return finding(
        "name-several",
        "several people under one name: kept as one group, so that none of them is taken for the other",
        field="name",
        value=text,
        hint="give each person a record of their own",
    )


def _remark(text: str) -> Issue:
    return finding(
        "name-remark", "a remark beside the name was left out", field="name", value=text, severity=Severity.NOTICE
    )

"""From JSON to records by paths (JMESPath): which lists hold the records, and which path gives which field."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError

from syncsvc.formats.json_functions import OPTIONS
from syncsvc.model.digest import digest
from syncsvc.model.issue import Issue, Severity
from syncsvc.model.record import Field, RecordRef, SourceRecord

PARENT = "_parent"
"""Under this name a nested record reaches the one around it."""
_PREFIXES = {"email": "mailto:", "phone": "tel:"}
_YES_NO = {"publish": {True: "ja", False: "nein"}, "consent": {True: "ja", False: "nein"}}
_IDENTIFYING = ("email", "phone", "name")


@dataclass(frozen=True, slots=True)
class Mapping:
    """How a feed's objects become records; every text is a JMESPath."""

    records: tuple[str, ...] = ("@",)
    """The list of records; a second path is looked up in each of them, and so on (contacts within places)."""
    fields: tuple[tuple[str, str], ...] = ()
    """Field name, or ``name:label``, and where its value or values are."""
    key: str = ""
    """What names a record for ever; ``id`` or the best identifying value if empty."""
    skip: str = ""
    """Records for which this is true are left out: ``deleted``."""
    modified: str = ""
    """When the source last changed the record (ISO 8601)."""


class FeedError(ValueError):
    """The data does not have the expected shape; the message is fit for people."""


def check_path(path: str) -> str:
    """Return the path. Raises ValueError where it is no JMESPath, with the place of the mistake."""
    try:
        jmespath.compile(path)
    except JMESPathError as error:
        raise ValueError(f"not a JMESPath: {' '.join(str(error).split())[:120]}") from None
    return path


def parse(content: bytes, charset: str = "") -> Any:
    """Read JSON. Raises FeedError."""
    try:
        return json.loads(decoded(content, charset))
    except (ValueError, RecursionError) as error:
        raise FeedError("this is not JSON, or it ends half-way") from error


def decoded(content: bytes, charset: str = "") -> str:
    """The text of JSON (RFC 8259 section 8.1, and what older systems write). Raises ValueError."""
    if charset:
        return content.decode(charset)
    content = content.removeprefix(b"\xef\xbb\xbf")
    return content.decode(json.detect_encoding(content), "surrogatepass")


def recoded(content: bytes, charset: str = "") -> bytes:
    """The same text in UTF-8; what is so already is not looked at, and may be no text at all."""
    if not charset:
        content = content.removeprefix(b"\xef\xbb\xbf")
        if json.detect_encoding(content) == "utf-8":
            return content
    return decoded(content, charset).encode("utf-8", "surrogatepass")


def look_up(path: str, data: Any) -> Any:
    """Return what a path finds. Raises FeedError where a function meets a value it cannot use."""
    names = names_in(path)
    if names is not None:
        for name in names:
            data = data.get(name) if isinstance(data, dict) else None
        return data
    try:
        return jmespath.search(path, data, options=OPTIONS)
    except (JMESPathError, TypeError, ValueError) as error:
        raise FeedError(f"the path «{path}» does not fit the data") from error


@lru_cache(maxsize=512)
def names_in(path: str) -> tuple[str, ...] | None:
    """The names of a path of nothing but names, «contact.phone», as most are: a twentieth of the time."""
    try:
        tree = jmespath.compile(path).parsed
    except (JMESPathError, TypeError):
        return None
    parts = tree["children"] if tree["type"] == "subexpression" else [tree]
    return tuple(part["value"] for part in parts) if all(part["type"] == "field" for part in parts) else None


def find_records(data: Any, steps: tuple[str, ...]) -> tuple[tuple[str, Any], ...]:
    """Return the raw records with their places, «entry 2» or within others «entry 2.1». Raises FeedError."""
    found: list[tuple[str, Any]] = [("", data)]
    for depth, step in enumerate(steps):
        found = [pair for place, item in found for pair in _listed(place, item, step, outermost=depth == 0)]
    return tuple((f"entry {place}", item) for place, item in found)


def _listed(place: str, item: Any, step: str, *, outermost: bool) -> Iterator[tuple[str, Any]]:
    items = look_up(step, item)
    if items is None and not outermost:
        return
    if not isinstance(items, list):
        raise FeedError(f"there is no list at «{step}»")
    for number, child in enumerate(items, 1):
        inner = {**child, PARENT: item} if isinstance(child, dict) and not outermost else child
        yield (f"{place}.{number}" if place else str(number)), inner


def read_records(
    raw: tuple[tuple[str, Any], ...], mapping: Mapping, source: str
) -> tuple[tuple[SourceRecord, ...], tuple[Issue, ...]]:
    """Turn raw records into records; one that does not fit becomes an issue and spoils no other."""
    records, issues = read_each(raw, mapping, source)
    unique, doubled = with_unique_keys(records)
    return unique, (*issues, *doubled)


def read_each(raw: Iterable[tuple[str, Any]], mapping: Mapping, source: str) -> tuple[list[SourceRecord], list[Issue]]:
    """The same, record by record: several may have one key."""
    records: list[SourceRecord] = []
    issues: list[Issue] = []
    for place, item in raw:
        try:
            record = _record(item, mapping, RecordRef(source, ""), place)
        except FeedError as error:
            issues.append(_issue("record-unreadable", str(error), source, place, severity=Severity.ERROR))
            continue
        if record is not None:
            records.append(record)
    return records, issues


def _record(item: Any, mapping: Mapping, ref: RecordRef, place: str) -> SourceRecord | None:
    if not isinstance(item, dict):
        raise FeedError("a record must be an object with named values")
    if mapping.skip and look_up(mapping.skip, item):
        return None
    values = ((name, look_up(path, item)) for name, path in mapping.fields)
    fields = tuple([field for name, value in values if value is not None for field in _fields(name, value)])
    if not fields:
        raise FeedError("none of the paths in fields finds a value")
    modified = _moment(look_up(mapping.modified, item)) if mapping.modified else None
    return SourceRecord(ref._replace(key=_key(item, mapping, fields)), fields, place, modified)


def _fields(name: str, value: Any) -> Iterator[Field]:
    field, _, label = name.partition(":")
    for text in _texts(_YES_NO.get(field, {}).get(value, value) if isinstance(value, bool) else value):
        yield Field(field, text.removeprefix(_PREFIXES.get(field, "")), label)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if value.strip():
            yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, bool) or value is None:
        return
    elif isinstance(value, int | float):
        yield str(int(value)) if value == int(value) else str(value)
    else:
        raise FeedError("a path in fields finds an object where a text is meant")


def _key(item: dict[str, Any], mapping: Mapping, fields: tuple[Field, ...]) -> str:
    if found := "/".join(_texts(look_up(mapping.key or "id", item))):
        return found
    if mapping.key:
        raise FeedError("the record has no key")
    values = {field.name: field.value for field in reversed(fields)}
    best = next((values[name] for name in _IDENTIFYING if name in values), None)
    return " ".join(best.casefold().split()) if best else digest(repr(fields).encode())


def _moment(value: Any) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def with_unique_keys(records: list[SourceRecord]) -> tuple[tuple[SourceRecord, ...], tuple[Issue, ...]]:
    """Tell records with the same key apart by what they say, so that their order does not matter."""
    issues: list[Issue] = []
    for tell in (_contact_point, _content):
        counts = Counter(record.ref.key for record in records)
        records = [_told(record, tell) if counts[record.ref.key] > 1 else record for record in records]
    unique: dict[str, SourceRecord] = {}
    for record in records:
        if record.ref.key in unique:
            source = record.ref.source
            issues.append(_issue("key-duplicate", "the same record twice", source, record.place, key=record.ref.key))
        unique.setdefault(record.ref.key, record)
    return tuple(unique.values()), tuple(issues)


def _told(record: SourceRecord, tell: Callable[[SourceRecord], str]) -> SourceRecord:
    return replace(record, ref=record.ref._replace(key=f"{record.ref.key}#{tell(record)}"))


def _contact_point(record: SourceRecord) -> str:
    return " ".join((record.first("email") or record.first("phone")).casefold().split())


def _content(record: SourceRecord) -> str:
    return digest(repr(record.fields).encode())[:8]


def _issue(
    code: str, message: str, source: str, place: str, *, key: str = "", severity: Severity = Severity.WARNING
) -> Issue:
    hint = "name a better key, or correct the source" if key else "check the paths of this source"
    return Issue("read", code, message, source=source, key=key, place=place, hint=hint, severity=severity)

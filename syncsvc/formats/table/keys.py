"""Every row gets a key that stays: a named column, an id, a personal mailbox, or its name."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from syncsvc.formats.table.model import Row
from syncsvc.formats.table.records import number_of
from syncsvc.lexicon.mailboxes import is_function_mailbox
from syncsvc.model.digest import digest
from syncsvc.model.issue import Issue, Severity
from syncsvc.model.record import Field

_MAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")
_WORDS = re.compile(r"\w+")
_NAMES = ("given", "family", "name", "organisation")
_POSTS = ("unit", "role", "responsibility")
_NUMBER = "id:"
_NOBODY = re.compile(r"n\W*n\W*|", re.IGNORECASE)


def keys_of(rows: Sequence[Row], *, demanded: bool) -> tuple[tuple[str, ...], tuple[Issue, ...]]:
    """One key for every row, in their order; ``demanded``: a key column is configured.

    Rows that would share a key stay apart: the first by content keeps it, the others carry a digest of their content.
    Their order in the table does not matter.
    """
    issues: list[Issue] = []
    given = [row.named or _numbered(row) for row in rows]
    # Where every row has a name of its own nobody asks for mailboxes.
    mails = Counter[str]() if all(given) else Counter(mail for row in rows if (mail := _mailbox(row.fields)))
    plain = [own or _described(row, mails) for own, row in zip(given, rows, strict=True)]
    shared = {key for key, count in Counter(plain).items() if count > 1}
    if not shared and not demanded:
        return tuple(plain), ()
    found = {index: key for index, key in enumerate(plain) if key not in shared}
    for key in sorted(shared):
        alike = [index for index, one in enumerate(plain) if one == key]
        found |= dict(_apart(key, sorted(alike, key=lambda index: (_content(rows[index]), index)), rows))
        issues += [_shared(rows[index], found[index], len(alike)) for index in alike]
    if demanded:
        issues += [_unnamed(row, found[index]) for index, row in enumerate(rows) if not row.named]
    return tuple(found[index] for index in range(len(rows))), tuple(issues)


def name_themselves(rows: Sequence[Row], keys: Sequence[str]) -> bool:
    """Whether the key of each row is told by this row alone, whatever other rows there are."""
    return all(row.named or key.startswith(_NUMBER) for row, key in zip(rows, keys, strict=True))


def _numbered(row: Row) -> str:
    number = number_of(row.cells, row.columns)
    return f"{_NUMBER}{number}" if number else ""


def _described(row: Row, mails: Counter[str]) -> str:
    """The key of a row that has no id: the first mailbox that is nobody else's, or its name."""
    mail = _mailbox(row.fields)
    if mail and mails[mail] == 1:
        return f"mail:{_short(mail)}"  # keys stand in logs, so they hold no address
    return f"name:{_name(row.fields)}"


def _short(text: str) -> str:
    return digest(text.encode())[:16]


def _mailbox(fields: Sequence[Field]) -> str:
    """The first personal mail address of a row."""
    found = (
        match[0].casefold()
        for field in fields
        if field.name == "email"
        for match in [_MAIL.search(field.value)]
        if match
    )
    return next((mail for mail in found if not is_function_mailbox(mail.partition("@")[0])), "")


def _name(fields: Sequence[Field]) -> str:
    """A digest of who it is; of a post or a nameless row, of what it is for."""
    said = {name: _folded(fields, name) for name in (*_NAMES, *_POSTS)}
    who = said["family"] or said["name"] or said["given"]
    parts = _NAMES if not _NOBODY.fullmatch(who) else (*_NAMES, *_POSTS)
    text = "\n".join(said[name] for name in parts)
    if not text.strip():
        text = "\n".join(f"{field.name} {field.value}" for field in fields)
    return _short(text)


def _folded(fields: Sequence[Field], name: str) -> str:
    return " ".join(word for field in fields if field.name == name for word in _WORDS.findall(field.value.casefold()))


def _content(row: Row) -> str:
    return digest(repr(row.fields).encode())


def _apart(key: str, alike: Sequence[int], rows: Sequence[Row]) -> Iterator[tuple[int, str]]:
    """Different keys for rows that share one."""
    used: Counter[str] = Counter()
    for rank, index in enumerate(alike):
        mark = _content(rows[index])[:8]
        used[mark] += 1
        again = f".{used[mark]}" if used[mark] > 1 else ""
        yield index, f"{key}~{mark}{again}" if rank else key


def _shared(row: Row, key: str, count: int) -> Issue:
    return Issue(
        "read",
        "key-duplicate",
        f"{count} rows share this key; they are kept apart",
        key=key,
        place=row.place,
        hint='give every row an id of its own, and name its column: key = "…"',
        severity=Severity.WARNING,
    )


def _unnamed(row: Row, key: str) -> Issue:
    return replace(
        _shared(row, key, 1), code="key-missing", message="the key column is empty; another value names the row"
    )

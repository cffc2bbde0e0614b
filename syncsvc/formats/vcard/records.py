"""What makes a card a record: its key, its members' keys, and when it was last changed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from syncsvc.formats.vcard.card import Card
from syncsvc.formats.vcard.faults import fault
from syncsvc.formats.vcard.uris import card_key, mail_address
from syncsvc.model.digest import digest
from syncsvc.model.issue import Issue
from syncsvc.model.record import Field


@dataclass(frozen=True, slots=True)
class Keyed:
    """A card under the key of its record."""

    key: str
    card: Card
    fields: tuple[Field, ...]
    place: str


def revised(card: Card) -> datetime | None:
    """REV, the last change of the content; in UTC where it names no zone, None where it is no date."""
    try:
        moment = datetime.fromisoformat(card.first("REV").strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def keyed(cards: Sequence[Keyed]) -> tuple[tuple[Keyed, ...], tuple[Issue, ...]]:
    """Give every card a key of its own: its UID, else a digest of its name and first mail address or number.

    Cards with the same key all get what tells them apart added to it, whatever their order; a mere copy is left out.
    """
    known = [replace(one, key=_uid(one.card) or digest(_gist(one.fields).encode())) for one in cards]
    issues: list[Issue] = []
    for tell in (_gist, _everything):
        counts = Counter(one.key for one in known)
        issues += [
            fault("key-duplicate", one.place, field="UID", key=one.key)
            for one in known
            if counts[one.key] > 1 and tell is _gist
        ]
        known = [_told_apart(one, tell(one.fields)) if counts[one.key] > 1 else one for one in known]
    return tuple({one.key: one for one in reversed(known)}.values())[::-1], tuple(issues)


def _told_apart(one: Keyed, text: str) -> Keyed:
    return replace(one, key=f"{one.key}#{digest(text.encode())[:8]}")


def _uid(card: Card) -> str:
    return card_key(card.first("UID"))


def _gist(fields: Iterable[Field]) -> str:
    """Who it is: name, and first mail address or number; an organisation for who has neither."""
    said = {field.name: field.value for field in reversed(tuple(fields))}
    reach = next((said[name] for name in ("email", "phone", "organisation") if name in said), "")
    return f"{said.get('name', '')}\n{reach}".casefold()


def _everything(fields: Iterable[Field]) -> str:
    return "\n".join(sorted(f"{field.name}\t{field.label}\t{field.value}" for field in fields))


def with_members(cards: Sequence[Keyed]) -> tuple[Keyed, ...]:
    """Name members by the keys of their records: 4.0 allows «mailto:» for a UID (RFC 6350 section 6.6.5)."""
    if not refers_by_mail(cards):
        return tuple(cards)
    owners: dict[str, set[str]] = defaultdict(set)
    for one in cards:
        for field in one.fields:
            if field.name == "email":
                owners[field.value.strip().casefold()].add(one.key)
    return tuple(replace(one, fields=tuple(_member(field, owners) for field in one.fields)) for one in cards)


def refers_by_mail(cards: Iterable[Keyed]) -> bool:
    """Whether a member is named by a mail address, so that all cards must be known to tell who is meant."""
    return any(_by_mail(field) for one in cards for field in one.fields)


def _by_mail(field: Field) -> bool:
    return field.name == "member" and field.value.lower().startswith("mailto:")


def _member(field: Field, owners: dict[str, set[str]]) -> Field:
    if not _by_mail(field):
        return field
    found = owners.get(mail_address(field.value).casefold(), set())
    return replace(field, value=next(iter(found))) if len(found) == 1 else field

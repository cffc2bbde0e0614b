"""Merge: the contacts of one cluster become one canonical contact, every value with its origin."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from syncsvc.correction import GIVEN, Correction, corrected
from syncsvc.model.audience import Audience
from syncsvc.model.canonical import CanonicalContact, Origin
from syncsvc.model.contact import LIST_FIELDS, TEXT_FIELDS, Address, Contact, ContactClass, PersonName, Phone, text_of
from syncsvc.model.profile import SourceProfile
from syncsvc.model.record import RecordRef

VERSION = 3
"""Raised whenever the same members would merge into something else."""


def merge(
    id: str,  # noqa: A002 — the word of the glossary
    members: Sequence[Contact],
    profiles: Mapping[str, SourceProfile],
    corrections: Iterable[Correction] = (),
) -> CanonicalContact:
    """Merge the contacts of a cluster; their order does not matter.

    Single values come from the most trusted source that has one, then the freshest; many-valued fields are united. A
    value's audience is the strictest of its origins; the contact is known to whoever one member lets know of it,
    unless a mark on the contact itself forbids it. ``since`` and ``revised_at`` are left to the caller.
    """
    corrections = tuple(corrections)
    said = next((one.value for one in reversed(corrections) if one.field == "consent"), "")
    members = sorted((_as_volunteer(member, said) for member in members), key=lambda member: member.ref)
    ranked = _Ranking(members, profiles)
    merged = _Merged(audience=_whole(members))
    for field in TEXT_FIELDS:
        merged.take_text(field, ranked.order(field))
    for field in LIST_FIELDS:
        merged.take_list(field, ranked.order(field))
    first = merged.take_name(ranked.order("name"))
    for field, kind in _VALUES.items():
        merged.take_values(field, ranked.order(field), kind)
    volunteers = all(member.contact_class is ContactClass.VOLUNTEER for member in members)
    contact = CanonicalContact(
        id=id,
        kind=first.kind,
        contact_class=ContactClass.VOLUNTEER if volunteers else ContactClass.STAFF,
        consent=next((member.consent for member in ranked.order("consent") if member.consent), ""),
        audience=merged.audience,
        audiences=tuple(sorted(merged.audiences.items())),
        members=tuple(member.ref for member in members),
        origins=tuple(sorted(merged.origins, key=lambda origin: (origin.field, not origin.chosen, origin.value))),
        **merged.values,  # type: ignore[arg-type]
    )
    return corrected(contact, corrections)


def _as_volunteer(member: Contact, said: str) -> Contact:
    """A volunteer's record without a consent is never public (its values neither).

    ``said`` is what a person recorded, GIVEN or WITHDRAWN; it outranks the record's own word.
    """
    if member.contact_class is not ContactClass.VOLUNTEER or (said or (GIVEN if member.consent else "")) == GIVEN:
        return member
    floor = Audience.PARTNER
    return replace(
        member,
        audience=max(member.audience, floor),
        phones=tuple(replace(phone, audience=max(phone.audience, floor)) for phone in member.phones),
        emails=tuple(replace(email, audience=max(email.audience, floor)) for email in member.emails),
        addresses=tuple(replace(address, audience=max(address.audience, floor)) for address in member.addresses),
    )


def _whole(members: Sequence[Contact]) -> Audience:
    """Who may know of the contact: whom one member tells, unless a mark on the contact forbids it."""
    return max(min(member.audience for member in members), *(member.mark for member in members))


@lru_cache(maxsize=1 << 14)
def fold(text: str) -> str:
    """Text reduced for comparison: NFKC, case, ß, punctuation and white space do not count."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


class _Ranking:
    """The members of a cluster in the order of their trust, by field."""

    def __init__(self, members: Sequence[Contact], profiles: Mapping[str, SourceProfile]) -> None:
        organisations = {fold(member.organisation) for member in members if member.organisation}
        self._members = members
        self._profiles = {name: profiles.get(name) or SourceProfile(name) for name in {m.ref.source for m in members}}
        self._own = {
            name: any(fold(own) in organisations for own in profile.own) for name, profile in self._profiles.items()
        }

        self._trusts = {name: dict(profile.field_trust) for name, profile in self._profiles.items()}
        self._orders: dict[str, list[Contact]] = {}

    def order(self, field: str) -> list[Contact]:
        """Most trusted first: own people, then trust, then freshness, then the reference."""
        # Most fields are trusted as their source is: they share one order.
        special = field if any(field in trusts for trusts in self._trusts.values()) else ""
        if special not in self._orders:
            self._orders[special] = sorted(self._members, key=lambda member: self._standing(member, special))
        return self._orders[special]

    def _standing(self, member: Contact, field: str) -> tuple[bool, int, float, object]:
        profile = self._profiles[member.ref.source]
        trust = self._trusts[profile.name].get(field, profile.trust)
        fresh = member.modified_at.timestamp() if member.modified_at else 0.0
        return (not self._own[profile.name], -trust, -fresh, member.ref)


class _Merged:
    """The values chosen so far, their marks and their origins."""

    def __init__(self, audience: Audience) -> None:
        self.audience = audience
        self.values: dict[str, object] = {}
        self.audiences: dict[str, Audience] = {}
        self.origins: list[Origin] = []

    def take_text(self, field: str, members: Sequence[Contact]) -> None:
        """The first value there is; other values are kept as alternatives."""
        given: dict[str, list[Contact]] = {}
        for member in members:
            if text := getattr(member, field):
                given.setdefault(fold(text) or text, []).append(member)
        for rank, group in enumerate(given.values()):
            self.origins.append(Origin(field, getattr(group[0], field), _refs(group), chosen=rank == 0))
        best = next(iter(given.values()), [])
        self.values[field] = getattr(best[0], field) if best else ""
        self._mark(field, best)

    def take_list(self, field: str, members: Sequence[Contact]) -> None:
        """All values of all members, equal ones once, in the order of trust."""
        united: dict[str, tuple[str, list[Contact]]] = {}
        for member in members:
            for text in getattr(member, field):
                united.setdefault(fold(text) or text, (text, []))[1].append(member)
        self.values[field] = tuple(text for text, _ in united.values())
        self.origins += [Origin(field, text, _refs(group)) for text, group in united.values()]
        self._mark(field, [member for member in members if getattr(member, field)])

    def take_name(self, members: Sequence[Contact]) -> Contact:
        """The most trusted name as a whole; a missing title or a mere initial is filled from the others.

        Whoever knows of the contact sees its name, so only members they may all see have a say. Returns who named it.
        """
        open_ = [member for member in members if member.audience <= self.audience]
        groups: dict[str, list[Contact]] = {}
        for member in (*open_, *(member for member in members if member not in open_)):
            groups.setdefault(member.name.display, []).append(member)
        for rank, (text, group) in enumerate(groups.items()):
            self.origins.append(Origin("name", text, _refs(group), chosen=rank == 0))
        self.values["name"] = _filled(open_[0].name, [member.name for member in open_[1:]])
        return open_[0]

    def take_values(self, field: str, members: Sequence[Contact], kind: "_Values") -> None:
        """Values united by their key; the strictest audience of all who give one holds."""
        united: dict[str, tuple[Any, list[Contact]]] = {}
        for member in members:
            for value in getattr(member, field):
                key = kind.key(value)
                known = united.get(key)
                united[key] = (
                    (value, [member]) if known is None else (kind.better(known[0], value), [*known[1], member])
                )
        self.values[field] = tuple(value for value, _ in united.values())
        self.origins += [Origin(field, text_of(value), _refs(group)) for value, group in united.values()]

    def _mark(self, field: str, contributors: Sequence[Contact]) -> None:
        mark = max((member.audience_of(field) for member in contributors), default=Audience.PUBLIC)
        if mark > self.audience:
            self.audiences[field] = mark


@dataclass(frozen=True, slots=True)
class _Values:
    """How values of one many-valued field are told apart and united."""

    key: Callable[[Any], str]
    better: Callable[[Any, Any], Any]


def _stricter(first: Any, second: Any) -> Any:
    """The more trusted form of two equal values, with the stricter audience."""
    return first if first.audience >= second.audience else replace(first, audience=second.audience)


_VAGUE = ("work", "other", "")


def _better_phone(first: Phone, second: Phone) -> Phone:
    """As above; a type that says more («cell», «fax») and a form that shows the extension win over the others."""
    says_more = first.type in _VAGUE and second.type not in _VAGUE
    display = second.display if "-" in second.display and "-" not in first.display else first.display
    kind = second.type if says_more else first.type
    if (kind, display, second.audience) == (first.type, first.display, first.audience):
        return first
    return replace(first, audience=max(first.audience, second.audience), type=kind, display=display)


_HERE = ("", "de", "deutschland", "germany")


def _place(address: Address) -> str:
    """What spellings of one address have in common: «Hauptstr. 1», «Haupt Straße 1», with the country or without."""
    street = re.sub(r"str(?:asse)?(?=\W|\d|$)", "strasse", fold(address.street)).replace(" ", "")
    country = fold(address.country)
    return f"{street} {fold(address.postal_code)} {fold(address.city)} {'' if country in _HERE else country}"


_VALUES = {
    "phones": _Values(lambda phone: phone.number, _better_phone),
    "emails": _Values(lambda email: email.address.casefold(), _stricter),
    "addresses": _Values(_place, _stricter),
}


def _refs(members: Sequence[Contact]) -> tuple[RecordRef, ...]:
    return tuple(sorted({member.ref for member in members}))


def _filled(name: PersonName, others: Sequence[PersonName]) -> PersonName:
    """The name, with a title it lacks and a given name it only abbreviates taken from the other names.

    Degrees are part of what people read, offices («Pfarrerin») are not: the other name's display tells which.
    """
    given = next((other.given for other in others if _abbreviates(name.given, other.given)), name.given)
    display = name.display.replace(name.given, given, 1) if name.given else name.display
    titled = next((other for other in others if other.prefix), None)
    if name.prefix or titled is None:
        return replace(name, given=given, display=display)
    shown = titled.display.startswith(titled.prefix)
    return replace(name, given=given, prefix=titled.prefix, display=f"{titled.prefix} {display}" if shown else display)


def _abbreviates(short: str, long: str) -> bool:
    """Whether «A.» or «A» stands for «Anna-Katharina»."""
    letters = short.rstrip(".").casefold()
    return len(letters) == 1 and len(long.rstrip(".")) > 1 and long.casefold().startswith(letters)

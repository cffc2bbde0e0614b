"""Rows: one contact as one audience sees it, with its directory entry encoded and folded ahead of every question."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from operator import itemgetter
from typing import Any

from syncsvc.formats.ldap import answers
from syncsvc.formats.ldap.attributes import PLACES, USER, Comparison
from syncsvc.formats.ldap.entry import FOLDERS, LdapEntry, attributes, dn_of, reach
from syncsvc.model.audience import Audience
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.contact import VALUE_FIELDS, Kind
from syncsvc.serve.book import folding, groups

_FIELDS = tuple(
    name
    for name in CanonicalContact.__dataclass_fields__
    if name not in {"origins", "members", "consent", "audiences", "audience"}
)
_REPEATED = frozenset(
    PLACES[name]
    for name in (
        "objectClass", "sn", "givenName", "title", "o", "ou", "roomNumber", "physicalDeliveryOfficeName", "street",
        "postalCode", "l", "c", "co", "postalAddress", "employeeType", "businessCategory",
    )
)  # fmt: skip
"""Attributes whose values many contacts share."""
_KEPT = 10_000
"""Different values of one attribute that are kept to be shared."""
_Shared = dict[tuple[bytes, ...], tuple[str, bytes]]
_HOLDERS = tuple(
    itemgetter(*places) if len(places) > 1 else itemgetter(slice(places[0], places[0] + 1)) for places in groups.MEMBERS
)
"""What takes the keys of each group out of all keys."""


_REACHED_FIELDS = {"phones", "emails", "urls", "birthday"}
"""Fields from which ``entry.reach`` follows, or nothing in an entry."""
_REACHED = tuple(
    PLACES[name]
    for name in (
        "mail", "telephoneNumber", "mobile", "homePhone", "facsimileTelephoneNumber", "pager", "labeledURI",
    )
)  # fmt: skip
_REACHED_GROUPS = {groups.GROUPS[place] for place in _REACHED}


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One entry; ``keys`` and ``encoded`` stand in the order of ``attributes.USER``."""

    id: str
    folder: str
    """The ``ou`` it stands in; empty for what is not a contact."""
    dn: bytes
    keys: tuple[str, ...]
    """Per attribute what it can be found by (see ``folding.key``); empty without a value."""
    encoded: tuple[bytes | None, ...]
    """Per attribute its part of an LDAP answer."""
    held: tuple[str, ...] = ()
    """The keys of each group of attributes in one text (see ``groups``)."""
    contact: CanonicalContact | None = None
    """What the audience may see of the contact, without its origins."""


def same(left: CanonicalContact, right: CanonicalContact) -> bool:
    """Whether two views show the very same values."""
    return left is right or all(getattr(left, name) is getattr(right, name) for name in _FIELDS)


def _nearly(left: CanonicalContact, right: CanonicalContact) -> bool:
    """Whether two views of a contact differ in nothing that decides their entries but how it is reached."""
    return (
        left.kind is not Kind.GROUP  # whose classes follow from what it has
        and bool(left.name.display)  # else it may be called by its mail address
        and all(getattr(left, name) is getattr(right, name) for name in _FIELDS if name not in _REACHED_FIELDS)
    )


def bare(contact: CanonicalContact) -> CanonicalContact:
    """The contact without what lies behind it, which nobody is served and which is most of its weight."""
    if contact.origins or contact.members or contact.consent or contact.audiences:
        return replace(contact, origins=(), members=(), consent="", audiences=())
    return contact


def alike(left: CanonicalContact, right: CanonicalContact) -> bool:
    """Whether two views say the same: marks, and when something behind them changed, are no part of that."""
    return _said(left) == _said(right)


def _said(contact: CanonicalContact) -> CanonicalContact:
    unmarked: dict[str, Any] = {
        field: tuple([replace(value, audience=Audience.PUBLIC) for value in getattr(contact, field)])
        for field in (*VALUE_FIELDS, "links")
    }
    return replace(bare(contact), revised_at=None, audience=Audience.PUBLIC, **unmarked)


class RowMaker:
    """Makes rows; values that come again and again are kept once."""

    def __init__(self, suffix: str, area_code: str = "") -> None:
        self._suffix = suffix
        folds: dict[Comparison, Callable[[str], folding.Forms] | None] = {**folding.ASSERTED}
        folds[Comparison.NUMBER] = partial(folding.number, area_code=area_code)
        folds[Comparison.BINARY] = None
        self._folds = tuple(folds[one.comparison] for one in USER)
        self._shared: tuple[_Shared | None, ...] = tuple(
            {} if place in _REPEATED else None for place in PLACES.values()
        )

    def row(self, contact: CanonicalContact, beside: Row | None = None) -> Row:
        """The row of a contact already cut down to its audience. Raises RecordError for an unusable id.

        ``beside`` is the row of a more trusted audience, of which most can be kept.
        """
        if beside is not None and beside.contact is not None and _nearly(contact, beside.contact):
            return self._derived(contact, beside)
        dn = dn_of(contact.id, contact.kind, self._suffix).encode()
        said = attributes(contact, self._suffix).items()
        return self._row(Row(contact.id, FOLDERS[contact.kind], dn, (), (), (), contact), said, beside)

    def _derived(self, contact: CanonicalContact, beside: Row) -> Row:
        """The row beside another one that differs in nothing but how the contact is reached."""
        keys, encoded, held = list(beside.keys), list(beside.encoded), list(beside.held)
        said = reach(contact)
        for place in _REACHED:
            name = USER[place].name
            values = said.get(name, ())
            part = answers.attribute(name, values) if values else None
            if part != encoded[place]:
                keys[place], encoded[place] = self._key(place, values), part
        for group in _REACHED_GROUPS:
            text = "".join(_HOLDERS[group](keys))
            held[group] = held[group] if held[group] == text else text
        return Row(contact.id, beside.folder, beside.dn, tuple(keys), tuple(encoded), tuple(held), contact)

    def of_entry(self, made: LdapEntry) -> Row:
        """The row of an entry that is no contact's."""
        return self._row(Row("", "", made.dn.encode(), (), ()), made.attributes, None)

    def _row(self, bare: Row, said: Iterable[tuple[str, tuple[bytes, ...]]], beside: Row | None) -> Row:
        """A row with what is in the entry; what ``beside``, another audience's row of it, says alike is kept once."""
        keys = [""] * len(USER)
        encoded: list[bytes | None] = [None] * len(USER)
        for name, values in said:
            if not values:
                continue
            place = PLACES[name]
            shared = self._shared[place]
            found = self._made(place, values) if shared is None else shared.get(values)
            if found is None:
                found = self._made(place, values)
                if shared is not None and len(shared) < _KEPT:
                    shared[values] = found
            keys[place], encoded[place] = found
        held = ["".join(of(keys)) for of in _HOLDERS]
        dn = bare.dn
        if beside is not None:
            dn, held = beside.dn, [same if same == text else text for text, same in zip(held, beside.held, strict=True)]
            for place, part in enumerate(beside.encoded):
                if part == encoded[place]:
                    keys[place], encoded[place] = beside.keys[place], part
        return Row(bare.id, bare.folder, dn, tuple(keys), tuple(encoded), tuple(held), bare.contact)

    def _made(self, place: int, values: tuple[bytes, ...]) -> tuple[str, bytes]:
        return self._key(place, values), answers.attribute(USER[place].name, values)

    def _key(self, place: int, values: tuple[bytes, ...]) -> str:
        fold = self._folds[place]
        if fold is None:
            return ""
        if len(values) == 1:
            return folding.key(fold(values[0].decode()))
        return folding.key(dict.fromkeys(form for value in values for form in fold(value.decode())))

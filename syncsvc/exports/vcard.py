"""The export ``vcard``: address books for telephones and mail programs, changed cards read back before they go."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Annotated, Literal

from pydantic import AfterValidator, StringConstraints, model_validator

from syncsvc.errors import RecordError
from syncsvc.exports.files import FileExport, FileExportSettings, Listing, Product
from syncsvc.exports.ordering import fold, name_order
from syncsvc.formats.vcard import Profile, write
from syncsvc.formats.vcard.books import Packet, card_of, file_name, same_apart_from_revision, zipped
from syncsvc.formats.vcard.qr import Picture, qr_code
from syncsvc.formats.vcard.scaling import ENGINE, fitted
from syncsvc.formats.vcard.verify import traits, verify, verify_contact
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.contact import Kind
from syncsvc.model.digest import digest
from syncsvc.model.issue import Issue, Severity
from syncsvc.model.plan import Change, ChangeKind, Entry, Plan
from syncsvc.ports import Delivery, Export, Wanted
from syncsvc.settings import Duration, Surroundings

VERIFIED = 2_000
"""Up to so many changed cards of one delivery are all read back by vobject; of more those that stand for the others."""
_NOBODY = "ohne"
"""The file of cards that belong to no organisation or group."""


def _plain(name: str) -> str:
    if name.startswith("."):
        raise ValueError("the name of a folder does not begin with a dot")
    return name


Folder = Annotated[str, StringConstraints(pattern=r"^[\w.-]{0,80}$"), AfterValidator(_plain)]
"""The name of a folder beside the location."""


class VcardExportSettings(FileExportSettings):
    """The directory as vCards: one file for all, or one for each organisation or group."""

    kind: Literal["vcard"] = "vcard"
    profile: Profile = Profile.PHONE
    """``phone`` (3.0: iOS, Android, Thunderbird), ``outlook`` (2.1, a zip with one card per file) or ``v4`` (4.0)."""
    split: Literal["organisation", "group"] | None = None
    """One file for each organisation or each group; then the location is a folder."""
    folder: Folder = ""
    """A folder beside the location for one card per file, named by the contact's id."""
    changed: Duration | None = None
    """Also a file ``….changed.vcf`` with the cards that changed within this time before the newest change: «30d»."""
    qr: Picture | None = None
    """A folder ``…-qr`` beside the location with a QR code (``svg`` or ``png``) of each contact's short card."""
    photos: bool = True
    """Whether pictures go along, scaled down to 224 KB where Pillow is installed and left out where it is not."""

    @model_validator(mode="after")
    def _fitting(self) -> "VcardExportSettings":
        suffix = ".zip" if self.profile is Profile.OUTLOOK else ".vcf"
        if self.split is None and not self.location.lower().endswith(suffix):
            raise ValueError(f"with this profile the location ends in {suffix}")
        if self.split is not None and self.location.lower().endswith((".vcf", ".zip")):
            raise ValueError("with split the location is a folder")
        if self.folder and self.folder == PurePath(self.location).name:
            raise ValueError("the folder for single cards is another one than the location")
        return self

    def open(self, around: Surroundings) -> Export:
        """Build the export."""
        return VcardExport(self, around)


class VcardExport(FileExport[VcardExportSettings]):
    """Entries are packets: a card, and what decides which files it goes to."""

    version = 2

    @property
    def rendering(self) -> str:
        """Also what scales pictures."""
        return digest(f"{super().rendering}\n{ENGINE if self.settings.photos else ''}".encode())

    def render(self, contact: CanonicalContact) -> Entry | None:
        """The contact's card. Raises RecordError for one that our own reader does not read as it was meant."""
        settings = self.settings
        if contact.photo:
            contact = replace(contact, photo=fitted(contact.photo) if settings.photos else "")
        card = write(contact, settings.profile)
        if lost := verify_contact(contact, settings.profile, card):
            raise RecordError(
                "the card does not say what the contact says",
                code="card-unfaithful",
                field=lost[0].name,
                hint="look for odd characters in this value",
            )
        order = name_order(contact)
        packet = Packet(
            name=file_name(order),
            card=card,
            shelves=_shelves(contact, settings.split),
            revised=contact.revised_at.astimezone(UTC).isoformat() if contact.revised_at else "",
            picture=qr_code(contact, settings.qr) if settings.qr else b"",
        )
        return Entry(contact.id, packet.to_bytes(), order)

    def same(self, kept: bytes, fresh: bytes) -> bool:
        """REV moves when a contact changes, also in what this export's audience does not see: then it stays."""
        return same_apart_from_revision(kept, fresh)

    def products(self, wanted: Wanted) -> Iterable[Product]:
        """The book or books, and what was asked for beside them."""
        settings = self.settings
        if settings.split is None:
            whole = Listing(wanted, card_of) if settings.profile is not Profile.OUTLOOK else self._book(wanted())
            yield Product(self.main, whole)
        else:
            yield from self._books(wanted)
        if settings.folder:
            for entry in wanted():
                yield Product(f"{settings.folder}/{file_name(entry.key)}.vcf", card_of(entry.content))
        if settings.qr:
            for entry in wanted():
                path = f"{self._stem}-qr/{file_name(entry.key)}.{settings.qr}"
                yield Product(path, Packet.of(entry.content).picture)
        if settings.changed is not None:
            yield Product(f"{self._stem}.changed{self._suffix}", self._book(self._changed(wanted)))

    def deliver(self, plan: Plan, wanted: Wanted) -> Delivery:
        """Write the files; of a card that vobject reads differently the former one stays, and it is an issue."""
        refused = unreadable(plan.changes)

        def readable() -> Iterator[Entry]:
            for entry in wanted():
                if entry.key not in refused:
                    yield entry
                elif former := refused[entry.key].former:
                    yield entry._replace(content=former)

        delivery = super().deliver(plan, readable if refused else wanted)
        issues = tuple(_unread(self.name, key) for key in sorted(refused))
        return replace(delivery, issues=(*delivery.issues, *issues), refused=(*delivery.refused, *sorted(refused)))

    @property
    def _stem(self) -> str:
        return self.main.removesuffix(self.location.suffix) if self.settings.split is None else self.main

    @property
    def _suffix(self) -> str:
        return ".zip" if self.settings.profile is Profile.OUTLOOK else ".vcf"

    def _book(self, entries: Iterable[Entry]) -> bytes | Iterator[bytes]:
        """One file with these cards."""
        if self.settings.profile is not Profile.OUTLOOK:
            return (card_of(entry.content) for entry in entries)
        packets = ((entry.key, Packet.of(entry.content)) for entry in entries)
        return zipped((packet.name, key, packet.card) for key, packet in packets)

    def _books(self, wanted: Wanted) -> Iterator[Product]:
        """One file for each organisation or group; a contact of several groups is in the file of each."""
        books: dict[str, list[Entry]] = defaultdict(list)
        for entry in wanted():
            for shelf in Packet.of(entry.content).shelves or ("",):
                books[shelf].append(entry)
        for shelf, name in _names(sorted(books)).items():
            yield Product(f"{self.main}/{name}{self._suffix}", self._book(books[shelf]))

    def _changed(self, wanted: Wanted) -> Iterator[Entry]:
        """The entries that changed last, told from the newest change and not by the clock: same content, same bytes."""
        moments = (Packet.of(entry.content).revised for entry in wanted())
        newest = max((datetime.fromisoformat(moment) for moment in moments if moment), default=None)
        if newest is None or self.settings.changed is None:
            return
        since = newest - self.settings.changed
        for entry in wanted():
            moment = Packet.of(entry.content).revised
            if moment and datetime.fromisoformat(moment) >= since:
                yield entry


def unreadable(changes: Sequence[Change]) -> Mapping[str, Change]:
    """The changed cards that vobject does not read as we do.

    All are read back up to ``VERIFIED``; of a larger load an even sample of so many and whichever card holds something
    that none before it has, and all when one of those fails.
    """
    fresh = [change for change in changes if change.kind is not ChangeKind.REMOVE]
    sample = fresh if len(fresh) <= VERIFIED else _representative(fresh)
    found = _failing(sample)
    return found if not found or len(sample) == len(fresh) else _failing(fresh)


def _representative(changes: Sequence[Change]) -> list[Change]:
    shuffled = sorted(changes, key=lambda one: digest(one.key.encode()))
    sample, known = shuffled[:VERIFIED], set[tuple[bytes, bytes]]()
    for change in sample:
        known |= traits(card_of(change.content))
    for change in shuffled[VERIFIED:]:
        found = traits(card_of(change.content))
        if not found <= known:
            sample.append(change)
            known |= found
    return sample


def _failing(changes: Iterable[Change]) -> dict[str, Change]:
    return {change.key: change for change in changes if verify(card_of(change.content))}


def _shelves(contact: CanonicalContact, split: str | None) -> tuple[str, ...]:
    own = contact.name.display
    if split == "organisation":
        name = contact.organisation or (own if contact.kind is Kind.ORGANISATION else "")
        return (name,) if name else ()
    if split == "group":
        return tuple(dict.fromkeys((*contact.groups, own) if contact.kind is Kind.GROUP else contact.groups))
    return ()


def _names(shelves: Iterable[str]) -> dict[str, str]:
    """A file's name for each organisation or group; those that would share one get a part of their digest."""
    names = {shelf: file_name(fold(shelf)) if shelf else _NOBODY for shelf in shelves}
    taken = Counter(names.values())
    return {
        shelf: name if taken[name] == 1 else f"{name}-{digest(shelf.encode())[:8]}" for shelf, name in names.items()
    }


def _unread(name: str, key: str) -> Issue:
    return Issue(
        "deliver",
        "card-unread",
        f"export {name}: a card is not read back as it was written; the former one stays",
        source=name,
        key=key,
        hint="look for odd characters in this contact's values, and report it",
        severity=Severity.ERROR,
    )

"""The export ``ldif``: one file that slapadd loads, and beside it the changes since the last one."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import AfterValidator

from syncsvc.errors import RecordError
from syncsvc.exports.files import FileExport, FileExportSettings, Listing, Product
from syncsvc.formats.ldap import ldif
from syncsvc.formats.ldap.changes import Delete, modify
from syncsvc.formats.ldap.entry import Auxiliary, EntryStyle, base_entries, entry
from syncsvc.formats.vcard.scaling import ENGINE, fitted_jpeg
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.contact import Kind
from syncsvc.model.digest import digest
from syncsvc.model.plan import ChangeKind, Entry, Plan
from syncsvc.ports import Export, Wanted
from syncsvc.settings import Surroundings

_KINDS = tuple(Kind)
"""Groups at last, after their members."""


def _suffix(value: str) -> str:
    base_entries(value)
    return value


Suffix = Annotated[str, AfterValidator(_suffix)]
"""The name everything stands below: «o=netzwerk-asyl», «dc=musterstadt,dc=example»."""


class LdifExportSettings(FileExportSettings):
    """The directory as LDIF (RFC 2849), and ``….changes.ldif`` for ldapmodify beside it."""

    kind: Literal["ldif"] = "ldif"
    suffix: Suffix
    """The name everything stands below: «o=netzwerk-asyl», «dc=musterstadt,dc=example»."""
    auxiliary: Auxiliary = Auxiliary.STANDARD
    """The class for values beyond inetOrgPerson: ``extensibleObject``, in every server, or our ``syncsvcContact``."""
    readable_numbers: bool = False
    """«+49 30 23125-124» for «+493023125124» where the blocks are known."""
    photos: bool = True
    """Whether pictures go along, as JPEG of at most 224 KB: scaled where Pillow is installed, else left out."""

    def open(self, around: Surroundings) -> Export:
        """Build the export."""
        return LdifExport(self, around)


class LdifExport(FileExport[LdifExportSettings]):
    """Entries below one suffix, parents first."""

    version = 2

    @property
    def rendering(self) -> str:
        """Also what scales pictures."""
        return digest(f"{super().rendering}\n{ENGINE if self.settings.photos else ''}".encode())

    def render(self, contact: CanonicalContact) -> Entry | None:
        """The contact's LDIF record."""
        style = EntryStyle(
            self.settings.auxiliary, readable_numbers=self.settings.readable_numbers, photos=self.settings.photos
        )
        if contact.photo:
            contact = replace(contact, photo=fitted_jpeg(contact.photo))
        content = ldif.record(entry(contact, self.settings.suffix, style))
        return Entry(contact.id, content, order=str(_KINDS.index(contact.kind)))

    def products(self, wanted: Wanted) -> Iterable[Product]:
        """The changes and the full file, for a target nothing is known of."""
        return self.remade(None, wanted)

    def remade(self, plan: Plan | None, wanted: Wanted) -> Iterable[Product]:
        """The changes and the full file.

        In this order: a delivery killed between the two leaves the old full file, from which the next one tells the
        same changes again. The other way round they would be lost.
        """
        folders = [ldif.record(item) for item in base_entries(self.settings.suffix, self.around.title)]
        yield Product(f"{self.location.stem}.changes.ldif", self._changes(folders, plan, wanted))
        yield Product(self.main, Listing(wanted, _apart, b"".join(map(_apart, folders))))

    def _changes(self, folders: list[bytes], plan: Plan | None, wanted: Wanted) -> Iterator[bytes]:
        """What ldapmodify must do to a directory loaded from the last file; those of before if nothing changed."""
        # Of the erased no content is kept; the file still tells their names.
        known = plan is not None and all(one.former for one in plan.changes if one.kind is not ChangeKind.ADD)
        if plan is not None and known and (records := list(_planned(plan))):
            yield from ldif.document(records, ldif.HEADER)
            return
        before = self._last()
        try:
            records = list(changes(before, _with(folders, wanted)))
        except RecordError:
            # Somebody edited the file; it is about to be put right.
            records = list(changes({}, _with(folders, wanted)))
        if not records and before:
            with suppress(FileNotFoundError):
                yield self.location.with_name(f"{self.location.stem}.changes.ldif").read_bytes()
                return
        yield from ldif.document(records, ldif.HEADER)

    def _last(self) -> dict[bytes, bytes]:
        """The records of the present file by their names."""
        with suppress(FileNotFoundError):
            return {_name(text): text for text in _records(self.location.read_bytes())}
        return {}


def changes(before: dict[bytes, bytes], after: Iterable[bytes]) -> Iterator[bytes]:
    """The change records that make the records ``before`` (by name) those ``after``; parents first, removals last.

    Raises RecordError for a record that is no LDIF.
    """
    gone = dict(before)
    for text in after:
        former = gone.pop(_name(text), b"")
        if former == text:
            continue
        if not former:
            yield ldif.added(text)
        elif change := modify(ldif.parse(former), ldif.parse(text)):
            yield ldif.change(change)
    # The last come first: what stands below others goes before them.
    for text in reversed(gone.values()):
        yield ldif.change(Delete(ldif.parse(text).dn))


def _planned(plan: Plan) -> Iterator[bytes]:
    """A plan's changes as change records, groups after the members they name."""
    before = {_name(one.former): one.former for one in plan.changes if one.former}
    after = [one.content for one in plan.changes if one.kind is not ChangeKind.REMOVE]
    return changes(before, sorted(after, key=lambda text: b"\nmember:" in text))


def _apart(record: bytes) -> bytes:
    """A record with the empty line that ends it."""
    return record + b"\n"


def _with(folders: list[bytes], wanted: Wanted) -> Iterator[bytes]:
    yield from folders
    for item in wanted():
        yield item.content


def _records(content: bytes) -> Iterator[bytes]:
    return (text + b"\n" for text in content.removesuffix(b"\n\n").split(b"\n\n") if text.strip())


def _name(text: bytes) -> bytes:
    """The name, still encoded; a folded one as a whole."""
    return text.replace(b"\n ", b"").partition(b"\n")[0]

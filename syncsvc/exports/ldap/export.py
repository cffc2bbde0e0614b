"""The export ``ldap``: surveys a directory, and changes what is not as it should be."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, field_validator

from syncsvc.exports.ldap.batches import FEW, SIZE, Work
from syncsvc.exports.ldap.decide import Repair, Rules, decide, undoing
from syncsvc.exports.ldap.present import Territory
from syncsvc.exports.ldap.receipt import Receipt, Stamps, state_of
from syncsvc.exports.ldap.refusals import foreign, refusal
from syncsvc.exports.ldap.session import Session, visit
from syncsvc.exports.ldap.undo import Undo
from syncsvc.exports.ldif import Suffix
from syncsvc.formats.cycles import uncollected
from syncsvc.formats.ldap import ldif
from syncsvc.formats.ldap.dn import child
from syncsvc.formats.ldap.entry import ORDER, Auxiliary, EntryStyle, entry
from syncsvc.formats.ldap.searchable import searchable
from syncsvc.formats.vcard.scaling import ENGINE, fitted_jpeg
from syncsvc.ldapclient import LdapAccess
from syncsvc.model.audience import Audience
from syncsvc.model.canonical import CanonicalContact
from syncsvc.model.digest import digest
from syncsvc.model.plan import Entry, Plan
from syncsvc.ports import Delivery, Export, Wanted
from syncsvc.settings import ExportSettings, Surroundings

_VERSION = 2
"""Of the code that renders; another number renders and delivers everything again."""


class LdapExportSettings(LdapAccess, ExportSettings):
    """Entries in an LDAP server: only ours, below one base, changed only where they are not right."""

    kind: Literal["ldap"] = "ldap"
    base: Suffix
    """The name all entries stand below: «ou=contacts,dc=musterstadt,dc=example». What is above it must exist."""
    marker: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")] = "syncsvc"
    """The mark on our entries: they name ``cn=<marker>`` below the base in ``seeAlso``; others are never touched."""
    adopt: bool = False
    """Whether entries under our names that lack the mark become ours, as after loading an ``ldif`` export."""
    repair: Mapping[str, Repair] = {}
    """What happens to an attribute that others changed: ``{ default = "force", description = "keep" }``."""
    auxiliary: Auxiliary = Auxiliary.STANDARD
    """The class for values beyond inetOrgPerson: ``extensibleObject``, in every server, or our ``syncsvcContact``."""
    readable_numbers: bool = False
    """«+49 30 23125-124» for «+493023125124» where the blocks are known."""
    photos: bool = True
    """Whether pictures go along, as JPEG of at most 224 KB: scaled where Pillow is installed, else left out."""
    search_values: bool = False
    """Store «Mueller» for «Müller» and «030…» for «+4930…» for searches only; slapd needs ``attributeoptions x-``."""
    transactions: bool = True
    """Whether to use transactions (RFC 5805) where the server has them: many times faster, and all or nothing."""
    undo: str | None = None
    """A folder for LDIF files that take each delivery back; they hold contacts, and an erasure deletes them."""
    undo_keep: Annotated[int, Field(ge=1, le=1000)] = 5
    """How many of them."""

    @field_validator("repair")
    @classmethod
    def _known(cls, repair: Mapping[str, Repair]) -> Mapping[str, Repair]:
        unknown = sorted(repair.keys() - {"default", *ORDER})
        if unknown:
            raise ValueError(f"{unknown[0]} is not an attribute this export writes, nor «default»")
        return repair

    def open(self, around: Surroundings) -> Export:
        """Build the export."""
        return LdapExport(self, around)

    @property
    def territory(self) -> Territory:
        """The part of the directory that is ours."""
        return Territory(self.base, child("cn", self.marker, self.base))

    @property
    def style(self) -> EntryStyle:
        """What decides an entry besides the contact."""
        return EntryStyle(self.auxiliary, self.territory.marker, self.readable_numbers, self.photos)

    @property
    def rules(self) -> Rules:
        """How to decide what to do."""
        return Rules(self.repair, self.adopt)


class LdapExport:
    """Entries below one base of an LDAP server."""

    provenance = False
    """Entries do not tell where values come from."""

    def __init__(self, settings: LdapExportSettings, around: Surroundings) -> None:
        self.settings = settings
        self.around = around
        # What the last survey saw; a delivery that follows builds on it.
        self._surveyed: Receipt | None = None
        self._stamps: Stamps | None = None
        self._right = False

    def __reduce__(self) -> tuple[type[Self], tuple[LdapExportSettings, Surroundings]]:
        """Travels to another process as what it was opened from."""
        return type(self), (self.settings, self.around)

    @property
    def name(self) -> str:
        """The name from the configuration."""
        return self.settings.name

    @property
    def audience(self) -> Audience:
        """For whom."""
        return self.settings.audience

    @property
    def rendering(self) -> str:
        """A fingerprint of all that decides an entry's bytes besides the contact."""
        style = self.settings.style
        told = (_VERSION, self.settings.base, style, self.settings.search_values, style.photos and ENGINE)
        return digest(repr(told).encode())

    def render(self, contact: CanonicalContact) -> Entry | None:
        """The contact's entry as an LDIF record."""
        if contact.photo:
            contact = replace(contact, photo=fitted_jpeg(contact.photo))
        made = entry(contact, self.settings.base, self.settings.style)
        return Entry(contact.id, ldif.record(searchable(made) if self.settings.search_values else made))

    def same(self, kept: bytes, fresh: bytes) -> bool:
        """Whether two entries are the same."""
        return kept == fresh

    def survey(self, receipt: str) -> Mapping[str, str] | None:
        """None if nothing of ours changed since the receipt; else every entry of ours, read back."""
        kept = Receipt.of(receipt)
        self._surveyed, self._stamps = kept, None
        self._right = False
        with self._visit() as session:
            self._right = bool(kept.context) and session.context() == kept.context
            if not self._right:
                self._stamps = session.territory.stamps(session.wire)
                self._right = bool(kept.state) and state_of(self._stamps) == kept.state
            return None if self._right else _digests(session)

    def deliver(self, plan: Plan, wanted: Wanted) -> Delivery:
        """Carry the plan out on what is really there; entries the server refuses become issues."""
        if self._right and self._surveyed is not None and not plan.changes:
            return Delivery(self._surveyed.text())
        undo = self._undo()
        if undo is not None:
            undo.check()
        with self._visit() as session, ExitStack() as more, uncollected():
            before = self._before(session)
            made = session.prepare(self.around.title)
            there = session.territory.lookup(session.wire, [change.key for change in plan.changes])
            taken: list[str] = []
            batches = session.batches(
                decide(plan.changes, there, self.settings.rules, taken),
                helpers=[more.enter_context(self._visit())] if len(plan.changes) > SIZE else [],
                transactions=self.settings.transactions and len(plan.changes) > FEW,
                options=self.settings.search_values,
            )
            try:
                batches.carry_out()
            finally:
                done = batches.outcome.done
                if undo is not None and done:
                    undo.write(undoing(done, there))
            issues = [refusal(self.name, ready.work.key, reply) for ready, reply in batches.outcome.refused]
            issues += [foreign(self.name, key) for key in taken]
            receipt = Receipt() if issues else self._receipt(session, before, done, wanted)
        self._surveyed, self._stamps, self._right = None, None, False
        return Delivery(
            receipt.text(),
            issues=tuple(issues),
            refused=tuple(issue.key for issue in issues),
            written=made or bool(done),
        )

    def check(self) -> str:
        """One line on the server; raises TargetError if it cannot be used."""
        with self._visit() as session:
            session.check_schema(self.settings.auxiliary)
            entries = len(session.territory.stamps(session.wire))
            ways = "with" if session.transactions else "without"
            return f"{self.settings.url}: {entries} entries below {self.settings.base}, {ways} transactions"

    def purge(self) -> None:
        """Delete what could take deliveries back: after an erasure nothing may bring the erased back."""
        undo = self._undo()
        if undo is not None:
            undo.clear()

    def _visit(self) -> AbstractContextManager[Session]:
        return visit(self.settings, self.around, self.settings.territory)

    def _undo(self) -> Undo | None:
        if self.settings.undo is None:
            return None
        return Undo(self.around.path(self.settings.undo), self.name, self.settings.undo_keep)

    def _before(self, session: Session) -> Stamps | None:
        """The stamps of the state that the plan was made for; None if it is gone."""
        if self._stamps is not None:
            return self._stamps
        stamps = session.territory.stamps(session.wire)
        if self._surveyed is not None and session.context() != self._surveyed.context:
            return None
        return stamps

    def _receipt(self, session: Session, before: Stamps | None, done: Sequence[Work], wanted: Wanted) -> Receipt:
        """What the directory must look like next time if nobody else touched it.

        Everything but our own changes is taken from ``before``, so that what others did meanwhile shows next time.
        """
        # First the number, then the stamps: a change in between makes the number old, and so harmless.
        context, after = session.context(), session.territory.stamps(session.wire)
        if before is None or (self._surveyed is None and after.keys() - {one.key for one in wanted()}):
            return Receipt()
        ours = {work.key for work in done}
        expected = {key: stamp for key, stamp in before.items() if key not in ours}
        expected |= {key: after[key] for key in ours if key in after}
        return Receipt(context if expected == after else "", state_of(expected))


def _digests(session: Session) -> dict[str, str]:
    """Every entry of ours; one that is there twice cannot be told and so has an empty digest."""
    found: dict[str, str] = {}
    for one in session.territory.entries(session.wire):
        found[one.key] = "" if one.key in found else digest(ldif.record(one.entry))
    return found

"""One unit of work: every repository, on one connection, in one transaction."""

from functools import cached_property
from typing import TYPE_CHECKING

from syncsvc.store.accounts import Accounts
from syncsvc.store.audit import Audit
from syncsvc.store.contacts import Contacts
from syncsvc.store.corrections import Corrections
from syncsvc.store.decisions import Decisions
from syncsvc.store.directory import Directory
from syncsvc.store.events import Events
from syncsvc.store.facts import Facts
from syncsvc.store.feed import Feed
from syncsvc.store.holds import Holds
from syncsvc.store.identities import Identities
from syncsvc.store.issues import Issues
from syncsvc.store.linkage import Linkage
from syncsvc.store.records import Records
from syncsvc.store.runs import Runs
from syncsvc.store.sources import Sources
from syncsvc.store.suppressions import Suppressions
from syncsvc.store.targets import Targets

if TYPE_CHECKING:
    from syncsvc.store.connection import Connection
    from syncsvc.store.secret import KeyRing


class Unit:
    """What is read or written together; all of it counts, or none."""

    def __init__(self, database: "Connection", ring: "KeyRing") -> None:
        self.database = database
        self.erased = False
        """Whether somebody was erased: after the commit no trace of them may stay outside of the tables."""
        self._ring = ring

    @cached_property
    def sources(self) -> Sources:
        """How each source stands."""
        return Sources(self.database)

    @cached_property
    def records(self) -> Records:
        """What the sources said."""
        return Records(self.database)

    @cached_property
    def contacts(self) -> Contacts:
        """What normalising made of it."""
        return Contacts(self.database)

    @cached_property
    def issues(self) -> Issues:
        """What a person should look at."""
        return Issues(self.database)

    @cached_property
    def linkage(self) -> Linkage:
        """Matches and clusters."""
        return Linkage(self.database)

    @cached_property
    def decisions(self) -> Decisions:
        """People's words on pairs."""
        return Decisions(self.database)

    @cached_property
    def identities(self) -> Identities:
        """Ids and their records."""
        return Identities(self.database)

    @cached_property
    def directory(self) -> Directory:
        """The canonical contacts."""
        return Directory(self.database)

    @cached_property
    def events(self) -> Events:
        """What happened to them."""
        return Events(self.database)

    @cached_property
    def feed(self) -> Feed:
        """The sequence of their changes."""
        return Feed(self.database)

    @cached_property
    def facts(self) -> Facts:
        """What the store knows of itself."""
        return Facts(self.database)

    @cached_property
    def targets(self) -> Targets:
        """What each target was given."""
        return Targets(self.database)

    @cached_property
    def holds(self) -> Holds:
        """Removals that wait."""
        return Holds(self.database)

    @cached_property
    def corrections(self) -> Corrections:
        """Values people set."""
        return Corrections(self.database)

    @cached_property
    def suppressions(self) -> Suppressions:
        """Who must not come back."""
        return Suppressions(self.database, self._ring)

    @cached_property
    def runs(self) -> Runs:
        """What each run did."""
        return Runs(self.database)

    @cached_property
    def audit(self) -> Audit:
        """Who did what."""
        return Audit(self.database)

    @cached_property
    def accounts(self) -> Accounts:
        """Who may sign in."""
        return Accounts(self.database)
